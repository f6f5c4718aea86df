"""Opening a case: who may, once however often the form is sent, by which procedure, for whom."""

from __future__ import annotations

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from families import APPLIED, apply, days, do, family, head, in_force, in_hand, run_of, sign

from doudi.audit.models import Entry
from doudi.cases.models import Case, Event, StaffRelative
from doudi.cases.services import Agent, Application, CaseProblem, Tie, change_process, open_case
from doudi.registry.models import Household
from doudi.rulebook.selectors import NothingAdopted

pytestmark = pytest.mark.django_db


@pytest.fixture
def household(county: County) -> Household:
    in_force(county)
    return family(county, {"wage_income": "900.00"}, {})


def test_the_same_form_sent_twice_opens_one_case(county: County, household: Household) -> None:
    first = apply(county, household, key="form-1")
    assert apply(county, household, key="form-1") == first
    assert Case.objects.count() == 1
    assert Entry.objects.filter(verb="case.opened").count() == 1


def test_the_form_of_one_household_opens_no_case_for_another(county: County, household: Household) -> None:
    apply(county, household, key="form-1")
    with pytest.raises(CaseProblem, match="这份表单已经为另一户登记过，请重新打开登记页。"):
        apply(county, family(county), key="form-1")


def test_a_household_has_one_case_of_a_procedure_at_a_time(county: County, household: Household) -> None:
    apply(county, household, key="form-1")
    with pytest.raises(CaseProblem, match="这户已有同一程序的在办件 990101-2021-000001，不能再开一件。"):
        apply(county, household, key="form-2")


def test_an_emergency_may_be_opened_beside_a_running_case(county: County, household: Household) -> None:
    apply(county, household)
    urgent = apply(county, household, process="emergency", process_reason="昨夜失火")
    assert urgent.process == "emergency"


@pytest.mark.parametrize("post", ["township.leader", "county.leader", "county.checker", "county.auditor"])
def test_who_does_not_take_applications_opens_no_case(county: County, household: Household, post: str) -> None:
    application = Application(household=household, applicant=head(household), applied_on=APPLIED)
    with pytest.raises(PermissionDenied):
        open_case(actor=county.actor(post), application=application)
    assert not Case.objects.exists()


def test_an_outsider_opens_no_case_here(county: County, elsewhere: County, household: Household) -> None:
    application = Application(household=household, applicant=head(household), applied_on=APPLIED)
    with pytest.raises(PermissionDenied, match="不在白石东镇社会救助服务中心的辖区内。"):
        open_case(actor=elsewhere.actor("township.clerk"), application=application)
    assert not Case.objects.exists()


def test_without_a_policy_in_force_no_case_is_opened(county: County) -> None:
    with pytest.raises(NothingAdopted, match="清溪河村在 2021-12-01 没有采用任何政策。"):
        apply(county, family(county))
    assert not Case.objects.exists()


def test_a_policy_without_procedures_opens_no_case(county: County) -> None:
    in_force(county, "national")
    with pytest.raises(CaseProblem, match="没有写办理程序，不能受理申请。"):
        apply(county, family(county))


def test_another_procedure_than_the_policys_needs_a_reason(county: County, household: Household) -> None:
    with pytest.raises(CaseProblem, match="不走政策给出的程序，要写明理由。"):
        apply(county, household, process="tekun")
    case = apply(county, household, process="tekun", process_reason="村里说明三无")
    assert (case.process, case.suggested_process, case.process_reason) == ("tekun", "general", "村里说明三无")


def test_a_procedure_that_the_policy_does_not_have_is_refused(county: County, household: Household) -> None:
    with pytest.raises(CaseProblem, match="没有叫 fast 的程序，现有：emergency、children、tekun、general。"):
        apply(county, household, process="fast", process_reason="快")


def test_a_guardian_or_agent_shows_papers(county: County, household: Household) -> None:
    for agent, words in (
        (None, "由监护人或受委托人申请的，要写明代办人。"),
        (Agent(papers="委托书"), "由监护人或受委托人申请的，要写明代办人。"),
        (Agent(papers=" ", name="某某"), "由监护人或受委托人申请的，要写明监护或委托手续。"),
    ):
        with pytest.raises(CaseProblem, match=words):
            apply(county, household, applied_by="agent", agent=agent)
    case = apply(county, household, applied_by="guardian", agent=Agent(papers="户口簿", name="某某"))
    assert (case.applied_by, case.agent_name, case.agent_papers) == ("guardian", "某某", "户口簿")


def test_a_tie_to_staff_is_declared_with_name_and_relation(county: County, household: Household) -> None:
    with pytest.raises(CaseProblem, match="近亲属备案要写明工作人员姓名和关系。"):
        apply(county, household, ties=(Tie(staff_name="某某", relation=""),))
    case = apply(county, household, ties=(Tie(staff_name="某某", relation="侄子"),))
    assert StaffRelative.objects.get(case=case).relation == "侄子"


def test_the_applicant_is_of_the_household(county: County, household: Household) -> None:
    application = Application(household=household, applicant=head(family(county)), applied_on=APPLIED)
    with pytest.raises(CaseProblem, match="申请人在申请当日不是这户的成员。"):
        open_case(actor=county.actor("township.clerk"), application=application)


def test_after_a_refusal_the_family_may_apply_again_and_the_cases_are_linked(
    county: County, household: Household
) -> None:
    first = apply(county, household)
    with pytest.raises(CaseProblem, match="再次申请只能接在本户已经办结的办件之后。"):
        apply(county, household, follows=first, process="tekun", process_reason="x")
    do(county, first, "accept", days(1), "refused")
    do(county, first, "refusal", days(2))
    first.refresh_from_db()
    second = apply(county, household, days(60), follows=first)
    assert second.follows == first
    with pytest.raises(CaseProblem, match="再次申请只能接在本户已经办结的办件之后。"):
        apply(county, family(county), follows=first)


# Another procedure on the way


def test_a_clerk_who_finds_another_class_moves_the_case_with_a_reason(county: County, household: Household) -> None:
    case = apply(county, household)
    do(county, case, "accept", days(1))
    clerk = county.actor("township.clerk")
    with pytest.raises(CaseProblem, match="改走另一程序，要写明理由。"):
        change_process(actor=clerk, case=case, process="tekun", on=days(2), reason=" ")
    case = change_process(actor=clerk, case=case, process="tekun", on=days(2), reason="查明三无")
    assert case.process == "tekun"
    assert in_hand(case) == ["assess", "check"]
    assert Event.objects.get(what="process_changed").data == {"from": "general", "to": "tekun"}
    for step in ("assess", "check", "visit"):
        do(county, case, step, days(3))
    assert in_hand(case) == ["opinion"]


def test_a_step_that_the_other_procedure_does_not_have_begins_it_anew(county: County, household: Household) -> None:
    case = apply(county, household)
    do(county, case, "accept", days(1))
    case = change_process(
        actor=county.actor("township.clerk"), case=case, process="emergency", on=days(2), reason="昨夜失火"
    )
    assert in_hand(case) == ["accept"]


def test_the_procedure_changes_only_while_a_case_is_taken_or_classed(county: County, household: Household) -> None:
    case = apply(county, household)
    for step in ("accept", "assess", "check"):
        do(county, case, step, days(1))
    words = "只有在受理或分类这一步，由办理这一步的岗位，才能改走另一程序。"
    with pytest.raises(CaseProblem, match=words):
        change_process(actor=county.actor("township.clerk"), case=case, process="tekun", on=days(2), reason="x")


def test_who_does_not_do_the_step_does_not_change_the_procedure(
    county: County, elsewhere: County, household: Household
) -> None:
    case = apply(county, household)
    with pytest.raises(CaseProblem):
        change_process(actor=county.actor("county.officer"), case=case, process="tekun", on=days(2), reason="x")
    with pytest.raises(PermissionDenied):
        change_process(actor=elsewhere.actor("township.clerk"), case=case, process="tekun", on=days(2), reason="x")
    with pytest.raises(CaseProblem, match="本件已经在走这个程序。"):
        change_process(actor=county.actor("township.clerk"), case=case, process="general", on=days(2), reason="x")


def test_a_village_assistant_takes_an_application_that_the_township_accepts(
    county: County, household: Household
) -> None:
    application = Application(household=household, applicant=head(household), applied_on=APPLIED)
    case = open_case(actor=county.actor("village.assistant"), application=application)
    assert sign(county.actor("township.clerk"), run_of(case, "accept"), days(1)).state == "done"
