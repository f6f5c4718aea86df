"""Decides a portion of a register: whole households in, results, rejects and a tally out. What every engine runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from doudi.policy.definitions.model import Policy
from doudi.policy.meaning.setting import Setting
from doudi.policy.running.batch import BatchFunction, Columns, compile_batch
from doudi.registers.arrays import Integers
from doudi.registers.doubts import Settler
from doudi.registers.facts import fact_columns
from doudi.registers.grouping import Groups, group
from doudi.registers.quick import Texts
from doudi.registers.reasons import reason
from doudi.registers.results import result_array, result_type
from doudi.registers.sheet import Sheet, SheetReader
from doudi.registers.tally import Counter, Tally
from doudi.vocabulary import load

REJECTS = pa.schema(
    [
        ("file", pa.string()),
        ("row", pa.int64()),
        ("household", pa.string()),
        ("id", pa.string()),
        ("reason", pa.string()),
    ]
)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a portion, in the order of the households' ids. Every row given is in one of the three tables."""

    household: Any
    person: Any
    rejects: Any
    tally: Tally


def result_schema(policy: Policy, entity: str) -> Any:
    """The columns of a file of results: `household`, `id`, and every result in the order of the policy's rules."""
    rules = [rule for rule in policy.rules.values() if rule.entity == entity]
    ids = [("household", pa.string()), ("id", pa.string())]
    return pa.schema([*ids, *((rule.name, result_type(rule)) for rule in rules)])


class PortionDecider:
    """Decides portions under one setting. Safe to share between threads.

    `few`: up to so many households of a portion are decided without compiling anything; `asked`: so many of them are
    asked why something is unknown.
    """

    def __init__(self, setting: Setting, lang: str = "zh", *, few: int = 0, asked: int = 400) -> None:
        self.setting, self.lang, self.few = setting, lang, few
        self.batch: BatchFunction = compile_batch(setting)
        self.facts = fact_columns(setting.policy, self.batch)
        settler = Settler({**load().codes, **setting.policy.codes}, lang)
        self.readers = {e: SheetReader(e, self.facts[e], settler, lang) for e in ("household", "person")}
        self.counter = Counter(setting, self.batch, asked)
        self.schemas = {e: result_schema(setting.policy, e) for e in ("household", "person")}

    def decide(self, households: Any, people: Any, names: dict[str, str], threads: int = 1) -> Outcome:
        """Decide the households of two Arrow tables with the columns of the two files and `sheet.ROW`.

        `names` are the names of the files, by entity, for the rejects.
        """
        texts = Texts(self.batch.program.texts)
        sheets = {"household": self.readers["household"].read(households, texts)}
        sheets["person"] = self.readers["person"].read(people, texts)
        groups = group(sheets["household"], sheets["person"], self.lang)
        facts = Columns(
            groups.starts,
            self._used(sheets["household"], groups.households),
            self._used(sheets["person"], groups.people),
        )
        results = self.batch.run(facts, threads=threads, few=self.few)
        rejects = pa.concat_tables(
            [
                self._rejects(sheets["household"], groups.left_households, names, sheets["household"].id),
                self._rejects(sheets["person"], groups.left_people, names, groups.members),
            ]
        )
        tally = self.counter.count(facts, results, texts)
        tally["rejected"] = {"household": len(groups.left_households), "person": len(groups.left_people)}
        ids = {"household": sheets["household"].id, "person": groups.members}
        tables = {e: self._table(sheets[e], ids[e], groups, results, texts) for e in sheets}
        return Outcome(tables["household"], tables["person"], rejects, tally)

    def _used(self, sheet: Sheet, rows: Integers) -> dict[str, Integers]:
        """The facts that the program uses, of some rows."""
        columns = self.facts[sheet.entity]
        whole = len(rows) == len(sheet.rows) and bool((rows[1:] > rows[:-1]).all())
        return {name: values if whole else values[rows] for name, values in sheet.facts.items() if columns[name].used}

    def _table(self, sheet: Sheet, ids: Any, groups: Groups, results: Columns, texts: Texts) -> Any:
        rows = pa.array(groups.households if sheet.entity == "household" else groups.people)
        arrays = [sheet.household.take(rows), ids.take(rows)]
        codes = self.batch.program.codes
        for column in self.batch.results:
            if column.entity == sheet.entity:
                keys = texts.list if column.type.kind == "text" else codes.get(column.type.codes or "", ())
                arrays.append(result_array(column, results.of(column.entity)[column.name], keys))
        return pa.Table.from_arrays(arrays, schema=self.schemas[sheet.entity])

    def _rejects(self, sheet: Sheet, left: Integers, names: dict[str, str], ids: Any) -> Any:
        """The rows that were not decided, in the order of the file, with all reasons."""
        left = left[sheet.rows[left].argsort(kind="stable")]
        places, between = pa.array(left), "；" if self.lang == "zh" else "; "
        companion = [reason("companion", self.lang)]
        reasons = [
            between.join(text.rstrip("。.") for text in sheet.faults.get(row, companion)) for row in left.tolist()
        ]
        stop = "。" if self.lang == "zh" else "."
        return pa.table(
            {
                "file": pa.array([names[sheet.entity]] * len(left), pa.string()),
                "row": pa.array(sheet.rows[left]),
                "household": pc.fill_null(sheet.household.take(places), ""),
                "id": pc.fill_null(ids.take(places), ""),
                "reason": pa.array([text + stop for text in reasons], pa.string()),
            },
            schema=REJECTS,
        )
