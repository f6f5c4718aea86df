"""The meaning of a policy: a function from the facts of one household, on one date, to results that may be unknown.

Everything is exact and nothing is clever; the generated function and the kernel are right when they agree with this.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterable
from fractions import Fraction
from typing import Any, Protocol

from doudi.policy.definitions import nodes
from doudi.policy.definitions.model import Dated
from doudi.policy.definitions.nodes import UNLIMITED, Expr, Unlimited, Value
from doudi.policy.meaning import kleene
from doudi.policy.meaning.exact import completed, rounded
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.kleene import NEVER, MissingFact, MissingParameter, Need, Result, Unknown, strict
from doudi.policy.meaning.setting import Setting

Operation = Callable[..., Any]
Key = tuple[str, int | None]
"""A result: the rule, and the member's place (None: the household)."""

_COMPARISONS: dict[str, Operation] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}
_SUMS: dict[str, Operation] = {"+": operator.add, "-": operator.sub}


def evaluate(setting: Setting, household: Household) -> Evaluation:
    """Every result of the policy for the household and each of its members."""
    evaluation = Evaluation(setting, household)
    for rule in setting.policy.rules.values():
        for member in evaluation.holders(rule.entity):
            evaluation.result(rule.name, member)
    return evaluation


class Results(Protocol):
    """The exact results of a policy for one household, whoever worked them out."""

    def value(self, rule: str, member: int | None = None) -> Value | Unlimited | None:
        """The value of a result of the household (`member` None) or of the member at that place; None is unknown."""


class _Wanted(Exception):
    """A result has to be worked out first."""

    def __init__(self, key: Key) -> None:
        self.key = key


class Evaluation:
    """The results of one policy for one household on one date.

    `member` is a member's place in the household, or None for the household itself. In a member's scope the
    household's facts and results are those of that member's household.
    """

    def __init__(self, setting: Setting, household: Household) -> None:
        self.setting = setting
        self.household = household
        self._results: dict[Key, Result] = {}

    def holders(self, entity: str) -> Iterable[int | None]:
        """Who holds the results of a `person` (every member) or of a `household` (itself)."""
        return (None,) if entity == "household" else range(len(self.household.members))

    def value(self, rule: str, member: int | None = None) -> Value | Unlimited | None:
        """The exact value of a result; None is unknown."""
        result = self.result(rule, member)
        return None if isinstance(result, Unknown) else result

    def needs(self, rule: str, member: int | None = None) -> frozenset[Need]:
        """What has to be answered before the result can be known; nothing when it is known."""
        result = self.result(rule, member)
        return result.needs if isinstance(result, Unknown) else frozenset()

    def result(self, rule: str, member: int | None = None) -> Result:
        """What a rule comes to. Each is worked out once."""
        if (rule, member) not in self._results:
            self._work_out((rule, member))
        return self._results[rule, member]

    def of(self, node: Expr, member: int | None = None) -> Result:
        """What any expression comes to, in the scope of a member or of the household."""
        while True:
            try:
                return self._of(node, member)
            except _Wanted as wanted:
                self._work_out(wanted.key)

    def _work_out(self, key: Key) -> None:
        """Find a result, and first those it rests on, one after another: a chain of rules is as long as it likes."""
        waiting = [key]
        while waiting:
            rule, member = waiting[-1]
            try:
                self._results[rule, member] = self._of(self.setting.policy.rules[rule].expr, member)
                waiting.pop()
            except _Wanted as wanted:
                waiting.append(wanted.key)

    def _of(self, node: Expr, member: int | None) -> Result:
        """What an expression comes to; raises `_Wanted` for the first result that it rests on and that is not there."""
        match node:
            case nodes.Literal(value=value):
                return NEVER if value is None else value
            case nodes.FactRef(name=name, entity=entity):
                return self._fact(name, _holder(entity, member))
            case nodes.RuleRef(name=name, entity=entity):
                return self._found((name, _holder(entity, member)))
            case nodes.ParameterRef(name=name) | nodes.ReadingRef(name=name):
                return self._parameter(name)
            case nodes.DecisionDate():
                return self.setting.date
            case nodes.TableRef():
                return self._cell(node, member)
            case nodes.Not(operand=operand):
                return kleene.negation(self._of(operand, member))
            case nodes.And(operands=operands):
                return kleene.conjunction(self._of(operand, member) for operand in operands)
            case nodes.Or(operands=operands):
                return kleene.disjunction(self._of(operand, member) for operand in operands)
            case nodes.Choice(condition=condition, then=then, otherwise=otherwise):
                return kleene.choice(
                    self._of(condition, member), lambda: self._of(then, member), lambda: self._of(otherwise, member)
                )
            case nodes.Aggregate(function=function, body=body):
                return self._aggregate(function, body)
            case _:
                return self._strict(node, member)

    def _strict(self, node: Expr, member: int | None) -> Result:
        """The expressions that are unknown if a part is unknown (a product with zero apart)."""
        parts = [self._of(part, member) for part in nodes.children(node)]
        match node:
            case nodes.Compare(op=op):
                return strict(_COMPARISONS[op], *parts)
            case nodes.Contains():
                return strict(lambda item, *options: item in options, *parts)
            case nodes.Arithmetic(op="*"):
                return kleene.product(*parts)
            case nodes.Arithmetic(op="/"):
                return kleene.quotient(*parts)
            case nodes.Arithmetic(op=op):
                return strict(_SUMS[op], *parts)
            case nodes.Extreme(function=function):
                return strict(lambda *values: _extreme(function, values), *parts)
            case nodes.Round(places=places):
                return strict(lambda value: rounded(value, places), *parts)
            case nodes.PerPeriod(factor=factor):
                return strict(lambda value: value * factor, *parts)
            case nodes.Elapsed(unit=unit):
                return strict(lambda start, end: completed(unit, start, end), *parts)
        raise TypeError(f"no meaning for {type(node).__name__}")

    def _found(self, key: Key) -> Result:
        if key not in self._results:
            raise _Wanted(key)
        return self._results[key]

    def _fact(self, name: str, member: int | None) -> Result:
        holder = self.household if member is None else self.household.members[member]
        value = holder.facts.get(name)
        return Unknown(frozenset({MissingFact(name, member)})) if value is None else value

    def _parameter(self, name: str) -> Result:
        value = self.setting.value(name)
        return Unknown(frozenset({MissingParameter(name)})) if value is None else value

    def _cell(self, node: nodes.TableRef, member: int | None) -> Result:
        """The cell of the row that serves the keys; where a key is unknown, what all rows agree on."""
        table = self.setting.policy.tables[node.table]
        keys = [self._of(key, member) for key in node.keys]
        lines = [row.cells for row in table.rows] + ([table.otherwise] if table.otherwise is not None else [])
        if any(isinstance(key, Unknown) for key in keys):
            return kleene.agreement([self._dated(line[node.column]) for line in lines], keys)
        serving = (row.cells for row in table.rows if row.serves(tuple(keys)))  # type: ignore[arg-type]
        line = next(serving, table.otherwise)
        return NEVER if line is None else self._dated(line[node.column])

    def _dated(self, cell: Dated[Value | Unlimited]) -> Result:
        value = cell.on(self.setting.date)
        return NEVER if value is None else value

    def _aggregate(self, function: str, body: Expr | None) -> Result:
        """One value from what the body comes to for each member; `count(members)` has no body."""
        members = range(len(self.household.members))
        if body is None:
            return Fraction(len(members))
        parts = [self._of(body, member) for member in members]
        match function:
            case "any":
                return kleene.disjunction(parts)
            case "all":
                return kleene.conjunction(parts)
            case "count" | "sum":
                return strict(lambda *values: sum(map(Fraction, values), Fraction(0)), *parts)
            case _:
                return strict(lambda *values: _extreme(function, values), *parts)


def _holder(entity: str, member: int | None) -> int | None:
    return None if entity == "household" else member


def _extreme(function: str, values: Iterable[Any]) -> Result:
    """The least or greatest value; `unlimited` is above every value, and of nobody there is none."""
    limits = list(values)
    finite: list[Fraction] = [value for value in limits if value is not UNLIMITED]
    if function == "max" and len(finite) < len(limits):
        return UNLIMITED
    if finite:
        return min(finite) if function == "min" else max(finite)
    return UNLIMITED if limits else NEVER
