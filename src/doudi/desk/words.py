"""How the desk says what the system keeps as keys: posts, events, outcomes, ends."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext_lazy as _

from doudi.accounts.models import Level, Role

OUTCOMES: dict[str, Any] = {
    "next": _("办完，进入下一步"),
    "returned": _("退回"),
    "refused": _("不予同意"),
    "objected": _("有异议"),
    "redo": _("退回第一签字人重办"),
}
OUTCOMES_OF_KIND: dict[tuple[str, str], Any] = {
    ("accept", "next"): _("受理"),
    ("accept", "refused"): _("不予受理"),
    ("opinion", "next"): _("同意上报"),
    ("decide", "next"): _("批准"),
    ("decide", "refused"): _("不予批准"),
    ("notice", "next"): _("公示期满，无异议"),
    ("notice", "objected"): _("公示有异议"),
    ("appraisal", "next"): _("评议已办"),
    ("appraisal", "objected"): _("评议有异议"),
    ("meeting", "next"): _("会议同意"),
    ("inform", "next"): _("已告知"),
    ("publish", "next"): _("已公布"),
    ("file", "next"): _("已归档"),
}
EVENTS: dict[str, Any] = {
    "opened": _("登记"),
    "signed": _("第一人签字"),
    "next": _("办完"),
    "returned": _("退回"),
    "refused": _("不予同意"),
    "objected": _("提出异议"),
    "redo": _("退回重办"),
    "decided": _("作出决定"),
    "closed": _("办结"),
    "left": _("终止"),
    "asked": _("一次性告知"),
    "material": _("材料"),
    "served": _("文书送达"),
    "appealed": _("复议或诉讼"),
    "appeal_ended": _("复议或诉讼审结"),
    "posted": _("张贴公示或公布"),
    "objection": _("收到异议"),
    "answered": _("答复异议"),
    "process_changed": _("改走程序"),
    "check_asked": _("委托核对"),
    "check_settled": _("处理核对结果"),
    "paper": _("制作文书"),
    "sampled": _("抽签"),
    "on_agenda": _("列入会议议程"),
    "destroyed": _("前一办件销毁"),
}
LATENESS: dict[str, Any] = {"late": _("已超期"), "soon": _("将到期"), "in_time": _("在期限内"), "none": _("无期限")}
SUGGESTED: dict[str, Any] = {"approved": _("应予批准"), "refused": _("不予批准"), "unknown": _("尚不能定")}


def noted(text: Any, note: Any) -> str:
    """A text with something in brackets behind it, where there is something: 虚一（经办人）."""
    return _("%(text)s（%(note)s）") % {"text": text, "note": note} if note else str(text)


def about(what: Any, said: Any) -> str:
    """What something is, and what is said of it: 姓名：虚一."""
    return _("%(what)s：%(said)s") % {"what": what, "said": said}


def together(several: Iterable[Any]) -> str:
    """Things of a kind one after the other: 虚一、虚二."""
    return str(_("、")).join(str(each) for each in several)


def post(key: str) -> str:
    """`township.clerk` in words: 街道（乡镇）服务中心经办人."""
    level, _dot, role = key.partition(".")
    return post_in(dict(Level.choices).get(level, level), dict(Role.choices).get(role, role))


def post_in(office: Any, role: Any) -> str:
    """A role in an organisation: 清溪镇社会救助服务中心经办人."""
    return _("%(office)s%(role)s") % {"office": office, "role": role}


def outcome(kind: str, key: str, *, second: bool = False) -> str:
    """An outcome of a step in words; for the second hand, what it means to agree."""
    if second and key in ("next", "refused"):
        return str(_("同意第一签字人的意见"))
    if second and key == "redo":
        return str(OUTCOMES["redo"])
    return str(OUTCOMES_OF_KIND.get((kind, key), OUTCOMES.get(key, key)))


def event(key: str) -> str:
    """What happened, in words."""
    return str(EVENTS.get(key, key))
