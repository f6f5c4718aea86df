"""Which results rest on which others, and on which facts and parameters."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from markupsafe import Markup

from doudi.policy.definitions import nodes
from doudi.policy.definitions.model import Policy
from doudi.policy.definitions.nodes import Expr


@dataclass(frozen=True, slots=True)
class Rests:
    """What one result rests on directly, each once, in the order of writing. `facts` by (entity, name)."""

    rules: tuple[str, ...]
    facts: tuple[tuple[str, str], ...]
    parameters: tuple[str, ...]
    readings: tuple[str, ...]
    tables: tuple[str, ...]


def rests_on(expr: Expr) -> Rests:
    """What an expression refers to."""
    found: dict[type[Expr], dict[object, None]] = {}
    for node in nodes.walk(expr):
        match node:
            case nodes.FactRef(name=name, entity=entity):
                found.setdefault(nodes.FactRef, {})[entity, name] = None
            case nodes.TableRef(table=name):
                found.setdefault(nodes.TableRef, {})[name] = None
            case nodes.RuleRef(name=name) | nodes.ParameterRef(name=name) | nodes.ReadingRef(name=name):
                found.setdefault(type(node), {})[name] = None
    kinds = (nodes.RuleRef, nodes.FactRef, nodes.ParameterRef, nodes.ReadingRef, nodes.TableRef)
    return Rests(*(tuple(found.get(kind, {})) for kind in kinds))  # type: ignore[arg-type]


class Ground:
    """What every result of one policy rests on, and the pictures of it that have been drawn, by result and language."""

    def __init__(self, policy: Policy) -> None:
        self.policy = policy
        self.direct: Mapping[str, Rests] = {name: rests_on(rule.expr) for name, rule in policy.rules.items()}
        self._under: dict[str, frozenset[str]] = {}
        self.pictures: dict[tuple[str, str], Markup] = {}
        for name in policy.rules:  # every rule comes after all it rests on
            own = self.direct[name].rules
            self._under[name] = frozenset(own).union(*(self._under[rule] for rule in own))

    def under(self, result: str) -> frozenset[str]:
        """All results on which a result rests."""
        return self._under[result]

    def over(self, result: str) -> list[str]:
        """All results that rest on a result, in the policy's order."""
        return [name for name, under in self._under.items() if result in under]

    def facts(self, result: str) -> list[tuple[str, str]]:
        """All facts on which a result rests, in the order of the vocabulary."""
        found = {fact for name in (result, *self._under[result]) for fact in self.direct[name].facts}
        return [fact for fact in self.policy.facts if fact in found]

    def arrows(self, results: Iterable[str]) -> list[tuple[str, str]]:
        """The arrows between results, without those that a longer way says already."""
        chosen = list(results)
        found = []
        for name in chosen:
            own = [rule for rule in self.direct[name].rules if rule in chosen]
            found += [(rule, name) for rule in own if not any(rule in self._under[other] for other in own)]
        return found
