"""A little invented county with its offices and people, and another one whose officials are outsiders to it."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership, Organisation, User
from doudi.areas.models import Area
from doudi.areas.services import add_areas

PASSWORD = "qiao-tou-miao-2021"
FROM = datetime.date(2020, 1, 1)

# The offices of a county, by the level and agency, and the posts in each.
_COUNTY_POSTS = ("officer", "leader", "checker", "finance", "auditor", "editor", "administrator")
_POSTS: dict[str, tuple[str, ...]] = {
    "village": ("assistant",),
    "township": ("clerk", "leader"),
    "county": _COUNTY_POSTS,
    "department": ("contact", "officer", "leader"),
}


@dataclass
class County:
    """Areas, organisations and people of a county. `actor("township.clerk")` is the clerk of its first township."""

    code: str
    name: str
    areas: dict[str, Area] = field(default_factory=dict)
    organisations: dict[str, Organisation] = field(default_factory=dict)
    actors: dict[str, Actor] = field(default_factory=dict)

    def actor(self, post: str, number: int = 1) -> Actor:
        """Who holds a post; a second and third person of a post are made when they are asked for."""
        level, role = post.split(".")
        key = f"{post}.{number}"
        if key not in self.actors:
            self.actors[key] = employ(self.organisations[level], role, f"{self.code[:6]}-{level}-{role}-{number}")
        return self.actors[key]

    @property
    def area(self) -> Area:
        return self.areas["county"]

    @property
    def township(self) -> Area:
        return self.areas["township"]

    @property
    def village(self) -> Area:
        return self.areas["village"]


def employ(organisation: Organisation, role: str, username: str, name: str = "") -> Actor:
    """A new user with a role in an organisation since 2020."""
    user = User.objects.create_user(username, name or f"{organisation.name}{role}", PASSWORD)
    return Actor(Membership.objects.create(user=user, organisation=organisation, role=role, from_date=FROM))


def build(code: str, name: str) -> County:
    """A county with two townships and a village in each, an office at every level, and one person for every post."""
    found = County(code.ljust(12, "0"), name)
    places = {
        "county": (code, f"{name}县"),
        "township": (f"{code}001", f"{name}东镇"),
        "village": (f"{code}001001", f"{name}河村"),
        "township_2": (f"{code}002", f"{name}西镇"),
        "village_2": (f"{code}002001", f"{name}山村"),
    }
    add_areas(rows=places.values())
    found.areas = {key: Area.objects.get(pk=each.ljust(12, "0")) for key, (each, _) in places.items()}
    for key, area in found.areas.items():
        level = key.partition("_")[0]
        office = {"county": "民政局", "township": "社会救助服务中心", "village": "服务点"}[level]
        found.organisations[key] = Organisation.objects.create(
            name=area.name + office, level=level, area=area, telephone="0990-1234567"
        )
    found.organisations["department"] = Organisation.objects.create(
        name=f"{name}县医疗保障局", level="department", agency="medical_security", area=found.area
    )
    for level, roles in _POSTS.items():
        for role in roles:
            found.actor(f"{level}.{role}")
    return found
