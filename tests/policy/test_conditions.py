"""A condition turned round for its reader keeps its meaning."""

from __future__ import annotations

from collections.abc import Iterator

from building import Draft, among, both, compare, each, either, no, number, plus, times, when
from hypothesis import given, settings
from random_policies import settings_and_households

from doudi.policy.definitions.nodes import And, Choice, Compare, Expr, Literal, Not, Or, children
from doudi.policy.definitions.types import BOOLEAN, NUMBER, TEXT
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.interpreter import evaluate
from doudi.policy.meaning.kleene import negation
from doudi.policy.meaning.setting import Setting
from doudi.policy.words.conditions import is_nothing, is_of_person, is_set, upright

DRAFT = Draft()
A, B = DRAFT.household_fact("a", BOOLEAN), DRAFT.household_fact("b", BOOLEAN)
N, X, LIMIT = DRAFT.household_fact("n", NUMBER), DRAFT.person_fact("x", NUMBER), DRAFT.parameter("limit", 1, NUMBER)


@settings(max_examples=200, deadline=None)
@given(case=settings_and_households(divide=True))
def test_the_upright_form_and_its_opposite_have_the_same_truth(case: tuple[Setting, Household]) -> None:
    found = evaluate(*case)
    for rule in found.setting.policy.rules.values():
        if rule.type == BOOLEAN:
            for member in found.holders(rule.entity):
                truth = found.of(rule.expr, member)
                assert found.of(upright(rule.expr), member) == truth
                assert found.of(upright(rule.expr, False), member) == negation(truth)


@settings(max_examples=100, deadline=None)
@given(case=settings_and_households())
def test_not_is_left_only_before_what_cannot_be_said_otherwise(case: tuple[Setting, Household]) -> None:
    for rule in case[0].policy.rules.values():
        if rule.type == BOOLEAN:
            assert not any(isinstance(node.operand, Not | And | Or | Compare) for node in _negated(upright(rule.expr)))


def _negated(node: Expr) -> Iterator[Not]:
    """The negations of a condition, through all that joins conditions."""
    if isinstance(node, Not):
        yield node
    elif isinstance(node, And | Or | Choice):
        for part in children(node):
            yield from _negated(part)


def test_what_the_policy_sets_stands_on_the_right() -> None:
    assert upright(compare(LIMIT, "<=", N)) == compare(N, ">=", LIMIT)
    assert upright(compare(number(60), "<", N)) == compare(N, ">", number(60))
    assert upright(compare(N, "<", LIMIT)) == compare(N, "<", LIMIT)


def test_a_comparison_with_true_or_false_is_the_condition_itself() -> None:
    assert upright(compare(A, "==", Literal(BOOLEAN, True))) == A
    assert upright(compare(A, "==", Literal(BOOLEAN, False))) == no(A)
    assert upright(compare(A, "!=", Literal(BOOLEAN, False))) == A


def test_conditions_joined_in_the_same_way_become_one_list() -> None:
    assert upright(both(A, both(B, A))) == both(A, B, A)
    assert upright(no(either(A, no(both(B, A))))) == both(no(A), B, A)


def test_nothing_is_zero_false_or_an_empty_text() -> None:
    nothing = [number(0), Literal(BOOLEAN, False), Literal(TEXT, "")]
    something = [number(1), Literal(BOOLEAN, True), Literal(TEXT, "x"), Literal(NUMBER, None), N]
    assert all(map(is_nothing, nothing)) and not any(map(is_nothing, something))


def test_what_is_set_rests_on_nothing_of_the_household() -> None:
    assert is_set(times(LIMIT, number(2)))
    assert not is_set(plus(LIMIT, N))
    assert not is_set(each("count"))


def test_a_sum_over_members_is_of_no_person() -> None:
    assert is_of_person(when(A, X, number(0)))
    assert not is_of_person(plus(each("sum", X), N))
    assert not is_of_person(among(N, number(1)))
