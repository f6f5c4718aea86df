"""Truth, comparison and choice by the tables of unknown."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from doudi.policy.definitions.nodes import And, Choice, Compare, Contains, Expr, Literal, Not, Or
from doudi.policy.generating.body import Body
from doudi.policy.generating.numbers import compared, together
from doudi.policy.generating.source import Block
from doudi.policy.generating.values import (
    FALSE,
    TRUE,
    Generated,
    Number,
    Symbol,
    Truth,
    conjunction,
    disjunction,
    is_atom,
    is_whole,
    negation,
)

_LONG = 60


def literal(node: Literal) -> Truth:
    """A condition that is fixed on the date."""
    return Truth(TRUE if node.value else FALSE, FALSE if node.value is None else None)


def negated(body: Body, node: Expr) -> Truth:
    """`not`: unknown stays unknown."""
    assert isinstance(node, Not)
    operand = body.truth(node.operand)
    return Truth(operand.false, None if operand.no is None else operand.yes)


def connective(body: Body, node: Expr) -> Truth:
    """`and`: false if one is false, unknown if one is unknown, else true; `or` its mirror."""
    assert isinstance(node, And | Or)
    parts = [body.truth(part) for part in node.operands]
    every, some = (conjunction, disjunction) if isinstance(node, And) else (disjunction, conjunction)
    yes = every(*(part.yes for part in parts))
    no = None if all(part.no is None for part in parts) else some(*(part.false for part in parts))
    return short(body, Truth(yes, no))


def short(body: Body, truth: Truth) -> Truth:
    """The truth with long conditions in variables, so that mentioning them twice costs nothing."""
    yes = body.let("y", truth.yes) if len(truth.yes) > _LONG else truth.yes
    no = body.let("x", truth.no) if truth.no is not None and len(truth.no) > _LONG else truth.no
    return Truth(yes, no)


def comparison(body: Body, node: Expr) -> Truth:
    """`< <= > >= == !=`: unknown if a side is unknown."""
    assert isinstance(node, Compare)
    left, right = body.emit(node.left), body.emit(node.right)
    if isinstance(left, Number) and isinstance(right, Number):
        a, b = compared(body, left, right)
        return test(body, f"({a} {node.op} {b})", (*left.known, *right.known))
    if isinstance(left, Symbol) and isinstance(right, Symbol):
        return _same_symbol(body, node.op, left, right)
    assert isinstance(left, Truth) and isinstance(right, Truth)
    same = disjunction(conjunction(left.yes, right.yes), conjunction(left.false, right.false))
    differ = disjunction(conjunction(left.yes, right.false), conjunction(left.false, right.yes))
    known = left.no is None and right.no is None
    yes, no = (same, differ) if node.op == "==" else (differ, same)
    return short(body, Truth(yes, None if known else no))


def test(body: Body, condition: str, known: Sequence[str]) -> Truth:
    """A condition on integers, known where all of `known` hold."""
    if not known:
        return Truth(condition)
    name = body.let("b", condition)
    return Truth(conjunction(*known, name), conjunction(*known, negation(name)))


def _known_symbol(symbol: Symbol) -> str:
    if is_whole(symbol.code):
        return TRUE if int(symbol.code) >= 0 else FALSE
    return TRUE if symbol.known else f"({symbol.code} >= 0)"


def _same_symbol(body: Body, op: str, left: Symbol, right: Symbol) -> Truth:
    known = conjunction(_known_symbol(left), _known_symbol(right))
    equal = f"({left.code} == {right.code})"
    unequal = f"({left.code} != {right.code})"
    if known == TRUE:
        return Truth(equal if op == "==" else unequal)
    # One side that surely is known cannot equal an unknown one, which is -1.
    sure = TRUE in (_known_symbol(left), _known_symbol(right))
    same = equal if sure else conjunction(known, equal)
    other = conjunction(known, unequal)
    return Truth(same, other) if op == "==" else Truth(other, same)


def contains(body: Body, node: Expr) -> Truth:
    """`item in (options)`, the options being literals."""
    assert isinstance(node, Contains)
    item, options = body.emit(node.item), [body.emit(option) for option in node.options]
    if isinstance(item, Number):
        item = body.atom(item)
        tests = []
        for option in options:
            assert isinstance(option, Number)
            a, b = compared(body, item, option)
            tests.append(f"({a} == {b})")
        return test(body, disjunction(*tests), item.known)
    if isinstance(item, Symbol):
        codes = [option.code for option in options if isinstance(option, Symbol)]
        yes = disjunction(*(f"({item.code} == {code})" for code in codes))
        if item.known:
            return Truth(yes)
        yes = body.let("b", yes) if len(codes) > 1 else yes
        return Truth(yes, conjunction(_known_symbol(item), negation(yes)))
    truths = [option.yes for option in options if isinstance(option, Truth)]
    found = disjunction(item.yes if TRUE in truths else FALSE, item.false if FALSE in truths else FALSE)
    missed = disjunction(item.yes if TRUE not in truths else FALSE, item.false if FALSE not in truths else FALSE)
    return Truth(found, None if item.no is None else missed)


def choice(body: Body, node: Expr) -> Generated:
    """`x if c else y`; where c is unknown, the common value if both are known and equal."""
    assert isinstance(node, Choice)
    condition = short(body, body.truth(node.condition))
    if node.type.kind == "boolean":
        return _choice_of_truth(body, condition, body.truth(node.then), body.truth(node.otherwise))
    then, first = body.within(node.then)
    otherwise, second = body.within(node.otherwise)
    if isinstance(then, Symbol) and isinstance(otherwise, Symbol):
        return _choice_of_symbols(body, condition, (then, first), (otherwise, second))
    assert isinstance(then, Number) and isinstance(otherwise, Number)
    if FALSE not in (then.limit, otherwise.limit) or then.limit != otherwise.limit:
        raise AssertionError("the checker lets `unlimited` stand only inside min(…)")
    then, otherwise = together(body, then, otherwise)
    return _choice_of_numbers(body, condition, (then, first), (otherwise, second))


def _choice_of_truth(body: Body, condition: Truth, then: Truth, otherwise: Truth) -> Truth:
    """Settled by the branch that is taken, or by both agreeing."""
    if condition.no is None:
        yes = disjunction(conjunction(condition.yes, then.yes), conjunction(condition.false, otherwise.yes))
        if then.no is None and otherwise.no is None:
            return short(body, Truth(yes))
        no = disjunction(conjunction(condition.yes, then.false), conjunction(condition.false, otherwise.false))
        return short(body, Truth(yes, no))
    then, otherwise = short(body, then), short(body, otherwise)
    sides = []
    for a, b in ((then.yes, otherwise.yes), (then.false, otherwise.false)):
        sides.append(disjunction(conjunction(condition.yes, a), conjunction(condition.false, b), conjunction(a, b)))
    return short(body, Truth(*sides))


def _choice_of_symbols(
    body: Body, condition: Truth, then: tuple[Symbol, Block], otherwise: tuple[Symbol, Block]
) -> Symbol:
    (a, first), (b, second) = then, otherwise
    known = condition.no is None and _known_symbol(a) == TRUE and _known_symbol(b) == TRUE
    merged = a.code if a.code == b.code else body.select(f"{a.code} == {b.code}", a.code, "-1")
    if is_whole(a.code) and is_whole(b.code) and a.code != b.code:
        merged = "-1"
    if first.empty and second.empty:
        code = body.select(condition.yes, a.code, b.code)
        if condition.no is not None:
            code = body.select(condition.yes, a.code, body.select(condition.no, b.code, merged))
        return Symbol(body.let("c", code), known)
    name = body.fresh("c")
    _branches(body, condition, first, second, [(name, a.code, b.code, merged)])
    return Symbol(name, known)


def _choice_of_numbers(
    body: Body, condition: Truth, then: tuple[Number, Block], otherwise: tuple[Number, Block]
) -> Number:
    (a, first), (b, second) = then, otherwise
    low, high = min(a.low, b.low), max(a.high, b.high)
    known_a, known_b = conjunction(*a.known), conjunction(*b.known)
    if condition.no is not None:
        a, b = _once(body, first, a, first.empty and second.empty), _once(body, second, b, first.empty and second.empty)
    equal = TRUE if a.code == b.code else FALSE if _never_equal(a, b) else f"({a.code} == {b.code})"
    agreed = conjunction(known_a, known_b, equal)
    always = (known_a, known_b) == (TRUE, TRUE) and condition.no is None
    if first.empty and second.empty:
        code = body.let("n", body.select(condition.yes, a.code, b.code))
        known = TRUE if always else _known_choice(body, condition, known_a, known_b, agreed)
    else:
        code, known = body.fresh("n"), TRUE if always else body.fresh("k")
        targets = [(code, a.code, b.code, a.code)]
        _branches(body, condition, first, second, targets + ([] if always else [(known, known_a, known_b, agreed)]))
    return replace(a, code=code, low=low, high=high, known=() if known == TRUE else (known,))


def _once(body: Body, block: Block, number: Number, all_done: bool) -> Number:
    """The number in a variable; one over a divisor that the other branch may still have to find stays as it is."""
    if is_atom(number.code) or (number.dyn and not all_done):
        return number
    outer, body.block = body.block, body.block if body.flat or block.empty else block
    number = body.atom(number)
    body.block = outer
    return number


def _never_equal(a: Number, b: Number) -> bool:
    return a.low > b.high or b.low > a.high


def _known_choice(body: Body, condition: Truth, a: str, b: str, agreed: str) -> str:
    if condition.no is None and a == b:
        return a
    parts = [conjunction(condition.yes, a), conjunction(condition.false, b)]
    if condition.no is not None:
        parts.append(agreed)
    return body.let("k", disjunction(*parts))


def _branches(
    body: Body, condition: Truth, first: Block, second: Block, targets: list[tuple[str, str, str, str]]
) -> None:
    """Assign each target (name, then, otherwise, agreed), running the statements of a branch only where needed."""

    def assign(place: int) -> Block:
        block = Block()
        for target in targets:
            if target[0] != target[place]:
                block.line(f"{target[0]} = {target[place]}")
        return block

    out = body.block
    if condition.no is None:
        first.extend(assign(1))
        second.extend(assign(2))
        out.block(f"if {condition.yes}:", first)
        out.block("else:", second)
    elif second.empty:
        out.block(f"if {condition.no}:", assign(2))
        first.block(f"if {condition.yes}:", assign(1))
        first.block("else:", assign(3))
        out.block("else:", first)
    elif first.empty:
        out.block(f"if {condition.yes}:", assign(1))
        second.block(f"if {condition.no}:", assign(2))
        second.block("else:", assign(3))
        out.block("else:", second)
    else:
        out.block(f"if not {condition.no}:", first)
        out.block(f"if not {condition.yes}:", second)
        out.block(f"if {condition.yes}:", assign(1))
        out.block(f"elif {condition.no}:", assign(2))
        out.block("else:", assign(3))
