"""A run on Spark says the same as a run on this machine, to the byte."""

from __future__ import annotations

import importlib.util
import os
import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from registering import as_csv, files, households, rows_of, run_local, typed, write_register

from doudi.registers import spark

pytestmark = pytest.mark.skipif(
    os.environ.get("DOUDI_SKIP") != "never" and not (importlib.util.find_spec("pyspark") and shutil.which("java")),
    reason="Java or PySpark is missing: pip install 'doudi[spark]'",
)


@pytest.fixture(scope="module")
def session() -> Any:
    """One session of Spark in local mode for all tests."""
    found = spark._session(1)
    yield found
    found.stop()


@pytest.mark.parametrize("kind", ["typed", "csv"])
def test_spark_gives_the_same_bytes_as_this_machine(tmp_path: Path, session: Any, kind: str) -> None:
    top, people = rows_of(households(21, 20))
    for row in random.Random(1).sample(people, 3):
        row["id_number"] = "123"
    top.append(dict(top[4]))
    random.Random(2).shuffle(people)
    random.Random(3).shuffle(top)
    source = write_register(tmp_path / "in", top, people, typed if kind == "typed" else as_csv)
    run_local(source, tmp_path / "local", part_rows=30)
    run_local(source, tmp_path / "spark", part_rows=30, engine="spark", spark=session)
    assert files(tmp_path / "local") == files(tmp_path / "spark")
    assert len((tmp_path / "spark" / "rejects.csv").read_text("utf-8").splitlines()) > 4
