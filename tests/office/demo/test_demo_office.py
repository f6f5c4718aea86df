"""The demonstration: every procedure of every policy is played by the real services, and nothing in it is anybody's."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Any

import pytest
from django.db import transaction
from django.test import override_settings
from django.utils import timezone

from doudi.accounts.actor import Actor
from doudi.accounts.models import Membership, Organisation
from doudi.audit.models import Entry
from doudi.audit.selectors import verify
from doudi.cases.meetings.models import Meeting
from doudi.cases.meetings.selectors import candidates
from doudi.cases.models import Case, Decision, LetterProof, Outcome, RunState, StepRun
from doudi.cases.notices.models import Notice
from doudi.cases.procedure import REFUSED, RETURNED
from doudi.cases.samples.models import Sample
from doudi.cases.samples.selectors import verify as draw_again
from doudi.office.demo import making
from doudi.office.demo.casting import GENERAL, Plot
from doudi.office.demo.making import Piece, Played, Unit
from doudi.office.demo.meetings import CalledMeeting
from doudi.office.demo.places import PLACES
from doudi.office.demo.together import Leg
from doudi.office.demo.waiting import waiting
from doudi.papers.models import Paper
from doudi.registry.identity import opened
from doudi.registry.models import Person
from doudi.registry.selectors import facts_of
from doudi.vocabulary.id_number import parse

_NOW = timezone.localdate()
TODAY = _NOW - datetime.timedelta(max(0, _NOW.weekday() - 4))
"""Today, or the Friday before a weekend: nobody works then, and nothing is due."""
STORIES = {"withdrawn", "died", "moved", "asked", "objection", "answered", "corrected", "appealed", "again"}


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: Any) -> Iterator[list[Unit]]:
    """A case of every procedure of every policy to its end, all that were refused or returned, and in one place the
    stories and every stage of one procedure.

    Made once for all tests of this file, which see it inside one transaction that is taken back.
    """
    hasher = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    with django_db_blocker.unblock(), override_settings(PASSWORD_HASHERS=hasher), transaction.atomic():
        making.found()
        chosen = _chosen(making.everything(TODAY))
        for piece in chosen:
            assert piece.made() is not None or isinstance(piece, Leg)  # who was not drawn has gone on already
        yield [piece.unit for piece in chosen if isinstance(piece, Played)] + [
            piece.course.unit for piece in chosen if isinstance(piece, Leg) and piece.first == 0
        ]
        transaction.set_rollback(True)


@pytest.fixture
def few(made: list[Unit], db: None) -> list[Unit]:
    return made


def _chosen(pieces: list[Piece]) -> list[Piece]:
    """One that comes to its end of every procedure, everything of one procedure of one place, and all that is done
    together."""
    ended = {
        (piece.unit.scene.place.key, piece.unit.plot.process): piece
        for piece in pieces
        if isinstance(piece, Played) and piece.unit.plot == Plot(piece.unit.plot.told, piece.unit.plot.process)
    }
    alone = {piece.key for piece in pieces if isinstance(piece, Played)}
    whole = {piece.key for piece in pieces if isinstance(piece, Played) and _is_shown_whole(piece.unit)}
    kept = whole | {piece.key for piece in ended.values()}
    chosen = [piece for piece in pieces if piece.key not in alone or piece.key in kept]
    return [piece for piece in chosen if not isinstance(piece, CalledMeeting)]


def _is_shown_whole(unit: Unit) -> bool:
    return (unit.plot.process == GENERAL and unit.scene.place.key == "guzhang") or _does_not_go_on(unit)


def _does_not_go_on(unit: Unit) -> bool:
    return bool({REFUSED, RETURNED} & set(unit.plot.way.detours.values())) and not unit.plot.after


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


def test_whoever_is_refused_is_refused_by_the_assessment(few: list[Unit]) -> None:
    refused = Decision.objects.filter(outcome=Outcome.REFUSED)
    assert set(refused.values_list("release__policy", flat=True)) == {place.policy for place in PLACES}
    assert set(refused.values_list("run__kind", flat=True)) >= {"accept", "decide"}
    assert {(one.case.number, one.suggested, one.differs) for one in refused} == {
        (one.case.number, Outcome.REFUSED, False) for one in refused
    }


def test_every_letter_of_refusal_lists_the_conditions_that_failed_with_their_clauses(few: list[Unit]) -> None:
    letters = Paper.objects.filter(kind="refusal")
    assert {letter.area_id[:4] for letter in letters} >= {place.code[:4] for place in PLACES}
    for letter in letters:
        rows = [row for part in letter.content["blocks"] for row in part.get("rows", ())]
        assert rows, letter.number
        assert all(clause not in ("", "—") for *_rest, clause in rows), letter.number


def test_what_does_not_go_on_says_what_is_so_of_the_case(few: list[Unit]) -> None:
    sent_back = StepRun.objects.filter(outcome="returned").order_by("pk")
    assert {run.kind for run in sent_back} >= {"opinion", "meeting", "decide"}
    for run in sent_back.select_related("case"):
        before = run.case.runs.filter(pk__lt=run.pk).order_by("pk")
        if run.kind == "opinion":  # one neighbour was heard, and the reason asks for more
            visit = before.filter(kind="visit", state=RunState.DONE).last()
            assert visit is not None
            assert ("一户" in visit.data["neighbours"], "邻里" in run.reason) == (True, True)
        if run.kind in ("meeting", "decide"):  # the opinion says nothing
            opinion = before.filter(kind="opinion", state=RunState.DONE).last()
            assert opinion is not None
            assert (opinion.data["note"], "审核意见没有写明" in run.reason) == ("", True)
    seen: dict[bool, set[str]] = {True: set(), False: set()}
    for visit in StepRun.objects.filter(kind="visit", state=RunState.DONE).select_related("case__household"):
        seen[bool(facts_of(visit.case.household, true_on=visit.done_on)["vehicles"])].add(visit.data["dwelling"])
    assert all("小汽车" in dwelling for dwelling in seen[True])
    assert all("没有车辆" in dwelling for dwelling in seen[False])
    assert seen[True]
    assert seen[False]


def test_every_step_of_a_stage_by_stage_procedure_has_somebody_waiting_at_it(few: list[Unit]) -> None:
    of_guzhang = [unit.plot for unit in few if unit.scene.place.key == "guzhang" and unit.plot.process == GENERAL]
    stops = {plot.way.until for plot in of_guzhang if plot.way.until}
    standing = StepRun.objects.filter(
        case__process=GENERAL, case__release__policy="guzhang-2021", state__in=("open", "signed")
    )
    assert stops <= set(standing.values_list("step", flat=True))
    assert len(stops) >= 10
    due = set(standing.values_list("due_on", flat=True))
    assert TODAY in due
    assert any(day is not None and day < TODAY for day in due)


def test_the_sign_in_page_names_a_step_for_every_post_that_one_waits_for(few: list[Unit]) -> None:
    place = next(place for place in PLACES if place.key == "guzhang")
    named = {each.username: each for each in waiting(place)}
    assert {name.split("-", 1)[1] for name in named} >= {
        "village",
        "clerk",
        "town-leader",
        "checker",
        "officer",
        "leader",
    }
    for username, each in named.items():
        post = Actor(Membership.objects.get(user__username=username, deputy_for=None))
        number, pk = re.findall(r"/cases/([^/]+)/steps/(\d+)", each.address)[0]
        run = StepRun.objects.get(pk=pk, case__number=number)
        assert post.post == (run.second if run.state == RunState.SIGNED else run.by)
        assert run.case.area_id.startswith(post.area.code.rstrip("0"))


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


def test_a_sample_holds_ten_cases_of_which_several_were_drawn_and_can_be_drawn_again(few: list[Unit]) -> None:
    for policy in ("xiufeng-2020", "guzhang-2021"):
        large = [each for each in Sample.objects.filter(release__policy=policy) if each.cases.count() >= 10]
        assert [each.cases.filter(drawn=True).count() for each in large] == [3]
        assert draw_again(large[0])
        visited = StepRun.objects.filter(sampled__sample=large[0], sampled__drawn=True, state=RunState.DONE)
        assert all(run.data["finding"] for run in visited)
        assert visited.count() == 3


def test_meetings_were_held_on_several_cases_and_signed_by_most_of_who_came(few: list[Unit]) -> None:
    held = Meeting.objects.filter(state="closed")
    assert {meeting.area_id[:6] for meeting in held} >= {"450302"}
    assert max(meeting.items.count() for meeting in held) == 10
    for meeting in held:
        assert set(meeting.items.values_list("outcome", "failed")) == {("next", "")}
        came = meeting.attendees.filter(present=True)
        assert 2 * came.exclude(signed="").count() > came.count()
        assert Paper.objects.filter(kind="meeting_minutes", subject=meeting.number).exists()


def test_a_meeting_is_called_on_what_waits_and_leaves_one_for_the_next(few: list[Unit]) -> None:
    here = making.scene(PLACES[0], TODAY)
    for piece in making.pieces(here):
        if isinstance(piece, Played) and piece.unit.plot.way.until == "meeting":
            piece.made()
    made = CalledMeeting(here).made()
    assert made is not None
    assert (made.state, made.held_on > TODAY) == ("open", True)
    assert made.items.count() >= 3
    assert candidates(here.crew.actor("county.officer", "")).count() == 1
    assert CalledMeeting(here).made() is None
