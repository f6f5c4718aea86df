"""Several clerks at once: nothing is lost, nothing is done twice. On PostgreSQL, with real threads."""

from __future__ import annotations

from typing import Any

import pytest
from at_once import together
from county import County, employ
from django.db import connection
from families import APPLIED, apply, days, do, family, in_force, in_hand, run_of, sign

from doudi.audit import selectors as audit
from doudi.cases.models import Case, Signature, StepRun
from doudi.cases.services import Conflict, Signing, save_step, sign_step

pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.skipif("connection.vendor != 'postgresql'", reason="SQLite has one writer at a time"),
]


@pytest.fixture
def case(county: County) -> Case:
    in_force(county)
    return apply(county, family(county, {"wage_income": "900.00"}, {}))


def test_of_two_clerks_who_sign_the_same_step_one_does_and_the_other_is_told(county: County, case: Case) -> None:
    clerks = [county.actor("township.clerk"), employ(county.organisations["township"], "clerk", "other")]
    run = run_of(case, "accept")
    signing = Signing(version=run.version, outcome="next", on=days(1))
    found = together(*(lambda c=clerk: sign_step(actor=c, run=run, signing=signing) for clerk in clerks))  # type: ignore[misc]
    assert sorted(type(each).__name__ for each in found) == ["Conflict", "StepRun"]
    assert Signature.objects.filter(run=run).count() == 1
    assert in_hand(case) == ["assess", "check"]


def test_two_steps_side_by_side_done_at_the_same_moment_open_the_next_one_once(county: County, case: Case) -> None:
    do(county, case, "accept", days(1))
    works = [
        lambda: sign(county.actor("township.clerk"), run_of(case, "assess"), days(2)),
        lambda: sign(county.actor("county.checker"), run_of(case, "check"), days(2)),
    ]
    found = together(*works)
    assert all(isinstance(each, StepRun) for each in found), found
    assert in_hand(case) == ["visit"]
    assert StepRun.objects.filter(case=case, step="visit").count() == 1


def test_a_form_sent_eight_times_at_once_opens_one_case(county: County) -> None:
    in_force(county)
    household = family(county)
    found = together(*[lambda: apply(county, household, key="form-1")] * 8)
    assert Case.objects.count() == 1
    assert {each.pk for each in found} == {Case.objects.get().pk}


def test_eight_applications_at_once_get_eight_numbers_without_a_gap(county: County) -> None:
    in_force(county)
    households = [family(county) for _ in range(8)]
    together(*(lambda h=household: apply(county, h) for household in households))  # type: ignore[misc]
    numbers = sorted(Case.objects.values_list("number", flat=True))
    assert numbers == [f"990101-{APPLIED.year}-{n:06}" for n in range(1, 9)]


def test_of_two_who_save_the_same_form_one_is_kept_and_the_other_is_told(county: County, case: Case) -> None:
    clerks = [county.actor("township.clerk"), employ(county.organisations["township"], "clerk", "other")]
    run = run_of(case, "accept")
    found = together(
        *(lambda c=clerk: save_step(actor=c, run=run, version=1, data={"by": c.user.pk}) for clerk in clerks)  # type: ignore[misc]
    )
    kept = [each for each in found if isinstance(each, StepRun)]
    assert len(kept) == 1
    assert [type(each) for each in found if each is not kept[0]] == [Conflict]
    assert run_of(case, "accept").data == kept[0].data


def test_the_audit_chain_holds_when_many_work_at_once(county: County) -> None:
    in_force(county)
    households = [family(county) for _ in range(6)]

    def whole_morning(household: Any) -> None:
        case = apply(county, household)
        do(county, case, "accept", days(1))
        do(county, case, "assess", days(1))

    for clerk in ("township.clerk", "county.checker"):
        county.actor(clerk)
    found = together(*(lambda h=household: whole_morning(h) for household in households))  # type: ignore[misc]
    assert found == [None] * 6
    assert audit.verify() == []
    assert connection.vendor == "postgresql"
