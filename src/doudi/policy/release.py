"""The release id: what a decision stores, so that it can be replayed years later."""

from __future__ import annotations

import dataclasses
import datetime
import hashlib
import json
from collections.abc import Mapping
from fractions import Fraction

from doudi.policy.model import Clause, Origin, Policy
from doudi.policy.nodes import Unlimited

LANGUAGE = "1"
"""The version of the language. It changes when the same text may come to mean something else."""

# What does not change what a policy does: prose, spelling, places, and words that only people read.
_LEFT_OUT = {
    "origin",
    "source",
    "label",
    "because",
    "text",
    "clauses",
    "base_clauses",
    "fact_cites",
    "overridden",
    "release",
    "note",
    "title",
    "number",
    "issuer",
    "place",
    "summary",
    "example",
    "confidence",
}


def release_id(policy: Policy) -> Policy:
    """The policy with its release: SHA-256 over everything that can change a decision, in one canonical form."""
    text = json.dumps([LANGUAGE, canonical(policy)], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return dataclasses.replace(policy, release="sha256:" + hashlib.sha256(text.encode()).hexdigest())


def canonical(value: object) -> object:
    """A JSON form of a checked model that does not depend on the order of writing."""
    if isinstance(value, Clause | Origin):
        return None
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        fields = {
            f.name: canonical(getattr(value, f.name)) for f in dataclasses.fields(value) if f.name not in _LEFT_OUT
        }
        return {"": type(value).__name__, **fields}
    if isinstance(value, Mapping):
        return {"/".join(k) if isinstance(k, tuple) else str(k): canonical(v) for k, v in value.items()}
    if isinstance(value, tuple | list):
        return [canonical(item) for item in value]
    if isinstance(value, Fraction):
        return f"{value.numerator}/{value.denominator}"
    if isinstance(value, datetime.date | Unlimited):
        return str(value)
    return value
