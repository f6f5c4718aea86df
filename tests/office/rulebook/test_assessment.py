"""What a policy says of a household, what it suggests, which procedure it gives, and the same said again later."""

from __future__ import annotations

import copy
import datetime
import json
from typing import Any

import pytest
from county import County

from doudi.policy.meaning.setting import Setting
from doudi.policy.messages.refusal import Refused
from doudi.policy.reading import library
from doudi.rulebook.assessment import APPROVED, REFUSED, UNKNOWN, assess, granted_as_assessed, household_of, suggestion
from doudi.rulebook.models import Release
from doudi.rulebook.processes import branch_of, process_for, share, whole
from doudi.rulebook.replaying import again, differences
from doudi.rulebook.selectors import setting_for
from doudi.rulebook.services import adopt, approve_adoption, approve_standard, keep_release, set_standard
from doudi.rulebook.standards import values_of

pytestmark = pytest.mark.django_db
START = datetime.date(2021, 9, 27)
DAY = datetime.date(2021, 12, 1)


def example(name: str) -> dict[str, Any]:
    """A household of the policy's own examples."""
    path = library.home() / "guzhang-2021" / "examples" / f"{name}.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture
def setting(county: County) -> Setting:
    editor, leader = county.actor("county.editor"), county.actor("county.leader")
    release = keep_release(actor=editor, word="guzhang-2021")
    approve_adoption(actor=leader, adoption=adopt(actor=editor, area=county.area, release=release, from_date=START))
    made = set_standard(actor=editor, area=county.area, name="dibao_standard", value="550", from_date=START)
    approve_standard(actor=leader, standard=made)
    return setting_for(county.village.code, DAY)


def test_an_assessment_is_what_the_command_line_would_say(setting: Setting) -> None:
    found = assess(setting, example("1-dibao"))
    assert found["release"] == setting.policy.release
    assert found["date"] == "2021-12-01"
    assert found["parameters"] == {"dibao_standard": "550.00"}
    assert found["results"]["dibao_eligible"] is True
    assert {"results", "members", "benefits", "needs", "explanation"} <= found.keys()


def test_what_is_due_suggests_approval_and_is_what_would_be_granted(setting: Setting) -> None:
    found = assess(setting, example("1-dibao"))
    assert suggestion(found) == APPROVED
    granted = granted_as_assessed(found)
    assert [e["benefit"] for e in found["benefits"] if e.get("amount", True)] == [e["benefit"] for e in granted]
    assert all(set(entry) == {"benefit", "for", "amount", "unit"} for entry in granted)


def test_facts_that_are_missing_suggest_nothing(setting: Setting) -> None:
    assert suggestion(assess(setting, {"id": "H1", "members": [{"id": "P1"}]})) == UNKNOWN


def test_nothing_due_and_nobody_recognised_suggests_a_refusal() -> None:
    nothing = {"results": {"dibao_eligible": False, "income": None}, "members": {"a": {}}, "benefits": []}
    assert suggestion(nothing) == REFUSED
    recognised = {"results": {"low_income": True}, "members": {}, "benefits": []}
    assert suggestion(recognised) == APPROVED
    maybe = {"results": {"low_income": None}, "members": {}, "benefits": []}
    assert suggestion(maybe) == UNKNOWN
    perhaps_due = {"results": {}, "members": {}, "benefits": [{"benefit": "x", "for": "a", "amount": None}]}
    assert suggestion(perhaps_due) == UNKNOWN


def test_facts_that_the_engine_cannot_read_are_refused_with_what_is_wrong(setting: Setting) -> None:
    with pytest.raises(Refused) as refused:
        assess(setting, {"id": "H1", "members": [{"id": "P1", "wage_income": "很多"}]})
    assert "wage_income" in refused.value.text("zh")


def test_the_same_stored_facts_and_values_give_the_same_to_the_letter(setting: Setting) -> None:
    facts = example("1-dibao")
    first = assess(setting, facts)
    stored = json.loads(json.dumps(first))
    release = Release.objects.get(pk=setting.policy.release)
    assert again(release, DAY, values_of(setting), facts) == stored
    assert differences(stored, first) == []


def test_differences_name_what_was_and_what_would_be(setting: Setting) -> None:
    facts = example("1-dibao")
    then = assess(setting, facts)
    richer = copy.deepcopy(facts)
    richer["members"][0]["wage_income"] = 9000
    found = differences(then, assess(setting, richer))
    eligible = next(each for each in found if each["name"] == "dibao_eligible")
    assert eligible == {"what": "result", "name": "dibao_eligible", "of": "", "then": True, "now": False}
    assert any(each["what"] == "benefit" and each["now"] is None for each in found)


def test_the_first_process_whose_condition_holds_serves_the_household(setting: Setting) -> None:
    facts = example("1-dibao") | {"urgent": True, "incident": "fire"}
    codes = setting.policy.facts["household", "incident"].type.codes
    assert codes is not None
    urgent = facts | {"incident": next(key for key in _options(setting, codes) if key != "none")}
    assert process_for(setting, household_of(setting, urgent)).name == "emergency"
    calm = facts | {"urgent": False, "incident": "none"}
    assert process_for(setting, household_of(setting, calm)).name == "general"


def _options(setting: Setting, codes: str) -> list[str]:
    from doudi.vocabulary import load

    return list({**load().codes, **setting.policy.codes}[codes])


def test_an_unknown_condition_takes_the_general_process(setting: Setting) -> None:
    assert process_for(setting, household_of(setting, {"id": "H", "members": [{"id": "a"}]})).name == "general"


def test_an_unknown_condition_takes_the_branch_without_one(setting: Setting) -> None:
    sample = setting.policy.processes["general"].steps["sample"]
    nobody = household_of(setting, {"id": "H", "members": [{"id": "a"}]})
    branch = branch_of(setting, nobody, sample)
    assert branch is not None
    assert (branch.to, branch.when) == ("decide_civil_affairs", None)


def test_a_length_may_be_a_number_or_a_parameter_and_may_be_unknown(setting: Setting) -> None:
    general = setting.policy.processes["general"]
    notice = general.steps["notice"]
    assert isinstance(notice.days, str)
    assert whole(setting, notice.days) == int(setting.value(notice.days))  # type: ignore[arg-type]
    assert share(setting, general.steps["sample"].share) == setting.value("sample_share")
    assert whole(setting, None) is None
