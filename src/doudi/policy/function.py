"""A policy on a date as a plain Python function of one household: what the office and the portal ask.

The source is generated from the specialised program; it agrees with the interpreter exactly.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from doudi.policy.calendar_math import months_between, years_between
from doudi.policy.facts import read
from doudi.policy.generate_body import MOST_MEMBERS, Body
from doudi.policy.generate_emitters import EMITTERS
from doudi.policy.generate_request import HouseholdPort, OnePort
from doudi.policy.generate_source import Block
from doudi.policy.household import Household
from doudi.policy.model import Policy
from doudi.policy.nodes import UNLIMITED, Unlimited, Value
from doudi.policy.setting import Setting
from doudi.policy.specialise import Program, specialise
from doudi.policy.values import FIRST_DATE, LAST_DATE

Answer = dict[str, Any]
Exact = dict[tuple[str, int | None], Value | Unlimited]

_MONEY = re.compile(r"(\d{1,9})(?:\.(\d{1,2}))?")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_MOST_KEPT = 65_536
_MOST_TEXT = 200
_MOST_ID = 100
_IDS = [[f"P{place}" for place in range(1, count + 1)] for count in range(MOST_MEMBERS + 1)]


class Irregular(Exception):
    """A request that is not of the plain kind: the careful reader says what is wrong with it, or takes it."""


class HouseholdFunction:
    """The compiled function of one program. Thread-safe: it keeps nothing between calls."""

    def __init__(self, program: Program, policy: Policy) -> None:
        self.program, self.policy = program, policy
        self.source, self._answer = _request_function(program)
        self._used = {e: [f.name for f in program.facts if f.entity == e] for e in ("household", "person")}
        self._exact: Callable[[Household], Any] | None = None

    def __call__(self, request: Mapping[str, Any]) -> Answer:
        """The answer to a request: `{"household": id, "results": {…}, "members": {id: {…}}}`.

        The request has the form of the command line's facts. Money may be text, int, Decimal or a float, which is read
        as the decimal with two places that it is nearest to. Money in the answer is text, what is unknown None.
        Raises `Refused` with everything that is wrong with the request.
        """
        try:
            return self._answer(request)
        except (Irregular, KeyError, TypeError, ValueError, AttributeError, OverflowError):
            household = read(_as_json(request), self.policy, "request").households[0]
        return self.answer(household)

    def answer(self, household: Household) -> Answer:
        """The answer for checked facts."""
        return self._answer(self._request(household))

    def _request(self, household: Household) -> dict[str, Any]:
        """Checked facts as a request, without those that no rule uses."""

        def plain(entity: str, facts: Mapping[str, Value | None]) -> dict[str, Any]:
            return {name: _raw(facts.get(name)) for name in self._used[entity]}

        members = [{**plain("person", person.facts), "id": person.id} for person in household.members]
        return {**plain("household", household.facts), "id": household.id, "members": members}

    def exact(self, household: Household) -> Exact:
        """The exact value of every known result, by rule and member's place (None: the household)."""
        if self._exact is None:
            self._exact = _exact_function(self.program)
        results, people = self._exact(household)
        found = {(name, None): value for name, value in results.items() if value is not None}
        for place, person in enumerate(people):
            found.update({(name, place): value for name, value in person.items() if value is not None})
        return found


def compile_function(setting: Setting) -> HouseholdFunction:
    """The function of a policy on a date with given values."""
    program = specialise(setting)
    return _compiled(program.digest, _Uncounted(program, setting.policy))


class _Uncounted:
    """Arguments that do not count for the cache."""

    def __init__(self, program: Program, policy: Policy) -> None:
        self.program, self.policy = program, policy

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Uncounted) and self.policy.release == other.policy.release

    def __hash__(self) -> int:
        return hash(self.policy.release)


@lru_cache(maxsize=64)
def _compiled(digest: str, made: _Uncounted) -> HouseholdFunction:
    return HouseholdFunction(made.program, made.policy)


def _raw(value: Value | None) -> Any:
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else Decimal(int(value * 100)) / 100
    return value.isoformat() if isinstance(value, datetime.date) else value


def _as_json(request: object) -> bytes:
    return json.dumps(request, default=_decimal, ensure_ascii=False).encode()


def _decimal(value: object) -> object:
    """A Decimal as JSON: the number whose text it is, or else text, which is refused where a number should be."""
    if isinstance(value, Decimal):
        number = float(value)
        return number if Decimal(repr(number)) == value else str(value)
    raise TypeError(f"{type(value).__name__} is not JSON")


# -- the generated source


def _request_function(program: Program) -> tuple[str, Callable[[Any], Answer]]:
    top = Block()
    function = top.block("def answer(request):")
    for line in _OPENING:
        function.line(line)
    if _has_texts(program):
        function.line("texts = list(TEXTS)")
    port = OnePort(program, function)
    body = Body(program, EMITTERS, port, function, flat=False, bounded=False)
    body.write()
    port.people(body)
    function.line("household = h('id')")
    function.line("if household is None: household = 'H1'")
    function.line("elif type(household) is not str: raise Irregular")
    function.line(
        f"return {{'household': household, 'results': {port.household()}, 'members': dict(zip(ids, people))}}"
    )
    keys = {e: frozenset(f.name for f in program.facts if f.entity == e) | {"id"} for e in ("household", "person")}
    names = {**_NAMES, **body.constants, "TEXTS": program.texts}
    names |= {"HOUSEHOLD": keys["household"] | {"members"}, "PERSON": keys["person"]}
    return _run(top.text(), names)


_OPENING = (
    "h = request.get",
    "members = request['members']",
    "n = len(members)",
    f"if type(members) is not list or not 0 < n <= {MOST_MEMBERS} or not HOUSEHOLD.issuperset(request): raise Irregular",
    "ids = member_ids(members, PERSON)",
)


def _exact_function(program: Program) -> Callable[[Household], Any]:
    top = Block()
    function = top.block("def answer(household):")
    function.line("h = household.facts.get")
    function.line("members = [person.facts for person in household.members]")
    function.line("n = len(members)")
    if _has_texts(program):
        function.line("texts = list(TEXTS)")
    port = HouseholdPort(program, function)
    body = Body(program, EMITTERS, port, function, flat=False, bounded=False)
    body.write()
    port.people(body)
    function.line(f"return {port.household()}, people")
    return _run(top.text(), {**_NAMES, **body.constants, "TEXTS": program.texts})[1]


def _has_texts(program: Program) -> bool:
    kinds = {fact.type.kind for fact in program.facts} | {rule.type.kind for rule in program.rules}
    return "text" in kinds


def _run(source: str, names: dict[str, Any]) -> tuple[str, Callable[[Any], Any]]:
    code = compile(source, "<policy>", "exec", dont_inherit=True)
    exec(code, names)  # noqa: S102  our own text: names are checked keys, values are literals
    return source, names["answer"]


# -- what the generated source calls


class _FenTexts(dict[int, str]):
    """Fen to text in yuan; those met before are kept, up to a bound."""

    def __missing__(self, fen: int) -> str:
        sign, size = ("-", -fen) if fen < 0 else ("", fen)
        text = f"{sign}{size // 100}.{size % 100:02d}"
        if len(self) < _MOST_KEPT:
            self[fen] = text
        return text


def _fen(value: object) -> int:
    """Fen of money that is not an int or a float."""
    if type(value) is str:
        found = _MONEY.fullmatch(value)
        if found is None or not value.isascii():
            raise Irregular
        return int(found[1]) * 100 + int((found[2] or "").ljust(2, "0"))
    return _hundredths(value)


def _hundredths(value: object) -> int:
    if type(value) is not Decimal or not value.is_finite() or abs(value) > 10**10:
        raise Irregular
    whole = value * 100
    if whole != int(whole):
        raise Irregular
    return int(whole)


def _day(value: object) -> int:
    if type(value) is not str or not _DATE.fullmatch(value):
        raise Irregular
    date = datetime.date.fromisoformat(value)
    if not FIRST_DATE <= date <= LAST_DATE:
        raise Irregular
    return date.toordinal()


def _text_place(value: object, texts: list[str]) -> int:
    """The place of a text among those met in this household, which begin with those the rules mention."""
    if type(value) is not str or len(value) > _MOST_TEXT or not value.isprintable():
        raise Irregular
    if value not in texts:
        texts.append(value)
    return texts.index(value)


def _member_ids(members: list[Any], known: frozenset[str]) -> list[str]:
    """The members' ids; who have none are P1, P2, …"""
    found = []
    for member in members:
        if not known.issuperset(member):
            raise Irregular
        found.append(member.get("id"))
    if found[0] is None and not any(found):
        return _IDS[len(found)]
    for name in found:
        if type(name) is not str or not 0 < len(name) <= _MOST_ID or not name.isprintable() or name.isspace():
            raise Irregular
    if len(set(found)) < len(found):
        raise Irregular
    return found


def _plain_number(value: int) -> int | float:
    """A number in ten-thousandths, whole where it is whole."""
    return value / 10_000 if value % 10_000 else value // 10_000


_NAMES: dict[str, Any] = {
    "FEN": _FenTexts(),
    "Fraction": Fraction,
    "Irregular": Irregular,
    "UNLIMITED": UNLIMITED,
    "day": _day,
    "day_text": lambda day: datetime.date.fromordinal(day).isoformat(),
    "fen": _fen,
    "from_day": datetime.date.fromordinal,
    "hundredths": _hundredths,
    "member_ids": _member_ids,
    "months_between": months_between,
    "plain": _plain_number,
    "text_place": _text_place,
    "years_between": years_between,
}
