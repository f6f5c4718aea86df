"""What a meeting is told of a case when its agenda is frozen: in words, from the case as it stands."""

from __future__ import annotations

import datetime
from typing import Any

from doudi.cases import facts
from doudi.cases.deciding import Grounds, grounds
from doudi.cases.models import Case, RunState, StepRun
from doudi.cases.notices.models import Notice, NoticeKind
from doudi.cases.samples.models import SampledCase
from doudi.language import in_chinese
from doudi.rulebook.assessment import RECOGNITIONS, is_due
from doudi.rulebook.selectors import NothingAdopted
from doudi.vocabulary import load

_OUTCOMES = {"next": "同意", "returned": "退回", "refused": "不同意", "objected": "有异议"}
_NONE = "—"

Brief = dict[str, Any]
"""`size` (people), and texts: `classes`, `benefits`, `opinion`, `appraisal`, `notice`, `sample`, `relatives`."""


@in_chinese()
def brief(case: Case, on: datetime.date) -> Brief:
    """A case in short, by the policy in force on a day and what is known now."""
    classes, benefits = _assessed(case, on)
    ties = [f"{tie.staff_name}（{tie.relation}）" for tie in case.staff_relatives.all()]
    return {
        "size": len(facts.people(case.household, on)),
        "classes": classes,
        "benefits": benefits,
        "opinion": _opinion(case),
        "appraisal": _appraisal(case),
        "notice": _notice(case),
        "sample": _sample(case),
        "relatives": "、".join(ties),
    }


def _assessed(case: Case, on: datetime.date) -> tuple[str, str]:
    """The classes that the assessment recognises, and what would be given."""
    try:
        found = grounds(case, on)
    except NothingAdopted:
        return _NONE, _NONE
    return _classes(found), _benefits(found)


def _classes(found: Grounds) -> str:
    said, rules = found.assessment, found.setting.policy.rules
    results = [said["results"], *said["members"].values()]
    names = [name for name in RECOGNITIONS if any(each.get(name) is True for each in results)]
    if names:
        return "、".join(rules[name].label for name in names)
    return {"approved": "有应给的待遇", "refused": "不符合条件", "unknown": "尚不能定"}[found.suggested]


def _benefits(found: Grounds) -> str:
    benefits, units = found.setting.policy.benefits, load().units
    names = {str(member["id"]): str(member.get("name") or "") for member in found.facts["members"]}
    said = []
    for entry in found.assessment["benefits"]:
        if is_due(entry):
            who = names.get(str(entry["for"]), "")
            amount = (
                f" {entry['amount']} {units.get(entry.get('unit') or '', '')}".rstrip() if "amount" in entry else ""
            )
            said.append(f"{who}{'：' if who else ''}{benefits[entry['benefit']].label}{amount}")
    return "；".join(said) or _NONE


def _last(case: Case, kind: str) -> StepRun | None:
    return case.runs.filter(kind=kind, state=RunState.DONE).order_by("pk").last()


def _opinion(case: Case) -> str:
    run = _last(case, "opinion")
    if run is None:
        return _NONE
    return "：".join(text for text in (_OUTCOMES.get(run.outcome, run.outcome), run.reason) if text)


def _appraisal(case: Case) -> str:
    run = _last(case, "appraisal")
    if run is None:
        return _NONE
    data = run.data
    if not data.get("present"):
        return _OUTCOMES.get(run.outcome, run.outcome)
    agree, against = data.get("agree") or "0", data.get("against") or "0"
    return f"到会 {data['present']} 人，同意 {agree} 人，不同意 {against} 人"


def _notice(case: Case) -> str:
    notice = Notice.objects.filter(case=case, kind=NoticeKind.HEARING).order_by("pk").last()
    if notice is None:
        return _NONE
    until = f"至 {notice.until_date.isoformat()}" if notice.until_date else ""
    objections = notice.objections.count()
    return f"{until}，异议 {objections} 条" if objections else f"{until}，无异议"


def _sample(case: Case) -> str:
    found = SampledCase.objects.filter(run__case=case).select_related("run").order_by("pk").last()
    run = found.run if found else _last(case, "sample")
    if run is None:
        return _NONE
    finding = str(run.data.get("finding") or "")
    if found is not None and not found.drawn:
        return f"未抽中{'；' + finding if finding else ''}"
    return f"入户：{finding}" if finding else "已入户"
