"""What a demonstration begins with, what it plans, and that a case is whole or not there."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import timezone

from doudi.accounts.models import Membership, User
from doudi.accounts.rights import NEEDS_SECOND_FACTOR
from doudi.audit.selectors import verify
from doudi.cases.models import Case, StepRun
from doudi.office.demo import making
from doudi.office.demo.making import Unit
from doudi.office.demo.places import PLACES
from doudi.office.demo.staff import Crew, posts_of
from doudi.registry.identity import opened
from doudi.registry.models import Household, Person
from doudi.rulebook.models import Adoption, StandardValue

TODAY = timezone.localdate()


@pytest.fixture
def founded(db: None) -> None:
    """The places, without cases."""
    making.found()


def test_standards_are_said_to_be_examples_and_by_two_persons(founded: None) -> None:
    assert set(StandardValue.objects.values_list("source", flat=True)) == {"演示用的示例值，不是当地公布的标准"}
    for row in [*StandardValue.objects.all(), *Adoption.objects.all()]:
        assert row.is_approved
        assert row.entered_by_id != row.approved_by_id
    assert Adoption.objects.count() == len(PLACES)


def test_every_post_of_every_place_has_an_account_and_those_who_decide_a_phone(founded: None) -> None:
    for place in PLACES:
        for post in posts_of(place):
            held = Membership.objects.get(user__username=f"{place.key}-{post.word}")
            assert (held.role, held.organisation.level) == (post.role, post.level)
    decide = User.objects.filter(memberships__role__in=NEEDS_SECOND_FACTOR).distinct()
    assert decide.exclude(phone=None).count() == decide.count()


def test_every_step_of_every_procedure_has_somebody_to_do_it(founded: None) -> None:
    for place in PLACES:
        here, crew = making.scene(place, TODAY), Crew(place)
        for process in here.setting.policy.processes.values():
            for step in process.steps.values():
                for village in here.villages:
                    for post in filter(None, (step.by, step.second)):
                        assert crew.actor(post, village.code, step.agency).post == post


def test_the_same_seed_and_day_plan_the_same(founded: None) -> None:
    once, again = ([piece.key for piece in making.everything(TODAY)] for _ in range(2))
    assert once == again
    assert len(set(once)) == len(once)  # each is made once
    assert len(once) > 300


def test_a_case_is_made_once_and_the_same_again(founded: None) -> None:
    unit = making.everything(TODAY)[0].unit
    first = _told(unit)
    assert making.make(unit) is not None
    assert making.make(unit) is None
    assert first == _what_there_is()


def test_a_case_that_is_cut_short_leaves_nothing(founded: None, monkeypatch: pytest.MonkeyPatch) -> None:
    unit = making.everything(TODAY)[0].unit
    monkeypatch.setattr("doudi.office.demo.making._stand", _cut)
    with pytest.raises(KeyboardInterrupt):
        making.make(unit)
    assert (Case.objects.count(), Household.objects.count()) == (0, 0)
    assert verify() == []


def _cut(*_: object) -> None:
    raise KeyboardInterrupt


def _told(unit: Unit) -> list[object]:
    """What a unit makes, taken back."""
    with transaction.atomic():
        making.make(unit)
        found = _what_there_is()
        transaction.set_rollback(True)
    return found


def _what_there_is() -> list[object]:
    return [
        list(Case.objects.values_list("number", "applied_on", "due_on", "state", "applicant__name", "area")),
        list(StepRun.objects.values_list("step", "state", "opened_on", "due_on", "done_on", "data")),
        [(person.name, person.birth_date, opened(person).id_number) for person in Person.objects.all()],
    ]
