"""Exact arithmetic on integers: common denominators, products, quotients, rounding, extremes, periods between days.

An interval goes with every integer; where it would leave 64 bits `Body.check` objects. What is unknown still has some
integer within its interval, so that nothing need be branched around.
"""

from __future__ import annotations

import datetime
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from doudi.policy.definitions.nodes import Arithmetic, Elapsed, Expr, Extreme, Literal, Round, Unlimited
from doudi.policy.generating.body import Body
from doudi.policy.generating.values import (
    FALSE,
    TRUE,
    Number,
    both_known,
    conjunction,
    disjunction,
    is_whole,
    paren,
    product,
)

FIRST_DAY, LAST_DAY = datetime.date(1900, 1, 1).toordinal(), datetime.date(2199, 12, 31).toordinal()


def literal(node: Literal) -> Number:
    """A number or a day that is written, or fixed on the date."""
    value = node.value
    if node.type.kind == "date":
        day = value.toordinal() if isinstance(value, datetime.date) else FIRST_DAY
        return Number(str(day), day, day, known=() if value is not None else (FALSE,))
    if value is None:
        return Number("0", 0, 0, known=(FALSE,))
    if isinstance(value, Unlimited):
        return Number("0", 0, 0, limit=TRUE)
    assert not isinstance(value, str | bool | datetime.date)
    return Number(str(value.numerator), value.numerator, value.numerator, value.denominator)


def times(body: Body, number: Number, factor: int, dyn: Iterable[str] = ()) -> Number:
    """The same value with a denominator `factor` times and `dyn` variables greater."""
    names = tuple(dyn)
    if factor == 1 and not names:
        return number
    most = factor * math.prod(body.high[name] for name in names)
    low, high = min(number.low * factor, number.low * most), max(number.high * factor, number.high * most)
    body.check(low, high)
    code = product(number.code, *names, factor)
    den = number.den * factor
    return replace(number, code=code, low=low, high=high, den=den, dyn=tuple(sorted((*number.dyn, *names))))


def together(body: Body, *numbers: Number) -> list[Number]:
    """The numbers over one common denominator."""
    den = math.lcm(*(number.den for number in numbers))
    counts = [Counter(number.dyn) for number in numbers]
    union = Counter[str]()
    for count in counts:
        union |= count
    return [
        times(body, number, den // number.den, (union - count).elements())
        for number, count in zip(numbers, counts, strict=True)
    ]


def arithmetic(body: Body, node: Expr) -> Number:
    """`+ - * /`."""
    assert isinstance(node, Arithmetic)
    left, right = body.number(node.left), body.number(node.right)
    if node.op == "*":
        return _product(body, left, right)
    if node.op == "/":
        return _quotient(body, left, right)
    a, b = together(body, left, right)
    low, high = (a.low + b.low, a.high + b.high) if node.op == "+" else (a.low - b.high, a.high - b.low)
    body.check(low, high)
    right_code = paren(b.code) if node.op == "-" else b.code
    code = f"{a.code} {node.op} {right_code}"
    return replace(a, code=f"({code})", low=low, high=high, known=both_known(a, b))


def _corners(a: Number, b: Number) -> tuple[int, int]:
    found = [x * y for x in (a.low, a.high) for y in (b.low, b.high)]
    return min(found), max(found)


def _product(body: Body, left: Number, right: Number) -> Number:
    """Zero times unknown is zero: a known zero makes the product known."""
    if left.known and not is_whole(left.code):
        left = body.atom(left)
    if right.known and not is_whole(right.code):
        right = body.atom(right)
    known = both_known(left, right)
    zeros = [FALSE]
    for side, other in ((left, right), (right, left)):
        if other.known and side.low <= 0 <= side.high and not (is_whole(side.code) and side.code != "0"):
            zeros.append(conjunction(*side.known, f"{side.code} == 0"))
    if len(zeros) > 1:
        known = (body.let("k_", disjunction(conjunction(*known), *zeros)),)
    left, right = _cancelled(left, right)
    right, left = _cancelled(right, left)
    low, high = _corners(left, right)
    body.check(low, high)
    dyn = tuple(sorted(left.dyn + right.dyn))
    return Number(product(left.code, right.code), low, high, left.den * right.den, dyn, known)


def _cancelled(left: Number, right: Number) -> tuple[Number, Number]:
    """The two with what a literal on the right shares with the denominator on the left taken out of both."""
    if not is_whole(right.code):
        return left, right
    common = math.gcd(int(right.code), left.den)
    value = int(right.code) // common
    return replace(left, den=left.den // common), replace(right, code=str(value), low=value, high=value)


def _quotient(body: Body, left: Number, right: Number) -> Number:
    """A divisor that is unknown or zero leaves the quotient unknown and counts as 1."""
    right = body.atom(right)
    known = both_known(left, right)
    if is_whole(right.code) and int(right.code) > 0:
        top = _scaled(body, left, right.den, right.dyn)
        return replace(top, den=top.den * int(right.code), known=known)
    divisor, most = right.code, max(abs(right.low), abs(right.high), 1)
    sure = right.low > 0 and not right.known
    if not sure:
        usable = conjunction(*right.known, f"{right.code} != 0" if right.low <= 0 <= right.high else TRUE)
        if right.low <= 0 <= right.high:
            known = (body.let("k_", conjunction(*known, f"{right.code} != 0")),)
        size = f"abs({right.code})" if right.low < 0 else right.code
        divisor = body.let("d_", body.select(usable, size, "1"))
    if body.depth and divisor != "n":  # what one branch makes outlives the branch, as part of a denominator
        inside, divisor = divisor, body.fresh("d_")
        body.head.line(f"{divisor} = 1")
        body.block.line(f"{divisor} = {inside}")
    body.high[divisor] = most
    # a / (num / (den * dyn)) = a * den * dyn / num
    top = _scaled(body, left, right.den, right.dyn)
    if right.low < 0:
        sign = body.let("t", body.select(f"{right.code} < 0", "-1", "1"))
        low, high = min(top.low, -top.high), max(top.high, -top.low)
        top = replace(top, code=product(top.code, sign), low=low, high=high)
    return replace(top, dyn=tuple(sorted((*top.dyn, divisor))), known=known)


def _scaled(body: Body, number: Number, factor: int, dyn: tuple[str, ...]) -> Number:
    """The number multiplied by an integer and by variables."""
    common = math.gcd(factor, number.den)
    kept = Counter(number.dyn)
    extra = Counter(dyn) - kept
    scaled = times(body, number, factor // common, extra.elements())
    return replace(scaled, den=number.den // common, dyn=tuple(sorted((kept - Counter(dyn)).elements())))


def compared(body: Body, left: Number, right: Number) -> tuple[str, str]:
    """Integers that compare as the two numbers do."""
    common = math.gcd(left.den, right.den)
    left, right = together(body, replace(left, den=left.den // common), replace(right, den=right.den // common))
    return left.code, right.code


def extreme(body: Body, node: Expr) -> Number:
    """`min(a, b, …)` and `max(a, b, …)`; `unlimited` is above every value."""
    assert isinstance(node, Extreme)
    parts = [body.atom(part) for part in together(body, *(body.number(part) for part in node.operands))]
    best, *others = parts
    for part in others:
        best = _better(body, node.function, best, part)
    return replace(best, known=both_known(*parts))


def _better(body: Body, function: str, a: Number, b: Number) -> Number:
    pick = min if function == "min" else max
    sign = "<" if function == "min" else ">"
    low, high = pick(a.low, b.low), pick(a.high, b.high)
    if a.limit == FALSE and b.limit == FALSE:
        if (b.low >= a.high) if function == "min" else (b.high <= a.low):
            return a
        code = body.let("t", body.select(f"{b.code} {sign} {a.code}", b.code, a.code))
        return replace(a, code=code, low=low, high=high)
    assert function == "min", "the checker lets `unlimited` stand only inside min(…)"
    wins = conjunction(f"not {b.limit}" if b.limit != FALSE else TRUE, disjunction(a.limit, f"{b.code} < {a.code}"))
    code = body.let("t", body.select(wins, b.code, a.code))
    limit = conjunction(a.limit, b.limit)
    return replace(a, code=code, low=min(a.low, b.low), high=max(a.high, b.high), limit=limit)


def round_of(body: Body, node: Expr) -> Number:
    """`round(x, fen|jiao|yuan)`, half away from zero."""
    assert isinstance(node, Round)
    return rounded(body, body.number(node.operand), node.places)


def rounded(body: Body, number: Number, places: int) -> Number:
    """The number over the denominator `10 ** places`, half away from zero."""
    scale = 10**places
    common = math.gcd(number.den, scale)
    if number.den == common and not number.dyn:
        return times(body, number, scale // number.den)
    factor, den = scale // common, number.den // common
    top = times(body, replace(number, den=1, dyn=()), 2 * factor)
    most = den * math.prod(body.high[name] for name in number.dyn)
    low = _half_away(top.low, most if top.low >= 0 else den)
    high = _half_away(top.high, den if top.high >= 0 else most)
    body.check(top.low - most, top.high + most, 2 * most)
    top = body.atom(top) if number.low < 0 else top
    bottom = body.let("t", product(str(den), *number.dyn))
    divisor = product(bottom, 2)
    code = _divided(body, f"{top.code} + {paren(bottom)}", divisor)
    if number.low < 0:
        below = _divided(body, f"{paren(bottom)} - {top.code}", divisor)
        code = body.select(f"{top.code} >= 0", code, f"-{paren(below)}")
    return Number(body.let("t", code), low, high, scale, (), number.known, number.limit)


def _half_away(top: int, bottom: int) -> int:
    """`top / (2 * bottom)`, halves away from zero, where `top` is twice the number to be rounded."""
    size = (abs(top) + bottom) // (2 * bottom)
    return size if top >= 0 else -size


def _divided(body: Body, top: str, bottom: str) -> str:
    """Integer division of what is not negative."""
    return f"divide({top}, {bottom})" if body.flat else f"({top}) // ({bottom})"


def elapsed(body: Body, node: Expr) -> Number:
    """Completed years or months between two days."""
    assert isinstance(node, Elapsed)
    start, end = body.number(node.start), body.number(node.end)
    most = (300 if node.unit == "years" else 3600) + 1
    known = both_known(start, end)
    code = f"{node.unit}_between({start.code}, {end.code})"
    if not body.flat:
        code = body.select(conjunction(*known), code, "0")
    return Number(body.let("t", code), 0, most, known=known)
