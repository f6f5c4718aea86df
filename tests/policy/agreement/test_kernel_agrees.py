"""The loop over columns, plain and compiled, means what the interpreter says, and no integer leaves 64 bits."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction

import guarded
from agreeing import check_columns, columns_of, meaning
from random_programs import RandomPolicy, random_household, seeded

from doudi.policy.generating.specialise import specialise
from doudi.policy.meaning.household import Household
from doudi.policy.meaning.setting import Setting
from doudi.policy.running.batch import BatchFunction, Columns

Made = tuple[Setting, BatchFunction, list[Household]]


def _made(seeds: Sequence[int], rules: int, households: int) -> Iterator[Made]:
    """Policies with households whose results fit in columns."""
    for seed in seeds:
        choose = seeded(seed)
        setting = RandomPolicy(choose, rules).setting()
        drawn = [random_household(choose) for _ in range(households)]
        yield setting, BatchFunction(specialise(setting)), [h for h in drawn if _fits(setting, h)]


def _fits(setting: Setting, household: Household) -> bool:
    values = [value for value in meaning(setting, household).values() if isinstance(value, Fraction)]
    return all(abs(value) < Fraction(2**63, 10_000) - 1 for value in values)


def test_the_plain_loop_and_the_interpreter_agree() -> None:
    for setting, batch, households in _made(range(120), 4, 3):
        check_columns(batch, setting, households, batch.run(columns_of(batch, households)))


def test_the_kernels_loop_and_the_interpreter_agree_within_64_bits() -> None:
    for setting, batch, households in _made(range(120), 4, 3):
        facts = columns_of(batch, households)
        check_columns(batch, setting, households, _whole(batch, facts, guarded.run(batch, facts)))


def test_the_compiled_kernel_and_the_interpreter_agree() -> None:
    for setting, batch, households in _made(range(1_000, 1_020), 2, 20):
        check_columns(batch, setting, households, batch.run(columns_of(batch, households), few=0))


def _whole(batch: BatchFunction, facts: Columns, made: Columns) -> Columns:
    """The kernel's results, with those that it leaves to the plain loop."""
    plain = batch.run(facts)
    return Columns(facts.starts, {**plain.household, **made.household}, {**plain.person, **made.person})
