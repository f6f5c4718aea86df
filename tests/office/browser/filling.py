"""Cases, notices, objections, letters and drafts in every stage, so that every page of the office has something to show."""

from __future__ import annotations

import datetime

from casework import authorised
from county import County
from deskwork import case_of, do, household, in_hand, to_decision
from django.utils.timezone import localdate

from doudi.cases import means
from doudi.cases.deciding import Proposal
from doudi.cases.letters import file_appeal
from doudi.cases.materials import ask_once
from doudi.cases.meetings.services import Call, Guest, Mark, Resolution, call_meeting, note_attendance, resolve
from doudi.cases.models import Appeal, Case, Decision
from doudi.cases.notices.models import Notice, Objection
from doudi.cases.notices.services import Words, add_photo, receive_objection
from doudi.cases.paperwork import make_receipt
from doudi.cases.services import Signing, save_step, sign_step
from doudi.desk.models import Draft
from doudi.verification.kinds import SOURCES
from doudi.verification.services import add_supporter
from doudi.vocabulary.id_number import invented_number

PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d4944415478da63fcffff3f030008fc02fe"
    "a57d0f2a0000000049454e44ae426082"
)
NAMES = ("钱永康", "孙玉兰", "李国栋", "周春梅", "吴志远", "郑桂芳", "王海涛", "冯秀英")


def shown(county: County) -> list[str]:
    """Cases of the county: one closed and appealed against, one on a notice with an objection, one that waits for a
    second hand, one that lacks materials, one at its means check, and others at the counter. Their numbers."""
    cases = [case_of(county, household(county, *pair)) for pair in _pairs()[:5]]
    for case, fill in zip(cases, (finish, object_to, hand_over, lack, ask_about), strict=True):
        fill(county, case)
    for pair in _pairs()[5:]:
        case_of(county, household(county, *pair), on=localdate() - datetime.timedelta(40))
    Draft.objects.create(made_by=county.actor("township.clerk").membership)
    return [case.number for case in cases]


def met(county: County) -> list[str]:
    """Cases of a county with joint meetings: one on the agenda of a meeting that is held, one that waits for the next."""
    cases = [case_of(county, household(county, *pair)) for pair in _pairs()[:3]]
    for case in cases[:2]:
        while in_hand(case).kind != "meeting":
            do(county, case)
    officer, runs = county.actor("county.officer"), [in_hand(case) for case in cases[:2]]
    guests = [Guest(membership=county.actor(post).membership) for post in ("county.officer", "department.contact")]
    meeting = call_meeting(
        actor=officer,
        call=Call(
            kind="joint",
            title=f"{localdate().year}年{localdate().month}月联席会议",
            held_on=localdate(),
            place="三楼会议室",
            chair=Guest(membership=county.actor("county.leader").membership),
            runs=(runs[0].pk,),
            guests=(*guests, Guest("王主席", f"{county.name}区总工会")),
        ),
        on=localdate(),
    )
    note_attendance(actor=officer, meeting=meeting, marks={one.pk: Mark(True) for one in meeting.attendees.all()})
    resolve(actor=officer, meeting=meeting, resolutions={one.pk: Resolution("next") for one in meeting.items.all()})
    return [case.number for case in cases]


def _pairs() -> list[tuple[str, str]]:
    return list(zip(NAMES, NAMES[1:] + NAMES[:1], strict=True))


def finish(county: County, case: Case) -> None:
    """Decided, published, closed; the letter served, and taken to reconsideration."""
    to_decision(county, case)
    do(county, case)
    while Case.objects.get(pk=case.pk).is_open:
        do(county, case)
    clerk, decision = county.actor("township.clerk"), Decision.objects.get(case=case)
    make_receipt(actor=clerk, case=case, on=localdate())
    file_appeal(
        actor=county.actor("county.officer"),
        decision=decision,
        kind=Appeal.Kind.RECONSIDERATION,
        filed_on=localdate(),
        body=f"{county.name}县人民政府",
    )


def object_to(county: County, case: Case) -> None:
    """On its first notice, with a photo and an objection that waits for its answer."""
    while in_hand(case).kind != "notice":
        do(county, case)
    run, by = in_hand(case), county.actor(in_hand(case).by)
    day = localdate().isoformat()
    save_step(actor=by, run=run, version=run.version, data={"posted_on": day, "place": "社区公示栏"})
    notice = Notice.objects.get(run=run)
    add_photo(actor=by, notice=notice, name="张贴.png", content=PNG)
    words = Words(text="他家新近买了车。", how=Objection.How.COUNTER, received_on=localdate())
    receive_objection(actor=county.actor("township.clerk"), notice=notice, words=words)


def hand_over(county: County, case: Case) -> None:
    """A decision that the first of two has signed."""
    run = to_decision(county, case)
    proposal = Proposal(reason="核实无误")
    signing = Signing(version=run.version, outcome="next", on=localdate(), reason="核实无误", proposal=proposal)
    sign_step(actor=county.actor(run.by), run=run, signing=signing)


def ask_about(county: County, case: Case) -> None:
    """Accepted, everybody authorised, the check centre asked, a supporter outside the household named."""
    do(county, case)
    officer, on = county.actor("county.officer"), localdate()
    authorised(case, on)
    means.request(actor=officer, case=case, on=on, sources=SOURCES)
    number = invented_number(7, datetime.date(1990, 1, 1), "male")
    home = case.household
    add_supporter(actor=officer, household=home, case=case.number, name="孙志强", relation="次子", id_number=number)


def lack(county: County, case: Case) -> None:
    """At the counter, authorised to be checked, with its one list of missing materials."""
    authorised(case, localdate())
    ask_once(actor=county.actor("township.clerk"), case=case, on=localdate(), documents=["户口簿复印件", "诊断证明"])
