"""Rule set W written by hand in plain Python over floats, with nothing checked and nothing unknown."""

from __future__ import annotations

from typing import Any

from benchmarks import measure, population

AID = {"none": 0.0, "fire": 4000.0, "accident": 3000.0, "illness": 2500.0, "other": 2000.0}


def decide(record: dict[str, Any]) -> dict[str, Any]:
    """A record to its results."""
    members, proper = record["members"], record["proper"]
    size = len(members)
    income = sum(member["income"] for member in members)
    head = income / size
    dibao, low = proper and head < 550, proper and 550 <= head < 825
    people, pay, living, care, medical = [], 0.0, 0.0, 0.0, 0.0
    for member in members:
        grade = member["grade"]
        severe = grade in (1, 2) or (grade == 3 and member["kind"] in ("intellectual", "mental"))
        full = severe or member["ill"]
        single = low and full
        person = dibao or single
        amount = (550.0 if full else max(round(550 - head, 2), 400.0)) if person else 0.0
        group = 3 if member["tekun"] or member["orphan"] else 2 if person else 1 if low else 0
        healing = _medical(member["cost"], group)
        lives, cares = 120.0 if grade > 0 and person else 0.0, 120.0 if severe else 0.0
        pay, living, care, medical = pay + amount, living + lives, care + cares, medical + healing
        people.append(
            {
                "severe": severe,
                "single": single,
                "dibao_person": person,
                "amount": amount,
                "medical_class": group,
                "medical": healing,
                "living": lives,
                "care": cares,
            }
        )
    aid = AID[record["cause"]]
    totals = {"dibao_pay": pay, "aid": aid, "monthly": pay + living + care, "one_off": aid + medical}
    return {"size": size, "income": income, "per_capita": head, "dibao": dibao, "low": low, **totals, "members": people}


def _medical(cost: float, group: int) -> float:
    if group == 3:
        return cost
    if group == 2:
        return min(max(cost - 4000, 0) * 0.7, 50000.0)
    return min(max(cost - 10000, 0) * 0.5, 30000.0) if group == 1 else 0.0


def one() -> dict[str, Any]:
    """One household."""
    return {"one_us": measure.microseconds(decide, population.households(population.load(1_000_000), 400))}


MEASURES = {"one": one}
