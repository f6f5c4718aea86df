"""Writes a policy document in its canonical layout: expressions are spelled anew where they stand, all else is kept."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from doudi.policy.definitions.model import Origin
from doudi.policy.expressions.lexer import ExpressionError, Token, tokens
from doudi.policy.expressions.spelling import Spelling
from doudi.policy.messages.problems import Broken, PolicyError, Problems
from doudi.policy.reading.document import read_document, read_text
from doudi.policy.reading.yamltree import Mapping, Scalar, Sequence, Tree


@dataclass(frozen=True, slots=True)
class _Block:
    """A fenced block: its lines in the document (from 0) and its text without the fence's indentation."""

    first: int
    text: str
    tree: Mapping


def formatted(path: Path, spelling: Spelling) -> str:
    """The text of a `policy.md` in canonical layout. Raises `PolicyError` when it cannot be read as a policy."""
    problems = Problems()
    origin = Origin(path.parent.name, str(path), 1)
    try:
        text = read_text(path, origin, problems)
        document = read_document(path, origin.policy, str(path), problems)
    except Broken:
        raise PolicyError(problems.found) from None
    unreadable = [
        problem for problem in problems.found if problem.code.startswith(("yaml", "bad-yaml", "duplicate-key"))
    ]
    if unreadable:
        raise PolicyError(unreadable)
    lines = text.split("\n")
    for block in reversed([_Block(b.origin.line - 1, b.text, b.tree) for b in document.blocks]):
        _replace(lines, block, spelling)
    return "\n".join(lines).rstrip("\n") + "\n"


def _replace(lines: list[str], block: _Block, spelling: Spelling) -> None:
    """Put the block's new lines where its old ones stand, indented as they were."""
    old = block.text.split("\n")[:-1] if block.text.endswith("\n") else block.text.split("\n")
    indents = [_indent(lines[block.first + place], line) for place, line in enumerate(old)]
    common = next((indent for indent, line in zip(indents, old, strict=True) if line), "")
    new = _respelled(block, spelling).rstrip("\n").split("\n")
    lines[block.first : block.first + len(old)] = [(common + line).rstrip() for line in new]


def _indent(whole: str, line: str) -> str:
    return whole[: len(whole) - len(line)] if whole.endswith(line) else ""


def _respelled(block: _Block, spelling: Spelling) -> str:
    """The block's text with every expression in it spelled anew, from the last to the first."""
    text = block.text
    for scalar in sorted(expressions(block.tree), key=lambda scalar: scalar.start, reverse=True):
        raw = text[scalar.start : scalar.end]
        try:
            text = text[: scalar.start] + _scalar(raw, scalar, spelling) + text[scalar.end :]
        except ExpressionError:
            continue  # what is no expression is for the checker to refuse, not for us to change
    return text


def expressions(tree: Mapping) -> Iterator[Scalar]:
    """The scalars of a block that hold expressions or names of results."""
    for rule in _inner(tree, "rules"):
        yield from _scalars(rule.items.get("is"))
    for table in _inner(tree, "tables"):
        yield from _scalars(table.items.get("by"))
    for benefit in _inner(tree, "benefits"):
        yield from (*_scalars(benefit.items.get("amount")), *_scalars(benefit.items.get("when")))
    for process in _inner(tree, "processes"):
        yield from _condition(process)
        for step in _inner(process, "steps"):
            ways = step.items.get("next")
            for way in ways.items if isinstance(ways, Sequence) else ():
                yield from _condition(way)


def _condition(tree: Tree) -> Iterator[Scalar]:
    if isinstance(tree, Mapping):
        yield from (scalar for scalar in _scalars(tree.items.get("when")) if scalar.text != "otherwise")


def _inner(tree: Mapping, key: str) -> list[Mapping]:
    section = tree.items.get(key)
    found = section.items.values() if isinstance(section, Mapping) else ()
    return [item for item in found if isinstance(item, Mapping)]


def _scalars(tree: Tree | None) -> Iterator[Scalar]:
    if isinstance(tree, Scalar):
        yield tree
    elif isinstance(tree, Sequence):
        yield from (item for item in tree.items if isinstance(item, Scalar))


def _scalar(raw: str, scalar: Scalar, spelling: Spelling) -> str:
    """The YAML of one expression, in the style it was written in."""
    if raw.startswith("'"):
        return "'" + spelling.spelled(scalar.text).replace("'", "''") + "'"
    if raw.startswith('"'):
        return '"' + spelling.spelled(scalar.text).replace("\\", "\\\\").replace('"', '\\"') + '"'
    if raw.startswith((">", "|")):
        header, _, body = raw.partition("\n")
        return header.rstrip() + "\n" + _lines(body, spelling)
    return _lines(raw, spelling)


def _lines(text: str, spelling: Spelling) -> str:
    """The lines of an expression, each with its own indentation."""
    found = []
    before: Token | None = None
    for line in text.split("\n"):
        body = line.strip()
        indent = line[: len(line) - len(line.lstrip())]
        found.append(indent + spelling.spelled(body, before) if body else "")
        before = next((token for token in reversed(tokens(body)) if token.kind != "space"), before)
    return "\n".join(found)
