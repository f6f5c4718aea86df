"""Puts what was found for one household into words: conditions with their numbers, results with their reasons."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import groupby

from doudi.policy.definitions.model import Parameter, Reading, Rule
from doudi.policy.definitions.nodes import Expr
from doudi.policy.meaning.interpreter import Evaluation
from doudi.policy.meaning.kleene import MissingFact, Need
from doudi.policy.meaning.needs import ordered
from doudi.policy.words.lexicon import Lexicon
from doudi.policy.words.required import Required, alternative
from doudi.policy.words.saying import Words


class Teller:
    """Speaks of one household in the language of the lexicon."""

    def __init__(self, lexicon: Lexicon, evaluation: Evaluation) -> None:
        self.lexicon, self.evaluation = lexicon, evaluation
        self.household = evaluation.household

    def condition(self, node: Expr, member: int | None) -> str:
        """An upright condition of a member (None: the household) with the numbers put in: 应：…；实际：… unless it holds."""
        return Required(self.lexicon, lambda each: self.evaluation.of(each, member)).condition(node)

    def alternative(self, sentence: str) -> str:
        """What was said of a condition, where it belongs to one of several ways, none of which is open."""
        return alternative(self.lexicon, sentence)

    def result(self, rule: Rule, member: int | None) -> str:
        """A result and how it came about, or what it waits for."""
        say, label = self.lexicon.say, self.lexicon.name(rule.name, rule.label)
        value = self.evaluation.value(rule.name, member)
        if value is not None:
            told = self.lexicon.value(value, rule.type, label, period=True)
            return say("result", label=label, value=told, reason=self._words(member).whole(rule.expr))
        needs = self.evaluation.needs(rule.name, member)
        return (
            say("result_open", label=label, missing=self.missing(needs)) if needs else say("result_never", label=label)
        )

    def missing(self, needs: Iterable[Need]) -> str:
        """What is still to be answered, by who can answer it: 住房状况；P1：性别、户口性质；参数：当地最低工资."""
        say, parts = self.lexicon.say, []
        for who, asked in groupby(ordered(self.evaluation, needs), key=self.asked_of):
            what = self.lexicon.many([self.called(need) for need in asked])
            parts.append(say("of_whom", who=who, what=what) if who else what)
        return say("if_else").join(parts)

    def asked_of(self, need: Need) -> str:
        """Whom a need is about: a member, the policy's parameters, or (empty) the household."""
        if not isinstance(need, MissingFact):
            return self.lexicon.say("parameters")
        return "" if need.member is None else self.household.members[need.member].id

    def called(self, need: Need) -> str:
        """What a need is called, in the words of the application form."""
        policy = self.evaluation.setting.policy
        if isinstance(need, MissingFact):
            entity = "household" if need.member is None else "person"
            return self.lexicon.name(need.name, policy.facts[entity, need.name].label)
        settable: Mapping[str, Parameter | Reading] = {**policy.parameters, **policy.readings}
        return self.lexicon.name(need.name, settable[need.name].label)

    def _words(self, member: int | None) -> Words:
        return Words(self.lexicon, lambda node: self.evaluation.of(node, member))
