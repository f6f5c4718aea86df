"""One file of a register, or a part of it, read and checked row by row: ids, facts, and what is wrong with whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from doudi.policy.inputs.facts import MOST_ID
from doudi.policy.messages.refusal import Place
from doudi.policy.messages.refusal_messages import MESSAGES
from doudi.registers.arrays import Integers
from doudi.registers.doubts import Settler
from doudi.registers.facts import FactColumn
from doudi.registers.id_column import IdNumbers, day_text, read_id_numbers
from doudi.registers.quick import Texts, read_quickly
from doudi.registers.reasons import reason
from doudi.vocabulary.hidden import is_on_one_line

ROW = "__row"
"""The column that holds each row's number in its file."""
FAULT = "__fault"
"""The column that says what was wrong with a row before it could be read; it may be missing."""

_PLAIN_ID = r"^[0-9A-Za-z_\-]{1,100}$"


@dataclass(slots=True)
class Sheet:
    """Rows of households or people: their ids (text or null), facts as integers, numbers in the file, and faults by row.

    `household` is the household of each row; of a household it is its id.
    """

    entity: str
    household: Any
    id: Any
    rows: Integers
    facts: dict[str, Integers] = field(default_factory=dict)
    faults: dict[int, list[str]] = field(default_factory=dict)
    id_numbers: IdNumbers | None = None

    def fault(self, row: int, text: str) -> None:
        """Note what is wrong with a row."""
        self.faults.setdefault(row, []).append(text)


class SheetReader:
    """Reads tables of one entity. `facts` are the columns that are facts; the others are not looked at."""

    def __init__(self, entity: str, facts: Mapping[str, FactColumn], settler: Settler, lang: str) -> None:
        self.entity, self.facts, self.settler, self.lang = entity, facts, settler, lang

    def read(self, table: Any, texts: Texts) -> Sheet:
        """Read and check a table, which has the columns `household` or `id`, `ROW`, and any facts."""
        table = table.unify_dictionaries().combine_chunks()
        key = key_column(self.entity, table.column_names)
        ids = as_texts(_array(table, "id")) if "id" in table.column_names else pa.nulls(len(table), pa.string())
        household = as_texts(_array(table, key))
        sheet = Sheet(self.entity, household, ids if self.entity == "person" else household, _rows(table))
        if FAULT in table.column_names:
            for row, text in enumerate(_array(table, FAULT).to_pylist()):
                if text:
                    sheet.fault(row, text)
        self._check_ids(sheet)
        for name, fact in self.facts.items():
            if name in table.column_names and name != "id_number":
                self._read_fact(sheet, _array(table, name), fact, texts)
        if self.entity == "person" and "id_number" in table.column_names:
            self._check_numbers(sheet, _array(table, "id_number"))
        return sheet

    def _read_fact(self, sheet: Sheet, array: Any, fact: FactColumn, texts: Texts) -> None:
        values, doubtful = read_quickly(array, fact, texts)
        if doubtful.any():
            for row, text in self.settler.settle(array, fact, values, doubtful, texts).items():
                sheet.fault(row, text)
        if fact.used or fact.name in ("birth_date", "sex"):
            sheet.facts[fact.name] = values

    def _check_ids(self, sheet: Sheet) -> None:
        missing = "no-id" if self.entity == "household" else "no-household"
        for row in _unplain(sheet.household):
            text = sheet.household[row].as_py()
            if not text:
                sheet.fault(row, reason(missing, self.lang))
            elif not _is_id(text):
                sheet.fault(row, reason("id-shape", self.lang))
        if self.entity == "person":
            for row in _unplain(sheet.id, nothing_is_plain=True):
                if not _is_id(sheet.id[row].as_py()):
                    sheet.fault(row, reason("id-shape", self.lang))

    def _check_numbers(self, sheet: Sheet, array: Any) -> None:
        """ID numbers: each by itself, and against the birth date and sex beside it."""
        found = sheet.id_numbers = read_id_numbers(array)
        for row, causes in found.causes.items():
            self._number_fault(sheet, row, "id-number", cause=causes[0], cause_en=causes[1])
        given = found.number > 0
        if "birth_date" in sheet.facts:
            birth, fact = sheet.facts["birth_date"], self.facts["birth_date"]
            for row in (given & (birth != fact.unknown) & (birth != found.birth)).nonzero()[0].tolist():
                days = day_text(int(found.birth[row])), day_text(int(birth[row]))
                self._number_fault(sheet, row, "id-birth-date", found=days[0], given=days[1])
        if "sex" in sheet.facts:
            sex, keys = sheet.facts["sex"], self.facts["sex"].keys
            says = np.where(found.male, keys.index("male"), keys.index("female"))
            for row in (given & (sex >= 0) & (sex != says)).nonzero()[0].tolist():
                self._number_fault(sheet, row, "id-sex", found=keys[says[row]], given=keys[sex[row]])

    def _number_fault(self, sheet: Sheet, row: int, code: str, **particulars: str) -> None:
        place = Place(key="id_number", label=self.facts["id_number"].label).text(self.lang)
        words = MESSAGES[code][0 if self.lang == "zh" else 1].format_map(particulars)
        sheet.fault(row, place + ("：" if self.lang == "zh" else ": ") + words)


def key_column(entity: str, names: list[str]) -> str:
    """The column that holds the household's id; an empty text where there is none."""
    wanted = ("household",) if entity == "person" else ("id", "household")
    return next((name for name in wanted if name in names), "")


def as_texts(array: Any) -> Any:
    """Ids as Arrow texts; whole numbers become their digits."""
    return array.cast(pa.string())


def _array(table: Any, name: str) -> Any:
    column = table.column(name)
    return column.chunk(0) if column.num_chunks else pa.array([], column.type)


def _rows(table: Any) -> Integers:
    found: Integers = _array(table, ROW).to_numpy(zero_copy_only=False)
    return found


def _unplain(ids: Any, nothing_is_plain: bool = False) -> list[int]:
    """The rows whose id has to be looked at."""
    plain = pc.fill_null(pc.match_substring_regex(ids, _PLAIN_ID), nothing_is_plain)
    found: list[int] = (~np.asarray(plain.to_numpy(zero_copy_only=False), bool)).nonzero()[0].tolist()
    return found


def _is_id(text: str) -> bool:
    return bool(1 <= len(text) <= MOST_ID and text.strip() and is_on_one_line(text))
