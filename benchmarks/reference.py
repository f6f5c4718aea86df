"""Rule set W in whole fen with NumPy: what every engine is checked against."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from benchmarks.population import Arrays, fen

Integers = npt.NDArray[np.int64]
D, FLOOR, LIVING, CARE = 550_00, 400_00, 120_00, 120_00
AID = np.array([0, 4000_00, 3000_00, 2500_00, 2000_00])
PERSON = ("severe", "single", "dibao_person", "amount", "medical_class", "medical", "living", "care")
HOUSEHOLD = ("size", "income", "per_capita", "dibao", "low", "dibao_pay", "aid", "monthly", "one_off")


def results(arrays: Arrays) -> Arrays:
    """All seventeen results: amounts in fen, truth as bool, the medical class as 0 outside, 1 low, 2 dibao, 3 full."""
    home, proper = arrays["household"], arrays["proper"]
    count = len(proper)

    def total(values: npt.NDArray[np.generic]) -> Integers:
        return np.bincount(home, weights=values, minlength=count).astype(np.int64)  # exact below 2 ** 53

    size, income = np.bincount(home, minlength=count), total(fen(arrays["income"]))
    dibao = proper & (income < D * size)
    low = proper & (income >= D * size) & (2 * income < 3 * D * size)
    grade, kind = arrays["grade"], arrays["kind"]
    severe = (grade == 1) | (grade == 2) | (grade == 3) & ((kind == 1) | (kind == 2))
    full = severe | arrays["ill"]
    single = low[home] & full
    dibao_person = dibao[home] | single
    gap = _rounded(D * size - income, size)
    amount = np.where(dibao_person, np.where(full, D, np.maximum(gap[home], FLOOR)), 0)
    medical_class = np.where(
        arrays["tekun"] | arrays["orphan"], 3, np.where(dibao_person, 2, low[home].astype(np.int64))
    )
    medical = _medical(fen(arrays["cost"]), medical_class)
    living = np.where((grade > 0) & dibao_person, LIVING, 0)
    care = np.where(severe, CARE, 0)
    dibao_pay, aid = total(amount), AID[arrays["cause"]]
    return {
        "size": size,
        "income": income,
        "per_capita": _rounded(income, size),
        "dibao": dibao,
        "low": low,
        "severe": severe,
        "single": single,
        "dibao_person": dibao_person,
        "amount": amount,
        "medical_class": medical_class,
        "medical": medical,
        "living": living,
        "care": care,
        "dibao_pay": dibao_pay,
        "aid": aid,
        "monthly": dibao_pay + total(living) + total(care),
        "one_off": aid + total(medical),
    }


def _rounded(top: Integers, bottom: Integers) -> Integers:
    """The quotient to the nearest whole, halves away from zero."""
    size = (2 * np.abs(top) + bottom) // (2 * bottom)
    return np.where(top < 0, -size, size)


def _medical(cost: Integers, medical_class: Integers) -> Integers:
    over_dibao, over_low = np.maximum(cost - 4000_00, 0), np.maximum(cost - 10000_00, 0)
    dibao, low = np.minimum((7 * over_dibao + 5) // 10, 50000_00), np.minimum((over_low + 1) // 2, 30000_00)
    return np.select([medical_class == 3, medical_class == 2, medical_class == 1], [cost, dibao, low], 0)


def differences(found: Arrays, wanted: Arrays) -> dict[str, int]:
    """How many rows differ, by result, where any do. `found` has amounts in fen."""
    counts = {name: int((np.asarray(found[name]) != wanted[name]).sum()) for name in found}
    return {name: count for name, count in counts.items() if count}


def fen_off(found: npt.ArrayLike, wanted: Integers) -> int:
    """In how many rows yuan in floating point are half a fen or more away from the fen."""
    return int((np.abs(np.asarray(found, np.float64) * 100 - wanted) >= 0.5).sum())
