"""Setting up a site before anybody can sign in: areas, organisations, the first administrator."""

from __future__ import annotations

import datetime
import secrets
from pathlib import Path

from django.core.exceptions import ValidationError
from django.db import transaction

from doudi.accounts import credentials
from doudi.accounts.models import Level, Membership, Organisation, Role, User
from doudi.areas import codes
from doudi.areas.models import Area
from doudi.areas.services import AreaProblem, add_areas
from doudi.audit import services as audit
from doudi.language import in_chinese
from doudi.office.sheets import Row, SheetProblem, read
from doudi.vocabulary import AGENCIES

_AREA = {"code": ("区划代码", "code"), "name": ("名称", "name")}
_ORGANISATION = {
    "name": ("名称", "name"),
    "level": ("层级", "level"),
    "area": ("区划代码", "area"),
    "agency": ("部门", "agency"),
    "telephone": ("电话", "telephone"),
}
_AGENCIES = {label: key for key, label in AGENCIES.items()} | {key: key for key in AGENCIES}


class FoundingProblem(ValueError):
    """A site cannot be set up like this; the message says why and what to do."""


@transaction.atomic
def import_areas(path: Path) -> int:
    """Enter the areas of a CSV file (区划代码, 名称), all or none; the number of them. Raises `SheetProblem`."""
    rows = read(path, _AREA)
    problems, seen = [], dict[str, int]()
    for number, row in rows:
        try:
            code = codes.full(row["code"])
        except ValueError as error:
            problems.append(f"第 {number} 行：{error}")
            continue
        if code in seen:
            problems.append(f"第 {number} 行：区划代码 {code} 与第 {seen[code]} 行重复。")
        seen.setdefault(code, number)
    if problems:
        raise SheetProblem(problems)
    try:
        made = add_areas(rows=[(row["code"], row["name"]) for _, row in rows])
    except AreaProblem as error:
        raise SheetProblem([str(error)]) from None
    audit.record(actor=None, verb="areas.imported", details={"count": len(made)})
    return len(made)


@transaction.atomic
def import_organisations(path: Path) -> int:
    """Enter the organisations of a CSV file (名称, 层级, 区划代码, 部门, 电话), all or none. Raises `SheetProblem`.

    One that is there already gets the file's level, agency and telephone.
    """
    problems = []
    for number, row in read(path, _ORGANISATION, optional=("agency", "telephone")):
        try:
            _organisation(row)
        except ValidationError as error:
            problems += [f"第 {number} 行：{message}" for message in error.messages]
    if problems:
        raise SheetProblem(problems)
    count = Organisation.objects.count()
    audit.record(actor=None, verb="organisations.imported", details={"count": count})
    return count


@transaction.atomic
def first_administrator(*, username: str, name: str, area: str, organisation: str, from_date: datetime.date) -> str:
    """Enter the first administrator, of a county organisation; their passing password. Raises `FoundingProblem`."""
    if there := Membership.objects.filter(role=Role.ADMINISTRATOR, user__is_active=True).first():
        raise FoundingProblem(
            f"已经有系统管理员（账号 {there.user.username}）。别的管理员由其在系统里添加；"
            f"进不去时运行 doudi setup reset {there.user.username}。"
        )
    office = Organisation.objects.filter(area_id=codes.full(area), name=organisation, level=Level.COUNTY).first()
    if office is None:
        raise FoundingProblem(f"区划 {area} 没有名为“{organisation}”的县级机构。先用 doudi setup organisations 录入。")
    user = User(username=username, name=name, must_change_password=True)
    password = passing_password()
    user.set_password(password)
    try:
        user.full_clean()
    except ValidationError as error:
        raise FoundingProblem("；".join(error.messages)) from None
    user.save()
    role = Membership.objects.create(user=user, organisation=office, role=Role.ADMINISTRATOR, from_date=from_date)
    audit.record(actor=None, verb="administrator.founded", subject=role, area=office.area_id)
    return password


def reset(*, username: str) -> str:
    """Let somebody in again who is locked out, from the machine itself; their passing password."""
    user = User.objects.filter(username=username).first()
    if user is None:
        raise FoundingProblem(f"没有账号 {username}。")
    password = passing_password()
    credentials.reset(actor=None, user=user, password=password, reason="doudi setup reset")
    return password


def passing_password() -> str:
    """A password for the first sign-in, which must be changed there."""
    return "-".join(secrets.token_hex(2) for _ in range(4))


@in_chinese()
def _levels() -> dict[str, str]:
    """The levels by the words that a Chinese table uses, and by their keys."""
    return {str(label): key for key, label in Level.choices} | {key: key for key in Level.values}


def _organisation(row: Row) -> None:
    """Enter one. Raises `ValidationError` with everything that is wrong with it."""
    levels = _levels()
    level, agency = levels.get(row["level"]), _AGENCIES.get(row.get("agency") or "civil_affairs")
    try:
        area = Area.objects.filter(pk=codes.full(row["area"])).first()
    except ValueError:
        area = None
    problems = [
        *([] if level else [f"没有“{row['level']}”这个层级，只有：{'、'.join(list(levels)[: len(Level)])}。"]),
        *([] if agency else [f"没有“{row['agency']}”这个部门，只有：{'、'.join(AGENCIES.values())}。"]),
        *([] if area else [f"没有区划 {row['area']}。先用 doudi setup areas 录入。"]),
    ]
    if problems or area is None:
        raise ValidationError(problems)
    found = Organisation.objects.filter(area=area, name=row["name"]).first() or Organisation(
        area=area, name=row["name"]
    )
    found.level, found.agency, found.telephone = level, agency, row.get("telephone", "")
    found.full_clean()
    found.save()
