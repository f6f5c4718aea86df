"""The command `doudi`: finds the verb, loads only that verb's file, and turns every mistake into a clear sentence."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import os
import sys
from collections.abc import Callable, Sequence
from typing import Any

import click

from doudi import __version__
from doudi.command import language
from doudi.command.failures import Failure, UnknownVerb, explain
from doudi.command.language import Words, say
from doudi.command.verb import WRONG_USE, Parameter, columns, language_option, options, usage
from doudi.policy.messages.nearest import nearest
from doudi.policy.messages.system_errors import system_error

# A verb, the file that holds it as `command`, and what it does. A file is opened only when its verb is used.
VERBS: dict[str, tuple[str, Words]] = {
    "demo": ("doudi.command.demo", ("打开演示系统", "open the demonstration office")),
    "policies": ("doudi.command.policies", ("列出政策", "list the policies")),
    "check": ("doudi.command.check", ("检查政策文件", "check policies")),
    "test": ("doudi.command.test", ("运行政策的实例", "run the worked cases of policies")),
    "format": ("doudi.command.format", ("把政策写成规范的样子", "write a policy in its canonical layout")),
    "form": ("doudi.command.form", ("生成事实空表", "write an empty form of facts")),
    "decide": ("doudi.command.decide", ("认定家庭", "decide households")),
    "run": ("doudi.command.run", ("成批计算一个登记库", "decide a whole registry")),
    "book": ("doudi.command.book", ("生成政策书（静态网站）", "write the policy book, a static site")),
    "diff": ("doudi.command.diff", ("用文字说明两个政策的不同", "say in words what differs between two policies")),
    "people": ("doudi.command.people", ("生成虚构的人口", "make synthetic people")),
    "serve": ("doudi.command.serve", ("启动办公系统", "start the office")),
    "migrate": ("doudi.command.migrate", ("建立或升级数据库", "make or upgrade the database")),
    "setup": ("doudi.command.setup", ("设立新站点", "set up a new site")),
    "check-config": ("doudi.command.check_config", ("检查站点的设置", "check the settings of a site")),
    "keys": ("doudi.command.keys", ("生成与轮换密钥", "make and rotate keys")),
    "backup": ("doudi.command.backup", ("备份站点", "back up a site")),
    "restore": ("doudi.command.restore", ("恢复备份", "restore a backup")),
    "audit": ("doudi.command.audit", ("核验审计日志", "prove the audit log")),
    "replay": ("doudi.command.replay", ("重算一个办件的决定", "make the decisions of a case again")),
}
COMPLETION = "_DOUDI_COMPLETE"  # set by the shell that asks how to go on
_INTERNAL = 70  # EX_SOFTWARE: a fault of ours, which no user can put right
_INTERRUPTED, _NO_READER = 130, 141  # as a shell reports Ctrl-C and a closed pipe


class Root(click.Group):
    """`doudi` itself."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The verbs whose files are here."""
        return [name for name, (module, _) in VERBS.items() if importlib.util.find_spec(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Load the file of a verb."""
        if cmd_name not in self.list_commands(ctx):
            return None
        found: click.Command = importlib.import_module(VERBS[cmd_name][0]).command
        return found

    def resolve_command(self, ctx: click.Context, args: list[str]) -> Any:
        """The verb and what follows it."""
        known = self.list_commands(ctx)
        if args[0] not in known:
            raise UnknownVerb(args[0], nearest(args[0], known), ctx)
        return args[0], self.get_command(ctx, args[0]), args[1:]

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The help of the whole: what Doudi is, its verbs, its options."""
        about = say(
            (
                "兜底：把社会救助政策变成可以运行、可以解释的服务。",
                "Doudi: social-assistance policy as a running service that explains itself.",
            )
        )
        verbs = [(name, say(VERBS[name][1])) for name in self.list_commands(ctx)]
        formatter.write(usage(ctx) + "\n\n" + about + "\n")
        formatter.write("\n" + say(("命令：\n", "Commands:\n")) + columns(verbs))
        formatter.write("\n" + say(("选项：\n", "Options:\n")) + columns(options(self)))
        formatter.write(
            "\n"
            + say(("每个命令都有说明：doudi decide --help\n", "Every command has its own help: doudi decide --help\n"))
        )

    def main(self, args: Sequence[str] | None = None, prog_name: str | None = None, **extra: Any) -> Any:
        """Run and end the process: 0 done, 1 done and the answer is bad news, 2 wrong use."""
        words = list(sys.argv[1:] if args is None else args) or ["--help"]
        language.choose(words, os.environ)
        for stream in (sys.stdout, sys.stderr):
            if hasattr(stream, "reconfigure"):
                stream.reconfigure(encoding="utf-8", errors="backslashreplace")
        if COMPLETION in os.environ:
            return super().main(words, "doudi", **extra)
        return sys.exit(_guarded(lambda: self.run(words, prog_name or "doudi")))

    def run(self, words: list[str], prog_name: str) -> int:
        """The verb's exit code. Click's own `main` is not used: it has other ideas of mistakes and closed pipes."""
        try:
            with self.make_context(prog_name, words) as ctx:
                code = self.invoke(ctx)
        except click.exceptions.Exit as leaving:
            return leaving.exit_code
        return code if isinstance(code, int) else 0


def _guarded(work: Callable[[], int]) -> int:
    """Do the work; every mistake becomes words on standard error and an exit code."""
    try:
        code = work()
        if sys.stdout is not None:
            sys.stdout.flush()
        return code
    except Failure as error:
        return _say(error.text, error.code)
    except click.ClickException as error:
        return _say(explain(error), WRONG_USE)
    except (KeyboardInterrupt, click.Abort):
        return _INTERRUPTED
    except BrokenPipeError:
        return _forget_reader()
    except Exception as error:
        return _unexpected(error)


def _unexpected(error: Exception) -> int:
    """A refusal of the engine in its own words, or a fault of ours told without a traceback."""
    from doudi.policy.messages.problems import PolicyError
    from doudi.policy.messages.refusal import Refused

    lang = language.current()
    if isinstance(error, Refused):
        return _say(error.text(lang), WRONG_USE)
    if isinstance(error, PolicyError):
        return _say("\n".join(problem.text(lang) for problem in error.problems), WRONG_USE)
    if os.environ.get("DOUDI_TRACEBACK"):
        raise error
    if isinstance(error, OSError):
        _forget_reader()
        at, (zh, en) = error.filename or say(("输出", "output")), system_error(error)
        return _say(say((f"{at} 读写出错：{zh}", f"{at} cannot be read or written: {en}")), WRONG_USE)
    kind = f"{type(error).__name__}: {error}".splitlines()[0][:300]
    return _say(
        say(
            (
                f"doudi 内部出错（{kind}）。这不是您的错；请设 DOUDI_TRACEBACK=1 再运行一次，把显示的内容报给我们。",
                f"doudi failed inside ({kind}). This is not your mistake; run it again with DOUDI_TRACEBACK=1 "
                "and report what it shows.",
            )
        ),
        _INTERNAL,
    )


def _say(text: str, code: int) -> int:
    click.echo(text, err=True)
    return code


def _forget_reader() -> int:
    """Nobody reads our output any more: end quietly, without Python's own complaint while it closes the stream."""
    with contextlib.suppress(OSError, ValueError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return _NO_READER


def _version(ctx: click.Context, param: click.Parameter, value: bool) -> None:
    if value and not ctx.resilient_parsing:
        click.echo(f"doudi {__version__}")
        ctx.exit()


main = Root(
    "doudi",
    params=[
        language_option(),
        Parameter(
            ["--version"],
            is_flag=True,
            is_eager=True,
            expose_value=False,
            callback=_version,
            words=("显示版本", "show the version"),
        ),
    ],
    no_args_is_help=False,
)
