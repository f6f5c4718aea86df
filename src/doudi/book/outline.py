"""A policy's document in the order in which it was written: headings, prose, rows, and where its rules stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from doudi.book.prose import Prose
from doudi.policy.definitions.model import Clause, ClauseRow, Origin, Policy
from doudi.policy.messages.problems import Problems
from doudi.policy.reading.document import read_text

if TYPE_CHECKING:
    from markdown_it.token import Token


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that stand together."""

    rows: tuple[ClauseRow, ...]


@dataclass(frozen=True, slots=True)
class Lines:
    """A block of rules: the lines of the document that it takes, first and last."""

    first: int
    last: int


@dataclass(frozen=True, slots=True)
class Text:
    """Prose as HTML that is safe to show."""

    html: str


Piece = Rows | Lines | Text


@dataclass(slots=True)
class Section:
    """A heading and what stands under it. `clause` None: a heading without an id, or what stands before all headings."""

    heading: str
    level: int
    clause: Clause | None = None
    pieces: list[Piece] = field(default_factory=list)


def read_outline(folder: Path, policy: Policy) -> list[Section]:
    """The sections of the document of a checked policy; the first has no heading and holds the introduction."""
    reader = _Reader(policy)
    text = read_text(folder / "policy.md", Origin(policy.name, "policy.md", 1), Problems())
    lines = text.split("\n")
    end = next(i for i, line in enumerate(lines) if i and line.strip() == "---")
    return reader.read("\n".join(lines[end + 1 :]), end + 2)


class _Reader:
    def __init__(self, policy: Policy) -> None:
        self.clauses = {clause.origin.line: clause for clause in policy.clauses}
        self.rows = {row.origin.line: row for row in policy.rows()}
        self.sections = [Section("", 1)]
        self.prose = Prose()

    def read(self, body: str, first_line: int) -> list[Section]:
        for tokens in _blocks(self.prose.parse(body)):
            first, last = (line + first_line for line in tokens[0].map or (0, 0))
            self.block(tokens, first, last - 1)
        return [section for section in self.sections if section.heading or section.pieces]

    def block(self, tokens: Sequence[Token], first: int, last: int) -> None:
        kind = tokens[0].type
        if kind == "heading_open":
            self.heading(tokens, first)
        elif kind == "fence" and tokens[0].info.strip() == "yaml policy":
            self.add(Lines(first, last))
        elif kind in ("bullet_list_open", "ordered_list_open"):
            self.listed(tokens, first, last)
        else:
            self.add(Text(self.prose.render(tokens)))

    def heading(self, tokens: Sequence[Token], line: int) -> None:
        level = int(tokens[0].tag[1])
        clause = self.clauses.get(line)
        if level == 1:
            return  # the title, which the front matter has too
        heading = clause.heading if clause else self.prose.plain(tokens)
        self.sections.append(Section(heading, level, clause))

    def listed(self, tokens: Sequence[Token], first: int, last: int) -> None:
        """A list of rows; what is no row in it stays prose."""
        rows = tuple(self.rows[line] for line in range(first, last + 1) if line in self.rows)
        if not rows:
            self.add(Text(self.prose.render(tokens)))
            return
        self.add(Rows(rows))
        row_lines = {row.origin.line for row in rows}
        offset = first - (tokens[0].map or [0])[0]
        for item in _items(tokens):
            begin, end = item[0].map or (0, 0)
            if not row_lines & set(range(begin + offset, end + offset)):
                self.add(Text(self.prose.render([tokens[0], *item, tokens[-1]])))

    def add(self, piece: Piece) -> None:
        self.sections[-1].pieces.append(piece)


def _blocks(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """The tokens of each block at the top of the document."""
    block: list[Token] = []
    depth = 0
    for token in tokens:
        block.append(token)
        depth += token.nesting
        if depth == 0:
            yield block
            block = []


def _items(tokens: Sequence[Token]) -> list[list[Token]]:
    """The tokens of each item of a list, without the list's own."""
    return list(_blocks(tokens[1:-1]))
