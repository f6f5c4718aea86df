"""Changing keys: what was sealed with an older key or another cipher is sealed anew, a portion at a time.

A model says in `SEALED` which of its fields are sealed, and for which name: `{"id_number": "id_number"}`. All models of
the site that say so are rotated, wherever they stand; a field `id_number_index` beside one is its index.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import BinaryField, Manager, Q

from doudi import secrets
from doudi.audit import services as audit

_PORTION = 500
_PORTION_OF_FILES = 8
"""A file may have megabytes: only so many are opened at one time."""


class Sealed(Protocol):
    """A model with sealed fields."""

    SEALED: Mapping[str, str]
    _default_manager: Manager[Any]
    _meta: Any


@dataclass(frozen=True, slots=True)
class Rotation:
    """How many rows were written anew, and how many sealed texts each key now has."""

    rewritten: int
    keys: dict[str, int]


def rotate(*, progress: Callable[[int], None] = lambda rows: None) -> Rotation:
    """Seal everything with the newest key and the site's cipher, and index it with the site's hash.

    Stopped half way it goes on where it was. Afterwards keys without a text may be taken out of DOUDI_KEYS.
    Raises `KeyProblem` for a text that no key opens; the portions before it are done.
    """
    rewritten, keys = 0, Counter[str]({name: 0 for name, _ in secrets.data_keys(settings.DOUDI_KEYS)})
    for model in sealed_models():
        last: Any = None
        while portion := _portion(model, last):
            last = portion[-1]
            rewritten += _rewrite(model, portion, keys)
            progress(len(portion))
    audit.record(actor=None, verb="keys.rotated", details={"rewritten": rewritten, "keys": dict(keys)})
    return Rotation(rewritten, dict(keys))


def sealed_models() -> list[type[Sealed]]:
    """The models of the site that have sealed fields."""
    return [model for model in apps.get_models() if getattr(model, "SEALED", None)]  # type: ignore[misc]


def _portion(model: type[Sealed], last: Any) -> list[Any]:
    size = _PORTION_OF_FILES if any(_is_file(model, name) for name in model.SEALED) else _PORTION
    after = Q() if last is None else Q(pk__gt=last)
    return list(model._default_manager.filter(after).order_by("pk").values_list("pk", flat=True)[:size])


@transaction.atomic
def _rewrite(model: type[Sealed], portion: list[Any], keys: Counter[str]) -> int:
    """Write a portion anew where it is not current; the number of rows that were not."""
    rows = model._default_manager.select_for_update().filter(pk__in=portion)
    changed = [row for row in rows if _renew(row)]
    model._default_manager.bulk_update(changed, [*model.SEALED, *_indexes(model)], batch_size=100)
    for row in rows:
        keys.update(secrets.key_of(getattr(row, name)) for name in model.SEALED if getattr(row, name))
    return len(changed)


def _renew(row: Any) -> bool:
    """Seal and index anew what is not current; whether anything was."""
    changed = False
    indexes = _indexes(type(row))
    for name, sealed_for in row.SEALED.items():
        sealed, index = getattr(row, name), f"{name}_index"
        has_index = index in indexes
        if secrets.is_current(sealed) and (not has_index or secrets.is_index_current(getattr(row, index))):
            continue
        if _is_file(type(row), name):
            setattr(row, name, secrets.seal_file(sealed_for, secrets.unseal_file(sealed_for, sealed)))
        else:
            text = secrets.unseal(sealed_for, sealed)
            setattr(row, name, secrets.seal(sealed_for, text))
            if has_index:
                setattr(row, index, secrets.index(sealed_for, text))
        changed = True
    return changed


def _indexes(model: type[Sealed]) -> list[str]:
    present = {field.name for field in model._meta.get_fields()}
    return [f"{name}_index" for name in model.SEALED if f"{name}_index" in present]


def _is_file(model: type[Sealed], name: str) -> bool:
    return isinstance(model._meta.get_field(name), BinaryField)
