"""A policy in force, families in the registry and cases under way, made by the services as officials would."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

from casework import HOUSEHOLD, PERSON, ready
from county import County
from django.utils.timezone import localdate

from doudi.accounts.actor import Actor
from doudi.areas.models import Area
from doudi.cases.models import Case, RunState, StepRun
from doudi.cases.selectors import inbox
from doudi.cases.services import Application, Proposal, Signing, open_case, sign_step
from doudi.registry.models import Household, Person
from doudi.registry.services import Who, record_facts, register_household
from doudi.rulebook.models import Release
from doudi.rulebook.services import adopt, approve_adoption, approve_standard, keep_release, set_standard

POSTED = (localdate() - datetime.timedelta(30)).isoformat()
LONG_AGO = datetime.date(2022, 1, 4)
_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_numbers = itertools.count(1)


def in_force(county: County, word: str = "guzhang-2021") -> Release:
    """A policy of the library in force in the county, with its standard."""
    editor, leader = county.actor("county.editor"), county.actor("county.leader")
    release = keep_release(actor=editor, word=word)
    approve_adoption(actor=leader, adoption=adopt(actor=editor, area=county.area, release=release, from_date=LONG_AGO))
    row = set_standard(actor=editor, area=county.area, name="dibao_standard", value="550", from_date=LONG_AGO)
    approve_standard(actor=leader, standard=row)
    return release


def id_number(birth: str = "19800101", sex: int = 1) -> str:
    """A new ID number in the invented range 99, as GB 11643 builds it."""
    body = f"990101{birth}{next(_numbers) % 50 * 10 + next(_numbers) % 10:02}"[:16]
    body = f"{body}{sex}"
    rest = sum(int(digit) * weight for digit, weight in zip(body, _WEIGHTS, strict=True)) % 11
    return body + "10X98765432"[rest]


def household(
    county: County, *names: str, area: Area | None = None, by: Actor | None = None, known: bool = True, **facts: Any
) -> Household:
    """A registered household of people of these names, the first its head, with nothing unusual about them."""
    by = by or county.actor("township.clerk")
    people = [
        (Who(name, sex="male", birth_date=datetime.date(1980, 1, 1)), "head" if n == 0 else "other")
        for n, name in enumerate(names or ("虚一",))
    ]
    made = register_household(
        actor=by, area=area or county.village, formed_on=LONG_AGO, members=people, address="虚构路 1 号"
    )
    if known:
        record_facts(actor=by, subject=made, values={**HOUSEHOLD, **facts}, true_from=LONG_AGO)
        for person in people_of(made):
            record_facts(actor=by, subject=person, values=PERSON, true_from=LONG_AGO)
    return made


def people_of(found: Household) -> list[Person]:
    """Its members, the head first."""
    return [member.person for member in found.members.select_related("person").order_by("pk")]


def case_of(county: County, found: Household | None = None, on: datetime.date | None = None, **more: Any) -> Case:
    """A case of a household, opened by the township's clerk."""
    found = found or household(county, "虚一", "虚二")
    application = Application(household=found, applicant=people_of(found)[0], applied_on=on or localdate(), **more)
    return open_case(actor=county.actor("township.clerk"), application=application)


def in_hand(case: Case, step: str = "") -> StepRun:
    """The run of a step (or the first) that somebody can do now."""
    runs = StepRun.objects.filter(case=case, state__in=(RunState.OPEN, RunState.SIGNED)).order_by("pk")
    found = (runs.filter(step=step) if step else runs).first()
    assert found is not None
    return found


def do(county: County, case: Case, step: str = "", outcome: str = "next", **more: Any) -> StepRun:
    """Do a step with all the signatures that it wants; where a decision differs from the assessment, with a reason."""
    run = in_hand(case, step)
    on = more.pop("on", localdate())
    if run.kind == "notice":  # opened and posted long ago, so that it has hung long enough
        StepRun.objects.filter(pk=run.pk).update(opened_on="2022-01-05")
        run.refresh_from_db()
    if outcome == "next":
        run, data = ready(county.actor(run.by), run, on)
        more.setdefault("data", data)
    reason = more.pop("reason", "核实无误")
    while True:
        post = run.second if run.state == RunState.SIGNED else run.by
        proposal = Proposal(reason=reason) if run.kind == "decide" else None
        signing = Signing(version=run.version, outcome=outcome, on=on, reason=reason, proposal=proposal, **more)
        run = sign_step(actor=county.actor(post), run=run, signing=signing)
        if run.state == RunState.DONE:
            return run


def to_decision(county: County, case: Case) -> StepRun:
    """Work on a case until a decision stands on the desk."""
    for _n in range(20):
        run = in_hand(case)
        if run.kind == "decide":
            return run
        do(county, case, run.step)
    raise AssertionError("the case never comes to a decision")


def waiting(actor: Actor) -> list[str]:
    """The steps that wait for somebody."""
    return [run.step for run in inbox(actor)]
