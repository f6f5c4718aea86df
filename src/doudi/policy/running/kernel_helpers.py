"""What compiled loops call: memory by address, choosing without a branch, dividing without a check.

A compiled loop knows no arrays: it gets addresses of columns of integers, and every integer in it has 64 bits. So it
needs nothing of Numba's runtime, and its object code runs wherever LLVM loads it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from llvmlite import ir
from numba import extending, njit, types
from numba.core import cgutils

from doudi.policy.generating import calendar_math
from doudi.policy.generating.body import MOST_MEMBERS

_intrinsic: Callable[[Callable[..., Any]], Callable[..., Any]] = extending.intrinsic
_WIDE = ir.IntType(64)


def _loader(bits: int) -> Callable[..., int]:
    kind = ir.IntType(bits)

    @_intrinsic
    def load(typing: Any, address: Any, place: Any) -> Any:
        """The integer in a place of a column."""

        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            column = builder.inttoptr(args[0], kind.as_pointer())
            found = builder.load(builder.gep(column, [args[1]]))
            return found if bits == 64 else builder.sext(found, _WIDE)

        return types.int64(types.int64, types.int64), generate

    return load


def _storer(bits: int) -> Callable[..., None]:
    kind = ir.IntType(bits)

    @_intrinsic
    def store(typing: Any, address: Any, place: Any, value: Any) -> Any:
        """Put an integer into a place of a column."""

        def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
            column = builder.inttoptr(args[0], kind.as_pointer())
            narrow = args[2] if bits == 64 else builder.trunc(args[2], kind)
            builder.store(narrow, builder.gep(column, [args[1]]))
            return context.get_dummy_value()

        return types.void(types.int64, types.int64, types.int64), generate

    return store


load_int8, load_int32, load_int64 = _loader(8), _loader(32), _loader(64)
store_int8, store_int32, store_int64 = _storer(8), _storer(32), _storer(64)


@_intrinsic
def room(typing: Any) -> Any:
    """The address of room for one integer of each member, on the stack."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.ptrtoint(cgutils.alloca_once(builder, ir.ArrayType(_WIDE, MOST_MEMBERS)), _WIDE)

    return types.int64(), generate


@_intrinsic
def select(typing: Any, condition: Any, yes: Any, no: Any) -> Any:
    """One of two integers, by a condition."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.select(*args)

    return types.int64(types.boolean, types.int64, types.int64), generate


@_intrinsic
def divide(typing: Any, top: Any, bottom: Any) -> Any:
    """Integer division of what is not negative by what is at least 1."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        return builder.udiv(*args)

    return types.int64(types.int64, types.int64), generate


@_intrinsic
def outside(typing: Any, value: Any, low: Any, high: Any) -> Any:
    """Whether an integer lies outside bounds."""

    def generate(context: Any, builder: Any, signature: Any, args: Any) -> Any:
        value, low, high = args
        return builder.icmp_unsigned(">", builder.sub(value, low), builder.sub(high, low))

    return types.boolean(types.int64, types.int64, types.int64), generate


extending.register_jitable(calendar_math.civil)
years_between = njit(error_model="numpy")(calendar_math.years_between)
months_between = njit(error_model="numpy")(calendar_math.months_between)
