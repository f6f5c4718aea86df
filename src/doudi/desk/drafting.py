"""Applications being entered: kept sealed, read as the engine reads a household, and sent in all at once.

The content of a draft is `{"family": {"area", "address", "members": [{"name", …}]}, "facts": {subject: {name: value}},
"request": {…}}`; members of a household that is not registered yet are called `m0`, `m1`, … in their order.
"""

from __future__ import annotations

import datetime
import json
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doudi import secrets
from doudi.accounts.actor import Actor
from doudi.areas.models import Area
from doudi.cases.facts import of_household, people
from doudi.cases.models import Case
from doudi.cases.services import Agent, Application, Tie, open_case
from doudi.desk.asking import HOUSEHOLD, vocabulary_of
from doudi.desk.models import Draft
from doudi.registry import identity
from doudi.registry.models import Household, Person
from doudi.registry.problems import RegistryProblem
from doudi.registry.services import Who, record_facts, register_household
from doudi.rulebook.selectors import setting_for
from doudi.vocabulary.id_number import IdNumberError, parse

_FIELD = "draft"
Content = dict[str, Any]


def content_of(draft: Draft) -> Content:
    """What has been entered so far."""
    text = secrets.unseal(_FIELD, draft.content)
    return dict(json.loads(text)) if text else {}


@transaction.atomic
def keep(draft: Draft, **sections: Any) -> Draft:
    """Save sections of a draft; the others stay as they are."""
    draft = Draft.objects.select_for_update().get(pk=draft.pk)
    if draft.case_id is None:
        content = content_of(draft) | sections
        draft.content = secrets.seal(_FIELD, json.dumps(content, ensure_ascii=False))
        draft.save()
    return draft


def area_of(draft: Draft, content: Content) -> str:
    """The code of the area that serves the household; empty before it is chosen."""
    return draft.household.area_id if draft.household else str(content.get("family", {}).get("area", ""))


def facts_of(draft: Draft, content: Content, on: datetime.date) -> dict[str, Any]:
    """The household as the engine reads it: what the registry knows, and over it what was declared now."""
    found = of_household(draft.household, on) if draft.household else _new(content)
    said = content.get("facts", {})
    found |= {name: value for name, value in said.get(HOUSEHOLD, {}).items() if value is not None}
    for member in found["members"]:
        member |= {name: value for name, value in said.get(str(member["id"]), {}).items() if value is not None}
    return found


def _new(content: Content) -> dict[str, Any]:
    family = content.get("family", {})
    members = [_member(place, row) for place, row in enumerate(family.get("members", []))]
    return {"id": "new", "division": str(family.get("area", ""))[:6], "members": members}


def _member(place: int, row: dict[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = {"id": f"m{place}", "name": row["name"], "relation": row["relation"]}
    sex, birth = row.get("sex"), row.get("birth_date")
    try:
        number = parse(row.get("id_number", ""))
        sex, birth = number.sex, number.birth_date.isoformat()
    except IdNumberError:
        pass  # said beside the field when the family is entered
    return found | ({"sex": sex} if sex else {}) | ({"birth_date": birth} if birth else {})


def who_of(row: dict[str, str]) -> Who:
    """A row of the family as the registry takes it."""
    birth = row.get("birth_date")
    return Who(
        name=row.get("name", ""),
        id_number=row.get("id_number", ""),
        sex=row.get("sex", ""),
        birth_date=datetime.date.fromisoformat(birth) if birth else None,
        telephone=row.get("telephone", ""),
    )


def someone(actor: Actor, row: dict[str, str]) -> Person | Who:
    """A row of the family: the person in the registry who has that ID number and name, or somebody new.

    Raises `RegistryProblem`.
    """
    who = identity.checked(who_of(row))
    owner = identity.owner_of(who.id_number) if who.id_number else None
    if owner is not None and owner.name == who.name and owner.area_id.startswith(actor.area.prefix):
        return owner
    identity.refuse_taken(who.id_number)
    return who


@transaction.atomic
def send_in(*, actor: Actor, draft: Draft) -> Case:
    """Register the family, record what it declared, open the case: all or nothing, and only once.

    Raises `RegistryProblem`, `CaseProblem`, `NothingAdopted`.
    """
    draft = Draft.objects.select_for_update(of=("self",)).select_related("household", "case").get(pk=draft.pk)
    if draft.case is not None:
        return draft.case
    content = content_of(draft)
    request = content.get("request")
    if not request:
        raise RegistryProblem(_("还没有填申请事项。"))
    on = datetime.date.fromisoformat(request["applied_on"])
    household, persons = _household(actor, draft, content, on)
    _record(actor, household, persons, content, on)
    case = open_case(actor=actor, application=_application(household, persons, request, on), key=str(draft.key))
    draft.household, draft.case, draft.content = household, case, ""
    draft.save()
    return case


def _household(actor: Actor, draft: Draft, content: Content, on: datetime.date) -> tuple[Household, dict[str, Person]]:
    """The household, and its members by the ids that the draft gives them."""
    if draft.household is not None:
        return draft.household, people(draft.household, on)
    family = content["family"]
    made = register_household(
        actor=actor,
        area=Area.objects.get(pk=family["area"]),
        formed_on=on,
        address=family.get("address", ""),
        members=[(someone(actor, row), row["relation"]) for row in family["members"]],
    )
    entered = made.members.select_related("person").order_by("pk")
    return made, {f"m{place}": member.person for place, member in enumerate(entered)}


def _record(
    actor: Actor, household: Household, persons: dict[str, Person], content: Content, on: datetime.date
) -> None:
    words = vocabulary_of(setting_for(household.area_id, on))
    for key, found in content.get("facts", {}).items():
        known = {name: value for name, value in found.items() if value is not None}
        if known and (key == HOUSEHOLD or key in persons):
            subject = household if key == HOUSEHOLD else persons[key]
            record_facts(actor=actor, subject=subject, values=known, true_from=on, words=words)


def _application(
    household: Household, persons: dict[str, Person], request: dict[str, str], on: datetime.date
) -> Application:
    applicant = persons.get(request["applicant"])
    if applicant is None:
        raise RegistryProblem(_("请选申请人。"), "applicant")
    agent = None
    if request.get("agent_name") or request.get("agent_papers"):
        agent = Agent(papers=request.get("agent_papers", ""), name=request.get("agent_name", ""))
    ties = ()
    if request.get("staff_name") or request.get("staff_relation"):
        ties = (Tie(request.get("staff_name", ""), request.get("staff_relation", "")),)
    follows = request.get("follows", "")
    return Application(
        household=household,
        applicant=applicant,
        applied_on=on,
        request=request.get("request", ""),
        applied_by=request["applied_by"],
        agent=agent,
        ties=ties,
        process=request.get("process", ""),
        process_reason=request.get("process_reason", ""),
        follows=Case.objects.get(number=follows, household=household) if follows else None,
    )
