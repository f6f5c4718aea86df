"""`doudi migrate`: brings the database to the schema of this version."""

from __future__ import annotations

import click

from doudi.command.failures import Failure
from doudi.command.language import say
from doudi.command.site import start
from doudi.command.verb import verb


@verb(
    "migrate",
    words=(
        "建立或升级数据库，补上今明两年的工作日历；正式站点还会整理网页用的文件。可以重复运行。",
        "Makes or upgrades the database and fills the calendar of this year and the next; on a production site it also\n"
        "gathers the files of the pages. It may be run again.",
    ),
    example="doudi migrate",
)
def command() -> None:
    """Migrate and say what was done."""
    start()
    from django.db.utils import Error

    from doudi.office.upkeep import migrate

    try:
        done = migrate()
    except Error as error:
        raise Failure(
            say(
                (
                    f"数据库没有升级成功（{str(error).splitlines()[0]}），已退回原样的部分没有改动。请检查 DOUDI_DATABASE_URL。",
                    f"The database was not upgraded ({str(error).splitlines()[0]}). Check DOUDI_DATABASE_URL.",
                )
            )
        ) from None
    click.echo(say((f"数据库已是最新（新做 {done} 步）。", f"The database is up to date ({done} steps done now).")))
