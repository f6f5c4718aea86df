"""Mistakes in the use of the command line, told in one clear paragraph: what is wrong and what to do."""

from __future__ import annotations

import click
from click import exceptions

from doudi.command.language import LANGUAGES, say
from doudi.policy.messages.nearest import nearest
from doudi.policy.messages.system_errors import system_error


class Failure(Exception):
    """Something that the user can put right, already in the user's words. `code` is the exit code."""

    def __init__(self, text: str, code: int = 2) -> None:
        super().__init__(text)
        self.text, self.code = text, code


def unwritable(path: object, error: OSError) -> Failure:
    """What to raise when a file or folder cannot be written."""
    zh, en = system_error(error)
    return Failure(say((f"写不了 {path}：{zh}", f"{path} cannot be written: {en}")))


def unreadable(path: object, error: OSError) -> Failure:
    """What to raise when a file cannot be read."""
    zh, en = system_error(error)
    return Failure(say((f"读不了 {path}：{zh}", f"{path} cannot be read: {en}")))


def explain(error: click.ClickException) -> str:
    """What click found wrong, in the current language, and how to go on."""
    context = getattr(error, "ctx", None)
    path = context.command_path if context else "doudi"
    help_line = say((f"用 {path} --help 查看说明。", f"See {path} --help."))
    return f"{path}{say(('：', ': '))}{_cause(error)}{say(('。', '. '))}{help_line}"


def _cause(error: click.ClickException) -> str:
    if isinstance(error, exceptions.NoSuchOption):
        near = nearest(error.option_name, _options(error.ctx))
        return say((f"没有选项 {error.option_name}", f"there is no option {error.option_name}")) + _hint(near)
    if isinstance(error, exceptions.MissingParameter):
        name = _name(error)
        return say((f"缺少 {name}", f"{name} is missing"))
    if isinstance(error, exceptions.BadParameter):
        return _bad_parameter(error)
    if isinstance(error, exceptions.BadOptionUsage):
        name = error.option_name
        return say(
            (f"选项 {name} 的用法不对：要么后面少了值，要么多了值", f"option {name} has too few or too many values")
        )
    if isinstance(error, UnknownVerb):
        return say((f"没有 {error.word} 这个命令", f"there is no command {error.word}")) + _hint(error.near)
    return _other(error)


def _bad_parameter(error: exceptions.BadParameter) -> str:
    choices = getattr(error.param.type, "choices", None) if error.param else None
    if choices:
        listed = "、".join(choices) if say(("zh", "en")) == LANGUAGES[0] else ", ".join(choices)
        return say((f"{_name(error)} 只能是 {listed}", f"{_name(error)} must be one of {listed}"))
    kind = error.param.type if error.param else None
    if isinstance(kind, click.IntRange):
        low, high = f"{kind.min:,}", f"{kind.max:,}"
        return say(
            (
                f"{_name(error)} 应是 {low} 至 {high} 的整数",
                f"{_name(error)} must be a whole number from {low} to {high}",
            )
        )
    return f"{_name(error)} {error.message}"


def _other(error: click.ClickException) -> str:
    if "unexpected extra argument" in error.message:
        extra = error.message.partition("(")[2].rstrip(")")
        return say((f"多出了参数 {extra}", f"there is an argument too many: {extra}"))
    if error.message == "Missing command.":
        return say(("缺少命令", "a command is missing"))
    if "requires" in error.message or "takes" in error.message:
        return say(("参数的个数不对", "the number of arguments is wrong"))
    return error.message.rstrip(".")


class UnknownVerb(click.UsageError):
    """A verb that the command line does not have; `near` is the one most likely meant."""

    def __init__(self, word: str, near: str, ctx: click.Context) -> None:
        super().__init__(f"no verb {word}", ctx)
        self.word, self.near = word, near


def _hint(near: str) -> str:
    return say((f"，最接近的是 {near}", f"; the nearest is {near}")) if near else ""


def _name(error: exceptions.BadParameter) -> str:
    param = error.param
    if param is None:
        return ""
    return param.opts[-1] if isinstance(param, click.Option) else str(param.human_readable_name)


def _options(ctx: click.Context | None) -> list[str]:
    return (
        [name for param in ctx.command.params if isinstance(param, click.Option) for name in param.opts] if ctx else []
    )
