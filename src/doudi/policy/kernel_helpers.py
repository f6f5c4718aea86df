"""What compiled loops call: choosing without a branch, dividing without a check, completed years and months."""

from __future__ import annotations

from typing import Any

from numba import njit, types
from numba.extending import intrinsic

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


civil = njit(calendar_math.civil)
years_between = njit(calendar_math.years_between)
months_between = njit(calendar_math.months_between)
