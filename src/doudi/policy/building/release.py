"""The release id: what a decision stores, so that it can be replayed years later."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction

from doudi.policy.definitions.model import (
    Branch,
    Column,
    Definition,
    Fact,
    Front,
    Parameter,
    Policy,
    Process,
    Reading,
    Row,
    Rule,
    Table,
)
from doudi.policy.definitions.nodes import Unlimited

LANGUAGE = "1"
"""The version of the language. It changes when the same text may come to mean something else."""

# What does not change what a policy does: prose, spelling, places, and words that only people read.
_LEFT_OUT: Mapping[type, frozenset[str]] = {
    Front: frozenset({"title", "number", "issuer", "place", "summary", "rows"}),
    Policy: frozenset({"clauses", "base_clauses", "fact_cites", "overridden", "release"}),
    Definition: frozenset({"label", "origin"}),
    Fact: frozenset({"label"}),
    Parameter: frozenset({"example", "source", "confidence", "reading"}),
    Reading: frozenset({"because", "of"}),
    Column: frozenset({"label"}),
    Row: frozenset({"text"}),
    Rule: frozenset({"source"}),
    Process: frozenset({"source"}),
    Branch: frozenset({"source"}),
}
_KEYS_ONLY = {(Policy, "codes"), (Reading, "options"), (Process, "ends")}
"""Words by key, of which only the keys count."""
_IN_ORDER = {(Policy, "processes")}
"""Mappings whose order counts: the first process that fits serves a case."""


def release_id(policy: Policy) -> Policy:
    """The policy with its release: SHA-256 over everything that can change a decision, in one canonical form."""
    text = json.dumps([LANGUAGE, canonical(policy)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return dataclasses.replace(policy, release="sha256:" + hashlib.sha256(text.encode()).hexdigest())


def canonical(value: object) -> object:
    """A JSON form of a checked model that does not depend on the order and spelling of what is written."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        kinds = type(value).__mro__
        left_out = frozenset[str]().union(*(_LEFT_OUT.get(kind, frozenset()) for kind in kinds))
        names = [f.name for f in dataclasses.fields(value) if f.name not in left_out]
        return {"": kinds[0].__name__, **{name: _field(kinds[0], name, getattr(value, name)) for name in names}}
    if isinstance(value, Mapping):
        return {"/".join(k) if isinstance(k, tuple) else str(k): canonical(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [canonical(item) for item in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, datetime.date | Unlimited):
        return str(value)
    return value


def _field(kind: type, name: str, value: object) -> object:
    if (kind, name) in _KEYS_ONLY:
        return _keys(value)
    if (kind, name) in _IN_ORDER and isinstance(value, Mapping):
        return [canonical(item) for item in value.values()]
    if kind is Row and name == "keys" and isinstance(value, tuple):
        return [_sorted(canonical(spans)) for spans in value]
    if kind is Table and name == "rows":
        return _sorted(canonical(value))
    return canonical(value)


def _keys(value: object) -> object:
    """The keys of a mapping, and of the mappings in it."""
    if not isinstance(value, Mapping) or not value:
        return []
    if any(isinstance(inner, Mapping) for inner in value.values()):
        return {key: _keys(inner) for key, inner in value.items()}
    return sorted(value)


def _sorted(values: object) -> object:
    assert isinstance(values, list)
    return sorted(values, key=lambda item: json.dumps(item, ensure_ascii=False, sort_keys=True))
