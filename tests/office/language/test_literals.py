"""No Chinese stands in the office's code and templates where it would stay Chinese on an English screen."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.template.base import Lexer, TokenType
from messages import CHINESE, shown, sources, translators

KEPT = "# kept"
"""The mark of a line whose words are written into a record, which is in Chinese whoever makes it."""
RECORDS = {
    "doudi/cases/application_form.py": "a form on paper",
    "doudi/cases/meetings/brief.py": "what the frozen agenda keeps of a case",
    "doudi/cases/meetings/paperwork.py": "agenda and minutes on paper",
    "doudi/cases/notices/whitelist.py": "what a notice publishes",
    "doudi/cases/paperwork/household_file.py": "a file on paper",
    "doudi/cases/paperwork/letters.py": "letters",
    "doudi/cases/paperwork/sheets.py": "sheets on paper",
    "doudi/desk/masking.py": "invented names of people",
    "doudi/papers/": "papers",
    "doudi/registry/sheets/": "Excel files, which are read back by their Chinese headings",
    "doudi/rulebook/assessment.py": "the name of a source in messages of the policy language",
    "doudi/rulebook/clauses.py": "clauses as letters cite them",
    "doudi/rulebook/standards.py": "messages of the policy language, which has its own English",
    "doudi/verification/sources.py": "signs that stand between the parts of a name",
}
COMMANDS = {
    "doudi/areas/services.py": "said by `doudi setup`",
    "doudi/office/": "said on the command line, or the settings",
}
"""What no screen shows."""
NOT_SHOWN = RECORDS | COMMANDS


@pytest.mark.parametrize("path", sources(".py"), ids=shown)
def test_no_chinese_stands_in_code_without_being_translated(path: Path) -> None:
    if not any(shown(path).startswith(known) for known in NOT_SHOWN):
        assert list(untranslated(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", sources(".html"), ids=shown)
def test_no_chinese_stands_in_a_template_without_being_translated(path: Path) -> None:
    if not any(shown(path).startswith(known) for known in RECORDS):
        assert list(bare(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("known", NOT_SHOWN)
def test_an_exception_excepts_something(known: str) -> None:
    found = [path for path in sources(".py") if shown(path).startswith(known)]
    assert any(any(True for _ in untranslated(path.read_text(encoding="utf-8"))) for path in found)


def test_a_bare_literal_is_found_and_a_translated_one_is_not() -> None:
    code = "from django.utils.translation import gettext as _\nx = _('好')\ny = f'{x}（坏）'\nz = '记录'  # kept\n"
    assert list(untranslated(code)) == ["3: （坏）"]
    assert list(bare("{% translate '好' %}{# 注 #}{% if x == '坏' %}坏{% endif %}")) == ["1: if x == '坏'", "1: 坏"]


def test_a_string_translated_when_its_module_is_read_is_found() -> None:
    code = "from django.utils.translation import gettext as _\nWORDS = {'a': _('早')}\ndef f(): return _('好')\n"
    assert list(too_early(ast.parse(code))) == ["2: 早"]


@pytest.mark.parametrize("path", sources(".py"), ids=shown)
def test_no_string_is_translated_before_somebody_asks_for_it(path: Path) -> None:
    assert list(too_early(ast.parse(path.read_text(encoding="utf-8")))) == []


def untranslated(code: str) -> Iterator[str]:
    """The Chinese literals of a module that nothing translates, as `line: text`."""
    tree, lines = ast.parse(code), code.splitlines()
    passed = set(_passed(tree, translators(tree)))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
            last = node.end_lineno or node.lineno
            if id(node) not in passed and not any(KEPT in line for line in lines[node.lineno - 1 : last]):
                yield f"{node.lineno}: {node.value}"


def _passed(tree: ast.AST, marks: set[str]) -> Iterator[int]:
    """Literals that no reader of a screen meets as they are: translated ones, docstrings, names of columns in the
    database, and what is said to programmers (`TypeError`)."""
    for node in ast.walk(tree):
        match node:
            case ast.Expr(value=ast.Constant() as text):
                yield id(text)
            case ast.Call(func=ast.Name(id=name), args=[*given]) if name in marks or name == "TypeError":
                yield from _under(given)
            case ast.Call(func=ast.Attribute(value=ast.Name(id="models"), attr=kind), args=[*given]) if "Field" in kind:
                yield from _under(given)
            case ast.keyword(arg="verbose_name" | "verbose_name_plural", value=text):
                yield id(text)
            case ast.Assign(targets=[ast.Name(id="verbose_name")], value=text):
                yield id(text)


def _under(nodes: list[ast.expr]) -> Iterator[int]:
    for node in nodes:
        yield from (id(each) for each in ast.walk(node))


def too_early(tree: ast.Module) -> Iterator[str]:
    """Strings translated while the module is read: they would stay in the language of that moment."""
    now = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module == "django.utils.translation"
        for alias in node.names
        if alias.name == "gettext"
    }
    waiting: list[ast.AST] = list(tree.body)
    while waiting:
        node = waiting.pop(0)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in now:
            yield f"{node.lineno}: {ast.literal_eval(node.args[0])}"
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            waiting += ast.iter_child_nodes(node)


def bare(template: str) -> Iterator[str]:
    """The Chinese of a template outside of its tags for words, as `line: text`. The other language's own name stays."""
    inside = False
    for token in Lexer(template).tokenize():
        words = token.contents.strip()
        if token.token_type == TokenType.BLOCK and words.startswith(("blocktrans", "endblocktrans")):
            inside = not inside
        elif token.token_type == TokenType.COMMENT or inside or not CHINESE.search(words):
            continue
        elif token.token_type == TokenType.TEXT:
            own = [line.strip() for line in words.replace(">中文<", "><").splitlines() if CHINESE.search(line)]
            own = [line.replace('lang="zh-CN"', "") for line in own if CHINESE.search(line.replace(">中文", ""))]
            yield from (f"{token.lineno}: {line}" for line in own)
        elif not words.startswith(("translate", "trans")) and "_(" not in words:
            yield f"{token.lineno}: {words}"
