"""An invented county to measure in: ten townships of ten villages, their offices, and somebody in every post."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import lru_cache

from django.contrib.auth.hashers import make_password
from django.utils.timezone import localdate

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership, Organisation, User
from doudi.areas.models import Area
from doudi.areas.services import add_areas
from doudi.rulebook.models import Release
from doudi.rulebook.services import adopt, approve_adoption, approve_standard, keep_release, set_standard

CODE = "990101"
TOWNSHIPS, VILLAGES = 10, 10
POLICY = "guzhang-2021"
PASSWORD = "zao-qi-kai-men-2021"
_SINCE = datetime.date(2020, 1, 1)
_COUNTY = ("officer", "leader", "checker", "finance", "auditor", "editor", "administrator")
_MORE_OFFICERS = 4


@dataclass(frozen=True, slots=True)
class Worker:
    """Somebody whose day is measured: the account, and the prefix of the area that they see."""

    username: str
    area: str


def build() -> None:
    """Areas, offices and people, and the policy in force with its standard."""
    villages = [(village(number), f"河{number:02}村") for number in range(TOWNSHIPS * VILLAGES)]
    townships = [(township(number), f"第{number:02}镇") for number in range(TOWNSHIPS)]
    add_areas(rows=[(CODE, "量测县"), *townships, *villages])
    bureau = _office("民政局", "county", CODE)
    for role in _COUNTY:
        employ(bureau, role, role)
    for number in range(_MORE_OFFICERS):
        employ(bureau, "officer", f"officer-{number}")
    for number, (code, name) in enumerate(townships):
        centre = _office(f"{name}社会救助服务中心", "township", code)
        for role in ("clerk", "leader"):
            employ(centre, role, f"{role}-{number}")
    for number, (code, name) in enumerate(villages):
        employ(_office(f"{name}服务点", "village", code), "assistant", f"assistant-{number}")
    _policy()


def township(number: int) -> str:
    """The code of a township."""
    return f"{CODE}{number + 1:03}".ljust(12, "0")


def village(number: int) -> str:
    """The code of a village; those that follow each other lie in different townships."""
    return f"{CODE}{number % TOWNSHIPS + 1:03}{number // TOWNSHIPS + 1:03}"


def employ(office: Organisation, role: str, username: str) -> Actor:
    """Somebody new with a role. All have one password, which is hashed once."""
    user = User.objects.create(username=username, name=f"{office.name}{role}", password=_hashed())
    return Actor(Membership.objects.create(user=user, organisation=office, role=role, from_date=_SINCE))


@lru_cache(maxsize=1)
def _hashed() -> str:
    return make_password(PASSWORD)


def holder(post: str, agency: str, area: str) -> Actor:
    """Who holds a post for an area; of a department without an office yet, somebody new."""
    level, role = post.split(".")
    held = Membership.objects.filter(role=role, organisation__level=level).select_related("user", "organisation__area")
    if level == "department":
        held = held.filter(organisation__agency=agency)
        found = held.first()
        return Actor(found) if found else employ(_office(agency, level, CODE, agency), role, f"{agency}-{role}")
    width = {"village": 12, "township": 9, "county": 6}[level]
    return Actor(held.filter(organisation__area__code=area[:width].ljust(12, "0")).earliest("pk"))


class Crew:
    """The people of the county, as the demonstration asks for them."""

    def actor(self, post: str, area: str, agency: str = "") -> Actor:
        """Who holds a post for an area."""
        return holder(post, agency, area)


def workers() -> list[Worker]:
    """The twenty people at work: from every level, most of them clerks."""
    clerks = [Worker(f"clerk-{number}", township(number)[:9]) for number in range(TOWNSHIPS)]
    leaders = [Worker(f"leader-{number}", township(number)[:9]) for number in range(3)]
    assistants = [Worker(f"assistant-{number}", village(number)) for number in range(3)]
    return [*clerks, *leaders, *assistants, *(Worker(f"officer-{number}", CODE) for number in range(4))]


def _office(name: str, level: str, code: str, agency: str = "civil_affairs") -> Organisation:
    area = Area.objects.get(pk=code.ljust(12, "0"))
    return Organisation.objects.create(name=name, level=level, area=area, agency=agency, telephone="0990-1234567")


def _policy() -> Release:
    long_ago, area = localdate() - datetime.timedelta(900), Area.objects.get(pk=CODE.ljust(12, "0"))
    editor, leader = holder("county.editor", "", CODE), holder("county.leader", "", CODE)
    release = keep_release(actor=editor, word=POLICY)
    adoption = adopt(actor=editor, area=area, release=release, from_date=long_ago)
    approve_adoption(actor=leader, adoption=adoption)
    row = set_standard(actor=editor, area=area, name="dibao_standard", value="600", from_date=long_ago)
    approve_standard(actor=leader, standard=row)
    return release
