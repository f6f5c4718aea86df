"""Where 特困 is tested, those outside the household who are bound to support its members agree too, or there are none."""

from __future__ import annotations

import datetime

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from families import APPLIED, apply, days, do, family, head, in_force, run_of

from doudi.cases import means
from doudi.cases.course import Course
from doudi.cases.models import Case
from doudi.cases.services import CaseProblem, Signing, sign_step
from doudi.verification.kinds import SOURCES
from doudi.verification.models import Authorisation, Supporter
from doudi.verification.problems import VerificationProblem
from doudi.verification.selectors import valid_report
from doudi.verification.services import (
    Consent,
    Sheet,
    add_supporter,
    authorise,
    enter_report,
    state_no_supporters,
    strike_supporter,
)
from doudi.vocabulary.id_number import invented_number

pytestmark = pytest.mark.django_db
NUMBER = invented_number(3, datetime.date(1979, 5, 6), "male")
ELDERLY = {"labour": "none", "able_supporter": False, "employment": "inactive"}


@pytest.fixture
def case(county: County) -> Case:
    """An old man's application for 特困, at its check, with his own authorisation."""
    in_force(county)
    home = family(county, ELDERLY)
    person = head(home)
    person.birth_date = datetime.date(1950, 1, 1)
    person.save()
    made = apply(county, home)
    assert made.process == "tekun"
    do(county, made, "accept", days(1))
    agree(county, person)
    return made


def agree(county: County, who: object) -> None:
    authorise(actor=county.actor("township.clerk"), consent=Consent(who, APPLIED, days(180)))


def supporter(county: County, case: Case, number: str = NUMBER) -> Supporter:
    return add_supporter(
        actor=county.actor("township.clerk"),
        household=case.household,
        case=case.number,
        name="虚次子",
        relation="次子",
        id_number=number,
    )


def ask(county: County, case: Case) -> object:
    return means.request(actor=county.actor("township.clerk"), case=case, on=days(2), sources=SOURCES)


def test_a_general_case_asks_no_supporters(county: County) -> None:
    in_force(county)
    assert not means.asks_supporters(Course(apply(county, family(county)), days(1)))


def test_nothing_is_asked_until_somebody_said_who_the_supporters_are(county: County, case: Case) -> None:
    with pytest.raises(
        CaseProblem, match=r"^特困要一并核对户外的法定义务人：先登记义务人和授权，或者写明没有法定义务人。$"
    ):
        ask(county, case)
    state_no_supporters(actor=county.actor("township.clerk"), household=case.household, case=case.number, on=days(2))
    assert not ask(county, case).supporters.exists()


def test_a_supporter_who_has_not_agreed_is_named(county: County, case: Case) -> None:
    son = supporter(county, case)
    with pytest.raises(CaseProblem, match=r"^没有核对授权，不能核对：虚次子。$"):
        ask(county, case)
    agree(county, son)
    assert list(ask(county, case).supporters.all()) == [son]


def test_a_report_that_leaves_a_supporter_out_does_not_hold(county: County, case: Case) -> None:
    son = supporter(county, case)
    agree(county, son)
    request = ask(county, case)
    sheet = Sheet("HD-1", days(3), 90, note="无")
    report = enter_report(actor=county.actor("county.checker"), request=request, sheet=sheet)
    home = case.household
    assert valid_report(home, days(4), supporters=True) == report
    supporter(county, case, invented_number(4, datetime.date(1981, 5, 6), "female"))
    assert valid_report(home, days(4), supporters=True) is None
    assert valid_report(home, days(4)) == report
    run = run_of(case, "check")
    with pytest.raises(CaseProblem, match="没有核对授权，不能核对：虚次子"):
        sign_step(actor=county.actor(run.by), run=run, signing=Signing(run.version, "next", days(4)))


def test_the_number_of_a_supporter_is_sealed_and_shown_masked(county: County, case: Case) -> None:
    son = supporter(county, case)
    assert NUMBER not in son.id_number
    assert son.id_number_masked == f"{NUMBER[:6]}{'*' * 11}{NUMBER[-1:]}"


def test_a_supporter_is_entered_once_with_a_right_number(county: County, case: Case) -> None:
    supporter(county, case)
    with pytest.raises(VerificationProblem, match=r"^这位义务人已经登记。$"):
        supporter(county, case)
    with pytest.raises(VerificationProblem, match=r"^公民身份号码"):
        supporter(county, case, "990101197905060000")
    with pytest.raises(VerificationProblem, match=r"^法定义务人要写明姓名、关系和公民身份号码。$"):
        supporter(county, case, " ")


def test_a_supporter_who_is_struck_off_is_asked_no_more(county: County, case: Case) -> None:
    son, clerk = supporter(county, case), county.actor("township.clerk")
    with pytest.raises(VerificationProblem, match=r"^本户已经登记了户外的法定义务人。$"):
        state_no_supporters(actor=clerk, household=case.household, case=case.number, on=days(2))
    with pytest.raises(VerificationProblem, match=r"^注销要写明理由。$"):
        strike_supporter(actor=clerk, supporter=son, reason=" ")
    strike_supporter(actor=clerk, supporter=son, reason="登记错人")
    with pytest.raises(VerificationProblem, match=r"^这位义务人已经注销。$"):
        agree(county, son)
    state_no_supporters(actor=clerk, household=case.household, case=case.number, on=days(2))
    assert ask(county, case)


def test_an_authorisation_is_of_a_member_or_of_a_supporter(county: County, case: Case) -> None:
    son = supporter(county, case)
    agree(county, son)
    made = Authorisation.objects.get(supporter=son)
    assert (made.of, made.area_id) == (son, case.household.area_id)


def test_outsiders_are_refused(county: County, elsewhere: County, case: Case) -> None:
    son, stranger = supporter(county, case), elsewhere.actor("township.clerk")
    with pytest.raises(PermissionDenied):
        supporter(elsewhere, case)
    with pytest.raises(PermissionDenied):
        strike_supporter(actor=stranger, supporter=son, reason="试")
    with pytest.raises(PermissionDenied):
        state_no_supporters(actor=stranger, household=case.household, case=case.number, on=days(2))
    with pytest.raises(PermissionDenied):
        authorise(actor=stranger, consent=Consent(son, APPLIED, days(9)))
