"""Reads `policy.md`: front matter, clauses with their rows, and the fenced blocks that hold the rules."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from doudi.policy.definitions.model import Clause, ClauseRow, Origin
from doudi.policy.messages.problems import Broken, Problems
from doudi.policy.messages.subject import Subject
from doudi.policy.reading.yamltree import Budget, Mapping, Scalar, Tree, read
from doudi.vocabulary.hidden import hidden_place, hidden_sign

MOST_BYTES = 2_000_000
MOST_LINES = 20_000
MOST_ROWS = 5_000
_FENCE = "yaml policy"
_NESTED = 10  # levels of lists and quotations that Markdown may have
_CLAUSE_ID = re.compile(r"[A-Z][A-Z0-9]*(-[0-9A-Za-z]+(\.[0-9A-Za-z]+)*)+")
_ROW = re.compile(r"(?P<id>[A-Z][A-Z0-9]*(?:-[0-9A-Za-z.]+)+)(?:\s+(?P<text>.*))?", re.DOTALL)
_ANSWER = re.compile(r"(?P<how>by|feature|declaration)(?::\s*(?P<target>.*))?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block: its tree and where it stands. `text` starts on line `origin.line` of the file."""

    tree: Mapping
    text: str
    origin: Origin


@dataclass(slots=True)
class Document:
    """A policy document as read: nothing in it is checked against anything else yet."""

    policy: str
    file: str
    front: Mapping
    clauses: list[Clause] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)


def read_document(path: Path, policy: str, shown: str, problems: Problems) -> Document:
    """The document at `path`, called `shown` in messages; raises `Broken` when nothing can be made of it."""
    top = Origin(policy, shown, 1)
    text = read_text(path, top, problems)
    front_text, body, body_line = _split_front(text, top, problems)
    front = read(front_text, Origin(policy, shown, 2), problems)
    if not isinstance(front, Mapping):
        raise problems.stop("not-mapping", top, what=Subject("front matter"))
    document = Document(policy, shown, front)
    _Reader(document, body, body_line, problems).read()
    return document


def read_text(path: Path, origin: Origin, problems: Problems) -> str:
    """The text of a file: UTF-8, bounded, without hidden characters, line ends as `\\n`."""
    try:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES + 1)
    except OSError:
        raise problems.stop("file-unreadable", origin) from None
    return text_of(data, origin, problems)


def text_of(data: bytes, origin: Origin, problems: Problems) -> str:
    """See `read_text`: the text of the bytes of a file, of which one more than `MOST_BYTES` may have been read."""
    if len(data) > MOST_BYTES:
        raise problems.stop("file-too-large", origin, most=MOST_BYTES)
    try:
        text = data.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError as error:
        line = data[: error.start].count(b"\n") + 1
        raise problems.stop("not-utf8", Origin(origin.policy, origin.file, line)) from None
    place = hidden_place(text)
    if place is not None:
        line = text.count("\n", 0, place) + 1
        raise problems.stop("control-character", Origin(origin.policy, origin.file, line), sign=hidden_sign(text))
    return text


def _split_front(text: str, top: Origin, problems: Problems) -> tuple[str, str, int]:
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise problems.stop("too-many-lines", top, most=MOST_LINES)
    if lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:]):
        raise problems.stop("front-missing", top)
    end = next(i for i, line in enumerate(lines) if i and line.strip() == "---")
    return "\n".join(lines[1:end]), "\n".join(lines[end + 1 :]), end + 2


@dataclass(slots=True)
class _Open:
    """The clause being read."""

    id: str
    heading: str
    level: int
    origin: Origin
    rows: list[ClauseRow] = field(default_factory=list)
    prose: list[str] = field(default_factory=list)


class _Reader:
    """Walks the block tokens of the body. Inline Markdown is left as it is: rows and headings are plain text."""

    def __init__(self, document: Document, body: str, first_line: int, problems: Problems) -> None:
        self.document, self.body, self.first_line, self.problems = document, body, first_line, problems
        self.clause: _Open | None = None
        self.clause_ids: set[str] = set()
        self.count = 0
        self.budget = Budget()

    def read(self) -> None:
        from markdown_it import MarkdownIt

        tokens = MarkdownIt("commonmark", {"maxNesting": _NESTED}).disable("inline").parse(self.body)
        item_line = 0
        for place, token in enumerate(tokens):
            line = self.first_line + (token.map[0] if token.map else 0)
            if token.type == "heading_open":
                self.heading(tokens[place + 1].content, int(token.tag[1]), line)
            elif token.type == "list_item_open":
                item_line = line
            elif token.type == "inline" and item_line:
                self.item(token.content, item_line)
                item_line = 0
            elif token.type == "inline" and tokens[place - 1].type == "paragraph_open" and token.level == 1:
                self.prose(token.content)
            elif token.type == "fence" and token.info.strip() == _FENCE:
                self.block(token.content, line + 1)
        self.close()

    def at(self, line: int) -> Origin:
        return Origin(self.document.policy, self.document.file, line, self.clause.id if self.clause else "")

    def heading(self, text: str, level: int, line: int) -> None:
        start = text.rfind("{#")
        if start < 0 or not text.endswith("}"):
            return
        self.close()
        name = text[start + 2 : -1].strip()
        origin = Origin(self.document.policy, self.document.file, line, name)
        if not _CLAUSE_ID.fullmatch(name):
            self.problems.add("bad-clause-id", Origin(origin.policy, origin.file, line), id=name)
        if level == 1:
            self.problems.add("clause-level", origin, id=name)
        if name in self.clause_ids:
            self.problems.add("duplicate-clause", origin, id=name)
        self.clause_ids.add(name)
        self.clause = _Open(name, text[:start].rstrip(), level, origin)

    def item(self, text: str, line: int) -> None:
        match = _ROW.fullmatch(text.strip())
        if self.clause is None:
            if match:
                self.problems.add("row-outside-clause", self.at(line), row=match["id"])
        elif match:
            self.count += 1
            if self.count > MOST_ROWS:
                raise self.problems.stop("too-many-rows", self.at(line), most=MOST_ROWS)
            self.clause.rows.append(self.row(match, line))
        elif unicodedata.normalize("NFKC", text[:80].strip()).upper().startswith(self.clause.id.upper() + "-"):
            self.problems.add("row-spelling", self.at(line), start=text.strip()[:20], clause=self.clause.id)

    def row(self, match: re.Match[str], line: int) -> ClauseRow:
        assert self.clause is not None
        name, text, origin = match["id"], (match["text"] or "").strip(), self.at(line)
        if not (name.startswith(self.clause.id + "-") and name[len(self.clause.id) + 1 :].isdigit()):
            self.problems.add("row-in-wrong-clause", origin, row=name, clause=self.clause.id)
        text, how, target = _split_answer(text)
        if _split_answer(text)[1]:
            self.problems.add("two-answers", origin, row=name)
        if not text:
            self.problems.add("row-without-text", origin, row=name)
        return ClauseRow(name, " ".join(text.split()), how, target, origin)

    def prose(self, text: str) -> None:
        if self.clause is not None:
            self.clause.prose.append(text)

    def block(self, text: str, line: int) -> None:
        origin = self.at(line)
        try:
            tree: Tree = read(text, origin, self.problems, self.budget)
        except Broken:
            return
        if not isinstance(tree, Mapping):
            if not (isinstance(tree, Scalar) and not tree.text):  # a block of nothing but comments holds nothing
                self.problems.add("block-not-mapping", origin)
            return
        self.document.blocks.append(Block(tree, text, origin))

    def close(self) -> None:
        if self.clause is not None:
            c = self.clause
            self.document.clauses.append(
                Clause(c.id, c.heading, c.level, "\n\n".join(c.prose), tuple(c.rows), c.origin)
            )
        self.clause = None


def _split_answer(text: str) -> tuple[str, str, str]:
    """A row's words, and how it says at its end that it is answered: `by`, `feature` or `declaration`, and by what."""
    start = text.rfind("`", 0, len(text) - 1) if text.endswith("`") else -1
    match = _ANSWER.fullmatch(text[start + 1 : -1].strip()) if start >= 0 else None
    if not match:
        return text, "", ""
    return text[:start].rstrip(), match["how"], (match["target"] or "").strip()
