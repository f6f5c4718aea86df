"""Policies: what is in force where, and what the place gives; one enters, another approves."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doudi.accounts import rights
from doudi.areas.models import Area
from doudi.desk.doors import door
from doudi.desk.fields import Choice, Day, DeskForm, Text
from doudi.desk.form_pages import FormPage, answer
from doudi.desk.listing import Column, Filter, Listing, listed
from doudi.office_day import office_day
from doudi.rulebook import selectors
from doudi.rulebook.kept import ReleaseProblem, policy_of
from doudi.rulebook.models import Adoption, Approved, Release, StandardValue
from doudi.rulebook.selectors import NothingAdopted
from doudi.rulebook.services import (
    AdoptionProblem,
    adopt,
    approve_adoption,
    approve_standard,
    set_standard,
    withdraw,
)

STATES = [
    ("waiting", gettext_lazy("待批准")),
    ("approved", gettext_lazy("已批准")),
    ("withdrawn", gettext_lazy("已撤回")),
]


@door("policy.read")
@require_safe
def policies(request: HttpRequest) -> HttpResponse:
    """What the place applies, from when until when."""
    rows = selectors.adoptions(request.actor)
    listing = Listing(
        name=gettext_lazy("政策采用"),
        columns=[
            Column("area", _("地方"), lambda a: a.area.name, ("area",)),
            Column("policy", _("政策"), lambda a: a.release.title, ("release__title",), link=_adoption),
            Column("release", _("版本"), lambda a: a.release.short),
            Column("from", _("自"), lambda a: a.from_date, ("from_date",)),
            Column("until", _("至"), lambda a: a.until_date, ("until_date",)),
            Column("state", _("状态"), state_of, mark=_mark),
        ],
        filters=[Filter("state", _("状态"), STATES, in_state)],
        empty=_("这里还没有采用任何政策。"),
    )
    may = rights.may(request.actor, "policy.adopt")
    actions = [(_("采用政策"), reverse("adopt"))] if may else []
    page = {
        "heading": _("政策与标准"),
        "actions": actions,
        "tab": "policies",
        "has_book": (settings.DATA_DIR / "book" / "index.html").is_file(),
    }
    return listed(request, listing, rows, "desk/policies/policies.html", **page)


@door("policy.read")
@require_safe
def standards(request: HttpRequest) -> HttpResponse:
    """The values that the place gives for what policies leave open, from when."""
    rows = selectors.standards(request.actor)
    labels = _labels()
    listing = Listing(
        name=gettext_lazy("地方标准"),
        columns=[
            Column("name", _("标准"), lambda s: labels.get((s.policy, s.name), s.name), ("name",), link=_standard),
            Column("value", _("值"), lambda s: s.value, is_number=True),
            Column("area", _("地方"), lambda s: s.area.name, ("area",)),
            Column("from", _("自"), lambda s: s.from_date, ("from_date",)),
            Column("source", _("文号"), lambda s: s.source, ("source",)),
            Column("state", _("状态"), state_of, mark=_mark),
        ],
        filters=[Filter("state", _("状态"), STATES, in_state)],
        empty=_("这里还没有录入标准。"),
    )
    may = rights.may(request.actor, "policy.adopt")
    actions = [(_("录入标准"), reverse("standard-new"))] if may else []
    return listed(
        request,
        listing,
        rows,
        "desk/policies/policies.html",
        heading=_("政策与标准"),
        actions=actions,
        tab="standards",
    )


def _labels() -> dict[tuple[str, str], str]:
    """What the parameters of the kept policies are called."""
    found: dict[tuple[str, str], str] = {}
    for release in Release.objects.order_by("kept_at").defer("layers"):
        try:
            policy = policy_of(release)
        except ReleaseProblem:
            continue
        named = {**policy.parameters, **policy.readings}
        found |= {(policy.name, name): each.label for name, each in named.items()}
    return found


def state_of(row: Approved) -> str:
    """Whether it is in force."""
    if row.withdrawn:
        return _("已撤回")
    if row.is_approved:
        return _("已批准：%s") % row.approved_by.name  # type: ignore[union-attr]
    return _("待批准，%s 录入") % row.entered_by.name


def _mark(row: Approved) -> str:
    return "" if row.is_approved else "muted" if row.withdrawn else "soon"


def in_state(rows: Any, state: str) -> Any:
    """Only the rows in a state."""
    if state == "withdrawn":
        return rows.filter(withdrawn=True)
    return rows.filter(withdrawn=False, approved_by__isnull=state == "waiting")


def _adoption(row: Adoption) -> str:
    return reverse("adoption", args=[row.pk])


def _standard(row: StandardValue) -> str:
    return reverse("standard", args=[row.pk])


@door("policy.read")
@require_safe
def policy(request: HttpRequest, release: str) -> HttpResponse:
    """A kept release: what it gives, what it leaves to the place, its procedures, and its whole text."""
    found = selectors.releases(request.actor).filter(pk=release).first()
    if found is None:
        raise Http404
    page: dict[str, Any] = {"release": found, "kept_at": localtime(found.kept_at)}
    try:
        read = policy_of(found)
    except ReleaseProblem as problem:
        page["problem"] = str(problem)
    else:
        page |= {
            "benefits": list(read.benefits.values()),
            "left_open": [p for p in read.parameters.values() if p.required],
            "processes": list(read.processes.values()),
            "book": f"/book/{read.name}/" if (settings.DATA_DIR / "book" / read.name).is_dir() else "",
        }
    return render(request, "desk/policies/policy.html", page)


@door("policy.read")
@require_safe
def adoption(request: HttpRequest, pk: int) -> HttpResponse:
    """One adoption, to approve or to take back."""
    return _row_page(request, selectors.adoptions(request.actor).filter(pk=pk).first(), "policies")


@door("policy.read")
@require_safe
def standard(request: HttpRequest, pk: int) -> HttpResponse:
    """One value, to approve or to take back."""
    return _row_page(request, selectors.standards(request.actor).filter(pk=pk).first(), "standards")


def _row_page(request: HttpRequest, row: Any, tab: str) -> HttpResponse:
    if row is None:
        raise Http404
    may_approve = rights.may(request.actor, "policy.approve") and row.approved_by_id is None and not row.withdrawn
    verb = "policy.approve" if row.approved_by_id else "policy.adopt"
    page = {
        "row": row,
        "tab": tab,
        "state": state_of(row),
        "label": _labels().get((row.policy, row.name), row.name) if isinstance(row, StandardValue) else "",
        "may_approve": may_approve,
        "own": row.entered_by_id == request.actor.user.pk,
        "may_withdraw": not row.withdrawn and rights.may(request.actor, verb),
    }
    return render(request, "desk/policies/row.html", page)


@door("policy.approve", "policy.adopt")
@require_POST
def adoption_do(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve an adoption, or take it back."""
    row = selectors.adoptions(request.actor).filter(pk=pk).first()
    return _do(request, row, lambda: approve_adoption(actor=request.actor, adoption=row), "policies")


@door("policy.approve", "policy.adopt")
@require_POST
def standard_do(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a value, or take it back."""
    row = selectors.standards(request.actor).filter(pk=pk).first()
    return _do(request, row, lambda: approve_standard(actor=request.actor, standard=row), "standards")


def _do(request: HttpRequest, row: Any, approve: Callable[[], Any], back: str) -> HttpResponse:
    if row is None:
        raise Http404
    try:
        if request.POST.get("do") == "approve":
            approve()
            messages.success(request, _("已批准，从起始日起生效。"))
        else:
            withdraw(actor=request.actor, row=row, reason=request.POST.get("reason", "")[:500])
            messages.success(request, _("已撤回。"))
    except (AdoptionProblem, PermissionDenied) as problem:
        messages.error(request, str(problem))
        return redirect("adoption" if isinstance(row, Adoption) else "standard", row.pk)
    return redirect(back)


class AdoptForm(DeskForm):
    """Which release, where, from when until when."""

    area = Choice(label=gettext_lazy("地方"))
    release = Choice(label=gettext_lazy("政策版本"))
    from_date = Day(label=gettext_lazy("自"))
    until_date = Day(label=gettext_lazy("至"), required=False)


@door("policy.adopt")
@require_http_methods(["GET", "POST"])
def adopt_new(request: HttpRequest) -> HttpResponse:
    """Enter that a place applies a release."""
    form = AdoptForm(request.POST or None)
    form.fields["area"].choices = _places(request)
    form.fields["release"].choices = [(r.pk, str(r)) for r in selectors.releases(request.actor).defer("layers")]

    def do(given: dict[str, Any]) -> str:
        area, release = Area.objects.get(pk=given.pop("area")), Release.objects.get(pk=given.pop("release"))
        adopt(actor=request.actor, area=area, release=release, **given)
        return _("已录入，等另一人批准后生效。")

    return answer(request, form, _form_page(_("采用政策"), "policies"), do)


class StandardForm(DeskForm):
    """Which value, where, from when, by which document."""

    area = Choice(label=gettext_lazy("地方"))
    name = Choice(label=gettext_lazy("标准"))
    value = Text(label=gettext_lazy("值"), max_length=64)
    from_date = Day(label=gettext_lazy("自"))
    source = Text(label=gettext_lazy("文号"), required=False, max_length=200)


@door("policy.adopt")
@require_http_methods(["GET", "POST"])
def standard_new(request: HttpRequest) -> HttpResponse:
    """Enter the value of a parameter that the policy in force leaves to the place."""
    form = StandardForm(request.POST or None)
    form.fields["area"].choices = _places(request)
    try:
        read = selectors.setting_for(request.actor.area.code, office_day()).policy
        named = [*read.parameters.values(), *read.readings.values()]
        named.sort(key=lambda each: not getattr(each, "required", False))
        form.fields["name"].choices = [(each.name, each.label) for each in named]
    except NothingAdopted as problem:
        messages.warning(request, str(problem))
        return redirect("standards")

    def do(given: dict[str, Any]) -> str:
        set_standard(actor=request.actor, area=Area.objects.get(pk=given.pop("area")), **given)
        return _("已录入，等另一人批准后生效。")

    return answer(request, form, _form_page(_("录入标准"), "standards"), do)


def _places(request: HttpRequest) -> list[tuple[str, str]]:
    """The counties and townships of the actor's area: villages have no standards of their own."""
    found = Area.objects.filter(code__startswith=request.actor.area.prefix, code__endswith="000").order_by("code")
    return [(area.code, area.name) for area in found]


def _form_page(heading: str, back: str) -> FormPage:
    way = [(_("政策与标准"), reverse("policies"))]
    return FormPage(heading=heading, button=_("录入"), crumbs=way, back=reverse(back))
