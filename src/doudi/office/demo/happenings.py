"""What happens to cases besides their steps: ways out, papers asked for, objections, corrections, appeals, a second try."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping

from doudi.cases.correcting import confirm, propose
from doudi.cases.deciding import Proposal
from doudi.cases.leaving import Leaving
from doudi.cases.models import Appeal, DecisionKind, MaterialState, Outcome
from doudi.cases.notices.models import Notice
from doudi.cases.paperwork import make_missing_list
from doudi.cases.services import Application, ask_once, file_appeal, leave, open_case, settle
from doudi.office.demo.plans import DAY
from doudi.office.demo.playing import Play
from doudi.registry.models import Source
from doudi.registry.services import record_facts


def withdrawn(play: Play, on: datetime.date) -> None:
    """The family takes its application back."""
    _leave(play, on, Leaving.WITHDRAWN, "儿子找到工作，家庭自愿撤回申请。")


def died(play: Play, on: datetime.date) -> None:
    """The applicant died before the decision."""
    _leave(play, on, Leaving.DIED, "申请人病故，家属来电告知。")


def moved(play: Play, on: datetime.date) -> None:
    """The family has moved away."""
    _leave(play, on, Leaving.MOVED, "全家迁往外地投亲。")


def _leave(play: Play, on: datetime.date, how: str, reason: str) -> None:
    clerk = play.crew.actor("township.clerk", play.case.area_id)
    leave(actor=clerk, case=play.case, how=how, on=on, reason=reason)


def asked(play: Play, on: datetime.date) -> None:
    """What is missing is asked for in one letter; some of it has come."""
    clerk = play.crew.actor("township.clerk", play.case.area_id)
    found = ask_once(actor=clerk, case=play.case, on=on, documents=("近六个月银行流水", "残疾人证复印件"))
    make_missing_list(actor=clerk, case=play.case, on=on)
    paper = found.materials.filter(fact="").first()
    assert paper is not None
    settle(actor=clerk, material=paper, state=MaterialState.RECEIVED, on=on)


def objection(play: Play, on: datetime.date) -> None:
    """Somebody objects to the notice; nobody has answered yet."""
    notice = Notice.objects.get(case=play.case)
    play.objected(notice, max(notice.from_date, on - DAY), upheld=False, answered=None)


def answered(play: Play, on: datetime.date) -> None:
    """Somebody objected to the notice and has an answer: it was not so."""
    notice = Notice.objects.get(case=play.case)
    play.objected(notice, max(notice.from_date, on - 2 * DAY), upheld=False, answered=on)


def corrected(play: Play, on: datetime.date) -> None:
    """An approval is revoked by a new decision that names the old one: the family had an income that it hid."""
    _learned(play, play.case.applied_on, {"business_income": "18000.00"}, Source.CHECKED)
    officer = play.crew.actor("county.officer", play.case.area_id)
    leader = play.crew.actor("county.leader", play.case.area_id)
    decision = play.case.decisions.get(replaced_by=None)
    reason = Proposal(reason="复核发现户主隐瞒了经营收入，撤销原决定。")
    run = propose(
        actor=officer,
        decision=decision,
        kind=DecisionKind.REVOCATION,
        outcome=Outcome.REFUSED,
        on=on,
        proposal=reason,
    )
    confirm(actor=leader, run=run, version=run.version, on=on)


def _learned(play: Play, true_from: datetime.date, facts: Mapping[str, str], source: str) -> None:
    """Something of the applicant is learned afterwards."""
    clerk, case = play.crew.actor("township.clerk", play.case.area_id), play.case
    record_facts(
        actor=clerk, subject=case.applicant, values=facts, true_from=true_from, source=source, case=case.number
    )


def appealed(play: Play, on: datetime.date) -> None:
    """A refusal is taken to reconsideration."""
    officer = play.crew.actor("county.officer", play.case.area_id)
    decision = play.case.decisions.get(replaced_by=None)
    body = "当地人民政府行政复议机构"
    file_appeal(actor=officer, decision=decision, kind=Appeal.Kind.RECONSIDERATION, filed_on=on, body=body)


def again(play: Play, on: datetime.date) -> None:
    """After a refusal the family applies once more; the new case names the old."""
    case = play.case
    clerk = play.crew.actor("township.clerk", case.area_id)
    _learned(play, on, {"wage_income": "0.00", "employment": "unemployed"}, Source.DECLARED)
    application = Application(
        household=case.household,
        applicant=case.applicant,
        applied_on=on,
        request="户主失去工作，再次申请低保",
        process=case.process,
        process_reason="按家庭实际困难办理",
        follows=case,
    )
    open_case(actor=clerk, application=application)


AFTER: dict[str, Callable[[Play, datetime.date], None]] = {
    each.__name__: each for each in (withdrawn, died, moved, asked, objection, answered, corrected, appealed, again)
}
