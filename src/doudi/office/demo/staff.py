"""The offices of a place and who works there: an account for every post, all with the demonstration's password."""

from __future__ import annotations

import datetime
import random
from dataclasses import dataclass, field

from doudi.accounts.actor import Actor
from doudi.accounts.models import Level, Membership, Organisation, Phone, Role, User
from doudi.accounts.rights import NEEDS_SECOND_FACTOR
from doudi.accounts.services import add_organisation, give_role
from doudi.areas.models import Area
from doudi.areas.services import add_areas
from doudi.audit import services as audit
from doudi.office.demo.names import full_name
from doudi.office.demo.places import Place
from doudi.vocabulary import AGENCIES

PASSWORD = "doudi-yanshi-2026"
"""Everybody's password in the demonstration, and nowhere else."""
SINCE = datetime.date(2019, 1, 1)


@dataclass(frozen=True, slots=True)
class Post:
    """A post of a place: the word that ends its usernames, its level and role, and of which agency."""

    word: str
    level: str
    role: str
    zh: str
    en: str
    agency: str = "civil_affairs"


POSTS = (
    Post("village", Level.VILLAGE, Role.ASSISTANT, "社区（村）协理员", "village assistant"),
    Post("clerk", Level.TOWNSHIP, Role.CLERK, "街道（乡镇）经办人", "township clerk"),
    Post("town-leader", Level.TOWNSHIP, Role.LEADER, "街道（乡镇）分管领导", "township leader"),
    Post("checker", Level.COUNTY, Role.CHECKER, "核对员", "means checker"),
    Post("officer", Level.COUNTY, Role.OFFICER, "县级民政工作人员", "county officer"),
    Post("leader", Level.COUNTY, Role.LEADER, "县级民政分管领导", "county leader"),
    Post("finance", Level.COUNTY, Role.FINANCE, "财政人员", "finance officer", "finance"),
    Post("auditor", Level.COUNTY, Role.AUDITOR, "审计人员", "auditor"),
    Post("editor", Level.COUNTY, Role.EDITOR, "政策编辑", "policy editor"),
    Post("admin", Level.COUNTY, Role.ADMINISTRATOR, "系统管理员", "administrator"),
)
DEPARTMENT_WORDS = {
    "trade_union": "union",
    "health": "health",
    "rural_revitalisation": "rural",
    "medical_security": "medical",
    "housing": "housing",
    "education": "education",
    "human_resources": "jobs",
    "disabled_federation": "disabled",
    "emergency": "emergency",
}
_ENGLISH = {
    "trade_union": "trade union",
    "health": "health department",
    "rural_revitalisation": "rural revitalisation",
    "medical_security": "medical security",
    "housing": "housing department",
    "education": "education department",
    "human_resources": "human resources",
    "disabled_federation": "disabled persons’ federation",
    "emergency": "emergency management",
}
_OFFICES = {"finance": "财政局", "auditor": "审计局", "checker": "居民家庭经济状况核对中心"}


def posts_of(place: Place) -> list[Post]:
    """Every post of a place, departments last."""
    found = list(POSTS)
    for agency in place.agencies:
        word, name, en = DEPARTMENT_WORDS[agency], AGENCIES[agency], _ENGLISH[agency]
        found.append(Post(word, Level.DEPARTMENT, Role.CONTACT, f"{name}联系人", f"contact, {en}", agency))
        found.append(Post(f"{word}-leader", Level.DEPARTMENT, Role.LEADER, f"{name}分管领导", f"leader, {en}", agency))
    return found


def hire(place: Place, seed: str, password: str) -> None:
    """Areas, organisations and accounts of a place. `password` is hashed: once for all, for hashing is slow on purpose."""
    Hiring(place, random.Random(f"{seed}:{place.key}:staff"), password).all()


class Hiring:
    """Fills the posts of one place. The first administrator is founded; the rest is the administrators' work."""

    def __init__(self, place: Place, chance: random.Random, password: str) -> None:
        self.place, self.chance, self.password = place, chance, password
        self.areas = {area.code: area for area in add_areas(rows=place.codes)}
        self.offices = 0

    def all(self) -> None:
        """Everybody."""
        county = self.areas[self.place.code.ljust(12, "0")]
        bureau = self._first_office(county)
        self.boss = Actor(self._found(bureau, f"{self.place.key}-admin-2"))
        self._give(bureau, POSTS[-1], "")
        for post in posts_of(self.place):
            if post.level in (Level.COUNTY, Level.DEPARTMENT) and post.role != Role.ADMINISTRATOR:
                self._give(self._office(county, post), post, "")
        for level, posts in ((Level.TOWNSHIP, POSTS[1:3]), (Level.VILLAGE, POSTS[:1])):
            of_level = [area for area in self.areas.values() if area.level == level]
            for position, area in enumerate(of_level, 1):
                office = self._add(f"{area.name}{_service(level)}", level, area)
                for post in posts:
                    self._give(office, post, "" if position == 1 else f"-{position}")
        self._deputies(bureau)

    def _first_office(self, county: Area) -> Organisation:
        name = f"{self.place.name}民政局"
        return Organisation.objects.create(name=name, level=Level.COUNTY, area=county, telephone=self._telephone())

    def _found(self, office: Organisation, username: str) -> Membership:
        role = Membership.objects.create(
            user=self._user(username), organisation=office, role=Role.ADMINISTRATOR, from_date=SINCE
        )
        audit.record(actor=None, verb="administrator.founded", subject=role, area=office.area_id)
        return role

    def _office(self, county: Area, post: Post) -> Organisation:
        """The organisation of a post of the county."""
        if post.level == Level.DEPARTMENT:
            name = f"{self.place.name}{AGENCIES[post.agency]}"
        else:
            name = f"{self.place.name}{_OFFICES.get(post.word, '民政局')}"
        there = Organisation.objects.filter(area=county, name=name).first()
        return there or self._add(name, post.level, county, post.agency)

    def _add(self, name: str, level: str, area: Area, agency: str = "civil_affairs") -> Organisation:
        return add_organisation(
            actor=self.boss, name=name, level=level, area=area, agency=agency, telephone=self._telephone()
        )

    def _give(self, office: Organisation, post: Post, suffix: str) -> Membership:
        user = self._user(f"{self.place.key}-{post.word}{suffix}")
        return give_role(actor=self.boss, user=user, organisation=office, role=post.role, from_date=SINCE)

    def _deputies(self, bureau: Organisation) -> None:
        """A second officer, and a deputy for the county's leader."""
        second = self._user(f"{self.place.key}-officer-2")
        give_role(actor=self.boss, user=second, organisation=bureau, role=Role.OFFICER, from_date=SINCE)
        leader = User.objects.get(username=f"{self.place.key}-leader")
        deputy = self._user(f"{self.place.key}-deputy")
        give_role(
            actor=self.boss,
            user=deputy,
            organisation=bureau,
            role=Role.LEADER,
            from_date=SINCE,
            deputy_for=leader,
        )

    def _user(self, username: str) -> User:
        user = User(username=username, name=full_name(self.chance), password=self.password)
        user.save()
        return user

    def _telephone(self) -> str:
        """A number that nobody has: no area code is 0000."""
        self.offices += 1
        return f"0000-{self.place.number}{self.offices:05}"


def _service(level: str) -> str:
    return "社会救助服务中心" if level == Level.TOWNSHIP else "社会救助服务点"


@dataclass
class Crew:
    """Who holds which post in a place, by where the case is."""

    place: Place
    held: dict[tuple[str, str, str, str], list[Actor]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        code = self.place.code.rstrip("0")
        found = Membership.objects.filter(organisation__area__code__startswith=code, deputy_for=None)
        for membership in found.select_related("user", "organisation__area").order_by("pk"):
            office = membership.organisation
            agency = office.agency if office.level == Level.DEPARTMENT else ""
            key = (office.level, membership.role, agency, office.area_id if _is_local(office.level) else "")
            self.held.setdefault(key, []).append(Actor(membership))

    def actor(self, post: str, area: str, agency: str = "") -> Actor:
        """Who does a step of a case in an area: its own village or township, else the county's."""
        level, role = post.split(".")
        where = {"village": area, "township": area[:9] + "000"}.get(level, "")
        return self.held[level, role, agency, where][0]


def _is_local(level: str) -> bool:
    return level in (Level.VILLAGE, Level.TOWNSHIP)


def tie_phones() -> None:
    """Give everybody who needs a second factor a phone that only the demonstration's own page shows."""
    people = User.objects.filter(memberships__role__in=NEEDS_SECOND_FACTOR, phone=None).distinct()
    for user in people:
        Phone.objects.create(user=user, name="演示", confirmed=True)
