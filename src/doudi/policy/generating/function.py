"""Source of the functions of one household: the body between a reader and a writer."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from doudi.policy.generating.body import MOST_MEMBERS, Body
from doudi.policy.generating.calls import CALLS, EXACT_CALLS
from doudi.policy.generating.emitters import EMITTERS
from doudi.policy.generating.request import (
    Apart,
    ExactWriter,
    FactsReader,
    JsonWriter,
    OnePort,
    Reader,
    RequestReader,
    Writer,
)
from doudi.policy.generating.source import Block
from doudi.policy.generating.specialise import Program
from doudi.policy.generating.unused import Unused

Found = tuple[str, list[str], dict[str, Any], list[dict[str, Any]], list[Any], list[list[Any]]]
"""Household id, members' ids, results of the household, of each member, and what is put apart of both."""

_NONE: Apart = {}
_REQUEST = (
    "h = request.get",
    "members = request['members']",
    "n = len(members)",
    f"if type(members) is not list or not 0 < n <= {MOST_MEMBERS}: raise Irregular",
    "if not HOUSEHOLD.issuperset(request): UNUSED.of_household(request, HOUSEHOLD)",
    "ids = member_ids(members, PERSON, UNUSED.of_people)",
    "household = h('id')",
    "if household is None: household = 'H1'",
    "else: check_id(household)",
)
_HOUSEHOLD = (
    "h = request.facts.get",
    "household = request.id",
    "ids = [person.id for person in request.members]",
    "members = [person.facts for person in request.members]",
    "n = len(members)",
)


def from_request(program: Program, unused: Unused, apart: Apart = _NONE) -> tuple[str, Callable[[Any], Found]]:
    """Source and function: a request, unchecked, to JSON results. Raises `Irregular` and the like on what is not plain.

    Rules in `apart` are not results: their values are listed in pairs.
    """
    keys = {e: frozenset(f.name for f in program.facts if f.entity == e) | {"id"} for e in ("household", "person")}
    read = {"HOUSEHOLD": keys["household"] | {"members"}, "PERSON": keys["person"] - {"id_number"}, "UNUSED": unused}
    return _make(program, _REQUEST, RequestReader(), JsonWriter(), apart, {**CALLS, **read})


def from_household(program: Program, apart: Apart = _NONE) -> tuple[str, Callable[[Any], Found]]:
    """Source and function: checked facts (`Household`) to JSON results."""
    return _make(program, _HOUSEHOLD, FactsReader(), JsonWriter(), apart, CALLS)


def exact(program: Program) -> tuple[str, Callable[[Any], Found]]:
    """Source and function: checked facts to exact values."""
    return _make(program, _HOUSEHOLD, FactsReader(), ExactWriter(), _NONE, EXACT_CALLS)


def _make(
    program: Program,
    opening: tuple[str, ...],
    reader: Reader,
    writer: Writer,
    apart: Apart,
    calls: dict[str, Any],
) -> tuple[str, Callable[[Any], Found]]:
    top = Block()
    function = top.block("def answer(request):")
    for line in opening:
        function.line(line)
    kinds = {fact.type.kind for fact in program.facts} | {rule.type.kind for rule in program.rules}
    if "text" in kinds:
        function.line("texts = list(TEXTS)")
    port = OnePort(program, function, reader, writer, apart)
    body = Body(program, EMITTERS, port, function, flat=False, bounded=False)
    body.write()
    port.people(body)
    results = f"{port.gathered('household')}, people, {port.listed('household')}, people_apart"
    function.line(f"return household, ids, {results}")
    source = top.text()
    names = {**calls, **body.constants, "TEXTS": program.texts}
    exec(compile(source, "<policy>", "exec"), names)  # noqa: S102  our own text: names are checked keys
    return source, names["answer"]
