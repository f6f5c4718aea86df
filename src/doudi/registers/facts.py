"""Which columns of a register are facts, and as what integers the batch function wants them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from doudi.policy.definitions.model import Policy
from doudi.policy.definitions.types import Type
from doudi.policy.generating.columns import MISSING, UNKNOWN_SYMBOL, UNKNOWN_TRUTH
from doudi.policy.generating.request import FACT_SCALE
from doudi.policy.inputs.facts import known_facts
from doudi.policy.running.batch import BatchFunction
from doudi.vocabulary import load


@dataclass(frozen=True, slots=True)
class FactColumn:
    """A fact of a `household` or `person` (`entity`) as a column of `dtype`.

    `unknown` is the integer for unknown; `most` the greatest number in hundredths; `keys` the codes in their order.
    `used`: a rule of the program rests on it. The others are read to be checked, and then forgotten.
    """

    name: str
    entity: str
    type: Type
    label: str
    dtype: str
    unknown: int
    most: int = 0
    keys: tuple[str, ...] = ()
    used: bool = False


def fact_columns(policy: Policy, batch: BatchFunction) -> dict[str, dict[str, FactColumn]]:
    """Every fact that a register for the policy may hold, by entity and name."""
    used = {(column.entity, column.name): column.dtype for column in batch.facts}
    codes = {**load().codes, **policy.codes}
    return {
        entity: {
            name: _column(name, entity, type, label, used.get((entity, name)), codes)
            for name, (type, label) in facts.items()
        }
        for entity, facts in known_facts(policy).items()
    }


def _column(
    name: str, entity: str, type: Type, label: str, used: str | None, codes: Mapping[str, Mapping[str, str]]
) -> FactColumn:
    dtype = used or ("int64" if type.is_money else "int32")
    unknown, most = UNKNOWN_SYMBOL, 0
    keys: tuple[str, ...] = ()
    if type.kind in ("number", "date"):
        unknown, most = MISSING[dtype], FACT_SCALE * type.most
    elif type.kind == "boolean":
        unknown = UNKNOWN_TRUTH
    elif type.kind == "code":
        keys = tuple(codes[type.codes or ""])
    return FactColumn(name, entity, type, label, dtype, unknown, most, keys, used is not None)
