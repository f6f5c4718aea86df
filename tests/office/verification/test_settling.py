"""What does not agree is adopted or set aside by an official, in the open, before anybody decides."""

from __future__ import annotations

import pytest
from casework import authorised
from county import County
from django.core.exceptions import PermissionDenied
from families import apply, days, do, family, head, in_force, run_of

from doudi.cases import means
from doudi.cases.deciding import grounds
from doudi.cases.models import Case
from doudi.cases.services import CaseProblem, Proposal, Signing, leave, sign_step
from doudi.registry.models import FactVersion
from doudi.verification.kinds import SOURCES
from doudi.verification.models import Report
from doudi.verification.services import Found, Sheet, difference, enter_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def report(county: County) -> Report:
    """A report on a case at its check: wages of 3000 where nothing was declared to be earned, and deposits."""
    in_force(county)
    case = apply(county, family(county, {"wage_income": "300.00"}))
    do(county, case, "accept", days(1))
    authorised(case, days(1))
    request = means.request(actor=county.actor("township.clerk"), case=case, on=days(2), sources=SOURCES)
    found = [
        Found("wage_income", "3000", head(case.household)),
        Found("deposits", "500"),
        Found("property_income", "0", head(case.household)),
    ]
    sheet = Sheet("HD-1", days(3), 90)
    return enter_report(actor=county.actor("county.checker"), request=request, sheet=sheet, found=found)


def case_of(report: Report) -> Case:
    return Case.objects.get(number=report.request.case)


def settle(county: County, report: Report, post: str = "township.clerk", **how: object) -> list[object]:
    given = {"adopt": (), "set_aside": (), "reason": ""} | how
    return means.settle(actor=county.actor(post), case=case_of(report), report=report, on=days(4), **given)


def key(report: Report, fact: str) -> int:
    return report.findings.get(fact=fact).pk


def test_the_difference_is_told_in_money(report: Report) -> None:
    told = {finding.fact: str(difference(finding)) for finding in report.findings.all()}
    assert told == {"wage_income": "2700.00", "deposits": "500.00", "property_income": "0.00"}


def test_nothing_of_a_report_is_in_the_registry_before_it_is_adopted(report: Report) -> None:
    assert not FactVersion.objects.filter(source="checked").exists()


def test_what_is_adopted_is_a_new_fact_and_changes_the_assessment(county: County, report: Report) -> None:
    case = case_of(report)
    before = grounds(case, days(4)).assessment["results"]["income"]
    settle(county, report, adopt=[key(report, "wage_income")])
    made = FactVersion.objects.get(source="checked")
    assert (made.name, made.value, made.true_from, made.case) == ("wage_income", "3000.00", days(3), case.number)
    assert made.recorded_by == county.actor("township.clerk").membership
    assert FactVersion.objects.filter(name="wage_income", value="300.00").exists()
    after = grounds(case, days(4)).assessment["results"]["income"]
    assert (before, after) == ("300.00", "3000.00")


def test_what_is_set_aside_has_a_reason_and_changes_nothing(county: County, report: Report) -> None:
    with pytest.raises(CaseProblem, match=r"^不采用核对结果，要写明理由。$"):
        settle(county, report, set_aside=[key(report, "deposits")])
    settle(county, report, set_aside=[key(report, "deposits")], reason="是代人保管的合作社货款")
    kept = report.findings.get(fact="deposits")
    assert (kept.settled, kept.reason) == ("set_aside", "是代人保管的合作社货款")
    assert not FactVersion.objects.filter(source="checked").exists()


@pytest.mark.parametrize("fact", ["property_income", "wage_income"])
def test_what_agrees_or_is_settled_already_is_not_settled_again(county: County, report: Report, fact: str) -> None:
    settle(county, report, adopt=[key(report, "wage_income")])
    with pytest.raises(CaseProblem, match=r"^没有选要处理的核对结果，或者已经有人处理过。请刷新后再选。$"):
        settle(county, report, adopt=[key(report, fact)])


def test_nobody_decides_before_everything_is_settled(county: County, report: Report) -> None:
    case = case_of(report)
    for step, day in (("assess", 3), ("check", 3), ("visit", 4), ("opinion", 5), ("notice", 20), ("sample", 21)):
        do(county, case, step, days(day))
    run = run_of(case, "decide_civil_affairs")
    signing = Signing(run.version, "next", days(22), proposal=Proposal(reason="核实无误"))
    with pytest.raises(CaseProblem, match=r"^核对结果有 2 项与申报不符，还没有处理：采用，或者写明理由不采用。$"):
        sign_step(actor=county.actor(run.by), run=run, signing=signing)
    means.settle(
        actor=county.actor("township.clerk"),
        case=case,
        report=report,
        on=days(22),
        adopt=[finding.pk for finding in report.findings.exclude(result="agreed")],
    )
    assert sign_step(actor=county.actor(run.by), run=run, signing=signing).state == "signed"


def test_a_closed_case_is_settled_no_more(county: County, report: Report) -> None:
    clerk = county.actor("township.clerk")
    leave(actor=clerk, case=case_of(report), how="withdrawn", on=days(4), reason="本人撤回")
    with pytest.raises(CaseProblem, match=r"^本件已经办结。$"):
        settle(county, report, adopt=[key(report, "deposits")])


def test_outsiders_and_the_check_centre_settle_nothing(county: County, elsewhere: County, report: Report) -> None:
    for actor in (elsewhere.actor("township.clerk"), county.actor("county.checker"), county.actor("village.assistant")):
        with pytest.raises(PermissionDenied):
            means.settle(actor=actor, case=case_of(report), report=report, on=days(4), adopt=[key(report, "deposits")])
    assert not FactVersion.objects.filter(source="checked").exists()
