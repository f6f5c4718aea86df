"""`doudi keys`: makes keys, and re-encrypts with the newest."""

from __future__ import annotations

import secrets

import click

from doudi.command.failures import Failure
from doudi.command.family import Family
from doudi.command.language import say
from doudi.command.site import progress, ready
from doudi.command.verb import option, verb

_BYTES = 32


@verb(
    "new",
    words=(
        "生成新站点的三个密钥，写成环境变量的样子；只显示一次，要放在数据库以外的地方保管。",
        "Makes the three keys of a new site as environment variables; shown once, to be kept away from the database.",
    ),
    example="doudi keys new >> /etc/doudi/doudi.env",
)
@option(
    "--data-key",
    "name",
    metavar="ID",
    default=None,
    words=("只生成一个数据密钥，编号为 ID（用于轮换）", "only one data key with this id, for rotation"),
)
def new(name: str | None) -> None:
    """Print keys."""
    if name:
        click.echo(f"{name}:{secrets.token_hex(_BYTES)}")
        return
    click.echo(f"DOUDI_SECRET_KEY={secrets.token_urlsafe(2 * _BYTES)}")
    click.echo(f"DOUDI_KEYS=k1:{secrets.token_hex(_BYTES)}")
    click.echo(f"DOUDI_INDEX_KEY={secrets.token_hex(_BYTES)}")


@verb(
    "rotate",
    words=(
        "用 DOUDI_KEYS 里排在最前的密钥，重新加密身份证号、电话、银行卡号、手机验证密钥、\n"
        "登记草稿和核对报告附件。中断了可以再运行。\n"
        "全部完成后，旧密钥才可以从 DOUDI_KEYS 去掉（旧备份仍需要它）。",
        "Re-encrypts ID numbers, telephones, bank cards, keys of phones, drafts and files of means checks with the\n"
        "first key of DOUDI_KEYS. It may be interrupted and run again. Only when it is done may the old key leave\n"
        "DOUDI_KEYS (old backups still need it).",
    ),
    example="doudi keys rotate",
)
def rotate() -> None:
    """Re-encrypt and say how much."""
    ready()
    from doudi.registry.rotation import rotate as renew
    from doudi.secrets import KeyProblem

    progress(("正在重新加密……", "Re-encrypting …"))
    try:
        done = renew()
    except KeyProblem as error:
        raise Failure(str(error)) from None
    click.echo(
        say(
            (
                f"已用最新的密钥重新加密 {done.rewritten} 条记录。",
                f"{done.rewritten} records were encrypted anew with the newest key.",
            )
        )
    )
    for place, (name, count) in enumerate(done.keys.items()):
        old = place > 0 and not count
        unused = say(("，可以去掉（旧备份仍需要它）", ", may be taken out (old backups still need it)")) if old else ""
        click.echo(say((f"密钥 {name}：{count} 项{unused}", f"key {name}: {count} values{unused}")))


command = Family("keys", words=("密钥：生成与轮换。", "Keys: making and rotating them."), verbs=[new, rotate])
