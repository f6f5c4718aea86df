"""Rule set W as a policy of our language: the generated function and the kernel."""

from __future__ import annotations

import datetime
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa

from benchmarks import measure, population, reference
from doudi.policy.building.build import load
from doudi.policy.meaning.setting import Setting
from doudi.policy.running.batch import BatchFunction, Columns, compile_batch, starts_of
from doudi.policy.running.explained import ExplainedFunction
from doudi.policy.running.function import HouseholdFunction
from doudi.registers.tables_batch import run_tables

FACTS = {
    "income": "wage_income",
    "grade": "disability_grade",
    "kind": "disability_kind",
    "ill": "serious_illness",
    "tekun": "tekun",
    "orphan": "orphan",
    "cost": "medical_cost",
    "proper": "property_within_limits",
    "cause": "cause",
}
RESULTS = {
    "size": "size",
    "income": "income",
    "per_capita": "income_per_capita",
    "dibao": "dibao_eligible",
    "low": "low_income",
    "severe": "severely_disabled",
    "single": "single_person_dibao",
    "dibao_person": "dibao_person",
    "amount": "dibao_person_amount",
    "medical_class": "medical_class",
    "medical": "medical_amount",
    "living": "disability_living_amount",
    "care": "disability_care_amount",
    "dibao_pay": "dibao_amount",
    "aid": "temporary_aid_amount",
    "monthly": "monthly_total",
    "one_off": "one_off_total",
}


def setting() -> Setting:
    """Rule set W on the day of the run."""
    return Setting(load(str(Path(__file__).parent.parent / "w")), datetime.date.fromisoformat(population.DATE))


def request(record: dict[str, Any]) -> dict[str, Any]:
    """A household as a request."""
    members = [{FACTS[name]: value for name, value in member.items()} for member in record["members"]]
    return {"property_within_limits": record["proper"], "cause": record["cause"], "members": members}


def columns(batch: BatchFunction, arrays: population.Arrays) -> tuple[dict[str, Any], dict[str, Any]]:
    """The population as columns of integers, of the household and of the persons."""
    found: dict[str, dict[str, Any]] = {"household": {}, "person": {}}
    ours = {name: word for word, name in FACTS.items()}
    for column in batch.facts:
        values = arrays[ours[column.name]]
        if column.name in ("disability_kind", "cause"):
            words = population.KINDS if column.name == "disability_kind" else population.CAUSES
            keys = batch.program.codes[column.type.codes or ""]
            values = np.array([keys.index(word) for word in words])[values]
        elif column.type.is_number:
            values = np.rint(values.astype(np.float64) * column.scale)
        found[column.entity][column.name] = values.astype(column.dtype)
    return found["household"], found["person"]


def batch(people: int, times: int = 7) -> dict[str, Any]:
    """Columns in, columns out; with the growth of memory, and the check of every result."""
    arrays = population.load(people)
    made = compile_batch(setting())
    made.compile()
    of_household, of_person = columns(made, arrays)
    index, count = arrays["household"], len(arrays["proper"])
    wanted = reference.results(arrays) if people <= 1_000_000 else {}
    del arrays

    def run() -> Columns:
        return made.run(Columns(starts_of(index, count), of_household, of_person))

    out = run()
    found = {name: out.of(entity)[ours] for name, ours in RESULTS.items() for entity in _entity(out, ours)}
    classes = made.program.codes["medical_class"]
    found["medical_class"] = np.array([("outside", "low", "dibao", "full").index(c) for c in classes])[
        found["medical_class"]
    ]
    wrong = reference.differences(found, wanted) if wanted else None
    moved = sum(
        array.nbytes for part in (of_household, of_person, out.household, out.person) for array in part.values()
    )
    del out, found, wanted
    moved += index.nbytes
    return {
        "batch_s": measure.seconds(run, times),
        "people": people,
        "peak_bytes": measure.peak(),
        "growth_bytes": measure.growth(run),
        "columns_bytes": moved,
        "differences": wrong,
    }


def _entity(out: Columns, name: str) -> list[str]:
    return ["household"] if name in out.household else ["person"]


def arrow(people: int, times: int = 5) -> dict[str, Any]:
    """Arrow tables in, Arrow tables out, with null masks."""
    arrays = population.load(people)
    made = compile_batch(setting())
    made.compile()
    person = {FACTS[name]: pa.array(arrays[name]) for name in ("grade", "ill", "tekun", "orphan")}
    person |= {FACTS[name]: _decimal(population.fen(arrays[name])) for name in ("income", "cost")}
    person["disability_kind"] = pa.DictionaryArray.from_arrays(pa.array(arrays["kind"]), pa.array(population.KINDS))
    household = pa.table(
        {
            "household": np.arange(len(arrays["proper"])),
            "property_within_limits": pa.array(arrays["proper"]),
            "cause": pa.DictionaryArray.from_arrays(pa.array(arrays["cause"]), pa.array(population.CAUSES)),
        }
    )
    table = pa.table({"household": arrays["household"], **person})
    return {"arrow_s": measure.seconds(lambda: run_tables(made, household, table), times), "people": people}


def _decimal(values: Any) -> pa.Array:
    words = np.stack([values, values >> 63], axis=1)
    return pa.Array.from_buffers(pa.decimal128(12, 2), len(values), [None, pa.py_buffer(words)])


def one() -> dict[str, Any]:
    """One household: a request to its answer; with the findings that explain it; with every entry made of them."""
    requests = [request(record) for record in population.households(population.load(1_000_000), 400)]
    at = setting()
    function, explained = HouseholdFunction(at), ExplainedFunction(at)
    return {
        "one_us": measure.microseconds(function, requests),
        "explained_us": measure.microseconds(function.findings_of, requests),
        "entries_us": measure.microseconds(explained, requests),
    }


def compiling(name: str = "guzhang-2021") -> dict[str, Any]:
    """Seconds to make a whole county's kernel ready in this process, with all that has to be imported for it."""
    at = Setting(load(name), datetime.date(2021, 12, 1))
    start = time.perf_counter()
    made = compile_batch(at)
    made.compile()
    return {"compile_s": time.perf_counter() - start, "rules": len(made.program.rules)}


MEASURES: dict[str, Callable[[], dict[str, Any]]] = {
    "batch": lambda: batch(1_000_000),
    "ten": lambda: batch(10_000_000, 3),
    "arrow": lambda: arrow(1_000_000),
    "one": one,
    "compiling": compiling,
}
