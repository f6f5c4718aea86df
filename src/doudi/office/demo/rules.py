"""Puts the policies in force: each adopted from its first day, with example values for what it leaves to the place."""

from __future__ import annotations

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership, Role
from doudi.areas.models import Area
from doudi.office.demo.places import Place
from doudi.rulebook.kept import policy_of
from doudi.rulebook.services import adopt, approve_adoption, approve_standard, keep_release, set_standard

EXAMPLE = "演示用的示例值，不是当地公布的标准"


def put_in_force(place: Place) -> None:
    """Adopt the place's policy and give its standards: the editor enters, the leader approves."""
    area = Area.objects.get(pk=place.code.ljust(12, "0"))
    editor, leader = (_actor(place, role) for role in (Role.EDITOR, Role.LEADER))
    release = keep_release(actor=editor, word=place.policy)
    start = policy_of(release).front.effective
    adoption = adopt(actor=editor, area=area, release=release, from_date=start)
    approve_adoption(actor=leader, adoption=adoption)
    for name, value in place.standards:
        row = set_standard(
            actor=editor, area=area, name=name, value=value, from_date=start, release=release, source=EXAMPLE
        )
        approve_standard(actor=leader, standard=row)


def _actor(place: Place, role: str) -> Actor:
    word = {Role.EDITOR: "editor", Role.LEADER: "leader"}[Role(role)]
    return Actor(
        Membership.objects.select_related("organisation__area", "user").get(user__username=f"{place.key}-{word}")
    )
