"""Changing keys: what was sealed with an older key or another cipher is sealed anew, a portion at a time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.db import transaction

from doudi.audit import services as audit
from doudi.registry import secrets
from doudi.registry.models import SECRETS, Identity, Person, PersonVersion

_PORTION = 500


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
    for model in (Person, PersonVersion):
        last = 0
        while portion := _portion(model, last):
            last = portion[-1]
            rewritten += _rewrite(model, portion, keys)
            progress(len(portion))
    audit.record(actor=None, verb="keys.rotated", details={"rewritten": rewritten, "keys": dict(keys)})
    return Rotation(rewritten, dict(keys))


def _portion(model: type[Identity], last: int) -> list[int]:
    found = model._default_manager.filter(pk__gt=last).order_by("pk")
    return list(found.values_list("pk", flat=True)[:_PORTION])


@transaction.atomic
def _rewrite(model: type[Identity], portion: list[int], keys: Counter[str]) -> int:
    """Write a portion anew where it is not current; the number of rows that were not."""
    rows = model._default_manager.select_for_update().filter(pk__in=portion)
    changed = [row for row in rows if _renew(row)]
    model._default_manager.bulk_update(changed, [*SECRETS, *(f"{name}_index" for name in SECRETS)], batch_size=100)
    for row in rows:
        keys.update(secrets.key_of(getattr(row, name)) for name in SECRETS if getattr(row, name))
    return len(changed)


def _renew(row: Identity) -> bool:
    """Seal and index anew what is not current; whether anything was."""
    changed = False
    for name in SECRETS:
        sealed = getattr(row, name)
        if secrets.is_current(sealed) and secrets.is_index_current(getattr(row, f"{name}_index")):
            continue
        text = secrets.unseal(name, sealed)
        setattr(row, name, secrets.seal(name, text))
        setattr(row, f"{name}_index", secrets.index(name, text))
        changed = True
    return changed
