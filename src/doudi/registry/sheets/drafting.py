"""From rows to a draft of what would be saved, noting everything that is wrong on the way."""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext as _

from doudi import secrets
from doudi.accounts.actor import Actor
from doudi.areas import codes
from doudi.areas.models import Area
from doudi.office_day import not_after_today
from doudi.registry import identity
from doudi.registry.identity import Who
from doudi.registry.living import MOST_MEMBERS
from doudi.registry.models import Person
from doudi.registry.problems import RegistryProblem
from doudi.registry.registering import clean_address
from doudi.registry.sheets import cells
from doudi.registry.sheets.columns import HOUSEHOLDS, MEMBERS, Column, columns, fact_keys
from doudi.registry.sheets.reading import Cell, Problems, Row
from doudi.registry.values import Stored
from doudi.vocabulary import Vocabulary

_PORTION = 10_000  # SQLite may have been built to take no more than 32,766
_FAR = "9999-12-31"  # for a day that is missing, which is noted already


@dataclass(slots=True)
class MemberDraft:
    """A member as the file has it."""

    row: Row
    who: Who
    relation: str
    facts: dict[str, Stored]


@dataclass(slots=True)
class HouseholdDraft:
    """A household as the file has it, with its members."""

    row: Row
    area: str
    address: str
    formed_on: datetime.date
    facts: dict[str, Stored]
    members: list[MemberDraft] = field(default_factory=list)
    has_broken: bool = False
    """Whether a member's row has something wrong, so that what follows from it is not said as well."""


def draft(rows: Mapping[str, list[Row]], actor: Actor, words: Vocabulary, problems: Problems) -> list[HouseholdDraft]:
    """The households of a file with their members. What is wrong goes to `problems`, all of it."""
    reader = _Reader(words, problems)
    found = reader.households(rows.get(HOUSEHOLDS, []))
    _check_areas(found.values(), actor, problems)
    reader.members(rows.get(MEMBERS, []), found)
    for household in found.values():
        _check_household(household, problems)
    _check_numbers(found.values(), problems)
    if not found and not problems.total:
        problems.add(_("表里没有内容。"))
    return list(found.values())


class _Reader:
    """Reads the rows of one file."""

    def __init__(self, words: Vocabulary, problems: Problems) -> None:
        self.words, self.problems = words, problems
        self.columns = {name: {c.key: c for c in found} for name, found in columns(words).items()}
        self.facts = {HOUSEHOLDS: fact_keys(words, "household"), MEMBERS: fact_keys(words, "person")}
        self.read: dict[tuple[str, str, type, Cell], Stored] = {}  # what cells said: in most columns they repeat

    def households(self, rows: Iterable[Row]) -> dict[str, HouseholdDraft]:
        """The households by their number in the file."""
        found: dict[str, HouseholdDraft] = {}
        for row in rows:
            values = self.values(row)
            ref = values.get("ref")
            if ref in found:
                row.note(self.problems, "ref", _("户序号与第 %d 行重复。") % found[ref].row.number)
            elif ref:
                found[ref] = self.household(row, values)
        return found

    def household(self, row: Row, values: dict[str, Any]) -> HouseholdDraft:
        area, address = values.get("area", ""), values.get("address", "")
        try:
            area = codes.full(area) if area else ""
        except ValueError as error:
            row.note(self.problems, "area", str(error))
            area = ""
        try:
            address = clean_address(address)
        except RegistryProblem as problem:
            row.note(self.problems, "address", str(problem))
        formed_on = datetime.date.fromisoformat(values.get("formed_on") or _FAR)
        if "formed_on" in values:
            self.check_day(row, "formed_on", formed_on)
        return HouseholdDraft(row, area, address, formed_on, self.facts_among(row, values))

    def members(self, rows: Iterable[Row], households: Mapping[str, HouseholdDraft]) -> None:
        """Put each member into its household."""
        for row in rows:
            values = self.values(row)
            household = households.get(values.get("ref", ""))
            if household is None and "ref" in values:
                row.note(self.problems, "ref", _("家庭表里没有户序号“%s”。") % values["ref"][:20])
            who = self.who(row, values)
            if household is not None:
                household.has_broken = household.has_broken or who is None or "relation" not in values
            if household is not None and who is not None:
                relation = values.get("relation", "")
                household.members.append(MemberDraft(row, who, relation, self.facts_among(row, values)))

    def who(self, row: Row, values: dict[str, Any]) -> Who | None:
        born = values.get("birth_date")
        given = {key: values.get(key, "") for key in ("name", "id_number", "sex", "telephone", "bank_card")}
        if not given["name"]:
            return None  # noted as a blank already
        try:
            return identity.checked(Who(birth_date=datetime.date.fromisoformat(born) if born else None, **given))
        except RegistryProblem as problem:
            row.note(self.problems, problem.field, str(problem))
            return None

    def values(self, row: Row) -> dict[str, Any]:
        """The values of a row by key; blanks that must be filled are noted."""
        found: dict[str, Any] = {}
        wanted: Mapping[str, Column] = self.columns[row.sheet]
        for key, cell in row.cells.items():
            try:
                found[key] = self.value(row.sheet, wanted[key], cell)
            except RegistryProblem as problem:
                row.note(self.problems, key, str(problem))
        for key, column in wanted.items():
            if column.needed and key not in row.cells and key in row.letters:
                row.note(self.problems, key, _("必填，这里是空的。"))
        return found

    def value(self, sheet: str, column: Column, cell: Cell) -> Stored:
        """The value of a cell, looked at once; what was wrong with it is found again each time."""
        known = (sheet, column.key, type(cell), cell)  # 1 and True are equal, and not the same
        if known not in self.read:
            self.read[known] = cells.value(cell, column, self.words)
        return self.read[known]

    def check_day(self, row: Row, key: str, day: datetime.date) -> None:
        """Note a day that has not come."""
        try:
            not_after_today(day, _("登记日期"), RegistryProblem)
        except RegistryProblem as problem:
            row.note(self.problems, key, str(problem))

    def facts_among(self, row: Row, values: dict[str, Any]) -> dict[str, Stored]:
        return {key: value for key, value in values.items() if key in self.facts[row.sheet]}


def _check_areas(households: Iterable[HouseholdDraft], actor: Actor, problems: Problems) -> None:
    """Every area is there, and the actor's."""
    known = set(Area.objects.filter(pk__in={each.area for each in households}).values_list("pk", flat=True))
    for each in households:
        if each.area and each.area not in known:
            each.row.note(problems, "area", _("没有区划 %s。") % each.area)
        elif each.area and not codes.within(each.area, actor.area.code):
            each.row.note(problems, "area", _("区划 %s 不在您的辖区内。") % each.area)


def _check_household(household: HouseholdDraft, problems: Problems) -> None:
    """One head, some members and not too many, none born after the day from which they live there."""
    heads = [member for member in household.members if member.relation == "head"]
    if not household.members and not household.has_broken:
        household.row.note(problems, "ref", _("成员表里没有这户的成员。"))
    elif not heads and not household.has_broken:
        household.row.note(problems, "ref", _("这户没有户主。"))
    for extra in heads[1:]:
        extra.row.note(problems, "relation", _("这户已有户主，在第 %d 行。") % heads[0].row.number)
    if len(household.members) > MOST_MEMBERS:
        household.row.note(problems, "ref", _("一户最多 %d 人。") % MOST_MEMBERS)
    for member in household.members:
        born = member.who.birth_date
        if born is not None and born > household.formed_on:
            member.row.note(problems, "birth_date", _("出生日期晚于这户的登记日期。"))


def _check_numbers(households: Iterable[HouseholdDraft], problems: Problems) -> None:
    """An ID number is one person's: in the file, and with those who are in the registry."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for household in households:
        for member in household.members:
            if member.who.id_number:
                rows[member.who.id_number].append(member.row)
    for found in rows.values():
        for again in found[1:]:
            again.note(problems, "id_number", _("公民身份号码与第 %d 行相同。") % found[0].number)
    for number in _taken(list(rows)):
        rows[number][0].note(problems, "id_number", _("这个公民身份号码已经登记过一个人，不能再导入一次。"))


def _taken(numbers: list[str]) -> list[str]:
    """Those of the numbers that somebody in the registry has."""
    by_index = {index: number for number in numbers for index in secrets.indexes("id_number", number)}
    indexes, found = list(by_index), set()
    for start in range(0, len(indexes), _PORTION):
        taken = Person.objects.filter(id_number_index__in=indexes[start : start + _PORTION], merged_into=None)
        found |= {by_index[index] for index in taken.values_list("id_number_index", flat=True)}
    return [number for number in numbers if number in found]
