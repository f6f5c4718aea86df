"""What compiled loops call: choosing without a branch, dividing without a check, completed years and months."""

from __future__ import annotations

from typing import Any

from numba import njit, types
from numba.extending import intrinsic, register_jitable

from doudi.policy import calendar_math


@intrinsic
def select(typing: Any, condition: Any, yes: Any, no: Any) -> Any:
    """One of two integers, by a condition."""
    result = types.int64

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        wide = [context.cast(builder, args[i], signature.args[i], result) for i in (1, 2)]
        return builder.select(args[0], *wide)

    return result(types.boolean, yes, no), generate


@intrinsic
def divide(typing: Any, top: Any, bottom: Any) -> Any:
    """Integer division of what is not negative by what is at least 1."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.udiv(args[0], args[1])

    return types.int64(types.int64, types.int64), generate


@intrinsic
def outside(typing: Any, value: Any, low: Any, high: Any) -> Any:
    """Whether an integer lies outside bounds."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        x, a, b = (context.cast(builder, args[i], signature.args[i], types.int64) for i in range(3))
        return builder.icmp_unsigned(">", builder.sub(x, a), builder.sub(b, a))

    return types.boolean(value, low, high), generate


@intrinsic
def row(typing: Any, place: Any) -> Any:
    """A row's number without sign, so that nothing looks whether it counts from the end."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return context.cast(builder, args[0], signature.args[0], types.int64)

    return types.uint64(place), generate


register_jitable(calendar_math.civil)
years_between = njit(calendar_math.years_between)
months_between = njit(calendar_math.months_between)
