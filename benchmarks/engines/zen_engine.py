"""Rule set W in zen (GoRules): a decision table for the dated amounts, and expression nodes."""

from __future__ import annotations

import json
from itertools import pairwise
from typing import Any

import numpy as np
import zen

from benchmarks import measure, population, reference


def _node(kind: str, name: str, content: dict[str, Any]) -> dict[str, Any]:
    common = {"inputField": None, "outputPath": None, "executionMode": "single"}
    return {"type": kind, "id": name, "name": name, "position": {"x": 0, "y": 0}, "content": {**common, **content}}


def _expressions(name: str, pairs: dict[str, str], passing: bool = True) -> dict[str, Any]:
    listed = [{"id": f"{name}-{key}", "key": key, "value": value} for key, value in pairs.items()]
    return _node("expressionNode", name, {"expressions": listed, "passThrough": passing})


def _amounts() -> dict[str, Any]:
    """The amounts by date, the latest first."""
    outputs = ["standard", "floor", "living", "care"]
    rows = [("2021-01-01", 550, 400, 120, 120), ("2020-01-01", 500, 300, 100, 100), ("2019-01-01", 450, 300, 100, 100)]
    content = {
        "hitPolicy": "first",
        "passThrough": True,
        "inputs": [{"id": "day", "name": "date", "field": "d(date)"}],
        "outputs": [{"id": name, "name": name, "field": name} for name in outputs],
        "rules": [
            {"_id": f"from {start}", "day": f"$ >= d('{start}')", **dict(zip(outputs, map(str, values), strict=True))}
            for start, *values in rows
        ],
    }
    return _node("decisionTableNode", "amounts", content)


SEVERE = "#.grade in [1, 2] or (#.grade == 3 and #.kind in ['intellectual', 'mental'])"
FULL = "(#.severe or #.ill)"
AMOUNT = f"#.dibao_person ? ({FULL} ? standard : max([round(standard - per_capita, 2), floor])) : 0"
GROUP = "(#.tekun or #.orphan) ? 3 : (#.dibao_person ? 2 : (low ? 1 : 0))"
MEDICAL = (
    "#.medical_class == 3 ? #.cost : (#.medical_class == 2 ? min([max([#.cost - 4000, 0]) * 0.7, 50000]) : "
    "(#.medical_class == 1 ? min([max([#.cost - 10000, 0]) * 0.5, 30000]) : 0))"
)
AID = "cause == 'fire' ? 4000 : (cause == 'accident' ? 3000 : (cause == 'illness' ? 2500 : (cause == 'other' ? 2000 : 0)))"


def _with(members: str, **fields: str) -> str:
    added = ", ".join(f"{name}: {text}" for name, text in fields.items())
    return f"map({members}, merge([#, {{{added}}}]))"


def graph() -> dict[str, Any]:
    """The decision."""
    household = {
        "size": "len(members)",
        "income": "sum(map(members, #.income))",
        "per_capita": "$.income / $.size",
        "dibao": "proper and $.per_capita < standard",
        "low": "proper and $.per_capita >= standard and $.per_capita < 1.5 * standard",
        "first": _with("members", severe=SEVERE),
    }
    persons = {
        "second": _with("first", single=f"low and {FULL}", dibao_person=f"dibao or (low and {FULL})"),
        "third": _with(
            "$.second",
            amount=AMOUNT,
            medical_class=GROUP,
            living="#.grade > 0 and #.dibao_person ? living : 0",
            care="#.severe ? care : 0",
        ),
        "people": _with("$.third", medical=MEDICAL),
    }
    kept = {name: name for name in ("size", "income", "per_capita", "dibao", "low", "people")}
    totals = {
        "dibao_pay": "sum(map(people, #.amount))",
        "aid": AID,
        "monthly": "$.dibao_pay + sum(map(people, #.living)) + sum(map(people, #.care))",
        "one_off": "$.aid + sum(map(people, #.medical))",
    }
    nodes = [
        {"type": "inputNode", "id": "in", "name": "in", "content": {"schema": ""}, "position": {"x": 0, "y": 0}},
        _amounts(),
        _expressions("household", household),
        _expressions("persons", persons),
        _expressions("out", kept | totals, passing=False),
    ]
    names = [node["id"] for node in nodes]
    edges = [{"id": f"{a}-{b}", "type": "edge", "sourceId": a, "targetId": b} for a, b in pairwise(names)]
    return {"contentType": "application/vnd.gorules.decision", "nodes": nodes, "edges": edges}


def _request(record: dict[str, Any]) -> dict[str, Any]:
    return {"date": population.DATE, **record}


def one() -> dict[str, Any]:
    """One household, and with the trace."""
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"W": graph()}}})
    engine.create_decision(json.dumps(graph())).validate()
    requests = [_request(record) for record in population.households(population.load(1_000_000), 400)]
    return {
        "one_us": measure.microseconds(lambda each: engine.evaluate("W", each), requests),
        "explained_us": measure.microseconds(lambda each: engine.evaluate("W", each, {"trace": True}), requests),
    }


def batch(people: int = 100_000) -> dict[str, Any]:
    """Household by household."""
    engine = zen.ZenEngine({"loader": {"type": "static", "content": {"W": graph()}}})
    arrays = population.load(people)
    begin = population.starts(arrays).tolist()
    records = [population.record(arrays, h, begin[h], begin[h + 1]) for h in range(len(begin) - 1)]
    requests = [_request(record) for record in records]
    found = [engine.evaluate("W", each)["result"] for each in requests]
    wanted = reference.results(arrays)
    off = {name: reference.fen_off([each[name] for each in found], wanted[name]) for name in ("monthly", "one_off")}
    seconds = measure.seconds(lambda: [engine.evaluate("W", each)["result"] for each in requests], 1)
    same = int((np.array([each["dibao"] for each in found]) != wanted["dibao"]).sum())
    return {"batch_s": seconds, "people": people, "peak_bytes": measure.peak(), "differences": {**off, "dibao": same}}


MEASURES = {"one": one, "batch": batch}
