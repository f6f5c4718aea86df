"""Rule set W written by hand as one Numba loop over fen, unknown carried: what the memory of the machine allows."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np

from benchmarks import measure, population, reference

MISSING = np.int64(-(2**63))
NO, YES, MAYBE = np.int8(0), np.int8(1), np.int8(2)


@nb.njit(inline="always")
def both(a, b):  # type: ignore[no-untyped-def]
    """`and` of three values."""
    if a == NO or b == NO:
        return NO
    return MAYBE if a == MAYBE or b == MAYBE else YES


@nb.njit(inline="always")
def either(a, b):  # type: ignore[no-untyped-def]
    """`or` of three values."""
    if a == YES or b == YES:
        return YES
    return MAYBE if a == MAYBE or b == MAYBE else NO


@nb.njit(parallel=True, cache=True)
def loop(  # type: ignore[no-untyped-def]
    starts, income, grade, kind, ill, tekun, orphan, cost, proper, cause, p, aid,
    size, total_out, head_out, pay_out, aid_out, monthly_out, once_out, dibao_out, low_out,
    amount_out, medical_out, living_out, care_out, severe_out, single_out, person_out, class_out,
):  # fmt: skip
    """`p`: standard, floor, living, care, then deductible, share of ten, cap of the two classes. Results by row."""
    standard, floor = p[0], p[1]
    for h in nb.prange(len(proper)):
        first, last = starts[h], starts[h + 1]
        n = last - first
        total, sure = np.int64(0), True
        for i in range(first, last):
            if income[i] == MISSING:
                sure = False
            else:
                total += income[i]
        size[h] = n
        if sure:
            total_out[h] = total
            head_out[h] = (2 * total + n) // (2 * n)
            dibao = both(proper[h], YES if total < standard * n else NO)
            low = both(proper[h], YES if total >= standard * n and 2 * total < 3 * standard * n else NO)
        else:
            total_out[h] = MISSING
            head_out[h] = MISSING
            dibao = low = both(proper[h], MAYBE)
        dibao_out[h], low_out[h] = dibao, low
        pay, lives, cares, heals = np.int64(0), np.int64(0), np.int64(0), np.int64(0)
        pay_sure, lives_sure, cares_sure, heals_sure = True, True, True, True
        for i in range(first, last):
            g = grade[i]
            severe = NO
            if g < 0:
                severe = MAYBE
            elif g == 1 or g == 2:
                severe = YES
            elif g == 3:
                severe = MAYBE if kind[i] < 0 else YES if kind[i] == 1 or kind[i] == 2 else NO
            full = either(severe, ill[i])
            single = both(low, full)
            person = either(dibao, single)
            amount = np.int64(0)
            if person == MAYBE:
                amount = MISSING
            elif person == YES:
                if full == YES:
                    amount = standard
                elif full == MAYBE or not sure:
                    amount = MISSING
                else:
                    gap = (2 * (standard * n - total) + n) // (2 * n)
                    amount = gap if gap > floor else floor
            outright = either(tekun[i], orphan[i])
            if outright == YES:
                group = np.int8(3)
            elif outright == MAYBE or person == MAYBE:
                group = np.int8(-1)
            elif person == YES:
                group = np.int8(2)
            else:
                group = np.int8(-1) if low == MAYBE else low
            bill, medical = cost[i], np.int64(0)
            if group < 0 or (group > 0 and bill == MISSING):
                medical = MISSING
            elif group == 3:
                medical = bill
            elif group > 0:
                at = 4 if group == 2 else 7
                over = bill - p[at]
                if over > 0:
                    medical = (2 * over * p[at + 1] + 10) // 20
                    if medical > p[at + 2]:
                        medical = p[at + 2]
            disabled = MAYBE if g < 0 else YES if g > 0 else NO
            lives_here = both(disabled, person)
            living = MISSING if lives_here == MAYBE else p[2] if lives_here == YES else np.int64(0)
            care = MISSING if severe == MAYBE else p[3] if severe == YES else np.int64(0)
            severe_out[i], single_out[i], person_out[i], class_out[i] = severe, single, person, group
            amount_out[i], medical_out[i], living_out[i], care_out[i] = amount, medical, living, care
            if amount == MISSING:
                pay_sure = False
            else:
                pay += amount
            if living == MISSING:
                lives_sure = False
            else:
                lives += living
            if care == MISSING:
                cares_sure = False
            else:
                cares += care
            if medical == MISSING:
                heals_sure = False
            else:
                heals += medical
        pay_out[h] = pay if pay_sure else MISSING
        aid_out[h] = aid[cause[h]]
        monthly_out[h] = pay + lives + cares if pay_sure and lives_sure and cares_sure else MISSING
        once_out[h] = aid[cause[h]] + heals if heals_sure else MISSING


def run(arrays: population.Arrays, columns: list[Any]) -> tuple[Any, ...]:
    """From the persons' household numbers and columns to all results."""
    people, count = len(arrays["household"]), len(arrays["proper"])
    starts = np.zeros(count + 1, np.int64)
    np.cumsum(np.bincount(arrays["household"], minlength=count), out=starts[1:])
    hh = tuple(np.empty(count, np.int64) for _ in range(7))
    truth = tuple(np.empty(count, np.int8) for _ in range(2))
    pp = tuple(np.empty(people, np.int64) for _ in range(4))
    pt = tuple(np.empty(people, np.int8) for _ in range(4))
    p = np.array([55000, 40000, 12000, 12000, 400000, 7, 5000000, 1000000, 5, 3000000])
    loop(starts, *columns, p, reference.AID, *hh, *truth, *pp, *pt)
    return hh, truth, pp, pt


def batch(people: int = 1_000_000, times: int = 7) -> dict[str, Any]:
    """Columns in, columns out."""
    arrays = population.load(people)
    flags = {name: arrays[name].astype(np.int8) for name in ("ill", "tekun", "orphan", "proper")}
    income, cost = population.fen(arrays["income"]), population.fen(arrays["cost"])
    columns = [income, arrays["grade"], arrays["kind"], flags["ill"], flags["tekun"], flags["orphan"], cost]
    columns += [flags["proper"], arrays["cause"]]
    found = _named(run(arrays, columns))
    return {
        "batch_s": measure.seconds(lambda: run(arrays, columns), times),
        "people": people,
        "peak_bytes": measure.peak(),
        "differences": reference.differences(found, reference.results(arrays)),
    }


def _named(results: tuple[Any, ...]) -> population.Arrays:
    hh, truth, pp, pt = results
    names = [("size", "income", "per_capita", "dibao_pay", "aid", "monthly", "one_off"), ("dibao", "low")]
    names += [("amount", "medical", "living", "care"), ("severe", "single", "dibao_person", "medical_class")]
    parts = zip(names, (hh, truth, pp, pt), strict=True)
    return {name: values for words, arrays in parts for name, values in zip(words, arrays, strict=True)}


MEASURES = {"batch": batch}
