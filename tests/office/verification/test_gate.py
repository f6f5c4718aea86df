"""A means check is signed on a report that holds, or on what its own post looked into; never without authorisation."""

from __future__ import annotations

import datetime

import pytest
from casework import authorised
from county import County
from families import APPLIED, apply, days, do, family, head, in_force, in_hand, run_of

from doudi.cases import means
from doudi.cases.models import Case, StepRun
from doudi.cases.services import CaseProblem, Leaving, Signing, leave, sign_step
from doudi.policy.building import build
from doudi.policy.reading import library
from doudi.registry.models import Person
from doudi.verification.kinds import SOURCES
from doudi.verification.models import Report
from doudi.verification.selectors import authorised as agreed
from doudi.verification.services import Consent, Sheet, authorise, enter_report, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(county: County) -> Case:
    """A general case at its check."""
    in_force(county)
    return at_check(county, apply(county, family(county, {})))


def at_check(county: County, case: Case, day: int = 1) -> Case:
    do(county, case, "accept", days(day))
    assert "check" in in_hand(case)
    return case


def sign(county: County, case: Case, day: int = 3, **data: str) -> StepRun:
    run = run_of(case, "check")
    signing = Signing(run.version, "next", days(day), data=data)
    return sign_step(actor=county.actor(run.by), run=run, signing=signing)


def reported(county: County, case: Case, day: int = 2, good: int = 90) -> Report:
    authorised(case, days(day))
    request = means.request(actor=county.actor("township.clerk"), case=case, on=days(day), sources=SOURCES)
    sheet = Sheet("HD-7", days(day), good, note="未查到不符")
    return enter_report(actor=county.actor("county.checker"), request=request, sheet=sheet)


def test_without_any_authorisation_the_step_is_refused_naming_who_is_missing(county: County, case: Case) -> None:
    with pytest.raises(CaseProblem, match=r"^没有核对授权，不能核对：虚人1。$"):
        sign(county, case, result="agreed")


def test_the_check_centres_step_is_refused_without_a_report(county: County, case: Case) -> None:
    authorised(case, days(2))
    with pytest.raises(CaseProblem, match=r"^没有在有效期内的核对报告：先委托核对，出了报告再签字。$"):
        sign(county, case, result="agreed")


def test_a_step_keeps_the_report_on_which_it_rests(county: County, case: Case) -> None:
    reported(county, case)
    kept = sign(county, case).data
    assert kept == {
        "checked_on": days(2).isoformat(),
        "report": "HD-7",
        "valid_until": days(91).isoformat(),
        "result": "agreed",
        "reused": "",
    }


def test_a_report_that_is_over_does_not_hold(county: County, case: Case) -> None:
    reported(county, case, good=1)
    with pytest.raises(CaseProblem, match="没有在有效期内的核对报告"):
        sign(county, case)


def test_the_report_of_an_earlier_case_is_used_again_and_the_step_says_so(county: County, case: Case) -> None:
    reported(county, case)
    leave(actor=county.actor("township.clerk"), case=case, how=Leaving.WITHDRAWN, on=days(3), reason="撤回")
    again = at_check(county, apply(county, case.household, on=days(4)), 5)
    assert sign(county, again, 6).data["reused"] == case.number


def test_an_authorisation_taken_back_stops_the_reuse_but_not_the_case_it_was_given_for(
    county: County, case: Case
) -> None:
    reported(county, case)
    clerk = county.actor("township.clerk")
    withdraw(actor=clerk, authorisation=agreed(days(2)).get(), on=days(3))
    sign(county, case, 3)
    leave(actor=clerk, case=case, how=Leaving.WITHDRAWN, on=days(3), reason="撤回")
    again = at_check(county, apply(county, case.household, on=days(4)), 5)
    with pytest.raises(CaseProblem, match=r"^没有核对授权，不能核对：虚人1。$"):
        sign(county, again, 6)


def test_where_the_township_looks_into_things_itself_a_result_and_the_guardians_authorisation_do(
    county: County,
) -> None:
    in_force(county)
    home = family(county, {"orphan": True, "school": "compulsory"})
    Person.objects.filter(pk=head(home).pk).update(birth_date=datetime.date(2012, 3, 4))
    case = at_check(county, apply(county, home))
    assert run_of(case, "check").by == "township.clerk"
    with pytest.raises(CaseProblem, match=r"^没有核对授权，不能核对：虚人1。$"):
        sign(county, case, result="agreed")
    consent = Consent(Person.objects.get(pk=head(home).pk), APPLIED, days(90), guardian_name="虚祖父", papers="户口簿")
    authorise(actor=county.actor("township.clerk"), consent=consent)
    with pytest.raises(CaseProblem, match=r"^没有核对报告，要写明查验的结果。$"):
        sign(county, case)
    assert sign(county, case, result="agreed").state == "done"


def test_somebody_who_moves_in_is_not_covered_by_an_earlier_report(county: County, case: Case) -> None:
    report = reported(county, case)
    report.request.people.clear()
    with pytest.raises(CaseProblem, match="没有在有效期内的核对报告"):
        sign(county, case)


def test_emergencies_have_no_check_before_the_aid() -> None:
    for word in library.names():
        for process in build.load(word).processes.values():
            kinds = [step.kind for step in process.steps.values()]
            assert "means_check" not in kinds or not any(mark in process.label for mark in ("急难", "先行")), process
