"""The main menu: what stands at the left of every page, for those who may open it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.accounts import rights
from doudi.accounts.actor import Actor


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the menu: where it leads, what it says, whether the page is in it."""

    address: str
    label: Any
    current: bool


# The name of the address, the words, the verb that opens it ("" for everybody).
ENTRIES: list[tuple[str, Any, str]] = [
    ("inbox", _("待办"), "case.step"),
    ("apply", _("登记申请"), "case.open"),
    ("cases", _("办件"), "case.read"),
    ("households", _("家庭"), "household.read"),
    ("notices", _("公示"), "case.read"),
    ("checks", _("信息核对"), "check.read"),
    ("samples", _("抽查"), "sample.read"),
    ("meetings", _("会议"), "meeting.read"),
    ("archive", _("到期档案"), "archive.read"),
    ("policies", _("政策与标准"), "policy.read"),
    ("calendar", _("工作日历"), "policy.read"),
    ("organisations", _("机构与账号"), "accounts.read"),
    ("audit", _("审计"), "audit.read"),
]


def menu(request: HttpRequest) -> dict[str, Any]:
    """A context processor: the lines that this role may open, the longest that the address begins with marked."""
    actor = getattr(request, "actor", None)
    if actor is None:
        return {}
    open_to = [(reverse(name), label) for name, label, verb in ENTRIES if not verb or rights.may(actor, verb)]
    here = max((address for address, _label in open_to if _is_in(request.path, address)), key=len, default="")
    return {
        "menu": [Entry(address, label, address == here) for address, label in open_to],
        "has_roles": request.has_roles,
    }


def _is_in(path: str, address: str) -> bool:
    """Whether a page lies under a line of the menu. The inbox stands at the root and holds no other page."""
    return path == address if address == reverse("inbox") else path.startswith(address)


def first_page(actor: Actor) -> str:
    """The first page of the menu that a role may open; its own account where there is none."""
    open_to = (reverse(name) for name, _label, verb in ENTRIES if not verb or rights.may(actor, verb))
    return next(open_to, reverse("my-account"))
