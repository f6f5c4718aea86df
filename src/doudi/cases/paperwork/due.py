"""Which papers a case should have by now, which step each belongs to, and whether it has been made."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from doudi.accounts.actor import Actor
from doudi.cases.informing import may_be_told
from doudi.cases.models import (
    Case,
    Decision,
    MaterialList,
    MaterialState,
    Notice,
    NoticeKind,
    RunState,
    StepRun,
)
from doudi.cases.paperwork import about, making
from doudi.cases.paperwork.gate import letter_kind, letter_label
from doudi.cases.problems import CaseProblem
from doudi.papers.models import Paper, PaperKind


@dataclass(frozen=True, slots=True)
class Due:
    """A paper that belongs in the case. `key` names what it tells of (the step, notice or decision by its number),
    `steps` the runs on whose pages it is offered, `made` the papers that were made of it, the last last, `served` the
    number of the one that the family was served. One that is not `needed` may be made, and is not missed."""

    kind: str
    key: int
    label: Any
    steps: frozenset[int]
    made: tuple[Paper, ...]
    needed: bool = True
    served: str = ""

    @property
    def is_missing(self) -> bool:
        return self.needed and not self.made

    @property
    def last(self) -> Paper | None:
        return self.made[-1] if self.made else None

    @property
    def copies(self) -> tuple[Paper, ...]:
        """Those that were made after the one that was served."""
        numbers = [paper.number for paper in self.made]
        return self.made[numbers.index(self.served) + 1 :] if self.served in numbers else ()


def due(case: Case) -> list[Due]:
    """The papers that a case should have by now, in the order of its course."""
    made: dict[tuple[str, str], tuple[Paper, ...]] = {}
    for paper in Paper.objects.filter(subject=case.number).select_related("made_by").defer("word").order_by("pk"):
        key = (paper.kind, paper.about)
        made[key] = (*made.get(key, ()), paper)
    runs = list(case.runs.order_by("pk"))
    return [
        *_receipt(case, runs, made),
        *_missing(case, runs, made),
        *_appraisals(runs, made),
        *_later(case, runs, made),
    ]


Made = dict[tuple[str, str], tuple[Paper, ...]]


def _steps(runs: list[StepRun], *kinds: str) -> frozenset[int]:
    return frozenset(run.pk for run in runs if run.kind in kinds)


def _receipt(case: Case, runs: list[StepRun], made: Made) -> list[Due]:
    if not case.is_open and case.accepted_on is None:
        return []
    label = _("受理通知书") if case.accepted_on else _("收件回执")
    found = made.get((PaperKind.RECEIPT, about.receipt(case)), ())
    return [Due(PaperKind.RECEIPT, 0, label, _steps(runs, "accept"), found, needed=case.accepted_on is not None)]


def _missing(case: Case, runs: list[StepRun], made: Made) -> list[Due]:
    letter = MaterialList.objects.filter(case=case).first()
    found = made.get((PaperKind.MISSING, ""), ())
    if letter is None or not (found or letter.materials.filter(state=MaterialState.ASKED).exists()):
        return []
    return [Due(PaperKind.MISSING, 0, PaperKind.MISSING.label, _steps(runs, "accept"), found)]


def _appraisals(runs: list[StepRun], made: Made) -> list[Due]:
    held = [run for run in runs if run.kind == "appraisal" and run.data.get("held_on") and run.data.get("present")]
    return [
        Due(
            PaperKind.APPRAISAL,
            run.pk,
            PaperKind.APPRAISAL.label,
            frozenset({run.pk}),
            made.get((PaperKind.APPRAISAL, about.step(run)), ()),
        )
        for run in held
        if run.state != RunState.CANCELLED
    ]


def _later(case: Case, runs: list[StepRun], made: Made) -> list[Due]:
    """The sheets of notices and, as soon as the family may be told, the letter of the decision in force."""
    notes = sheet_notes(case)
    found = [
        Due(
            PaperKind.NOTICE,
            notice.pk,
            _sheet(notice, notes),
            frozenset({notice.run_id}),
            made.get((PaperKind.NOTICE, about.notice(notice)), ()),
        )
        for notice in Notice.objects.filter(case=case).order_by("pk")
    ]
    decision = case.decisions.filter(replaced_by=None).select_related("run").defer(*Decision.GROUNDS).last()
    if decision is not None:
        decision.case = case
    if decision is not None and may_be_told(decision):
        kind = letter_kind(decision)
        steps = _steps(runs, "inform") | ({decision.run_id} if decision.run_id else frozenset())
        letters = made.get((kind, about.decision(decision)), ())
        proof = decision.proofs.first()
        served = proof.paper_number if proof is not None else ""
        found.append(Due(kind, decision.pk, letter_label(decision), steps, letters, served=served))
    return found


def _sheet(notice: Notice, notes: Mapping[str, str]) -> str:
    """What the sheet of a notice is called; where there are several, which of them it is."""
    label = {NoticeKind.HEARING: gettext("公示单"), NoticeKind.RESULT: gettext("公布单")}[NoticeKind(notice.kind)]
    note = notes.get(about.of_notice(notice))
    return gettext("%(text)s（%(note)s）") % {"text": label, "note": note} if note else label


def sheet_notes(case: Case) -> dict[str, str]:
    """Which notice a sheet tells of, by what its `about` begins with, for kinds of which the case has several."""
    posted = list(Notice.objects.filter(case=case).order_by("pk"))
    counts, seen, found = Counter(notice.kind for notice in posted), Counter[str](), {}
    for notice in posted:
        seen[notice.kind] += 1
        if counts[notice.kind] > 1:
            said = {"n": seen[notice.kind], "day": notice.from_date.isoformat()}
            found[about.of_notice(notice)] = gettext("第 %(n)s 次，%(day)s 起") % said
    return found


def letter_notes(case: Case) -> dict[str, str]:
    """By the number of a letter of a decision, whether it is the one that was served, or a copy made afterwards."""
    found: dict[str, str] = {}
    served = {f"decision:{proof.decision_id}": proof for proof in case.proofs.exclude(decision=None).order_by("-pk")}
    letters = Paper.objects.filter(subject=case.number, about__in=served).order_by("pk").values_list("number", "about")
    after: set[str] = set()
    for number, of in letters:
        if number == served[of].paper_number:
            found[number] = gettext("%s 送达") % served[of].served_on.isoformat()
            after.add(of)
        elif of in after:
            found[number] = gettext("补制")
    return found


def make(*, actor: Actor, case: Case, kind: str, key: int, on: datetime.date) -> Paper:
    """Make one of the papers that are due, or one more of it. Raises `CaseProblem` for one that is not due."""
    chosen = next((each for each in due(case) if (each.kind, each.key) == (kind, key)), None)
    if chosen is None:
        raise CaseProblem(gettext("这份文书现在还不能制作。"))
    if kind == PaperKind.RECEIPT:
        return making.make_receipt(actor=actor, case=case, on=on)
    if kind == PaperKind.MISSING:
        return making.make_missing_list(actor=actor, case=case, on=on)
    if kind == PaperKind.APPRAISAL:
        return making.make_appraisal_minutes(actor=actor, run=case.runs.get(pk=key), on=on)
    if kind == PaperKind.NOTICE:
        return making.make_notice_sheet(actor=actor, notice=case.notices.get(pk=key), on=on)
    return making.make_decision_letter(actor=actor, decision=case.decisions.get(pk=key), on=on)
