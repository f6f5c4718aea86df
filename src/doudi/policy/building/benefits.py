"""Makes the benefits of a policy: what is given, to whom, by which agency."""

from __future__ import annotations

from doudi.policy.building.rules import Expressions
from doudi.policy.definitions.model import Benefit, Rule
from doudi.policy.messages.nearest import Near
from doudi.policy.messages.problems import Broken, Problems
from doudi.policy.reading.raw import Raw
from doudi.vocabulary import AGENCIES, ENTITIES

KINDS = ("cash", "waiver", "service", "referral")


def make_benefit(raw: Raw, expressions: Expressions, problems: Problems) -> Benefit:
    """The benefit of a definition; notes what is wrong and raises `Broken`."""
    fields = raw.fields
    fields.only(["label", "to", "kind", "agency"], ["amount", "when", "cites", "overrides", "note"])
    to = fields.one_of("to", ENTITIES)
    kind = fields.one_of("kind", KINDS)
    amount = _result(raw, "amount", expressions, problems)
    when = _result(raw, "when", expressions, problems)
    if (kind == "cash") != (amount is not None) or (amount is None and when is None):
        raise problems.stop("benefit-shape", raw.origin, what=raw.what, kind=kind)
    for rule, key, right in (
        (amount, "amount", bool(amount and amount.type.is_money)),
        (when, "when", bool(when and when.type.kind == "boolean")),
    ):
        if rule is not None and (not right or rule.entity != to):
            raise problems.stop("benefit-result", raw.origin, what=raw.what, key=key, name=rule.name, to=to)
    return Benefit(
        raw.name,
        fields.text("label"),
        fields.cites(),
        raw.origin,
        to,
        amount.name if amount else None,
        when.name if when else None,
        kind,
        fields.one_of("agency", AGENCIES),
    )


def _result(raw: Raw, key: str, expressions: Expressions, problems: Problems) -> Rule | None:
    scalar = raw.fields.scalar(key)
    if scalar is None:
        return None
    named = expressions.declared.names.find(scalar.text)
    rule = expressions.rules.get(named.name) if named and named.kind == "rule" else None
    if rule is None:
        if named is not None and named.kind == "rule":  # its own definition is wrong, and reported there
            raise Broken("rule")
        raise problems.stop(
            "unknown-result",
            raw.fields.at(scalar),
            what=raw.what,
            name=scalar.text,
            nearest=Near(scalar.text, expressions.rules),
        )
    return rule
