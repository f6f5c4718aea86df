"""`doudi replay`."""

from __future__ import annotations

import pytest
from county import County
from families import apply, decided_case, family, head, in_force, learn

from doudi.cases.models import Case, Decision

pytestmark = pytest.mark.django_db


@pytest.fixture
def decided(county: County) -> Case:
    return decided_case(county)


def test_a_decision_is_made_again_to_the_letter(run, decided: Case) -> None:
    decision = Decision.objects.get()
    result = run("replay", decided.number)
    assert result.exit_code == 0, result.stderr
    lines = result.stdout.splitlines()
    assert lines[0] == f"{decision.date} 的决定（{decision.release}）：再算一遍，一字不差。"
    assert lines[1] == "  按今天所知的事实：没有不同。"
    assert lines[2] == "  按今天的政策和标准，会有不同："


def test_what_is_learned_later_is_told(run, county: County, decided: Case) -> None:
    learn(county, "wage_income", "9000.00", person=head(decided.household))
    result = run("replay", decided.number)
    assert result.exit_code == 0
    assert "  按今天所知的事实，会有不同：" in result.stdout
    assert "    dibao_eligible: 是 → 否" in result.stdout


def test_a_decision_that_comes_out_differently_is_bad_news(run, decided: Case) -> None:
    decision = Decision.objects.get()
    decision.assessment["results"]["dibao_eligible"] = False
    Decision.objects.filter(pk=decision.pk).update(assessment=decision.assessment)
    result = run("replay", decided.number)
    assert result.exit_code == 1
    assert "再算一遍，与当时不一致：" in result.stdout
    assert "    dibao_eligible: 否 → 是" in result.stdout


def test_a_case_that_is_not_there_is_told(run) -> None:
    result = run("replay", "没有-2021-1")
    assert (result.exit_code, result.stderr) == (2, "没有编号为 没有-2021-1 的办件。\n")


def test_a_case_without_a_decision_is_told(run, county: County) -> None:
    in_force(county)
    case = apply(county, family(county, {"wage_income": "900.00"}))
    result = run("replay", case.number)
    assert (result.exit_code, result.stderr) == (1, "本件还没有审批决定，无从重放。\n")
