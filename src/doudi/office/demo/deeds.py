"""What officials write on each kind of step, and what they do besides: authorisations, notices, letters."""

from __future__ import annotations

import datetime
import random
from typing import Any

from doudi.accounts.actor import Actor
from doudi.cases import means
from doudi.cases.course import Course
from doudi.cases.models import Case, StepRun
from doudi.cases.procedure import NEXT, REFUSED, RETURNED
from doudi.office.demo.staff import Crew
from doudi.registry import selectors as registry
from doudi.verification.selectors import is_child, open_request, supporters_are_known, without_authorisation
from doudi.verification.services import Consent, Found, Sheet, authorise, enter_report, state_no_supporters

_DAY = datetime.timedelta(1)
_SOURCES = ("social_insurance", "tax", "banks", "property", "vehicles")
_SEEN = (
    "住房约 60 平方米，家具陈旧，没有车辆，所见与申报一致。",
    "砖房两间，有冰箱、电视，没有车辆和贵重物品，所见与申报一致。",
    "房屋陈设简单，没有车辆和贵重物品，所见与申报一致。",
)
_SEEN_WITH_CAR = "住房约 60 平方米，家电齐全，门前停放自家小汽车一辆，所见与申报一致。"
_NEIGHBOURS = (
    "邻居一户反映情况属实，没有不同意见。",
    "邻居一户反映这家人常年住在这里。",
    "邻居一户反映这家人和睦、节俭。",
)


def written(run: StepRun, outcome: str, crew: Crew, on: datetime.date, chance: random.Random) -> dict[str, Any]:
    """What the step's form holds when it is signed with an outcome."""
    by = crew.actor(run.by, run.case.area_id, run.agency).user.name
    helper = crew.actor("village.assistant", run.case.area_id).user.name
    match run.kind:
        case "classify":
            return {"note": "经核算，家庭人均收入和财产情况见核算结果。"}
        case "means_check":
            return {"checked_on": on.isoformat(), "report": _report(run), "result": "agreed", "note": ""}
        case "visit":
            return {
                "visited_on": on.isoformat(),
                "visitors": f"{by}、{helper}",
                "met": run.case.applicant.name,
                "lives_there": "true",
                "dwelling": _SEEN_WITH_CAR if _has_car(run.case, on) else chance.choice(_SEEN),
                "neighbours": chance.choice(_NEIGHBOURS),
                "finding": "家庭情况与申报相符。",
            }
        case "appraisal":
            present = chance.randint(11, 19)
            return {
                "held_on": on.isoformat(),
                "place": f"{run.case.area.name}会议室",
                "present": str(present),
                "agree": str(present - 1),
                "against": "0",
                "note": "到会代表听取情况介绍后评议。",
            }
        case "sample":
            return {"visited_on": on.isoformat(), "visitors": by, "finding": _found_at(outcome)}
        case "meeting":
            return {"held_on": on.isoformat(), "present": f"{by}、相关部门代表", "resolution": _resolved(outcome)}
        case "inform":
            return {"note": "已向申请人说明情况和理由。"}
        case "file":
            return {"shelf": f"{on.year}-{run.case.number[-3:]}", "note": ""}
        case _:
            return {"note": ""}


def _has_car(case: Case, on: datetime.date) -> bool:
    return bool(registry.facts_of(case.household, true_on=on).get("vehicles"))


def _found_at(outcome: str) -> str:
    """What a sample found: one that is sent back does not agree."""
    return "入户抽查，与调查结果一致。" if outcome == NEXT else "入户抽查，家庭成员就业情况与调查记录不一致。"


def _resolved(outcome: str) -> str:
    """What a meeting resolved."""
    return {
        NEXT: "同意提交审批。",
        RETURNED: "退回补充说明家庭成员就业情况，下次会议再议。",
        REFUSED: "按核算结果不符合认定条件，不同意纳入。",
    }[outcome]


def _report(run: StepRun) -> str:
    return f"HD{run.case.number.replace('-', '')}-{run.round}"


def check_means(crew: Crew, run: StepRun, on: datetime.date, *, answered: bool) -> None:
    """Authorisations of whom the check concerns, and where the check centre does the step, its request and (`answered`)
    its report."""
    case = run.case
    clerk = crew.actor("township.clerk", case.area_id)
    began = run.opened_on or on
    _agree(clerk, case, began)
    if run.by != means.CHECKER:
        return
    request = open_request(case.number)
    request = request or means.request(actor=clerk, case=case, on=began, sources=_SOURCES)
    if answered:
        checker = crew.actor(means.CHECKER, case.area_id)
        enter_report(actor=checker, request=request, sheet=Sheet(_report(run), on, 90), found=_found(case, began))


def _agree(clerk: Actor, case: Case, on: datetime.date) -> None:
    """Everybody whom the check concerns has signed on the day of the application; nobody outside is bound to support."""
    guardian = {} if case.agent is None else {"guardian_name": case.agent.name, "papers": case.agent_papers}
    for person in without_authorisation(case.household, on):
        of_child = guardian if is_child(person, on) else {}
        until = case.applied_on + 365 * _DAY
        authorise(actor=clerk, consent=Consent(person, case.applied_on, until, thumbprint=True, **of_child))
    if means.asks_supporters(Course(case, on)) and not supporters_are_known(case.household, case.number):
        state_no_supporters(actor=clerk, household=case.household, case=case.number, on=on)


def _found(case: Case, on: datetime.date) -> list[Found]:
    """What the sources have of each adult: the income that was declared."""
    facts = registry.facts_of(case.household, true_on=on)
    of = {member["id"]: member for member in facts["members"]}
    people = [member.person for member in registry.members_on(case.household, on)]
    names = ("wage_income", "basic_pension")
    return [
        Found(name, of[str(person.pk)][name], person)
        for person in people
        if not is_child(person, on)
        for name in names
        if of[str(person.pk)].get(name) is not None
    ]
