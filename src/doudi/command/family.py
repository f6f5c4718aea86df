"""A verb that has verbs of its own: `doudi audit verify`."""

from __future__ import annotations

from typing import Any

import click

from doudi.command.failures import UnknownVerb
from doudi.command.language import Words, say
from doudi.command.verb import Verb, columns, language_option, options, usage
from doudi.policy.messages.nearest import nearest


class Family(click.Group):
    """`doudi audit`: says which verbs it has; each is a `Verb` with help of its own."""

    def __init__(self, *args: Any, words: Words, verbs: list[Verb], **kwargs: Any) -> None:
        super().__init__(*args, no_args_is_help=False, commands={each.name or "": each for each in verbs}, **kwargs)
        self.words = words
        self.params.append(language_option())

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs in the order given."""
        return list(self.commands)

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The verb and what follows it."""
        if args[0] not in self.commands:
            raise UnknownVerb(args[0], nearest(args[0], list(self.commands)), ctx)
        return args[0], self.commands[args[0]], args[1:]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        rows = [
            (name, say(each.words).splitlines()[0]) for name, each in self.commands.items() if isinstance(each, Verb)
        ]
        examples = [
            line for each in self.commands.values() if isinstance(each, Verb) for line in each.example.splitlines()
        ]
        formatter.write(usage(ctx) + "\n\n" + say(self.words) + "\n")
        formatter.write("\n" + say(("命令：\n", "Commands:\n")) + columns(rows))
        formatter.write("\n" + say(("选项：\n", "Options:\n")) + columns(options(self)))
        formatter.write("\n" + say(("例：\n", "Example:\n")) + "".join(f"  {line}\n" for line in examples))
