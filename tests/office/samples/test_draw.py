"""The draw: as many as the share asks for, everybody who must be in, the same again by the same seed."""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.cases.samples.draw import Ticket, code, draw

SHARES = st.fractions(0, 1, max_denominator=100)
SEEDS = st.text("0123456789abcdef", min_size=8, max_size=8)


@st.composite
def batches(draw_: st.DrawFn) -> list[Ticket]:
    rows = draw_(st.lists(st.tuples(st.integers(1, 6), st.integers(0, 9).map(lambda n: n == 0)), max_size=60))
    return [Ticket(f"990101-2026-{n:06}", f"990101{town:03}000", always) for n, (town, always) in enumerate(rows)]


def others(batch: list[Ticket]) -> list[Ticket]:
    return [ticket for ticket in batch if not ticket.always]


@settings(max_examples=150, deadline=None)
@given(batches(), SHARES, SEEDS)
def test_it_takes_the_share_rounded_up_and_at_least_one(batch: list[Ticket], share: Fraction, seed: str) -> None:
    always = len(batch) - len(others(batch))
    wanted = always + math.ceil(share * len(others(batch)))
    assert len(draw(batch, share, seed)) == (max(wanted, 1) if batch else 0)
    assert len(draw(batch, share, seed)) >= share * len(batch)


@settings(max_examples=100, deadline=None)
@given(batches(), SHARES, SEEDS)
def test_who_must_be_visited_is_always_in(batch: list[Ticket], share: Fraction, seed: str) -> None:
    assert {ticket.case for ticket in batch if ticket.always} <= draw(batch, share, seed)
    assert draw(batch, share, seed) <= {ticket.case for ticket in batch}


@settings(max_examples=100, deadline=None)
@given(batches(), SHARES, SEEDS, st.randoms(use_true_random=False))
def test_the_order_of_the_cases_means_nothing(batch: list[Ticket], share: Fraction, seed: str, random) -> None:
    first = draw(batch, share, seed)
    random.shuffle(batch)
    assert draw(batch, share, seed) == first


@settings(max_examples=100, deadline=None)
@given(batches(), SHARES, SEEDS)
def test_every_township_has_its_part_to_within_one(batch: list[Ticket], share: Fraction, seed: str) -> None:
    rest = others(batch)
    drawn = draw(rest, share, seed)
    sizes = Counter(ticket.township for ticket in rest)
    taken = Counter(ticket.township for ticket in rest if ticket.case in drawn)
    for township, size in sizes.items():
        assert abs(taken[township] - Fraction(size * len(drawn), len(rest))) < 1


@settings(max_examples=50, deadline=None)
@given(batches(), SEEDS)
def test_a_case_more_that_is_always_visited_takes_nobodys_place(batch: list[Ticket], seed: str) -> None:
    related = Ticket("990101-2026-999999", "990101001000", always=True)
    with_more = draw([*batch, related], Fraction(3, 10), seed)
    if others(batch) and any(ticket.always for ticket in batch):
        assert with_more - {related.case} == draw(batch, Fraction(3, 10), seed)
    assert related.case in with_more


def test_the_draw_can_be_done_by_hand() -> None:
    batch = [Ticket(f"990101-2026-{n:06}", "990101001000") for n in range(10)]
    by_hand = sorted(batch, key=lambda t: hashlib.sha256(f"5eed:{t.case}".encode()).hexdigest())[:3]
    assert draw(batch, Fraction(3, 10), "5eed") == {ticket.case for ticket in by_hand}
    assert code("5eed", batch[0].case) == hashlib.sha256(f"5eed:{batch[0].case}".encode()).hexdigest()


@pytest.mark.parametrize("seed", [f"seed{n}" for n in range(12)])
def test_what_is_left_over_goes_to_the_townships_with_the_larger_remainders(seed: str) -> None:
    sizes = {"990101001000": 4, "990101002000": 6, "990101003000": 10}  # of a quarter: 1, 1.5 and 2.5
    batch = [Ticket(f"{town}-{n}", town) for town, size in sizes.items() for n in range(size)]
    taken = Counter(case.partition("-")[0] for case in draw(batch, Fraction(1, 4), seed))
    assert taken["990101001000"] == 1 and sorted(taken.values()) in ([1, 1, 3], [1, 2, 2])
    del sizes["990101003000"]  # ten cases, three drawn: 1.2 and 1.8
    batch = [Ticket(f"{town}-{n}", town) for town, size in sizes.items() for n in range(size)]
    assert Counter(case[:12] for case in draw(batch, Fraction(1, 4), seed)) == {"990101001000": 1, "990101002000": 2}


def test_another_seed_draws_others() -> None:
    batch = [Ticket(f"990101-2026-{n:06}", "990101001000") for n in range(40)]
    assert len({draw(batch, Fraction(3, 10), f"seed{n}") for n in range(10)}) > 1


def test_each_case_has_the_same_chance() -> None:
    batch = [Ticket(f"990101-2026-{n:06}", f"99010100{n % 3}000") for n in range(9)]
    times = Counter(case for n in range(2000) for case in draw(batch, Fraction(1, 3), f"seed{n}"))
    assert all(560 < times[ticket.case] < 780 for ticket in batch)  # 667 expected, 21 one standard deviation


def test_one_case_alone_is_drawn_whatever_the_share() -> None:
    batch = [Ticket("990101-2026-000001", "990101001000")]
    assert draw(batch, Fraction(1, 100), "a") == draw(batch, Fraction(0), "a") == {"990101-2026-000001"}


@pytest.mark.parametrize("share", [Fraction(-1, 10), Fraction(11, 10)])
def test_a_share_beyond_all_is_no_share(share: Fraction) -> None:
    with pytest.raises(ValueError, match="a share of"):
        draw([], share, "a")
