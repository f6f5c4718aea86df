"""What hangs on the wall, and what is written down of an appraisal."""

from __future__ import annotations

import datetime
from typing import Any

from doudi.cases.models import Notice, NoticeKind, StepRun
from doudi.cases.notices.selectors import posted
from doudi.cases.problems import CaseProblem
from doudi.language import in_chinese
from doudi.papers.content import Content, day


@in_chinese()
def notice_sheet(notice: Notice) -> Content:
    """公示单 or 公布单: what the public may read of a case and nothing else, not even its number."""
    shown = posted(notice)
    rows = [[label, words] for label, words in shown.rows]
    if notice.kind == NoticeKind.HEARING:
        assert notice.until_date is not None
        days = (notice.until_date - notice.from_date).days + 1
        what = "社会救助的审批意见" if notice.decision_id else "申请社会救助的情况"
        said = Content("社会救助公示").say(f"现将下列家庭{what}予以公示，接受群众监督。")
        said.table(["项目", "内容"], rows)
        return said.say(
            f"公示时间：{day(notice.from_date)}至{day(notice.until_date)}，共{days}天。",
            f"对公示内容有异议的，请在公示期内当面、来信或者拨打监督电话{notice.shown['telephone']}反映，可以不留姓名。",
        )
    said = Content("社会救助结果公布").say("下列家庭的社会救助申请已经批准，现予公布，接受群众监督。")
    said.table(["项目", "内容"], rows)
    until = (
        f"{day(notice.from_date)}至{day(notice.until_date)}" if notice.until_date else f"自{day(notice.from_date)}起"
    )
    return said.say(
        f"公布时间：{until}。",
        f"有不同意见的，请拨打监督电话{notice.shown['telephone']}反映。",
    )


@in_chinese()
def appraisal_minutes(run: StepRun) -> Content:
    """民主评议记录: what the step's form holds, with room for the signatures. Raises `CaseProblem` before it is filled in."""
    data: dict[str, Any] = run.data
    if not data.get("held_on") or not data.get("present"):
        raise CaseProblem("评议的日期和人数还没有填写；先在步骤里填好，保存后再制作记录。")
    case = run.case
    said = Content("民主评议记录")
    said.table(
        ["项目", "内容"],
        [
            ["办件编号", case.number],
            ["申请人", case.applicant.name],
            ["家庭住址", case.household.address],
            ["评议日期", day(datetime.date.fromisoformat(data["held_on"]))],
            ["评议地点", str(data.get("place") or "")],
            ["到会人数", f"{data['present']} 人"],
            ["同意人数", _people(data.get("agree"))],
            ["不同意人数", _people(data.get("against"))],
            ["评议意见", str(data.get("note") or "")],
        ],
    )
    return said.say(
        "与会人员对申请家庭经济状况调查结果的客观性、真实性进行了评议，以上记录属实。",
        "主持人（签字）：            记录人（签字）：",
        "评议人员（签字）：",
    )


def _people(count: Any) -> str:
    return f"{count} 人" if count not in (None, "") else ""
