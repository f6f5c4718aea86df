"""The empty form of a policy: every fact that its rules ask about, with its meaning, and the JSON Schema of the facts."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from doudi.policy.definitions.model import Policy
from doudi.policy.definitions.nodes import Expr, FactRef, walk
from doudi.policy.definitions.types import Type
from doudi.policy.inputs.facts import IGNORED_KEYS, MOST_ID, MOST_MEMBERS, known_facts
from doudi.vocabulary import load
from doudi.vocabulary.fact_value import MOST_TEXT

SCHEMA_DIALECT = "https://json-schema.org/draft/2020-12/schema"
_KINDS = {
    "money": ("金额，元，最多两位小数", "money in yuan, two decimals at most"),
    "number": ("数字，最多两位小数", "a number, two decimals at most"),
    "boolean": ("true 或 false", "true or false"),
    "date": ("日期，如 2021-09-27", "a date such as 2021-09-27"),
    "text": ("文字", "text"),
}


def empty_form(policy: Policy, lang: str = "zh") -> dict[str, Any]:
    """A household of one member, all of whose facts are unknown (null), with `$meaning` to read while filling it in.

    `doudi decide` takes it as it is.
    """
    asked = asked_facts(policy)
    meaning = {
        entity: {name: _meaning(*known_facts(policy)[entity][name], policy, lang) for name in asked[entity]}
        for entity in ("household", "person")
    }
    given = ("；用 --set {}=… 或 --place 给出", "; give it with --set {}=… or --place")[lang != "zh"]
    meaning["parameters"] = {
        parameter.name: _meaning(parameter.type, parameter.label, policy, lang) + given.format(parameter.name)
        for parameter in policy.parameters.values()
        if not parameter.values.values
    }
    return {
        "$meaning": meaning,
        "id": "H1",
        **dict.fromkeys(asked["household"]),
        "members": [{"id": "P1", **dict.fromkeys(asked["person"])}],
    }


def asked_facts(policy: Policy) -> dict[str, list[str]]:
    """The facts by entity that the policy's rules, tables, benefits and processes rest on, and its own, in the
    vocabulary's order."""
    used = {
        (node.entity, node.name) for expr in _expressions(policy) for node in walk(expr) if isinstance(node, FactRef)
    }
    used |= {key for key, fact in policy.facts.items() if fact.own}
    known = known_facts(policy)
    return {entity: [name for name in known[entity] if (entity, name) in used] for entity in ("household", "person")}


def json_schema(policy: Policy, lang: str = "zh") -> dict[str, Any]:
    """The JSON Schema (2020-12) of what `doudi decide` reads: one household or a list of them.

    It says all but what a schema cannot: ids that differ, real dates, ID numbers and what they say of their holder.
    """
    codes = {**load().codes, **policy.codes}
    known = known_facts(policy)
    facts = {
        entity: {name: _schema(type, label, codes, lang) for name, (type, label) in known[entity].items()}
        for entity in known
    }
    facts["person"]["id_number"]["pattern"] = "^[0-9]{17}[0-9Xx]$"
    identifier = {"type": ["string", "null"], "minLength": 1, "maxLength": MOST_ID, "pattern": r"\S"}
    household = {
        "type": "object",
        "properties": {
            **dict.fromkeys(IGNORED_KEYS, True),
            "id": identifier,
            **facts["household"],
            "members": {"type": "array", "items": {"$ref": "#/$defs/person"}, "minItems": 1, "maxItems": MOST_MEMBERS},
        },
        "required": ["members"],
        "additionalProperties": False,
    }
    person = {"type": "object", "properties": {"id": identifier, **facts["person"]}, "additionalProperties": False}
    return {
        "$schema": SCHEMA_DIALECT,
        "title": policy.front.title,
        "description": policy.name,
        "oneOf": [{"$ref": "#/$defs/household"}, {"type": "array", "items": {"$ref": "#/$defs/household"}}],
        "$defs": {"household": household, "person": person},
    }


def _expressions(policy: Policy) -> Iterator[Expr]:
    for rule in policy.rules.values():
        yield rule.expr
    for table in policy.tables.values():
        yield from table.by
    for process in policy.processes.values():
        yield from _present([process.when])
        for step in process.steps.values():
            yield from _present(branch.when for branch in step.next)


def _present(expressions: Iterable[Expr | None]) -> Iterator[Expr]:
    return (expr for expr in expressions if expr is not None)


def _meaning(type: Type, label: str, policy: Policy, lang: str) -> str:
    """`工资性收入：金额，元/月` or `户口性质：urban 城镇、rural 农村`."""
    colon = "：" if lang == "zh" else ": "
    if type.kind == "code":
        return label + colon + "、".join(f"{key} {word}" for key, word in policy.codes[type.codes or ""].items())
    words = _KINDS[type.declared][0 if lang == "zh" else 1]
    unit = load().units.get(type.unit or "", "") if lang == "zh" else type.unit or ""
    return label + colon + words + (f"（{unit}）" if unit and lang == "zh" else f" ({unit})" if unit else "")


def _schema(type: Type, label: str, codes: Mapping[str, Mapping[str, str]], lang: str) -> dict[str, Any]:
    head = {"title": label}
    if type.is_money:
        amount = {"type": "number", "minimum": 0, "maximum": type.most, "multipleOf": 0.01}
        # Up to 100,000,000 with two decimals at most, in 15 digits before the point.
        text = {
            "type": "string",
            "pattern": r"^(?=[0-9]{1,15}(\.|$))0*(100000000(\.0{1,2})?|[0-9]{1,8}(\.[0-9]{1,2})?)$",
        }
        return {**head, "description": _KINDS["money"][lang == "en"], "anyOf": [amount, text, {"type": "null"}]}
    if type.is_number:
        return {**head, "type": ["number", "null"], "minimum": 0, "maximum": type.most, "multipleOf": 0.01}
    if type.kind == "boolean":
        return {**head, "type": ["boolean", "null"]}
    if type.kind == "date":
        return {
            **head,
            "type": ["string", "null"],
            "format": "date",
            "pattern": r"^(19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}$",
        }
    if type.kind == "code":
        options = codes[type.codes or ""]
        described = "、".join(f"{key} {word}" for key, word in options.items())
        return {**head, "description": described, "enum": [*options, None]}
    return {**head, "type": ["string", "null"], "maxLength": MOST_TEXT}
