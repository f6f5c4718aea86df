"""The body of every generated program: what the function of one household and the kernel over columns share.

A `Port` reads facts and stores results for one kind of caller; everything between is made here. Text is put into
blocks that stay open, so that what is the same for all members is computed once, before the loop over them.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import Protocol

from doudi.policy.definitions.model import Fact
from doudi.policy.definitions.nodes import Aggregate, Expr, FactRef, Literal, RuleRef
from doudi.policy.definitions.types import Type
from doudi.policy.generating.schedule import Stage, of_household_only, schedule
from doudi.policy.generating.source import Block
from doudi.policy.generating.specialise import Program, ProgramRule
from doudi.policy.generating.values import (
    MOST_INT64,
    Generated,
    Number,
    Symbol,
    TooWide,
    Truth,
    conjunction,
    is_atom,
    names,
    pieces,
)

MOST_MEMBERS = 50
_DEEPEST = 12  # inner blocks of one expression; beyond, branches are computed before they are chosen between


class Port(Protocol):
    """How a generated program reads facts and stores results."""

    reload: bool
    """Whether facts are read again in every loop (cheap), or carried over from the first that reads them."""

    def load(self, body: Body, fact: Fact) -> Generated:
        """Read a fact, in `body.head`."""

    def store(self, body: Body, rule: ProgramRule, value: Generated) -> None:
        """Store a result, in `body.block`."""

    def loop(self, body: Body, stage: int) -> Block:
        """A loop over the members (`j` is the member's place), in `body.block`."""

    def carry(self, body: Body, name: str) -> None:
        """Make room, before the loops, for a variable that each member carries from one loop to a later one."""

    def put(self, body: Body, name: str) -> str:
        """The statement that leaves such a variable for a later loop."""

    def take(self, body: Body, name: str) -> str:
        """The statement that fetches it."""


Emitter = Callable[["Body", Expr], Generated]


class Body:
    """Writes the stages of one program. `flat` computes both branches of a choice and selects, as suits a kernel;
    otherwise only what is needed is computed, as suits plain Python. `bounded` raises `TooWide` where a number might
    not fit in 64 bits."""

    def __init__(
        self,
        program: Program,
        emitters: Mapping[type[Expr], Emitter],
        port: Port,
        top: Block,
        *,
        flat: bool,
        bounded: bool,
    ) -> None:
        self.program, self.emitters, self.port, self.top = program, emitters, port, top
        self.flat, self.bounded = flat, bounded
        self.constants: dict[str, object] = {}
        self.head = self.block = top
        self.household_block = top
        self.stage = 0
        self.in_loop = False
        self.depth = 0
        self.high: dict[str, int] = {}
        self.values: dict[str, Generated] = {}
        self.gathered: dict[Aggregate, Generated] = {}
        self.refused: dict[str, str] = {}
        self.flags: set[str] = set()
        self._not_gathered: dict[Aggregate, str] = {}
        self._facts = {(fact.entity, fact.name): fact for fact in program.facts}
        self._loaded: dict[tuple[int, str, str], Generated] = {}
        self._household_memo: ChainMap[Expr, Generated] = ChainMap()
        self._memo = self._household_memo
        self._count = 0
        self._born: dict[str, int] = {}
        self._present: set[tuple[int, str]] = set()
        self._heads: dict[int, Block] = {}
        self._tails: dict[int, Block] = {}
        self._carried: set[str] = set()

    # -- the stages

    def write(self) -> None:
        """All stages, in order."""
        for number, stage in enumerate(schedule(self.program)):
            self.stage = number
            self.head = self.household_block = self.block = self.top.place()
            self.block = self.household_block = self.top.place()
            for rule in stage.household:
                self.rule(rule)
            if stage.has_loop:
                self._loop(number, stage)

    def _loop(self, number: int, stage: Stage) -> None:
        before = self.top.place()
        self.household_block = before
        inner = self.port.loop(self, number)
        self.head, self.block, tail = inner.place(), inner.place(), inner.place()
        self._heads[number], self._tails[number] = self.head, tail
        self.in_loop, self._memo = True, ChainMap()
        for rule in stage.person:
            self.rule(rule)
        for aggregate in stage.gathered:
            self.gather(aggregate)
        self.in_loop, self._memo = False, self._household_memo

    def rule(self, rule: ProgramRule) -> None:
        """Compute a rule into variables and store its result."""
        try:
            value = self.settle(self.emit(rule.expr), rule.name)
            self.port.store(self, rule, value)
        except TooWide as reason:
            self.refused[rule.name] = str(reason)
        else:
            self.values[rule.name] = value

    def gather(self, node: Aggregate) -> None:
        """Accumulate over the members; the value is there after the loop."""
        try:
            self.gathered[node] = self.emitters[Aggregate](self, node)
        except TooWide as reason:
            self._not_gathered[node] = str(reason)

    # -- expressions

    def emit(self, node: Expr) -> Generated:
        """The value of an expression, with the statements that it needs."""
        if isinstance(node, Aggregate) and node.body is not None:
            if node in self._not_gathered:
                raise TooWide(self._not_gathered[node])
            return self.gathered[node]
        if isinstance(node, FactRef):
            return self.fact(node)
        if isinstance(node, RuleRef):
            if node.name in self.refused:
                raise TooWide(f"rests on {node.name}")
            return self.present(self.values[node.name])
        if isinstance(node, Literal):
            return self.emitters[Literal](self, node)
        if self.in_loop and of_household_only(node):
            return self.once(lambda: self.emit(node))
        return self.remembered(node, lambda: self.emitters[type(node)](self, node))

    def remembered(self, node: Expr, make: Callable[[], Generated]) -> Generated:
        """What stands for the expression here already, or what is made for it now."""
        found = self._memo.get(node)
        if found is None:
            found = self._memo[node] = make()
        return found

    def symbol_of(self, text: str, type: Type) -> int:
        """The integer that stands for a code, or for a text that the program mentions."""
        listed = self.program.texts if type.kind == "text" else self.program.codes[type.codes or ""]
        return listed.index(text)

    def number(self, node: Expr) -> Number:
        value = self.emit(node)
        assert isinstance(value, Number)
        return value

    def truth(self, node: Expr) -> Truth:
        value = self.emit(node)
        assert isinstance(value, Truth)
        return value

    def symbol(self, node: Expr) -> Symbol:
        value = self.emit(node)
        assert isinstance(value, Symbol)
        return value

    def once(self, make: Callable[[], Generated]) -> Generated:
        """Make something in the household's block before the loop."""
        saved = self.block, self.head, self._memo, self.in_loop, self.depth
        self.block = self.head = self.household_block
        self._memo, self.in_loop, self.depth = self._household_memo, False, 0
        made = make()
        self.block, self.head, self._memo, self.in_loop, self.depth = saved
        return made

    def within(self, node: Expr) -> tuple[Generated, Block]:
        """The value of an expression with its statements in a block of its own, to be run only where it is needed."""
        if self.flat or self.depth >= _DEEPEST:
            return self.emit(node), Block()
        outer, memo = self.block, self._memo
        self.block, self._memo = Block(), memo.new_child()
        self.depth += 1
        value, inner = self.emit(node), self.block
        self.depth -= 1
        self.block, self._memo = outer, memo
        return value, inner

    def fact(self, node: FactRef) -> Generated:
        """A fact, read where the loop (or the household's block) begins."""
        if self.in_loop and node.entity == "household":
            return self.once(lambda: self.fact(node))
        first = -1 if node.entity == "household" else self.stage
        if node.entity == "person" and not self.port.reload:
            first = next((s for s, e, n in self._loaded if (e, n) == (node.entity, node.name)), self.stage)
        key = first, node.entity, node.name
        if key not in self._loaded:
            self._loaded[key] = self.port.load(self, self._facts[node.entity, node.name])
        return self.present(self._loaded[key])

    # -- variables

    def fresh(self, prefix: str) -> str:
        """A new variable of the loop or the household."""
        self._count += 1
        return self.named(f"{prefix}{self._count}")

    def named(self, name: str) -> str:
        """A variable by name, born here."""
        if self.in_loop:
            self._born.setdefault(name, self.stage)
            self._present.add((self.stage, name))
        return name

    def let(self, prefix: str, code: str) -> str:
        """A variable that holds the text's value; the text itself when it is a name or an integer."""
        if is_atom(code):
            return code
        name = self.fresh(prefix)
        self.block.line(f"{name} = {code}")
        return name

    def flag(self, prefix: str, code: str) -> str:
        """A variable that holds a condition."""
        name = self.let(prefix, code)
        self.flags.add(name)
        return name

    def settle(self, value: Generated, name: str) -> Generated:
        """The value with every piece a variable, so that it costs nothing to mention."""
        if isinstance(value, Number):
            known = () if not value.known else (self.flag("k_", conjunction(*value.known)),)
            limit = self.flag("u_", value.limit)
            return replace(value, code=self.let(f"n_{name}_", value.code), known=known, limit=limit)
        if isinstance(value, Truth):
            return Truth(self.flag(f"y_{name}_", value.yes), None if value.no is None else self.flag("x_", value.no))
        return replace(value, code=self.let(f"c_{name}_", value.code))

    def atom(self, value: Number) -> Number:
        """The number with its integer in a variable."""
        return replace(value, code=self.let("t", value.code))

    def present(self, value: Generated) -> Generated:
        """The value in the present loop: what an earlier loop left is fetched from where it was carried."""
        if self.in_loop:
            self.fetch(names(*pieces(value)))
        return value

    @contextmanager
    def again(self, stage: int) -> Iterator[Block]:
        """Back in a loop that was written before; gives the place for its last statements."""
        saved = self.stage, self.head, self.block
        self.stage, self.head, self.block = stage, self._heads[stage], self._tails[stage]
        self.in_loop = True
        yield self.block
        self.stage, self.head, self.block = saved
        self.in_loop = False

    def fetch(self, variables: Iterable[str]) -> None:
        """Make members' variables present in this loop, wherever they were born."""
        for name in variables:
            self._fetch(name)

    def _fetch(self, name: str) -> None:
        born = self._born.get(name, self.stage)
        if born == self.stage or (self.stage, name) in self._present:
            return
        if name not in self._carried:
            self._carried.add(name)
            self.port.carry(self, name)
            self._tails[born].line(self.port.put(self, name))
        self._present.add((self.stage, name))
        self.head.line(self.port.take(self, name))

    def constant(self, prefix: str, value: object) -> str:
        """The name of a constant of the generated module."""
        for name, other in self.constants.items():
            if name.startswith(prefix) and other == value:
                return name
        name = f"{prefix}{len(self.constants)}"
        self.constants[name] = value
        return name

    def select(self, condition: str, yes: str, no: str) -> str:
        """Text for one of two integers."""
        if yes == no or condition == "True":
            return yes
        if condition == "False":
            return no
        return f"select({condition}, {yes}, {no})" if self.flat else f"({yes} if {condition} else {no})"

    def is_person_level(self, name: str) -> bool:
        """Whether a variable belongs to a member."""
        return name in self._born

    def check(self, *bounds: int) -> None:
        """Refuse integers that do not fit in 64 bits, in a program that needs them to."""
        if self.bounded and any(abs(bound) > MOST_INT64 for bound in bounds):
            raise TooWide("overflow")
