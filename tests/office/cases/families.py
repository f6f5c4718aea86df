"""Households in the registry, a policy in force, and short words for working on a case, for the tests of cases."""

from __future__ import annotations

import datetime
from typing import Any

from casework import HOUSEHOLD, PERSON, ready
from county import County, employ
from django.utils import timezone

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership, Organisation
from doudi.areas.models import Area
from doudi.cases.models import Case, StepRun
from doudi.cases.services import Application, Proposal, Signing, open_case, sign_step
from doudi.registry.models import FactVersion, Household, HouseholdMember, Person
from doudi.rulebook.models import Release
from doudi.rulebook.services import adopt, approve_adoption, approve_standard, keep_release, set_standard

START = datetime.date(2021, 9, 27)
APPLIED = datetime.date(2021, 12, 1)  # a Wednesday


def in_force(county: County, word: str = "guzhang-2021", **standards: str) -> Release:
    """A policy of the library in force in the whole county, with its standards."""
    editor, leader = county.actor("county.editor"), county.actor("county.leader")
    release = keep_release(actor=editor, word=word)
    if release.adoptions.filter(area=county.area).exists():
        return release
    made = adopt(actor=editor, area=county.area, release=release, from_date=START)
    approve_adoption(actor=leader, adoption=made)
    for name, value in {"dibao_standard": "550", **standards}.items():
        give(county, name, value, START)
    return release


def give(county: County, name: str, value: str, start: datetime.date) -> None:
    """A standard of the county from a day."""
    editor, leader = county.actor("county.editor"), county.actor("county.leader")
    row = set_standard(actor=editor, area=county.area, name=name, value=value, from_date=start)
    approve_standard(actor=leader, standard=row)


def family(
    county: County, *members: dict[str, Any], area: Area | None = None, known: bool = True, **facts: Any
) -> Household:
    """A household of people who differ from a plain adult in the facts given; `known` False: nothing else is known."""
    by = county.actor("township.clerk").membership
    now = timezone.now()
    place = area or county.village
    number = f"H{Household.objects.count() + 1:05}"
    household = Household.objects.create(
        number=number, area=place, formed_on=START, registered_by=by, registered_at=now
    )
    for position, given in enumerate(members or ({},), 1):
        person = Person.objects.create(
            name=f"虚人{position}",
            sex="male",
            birth_date=datetime.date(1980, 1, 1),
            area=place,
            learned_at=now,
            source="declared",
            recorded_by=by,
        )
        HouseholdMember.objects.create(
            household=household,
            person=person,
            relation="head" if position == 1 else "other",
            from_date=START,
            learned_at=now,
            recorded_by=by,
        )
        for name, value in ({**PERSON, **given} if known else given).items():
            learn(county, name, value, person=person)
    for name, value in ({**HOUSEHOLD, **facts} if known else facts).items():
        learn(county, name, value, household=household)
    return household


def poor_family(county: County) -> Household:
    """Three people with 900 yuan a month between them, one of them unable to work, where a policy is in force."""
    in_force(county)
    return family(county, {"wage_income": "900.00"}, {}, {"labour": "none"})


def learn(county: County, name: str, value: Any, start: datetime.date = START, **who: Any) -> None:
    """Learn a fact that is true from a day."""
    FactVersion.objects.create(
        name=name,
        value=value,
        true_from=start,
        learned_at=timezone.now(),
        source="declared",
        recorded_by=county.actor("township.clerk").membership,
        **who,
    )


def head(household: Household) -> Person:
    member = household.members.order_by("pk").first()
    assert member is not None
    return member.person


def apply(
    county: County, household: Household, on: datetime.date = APPLIED, key: str | None = None, **more: Any
) -> Case:
    """An application taken by the township's clerk."""
    application = Application(household=household, applicant=head(household), applied_on=on, **more)
    return open_case(actor=county.actor("township.clerk"), application=application, key=key)


def run_of(case: Case, step: str) -> StepRun:
    """The last passage of a case through a step."""
    run = StepRun.objects.filter(case=case, step=step).order_by("pk").last()
    assert run is not None, f"{step} was never reached"
    return run


def in_hand(case: Case) -> list[str]:
    return list(case.runs.filter(state__in=("open", "signed")).order_by("pk").values_list("step", flat=True))


def sign(
    actor: Actor, run: StepRun, on: datetime.date, outcome: str = "next", reason: str = "", **more: Any
) -> StepRun:
    """Sign a run as it is now, with all made ready that it waits for: the notice posted, the means checked, …"""
    fresh = StepRun.objects.get(pk=run.pk)
    if outcome == "next":
        fresh, data = ready(actor, fresh, on)
        more.setdefault("data", data)
    signing = Signing(version=fresh.version, outcome=outcome, on=on, reason=reason, **more)
    return sign_step(actor=actor, run=fresh, signing=signing)


def do(
    county: County, case: Case, step: str, on: datetime.date, outcome: str = "next", reason: str = "", **more: Any
) -> None:
    """Have a step done by whoever has to, and confirmed by whoever has to."""
    run = run_of(case, step)
    run = sign(county.actor(run.by), run, on, outcome, reason or ("事出有因" if outcome != "next" else ""), **more)
    if run.state == "signed":
        sign(county.actor(run.second), run, on, outcome, reason or ("事出有因" if outcome != "next" else ""))


def days(number: int) -> datetime.date:
    """So many days after the application."""
    return APPLIED + datetime.timedelta(number)


def to_decision(county: County, case: Case) -> None:
    """Carry a case of the general procedure as far as its decision."""
    for step, day in (("accept", 1), ("assess", 2), ("check", 2), ("visit", 3), ("opinion", 4), ("notice", 20)):
        do(county, case, step, days(day))
    do(county, case, "sample", days(21))


def decided_case(county: County) -> Case:
    """A decided case of a poor family with a disabled member, where a policy is in force."""
    in_force(county)
    disabled = {"disability_kind": "visual", "disability_grade": 2}
    case = apply(county, family(county, {"wage_income": "900.00"}, {}, disabled))
    to_decision(county, case)
    do(county, case, "decide_civil_affairs", days(22))
    return case


def finish(county: County, case: Case, day: int = 1) -> Case:
    """Carry a case on to its end by whatever its procedure asks for, always agreeing; returns it as it ended."""
    while case.is_open:
        run = case.runs.filter(state="open").order_by("pk").first()
        assert run is not None, "the case is stuck"
        day += 25 if run.kind == "notice" else 1
        more = {"proposal": Proposal(reason="核实无误")} if run.kind == "decide" else {}
        signed = sign(holder(county, run.by, run.agency), run, days(day), **more)
        if signed.state == "signed":
            sign(holder(county, run.second, run.agency), run, days(day))
        case.refresh_from_db()
    return case


def holder(county: County, post: str, agency: str) -> Actor:
    """Who holds a post; of a department, somebody of the right one."""
    if not agency:
        return county.actor(post)
    level, role = post.split(".")
    office, _made = Organisation.objects.get_or_create(
        name=f"{county.name}{agency}", level=level, agency=agency, area=county.area
    )
    member = Membership.objects.filter(organisation=office, role=role).first()
    return Actor(member) if member else employ(office, role, f"{agency}-{role}")
