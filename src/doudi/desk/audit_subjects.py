"""What the entries of the audit log are about: the number of the case, household, paper or meeting instead of a key."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db.models import Q
from django.urls import reverse

from doudi.audit.models import Entry
from doudi.cases.archive.models import DestroyedCase, DestructionState


@dataclass(frozen=True, slots=True)
class _Named:
    """Where a kind of thing has its number, and the page that the number leads to."""

    number: str
    page: str = ""


_CASE, _HOUSEHOLD = "case", "household"
_NAMED = {
    "cases.Case": _Named("number", _CASE),
    "cases.StepRun": _Named("case__number", _CASE),
    "cases.MaterialList": _Named("case__number", _CASE),
    "cases.Material": _Named("letter__case__number", _CASE),
    "cases.Decision": _Named("case__number", _CASE),
    "cases.LetterProof": _Named("case__number", _CASE),
    "cases.Appeal": _Named("decision__case__number", _CASE),
    "cases.Notice": _Named("case__number", _CASE),
    "cases.NoticePhoto": _Named("notice__case__number", _CASE),
    "cases.Objection": _Named("notice__case__number", _CASE),
    "cases.Meeting": _Named("title"),
    "papers.Paper": _Named("number"),
    "verification.CheckRequest": _Named("case", _CASE),
    "verification.Report": _Named("request__case", _CASE),
    "verification.ReportFile": _Named("report__request__case", _CASE),
    "verification.Finding": _Named("report__request__case", _CASE),
    "verification.Supporter": _Named("case", _CASE),
    "verification.NoSupporters": _Named("case", _CASE),
    "registry.Household": _Named("number", _HOUSEHOLD),
    "registry.HouseholdMember": _Named("household__number", _HOUSEHOLD),
    "accounts.User": _Named("username"),
    "accounts.Membership": _Named("user__username"),
    "accounts.Organisation": _Named("name"),
    "rulebook.Adoption": _Named("release__policy"),
}
_OF_A_CASE = {label: named.number for label, named in _NAMED.items() if named.page == _CASE} | {
    "papers.Paper": "subject"
}


class Subjects:
    """The things that a page of entries is about, looked up together."""

    def __init__(self) -> None:
        self._numbers: dict[tuple[str, str], str] = {}

    def ready(self, entries: Sequence[Entry]) -> None:
        """Look up what these entries are about: one question for each kind of thing."""
        keys = defaultdict(set)
        for entry in entries:
            if entry.subject_type in _NAMED and entry.subject_id.isdigit():
                keys[entry.subject_type].add(int(entry.subject_id))
        for label, found in keys.items():
            rows = apps.get_model(label)._default_manager.filter(pk__in=found)
            for key, number in rows.values_list("pk", _NAMED[label].number):
                self._numbers[label, str(key)] = str(number)

    def words(self, entry: Entry) -> str:
        """The kind of thing in words, and its number; its key where it has no number or is no more."""
        if not entry.subject_type:
            return ""
        number = self._numbers.get((entry.subject_type, entry.subject_id), entry.subject_id)
        return f"{_kind(entry.subject_type)} {number}"

    def address(self, entry: Entry) -> str:
        """The page of the case or household; none for other things."""
        number, named = self._numbers.get((entry.subject_type, entry.subject_id)), _NAMED.get(entry.subject_type)
        return reverse(named.page, args=[number]) if number and named and named.page else ""


def _kind(label: str) -> str:
    try:
        return str(apps.get_model(label)._meta.verbose_name)
    except LookupError:
        return label


def of_case(rows: Any, number: str) -> Any:
    """The entries about a case and all that belongs to it; none for a number that no case has. Of one that was destroyed
    only those about the case itself are known."""
    asked = Q(pk__in=())
    for label, path in _OF_A_CASE.items():
        keys = apps.get_model(label)._default_manager.filter(**{path: number}).values_list("pk", flat=True)
        asked |= Q(subject_type=label, subject_id__in=[str(key) for key in keys])
    gone = DestroyedCase.objects.filter(case_number=number, destruction__state=DestructionState.DONE)
    asked |= Q(subject_type="cases.Case", subject_id__in=[str(key) for key in gone.values_list("case_key", flat=True)])
    return rows.filter(asked)
