"""What is missing is asked for once, in one list, and never a second time."""

from __future__ import annotations

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from families import apply, days, do, family, head, in_force, learn

from doudi.audit.models import Entry
from doudi.cases.materials import missing
from doudi.cases.models import Case, MaterialList
from doudi.cases.services import CaseProblem, ask_once, settle

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(county: County) -> Case:
    """A family that has told everything but a wage, and whether its property is within the limits."""
    in_force(county)
    return apply(county, family(county, {"wage_income": None}, {}, property_within_limits=None))


def test_what_the_policy_needs_to_know_is_asked_for_and_nothing_else(county: County, case: Case) -> None:
    first = str(head(case.household).pk)
    assert [(need["fact"], need["of"]) for need in missing(case, days(1))] == [
        ("property_within_limits", case.household.number),
        ("wage_income", first),
    ]
    made = ask_once(actor=county.actor("township.clerk"), case=case, on=days(1))
    assert [(m.fact, m.person_id, m.state) for m in made.materials.all()] == [
        ("property_within_limits", None, "asked"),
        ("wage_income", int(first), "asked"),
    ]
    assert all(material.label and material.needed_for for material in made.materials.all())


def test_the_offices_papers_stand_on_the_same_list(county: County, case: Case) -> None:
    papers = ["户口簿", " 户口簿 ", "", "身份证复印件"]
    made = ask_once(actor=county.actor("township.clerk"), case=case, on=days(1), documents=papers)
    assert [m.label for m in made.materials.filter(fact="")] == ["户口簿", "身份证复印件"]


def test_what_the_office_finds_out_by_itself_is_not_asked_for(county: County, case: Case) -> None:
    left = {("property_within_limits", case.household.number)}
    made = ask_once(actor=county.actor("township.clerk"), case=case, on=days(1), leave_out=left)
    assert [m.fact for m in made.materials.all()] == ["wage_income"]


def test_there_is_never_a_second_list(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    ask_once(actor=clerk, case=case, on=days(1))
    with pytest.raises(CaseProblem, match="一次性告知单已于 2021-12-02 发出，不能再发第二份。"):
        ask_once(actor=clerk, case=case, on=days(5), documents=["户口簿"])
    assert MaterialList.objects.count() == 1
    assert Entry.objects.filter(verb="materials.asked").count() == 1


def test_an_empty_list_is_not_sent(county: County) -> None:
    in_force(county)
    complete = apply(county, family(county))
    with pytest.raises(CaseProblem, match="没有缺少的材料，不用告知。"):
        ask_once(actor=county.actor("township.clerk"), case=complete, on=days(1))


def test_a_closed_case_asks_for_nothing(county: County, case: Case) -> None:
    do(county, case, "accept", days(1), "refused")
    do(county, case, "refusal", days(1))
    with pytest.raises(CaseProblem, match="本件已经办结。"):
        ask_once(actor=county.actor("township.clerk"), case=case, on=days(2))


def test_a_material_comes_or_is_waived_with_a_reason(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    material = ask_once(actor=clerk, case=case, on=days(1)).materials.all()[0]
    with pytest.raises(CaseProblem, match="免交要写明理由。"):
        settle(actor=clerk, material=material, state="waived", on=days(2))
    settle(actor=clerk, material=material, state="waived", on=days(2), note="部门可查")
    material.refresh_from_db()
    assert (material.state, material.settled_on, material.note) == ("waived", days(2), "部门可查")


def test_a_fact_that_was_told_is_needed_no_more(county: County, case: Case) -> None:
    learn(county, "wage_income", "900.00", person=head(case.household))
    assert [need["fact"] for need in missing(case, days(1))] == ["property_within_limits"]


def test_an_outsider_asks_for_nothing(county: County, elsewhere: County, case: Case) -> None:
    material = ask_once(actor=county.actor("township.clerk"), case=case, on=days(1)).materials.all()[0]
    for actor in (elsewhere.actor("township.clerk"), county.actor("county.leader")):
        with pytest.raises(PermissionDenied):
            ask_once(actor=actor, case=case, on=days(1))
        with pytest.raises(PermissionDenied):
            settle(actor=actor, material=material, state="received", on=days(2))
