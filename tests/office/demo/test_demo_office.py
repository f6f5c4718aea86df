"""The demonstration: every procedure of every policy is played by the real services, and nothing in it is anybody's."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from doudi.accounts.models import Organisation
from doudi.audit.models import Entry
from doudi.audit.selectors import verify
from doudi.cases.models import Case, Decision, LetterProof, RunState, StepRun
from doudi.cases.notices.models import Notice
from doudi.office.demo import making
from doudi.office.demo.casting import GENERAL
from doudi.office.demo.making import Unit
from doudi.office.demo.places import PLACES
from doudi.papers.models import Paper
from doudi.registry.identity import opened
from doudi.registry.models import Person
from doudi.vocabulary.id_number import parse

_NOW = timezone.localdate()
TODAY = _NOW - datetime.timedelta(max(0, _NOW.weekday() - 4))
"""Today, or the Friday before a weekend: nobody works then, and nothing is due."""
STORIES = {"withdrawn", "died", "moved", "asked", "objection", "answered", "corrected", "appealed", "again"}


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Unit]]:
    """A case of every procedure of every policy to its end, and in one place the stories and every stage of one.

    Made once for all tests of this file, which see it inside one transaction that is taken back.
    """
    hasher = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=hasher), transaction.atomic():
        making.found()
        chosen = _chosen(making.everything(TODAY))
        for unit in chosen:
            assert making.make(unit) is not None
        yield chosen
        transaction.set_rollback(True)


@pytest.fixture
def few(made: list[Unit], db: None) -> list[Unit]:
    return made


def _chosen(units: list[Unit]) -> list[Unit]:
    """One that comes to its end of every procedure, and everything of one procedure of one place."""
    ended = {
        (unit.scene.place.key, unit.plot.process): unit
        for unit in units
        if not unit.plot.way.until and not unit.plot.way.detours and not unit.plot.after
    }
    return [unit for unit in units if unit in ended.values() or _is_shown_whole(unit)]


def _is_shown_whole(unit: Unit) -> bool:
    return unit.plot.process == GENERAL and unit.scene.place.key == "guzhang"


def test_every_procedure_of_every_policy_has_a_case_that_came_to_its_end(few: list[Unit]) -> None:
    wanted = {(place.policy, name) for place in PLACES for name in making.scene(place, TODAY).setting.policy.processes}
    ended = set(Case.objects.filter(state="closed").values_list("release__policy", "process"))
    assert wanted == ended
    assert Case.objects.count() == len(few) + 1  # one family applies again


def test_every_state_of_steps_and_every_story_occurs(few: list[Unit]) -> None:
    states = set(StepRun.objects.values_list("state", flat=True))
    assert states >= {RunState.OPEN, RunState.SIGNED, RunState.DONE, RunState.CANCELLED, RunState.WAITING}
    assert {unit.plot.after for unit in few} >= STORIES
    ends = set(Case.objects.values_list("end", flat=True))
    assert ends >= {"", "approved", "refused", "withdrawn", "died", "moved"}
    kinds = set(Decision.objects.values_list("kind", flat=True))
    assert kinds >= {"decision", "revocation"}
    assert LetterProof.objects.exists()
    assert set(Paper.objects.values_list("kind", flat=True)) >= {"receipt", "missing", "approval", "refusal"}


def test_every_step_of_a_stage_by_stage_procedure_has_somebody_waiting_at_it(few: list[Unit]) -> None:
    stops = {unit.plot.way.until for unit in few if unit.plot.process == GENERAL and unit.plot.way.until}
    waiting = StepRun.objects.filter(
        case__process=GENERAL, case__release__policy="guzhang-2021", state__in=("open", "signed")
    )
    assert stops <= set(waiting.values_list("step", flat=True))
    assert len(stops) >= 10
    due = set(waiting.values_list("due_on", flat=True))
    assert TODAY in due
    assert any(day is not None and day < TODAY for day in due)


def test_notices_hang_today(few: list[Unit]) -> None:
    hanging = Notice.objects.filter(kind="hearing", until_date__gte=TODAY, run__state="open")
    assert hanging.exists()
    assert Notice.objects.filter(kind="result", decision__isnull=False).exists()


def test_nobody_in_it_can_exist(few: list[Unit]) -> None:
    for person in Person.objects.all():
        who = opened(person)
        assert parse(who.id_number).is_test
        assert not who.telephone or who.telephone.startswith("100")
        assert not who.bank_card or who.bank_card.startswith("99")
    assert not Organisation.objects.exclude(telephone__startswith="0000-").exists()


def test_the_audit_chain_of_a_demonstration_verifies(few: list[Unit]) -> None:
    assert verify() == []
    assert Entry.objects.filter(verb="decision.made").exists()
