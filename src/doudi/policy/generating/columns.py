"""Source of the loop over columns of integers: for Numba, and as it stands for Python.

A column of numbers is scaled to whole hundredths, with the least integer of its type for unknown; truth is 1, 0 and 2
for unknown; codes and text are places in a list and -1 for unknown; dates are day ordinals.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from doudi.policy.definitions.model import Fact
from doudi.policy.definitions.types import Type
from doudi.policy.generating.body import Body
from doudi.policy.generating.emitters import EMITTERS
from doudi.policy.generating.numbers import FIRST_DAY, LAST_DAY, rounded
from doudi.policy.generating.request import FACT_SCALE, NUMBER_PLACES
from doudi.policy.generating.source import Block
from doudi.policy.generating.specialise import Program, ProgramRule
from doudi.policy.generating.values import FALSE, Generated, Number, Symbol, Truth, conjunction

MISSING = {"int64": -(2**63), "int32": -(2**31)}
UNKNOWN_TRUTH, UNKNOWN_SYMBOL = 2, -1
UNLIMITED_AMOUNT = 2**63 - 1
_MOST_INT32, _MOST_INT8 = 2**31 - 1, 2**7 - 1


@dataclass(frozen=True, slots=True)
class Column:
    """A column of facts or results: `dtype` is a NumPy integer type, numbers are `scale` times the value, known values
    lie within `bounds` (of results nothing is said)."""

    name: str
    entity: str
    type: Type
    dtype: str
    scale: int = 1
    bounds: tuple[int, int] = (0, 0)

    @property
    def variable(self) -> str:
        return f"{self.entity[0]}_{self.name}"

    @property
    def unknown(self) -> int:
        """The integer that stands for unknown."""
        if self.type.kind in ("number", "date"):
            return MISSING[self.dtype]
        return UNKNOWN_TRUTH if self.type.kind == "boolean" else UNKNOWN_SYMBOL


@dataclass(frozen=True, slots=True)
class Loop:
    """Generated source of `run(first, last, table)`, which does the households from first to last and returns whether a
    fact was out of bounds.

    `table` holds the column of starts, then a column and a step for every fact (the step from row to row: 0 where one
    value stands for all), then a column for every result. Compiled, columns are addresses. `refused` are the rules that
    are left out, with the reason.
    """

    source: str
    constants: Mapping[str, object]
    facts: tuple[Column, ...]
    results: tuple[Column, ...]
    refused: Mapping[str, str]


def fact_column(fact: Fact, program: Program) -> Column:
    """The column of a fact."""
    dtype, scale, bounds = "int8", 1, (0, 1)
    if fact.type.kind == "number":
        dtype, scale, bounds = "int64" if fact.type.is_money else "int32", FACT_SCALE, (0, FACT_SCALE * fact.type.most)
    elif fact.type.kind == "date":
        dtype, bounds = "int32", (FIRST_DAY, LAST_DAY)
    elif fact.type.kind == "text":
        dtype, bounds = "int32", (0, _MOST_INT32)
    elif fact.type.kind == "code":
        dtype, bounds = _code_dtype(program, fact.type), (0, len(program.codes[fact.type.codes or ""]) - 1)
    return Column(fact.name, fact.entity, fact.type, dtype, scale, bounds)


def _code_dtype(program: Program, type: Type) -> str:
    return "int8" if len(program.codes[type.codes or ""]) <= _MOST_INT8 else "int32"


def generate_loop(program: Program, *, compiled: bool) -> Loop:
    """The loop of a program. `compiled`: for Numba, without the rules whose numbers may not fit in 64 bits."""
    loop = _generate(program, compiled)
    if not loop.refused:
        return loop
    kept = tuple(rule for rule in program.rules if rule.name not in loop.refused)
    return replace(_generate(program.of(kept), compiled), refused=loop.refused)


def _generate(program: Program, compiled: bool) -> Loop:
    top = Block()
    function = top.block("def run(first, last, table):")
    opening = function.place()
    port = ColumnsPort(program, function, compiled)
    function.line("bad = False")
    households = function.block("for h in range(first, last):")
    households.line(f"a = {port.read('starts', 'h')}")
    households.line(f"n = {port.read('starts', 'h + 1')} - a")
    body = Body(program, EMITTERS, port, households, flat=compiled, bounded=compiled)
    body.write()
    function.line("return bad")
    facts = tuple(fact_column(fact, program) for fact in program.facts)
    for place, name in enumerate(_table(facts, port.results)):
        opening.line(f"{name} = {port.read('table', str(place))}")
    source = top.text()
    if compiled:  # conditions are cheap here, and branches are what Numba is slow at
        source = source.replace(" and ", " & ").replace(" or ", " | ")
    return Loop(source, body.constants, facts, tuple(port.results), body.refused)


def _table(facts: Iterable[Column], results: Iterable[Column]) -> list[str]:
    """The variables for what the table holds."""
    names = ["starts"]
    for fact in facts:
        names += [f"c_{fact.variable}", f"e_{fact.variable}"]
    return names + [f"o_{result.variable}" for result in results]


class ColumnsPort:
    """Reads facts from columns and stores results in columns; `i` is the person's row, `h` the household's."""

    reload = True

    def __init__(self, program: Program, function: Block, compiled: bool) -> None:
        self.program, self.compiled = program, compiled
        self.room = function.place()
        self.results: list[Column] = []
        self._checked: set[str] = set()

    def read(self, column: str, place: str, dtype: str = "int64") -> str:
        """Text of what stands in a place of a column."""
        return f"load_{dtype}({column}, {place})" if self.compiled else f"{column}[{place}]"

    def write(self, column: str, place: str, code: str, dtype: str = "int64") -> str:
        """A statement that puts an integer into a place of a column."""
        return f"store_{dtype}({column}, {place}, {code})" if self.compiled else f"{column}[{place}] = {code}"

    def loop(self, body: Body, stage: int) -> Block:
        inner = body.top.block("for j in range(n):")
        inner.line("i = a + j")
        return inner

    def carry(self, body: Body, name: str) -> None:
        self.room.line(f"s_{name} = room()")

    def put(self, body: Body, name: str) -> str:
        return self.write(f"s_{name}", "j", body.select(name, "1", "0") if name in body.flags else name)

    def take(self, body: Body, name: str) -> str:
        found = self.read(f"s_{name}", "j")
        return f"{name} = {found} != 0" if name in body.flags else f"{name} = {found}"

    def load(self, body: Body, fact: Fact) -> Generated:
        column = fact_column(fact, self.program)
        name = body.named(f"f_{column.variable}")
        row = "i" if fact.entity == "person" else "h"
        read = self.read(f"c_{column.variable}", f"{row} * e_{column.variable}", column.dtype)
        low, high = column.bounds
        if fact.type.kind in ("boolean", "code", "text"):
            body.head.line(f"{name} = {read}")
            self.check(body, name, min(low, column.unknown), max(high, column.unknown))
            return Truth(f"({name} == 1)", f"({name} == 0)") if fact.type.kind == "boolean" else Symbol(name)
        known = body.named(f"k{name}")
        body.head.line(f"v = {read}")
        body.head.line(f"{known} = v != {column.unknown}")
        body.head.line(f"{name} = {body.select(known, 'v', str(low))}")
        self.check(body, name, low, high)
        return Number(name, low, high, column.scale, known=(known,))

    def check(self, body: Body, name: str, low: int, high: int) -> None:
        """Note a fact out of bounds: on bounds rests that nothing overflows."""
        if name not in self._checked:
            self._checked.add(name)
            body.head.line(f"bad = bad or outside({name}, {low}, {high})")

    def store(self, body: Body, rule: ProgramRule, value: Generated) -> None:
        column, code = self.result(body, rule, value)
        self.results.append(column)
        row = "i" if rule.entity == "person" else "h"
        body.block.line(self.write(f"o_{column.variable}", row, code, column.dtype))

    def result(self, body: Body, rule: ProgramRule, value: Generated) -> tuple[Column, str]:
        """The column of a result and the text of its integer."""
        column = Column(rule.name, rule.entity, rule.type, "int8")
        if isinstance(value, Truth):
            unsure = "0" if value.no is None else body.select(value.no, "0", str(UNKNOWN_TRUTH))
            return column, body.select(value.yes, "1", unsure)
        if isinstance(value, Symbol):
            text = rule.type.kind == "text"
            return replace(column, dtype="int32" if text else _code_dtype(self.program, rule.type)), value.code
        if rule.type.kind == "number":
            places = 2 if rule.type.is_money else 0 if value.den == 1 and not value.dyn else NUMBER_PLACES
            value = rounded(body, value, places)
            column = replace(column, scale=10**places)
        wide = rule.type.is_money or value.limit != FALSE or max(abs(value.low), abs(value.high)) > _MOST_INT32
        column = replace(column, dtype="int64" if wide else "int32")
        code = body.select(value.limit, str(UNLIMITED_AMOUNT), value.code)
        return column, body.select(conjunction(*value.known), code, str(column.unknown))
