"""Rule set W in Polars and in DuckDB, over tables in memory and floating point."""

from __future__ import annotations

from typing import Any

import duckdb
import numpy as np
import polars as pl
import pyarrow as pa
from polars import col, when

from benchmarks import measure, population, reference

_PERSON = ("household", *population.PERSON)


def _checked(monthly: Any, once: Any, arrays: population.Arrays) -> dict[str, int]:
    wanted = reference.results(arrays)
    return {
        "monthly": reference.fen_off(monthly, wanted["monthly"]),
        "one_off": reference.fen_off(once, wanted["one_off"]),
    }


def polars_batch(people: int = 1_000_000, times: int = 5) -> dict[str, Any]:
    """Group by household, join back, group again."""
    arrays = population.load(people)
    person = pl.DataFrame({name: arrays[name] for name in _PERSON})
    home = pl.DataFrame({"household": np.arange(len(arrays["proper"])), **{n: arrays[n] for n in ("proper", "cause")}})

    def run() -> tuple[pl.DataFrame, pl.DataFrame]:
        heads = _heads(person.lazy(), home.lazy())
        every = _persons(person.lazy(), heads).collect()
        return every, _totals(heads, every.lazy()).sort("household").collect()

    _, totals = run()
    found = _checked(totals["monthly"].to_numpy(), totals["one_off"].to_numpy(), arrays)
    seconds = measure.seconds(run, times)
    return {"batch_s": seconds, "people": people, "peak_bytes": measure.peak(), "differences": found}


def _heads(person: pl.LazyFrame, home: pl.LazyFrame) -> pl.LazyFrame:
    """The results of households on which those of persons rest."""
    heads = person.group_by("household").agg(pl.len().alias("size"), col("income").sum())
    heads = heads.join(home, on="household").with_columns(per_capita=col("income") / col("size"))
    return heads.with_columns(
        dibao=col("proper") & (col("per_capita") < 550),
        low=col("proper") & (col("per_capita") >= 550) & (col("per_capita") < 825),
    )


def _persons(person: pl.LazyFrame, heads: pl.LazyFrame) -> pl.LazyFrame:
    """The results of persons."""
    of_head = person.join(heads.select("household", "per_capita", "dibao", "low"), on="household")
    grade, kind, full = col("grade"), col("kind"), col("severe") | col("ill")
    known = of_head.with_columns(severe=grade.is_in([1, 2]) | ((grade == 3) & kind.is_in([1, 2])))
    known = known.with_columns(single=col("low") & full).with_columns(dibao_person=col("dibao") | col("single"))
    gap = pl.max_horizontal((550 - col("per_capita")).round(2), pl.lit(400.0))
    group = when(col("tekun") | col("orphan")).then(3).when(col("dibao_person")).then(2).when(col("low")).then(1)
    known = known.with_columns(
        amount=when(col("dibao_person")).then(when(full).then(550.0).otherwise(gap)).otherwise(0.0),
        medical_class=group.otherwise(0),
        living=when((grade > 0) & col("dibao_person")).then(120.0).otherwise(0.0),
        care=when(col("severe")).then(120.0).otherwise(0.0),
    )
    cost, group = col("cost"), col("medical_class")
    dibao = ((cost - 4000).clip(lower_bound=0) * 0.7).clip(upper_bound=50000)
    low = ((cost - 10000).clip(lower_bound=0) * 0.5).clip(upper_bound=30000)
    medical = when(group == 3).then(cost).when(group == 2).then(dibao).when(group == 1).then(low).otherwise(0.0)
    return known.with_columns(medical=medical)


def _totals(heads: pl.LazyFrame, every: pl.LazyFrame) -> pl.LazyFrame:
    """The results of households that rest on those of persons."""
    sums = every.group_by("household").agg(col(name).sum() for name in ("amount", "living", "care", "medical"))
    aid = col("cause").replace_strict({0: 0.0, 1: 4000.0, 2: 3000.0, 3: 2500.0, 4: 2000.0})
    return heads.join(sums, on="household").with_columns(
        dibao_pay=col("amount"), monthly=col("amount") + col("living") + col("care"), one_off=aid + col("medical")
    )


_DUCKDB = """
create or replace temp table heads as
  with g as (select household, count(*)::int size, sum(income) income, sum(income) / count(*) per_capita
             from person group by household)
  select g.*, proper, cause, proper and per_capita < 550 dibao, proper and per_capita >= 550 and per_capita < 825 low
  from g join home using (household);
create or replace temp table people as
  with a as (select p.*, per_capita, dibao, low,
                    grade in (1, 2) or (grade = 3 and kind in (1, 2)) severe
             from person p join heads using (household)),
       b as (select *, low and (severe or ill) single, dibao or (low and (severe or ill)) dibao_person from a),
       c as (select *, case when tekun or orphan then 3 when dibao_person then 2 when low then 1 else 0 end medical_class
             from b)
  select household, severe, single, dibao_person, medical_class,
         case when not dibao_person then 0 when severe or ill then 550
              else greatest(round(550 - per_capita, 2), 400) end::double amount,
         case medical_class when 3 then cost when 2 then least(greatest(cost - 4000, 0) * 0.7::double, 50000)
              when 1 then least(greatest(cost - 10000, 0) * 0.5::double, 30000) else 0 end::double medical,
         case when grade > 0 and dibao_person then 120 else 0 end::double living,
         case when severe then 120 else 0 end::double care
  from c;
create or replace temp table totals as
  with s as (select household, sum(amount) pay, sum(living) living, sum(care) care, sum(medical) medical
             from people group by household)
  select h.*, s.pay dibao_pay, s.pay + s.living + s.care monthly,
         case cause when 1 then 4000 when 2 then 3000 when 3 then 2500 when 4 then 2000 else 0 end::double aid,
         aid + s.medical one_off
  from heads h join s using (household)
"""


def duckdb_batch(people: int = 1_000_000, times: int = 5) -> dict[str, Any]:
    """Three statements, the results fetched as Arrow tables."""
    arrays = population.load(people)
    base = duckdb.connect()
    person = pa.table({name: arrays[name] for name in _PERSON})
    home = pa.table({"household": np.arange(len(arrays["proper"])), **{n: arrays[n] for n in ("proper", "cause")}})
    base.register("given_person", person)
    base.register("given_home", home)
    base.execute("create table person as from given_person; create table home as from given_home")

    def run() -> Any:
        base.execute(_DUCKDB)
        return base.sql("from people").to_arrow_table(), base.sql("from totals order by household").to_arrow_table()

    _, totals = run()
    found = _checked(totals["monthly"].to_numpy(), totals["one_off"].to_numpy(), arrays)
    seconds = measure.seconds(run, times)
    return {"batch_s": seconds, "people": people, "peak_bytes": measure.peak(), "differences": found}


MEASURES = {"polars": polars_batch, "duckdb": duckdb_batch}
