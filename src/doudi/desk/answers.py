"""What an assessment comes to, line by line: every class and benefit, to whom yes, no or not yet known, and why not."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.utils.translation import gettext_lazy as _

from doudi.language import word
from doudi.policy.deciding.entitlements import RECOGNITIONS
from doudi.policy.deciding.reasons import Entry, Reasons, decides, failures
from doudi.policy.definitions.model import Benefit, Policy
from doudi.vocabulary import load

YES, NO, OPEN = "yes", "no", "open"
_ORDER = (YES, OPEN, NO)
"""What somebody gets stands before what hangs on something unknown, and that before what is refused."""
CLASS = {YES: _("是"), NO: _("否"), OPEN: _("待定")}
GIVEN = {"cash": _("发放"), "service": _("提供"), "waiver": _("减免"), "referral": _("转介办理")}
NOT_GIVEN = {"cash": _("不发放"), "service": _("不提供"), "waiver": _("不减免"), "referral": _("不转介")}

Named = Callable[[str], str]
"""A sentence of the engine with people's names for their ids."""


@dataclass(frozen=True)
class Answer:
    """A class or benefit and those to whom the same is said of it. `failed` are the conditions of a refusal, each with
    its margin; `cites` the clauses, of a refusal those that the conditions stand in."""

    label: str
    of: list[str]
    state: str
    text: str
    cites: list[str]
    failed: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Answers:
    """What people come for (`first`: classes and benefits, what is due first and what is refused last), and the
    services, waivers and the like that are refused (`besides`)."""

    first: list[Answer]
    besides: list[Answer]


def answers(assessment: Mapping[str, Any], policy: Policy, names: Mapping[str, str], named: Named) -> Answers:
    """The answers of an assessment that was explained. `names` are by the ids of household and members."""
    why = Reasons(policy, assessment)
    first = [answer for name in RECOGNITIONS if name in policy.rules for answer in _classes(why, name, names, named)]
    first += [_granted(policy.benefits[entry["benefit"]], entry, names) for entry in assessment["benefits"]]
    besides = []
    for benefit in policy.benefits.values():
        (first if decides(benefit) else besides).extend(_refused(why, benefit, names, named))
    return Answers(sorted(first, key=lambda answer: _ORDER.index(answer.state)), besides)


def _classes(why: Reasons, name: str, names: Mapping[str, str], named: Named) -> Iterator[Answer]:
    """Whether the household or each member is in a class; those of whom the same is said stand together."""
    entries = [entry for (result, _of), entry in why.entries.items() if result == name]
    for same in _alike(entries, lambda entry: (entry["value"], _failed(entry, named))):
        entry = same[0]
        state = {True: YES, False: NO}.get(entry["value"], OPEN)
        of = [names.get(str(each["of"]), str(each["of"])) for each in same]
        label, failed = why.policy.rules[name].label, list(_failed(entry, named))
        yield Answer(label, of, state, str(CLASS[state]), list(entry["cites"]), failed)


def _granted(benefit: Benefit, entry: Mapping[str, Any], names: Mapping[str, str]) -> Answer:
    """What is due, or may be."""
    amount, is_open = entry.get("amount"), "amount" in entry and entry["amount"] is None
    text = str(CLASS[OPEN] if is_open else GIVEN[benefit.kind])
    if amount is not None:
        text = f"{amount} {word(load().units.get(entry.get('unit') or '', ''))}".strip()
    of = [names.get(str(entry["for"]), str(entry["for"]))]
    return Answer(benefit.label, of, OPEN if is_open else YES, text, list(entry.get("cites", [])))


def _refused(why: Reasons, benefit: Benefit, names: Mapping[str, str], named: Named) -> Iterator[Answer]:
    """To whom a benefit is refused; those who are refused for the same reasons stand together."""
    refused = [(holder, why.refusing(benefit, holder)) for holder in why.refused(benefit)]
    for same in _alike(refused, lambda pair: tuple(failures(pair[1]))):
        entry = same[0][1]
        of = [names.get(holder, holder) for holder, _entry in same]
        failed = [named(sentence) for sentence in failures(entry)]
        yield Answer(benefit.label, of, NO, str(NOT_GIVEN[benefit.kind]), list(entry["cites"]), failed)


def _failed(entry: Entry, named: Named) -> tuple[str, ...]:
    return tuple(named(sentence) for sentence in failures(entry)) if entry["value"] is False else ()


def _alike(found: Iterable[Any], key: Callable[[Any], Any]) -> Iterator[list[Any]]:
    """The things of which the key is the same, together, in the order in which they came."""
    groups: dict[Any, list[Any]] = {}
    for each in found:
        groups.setdefault(key(each), []).append(each)
    yield from groups.values()
