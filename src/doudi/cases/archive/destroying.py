"""Destroying cases: every row and file that tells of them, in the order in which rows protect each other."""

from __future__ import annotations

import datetime
from collections.abc import Collection
from functools import partial

from django.db import transaction
from django.db.models import QuerySet

from doudi.accounts.actor import Actor
from doudi.cases.course import tell
from doudi.cases.meetings.models import AgendaItem, Meeting
from doudi.cases.models import Appeal, Case, Decision, LetterProof, StepRun
from doudi.cases.notices.models import Notice, NoticePhoto, Objection
from doudi.papers import destroying as papers
from doudi.registry.models import HouseholdMember
from doudi.verification import destroying as checks


def destroy(actor: Actor, cases: QuerySet[Case], on: datetime.date) -> None:
    """Destroy locked cases inside the caller's transaction; files go when it has succeeded.

    What stays: the lists of destructions, the audit log, the registry, and of a sample the numbers that were drawn, so
    that the draw can still be done again.
    """
    numbers = dict(cases.values_list("pk", "number"))
    households = set(cases.values_list("household", flat=True))
    keys = list(numbers)
    checks.destroy(numbers.values(), _resting_on(households, numbers))
    papers.destroy(numbers.values())
    _take_down(keys)
    _leave_meetings(keys)
    _undecide(keys)
    _let_go(actor, keys, on)
    StepRun.objects.filter(case__in=keys).update(came_from=None)
    Case.objects.filter(pk__in=keys).delete()  # with its steps, signatures, story, materials, relatives of staff
    _forget(households, on)


def _resting_on(households: Collection[int], going: dict[int, str]) -> dict[str, str]:
    """Of the cases that go, by their numbers, those on whose report a case that stays rests, and that case's number."""
    found = {}
    runs = StepRun.objects.filter(case__household__in=households, kind="means_check").exclude(case__in=going)
    for data, number in runs.order_by("pk").values_list("data", "case__number"):
        if data.get("reused") in going.values():
            found[data["reused"]] = number
    return found


def _take_down(keys: Collection[int]) -> None:
    """The notices, with their objections and photos."""
    photos = NoticePhoto.objects.filter(notice__case__in=keys)
    names = list(photos.values_list("file", flat=True))
    photos.delete()
    Objection.objects.filter(notice__case__in=keys).delete()
    Notice.objects.filter(case__in=keys).delete()
    storage = NoticePhoto._meta.get_field("file").storage
    for name in names:  # each by itself: one that cannot be removed is logged and keeps none of the others
        transaction.on_commit(partial(storage.delete, name), robust=True)


def _leave_meetings(keys: Collection[int]) -> None:
    """The agendas' items; the agenda and minutes as papers go with the last of the cases that they tell of."""
    items = AgendaItem.objects.filter(run__case__in=keys)
    meetings = list(Meeting.objects.filter(pk__in=items.values("meeting")))
    items.delete()
    papers.destroy([meeting.number for meeting in meetings if not meeting.items.exists()])


def _undecide(keys: Collection[int]) -> None:
    """The decisions with their appeals and proofs, the latest first, since each protects the one that it replaces."""
    Appeal.objects.filter(decision__case__in=keys).delete()
    LetterProof.objects.filter(case__in=keys).delete()
    latest = Decision.objects.filter(case__in=keys, replaced_by=None)
    while found := list(latest.values_list("pk", flat=True)):
        Decision.objects.filter(pk__in=found).delete()


def _let_go(actor: Actor, keys: Collection[int], on: datetime.date) -> None:
    """A case that stays and followed one that goes keeps the other's number in its story."""
    for follower in Case.objects.filter(follows__in=keys).select_related("follows"):
        if follower.pk not in keys:
            assert follower.follows is not None
            said = f"前一办件 {follower.follows.number} 保管期满，已销毁。"  # kept
            tell(follower, "destroyed", on, actor, text=said)
    Case.objects.filter(follows__in=keys).update(follows=None)


def _forget(households: Collection[int], on: datetime.date) -> None:
    """What was kept for all cases of a household, where none is left; of people who have no other."""
    left = set(Case.objects.filter(household__in=households).values_list("household", flat=True))
    gone = set(households) - left
    elsewhere = HouseholdMember.objects.filter(household__in=Case.objects.values("household")).values("person")
    lived = HouseholdMember.objects.filter(household__in=gone).exclude(person__in=elsewhere)
    checks.forget(households=gone, people=set(lived.values_list("person", flat=True)), on=on)
