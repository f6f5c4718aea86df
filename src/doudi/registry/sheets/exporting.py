"""Exporting households in the shape of the template: numbers masked, or whole for somebody who says why."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from doudi import secrets
from doudi.accounts.actor import Actor
from doudi.accounts.rights import require
from doudi.audit import services as audit
from doudi.language import in_chinese
from doudi.registry import selectors
from doudi.registry.models import SECRETS, Household, Person
from doudi.registry.problems import RegistryProblem
from doudi.registry.sheets.columns import HOUSEHOLDS, MEMBERS, ROWS, Column, columns
from doudi.registry.sheets.writing import workbook
from doudi.registry.values import shown
from doudi.vocabulary import Term, Vocabulary, load

_PORTION = 500


@transaction.atomic
def export_workbook(
    *,
    actor: Actor,
    on: datetime.date,
    chosen: Iterable[Household] | None = None,
    reason: str = "",
    words: Vocabulary | None = None,
) -> bytes:
    """The households of the actor's area (or those chosen of them) with the members and facts of a day.

    ID numbers, telephones and bank cards are masked; with a `reason` they are written in full, and that is logged as
    opening them. Raises `RegistryProblem` for more than a sheet holds.
    """
    require(actor, "household.export")
    if reason:
        require(actor, "person.open_secret")
    found = selectors.households(actor).filter(ended_on=None).order_by("number")
    if chosen is not None:
        found = found.filter(pk__in=[household.pk for household in chosen])
    homes = list(found[: ROWS + 1])
    if len(homes) > ROWS:
        raise RegistryProblem(_("超过 %d 户，请先筛选再导出。") % ROWS)
    rows = _rows(homes, on, words or load(), opened=bool(reason))
    audit.record(
        actor=actor,
        verb="registry.exported",
        reason=reason,
        details={"households": len(homes), "opened": bool(reason)},
    )
    return workbook(words or load(), rows)


@in_chinese()
def _rows(homes: list[Household], on: datetime.date, words: Vocabulary, *, opened: bool) -> dict[str, list[list[str]]]:
    wanted = columns(words)
    rows: dict[str, list[list[str]]] = {HOUSEHOLDS: [], MEMBERS: []}
    for start in range(0, len(homes), _PORTION):
        part = homes[start : start + _PORTION]
        found = selectors.snapshot(part, true_on=on)
        people = Person.objects.in_bulk([int(each["id"]) for household in found for each in household["members"]])
        for home, household in zip(part, found, strict=True):
            own = {"ref": home.number, "area": home.area_id, "address": home.address, "formed_on": home.formed_on}
            rows[HOUSEHOLDS].append(_cells(wanted[HOUSEHOLDS], {**household, **own}, words))
            for member in household["members"]:
                person = people[int(member["id"])]
                numbers = {name: _number(person, name, opened) for name in SECRETS}
                rows[MEMBERS].append(_cells(wanted[MEMBERS], {**member, **numbers, "ref": home.number}, words))
    return rows


def _cells(wanted: Iterable[Column], known: dict[str, Any], words: Vocabulary) -> list[str]:
    return [
        shown(Term(column.key, "", column.type, column.unit, column.label), known.get(column.key), words.codes)
        for column in wanted
    ]


def _number(person: Person, name: str, opened: bool) -> str:
    if opened:
        return secrets.unseal(name, getattr(person, name))
    return str(getattr(person, f"{name}_masked"))
