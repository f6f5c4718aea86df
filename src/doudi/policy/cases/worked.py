"""Worked cases: households with the result that a clause demands, compared exactly with what a policy gives."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from doudi.policy.definitions.model import Origin, Rule
from doudi.policy.definitions.nodes import Unlimited, Value
from doudi.policy.meaning.exact import rounded
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.interpreter import Evaluation, Results
from doudi.policy.meaning.output import as_json
from doudi.policy.meaning.setting import Setting


@dataclass(frozen=True, slots=True)
class Expected:
    """What one result must come to; `member` is the place in the household, None for the household itself."""

    result: str
    member: int | None
    value: Value | None


@dataclass(frozen=True, slots=True)
class Case:
    """One case, ready to run. `needs` None: what is asked for is not compared."""

    name: str
    setting: Setting
    household: Household
    expected: tuple[Expected, ...]
    needs: frozenset[str] | None
    cites: tuple[str, ...]
    origin: Origin

    @property
    def date(self) -> datetime.date:
        return self.setting.date


@dataclass(frozen=True, slots=True)
class Difference:
    """One result of a case that is not as expected. `rule` None: the needs differ; values are as they would be shown."""

    case: Case
    holder: str
    rule: Rule | None
    expected: str
    actual: str


def cases_file(folder: Path) -> Path:
    """Where the cases of the policy in a folder are."""
    return folder / "cases.yaml"


def differences(case: Case, results: Results) -> list[Difference]:
    """The results that differ from what the case expects, from whichever engine they come."""
    found = []
    for expected in case.expected:
        rule = case.setting.policy.rules[expected.result]
        actual = results.value(rule.name, expected.member)
        if as_it_leaves(actual, rule) != as_it_leaves(expected.value, rule):
            holder = "" if expected.member is None else case.household.members[expected.member].id
            found.append(Difference(case, holder, rule, shown(expected.value, rule), shown(actual, rule)))
    return found


def differing_needs(case: Case, evaluation: Evaluation) -> list[Difference]:
    """Whether, for the results that the case expects unknown, other things are asked for than it says."""
    if case.needs is None:
        return []
    unknown = [expected for expected in case.expected if expected.value is None]
    asked = {need.name for e in unknown for need in evaluation.needs(e.result, e.member)}
    return [] if asked == case.needs else [Difference(case, "", None, _listed(case.needs), _listed(asked))]


def as_it_leaves(value: Value | Unlimited | None, rule: Rule) -> Value | Unlimited | None:
    """The value as a result leaves the engine: money to the fen, other numbers to four decimals."""
    return rounded(value, 2 if rule.type.is_money else 4) if isinstance(value, Fraction) else value


def shown(value: Value | Unlimited | None, rule: Rule) -> str:
    """The value as a case would write it."""
    if value is None:
        return "unknown"
    written = as_json(value, rule.type)
    return str(written).lower() if isinstance(written, bool) else str(written) or "''"


def _listed(names: Iterable[str]) -> str:
    return "、".join(sorted(names)) or "—"
