"""`doudi setup`: what a new site needs before anybody can sign in, and the way back in for who is locked out."""

from __future__ import annotations

import datetime
from pathlib import Path

import click

from doudi.command.dates import DATE
from doudi.command.failures import Failure
from doudi.command.family import Family
from doudi.command.language import say
from doudi.command.site import ready
from doudi.command.verb import argument, option, verb

_FILE = click.Path(path_type=Path)


@verb(
    "areas",
    words=(
        "从 CSV 录入区划：列“区划代码”“名称”，代码 6、9 或 12 位。有一行不对就一行也不录。",
        "Enters areas from CSV: columns 区划代码 (code of 6, 9 or 12 digits) and 名称 (name). One wrong row, and none is.",
    ),
    example="doudi setup areas areas.csv",
)
@argument("file", metavar="FILE", type=_FILE, words=("CSV 文件", "a CSV file"))
def areas(file: Path) -> None:
    """Import and say how many."""
    ready()
    from doudi.office.founding import import_areas
    from doudi.office.sheets import SheetProblem

    try:
        count = import_areas(file)
    except SheetProblem as error:
        raise _nothing(error.lines) from None
    click.echo(say((f"已录入 {count} 个区划。", f"{count} areas entered.")))


@verb(
    "organisations",
    words=(
        "从 CSV 录入机构：列“名称”“层级”“区划代码”，可有“部门”“电话”。有一行不对就一行也不录。",
        "Enters organisations from CSV: columns 名称 (name), 层级 (level), 区划代码 (area), and if wanted 部门 (agency)\n"
        "and 电话 (telephone). One wrong row, and none is entered.",
    ),
    example="doudi setup organisations organisations.csv",
)
@argument("file", metavar="FILE", type=_FILE, words=("CSV 文件", "a CSV file"))
def organisations(file: Path) -> None:
    """Import and say how many there are."""
    ready()
    from doudi.office.founding import import_organisations
    from doudi.office.sheets import SheetProblem

    try:
        count = import_organisations(file)
    except SheetProblem as error:
        raise _nothing(error.lines) from None
    click.echo(say((f"已录入，现有 {count} 个机构。", f"Entered; there are {count} organisations now.")))


@verb(
    "administrator",
    words=(
        "设立第一位系统管理员，显示一个临时密码；首次登录时须改密码并绑定手机。",
        "Enters the first administrator and shows a passing password, to be changed at the first sign-in, where a phone\n"
        "is tied to the account as well.",
    ),
    example="doudi setup administrator wang --name 王清 --area 990101 --organisation 清溪县民政局",
)
@argument("username", metavar="USERNAME", words=("登录用的账号", "the name to sign in with"))
@option("--name", required=True, metavar="NAME", words=("姓名", "the person's name"))
@option("--area", required=True, metavar="CODE", words=("机构的区划代码", "the code of the organisation's area"))
@option("--organisation", required=True, metavar="NAME", words=("机构的名称", "the organisation's name"))
def administrator(username: str, name: str, area: str, organisation: str) -> None:
    """Enter and print the password."""
    ready()
    from doudi.office.founding import FoundingProblem, first_administrator

    try:
        password = first_administrator(
            username=username, name=name, area=area, organisation=organisation, from_date=datetime.date.today()
        )
    except (FoundingProblem, ValueError) as error:
        raise Failure(str(error)) from None
    _show(username, password)


@verb(
    "reset",
    words=(
        "给进不去的人一个临时密码，并解除手机绑定和锁定。",
        "Gives somebody who cannot get in a passing password, and takes away the phone and the lock.",
    ),
    example="doudi setup reset wang",
)
@argument("username", metavar="USERNAME", words=("账号", "the account"))
def reset(username: str) -> None:
    """Reset and print the password."""
    ready()
    from axes.utils import reset as unlock

    from doudi.office import founding

    try:
        password = founding.reset(username=username)
    except founding.FoundingProblem as error:
        raise Failure(str(error)) from None
    unlock(username=username)
    _show(username, password)


@verb(
    "adopt",
    words=(
        "让一个地方自某日起采用一个政策，连同一份地方参数文件里的标准。由有权的人录入，另一人（县级领导）在系统里批准后生效。",
        "Enters that a place adopts a policy from a day, with the standards of a place file. In force when another\n"
        "person, a leader of the county, approves it at the desk.",
    ),
    example="doudi setup adopt guzhang-2021 --area 433126 --from 2026-01-01 --place place.yaml --by wang",
)
@argument("policy", metavar="POLICY", words=("政策的名称，或政策文件夹", "a policy's name, or its folder"))
@option("--area", required=True, metavar="CODE", words=("地方的区划代码", "the code of the place"))
@option("--from", "from_date", required=True, type=DATE, metavar="DATE", words=("自哪一天", "from which day"))
@option(
    "--place", type=_FILE, metavar="FILE", words=("地方参数文件（YAML，按日期）", "a place file: YAML of dated values")
)
@option("--by", required=True, metavar="USERNAME", words=("由谁录入", "who enters it"))
def adopt(policy: str, area: str, from_date: datetime.date, place: Path | None, by: str) -> None:
    """Enter and say what waits for approval."""
    ready()
    from doudi.office.adopting import CannotAdopt, enter

    try:
        adoption, values = enter(policy=policy, area=area, from_date=from_date, place=place, username=by)
    except CannotAdopt as error:
        raise Failure(str(error)) from None
    click.echo(
        say(
            (
                f"已录入：{adoption.area.name}自 {from_date} 起采用 {policy}，标准 {len(values)} 项。"
                "由县级领导在“政策”页批准后生效。",
                f"Entered: {adoption.area.name} adopts {policy} from {from_date} with {len(values)} values. "
                "In force when a leader of the county approves them at the desk.",
            )
        )
    )


def _show(username: str, password: str) -> None:
    click.echo(
        say(
            (
                f"账号 {username}，临时密码 {password} ，只显示这一次，首次登录时须修改。",
                f"Account {username}, passing password {password} , shown once, to be changed at the first sign-in.",
            )
        )
    )


def _nothing(lines: list[str]) -> Failure:
    return Failure("\n".join([say(("一行也没有录入：", "Nothing was entered:")), *lines]))


command = Family(
    "setup",
    words=(
        "设立新站点：区划、机构、第一位管理员、采用政策。步骤见 docs/install.md。",
        "Sets up a new site: areas, organisations, the first administrator, a policy. The steps are in docs/install.md.",
    ),
    verbs=[areas, organisations, administrator, adopt, reset],
)
