"""Making the papers of a case or a household: written from how it stands, numbered, kept, told on the case."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.cases import application_form
from doudi.cases.course import locked, tell
from doudi.cases.informing import check_may_be_told
from doudi.cases.models import Case, Decision, Notice, StepRun
from doudi.cases.paperwork import about as names
from doudi.cases.paperwork.gate import letter_kind
from doudi.cases.paperwork.household_file import household_file
from doudi.cases.paperwork.letters import approval, missing_list, receipt, refusal
from doudi.cases.paperwork.sheets import appraisal_minutes, notice_sheet
from doudi.cases.problems import CaseProblem
from doudi.cases.selectors import cases
from doudi.office_day import not_after_today
from doudi.papers.content import Content, day
from doudi.papers.models import Paper, PaperKind
from doudi.papers.services import issue
from doudi.registry import selectors as registry
from doudi.registry.models import Household

Write = Callable[[Case], Content]


def make_receipt(*, actor: Actor, case: Case, on: datetime.date) -> Paper:
    """The receipt of an application; after its acceptance, the letter that says so."""
    return _issue(actor, case, PaperKind.RECEIPT, on, receipt, names.receipt)


def make_missing_list(*, actor: Actor, case: Case, on: datetime.date) -> Paper:
    """The one letter that asks for what is missing. Raises `CaseProblem` before it was put together."""
    return _issue(actor, case, PaperKind.MISSING, on, missing_list)


def make_decision_letter(*, actor: Actor, decision: Decision, on: datetime.date) -> Paper:
    """The letter of a decision in force: approval or refusal."""
    if not decision.is_in_force:
        raise CaseProblem(_("这份决定已被后来的决定代替，不再制发通知书。"))
    if on < decision.date:
        raise CaseProblem(_("通知书的日期早于决定日期。"))
    check_may_be_told(decision, _("决定之后的公示还没有办完，还不能制发通知书。"))
    kind = letter_kind(decision)
    write = approval if kind == PaperKind.APPROVAL else refusal
    return _issue(actor, decision.case, kind, on, lambda _case: write(decision), lambda _case: names.decision(decision))


def make_notice_sheet(*, actor: Actor, notice: Notice, on: datetime.date) -> Paper:
    """The sheet that hangs on the wall: the fields of the whitelist, the days and the telephone for complaints."""
    return _issue(
        actor, notice.case, PaperKind.NOTICE, on, lambda _case: notice_sheet(notice), lambda _case: names.notice(notice)
    )


def make_appraisal_minutes(*, actor: Actor, run: StepRun, on: datetime.date) -> Paper:
    """The minutes of an appraisal, from what its step holds. Raises `CaseProblem`."""
    if run.kind != "appraisal":
        raise CaseProblem(_("只有民主评议的步骤有评议记录。"))
    return _issue(
        actor, run.case, PaperKind.APPRAISAL, on, lambda _case: appraisal_minutes(run), lambda _case: names.step(run)
    )


def make_application_form(
    *,
    actor: Actor,
    case: Case,
    on: datetime.date,
    causes: Collection[str] = (),
    needs: Collection[str] = (),
    main: Collection[str] = (),
    other: str = "",
) -> Paper:
    """The application and approval form, filled in as far as is known. `causes` and `needs` are ticked by their words,
    `main` are the members who chiefly cause the hardship, `other` says which other hardship it is."""
    ticked = application_form.Ticked(causes=causes, needs=needs, main=main, other=other)
    return _issue(actor, case, PaperKind.APPLICATION, on, lambda found: application_form.form(found, on, ticked))


@transaction.atomic
def make_household_file(*, actor: Actor, household: Household, on: datetime.date) -> Paper:
    """The file of a household on paper, as the actor may see it."""
    require(actor, "paper.make")
    if not registry.households(actor).filter(pk=household.pk).exists():
        raise PermissionDenied(_("这户不在您的辖区内。"))
    not_after_today(on, _("文书日期"), CaseProblem)
    content = household_file(actor, household, on)
    content.issuer, content.date = actor.organisation.name, day(on)
    return issue(
        actor=actor,
        kind=PaperKind.HOUSEHOLD,
        area=household.area,
        subject=household.number,
        content=content,
        on=on,
    )


@transaction.atomic
def _issue(
    actor: Actor,
    case: Case,
    kind: str,
    on: datetime.date,
    write: Write,
    about: Callable[[Case], str] = lambda _case: "",
) -> Paper:
    require(actor, "paper.make")
    require_area(actor, case.area_id)
    if actor.level == "department" and not cases(actor).filter(pk=case.pk).exists():
        raise PermissionDenied(_("这件没有由本部门办理的步骤。"))
    not_after_today(on, _("文书日期"), CaseProblem)
    case = locked(case)
    content = write(case)
    content.issuer, content.date = content.issuer or actor.organisation.name, day(on)
    made = issue(actor=actor, kind=kind, area=case.area, subject=case.number, content=content, on=on, about=about(case))
    tell(case, "paper", on, actor, data={"paper": made.pk, "kind": str(kind)})
    return made
