"""Makes small registers for tests: invented households with facts of every type, written as files in many ways."""

from __future__ import annotations

import csv
import datetime
import random
from collections.abc import Callable, Mapping, Sequence
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.csv
import pyarrow.parquet as pq

from doudi.policy.building.build import load
from doudi.policy.definitions.types import Type
from doudi.policy.inputs.facts import known_facts
from doudi.policy.inputs.outside import read_given
from doudi.policy.meaning.setting import Setting
from doudi.registers.run import Ended, Job, run
from doudi.vocabulary import load as vocabulary
from doudi.vocabulary.id_number import invented_number, parse

DATE = datetime.date(2021, 12, 1)
Row = dict[str, Any]


@cache
def setting(policy: str = "guzhang-2021") -> Setting:
    """A real policy with a line given."""
    found = load(policy)
    return Setting(found, DATE, read_given(found, ["dibao_standard=550"]))


def households(seed: int, count: int, policy: str = "guzhang-2021") -> list[Row]:
    """Households in the form of `doudi decide`, of every type of fact, many of them unknown."""
    chance, known = random.Random(seed), known_facts(setting(policy).policy)
    names = chance.sample([f"H{n}" for n in range(1, 3 * count + 1)], count)
    found, index = [], seed % 1000 * 100
    for name in names:
        facts = {fact: _value(chance, type) for fact, (type, _) in known["household"].items()}
        members = []
        for place in range(chance.choice((1, 1, 2, 2, 3, 4, 6))):
            index += 1
            members.append({"id": f"P{place + 1}", **_person(chance, known["person"], index)})
        found.append({"id": name, **facts, "members": members})
    return found


def _person(chance: random.Random, known: Mapping[str, tuple[Type, str]], index: int) -> Row:
    facts = {fact: _value(chance, type) for fact, (type, _) in known.items()}
    born = datetime.date(1930, 1, 1) + datetime.timedelta(chance.randrange(33_000))
    sex = chance.choice(("male", "female"))
    number = invented_number(index, born, sex)
    assert parse(number).birth_date == born
    said = {"id_number": number, "birth_date": born.isoformat(), "sex": sex}
    return facts | {name: value if chance.random() < 0.8 else None for name, value in said.items()}


def _value(chance: random.Random, type: Type) -> Any:
    if chance.random() < 0.15:
        return None
    match type.kind:
        case "number" if type.is_money:
            return f"{chance.choice((0, 0, chance.randrange(1_000_000)))}.{chance.randrange(100):02d}"
        case "number":
            return chance.choice((0, 1, 2, 3, 12, 70, 0.5, 12.25))
        case "boolean":
            return chance.random() < 0.5
        case "date":
            return (datetime.date(1990, 1, 1) + datetime.timedelta(chance.randrange(12_000))).isoformat()
        case "code":
            codes = {**vocabulary().codes, **setting().policy.codes}
            return chance.choice(list(codes[type.codes or ""]))
    return chance.choice(("990100", "433126", "说明", "五里·坡"))


def rows_of(found: Sequence[Row]) -> tuple[list[Row], list[Row]]:
    """The households' rows and the people's rows."""
    top = [{key: value for key, value in household.items() if key != "members"} for household in found]
    people = [{"household": household["id"], **member} for household in found for member in household["members"]]
    return top, people


Write = Callable[[Path, str, Sequence[Row]], None]


def write_register(folder: Path, top: Sequence[Row], people: Sequence[Row], write: Write) -> Path:
    """Write both files."""
    folder.mkdir(parents=True, exist_ok=True)
    write(folder, "household", top)
    write(folder, "person", people)
    return folder


def typed(folder: Path, entity: str, rows: Sequence[Row]) -> None:
    """A Parquet file with the types that `doudi people` writes, in groups of a few rows."""
    known = known_facts(setting().policy)[entity]
    arrays = {}
    for name in _columns(rows):
        values = [row.get(name) for row in rows]
        arrays[name] = pa.array(values, pa.string()) if name not in known else _typed(values, known[name][0])
    pq.write_table(pa.table(arrays), folder / f"{entity}.parquet", row_group_size=7)


def _typed(values: list[Any], type: Type) -> Any:
    match type.kind:
        case "number":
            exact = [None if value is None else Decimal(str(value)) for value in values]
            return pa.array(exact, pa.decimal128(12, 2))
        case "date":
            return pa.array([value and datetime.date.fromisoformat(value) for value in values], pa.date32())
        case "boolean":
            return pa.array(values, pa.bool_())
    return pa.array(values, pa.string())


def as_text(folder: Path, entity: str, rows: Sequence[Row]) -> None:
    """A Parquet file in which every column is text."""
    arrays = {name: pa.array([_cell(row.get(name)) for row in rows], pa.string()) for name in _columns(rows)}
    pq.write_table(pa.table(arrays), folder / f"{entity}.parquet")


def as_csv(folder: Path, entity: str, rows: Sequence[Row]) -> None:
    """A CSV file as a spreadsheet writes it, with a mark at its beginning."""
    with (folder / f"{entity}.csv").open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(_columns(rows))
        writer.writerows([_cell(row.get(name)) for name in _columns(rows)] for row in rows)


def _columns(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(name for row in rows for name in row))


def _cell(value: Any) -> str | None:
    if isinstance(value, bool):
        return "true" if value else "false"
    return None if value is None else str(value)


def run_local(source: Path, out: Path, **options: Any) -> Ended:
    """Run with parts of a few rows, so that there are several."""
    return run(Job(setting(), source, out, **{"part_rows": 9, "threads": 2, **options}))


def results(folder: Path, entity: str) -> list[Row]:
    """The rows of a file of results, Parquet or CSV."""
    path = folder / f"{entity}.parquet"
    if path.exists():
        found: list[Row] = pq.read_table(path).to_pylist()
        return found
    from doudi.registers.portion import result_schema

    types = pyarrow.csv.ConvertOptions(
        column_types=result_schema(setting().policy, entity), strings_can_be_null=True, quoted_strings_can_be_null=False
    )
    rows: list[Row] = pyarrow.csv.read_csv(folder / f"{entity}.csv", convert_options=types).to_pylist()
    return rows


def rejects(folder: Path) -> list[Row]:
    """The rows of `rejects.csv`."""
    with (folder / "rejects.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def files(folder: Path) -> dict[str, bytes]:
    """Every file in a folder of results."""
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}
