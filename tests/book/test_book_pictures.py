from __future__ import annotations

import datetime
import re
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.book.chart import history, stretches
from doudi.book.flows import goals
from doudi.book.layered import Size, lay_out
from doudi.book.procedure import Stand, draw
from doudi.book.rests import Ground
from doudi.book.route import route
from doudi.book.shelf import Shelf
from doudi.book.svg import text_width, wrapped
from doudi.policy.definitions.model import Dated
from doudi.policy.meaning.setting import Setting

DAY = datetime.date(2025, 11, 1)


@given(
    st.integers(2, 14).flatmap(
        lambda n: st.tuples(st.just(n), st.sets(st.tuples(st.integers(0, n - 1), st.integers(0, n - 1)), max_size=24))
    )
)
@settings(max_examples=60, deadline=None)
def test_boxes_never_overlap_and_every_arrow_runs_forward(graph: tuple[int, set[tuple[int, int]]]) -> None:
    count, pairs = graph
    sizes = {f"n{i}": Size(20 + 7 * (i % 3), 40 + 11 * (i % 4)) for i in range(count)}
    arrows = sorted({(f"n{min(p)}", f"n{max(p)}") for p in pairs if p[0] != p[1]})
    layout = lay_out(sizes, arrows, 10, 5)
    for start, end in arrows:
        assert layout.spots[start].rank < layout.spots[end].rank
        assert len(layout.ways[start, end]) == layout.spots[end].rank - layout.spots[start].rank - 1
    for one, other in combinations(sizes, 2):
        a, b = layout.spots[one], layout.spots[other]
        if a.rank == b.rank:
            assert abs(a.across - b.across) >= (sizes[one].across + sizes[other].across) / 2 + 5 - 1e-6
    assert lay_out(sizes, arrows, 10, 5) == layout


def test_a_circle_of_arrows_is_refused() -> None:
    with pytest.raises(ValueError, match="circle"):
        lay_out({"a": Size(1, 1), "b": Size(1, 1)}, [("a", "b"), ("b", "a")], 1, 1)


def test_every_step_end_and_way_of_every_procedure_is_drawn(shelf: Shelf) -> None:
    for policy in shelf.policies:
        for process in policy.processes.values():
            shape = route(process)
            outs = {name for out in shape.outs for name in out}
            assert set(shape.main) | outs == {*process.steps, *process.ends} and not outs & set(shape.main)
            drawn = {(way.start, way.end) for way in (*shape.forward, *shape.leaving, *shape.back)}
            for step in process.steps.values():
                written = {branch.to for branch in step.next} | set(step.outcomes.values())
                assert {(step.name, to) for to in written} <= drawn, (policy.name, process.name, step.name)
            picture = str(draw(process, Setting(policy, DAY)))
            assert picture.count('class="step') == len(process.steps) + len(process.ends)


def test_where_a_case_stands_is_marked(shelf: Shelf) -> None:
    """All steps in hand, those that wait and those behind, in signs and in words for those who hear the page."""
    process = next(p for policy in shelf.policies for p in policy.processes.values() if len(p.steps) > 4)
    policy = next(policy for policy in shelf.policies if process in policy.processes.values())
    first, second, third, fourth = list(process.steps)[:4]
    at = Stand(here=[second, third], waiting=[fourth], done=[first])
    picture = str(draw(process, Setting(policy, DAY), at=at))
    for state, sign, count in (("here", "●", 2), ("done", "✓", 1), ("waiting", "○", 1)):
        assert len(re.findall(rf'class="step \w+ {state}"', picture)) == count
        assert picture.count(sign) == count
    labels = [step.label for step in process.steps.values()]
    told = f"现在办到：2 {labels[1]}、3 {labels[2]}。等待：4 {labels[3]}。已办：1 {labels[0]}。"
    assert f"<title>{process.label}</title><desc>{told}</desc>" in picture
    assert "Now at: 2 " in str(draw(process, Setting(policy, DAY), "en", at))
    plain = str(draw(process, Setting(policy, DAY)))
    assert " here" not in plain and "<desc>" not in plain and "taken" not in plain


def test_the_ways_that_a_case_took_are_marked_on_back_and_out(shelf: Shelf) -> None:
    for policy in shelf.policies:
        for process in policy.processes.values():
            shape = route(process)
            for link in (*shape.forward, *shape.back, *shape.leaving):
                if link.start in process.steps:
                    taken = Stand(taken=[(link.start, link.end)])
                    assert " taken" in str(draw(process, Setting(policy, DAY), at=taken)), (process.name, link)


def test_time_limits_in_a_picture_are_those_in_force_in_the_setting(shelf: Shelf) -> None:
    policy = next(p for p in shelf.policies if "notice_days" in p.parameters and p.processes)
    process = next(p for p in policy.processes.values() if any(s.days == "notice_days" for s in p.steps.values()))
    given_ = {"notice_days": Dated(((datetime.date(2000, 1, 1), Fraction(11)),))}
    assert "公示 11 天" in str(draw(process, Setting(policy, DAY, given_)))
    assert "hangs 11 days" in str(draw(process, Setting(policy, DAY, given_), "en"))
    before = str(draw(process, Setting(policy, datetime.date(1950, 1, 1))))
    assert "〔未设定〕" in before


def test_arrows_between_results_leave_out_only_what_a_longer_way_says(shelf: Shelf) -> None:
    for policy in shelf.policies:
        ground = Ground(policy)
        arrows = ground.arrows(policy.rules)
        after: dict[str, set[str]] = {}
        for start, end in arrows:
            after.setdefault(start, set()).add(end)
        for name in goals(ground):
            for under in ground.under(name):
                assert name in _reached(under, after), (policy.name, under, name)


def _reached(start: str, after: dict[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [start]
    while waiting:
        for name in after.get(waiting.pop(), ()):
            if name not in seen:
                seen.add(name)
                waiting.append(name)
    return seen


def test_a_history_ends_where_its_value_ends() -> None:
    dated = Dated(
        ((datetime.date(2016, 1, 1), Fraction(100)), (datetime.date(2018, 1, 1), Fraction(120))),
        datetime.date(2020, 12, 31),
    )
    found = stretches(dated, ["100 元", "120 元"])
    assert [(s.start.year, s.end) for s in found] == [
        (2016, datetime.date(2017, 12, 31)),
        (2018, datetime.date(2020, 12, 31)),
    ]
    picture = str(history(found, DAY, "档次"))
    assert 'class="end"' in picture and "100 元" in picture and "120 元" in picture and ">2016<" in picture


def test_a_value_that_never_changed_is_a_flat_line() -> None:
    found = stretches(Dated(((datetime.date(2021, 9, 27), Fraction(3)),)), ["3"])
    path = re.search(r'd="(M[^"]*)"', str(history(found, DAY, "上限")))
    assert path and re.fullmatch(r"M[\d.]+ [\d.]+H[\d.]+", path[1])
    assert stretches(Dated(), []) == []


def test_text_is_broken_between_chinese_characters_and_between_words_and_never_lost() -> None:
    text = "低保边缘或低收入家庭 low income family"
    lines = wrapped(text, 80, 14, 9)
    assert all(text_width(line, 14) <= 80 for line in lines)
    assert "".join(lines).replace(" ", "") == text.replace(" ", "")
    assert wrapped(text, 80, 14, 2)[-1].endswith("…")


def test_no_line_begins_with_a_closing_sign() -> None:
    assert wrapped("乡镇（街道）经办人、村（社区）协理员", 172, 12, 3) == ["乡镇（街道）经办人、村（社", "区）协理员"]
