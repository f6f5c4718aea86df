"""A step that only leads to a refusal: said before it is signed, with the condition in the decision and its letter."""

from __future__ import annotations

import pytest
from county import County
from families import apply, days, do, family, in_force, in_hand, run_of
from test_informing import letter_of, refused_at_the_county, text_of

from doudi.cases.course import Course
from doudi.cases.models import Case, Decision
from doudi.cases.paperwork.due import due
from doudi.cases.paperwork.gate import missing
from doudi.cases.refusing import refusing

pytestmark = pytest.mark.django_db
CONDITION = "没有成员符合“属本县帮扶范围”条件"


@pytest.fixture
def outside(county: County) -> Case:
    """An application of somebody from another province, whom the policy does not serve and who earns too much as well."""
    in_force(county)
    return apply(county, family(county, {"hukou_division": "110101", "months_resident": 0, "wage_income": "9000.00"}))


def test_going_on_refuses_a_family_outside_the_scope_under_the_condition_of_the_branch(outside: Case) -> None:
    found = refusing(Course(outside, days(1)), run_of(outside, "accept"))
    assert found is not None
    assert (found.when, found.to) == (CONDITION, "不予批准告知")
    assert found.clauses.split("；")[0] == "二 帮扶对象"


def test_going_on_refuses_nobody_within_the_scope(county: County) -> None:
    in_force(county)
    case = apply(county, family(county))
    assert refusing(Course(case, days(1)), run_of(case, "accept")) is None
    do(county, case, "accept", days(1))
    case.refresh_from_db()
    assert case.accepted_on == days(1)


def test_the_decision_and_its_letter_give_the_condition_and_its_clauses(county: County, outside: Case) -> None:
    found = refusing(Course(outside, days(1)), run_of(outside, "accept"))
    assert found is not None
    do(county, outside, "accept", days(1))
    decision = Decision.objects.get(case=outside)
    assert decision.reason == f"按登记的情况，{CONDITION}（{found.clauses}）。"
    assert in_hand(outside) == ["refusal"]
    assert decision.reason in text_of(letter_of(county.actor("township.clerk"), outside, 1))


def test_what_only_goes_on_to_a_refusal_was_not_accepted(county: County, outside: Case) -> None:
    do(county, outside, "accept", days(1))
    outside.refresh_from_db()
    assert outside.accepted_on is None
    assert [str(each.label) for each in due(outside)] == ["收件回执", "不予受理通知书"]


def test_the_letter_of_an_application_that_was_never_accepted_says_so(county: County) -> None:
    in_force(county)
    case = apply(county, family(county))
    do(county, case, "accept", days(1), "refused", "不在本县居住。")
    assert missing(run_of(case, "refusal"))[0] == "还没有制作“不予受理通知书”"
    paper = letter_of(county.actor("township.clerk"), case, 1)
    assert paper.content["title"] == "社会救助不予受理通知书"
    said = text_of(paper)
    assert "已于2021年12月2日决定不予受理。理由如下：不在本县居住。" in said
    assert "不予批准" not in said


def test_a_family_that_was_accepted_and_then_refused_gets_no_letter_of_the_door(county: County) -> None:
    paper = letter_of(county.actor("township.clerk"), refused_at_the_county(county))
    assert paper.content["title"] == "社会救助不予批准通知书"
    assert "决定不予批准。" in text_of(paper)
