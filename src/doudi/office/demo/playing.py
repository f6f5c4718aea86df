"""A planned case, played by the services as officials would: each step by whoever holds its post, on its day."""

from __future__ import annotations

import datetime
import random

from doudi.accounts.actor import Actor
from doudi.cases.models import AppliedBy, Case, LetterProof, RunState, StepRun
from doudi.cases.notices.models import Notice
from doudi.cases.notices.services import Answer, Words, answer_objection, post, receive_objection
from doudi.cases.paperwork import make_decision_letter, make_receipt
from doudi.cases.procedure import NEXT, OBJECTED, REFUSED, RETURNED
from doudi.cases.samples.selectors import Place, sampled
from doudi.cases.samples.services import freeze
from doudi.cases.services import Proposal, Service, Signing, serve, sign_step
from doudi.office.demo import deeds
from doudi.office.demo.plans import DAY, Move
from doudi.office.demo.staff import Crew

_REASONS = {
    ("opinion", RETURNED): "邻里反映只记了一户，请再走访邻居后报。",
    ("sample", RETURNED): "家庭成员就业情况与调查记录不一致，请重新调查。",
    ("meeting", RETURNED): "审核意见没有写明家庭成员就业情况，请补充后再上会。",
    ("decide", RETURNED): "审核意见没有写明家庭收入怎样核算，请补充后再报。",
    ("accept", REFUSED): "按申报的情况核算，不符合申请条件，不予受理。",
    ("opinion", REFUSED): "按核算结果，不符合认定条件，不同意上报。",
    ("meeting", REFUSED): "按核算结果，不符合认定条件，会议不同意纳入。",
    ("decide", REFUSED): "按核算结果，不符合认定条件，不予批准。",
    ("notice", OBJECTED): "公示期间有人提出异议，反映的情况有依据，重新调查。",
}
"""Why a kind of step did not go on: true of what the record of the case holds there, whoever the family is."""


class Play:
    """One case and its officials."""

    def __init__(self, crew: Crew, case: Case, chance: random.Random, today: datetime.date) -> None:
        self.crew, self.case, self.chance, self.today = crew, case, chance, today

    def run(self, step: str) -> StepRun:
        """The passage through a step that somebody can do now."""
        found = self.case.runs.filter(step=step, state__in=(RunState.OPEN, RunState.SIGNED)).order_by("pk").last()
        assert found is not None, f"{self.case.number} ({self.case.process}) is not at {step}"
        found.case = self.case
        return found

    def move(self, move: Move, on: datetime.date, *, half: bool = False) -> None:
        """Do a step with all its signatures; `half`: only the first of two."""
        run = self.run(move.step)
        if run.kind == "notice":
            run = self.noticed(run, move.outcome, on)
        if run.kind == "means_check":
            deeds.check_means(self.crew, run, on, answered=move.outcome == NEXT)
            run = self.run(move.step)
        if run.kind == "sample" and move.outcome == NEXT and sampled(run) is None:
            place = Place(self.case.release_id, run.case.process, run.step)
            freeze(actor=self._actor(run.by, run), place=place, on=on)
        if run.kind == "inform" and move.outcome == NEXT:
            self._inform(on)
        run = self._sign(run, move, on, deeds.written(run, move.outcome, self.crew, on, self.chance))
        if run.state == RunState.SIGNED and not half:
            run = self._sign(run, move, on, None)
        self.case.refresh_from_db()
        if run.kind == "accept" and run.outcome == NEXT:
            make_receipt(actor=self._clerk, case=self.case, on=on)

    def _sign(self, run: StepRun, move: Move, on: datetime.date, data: dict[str, object] | None) -> StepRun:
        post_ = run.second if run.state == RunState.SIGNED else run.by
        reason = "" if move.outcome == NEXT else _REASONS[run.kind, move.outcome]
        proposal = None
        if run.kind == "decide":  # a refusal is as the assessment has it and says so itself
            proposal = Proposal(reason="情况属实，按困难程度予以批准。" if move.outcome == NEXT else "")
        signing = Signing(run.version, move.outcome, on, reason, data, move.ask, proposal)
        return sign_step(actor=self._actor(post_, run), run=run, signing=signing)

    def _actor(self, post_: str, run: StepRun) -> Actor:
        return self.crew.actor(post_, self.case.area_id, run.agency)

    def noticed(self, run: StepRun, outcome: str, on: datetime.date) -> StepRun:
        """The notice of a step, posted on its first day; objected to where that is how it comes out."""
        opened = run.opened_on or on
        if self.case.applied_by == AppliedBy.GUARDIAN:  # a child's case has no notice
            return run
        by = self._actor(run.by, run)
        notice = post(actor=by, run=run, version=run.version, posted_on=opened, place=f"{self.case.area.name}公示栏")
        if outcome == OBJECTED:
            self.objected(notice, opened + DAY, upheld=True, answered=on)
        return self.run(run.step)

    def objected(self, notice: Notice, on: datetime.date, *, upheld: bool, answered: datetime.date | None) -> None:
        """Somebody speaks up against a notice; `answered` None leaves it open."""
        by = self.crew.actor("village.assistant", self.case.area_id)
        words = Words("听说他家还有没报的收入，请再查一查。", "counter", min(on, answered or on))
        made = receive_objection(actor=by, notice=notice, words=words)
        if answered is not None:
            text = "反映的情况有依据，将重新入户调查核实。" if upheld else "经核实，没有未申报的收入，情况与申报一致。"
            clerk = self.crew.actor("township.clerk", self.case.area_id)
            answer_objection(actor=clerk, objection=made, answer=Answer(text, upheld, answered))

    @property
    def _clerk(self) -> Actor:
        return self.crew.actor("township.clerk", self.case.area_id)

    def _inform(self, on: datetime.date) -> None:
        """The letter of the decision, and the proof that the family has it in its hands."""
        decision = self.case.decisions.filter(replaced_by=None).last()
        if decision is None:
            return
        paper = make_decision_letter(actor=self._clerk, decision=decision, on=on)
        whom = self.case.applicant.name
        service = Service(LetterProof.How.HAND, on, whom, thumbprint=True, paper_number=paper.number)
        serve(actor=self._clerk, case=self.case, service=service, decision=decision)
