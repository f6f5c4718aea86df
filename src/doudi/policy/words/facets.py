"""What every definition of a policy says, facet by facet, in words: what `doudi diff` compares."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction

from doudi.policy.definitions.model import (
    Benefit,
    ClauseRow,
    Clock,
    Dated,
    Fact,
    Front,
    Parameter,
    Policy,
    Process,
    Reading,
    Rule,
    Step,
    Table,
)
from doudi.policy.definitions.nodes import Expr, Unlimited, Value
from doudi.policy.definitions.types import Type
from doudi.policy.meaning.output import plain_number
from doudi.policy.words.lexicon import Lexicon
from doudi.policy.words.saying import Words
from doudi.vocabulary import AGENCIES

Facets = dict[str, str]
"""What a definition says: the name of a facet, and its words; an empty facet is left out."""


class Describer:
    """Says the definitions of one policy in `zh` or `en`."""

    def __init__(self, policy: Policy, lang: str) -> None:
        self.policy, self.zh = policy, lang == "zh"
        self.lexicon = Lexicon(policy, lang)

    def front(self, front: Front) -> Facets:
        """What the document says of itself."""
        return self._facets(
            (("标题", "title"), front.title),
            (("文号", "number"), front.number),
            (("发文机关", "issuer"), front.issuer),
            (("发布日期", "issued"), str(front.issued)),
            (("施行日期", "in force from"), str(front.effective)),
            (("有效期至", "until"), str(front.until or "")),
            (("地方", "place"), front.place),
            (("区划代码", "division"), front.division),
            (("替代", "replaces"), front.replaces),
            (("在其上", "extends"), front.extends),
            (("试行", "trial"), self._yes(front.trial)),
        )

    def row(self, row: ClauseRow) -> Facets:
        """A row of a clause."""
        return self._facets(
            (("文字", "text"), row.text), (("落实", "answered by"), f"{row.answer} {row.target}".strip())
        )

    def fact(self, fact: Fact) -> Facets:
        """A fact of the policy's own."""
        entity = self._say(("家庭", "household") if fact.entity == "household" else ("成员", "member"))
        return self._facets((("属于", "of"), entity), *self._type(fact.type))

    def codes(self, options: Mapping[str, str]) -> Facets:
        """A code list."""
        return {f"{key}": label for key, label in options.items()}

    def parameter(self, parameter: Parameter) -> Facets:
        """A dated parameter."""
        return {
            **self._dated(parameter.values, parameter.type),
            **self._facets(
                (("截止", "last day"), str(parameter.values.until or "")),
                (("由地方给出", "given by the place"), self._yes(parameter.required)),
                *self._type(parameter.type),
                (("裁定", "settles"), parameter.reading),
                self._cites(parameter.cites),
            ),
        }

    def reading(self, reading: Reading) -> Facets:
        """A dated choice."""
        options = self.lexicon.many(
            [f"{key}（{words}）" if words != key else key for key, words in reading.options.items()]
        )
        dated = {self._from(str(day)): reading.options.get(key, key) for day, key in reading.values.values}
        return {
            **dated,
            **self._facets((("问题", "of"), reading.of), (("选项", "options"), options), self._cites(reading.cites)),
        }

    def table(self, table: Table) -> Facets:
        """Every cell of a table, by row and column."""
        found = {}
        rows = [(row.text, row.cells) for row in table.rows]
        if table.otherwise is not None:
            rows.append((self._say(("其他", "otherwise")), table.otherwise))
        for key, cells in rows:
            for name, column in table.columns.items():
                where = f"{key} · {self.lexicon.name(name, column.label)}"
                found[where] = "；".join(self._dated_words(cells[name], column.type)) if name in cells else ""
        by = self.lexicon.many([self.lexicon.label(key) for key in table.by])
        return {**self._facets((("按", "by"), by)), **found, **self._facets(self._cites(table.cites))}

    def rule(self, rule: Rule) -> Facets:
        """A rule in words."""
        entity = self._say(("家庭", "household") if rule.entity == "household" else ("成员", "member"))
        return self._facets(
            (("规则", "rule"), self._words(rule.expr)),
            (("属于", "of"), entity),
            *self._type(rule.type),
            self._cites(rule.cites),
        )

    def benefit(self, benefit: Benefit) -> Facets:
        """What is given, to whom and by whom."""
        agency = AGENCIES[benefit.agency] if self.zh else benefit.agency
        return self._facets(
            (("给", "to"), self._say(("家庭", "household") if benefit.to == "household" else ("成员", "member"))),
            (("数额", "amount"), self._result(benefit.amount)),
            (("条件", "when"), self._result(benefit.when)),
            (("方式", "kind"), benefit.kind),
            (("部门", "agency"), agency),
            self._cites(benefit.cites),
        )

    def process(self, process: Process) -> Facets:
        """A procedure with all its steps."""
        found = self._facets(
            (("适用", "serves"), self._words(process.when) if process.when is not None else ""),
            (("总时限", "limit"), self._clock(process.limit)),
            (("开始", "start"), process.start),
        )
        for step in process.steps.values():
            found |= {f"{step.label} · {key}": words for key, words in self._step(step).items()}
        return {
            **found,
            **self._facets(*((("结果 " + key, "end " + key), label) for key, label in process.ends.items())),
        }

    def _step(self, step: Step) -> Facets:
        ways = [
            f"{branch.to}" + (f"（{self._words(branch.when)}）" if branch.when is not None else "")
            for branch in step.next
        ]
        return self._facets(
            (("步骤", "step"), step.kind),
            (("经办", "by"), step.by),
            (("复签", "second"), step.second),
            (("时限", "within"), self._clock(step.within)),
            (("公示天数", "days"), self._number(step.days)),
            (("比例", "share"), self._number(step.share)),
            (("同时", "with"), "、".join(step.alongside)),
            (("须先完成", "after"), "、".join(step.after)),
            (("下一步", "next"), "；".join(ways)),
            *((("遇 " + outcome, "if " + outcome), to) for outcome, to in step.outcomes.items()),
            (("按需", "optional"), self._yes(step.optional)),
            self._cites(step.cites),
        )

    def _dated(self, dated: Dated[Value | Unlimited], type: Type) -> Facets:
        return {self._from(str(day)): self.lexicon.value(value, type, period=True) for day, value in dated.values}

    def _dated_words(self, dated: Dated[Value | Unlimited], type: Type) -> list[str]:
        if len(dated.values) == 1:
            return [self.lexicon.value(dated.values[0][1], type, period=True)]
        return [f"{day} {words}" for day, words in self._dated(dated, type).items()]

    def _from(self, day: str) -> str:
        return f"{day} 起" if self.zh else f"from {day}"

    def _words(self, node: Expr) -> str:
        return Words(self.lexicon).whole(node)

    def _result(self, name: str | None) -> str:
        return self.lexicon.name(name, self.policy.rules[name].label) if name else ""

    def _type(self, type: Type) -> list[tuple[tuple[str, str], str]]:
        return [(("类型", "type"), type.declared), (("单位", "unit"), type.unit or "")]

    def _cites(self, cites: Iterable[str]) -> tuple[tuple[str, str], str]:
        return ("依据", "cites"), "、".join(cites)

    def _clock(self, clock: Clock | None) -> str:
        if clock is None:
            return ""
        length = self._number(clock.length)
        return f"{clock.event} + {length} {clock.unit}"

    def _number(self, value: Value | str | None) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            known = self.policy.parameters.get(value)
            return self.lexicon.name(value, known.label) if known else value
        return str(plain_number(value)) if isinstance(value, Fraction) else str(value)

    def _yes(self, flag: bool) -> str:
        return self._say(("是", "yes")) if flag else ""

    def _facets(self, *pairs: tuple[tuple[str, str], str]) -> Facets:
        return {self._say(name): words for name, words in pairs if words}

    def _say(self, words: tuple[str, str]) -> str:
        return words[0] if self.zh else words[1]
