"""What the things of a policy are called, and how values are written, in one language."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from fractions import Fraction
from types import ModuleType

from doudi.policy.definitions import nodes
from doudi.policy.definitions.model import Policy
from doudi.policy.definitions.nodes import Expr
from doudi.policy.definitions.types import Type
from doudi.policy.meaning.kleene import Result, Unknown
from doudi.policy.words import en as words_en
from doudi.policy.words import zh as words_zh
from doudi.vocabulary import load

LANGUAGES: dict[str, ModuleType] = {"zh": words_zh, "en": words_en}

_MISSING: dict[type[Expr], str] = {
    nodes.FactRef: "missing_fact",
    nodes.ParameterRef: "missing_parameter",
    nodes.ReadingRef: "missing_parameter",
}


class Lexicon:
    """The names and values of one policy in `zh` or `en`. `say` fills one of the language's templates."""

    def __init__(self, policy: Policy, lang: str = "zh") -> None:
        self.policy, self.lang, self.language = policy, lang, LANGUAGES[lang]
        self._codes = {**load().codes, **policy.codes}

    def say(self, template: str, **parts: str) -> str:
        return str(self.language.TEMPLATES[template]).format(**parts)

    def label(self, node: Expr) -> str:
        """What a fact, result, parameter, reading or table column is called."""
        policy = self.policy
        match node:
            case nodes.FactRef(name=name, entity=entity):
                return self.name(name, policy.facts[entity, name].label)
            case nodes.RuleRef(name=name):
                return self.name(name, policy.rules[name].label)
            case nodes.ParameterRef(name=name):
                return self.name(name, policy.parameters[name].label)
            case nodes.ReadingRef(name=name):
                return self.say("reading", label=self.name(name, policy.readings[name].label))
            case nodes.TableRef(table=name, column=column):
                table = policy.tables[name]
                of = self.name(column, table.columns[column].label)
                return self.say("table", table=self.name(name, table.label), column=of)
        raise TypeError(f"{type(node).__name__} has no name")

    def name(self, key: str, label: str) -> str:
        """What a thing with this key and label is called."""
        return str(self.language.name(key, label))

    def found(self, node: Expr, result: Result, of: str = "") -> str:
        """What an expression came to: a value, or that it is missing."""
        if isinstance(result, Unknown):
            return self.say(_MISSING.get(type(node), "missing_result"))
        return self.value(result, node.type, of)

    def value(self, value: Result, type: Type, of: str = "", *, period: bool = False) -> str:
        """A known value as people write it; `of` is what it is a value of, `period` says the period of money."""
        match value:
            case bool():
                return self.say("yes" if value else "no")
            case Fraction():
                return str(self.language.quantity(value, type, of, period=period))
            case datetime.date():
                return str(self.language.day(value))
            case str():
                return self.code(type, value) if value else self.say("not_applicable")
        return self.say("unlimited")

    def code(self, type: Type, key: str) -> str:
        """The label of a code, or of an option of a reading; other text as it is."""
        codes = type.codes or ""
        if codes.startswith("reading:"):
            return self.name(key, self.policy.readings[codes.removeprefix("reading:")].options.get(key, key))
        return self.name(key, self._codes[codes][key]) if codes else key

    def many(self, items: Sequence[str], last: str = "list") -> str:
        """A list of words: a、b或c."""
        head = self.say("list").join(items[:-1])
        return f"{head}{self.say(last)}{items[-1]}" if head else items[-1]
