"""What every verb of the command line has: help in two languages with an example, `--lang`, and clear parameters."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Sequence
from typing import Any

import click

from doudi.command.language import LANGUAGES, Words, say

BAD_NEWS = 1
WRONG_USE = 2


class Parameter(click.Option):
    """An option whose help is in two languages."""

    def __init__(self, *args: Any, words: Words = ("", ""), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words


class Place(click.Argument):
    """An argument with the words that explain it."""

    def __init__(self, *args: Any, words: Words = ("", ""), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words = words


def language_option() -> Parameter:
    """`--lang`, which is read before parsing (see `language.choose`) and here only checked and explained."""
    words = ("语言：zh 中文（默认），en 英文", "language: zh Chinese (default), en English")
    return Parameter(["--lang"], type=click.Choice(LANGUAGES), expose_value=False, words=words, metavar="zh|en")


class Verb(click.Command):
    """A verb: `words` say what it does, `example` is a line (or several) that can be typed."""

    def __init__(self, *args: Any, words: Words, example: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.words, self.example = words, example
        self.params.append(language_option())

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Parse; a mistake that click finds before it has the context gets it, so that it can name the verb."""
        try:
            return super().parse_args(ctx, args)
        except click.UsageError as error:
            error.ctx = error.ctx or ctx
            raise

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        formatter.write(usage(ctx) + "\n\n" + say(self.words) + "\n")
        arguments = [(p.make_metavar(ctx), say(p.words)) for p in self.params if isinstance(p, Place)]
        if arguments:
            formatter.write("\n" + columns(arguments))
        formatter.write("\n" + say(("选项：\n", "Options:\n")) + columns(options(self)))
        lines = "".join(f"  {line}\n" for line in self.example.splitlines())
        formatter.write("\n" + say(("例：\n", "Example:\n")) + lines)


def verb(name: str, *, words: Words, example: str) -> Callable[[Callable[..., Any]], Verb]:
    """Makes a verb of a function: `@verb("check", words=(…), example="doudi check")`."""
    return click.command(name, cls=Verb, words=words, example=example)


def option(*names: str, words: Words, **kwargs: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An option of a verb, with its explanation in two languages."""
    return click.option(*names, cls=Parameter, words=words, **kwargs)


def argument(name: str, *, words: Words, **kwargs: Any) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """An argument of a verb, with its explanation in two languages."""
    return click.argument(name, cls=Place, words=words, **kwargs)


def usage(ctx: click.Context) -> str:
    """`用法：doudi decide [选项] POLICY FILE`."""
    pieces = [
        p for param in ctx.command.params if isinstance(param, click.Argument) for p in param.get_usage_pieces(ctx)
    ]
    if isinstance(ctx.command, click.Group):
        pieces.append(say(("命令 …", "COMMAND …")))
    return " ".join([say(("用法：", "Usage: ")) + ctx.command_path, say(("[选项]", "[OPTIONS]")), *pieces])


def options(command: click.Command) -> list[tuple[str, str]]:
    """The options of a command and what they mean, `--help` last."""
    found = []
    for param in command.params:
        if isinstance(param, Parameter) and not param.hidden:
            names = ", ".join(param.opts)
            found.append(
                (names if param.is_flag else f"{names} {param.metavar or param.human_readable_name}", say(param.words))
            )
    return [*found, ("--help", say(("显示这段说明", "show this help")))]


def columns(rows: Sequence[tuple[str, str]]) -> str:
    """Two columns; a Chinese character is as wide as two letters."""
    wide = max((width(left) for left, _ in rows), default=0)
    return "".join(f"  {left}{' ' * (wide - width(left))}  {right}\n" for left, right in rows)


def width(text: str) -> int:
    """How many cells of a terminal the text takes."""
    return sum(0 if unicodedata.combining(c) else 2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)
