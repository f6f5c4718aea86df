"""Who does what, by when: the words of procedures, as the office's screens and the book say them."""

from __future__ import annotations

from fractions import Fraction

from doudi.policy.definitions.model import Clock, Step
from doudi.policy.definitions.nodes import Unlimited, Value
from doudi.policy.meaning.setting import Setting

LEVELS = {
    "village": ("村（社区）", "village"),
    "township": ("乡镇（街道）", "township"),
    "county": ("县级", "county"),
    "department": ("部门", "department"),
}
ROLES = {
    "assistant": ("协理员", "assistant"),
    "clerk": ("经办人", "clerk"),
    "leader": ("分管领导", "leader"),
    "officer": ("经办人", "officer"),
    "checker": ("核对员", "checker"),
    "contact": ("联系人", "contact"),
}
KINDS = {
    "accept": ("受理", "acceptance"),
    "classify": ("核算分类", "classification"),
    "means_check": ("核对", "means check"),
    "visit": ("入户调查", "home visit"),
    "appraisal": ("民主评议", "appraisal"),
    "notice": ("公示", "public notice"),
    "opinion": ("审核意见", "opinion"),
    "sample": ("抽查", "sample"),
    "meeting": ("会议", "meeting"),
    "decide": ("审批", "decision"),
    "inform": ("告知", "letter"),
    "publish": ("公布", "publication"),
    "file": ("建档", "filing"),
}
OUTCOMES = {
    "returned": ("退回", "returned"),
    "refused": ("不予批准", "refused"),
    "objected": ("有异议", "objected"),
}
_EVENTS = {
    "applied": ("申请之日起", "of the application"),
    "accepted": ("受理之日起", "of acceptance"),
    "previous": ("上一步办结起", "of the step before"),
    "noticed": ("公示期满起", "of the end of the notice"),
    "decided": ("决定之日起", "of the decision"),
}
_UNITS = {"workdays": ("个工作日", "workdays"), "days": ("天", "days")}


class Posts:
    """Says the parts of a procedure in `zh` or `en`; numbers that are parameters are those in force in the setting."""

    def __init__(self, setting: Setting, lang: str) -> None:
        self.setting, self.place = setting, ("zh", "en").index(lang)

    def post(self, post: str) -> str:
        """`township.clerk` as 乡镇（街道）经办人."""
        level, _, role = post.partition(".")
        return ("" if self.place == 0 else " ").join((LEVELS[level][self.place], ROLES[role][self.place]))

    def who(self, step: Step) -> str:
        """Who does a step, and who signs after."""
        if not step.second:
            return self.post(step.by)
        same_level = step.second.partition(".")[0] == step.by.partition(".")[0]
        second = ROLES[step.second.partition(".")[2]][self.place] if same_level else self.post(step.second)
        return (f"{self.post(step.by)}、{second}", f"{self.post(step.by)}, then {second}")[self.place]

    def kind(self, kind: str) -> str:
        return KINDS[kind][self.place]

    def outcome(self, outcome: str) -> str:
        return OUTCOMES[outcome][self.place]

    def clock(self, clock: Clock) -> str:
        """受理之日起 5 个工作日内."""
        length, unit, event = self.quantity(clock.length), _UNITS[clock.unit][self.place], _EVENTS[clock.event]
        return (f"{event[0]} {length} {unit}内", f"within {length} {unit} {event[1]}")[self.place]

    def limits(self, step: Step) -> list[str]:
        """What is fixed for a step besides who does it: how long it may take, how long it hangs, how many are drawn."""
        found = []
        if step.within is not None:
            found.append(self.clock(step.within))
        if step.days is not None:
            days = self.quantity(step.days)
            found.append((f"公示 {days} 天", f"hangs {days} days")[self.place])
        if step.share is not None:
            share = self.quantity(step.share, percent=True)
            found.append((f"抽取 {share}", f"{share} drawn")[self.place])
        if step.optional:
            found.append(("有需要才做", "only when asked for")[self.place])
        return found

    def quantity(self, quantity: Value | str, *, percent: bool = False) -> str:
        """A number as it stands, or what the parameter of that name comes to."""
        value: Value | Unlimited | None = quantity
        if isinstance(quantity, str):
            value = self.setting.value(quantity)
        if not isinstance(value, Fraction):
            return ("〔未设定〕", "[not set]")[self.place]
        return f"{float(value * 100):g}%" if percent else f"{float(value):g}"
