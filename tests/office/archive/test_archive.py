"""Destroying cases whose time is over: two persons, all that is personal gone, nothing half done."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest
from closed import ALL_OVER, OVER, YEARS, YEARS_OTHER, approved, proposed, stop_paying, with_everything, withdrawn
from convening import HELD, call, to_meeting
from county import County
from django.apps import apps
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone
from families import APPLIED, apply, family, in_force

from doudi.audit import selectors as audit
from doudi.audit.models import Entry
from doudi.cases.archive.models import DestroyedCase, Destruction
from doudi.cases.archive.services import approve, propose, reject
from doudi.cases.meetings.paperwork import make_agenda
from doudi.cases.meetings.services import cancel
from doudi.cases.models import Case, Decision, StepRun
from doudi.cases.notices.models import NoticePhoto
from doudi.cases.samples.models import Sample
from doudi.cases.samples.selectors import verify
from doudi.cases.services import CaseProblem, file_appeal, leave
from doudi.papers.models import Paper
from doudi.registry.models import Person
from doudi.verification.models import Authorisation, CheckRequest, Report

pytestmark = pytest.mark.django_db
D = datetime.date
KEPT = {"audit.Entry", "cases.DestroyedCase", "cases.SampledCase"}
"""The tables that go on naming a destroyed case by its number."""


@pytest.fixture(autouse=True)
def _short_periods(settings, tmp_path) -> None:
    settings.DOUDI_ARCHIVE_YEARS, settings.DOUDI_ARCHIVE_YEARS_OTHER = YEARS, YEARS_OTHER
    settings.MEDIA_ROOT = tmp_path


def approve_it(county: County, destruction: Destruction, on: datetime.date = ALL_OVER) -> Destruction:
    return approve(actor=county.actor("county.leader"), destruction=destruction, on=on)


def destroyed(county: County, *cases: Case) -> Destruction:
    return approve_it(county, proposed(county, *cases, on=ALL_OVER))


def paths_to(case: Case) -> dict[str, set[int]]:
    """The keys of all rows from which foreign keys lead to a case, by table: of every model, whatever it is called."""
    found: dict[str, set[int]] = {"cases.Case": {case.pk}}
    while True:
        before = {label: set(keys) for label, keys in found.items()}
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                target = field.related_model._meta.label if field.is_relation else ""
                if target in before and model is not Case:
                    rows = model._base_manager.filter(**{f"{field.name}__in": before[target]})
                    found.setdefault(model._meta.label, set()).update(rows.values_list("pk", flat=True))
        if found == before:
            return {label: keys for label, keys in found.items() if keys}


def tables_that_say(text: str) -> set[str]:
    """The tables in which a text stands anywhere, in columns of any kind."""
    found = set()
    for model in apps.get_models():
        for row in model._base_manager.values():
            if any(text in (repr(bytes(v)) if isinstance(v, memoryview) else str(v)) for v in row.values()):
                found.add(model._meta.label)
    return found


def test_nothing_of_a_destroyed_case_is_left_but_its_line_its_draw_and_the_audit_log(
    county: County, django_capture_on_commit_callbacks: Callable[..., Any], tmp_path
) -> None:
    case = with_everything(county)
    before = paths_to(case)
    assert {
        "cases.StepRun", "cases.Signature", "cases.Event", "cases.Decision", "cases.BenefitDue", "cases.Appeal",
        "cases.LetterProof", "cases.Notice", "cases.NoticePhoto", "cases.Objection", "cases.StaffRelative",
        "cases.SampledCase",
    } <= set(before)  # fmt: skip
    assert {"papers.Paper", "verification.CheckRequest", "cases.SampledCase"} <= tables_that_say(case.number)
    assert any(tmp_path.rglob("*.png"))
    sample, people = Sample.objects.get(), Person.objects.count()
    with django_capture_on_commit_callbacks(execute=True):
        destroyed(county, case)
    left = {
        label: keys & set(apps.get_model(label)._base_manager.filter(pk__in=keys).values_list("pk", flat=True))
        for label, keys in before.items()
        if label != "cases.SampledCase"
    }
    assert {label for label, keys in left.items() if keys} == set()
    assert tables_that_say(case.number) == KEPT
    for secret in ("秘密事项", "秘某", "秘密异议", "秘姓"):
        assert tables_that_say(secret) == set()
    assert not Paper.objects.exists() and not CheckRequest.objects.exists() and not Authorisation.objects.exists()
    assert not any(tmp_path.rglob("*.png"))
    assert verify(sample) and sample.cases.get().run is None
    assert Person.objects.count() == people  # the registry is not the case's
    assert list(audit.verify([])) == []


def test_the_list_that_stays_says_what_was_destroyed_and_who_signed(county: County) -> None:
    case = approved(county)
    stop_paying(case, D(2022, 6, 30))
    made = destroyed(county, case)
    line = DestroyedCase.objects.get()
    assert (line.case_number, line.kept_as, line.kept_until) == (case.number, "approved", D(2025, 12, 31))
    assert (line.applied_on, line.closed_on, line.process) == (case.applied_on, case.closed_on, "一般程序")
    made.refresh_from_db()
    assert (made.state, made.ended_on) == ("done", ALL_OVER)
    assert made.proposed_by != made.ended_by
    entry = Entry.objects.get(verb="case.destroyed")
    assert entry.details == {"case": case.number, "destruction": made.number}
    assert (entry.subject_type, entry.subject_id) == ("cases.Case", str(case.pk))


def test_a_destroyed_number_is_never_given_again(county: County) -> None:
    last = withdrawn(county)
    destroyed(county, last)
    assert not Case.objects.exists()
    assert apply(county, family(county)).number == "990101-2021-000002"


def test_who_proposes_never_approves_although_they_have_both_posts(county: County) -> None:
    made = proposed(county, withdrawn(county))
    Destruction.objects.update(proposed_by=county.actor("county.leader").user)
    with pytest.raises(PermissionDenied, match="批准人不能是提请人本人。"):
        approve_it(county, made)
    assert Case.objects.count() == 1
    with pytest.raises(IntegrityError), transaction.atomic():
        Destruction.objects.update(state="done", ended_by=county.actor("county.leader").user, ended_on=OVER)


@pytest.mark.parametrize("post", ["township.leader", "county.officer", "county.auditor", "county.administrator"])
def test_nobody_but_the_countys_leader_approves_or_rejects(county: County, post: str) -> None:
    made = proposed(county, withdrawn(county))
    with pytest.raises(PermissionDenied):
        approve(actor=county.actor(post, 2), destruction=made, on=ALL_OVER)
    with pytest.raises(PermissionDenied):
        reject(actor=county.actor(post, 2), destruction=made, on=ALL_OVER, reason="不同意")
    assert Case.objects.count() == 1


@pytest.mark.parametrize("post", ["township.clerk", "county.leader", "county.auditor"])
def test_nobody_but_the_countys_officer_proposes(county: County, post: str) -> None:
    case = withdrawn(county)
    with pytest.raises(PermissionDenied):
        propose(actor=county.actor(post), cases=[case.pk], on=OVER, reason="期满")


def test_the_next_county_neither_proposes_nor_approves_nor_rejects(county: County, elsewhere: County) -> None:
    case = withdrawn(county)
    with pytest.raises(CaseProblem, match="保管期限没有满"):
        proposed(elsewhere, case)
    made = proposed(county, case)
    with pytest.raises(PermissionDenied):
        approve_it(elsewhere, made)
    with pytest.raises(PermissionDenied):
        reject(actor=elsewhere.actor("county.leader"), destruction=made, on=ALL_OVER, reason="不同意")
    assert Case.objects.filter(pk=case.pk).exists()


def test_a_case_is_not_proposed_a_day_too_early_nor_twice(county: County) -> None:
    case = withdrawn(county)
    for on in (D(2023, 12, 31), D(2020, 1, 1)):
        with pytest.raises(CaseProblem, match="保管期限没有满"):
            proposed(county, case, on=on)
    proposed(county, case)
    with pytest.raises(CaseProblem, match="已经在另一份清册上"):
        proposed(county, case)


def test_an_appraisal_and_cases_are_asked_for(county: County) -> None:
    case, officer = withdrawn(county), county.actor("county.officer")
    with pytest.raises(CaseProblem, match="提请销毁要写明鉴定意见。"):
        propose(actor=officer, cases=[case.pk], on=OVER, reason=" ")
    with pytest.raises(CaseProblem, match="请选要销毁的办件。"):
        propose(actor=officer, cases=[], on=OVER, reason="期满")


def test_a_case_taken_to_court_meanwhile_is_named_and_nothing_is_destroyed(county: County) -> None:
    case, other = approved(county), withdrawn(county)
    stop_paying(case, D(2022, 6, 30))
    made = proposed(county, case, other, on=ALL_OVER)
    decision = Decision.objects.get(case=case)
    file_appeal(
        actor=county.actor("county.officer"),
        decision=decision,
        kind="lawsuit",
        filed_on=ALL_OVER,
        body="某法院",
        late_because="准许",
    )
    with pytest.raises(CaseProblem) as refused:
        approve_it(county, made)
    assert str(refused.value) == (
        f"什么也没有销毁：{case.number}（复议或诉讼还没有审结）。请不同意这份清册，重新提请。"
    )
    assert Case.objects.count() == 2
    made.refresh_from_db()
    assert made.state == "proposed" and not Entry.objects.filter(verb="case.destroyed").exists()


def test_a_failure_half_way_destroys_nothing(county: County, monkeypatch: pytest.MonkeyPatch, tmp_path) -> None:
    case = with_everything(county)
    made, before = proposed(county, case, on=ALL_OVER), paths_to(case)

    def broken(**_given: object) -> None:
        raise OSError("the disk is full")

    monkeypatch.setattr("doudi.cases.archive.destroying.checks.forget", broken)
    with pytest.raises(OSError, match="the disk is full"):
        approve_it(county, made)
    assert paths_to(case) == before
    assert any(tmp_path.rglob("*.png")) and NoticePhoto.objects.exists()


def test_what_is_rejected_stays_and_can_be_proposed_again(county: County) -> None:
    case = withdrawn(county)
    made = proposed(county, case)
    with pytest.raises(CaseProblem, match="不同意销毁要写明理由。"):
        reject(actor=county.actor("county.leader"), destruction=made, on=ALL_OVER, reason="")
    reject(actor=county.actor("county.leader"), destruction=made, on=ALL_OVER, reason="留作案例")
    with pytest.raises(CaseProblem, match="这份清册已经办过了。"):
        approve_it(county, made)
    assert Case.objects.filter(pk=case.pk).exists()
    assert proposed(county, case).pk != made.pk


def test_a_case_that_followed_a_destroyed_one_says_so(county: County) -> None:
    first = withdrawn(county)
    later = apply(county, first.household, D(2025, 3, 1), follows=first)
    destroyed(county, first)
    later.refresh_from_db()
    assert later.follows is None
    event = later.events.get(what="destroyed")
    assert event.text == f"前一办件 {first.number} 保管期满，已销毁。"


def test_a_report_on_which_a_case_rests_that_stays_is_kept_for_it(county: County) -> None:
    in_force(county)
    home = family(county, {"wage_income": "900.00"}, {}, {"disability_kind": "visual", "disability_grade": 2})
    first, later = withdrawn(county, household=home), apply(county, home, APPLIED)
    officer = county.actor("county.officer")
    asked = CheckRequest.objects.create(
        household=home, area=home.area, case=first.number, asked_on=APPLIED, asked_by=officer.membership
    )
    report_of(asked, county)
    StepRun.objects.create(
        case=later,
        step="earlier",
        kind="means_check",
        label="核对",
        state="done",
        by="x",
        data={"reused": first.number},
    )
    destroyed(county, first)
    asked.refresh_from_db()
    assert asked.case == later.number


def test_the_minutes_of_a_meeting_go_with_the_last_case_that_they_tell_of(county: County) -> None:
    in_force(county, "xiufeng-2020")
    first, second = to_meeting(county), to_meeting(county)
    meeting = call(county, first, second)
    make_agenda(actor=county.actor("county.officer"), meeting=meeting, on=HELD)
    cancel(actor=county.actor("county.officer"), meeting=meeting, on=HELD, reason="人数不够")
    papers = Paper.objects.filter(subject=meeting.number)
    for case, left in ((first, 1), (second, 0)):
        leave(actor=county.actor("county.officer"), case=case, how="moved", on=HELD, reason="迁往外地")
        destroyed(county, case)
        assert (papers.count(), meeting.items.count()) == (left, left)


def report_of(asked: CheckRequest, county: County) -> Report:
    by = county.actor("county.checker").membership
    until = APPLIED + datetime.timedelta(90)
    return Report.objects.create(
        request=asked,
        reference="HD-1",
        checked_on=APPLIED,
        valid_until=until,
        entered_by=by,
        entered_at=timezone.now(),
    )


def test_an_authorisation_stays_with_a_household_that_keeps_a_case(county: County) -> None:
    first = with_everything(county)
    apply(county, first.household, D(2025, 3, 1))
    count = Authorisation.objects.count()
    assert count
    destroyed(county, first)
    assert Authorisation.objects.count() == count
