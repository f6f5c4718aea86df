"""The strings of the office as its code and templates have them, found without GNU gettext."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from django.template.base import Lexer, Token, TokenType

from doudi.vocabulary import AGENCIES, load

SOURCE = Path(__file__).parents[3] / "src" / "doudi"
OTHERS = {"book", "command", "locale", "people", "policy", "registers", "vocabulary"}
"""Packages that are not of the office, and have pairs of languages of their own."""
APPS = sorted(path.name for path in SOURCE.iterdir() if path.is_dir() and path.name not in OTHERS)
CHINESE = re.compile(r"[\u3000-\u303f\u3400-\u9fff\uff00-\uffef]")
"""A Chinese character, or a full-width sign, which an English page shows just as little."""

_QUOTED = r"""("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*')"""
_TRANSLATE = re.compile(rf"(?:translate|trans)\s+{_QUOTED}")
_MARKED = re.compile(rf"_\({_QUOTED}\)")
_BLOCK = re.compile(r"(?:blocktranslate|blocktrans)\b(.*)", re.DOTALL)


@dataclass(frozen=True)
class Message:
    """One string, with what it is for many where that differs, and where it stands (a path below `src`, a line)."""

    text: str
    path: str
    line: int
    plural: str = ""


def sources(suffix: str) -> list[Path]:
    """The office's files of a kind, without migrations, which keep the words of their day."""
    found = [path for app in APPS for path in (SOURCE / app).rglob(f"*{suffix}")]
    return sorted(path for path in found if "migrations" not in path.parts)


def messages() -> list[Message]:
    """Every string that is translated, file by file."""
    beside = sorted(SOURCE.glob("*.py"))  # the apps: what all of them use
    found = [message for path in [*sources(".py"), *beside] for message in in_python(path)]
    found += [message for path in sources(".html") for message in in_template(path)]
    return found + list(in_vocabulary())


def in_vocabulary() -> Iterator[Message]:
    """The words of the shared vocabulary: units, codes, facts, and departments. A policy's own words stay Chinese."""
    words = load()
    labels = [*words.units.values(), *(label for options in words.codes.values() for label in options.values())]
    labels += [fact.label for fact in words.facts.values() if CHINESE.search(fact.label)] + list(AGENCIES.values())
    for label in dict.fromkeys(labels):
        yield Message(label, "doudi/vocabulary/vocabulary.yaml", 0)


def shown(path: Path) -> str:
    """The path as the catalogue names it."""
    return path.relative_to(SOURCE.parent).as_posix()


def in_python(path: Path) -> Iterator[Message]:
    """The strings in `_()`. Raises `ValueError` where one is not a literal: it would never be found in a catalogue."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    marks = translators(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in marks:
            argument = node.args[0]
            if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                yield Message(argument.value, shown(path), node.lineno)
            elif not isinstance(argument, ast.Name | ast.Attribute | ast.Subscript):
                raise ValueError(f"{shown(path)}:{node.lineno}: _() takes a literal, not {ast.unparse(argument)}")


def translators(tree: ast.AST) -> set[str]:
    """What a module calls the functions of `django.utils.translation` that translate."""
    found = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name in ("gettext", "gettext_lazy", "gettext_noop")
    }
    return found


def in_template(path: Path) -> Iterator[Message]:
    """The strings in `{% translate %}`, `{% blocktranslate %}` and `_()`."""
    tokens = iter(Lexer(path.read_text(encoding="utf-8")).tokenize())
    for token in tokens:
        if token.token_type not in (TokenType.BLOCK, TokenType.VAR):
            continue
        for match in _TRANSLATE.finditer(token.contents) if token.token_type == TokenType.BLOCK else ():
            yield Message(_literal(match[1]), shown(path), token.lineno)
        for match in _MARKED.finditer(token.contents):
            yield Message(_literal(match[1]), shown(path), token.lineno)
        block = _BLOCK.match(token.contents) if token.token_type == TokenType.BLOCK else None
        if block:
            one, many = _block(tokens, trimmed="trimmed" in block[1].split())
            yield Message(one, shown(path), token.lineno, many)


def _literal(quoted: str) -> str:
    return str(ast.literal_eval(quoted)).replace("%", "%%")


def _block(tokens: Iterator[Token], *, trimmed: bool) -> tuple[str, str]:
    """What stands up to the end of a block, as Django looks it up: for one, and for many."""
    texts = [""]
    for token in tokens:
        if token.token_type == TokenType.VAR:
            texts[-1] += f"%({token.contents})s"
        elif token.token_type == TokenType.TEXT:
            texts[-1] += token.contents.replace("%", "%%")
        elif token.contents == "plural":
            texts.append("")
        elif token.contents.startswith("endblocktrans"):
            break
    one, *many = (" ".join(line.strip() for line in text.strip().splitlines()) if trimmed else text for text in texts)
    return one, "".join(many)
