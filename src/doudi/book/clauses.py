"""A policy's main page: its clauses in order, each beside the rules that carry it out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from markupsafe import Markup

from doudi.book import place, svg
from doudi.book.citing import Named, citing, definitions, parts
from doudi.book.outline import Lines, Rows, Section, Text
from doudi.book.shelf import Shelf, Volume
from doudi.book.speaker import Link, Speaker
from doudi.policy.checks.rows import answers
from doudi.policy.definitions.model import ClauseRow, Dated, Policy, Span, Table
from doudi.policy.definitions.nodes import Expr, FactRef, RuleRef, Unlimited, Value
from doudi.policy.reading.features import Feature, load_features

HOW = ("cites", "by", "feature", "declaration")


@dataclass(frozen=True, slots=True)
class AnsweredRow:
    """A row with what answers it: features, definitions of layers `below`, and definitions that cite it (`links`)."""

    id: str
    text: str
    how: str
    features: Sequence[Feature]
    below: Sequence[Link]
    links: Sequence[Link]


@dataclass(slots=True)
class RightPiece:
    """What stands beside the rows: prose, or the definitions of one block."""

    html: str = ""
    definitions: list[Named] = field(default_factory=list)


@dataclass(slots=True)
class ShownSection:
    """A clause, or a heading without an id, as shown. `level` is that of its heading on the page."""

    heading: str
    level: int
    anchor: str
    clause: str
    rows: list[AnsweredRow]
    right: list[RightPiece]


def clause_page(shelf: Shelf, volume: Volume, say: Speaker) -> dict[str, Any]:
    """What the template of a policy's main page needs."""
    view = _Clauses(shelf, volume, say)
    sections = view.sections()
    introduction = [
        piece.html
        for section in volume.sections
        if not section.heading
        for piece in section.pieces
        if isinstance(piece, Text)
    ]
    return {
        "sections": sections,
        "introduction": introduction,
        "counts": counts(volume.policy, say),
        "particulars": particulars(volume.policy, say),
        "bases": [shelf.volume(front.policy) for front in volume.policy.layers[1:]],
        "replaced": lambda named: _replaced(shelf, volume.policy, named, say),
        "cites_of": lambda named: next(cites for part, cites in parts(named) if part == named),
        "laid_out": lambda table: laid_out(table, say),
    }


class _Clauses:
    def __init__(self, shelf: Shelf, volume: Volume, say: Speaker) -> None:
        self.shelf, self.volume, self.say, self.policy = shelf, volume, say, volume.policy
        self.answers = {answer.row.id: answer for answer in answers(self.policy)}
        self.citing = citing(self.policy)
        self.own = [n for n in definitions(self.policy) if n.policy == self.policy.name]
        self.features = load_features()

    def sections(self) -> list[ShownSection]:
        """The sections in order, with levels that never skip one."""
        found: list[ShownSection] = []
        deepest = 1
        for place_, section in enumerate(self.volume.sections):
            if not section.heading:
                continue
            deepest = min(max(section.level, 2), deepest + 1)
            found.append(self.section(section, deepest, place_))
        self.sweep(found)
        return found

    def section(self, section: Section, level: int, number: int) -> ShownSection:
        clause = section.clause.id if section.clause else ""
        shown = ShownSection(section.heading, level, clause or f"part-{number}", clause, [], [])
        for piece in section.pieces:
            if isinstance(piece, Rows):
                shown.rows += [self.row(row) for row in piece.rows]
            elif isinstance(piece, Text):
                shown.right.append(RightPiece(html=piece.html))
            else:
                shown.right.append(RightPiece(definitions=self.within(piece)))
        return shown

    def within(self, lines: Lines) -> list[Named]:
        """The definitions of a block, in the order of writing."""
        found = [n for n in self.own if lines.first <= n.definition.origin.line <= lines.last]
        return sorted(found, key=lambda named: named.definition.origin.line)

    def sweep(self, sections: list[ShownSection]) -> None:
        """Rows that stand where the outline did not see them (in a quotation, say) go to their own clause."""
        shown = {row.id for section in sections for row in section.rows}
        by_clause = {section.clause: section for section in sections if section.clause}
        for clause in self.policy.clauses:
            by_clause[clause.id].rows += [self.row(row) for row in clause.rows if row.id not in shown]

    def row(self, row: ClauseRow) -> AnsweredRow:
        answer = self.answers.get(row.id)
        names = [part.strip() for part in row.target.split(",") if part.strip()]
        links = list(dict.fromkeys(self.say.link(named) for named in self.citing.get(row.id, ())))
        if row.answer == "feature":
            known = [self.features[name] for name in names if name in self.features]
            return AnsweredRow(row.id, row.text, "feature", known, [], links)
        if row.answer == "by":
            below = [link for name in names if (link := self.below(name))]
            return AnsweredRow(row.id, row.text, "by", [], below, links)
        return AnsweredRow(row.id, row.text, answer.how if answer else "", [], [], links)

    def below(self, target: str) -> Link | None:
        """The definition `LAYER.NAME`, where the book shows it."""
        layer, _, name = target.partition(".")
        return find(self.shelf, layer, name, self.say)


def find(shelf: Shelf, layer: str, name: str, say: Speaker) -> Link | None:
    """A definition of a policy of the book by its name."""
    policies = {policy.name: policy for policy in shelf.policies}
    if layer not in policies:
        return None
    for named in definitions(policies[layer]):
        if named.definition.name == name and named.kind != "fact":
            return Link(say.name(named.definition), place.of_policy(named.policy), named.anchor, named.kind)
    return None


def _replaced(shelf: Shelf, policy: Policy, named: Named, say: Speaker) -> Link | None:
    """What a definition replaces of a layer below."""
    name = named.definition.name
    for front in policy.layers[1:]:
        key = f"{front.policy}.{name}"
        if key in policy.overridden and front.policy != named.policy:
            link = find(shelf, front.policy, name, say)
            return link
    return None


def counts(policy: Policy, say: Speaker) -> dict[str, Any]:
    """How many rows there are and what answers them."""
    found = answers(policy)
    words = {
        "cites": say.t("由规则、参数、流程落实"),
        "by": say.t("上位规定已有"),
        "feature": say.t("由系统功能落实"),
        "declaration": say.t("只是宣示"),
    }
    tallies = [{"how": how, "count": sum(a.how == how for a in found), "words": words[how]} for how in HOW]
    return {
        "total": len(policy.rows()),
        "answered": len(found),
        "parts": tallies,
        "bar": _bar([(str(t["how"]), int(str(t["count"]))) for t in tallies]),
    }


def _bar(tallies: Sequence[tuple[str, int]]) -> Markup:
    """The shares as one bar; the numbers stand beside it in words."""
    total, x, inside = sum(count for _, count in tallies) or 1, 0.0, []
    for how, count in tallies:
        width = 600 * count / total
        inside.append(svg.element("rect", x=x, y=0.0, width=max(width - 2, 0.0), height=10.0, class_=how))
        x += width
    return svg.element(
        "svg", *inside, viewBox="0 0 600 10", preserveAspectRatio="none", class_="bar", aria_hidden="true"
    )


def particulars(policy: Policy, say: Speaker) -> list[tuple[str, str, bool]]:
    """What a document says of itself, as terms with words, and whether the words are Chinese."""
    front = policy.front
    until = say.t("{start} 至 {end}", start=front.effective, end=front.until) if front.until else ""
    rows = [
        (say.t("文号"), front.number, True),
        (say.t("发文机关"), front.issuer, True),
        (say.t("印发"), str(front.issued), False),
        (say.t("施行"), until or say.t("{date} 起", date=front.effective), False),
        (say.t("地方"), f"{front.place}（{front.division}）" if front.place and front.division else front.place, True),
        (say.t("代替"), front.replaces, True),
        (say.t("试行"), say.t("是") if front.trial else "", False),
        (say.t("版本"), policy.release.removeprefix("sha256:")[:16], False),
    ]
    return [row for row in rows if row[1]]


@dataclass(frozen=True, slots=True)
class Cell:
    now: str
    history: Sequence[str]


@dataclass(frozen=True, slots=True)
class Line:
    keys: Sequence[str]
    cells: Sequence[Cell]
    cites: Sequence[str]
    otherwise: bool = False


@dataclass(frozen=True, slots=True)
class Grid:
    """A table in words: `by` names its keys in one line."""

    by: str
    keys: Sequence[str]
    columns: Sequence[str]
    lines: Sequence[Line]


def laid_out(table: Table, say: Speaker) -> Grid:
    """A table as rows of words."""
    keys = [say.called(key.name, say.lexicon.label(key)) for key in table.by if isinstance(key, FactRef | RuleRef)]
    lines = [
        Line(
            [_spans(spans, key, say) for spans, key in zip(row.keys, table.by, strict=True)],
            _cells(table, row.cells, say),
            row.cites or table.cites,
        )
        for row in table.rows
    ]
    if table.otherwise is not None:
        lines.append(Line([], _cells(table, table.otherwise, say), (), otherwise=True))
    columns = [say.called(column.name, column.label) for column in table.columns.values()]
    return Grid(say.t("、").join(keys), keys, columns, lines)


def _cells(table: Table, cells: Mapping[str, Dated[Value | Unlimited]], say: Speaker) -> list[Cell]:
    found = []
    for name, column in table.columns.items():
        dated = cells[name]
        now = say.value(dated.on(say.setting.date), column.type, column.label)
        found.append(Cell(now, [say.span(stretch) for stretch in say.history(dated, column.type, column.label)]))
    return found


def _spans(spans: Sequence[Span], key: Expr, say: Speaker) -> str:
    return say.t("、").join(_span(span, key, say) for span in spans)


def _span(span: Span, key: Expr, say: Speaker) -> str:
    """A key in words: 一种残疾, 1 至 2, 60 以上, 任何."""
    low, high = (
        None if end is None else say.value(end, key.type, say.lexicon.label(key)) for end in (span.low, span.high)
    )
    if low is None and high is None:
        return say.t("任何")
    if low == high:
        return str(low)
    if high is None:
        return say.t("{low} 以上", low=low)
    return say.t("{high} 以下", high=high) if low is None else say.t("{low} 至 {high}", low=low, high=high)
