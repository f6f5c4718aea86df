"""Properties of the engine that runs procedures: over every procedure of the library, and over random ones."""

from __future__ import annotations

import random
from collections import deque
from functools import cache
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from doudi.cases.procedure import (
    ACTIVE,
    CANCELLED,
    DONE,
    NEXT,
    OBJECTED,
    OPEN,
    REDO,
    REFUSED,
    RETURNED,
    SIGNED,
    SKIPPED,
    WAITING,
    Board,
    NoSuchWay,
    Token,
)
from doudi.policy.building import build
from doudi.policy.checks.procedure import _check_ways
from doudi.policy.definitions.model import Branch, Origin, Process, Step
from doudi.policy.definitions.nodes import Literal
from doudi.policy.definitions.types import BOOLEAN
from doudi.policy.messages.problems import Problems
from doudi.policy.reading import library

HERE = Origin("random", "random/policy.md", 1)
SOME = Literal(BOOLEAN, True)


def step(name: str, *to: str, **more: Any) -> Step:
    """A step that leads to the last of `to`, or under conditions to the others."""
    branches = (*(Branch(place, SOME) for place in to[:-1]), *(Branch(place) for place in to[-1:]))
    plain = {"kind": "visit", "by": "township.clerk", "second": "", "within": None, "days": None, "share": None}
    ways = {"alongside": (), "after": (), "next": branches, "outcomes": {}}
    return Step(name=name, label=name, cites=(), origin=HERE, **{**plain, **ways, **more})


def process(*steps: Step, ends: tuple[str, ...] = ("approved", "refused")) -> Process:
    return Process(
        "general",
        "general",
        (),
        HERE,
        None,
        "",
        None,
        steps[0].name,
        {s.name: s for s in steps},
        {end: end for end in ends},
    )


def last(step: Step) -> Branch | None:
    """What an unknown takes: the branch without a condition."""
    return step.next[-1] if step.next else None


def board(*steps: Step) -> Board:
    made = Board(process(*steps), last)
    made.begin()
    return made


def states(board: Board) -> dict[str, str]:
    """The state of the last passage through each step."""
    return {token.step: token.state for token in board.tokens}


def do(board: Board, name: str, outcome: str = NEXT, ask: bool | None = None) -> None:
    token = board.active(name)
    assert token is not None
    board.finish(token, outcome, ask)


# What the words of the language mean


def test_a_case_goes_from_step_to_step_to_its_end() -> None:
    course = board(step("accept", "decide"), step("decide", "approved", kind="decide"))
    do(course, "accept")
    assert states(course) == {"accept": DONE, "decide": OPEN}
    do(course, "decide")
    assert course.end == "approved"


def test_steps_with_each_other_start_side_by_side_and_what_is_after_both_waits_for_both() -> None:
    course = board(
        step("assess", "visit", alongside=("check",)),
        step("check", "visit"),
        step("visit", "approved", after=("assess", "check")),
    )
    assert states(course) == {"assess": OPEN, "check": OPEN}
    do(course, "assess")
    assert states(course) == {"assess": DONE, "check": OPEN, "visit": WAITING}
    do(course, "check")
    assert states(course) == {"assess": DONE, "check": DONE, "visit": OPEN}


def test_two_ways_that_meet_wait_for_each_other_even_where_nobody_wrote_after() -> None:
    course = board(step("assess", "visit", alongside=("check",)), step("check", "visit"), step("visit", "approved"))
    do(course, "check")
    assert states(course)["visit"] == WAITING
    do(course, "assess")
    assert [token.step for token in course.tokens].count("visit") == 1
    assert states(course)["visit"] == OPEN


def test_a_decision_waits_for_everything_that_is_in_hand() -> None:
    course = board(
        step("accept", "decide", alongside=("check",)),
        step("check", "note"),
        step("note", "decide"),
        step("decide", "approved", kind="decide"),
    )
    do(course, "accept")
    do(course, "check")
    assert (states(course)["note"], states(course)["decide"]) == (OPEN, WAITING)
    do(course, "note")
    assert states(course)["decide"] == OPEN


def test_a_return_goes_back_and_repeats_only_what_it_goes_back_to() -> None:
    course = board(
        step("visit", "opinion", alongside=("check",)),
        step("check", "opinion"),
        step("opinion", "approved", after=("visit", "check"), outcomes={RETURNED: "visit"}),
    )
    do(course, "visit")
    do(course, "check")
    do(course, "opinion", RETURNED)
    assert states(course) == {"visit": OPEN, "check": DONE, "opinion": DONE}
    do(course, "visit")
    assert states(course)["opinion"] == OPEN


def test_a_refusal_stops_what_is_in_hand_beside_it() -> None:
    course = board(
        step("accept", "decide", alongside=("check",), outcomes={REFUSED: "refused"}),
        step("check", "decide"),
        step("decide", "approved", kind="decide"),
    )
    do(course, "accept", REFUSED)
    assert course.end == "refused"
    assert states(course) == {"accept": DONE, "check": CANCELLED}


def test_an_outcome_that_the_procedure_does_not_name_is_refused_and_changes_nothing() -> None:
    course = board(step("accept", "approved"))
    with pytest.raises(NoSuchWay):
        do(course, "accept", OBJECTED)
    assert states(course) == {"accept": OPEN}


def test_a_step_that_is_done_cannot_be_done_again() -> None:
    course = board(step("accept", "visit"), step("visit", "approved"))
    token = course.tokens[0]
    course.finish(token, NEXT)
    with pytest.raises(NoSuchWay):
        course.finish(token, NEXT)


def test_the_second_person_can_send_a_step_back_to_the_first() -> None:
    course = board(step("opinion", "approved", second="township.leader"))
    course.tokens[0].state = SIGNED
    do(course, "opinion", REDO)
    assert [(token.state, token.because) for token in course.tokens] == [(DONE, NEXT), (OPEN, REDO)]


OPTIONAL = (
    step("visit", "appraisal", outcomes={}),
    step("appraisal", "opinion", kind="appraisal", optional=True),
    step("opinion", "notice"),
    step("notice", "approved", kind="notice", outcomes={OBJECTED: "visit"}),
)


def test_an_optional_step_is_skipped_when_nobody_asks_for_it() -> None:
    course = board(*OPTIONAL)
    do(course, "visit")
    assert states(course) == {"visit": DONE, "appraisal": SKIPPED, "opinion": OPEN}


def test_an_optional_step_is_done_when_it_is_asked_for() -> None:
    course = board(*OPTIONAL)
    do(course, "visit", ask=True)
    assert states(course) == {"visit": DONE, "appraisal": OPEN}


def test_an_objection_asks_for_the_optional_step_that_follows_its_recheck() -> None:
    course = board(*OPTIONAL)
    do(course, "visit")
    do(course, "opinion")
    do(course, "notice", OBJECTED)
    do(course, "visit")
    assert states(course)["appraisal"] == OPEN


def test_after_an_objection_the_optional_step_can_still_be_declined() -> None:
    course = board(*OPTIONAL)
    do(course, "visit")
    do(course, "opinion")
    do(course, "notice", OBJECTED)
    do(course, "visit", ask=False)
    assert states(course)["appraisal"] == SKIPPED


def test_a_condition_that_holds_asks_for_the_optional_step_that_it_leads_to() -> None:
    steps = (
        step("visit", "appraisal", "opinion"),
        step("appraisal", "opinion", optional=True),
        step("opinion", "approved"),
    )
    course = Board(process(*steps), lambda each: each.next[0])
    course.begin()
    do(course, "visit")
    assert states(course)["appraisal"] == OPEN


def test_what_a_waiting_step_waits_for_is_started_when_nothing_else_would_start_it() -> None:
    course = board(
        step("accept", "refused", "visit", outcomes={}),
        step("check", "visit"),
        step("visit", "approved", after=("check",)),
    )
    do(course, "accept")
    assert states(course) == {"accept": DONE, "visit": WAITING, "check": OPEN}


def test_a_case_that_is_stopped_from_outside_has_nothing_left_to_do() -> None:
    course = board(step("accept", "approved", alongside=("check",)), step("check", "approved"))
    course.stop("withdrawn")
    assert course.end == "withdrawn"
    assert set(states(course).values()) == {CANCELLED}


# Properties


@cache
def library_processes() -> list[Process]:
    loaded = [build.check(name).policy for name in library.names()]
    return [found for policy in loaded if policy is not None for found in policy.processes.values()]


NAMES = ("a", "b", "c", "d", "e", "f")
KINDS = ("accept", "visit", "notice", "meeting", "decide", "inform")


@st.composite
def processes(draw: st.DrawFn) -> Process:
    """A random procedure that the policy checker lets through: every step can be reached, and left for an end."""
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    places = st.sampled_from([*names, "approved", "refused"])
    reached: dict[str, list[str]] = {name: [] for name in names}
    for place, name in enumerate(names[1:], 1):
        reached[names[draw(st.integers(0, place - 1))]].append(name)
    steps = []
    for place, name in enumerate(names):
        others = [other for other in names if other != name]
        few = st.lists(st.sampled_from(others), max_size=2, unique=True).map(tuple) if others else st.just(())
        some = draw(st.lists(places, max_size=2))
        forward = draw(st.sampled_from([*names[place + 1 :], "approved", "refused"]))
        more = {
            "kind": draw(st.sampled_from(KINDS)),
            "alongside": draw(few),
            "after": draw(few),
            "outcomes": draw(st.dictionaries(st.sampled_from((RETURNED, REFUSED, OBJECTED)), places, max_size=2)),
            "optional": draw(st.booleans()),
        }
        steps.append(step(name, *some, *reached[name], forward, **more))
    made = process(*steps)
    problems = Problems()
    _check_ways(made, problems)
    assume(not any(problem.fatal for problem in problems.found))
    return made


def check(board: Board) -> None:
    """What must hold of a case at every moment."""
    in_hand = [token for token in board.tokens if token.is_in_hand]
    active = [token for token in board.tokens if token.state in ACTIVE]
    if board.end:
        assert active == []
    else:
        assert in_hand, "nobody has anything to do"
        assert all(board.outcomes(token) for token in in_hand)
    assert len({token.step for token in active}) == len(active), "a step is under way twice"


def distances(process: Process) -> dict[str, int]:
    """How many moves each step is from an end."""
    found, waiting = dict.fromkeys(process.ends, 0), deque(process.ends)
    while waiting:
        place = waiting.popleft()
        for each in process.steps.values():
            ways = {*(branch.to for branch in each.next), *each.outcomes.values()}
            if place in ways and each.name not in found:
                found[each.name] = found[place] + 1
                waiting.append(each.name)
    return found


def wander(process: Process, seed: int, moves: int) -> Board:
    """Do random things with a case for a while."""
    chance = random.Random(seed)
    course = Board(process, lambda each: chance.choice(each.next) if each.next else None)
    course.begin()
    check(course)
    for _ in range(moves):
        if course.end:
            break
        token = chance.choice([token for token in course.tokens if token.is_in_hand])
        if token.state == OPEN and chance.random() < 0.3:
            token.state = SIGNED
        before = {id(other): (other.state, other.outcome, other.led_to) for other in course.tokens if is_past(other)}
        course.finish(token, chance.choice(course.outcomes(token)), chance.choice([True, False, None]))
        check(course)
        kept = {id(other): (other.state, other.outcome, other.led_to) for other in course.tokens}
        assert {key: kept[key] for key in before} == before, "what was done has changed"
    return course


def is_past(token: Token) -> bool:
    return token.state in (DONE, SKIPPED, CANCELLED)


def way_out(course: Board) -> None:
    """Bring a case to an end by always doing what is nearest to one."""
    far = distances(course.process)
    course.choose = lambda each: min(each.next, key=lambda branch: far[branch.to]) if each.next else None
    for _ in range(200):
        if course.end:
            return
        token = min((t for t in course.tokens if t.is_in_hand), key=lambda t: far[t.step])
        ways = {NEXT: min((far[b.to] for b in course.process.steps[token.step].next), default=999)}
        ways |= {key: far[place] for key, place in course.process.steps[token.step].outcomes.items()}
        outcome = min((name for name in course.outcomes(token) if name in ways), key=lambda name: ways[name])
        course.finish(token, outcome, True)
        check(course)
    raise AssertionError("no way to an end")


@pytest.mark.parametrize("found", library_processes(), ids=lambda p: f"{p.origin.policy}-{p.name}")
def test_a_case_under_a_procedure_of_the_library_is_never_stuck(found: Process) -> None:
    for seed in range(60):
        way_out(wander(found, seed, seed))


@settings(max_examples=100, deadline=None)
@given(found=processes(), seed=st.integers(0, 10_000), moves=st.integers(0, 40))
def test_a_case_under_any_procedure_is_never_stuck(found: Process, seed: int, moves: int) -> None:
    way_out(wander(found, seed, moves))
