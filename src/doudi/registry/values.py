"""Reads what an official gives as a fact, and writes it as it is kept: JSON that the engine reads back exactly."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

from django.utils.translation import get_language, gettext_lazy, gettext_noop
from django.utils.translation import gettext as _

from doudi.language import word
from doudi.registry.problems import RegistryProblem
from doudi.vocabulary import Term, Vocabulary
from doudi.vocabulary.fact_value import WrongValue, parse_number, read

OWN = {
    ("household", "area"): Term("area", "household", "text", None, gettext_noop("办理地区划")),
    ("household", "address"): Term("address", "household", "text", None, gettext_noop("住址")),
}
"""What the registry keeps as facts for its own use, and never gives to a policy."""
IDENTITY = {"id", "name", "id_number", "sex", "birth_date", "relation", "division"}
"""Facts that follow from who somebody is and where they live, and are changed there."""

SAID: dict[str, Any] = {
    "not-money": gettext_lazy("请填以元为单位的金额，如 412.50：只写数字，不写单位和逗号。"),
    "not-number": gettext_lazy("请填数字，如 3。"),
    "not-boolean": gettext_lazy("请填“是”或“否”，不清楚就空着。"),
    "not-text": gettext_lazy("请填文字。"),
    "not-date": gettext_lazy("请填日期，如 2021-09-27。"),
    "not-code": gettext_lazy("没有这个选项。可选：%(options)s。"),
    "unknown-code": gettext_lazy("没有这个选项。可选：%(options)s。"),
}
"""What the messages of the vocabulary say to people who write JSON, for people who fill in forms and sheets."""

_COUNTY = re.compile(r"\d{6}", re.ASCII)

Stored = str | int | float | bool | None


def term_of(words: Vocabulary, entity: str, name: str) -> Term:
    """What a fact that may be recorded is. Raises `RegistryProblem`."""
    term = words.facts.get((entity, name))
    if term is None:
        raise RegistryProblem(_("没有叫 %s 的事实。") % name, name)
    if name in IDENTITY:
        raise RegistryProblem(_("“%s”随人员信息和户籍信息而定，请在那里更正。") % term.label, name)
    return term


def stored(words: Vocabulary, term: Term, raw: object) -> Stored:
    """The value as it is kept; None is unknown. Raises `RegistryProblem` naming the fact."""
    if raw is None or raw == "":
        return None
    _check_division(term, str(raw).strip())
    try:
        return _written(read(_as_json(raw, term.type), term.type, term.unit, words.codes), term.type)
    except WrongValue as wrong:
        cause = _cause(wrong, term, words)
        said = {"what": word(term.label), "said": cause}
        raise RegistryProblem(_("%(what)s：%(said)s") % said, term.name, cause) from None


def _check_division(term: Term, text: str) -> None:
    """The place of the household register is a county: a longer code would be taken for another place than its county."""
    if term.name != "hukou_division" or _COUNTY.fullmatch(text):
        return
    cause = _("请填六位的县级区划代码，如 %s，不写到乡镇、村。") % (text[:6] if _COUNTY.match(text) else "990101")
    raise RegistryProblem(_("%(what)s：%(said)s") % {"what": word(term.label), "said": cause}, term.name, cause)


def _cause(wrong: WrongValue, term: Term, words: Vocabulary) -> str:
    """What is wrong, to somebody who fills in a form or a sheet: not in the words of JSON, with its keys and quotation
    marks."""
    if wrong.code in SAID:
        labels = _("、").join(word(label) for label in words.codes.get(term.type, {}).values())
        return SAID[wrong.code] % {"options": labels}
    return wrong.text("en" if (get_language() or "zh").startswith("en") else "zh")


def shown(term: Term, value: Stored, codes: Mapping[str, Mapping[str, str]]) -> str:
    """A kept value as people read it: `是`, `配偶`, `412.50`; empty when unknown."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return _("是") if value else _("否")
    return word(codes[term.type][str(value)]) if term.type in codes else str(value)


def _as_json(raw: object, type: str) -> object:
    """A value of Python or of a form as the reader of JSON would meet it."""
    if isinstance(raw, bool):
        return raw
    if isinstance(raw, int | float | Decimal):
        return parse_number(str(raw))
    if isinstance(raw, datetime.date):
        return raw.isoformat()[:10]
    if isinstance(raw, str):
        text = raw.strip()
        return parse_number(text) if type == "number" and _is_number(text) else text
    return raw


def _is_number(text: str) -> bool:
    return text.isascii() and text.replace(".", "", 1).removeprefix("-").isdigit()


def _written(value: Fraction | bool | str | datetime.date, type: str) -> Stored:
    if isinstance(value, datetime.date):
        return value.isoformat()
    if not isinstance(value, Fraction):
        return value
    if type == "money":
        cents = int(value * 100)
        return f"{cents // 100}.{cents % 100:02}"
    return value.numerator if value.denominator == 1 else float(value)  # two decimals: a float writes them exactly
