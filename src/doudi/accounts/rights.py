"""The one place that says which role may do what. A screen hides what is refused here; it never decides by itself."""

from __future__ import annotations

from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.areas import codes

M = TypeVar("M", bound=Model)

_CASE_WORK = {"village.assistant", "township.clerk", "township.leader", "county.officer", "county.leader"}
_DEPARTMENTS = {"department.contact", "department.officer", "department.leader"}
_READERS = {"county.auditor", "county.administrator"}

RIGHTS: dict[str, frozenset[str]] = {
    # registry
    "household.read": frozenset(_CASE_WORK | {"county.auditor"}),
    "household.change": frozenset({"village.assistant", "township.clerk", "county.officer"}),
    "household.import": frozenset({"township.clerk", "county.officer"}),
    "household.export": frozenset({"township.clerk", "county.officer", "county.auditor"}),
    "person.open_secret": frozenset(_CASE_WORK | {"county.auditor", "county.checker"}),
    "person.merge": frozenset({"county.officer"}),
    # cases
    "case.open": frozenset({"village.assistant", "township.clerk", "county.officer"}),
    "case.read": frozenset(_CASE_WORK | _DEPARTMENTS | {"county.auditor"}),
    "case.step": frozenset(_CASE_WORK | _DEPARTMENTS | {"county.checker"}),
    "case.withdraw": frozenset({"township.clerk", "county.officer"}),
    "case.revoke": frozenset({"county.officer"}),
    "letter.serve": frozenset({"village.assistant", "township.clerk", "county.officer"}),
    "appeal.enter": frozenset({"county.officer"}),
    "case.object": frozenset({"village.assistant", "township.clerk", "county.officer"}),
    "objection.answer": frozenset({"township.clerk", "county.officer"}),
    "notice.mask": frozenset({"county.officer", "county.leader"}),
    "meeting.hold": frozenset({"township.clerk", "township.leader", "county.officer", "county.leader"}),
    "meeting.read": frozenset(_CASE_WORK - {"village.assistant"} | _DEPARTMENTS | {"county.auditor"}),
    "meeting.sign": frozenset(_CASE_WORK - {"village.assistant"} | _DEPARTMENTS),
    "sample.draw": frozenset({"county.officer"}),
    "sample.read": frozenset({"county.officer", "county.leader", "county.auditor"}),
    "archive.read": frozenset({"county.officer", "county.leader", "county.auditor"}),
    "archive.propose": frozenset({"county.officer"}),
    "archive.approve": frozenset({"county.leader"}),
    # papers
    "paper.make": frozenset(_CASE_WORK | _DEPARTMENTS),
    "paper.read": frozenset(_CASE_WORK | _DEPARTMENTS | {"county.auditor"}),
    # means check
    "check.authorise": frozenset({"village.assistant", "township.clerk", "county.officer"}),
    "check.read": frozenset({"township.clerk", "township.leader", "county.officer", "county.leader", "county.checker"}),
    "check.request": frozenset({"township.clerk", "county.officer"}),
    "check.answer": frozenset({"county.checker"}),
    # policy
    "policy.read": frozenset(
        _CASE_WORK | _DEPARTMENTS | _READERS | {"county.editor", "county.checker", "county.finance"}
    ),
    "policy.adopt": frozenset({"county.editor", "county.administrator"}),
    "policy.approve": frozenset({"county.leader"}),
    # the system
    "audit.read": frozenset(_READERS),
    "accounts.read": frozenset(_READERS | {"county.leader"}),
    "accounts.change": frozenset({"county.administrator"}),
    "workdays.change": frozenset({"county.administrator", "county.officer"}),
}

POSTS = frozenset().union(*RIGHTS.values())
"""Every post that can do anything: a role at another level than its own can do nothing and is not given."""

NEEDS_SECOND_FACTOR = frozenset({"leader", "finance", "administrator"})
"""Roles that decide, pay or give rights: they sign in with a second factor."""


def may(actor: Actor, verb: str) -> bool:
    """Whether the actor's role may do this at all; where, is a question of `scope`."""
    return actor.post in RIGHTS[verb]


def require(actor: Actor, verb: str) -> None:
    """Raise `PermissionDenied` unless the actor may."""
    if not may(actor, verb):
        post = {"office": actor.organisation.name, "role": actor.membership.get_role_display(), "verb": verb}
        raise PermissionDenied(_("%(office)s的%(role)s不能做这件事（%(verb)s）。") % post)


def scope(queryset: QuerySet[M], actor: Actor, area: str = "area") -> QuerySet[M]:
    """Only what lies in the actor's area. `area` is the path to an area's foreign key."""
    return queryset.filter(in_area(actor, area))


def in_area(actor: Actor, area: str = "area") -> Q:
    """The condition that bounds a query by the actor's area."""
    return Q(**{f"{area}__code__startswith": actor.area.prefix})


def require_area(actor: Actor, code: str) -> None:
    """Raise `PermissionDenied` unless the code lies in the actor's area."""
    if not codes.within(code, actor.area.code):
        raise PermissionDenied(_("不在%s的辖区内。") % actor.organisation.name)
