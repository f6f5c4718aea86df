"""Reads `vocabulary.yaml`, the contract of names: what a policy may ask about and what policies share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources

import yaml

ENTITIES = ("person", "household")

AGENCIES = {
    "civil_affairs": "民政部门",
    "education": "教育部门",
    "human_resources": "人力资源社会保障部门",
    "medical_security": "医疗保障部门",
    "health": "卫生健康部门",
    "housing": "住房城乡建设部门",
    "finance": "财政部门",
    "disabled_federation": "残联",
    "trade_union": "工会",
    "women_federation": "妇联",
    "emergency": "应急管理部门",
    "justice": "司法行政部门",
    "police": "公安机关",
    "rural_revitalisation": "乡村振兴部门",
    "taxation": "税务部门",
    "agriculture": "农业农村部门",
    "youth_league": "共青团",
    "commerce_federation": "工商联",
    "red_cross": "红十字会",
    "charity": "慈善组织",
    "township": "乡镇人民政府（街道办事处）",
}


@dataclass(frozen=True, slots=True)
class Term:
    """A named fact, result or parameter. `type` is `money`, `number`, `boolean`, `date`, `text` or a code list."""

    name: str
    entity: str
    type: str
    unit: str | None
    label: str


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """All shared terms. Facts are keyed by (entity, name), since a person and a household both have an `id`."""

    units: Mapping[str, str]
    codes: Mapping[str, Mapping[str, str]]
    facts: Mapping[tuple[str, str], Term]
    results: Mapping[str, Term]
    parameters: Mapping[str, Term]


@cache
def load() -> Vocabulary:
    """The vocabulary that this version of Doudi ships."""
    text = resources.files(__package__).joinpath("vocabulary.yaml").read_text(encoding="utf-8")
    # BaseLoader: every scalar stays text, so that no code is ever read as a number or a truth value.
    data = yaml.load(text, Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader))
    facts = {
        (entity, name): _term(name, entity, spec) for entity in ENTITIES for name, spec in data["facts"][entity].items()
    }
    results = {name: _term(name, entity, spec) for entity in ENTITIES for name, spec in data["results"][entity].items()}
    parameters = {
        name: _term(name, "", {"type": _number_type(spec), **spec}) for name, spec in data["parameters"].items()
    }
    return Vocabulary(data["units"], data["codes"], facts, results, parameters)


def _term(name: str, entity: str, spec: Mapping[str, str]) -> Term:
    return Term(name, entity, spec["type"], spec.get("unit"), spec.get("label", name))


def _number_type(spec: Mapping[str, str]) -> str:
    return "money" if spec["unit"].startswith("yuan") else "number"
