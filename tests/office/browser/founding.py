"""Founds the office of the browser tests on an empty, migrated site: five places with their policies, people of every
post, and registered families. Run as a process of its own; writes what the tests must know as JSON to the given file."""

from __future__ import annotations

import datetime
import itertools
import json
import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any

import django

sys.path[:0] = [str(Path(__file__).parents[each]) for each in (0, 1, 2)]
sys.path[:0] = [str(Path(__file__).parents[1] / each) for each in ("desk", "cases", "entry")]
django.setup()

from county import PASSWORD, County, build, employ  # noqa: E402
from deskwork import id_number  # noqa: E402
from django.conf import settings  # noqa: E402
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY  # noqa: E402
from django.contrib.auth.hashers import PBKDF2PasswordHasher  # noqa: E402
from django.db import transaction  # noqa: E402
from django_otp import DEVICE_ID_SESSION_KEY  # noqa: E402
from filling import met, shown  # noqa: E402
from places import GUZHANG, PLACES, XIUFENG, Place  # noqa: E402

from doudi.accounts.actor import Actor  # noqa: E402
from doudi.accounts.credentials import new_phone  # noqa: E402
from doudi.accounts.rights import NEEDS_SECOND_FACTOR  # noqa: E402
from doudi.desk.asking import vocabulary_of  # noqa: E402
from doudi.desk.doors import ROLE_IN_SESSION  # noqa: E402
from doudi.registry.models import Household  # noqa: E402
from doudi.registry.services import Who, record_facts, register_household  # noqa: E402
from doudi.rulebook.selectors import setting_for  # noqa: E402
from doudi.rulebook.services import adopt, approve_adoption, approve_standard, keep_release, set_standard  # noqa: E402
from doudi.vocabulary import AGENCIES  # noqa: E402

SINCE = datetime.date(2024, 1, 2)
SURNAMES = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许"
GIVEN = ["一鸣", "春梅", "建平", "晓燕", "志远", "玉兰", "海涛", "丽华", "永康", "桂芳", "国栋", "秀英", "立新"]
birthdays = (datetime.date(1975, 1, 1) + datetime.timedelta(17 * n) for n in itertools.count())


def found(county: County, place: Place) -> dict[str, Any]:
    """A county with its policy in force; what the tests must know of it."""
    in_force(county, place)
    office = county.organisations["department"]
    office.name, office.agency = f"{place.name}县{AGENCIES[place.agency]}", place.agency
    office.save()
    people = {
        post.removesuffix(".1"): person(actor, n) for n, (post, actor) in enumerate(sorted(county.actors.items()))
    }
    households = {
        label: household(county, place, n, special) for n, (label, special) in enumerate(place.families.items())
    }
    return {
        "name": place.name,
        "village": county.village.name,
        "people": people,
        "households": households,
        "other_clerk": person(other_township(county), 17),
    }


def other_township(county: County) -> Actor:
    """The clerk of the second township, to whom the first one's cases do not exist."""
    return employ(county.organisations["township_2"], "clerk", f"{county.code[:6]}-township_2-clerk")


def in_force(county: County, place: Place) -> None:
    """The policy of the place with the example values of its standards."""
    editor, leader = county.actor("county.editor"), county.actor("county.leader")
    release = keep_release(actor=editor, word=place.policy)
    approve_adoption(actor=leader, adoption=adopt(actor=editor, area=county.area, release=release, from_date=SINCE))
    for name, value in place.standards.items():
        row = set_standard(actor=editor, area=county.area, name=name, value=value, from_date=SINCE)
        approve_standard(actor=leader, standard=row)


def person(actor: Actor, number: int) -> dict[str, str]:
    """A person of the office: a name, what they sign in with, and a session in which they are signed in already."""
    user = actor.user
    user.name = name_of(number)
    user.save(update_fields=["name"])
    key = ""
    session = import_module(settings.SESSION_ENGINE).SessionStore()
    session[SESSION_KEY] = str(user.pk)
    session[BACKEND_SESSION_KEY] = "django.contrib.auth.backends.ModelBackend"
    session[HASH_SESSION_KEY] = user.get_session_auth_hash()
    session[ROLE_IN_SESSION] = actor.membership.pk
    if actor.role in NEEDS_SECOND_FACTOR:
        phone = new_phone(user)
        phone.confirmed = True
        phone.save(update_fields=["confirmed"])
        session[DEVICE_ID_SESSION_KEY] = phone.persistent_id
        key = phone.bin_key.hex()
    session.save()
    return {"username": user.username, "name": user.name, "session": session.session_key, "phone": key}


def household(county: County, place: Place, number: int, special: dict[str, dict[str, Any]]) -> dict[str, str]:
    """A registered couple of whom all is known that the policy asks for; `special` is what is unlike others."""
    clerk = county.actor("township.clerk")
    names = [name_of(number + 3 * int(place.code[-1])), name_of(number + 3 * int(place.code[-1]) + 31)]
    numbers = [id_number(f"{next(birthdays):%Y%m%d}", sex) for sex in (1, 2)]
    made: Household = register_household(
        actor=clerk,
        area=county.village,
        formed_on=SINCE,
        address=f"虚构路 {number + 1} 号",
        members=[
            (Who(name, id_number=id_), relation)
            for name, id_, relation in zip(names, numbers, ("head", "spouse"), strict=True)
        ],
    )
    words = vocabulary_of(setting_for(county.village.code, SINCE))
    facts = place.household(**special.get("household", {}))
    record_facts(actor=clerk, subject=made, values=facts, true_from=SINCE, words=words)
    for position, member in enumerate(made.members.select_related("person").order_by("pk")):
        facts = place.person(**(special.get("person", {}) if position == 0 else {}))
        record_facts(actor=clerk, subject=member.person, values=facts, true_from=SINCE, words=words)
    return {"number": made.number, "head": names[0], "spouse": names[1]}


def name_of(number: int) -> str:
    """An invented name."""
    return f"{SURNAMES[(number * 7) % len(SURNAMES)]}{GIVEN[number % len(GIVEN)]}"


def main(path: Path) -> None:
    """All places in one transaction, and what they are as JSON."""
    PBKDF2PasswordHasher.iterations = 1  # the tests' passwords guard nothing
    with transaction.atomic():
        counties = {place: build(place.code, place.name) for place in PLACES}
        made = {place.policy: found(county, place) for place, county in counties.items()}
        made[GUZHANG.policy]["shown"] = shown(counties[GUZHANG])
        made[XIUFENG.policy]["shown"] = met(counties[XIUFENG])
    path.write_text(json.dumps({"password": PASSWORD, "places": made}, ensure_ascii=False), encoding="utf-8")


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "doudi.office.settings")
    main(Path(sys.argv[1]))
