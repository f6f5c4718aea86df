"""The means check: nobody is looked up who has not agreed, and what comes back stands beside what was declared."""

from __future__ import annotations

import datetime

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from families import APPLIED, apply, days, do, family, in_force, in_hand, learn, run_of

from doudi.cases.models import Case, StepRun
from doudi.cases.services import CaseProblem, Signing, sign_step
from doudi.registry.models import Household, Person
from doudi.verification.models import CheckRequest, Report
from doudi.verification.problems import VerificationProblem
from doudi.verification.selectors import requests, valid_report
from doudi.verification.services import Consent, Found, Sheet, authorise, enter_report, request_check, withdraw

pytestmark = pytest.mark.django_db


@pytest.fixture
def home(county: County) -> Household:
    """Two adults and a child."""
    found = family(county, {"wage_income": "900.00"}, {}, {})
    people(found)[2].birth_date = datetime.date(2015, 1, 1)
    Person.objects.filter(pk=people(found)[2].pk).update(birth_date=datetime.date(2015, 1, 1))
    return found


def people(household: Household) -> list[Person]:
    return [member.person for member in household.members.order_by("pk")]


def agree(county: County, *chosen: Person, **more: str) -> None:
    for person in chosen:
        consent = Consent(person, APPLIED, days(180), **more)
        authorise(actor=county.actor("township.clerk"), consent=consent)


def ask(county: County, home: Household, case: str = "C1", day: int = 1) -> CheckRequest:
    return request_check(actor=county.actor("township.clerk"), household=home, case=case, on=days(day))


def answer(county: County, request: CheckRequest, *found: Found, day: int = 2) -> Report:
    checker = county.actor("county.checker")
    sheet = Sheet("HD-1", days(day), 90, note="未见其他")
    return enter_report(actor=checker, request=request, sheet=sheet, found=found)


def sign_check(county: County, case: Case, day: int = 2) -> StepRun:
    """Sign the check as it stands, without the help of the tests' helpers that make it ready."""
    run = run_of(case, "check")
    signing = Signing(version=run.version, outcome="next", on=days(day))
    return sign_step(actor=county.actor(run.by), run=run, signing=signing)


def test_without_every_adults_authorisation_nothing_is_asked(county: County, home: Household) -> None:
    first, second, _child = people(home)
    agree(county, first)
    with pytest.raises(VerificationProblem, match="没有核对授权，不能核对：虚人2。"):
        ask(county, home)
    agree(county, second)
    assert ask(county, home).people.count() == 3


def test_an_authorisation_holds_from_its_day_to_its_last_and_until_it_is_taken_back(
    county: County, home: Household
) -> None:
    first, second, _child = people(home)
    agree(county, first, second)
    for day in (-1, 181):
        with pytest.raises(VerificationProblem, match="没有核对授权"):
            ask(county, home, day=day)
    withdraw(actor=county.actor("township.clerk"), authorisation=first.authorisations.get(), on=days(3))
    with pytest.raises(VerificationProblem, match="虚人1"):
        ask(county, home, day=3)
    assert ask(county, home, day=2).asked_on == days(2)


def test_a_childs_authorisation_is_signed_by_a_guardian_with_papers(county: County, home: Household) -> None:
    child = people(home)[2]
    with pytest.raises(VerificationProblem, match="由监护人签署"):
        agree(county, child)
    with pytest.raises(VerificationProblem, match="监护手续"):
        agree(county, child, guardian_name="虚人1")
    agree(county, child, guardian_name="虚人1", papers="户口簿")
    assert child.authorisations.get().guardian_name == "虚人1"


def test_a_report_sets_what_was_found_beside_what_was_declared(county: County, home: Household) -> None:
    first, second, _child = people(home)
    learn(county, "wage_income", None, person=second)
    agree(county, first, second)
    report = answer(
        county,
        ask(county, home),
        Found("wage_income", "900.00", first),
        Found("property_income", "50.00", first),
        Found("wage_income", "1200.00", second),
    )
    told = [(f.fact, f.declared, f.found, f.result) for f in report.findings.all()]
    assert told == [
        ("wage_income", "900.00", "900.00", "agreed"),
        ("property_income", "0.00", "50.00", "differs"),
        ("wage_income", None, "1200.00", "undeclared"),
    ]


def test_a_report_that_is_wrong_in_one_place_is_not_kept_at_all(county: County, home: Household) -> None:
    first, second, _child = people(home)
    agree(county, first, second)
    request = ask(county, home)
    stranger = people(family(county, {}))[0]
    for wrong in (Found("wage_income", "many", first), Found("wings", "2", first), Found("wage_income", "1", stranger)):
        with pytest.raises(VerificationProblem):
            answer(county, request, Found("wage_income", "900.00", first), wrong)
    assert not Report.objects.exists()


def test_a_report_is_used_again_while_it_is_good_and_covers_the_family(county: County, home: Household) -> None:
    first, second, _child = people(home)
    agree(county, first, second)
    report = answer(county, ask(county, home))
    assert [valid_report(home, days(day)) for day in (1, 2, 91, 92)] == [None, report, report, None]
    report.request.people.remove(second)
    assert valid_report(home, days(50)) is None


def test_a_check_has_one_report_and_a_case_one_check_at_a_time(county: County, home: Household) -> None:
    first, second, _child = people(home)
    agree(county, first, second)
    request = ask(county, home)
    with pytest.raises(VerificationProblem, match="没有出报告"):
        ask(county, home)
    answer(county, request)
    with pytest.raises(VerificationProblem, match="已经有报告"):
        answer(county, request)


def test_the_step_waits_for_the_report_that_was_asked_for(county: County, home: Household) -> None:
    in_force(county)
    case = apply(county, home)
    do(county, case, "accept", days(1))
    agree(county, *people(home)[:2])
    request = ask(county, home, case.number)
    with pytest.raises(CaseProblem, match=r"^核对已经委托，报告还没有出来。$"):
        sign_check(county, case)
    answer(county, request)
    sign_check(county, case)
    assert "check" not in in_hand(case)


def test_outsiders_are_refused(county: County, elsewhere: County, home: Household) -> None:
    first, second, _child = people(home)
    clerk, stranger = county.actor("township.clerk"), elsewhere.actor("township.clerk")
    with pytest.raises(PermissionDenied):
        authorise(actor=stranger, consent=Consent(first, APPLIED, days(180)))
    agree(county, first, second)
    with pytest.raises(PermissionDenied):
        withdraw(actor=stranger, authorisation=first.authorisations.get(), on=days(2))
    with pytest.raises(PermissionDenied):
        request_check(actor=stranger, household=home, case="C1", on=days(1))
    request = ask(county, home)
    for actor in (elsewhere.actor("county.checker"), clerk):
        with pytest.raises(PermissionDenied):
            enter_report(actor=actor, request=request, sheet=Sheet("HD-1", days(2), 90, note="未见其他"))
    assert not requests(elsewhere.actor("county.checker")).exists()
    assert list(requests(county.actor("county.checker"))) == [request]
