"""Every verb that the code writes into the audit log, read from the code itself."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import doudi
from doudi.cases.leaving import Leaving

SRC = Path(doudi.__file__).parent
_FAMILIES = {"case.": [f"case.{how}" for how in Leaving.values]}
"""Verbs that are put together: what they begin with, and all that they can be."""


def verbs() -> set[str]:
    """All of them: what stands in `verb=…`, and what is handed to a function as its `verb`."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in SRC.rglob("*.py") if path.name != "rights.py"]
    places = {name: place for tree in trees for name, place in _takers(tree)}
    found: set[str] = set()
    for tree in trees:
        for call in (node for node in ast.walk(tree) if isinstance(node, ast.Call)):
            given = [k.value for k in call.keywords if k.arg == "verb"]
            name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
            if name in places and len(call.args) > places[name]:
                given.append(call.args[places[name]])
            for value in given:
                found |= _words(value)
    return found


def _takers(tree: ast.AST) -> list[tuple[str, int]]:
    """Functions with a parameter `verb`, and its place."""
    found = []
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            names = [argument.arg for argument in node.args.args]
            if "verb" in names:
                found.append((node.name, names.index("verb")))
    return found


def _words(value: ast.AST) -> set[str]:
    found: set[str] = set()
    for part in ast.walk(value):
        if isinstance(part, ast.Constant) and isinstance(part.value, str):
            if part.value in _FAMILIES:
                found |= set(_FAMILIES[part.value])
            elif re.fullmatch(r"[a-z]+\.[a-z_]+", part.value):
                found.add(part.value)
            else:
                raise AssertionError(f"say in this file which verbs begin with {part.value!r}")
    return found
