"""Samples: frozen whole, drawn by a seed that nobody chose, passed on in one action, visited before they go on."""

from __future__ import annotations

import datetime
import math
from dataclasses import replace
from fractions import Fraction

import pytest
from casework import posted
from county import County, employ
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from families import apply, days, do, family, in_force, in_hand, run_of

from doudi.audit.models import Entry
from doudi.cases.models import Case, StepRun
from doudi.cases.notices.models import Notice
from doudi.cases.notices.services import Answer, Words, answer_objection, receive_objection
from doudi.cases.samples import draw as drawing
from doudi.cases.samples import selectors
from doudi.cases.samples.models import Sample, SampledCase
from doudi.cases.samples.selectors import Place, verify
from doudi.cases.samples.services import freeze, pass_undrawn
from doudi.cases.services import CaseProblem, Signing, Tie, leave, sign_step

pytestmark = pytest.mark.django_db
ON = days(21)


def to_sample(county: County, **more: object) -> Case:
    """A case of the general procedure that stands at its sample step."""
    case = apply(county, family(county), **more)
    for step, day in (("accept", 1), ("assess", 2), ("check", 2), ("visit", 3), ("opinion", 4), ("notice", 20)):
        do(county, case, step, days(day))
    assert in_hand(case) == ["sample"]
    return case


def west_of(county: County) -> County:
    """The same county as its second township sees it."""
    offices = county.organisations
    found = replace(
        county,
        areas={**county.areas, "township": county.areas["township_2"], "village": county.areas["village_2"]},
        organisations={**offices, "township": offices["township_2"], "village": offices["village_2"]},
    )
    found.actors = {
        **county.actors,
        "township.clerk.1": employ(offices["township_2"], "clerk", "west-clerk"),
        "township.leader.1": employ(offices["township_2"], "leader", "west-leader"),
        "village.assistant.1": employ(offices["village_2"], "assistant", "west-assistant"),
    }
    return found


def place(case: Case) -> Place:
    return Place(case.release_id, case.process, "sample")


def frozen(county: County, case: Case, on: datetime.date = ON) -> Sample:
    return freeze(actor=county.actor("county.officer"), place=place(case), on=on)


def signed(county: County, case: Case, outcome: str = "next", on: datetime.date = ON, **data: str) -> StepRun:
    run = run_of(case, "sample")
    reason = "" if outcome == "next" else "材料不全"
    signing = Signing(version=run.version, outcome=outcome, on=on, reason=reason, data=data)
    return sign_step(actor=county.actor("county.officer"), run=run, signing=signing)


@pytest.fixture
def _policy(county: County) -> None:
    in_force(county)


@pytest.fixture
def seven(county: County, _policy: None) -> list[Case]:
    """Five cases of one township and two of another at the sample step."""
    west = west_of(county)
    return [to_sample(county if n < 5 else west) for n in range(7)]


def test_freezing_takes_every_case_that_stands_there_and_draws_the_share(county: County, seven: list[Case]) -> None:
    made = frozen(county, seven[0])
    assert set(made.cases.values_list("case_number", flat=True)) == {case.number for case in seven}
    assert made.share == "3/10"
    assert made.cases.filter(drawn=True).count() == math.ceil(Fraction(3, 10) * 7) == 3
    assert len(made.seed) == 32
    assert Entry.objects.get(verb="sample.frozen").details == {"size": 7, "drawn": 3, "share": "3/10"}


def test_both_townships_have_cases_in_the_draw(county: County, seven: list[Case]) -> None:
    made = frozen(county, seven[0])
    assert set(made.cases.filter(drawn=True).values_list("township", flat=True)) == {"990101001000", "990101002000"}


def test_the_draw_is_done_again_and_comes_out_the_same(county: County, seven: list[Case]) -> None:
    made = frozen(county, seven[0])
    assert verify(made)
    other = made.cases.filter(drawn=False).first()
    SampledCase.objects.filter(pk=other.pk).update(drawn=True)  # somebody tampers with the database
    assert not verify(made)


def test_a_sample_drawn_another_way_is_not_verified_by_this_one(county: County, seven: list[Case]) -> None:
    made = frozen(county, seven[0])
    Sample.objects.filter(pk=made.pk).update(algorithm="by-hand-0")
    made.refresh_from_db()
    with pytest.raises(ValueError, match="by-hand-0"):
        verify(made)
    assert drawing.ALGORITHM == "sha256-1"


def test_two_samples_have_two_seeds(county: County, _policy: None) -> None:
    first = frozen(county, to_sample(county))
    second = frozen(county, to_sample(county))
    assert first.seed != second.seed


def test_what_is_frozen_is_not_frozen_again(county: County, seven: list[Case]) -> None:
    made = frozen(county, seven[0])
    with pytest.raises(CaseProblem, match="这一步现在没有等着抽查的办件。"):
        frozen(county, seven[0])
    row = made.cases.first()
    with pytest.raises(IntegrityError), transaction.atomic():
        SampledCase.objects.create(
            sample=made, run=row.run, case_number="x", township="990101001000", ticket="x", drawn=False
        )


def test_a_frozen_sample_never_changes(county: County, seven: list[Case]) -> None:
    made = frozen(county, seven[0])
    made.seed = "0" * 32
    with pytest.raises(TypeError, match="批次一经冻结不能修改。"):
        made.save()
    with pytest.raises(TypeError, match="批次一经冻结不能修改。"):
        made.cases.first().save()


def test_a_case_handled_after_the_day_of_freezing_is_named_and_nothing_is_frozen(county: County, _policy: None) -> None:
    """Left out it must not be: who chose the day would choose the cases."""
    first, second = to_sample(county), to_sample(county)
    Case.objects.filter(pk=second.pk).update(moved_on=days(23))
    with pytest.raises(CaseProblem) as refused:
        frozen(county, first)
    assert str(refused.value) == (
        f"不能按 2021-12-22 冻结：有办件在这一天以后还办过事：{second.number}（2021-12-24）。"
        "请按 2021-12-24 或以后的日期冻结。"
    )
    assert not Sample.objects.exists()
    assert frozen(county, first, days(23)).cases.count() == 2


def test_nothing_is_frozen_or_passed_on_for_a_day_that_has_not_come(
    county: County, seven: list[Case], monkeypatch: pytest.MonkeyPatch
) -> None:
    made = frozen(county, seven[0])
    monkeypatch.setattr("doudi.office_day.localdate", lambda: ON)
    with pytest.raises(CaseProblem, match="办理日期 2021-12-23 还没有到，今天是 2021-12-22。"):
        pass_undrawn(actor=county.actor("county.officer"), sample=made, on=days(22))
    with pytest.raises(CaseProblem, match="冻结日期 2021-12-23 还没有到，今天是 2021-12-22。"):
        frozen(county, seven[0], days(22))


def test_a_sample_of_one_draws_that_one(county: County, _policy: None) -> None:
    made = frozen(county, to_sample(county))
    assert made.cases.get().drawn


def test_relatives_of_staff_are_visited_whatever_is_drawn(county: County, seven: list[Case]) -> None:
    related = to_sample(county, ties=(Tie(staff_name="某某", relation="侄子"),))
    made = frozen(county, related)
    row = made.cases.get(case_number=related.number)
    assert (row.drawn, row.always) == (True, "relative")
    assert made.cases.filter(drawn=True).count() == 1 + 3


def test_where_somebody_objected_is_visited_whatever_is_drawn(county: County, seven: list[Case]) -> None:
    case, clerk = apply(county, family(county)), county.actor("township.clerk")
    for step, day in (("accept", 1), ("assess", 2), ("check", 2), ("visit", 3), ("opinion", 4)):
        do(county, case, step, days(day))
    posted(county.actor(run_of(case, "notice").by), run_of(case, "notice"))
    words = Words(text="他家有车", how="counter", received_on=days(6))
    made = receive_objection(actor=clerk, notice=Notice.objects.get(case=case), words=words)
    answer_objection(actor=clerk, objection=made, answer=Answer(text="已核实无车", upheld=False, on=days(8)))
    do(county, case, "notice", days(20))
    row = frozen(county, case).cases.get(case_number=case.number)
    assert (row.drawn, row.always) == (True, "objection")


# The gate


def test_a_case_that_was_never_in_a_draw_does_not_go_on(county: County, _policy: None) -> None:
    case = to_sample(county)
    with pytest.raises(CaseProblem, match="本件还没有进入抽查批次：先在“抽查”里冻结批次、抽签，再办这一步。"):
        signed(county, case, finding="与申报一致", visited_on=ON.isoformat())
    assert in_hand(case) == ["sample"]


@pytest.mark.parametrize(
    "data", [{}, {"finding": "属实"}, {"visited_on": "2021-12-22"}, {"visited_on": "昨天", "finding": "属实"}]
)
def test_a_drawn_case_waits_for_its_visit(county: County, _policy: None, data: dict[str, str]) -> None:
    case = to_sample(county)
    frozen(county, case)
    with pytest.raises(CaseProblem, match="本件被抽中，要先入户：填写抽查日期和抽查结果。"):
        signed(county, case, **data)


def test_a_drawn_case_goes_on_with_its_visit(county: County, _policy: None) -> None:
    case = to_sample(county)
    frozen(county, case)
    signed(county, case, visited_on=ON.isoformat(), finding="与申报一致")
    assert in_hand(case) == ["decide_civil_affairs"]


def test_a_visit_before_the_draw_is_no_sample_visit(county: County, _policy: None) -> None:
    case = to_sample(county)
    frozen(county, case)
    with pytest.raises(CaseProblem, match="抽查日期早于抽签的日期 2021-12-22：抽中以后才入户。"):
        signed(county, case, visited_on=days(20).isoformat(), finding="与申报一致")
    with pytest.raises(CaseProblem, match="抽查日期晚于办理日期。"):
        signed(county, case, visited_on=days(22).isoformat(), finding="与申报一致")


def test_the_county_can_send_a_case_back_without_a_draw(county: County, _policy: None) -> None:
    case = to_sample(county)
    signed(county, case, "returned")
    assert in_hand(case) == ["visit"]


def test_a_case_that_comes_again_is_drawn_again(county: County, _policy: None) -> None:
    case = to_sample(county)
    first = frozen(county, case)
    signed(county, case, "returned")
    for step, day in (("visit", 22), ("opinion", 23), ("notice", 50)):
        do(county, case, step, days(day))
    second = frozen(county, case, days(50))
    assert first.pk != second.pk and second.cases.get().case_number == case.number


# Passing on


def test_what_was_not_drawn_goes_on_in_one_action(county: County, seven: list[Case]) -> None:
    made, officer = frozen(county, seven[0]), county.actor("county.officer")
    came = pass_undrawn(actor=officer, sample=made, on=ON, note="材料齐全。")
    assert len(came.done) == 4 and came.failed == ()
    for row in made.cases.select_related("run"):
        assert row.run.state == ("open" if row.drawn else "done")
    run = made.cases.filter(drawn=False).first().run
    assert run.reason == f"第 {made.number} 批抽查未抽中。材料齐全。"
    assert run.signatures.get().user == officer.user


def test_one_that_cannot_go_on_keeps_none_of_the_others(county: County, seven: list[Case]) -> None:
    made = frozen(county, seven[0])
    undrawn = made.cases.filter(drawn=False).order_by("pk")
    gone, late = undrawn[0], undrawn[1]
    leave(actor=county.actor("county.officer"), case=gone.run.case, how="withdrawn", on=ON, reason="不办了")
    Case.objects.filter(pk=late.run.case_id).update(moved_on=days(40))
    came = pass_undrawn(actor=county.actor("county.officer"), sample=made, on=ON)
    assert [number for number, _why in came.failed] == [late.case_number]
    assert "早于本件最近一次办理的日期" in came.failed[0][1]
    assert len(came.done) == 2
    late.run.refresh_from_db()
    assert late.run.state == "open" and not late.run.signatures.exists()


def test_passing_twice_signs_nothing_twice(county: County, seven: list[Case]) -> None:
    made, officer = frozen(county, seven[0]), county.actor("county.officer")
    pass_undrawn(actor=officer, sample=made, on=ON)
    assert pass_undrawn(actor=officer, sample=made, on=ON).done == ()


# Who may


@pytest.mark.parametrize("post", ["township.clerk", "county.leader", "county.auditor", "village.assistant"])
def test_only_the_countys_officer_draws(county: County, _policy: None, post: str) -> None:
    case = to_sample(county)
    with pytest.raises(PermissionDenied, match=r"（sample\.draw）"):
        freeze(actor=county.actor(post), place=place(case), on=ON)
    assert not Sample.objects.exists()


def test_the_next_county_draws_and_passes_nothing_here(county: County, elsewhere: County, seven: list[Case]) -> None:
    with pytest.raises(CaseProblem, match="没有等着抽查"):
        freeze(actor=elsewhere.actor("county.officer"), place=place(seven[0]), on=ON)
    made = frozen(county, seven[0])
    with pytest.raises(PermissionDenied, match="不在白石县民政局的辖区内。"):
        pass_undrawn(actor=elsewhere.actor("county.officer"), sample=made, on=ON)
    assert not selectors.samples(elsewhere.actor("county.officer")).exists()
    assert not selectors.cases_of(elsewhere.actor("county.officer"), made).exists()


def test_what_waits_is_told_by_step_with_its_share(county: County, seven: list[Case]) -> None:
    (found,) = selectors.waiting(county.actor("county.officer"), ON)
    assert (found.count, found.share, found.by) == (7, Fraction(3, 10), "county.officer")
    assert found.label == "一般程序 · 县级入户抽查"
    frozen(county, seven[0])
    assert selectors.waiting(county.actor("county.officer"), ON) == []
