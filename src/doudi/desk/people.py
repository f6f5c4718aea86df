"""Organisations, accounts and roles."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from doudi.accounts import credentials, rights, selectors
from doudi.accounts.models import Level, Membership, Organisation, Role, User
from doudi.accounts.services import add_organisation, add_user, end_role, give_role
from doudi.areas.models import Area
from doudi.desk.doors import door
from doudi.desk.fields import Choice, Day, DeskForm, Text
from doudi.desk.form_pages import FormPage, answer
from doudi.desk.listing import Column, Filter, Listing, listed
from doudi.office_day import office_day
from doudi.vocabulary.terms import AGENCIES

_REFUSALS = (ValidationError, PermissionDenied)


@door("accounts.read")
@require_safe
def organisations(request: HttpRequest) -> HttpResponse:
    """The organisations of the area."""
    rows = selectors.organisations(request.actor)
    listing = Listing(
        name=gettext_lazy("机构"),
        columns=[
            Column("name", _("名称"), lambda o: o.name, ("name",)),
            Column("level", _("层级"), lambda o: o.get_level_display(), ("level",)),
            Column("agency", _("部门"), lambda o: o.get_agency_display(), ("agency",)),
            Column("area", _("区划"), lambda o: o.area.name, ("area",)),
            Column("telephone", _("电话"), lambda o: o.telephone),
        ],
        filters=[Filter("level", _("层级"), Level.choices, lambda q, level: q.filter(level=level))],
        order="area",
    )
    actions = [(_("增加机构"), reverse("organisation-new"))] if rights.may(request.actor, "accounts.change") else []
    return listed(
        request, listing, rows, "desk/people/people.html", heading=_("机构与账号"), tab="organisations", actions=actions
    )


@door("accounts.read")
@require_safe
def accounts(request: HttpRequest) -> HttpResponse:
    """Who has which role where, from when until when."""
    rows = selectors.memberships(request.actor)
    may = rights.may(request.actor, "accounts.change")
    today = office_day()
    listing = Listing(
        name=gettext_lazy("账号与岗位"),
        columns=[
            Column("name", _("姓名"), lambda m: m.user.name, ("user__name",), link=_account if may else None),
            Column("username", _("账号"), lambda m: m.user.username, ("user__username",)),
            Column("organisation", _("机构"), lambda m: m.organisation.name, ("organisation__name",)),
            Column("role", _("岗位"), lambda m: m.get_role_display(), ("role",)),
            Column("from", _("自"), lambda m: m.from_date, ("from_date",)),
            Column("until", _("至"), lambda m: m.until_date, ("until_date",)),
            Column("deputy", _("代理"), lambda m: m.deputy_for.name if m.deputy_for else ""),
        ],
        filters=[
            Filter("role", _("岗位"), Role.choices, lambda q, role: q.filter(role=role)),
            Filter("now", _("状态"), [("now", _("在岗")), ("ended", _("已结束"))], lambda q, k: _current(q, k, today)),
        ],
        order="name",
    )
    actions = [(_("增加人员"), reverse("account-new"))] if may else []
    return listed(
        request, listing, rows, "desk/people/people.html", heading=_("机构与账号"), tab="accounts", actions=actions
    )


def _current(rows: Any, key: str, today: Any) -> Any:
    ended = rows.filter(until_date__lt=today)
    return ended if key == "ended" else rows.exclude(until_date__lt=today)


def _account(membership: Membership) -> str:
    return reverse("account", args=[membership.user_id])


class _AccountsForm(DeskForm):
    """A form of this page: models and password rules refuse in their own way."""

    def refuse(self, problem: Exception) -> None:
        """Each error beside the field where it has one; what the password rules say, beside the password."""
        if not isinstance(problem, ValidationError):
            super().refuse(problem)
        elif hasattr(problem, "error_dict"):
            for name, errors in problem.error_dict.items():
                self.add_error(name if name in self.fields else None, errors)
        else:
            self.add_error("password" if "password" in self.fields else None, problem)


class OrganisationForm(_AccountsForm):
    """A new organisation."""

    name = Text(label=gettext_lazy("名称"), max_length=100)
    level = Choice(label=gettext_lazy("层级"), choices=Level.choices)
    agency = Choice(
        label=gettext_lazy("部门"),
        choices=[(key, gettext_lazy(label)) for key, label in AGENCIES.items()],
        initial="civil_affairs",
    )
    area = Choice(label=gettext_lazy("区划"))
    telephone = Text(label=gettext_lazy("电话"), required=False, max_length=32)


@door("accounts.change")
@require_http_methods(["GET", "POST"])
def organisation_new(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    form = OrganisationForm(request.POST or None)
    found = Area.objects.filter(code__startswith=request.actor.area.prefix).order_by("code")
    form.fields["area"].choices = [(area.code, area.name) for area in found]

    def do(given: dict[str, Any]) -> str:
        add_organisation(actor=request.actor, area=Area.objects.get(pk=given.pop("area")), **given)
        return _("机构已增加。")

    return answer(request, form, _form_page(_("增加机构"), "organisations"), do, refusals=_REFUSALS)


class UserForm(_AccountsForm):
    """A new user with a first role."""

    username = Text(label=gettext_lazy("账号"), max_length=64)
    name = Text(label=gettext_lazy("姓名"), max_length=64)
    password = Text(
        label=gettext_lazy("临时密码"), max_length=128, help_text=gettext_lazy("本人第一次登录时必须换掉。")
    )
    organisation = Choice(label=gettext_lazy("机构"))
    role = Choice(label=gettext_lazy("岗位"), choices=Role.choices)
    from_date = Day(label=gettext_lazy("自"))


@door("accounts.change")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def account_new(request: HttpRequest) -> HttpResponse:
    """Enter a user and give the first role."""
    form = UserForm(request.POST or None, initial={"from_date": office_day()})
    form.fields["organisation"].choices = _offices(request)

    def do(given: dict[str, Any]) -> str:
        names = {key: given.pop(key) for key in ("username", "name", "password")}
        organisation = _office(request, given.pop("organisation"))
        user = add_user(actor=request.actor, **names)
        give_role(actor=request.actor, user=user, organisation=organisation, **given)
        return _("人员已增加。请把临时密码当面交给本人。")

    return answer(request, form, _form_page(_("增加人员"), "accounts"), do, refusals=_REFUSALS)


class RoleForm(_AccountsForm):
    """A further role; a deputy names whose place they take."""

    organisation = Choice(label=gettext_lazy("机构"))
    role = Choice(label=gettext_lazy("岗位"), choices=Role.choices)
    from_date = Day(label=gettext_lazy("自"))
    until_date = Day(label=gettext_lazy("至"), required=False)
    deputy_for = Choice(label=gettext_lazy("代理谁"), required=False)


@door("accounts.change")
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest, pk: int) -> HttpResponse:
    """A user's roles: give one, end one."""
    theirs = selectors.memberships(request.actor).filter(user=pk)
    user = _user(request, pk)
    form = RoleForm(request.POST or None, initial={"from_date": office_day()})
    form.fields["organisation"].choices = _offices(request)
    colleagues = selectors.memberships(request.actor).exclude(user=pk).order_by("user__name")
    known = {m.user_id: m.user.name for m in colleagues[:500]}
    form.fields["deputy_for"].choices = [("", "—"), *((str(key), name) for key, name in known.items())]

    def do(given: dict[str, Any]) -> str:
        deputy, organisation = given.pop("deputy_for"), _office(request, given.pop("organisation"))
        instead_of = User.objects.get(pk=deputy) if deputy else None
        give_role(actor=request.actor, user=user, organisation=organisation, deputy_for=instead_of, **given)
        return _("岗位已给。")

    page = FormPage(
        heading=user.name,
        button=_("给岗位"),
        crumbs=[(_("账号与岗位"), reverse("accounts"))],
        back=reverse("account", args=[pk]),
        template="desk/people/account.html",
        more={"user_": user, "roles": theirs, "today": office_day()},
    )
    return answer(request, form, page, do, refusals=_REFUSALS)


@door("accounts.change")
@require_http_methods(["POST"])
def role_end(request: HttpRequest, pk: int) -> HttpResponse:
    """End a role today."""
    found = selectors.memberships(request.actor).filter(pk=pk).first()
    if found is None:
        raise Http404
    try:
        end_role(actor=request.actor, membership=found, until_date=office_day())
        messages.success(request, _("岗位到今天为止。"))
    except ValidationError as problem:
        messages.error(request, " ".join(problem.messages))
    return redirect("account", found.user_id)


class ResetForm(_AccountsForm):
    """A passing password, and why."""

    password = Text(label=gettext_lazy("临时密码"), max_length=128)
    reason = Text(label=gettext_lazy("理由"), max_length=500)


@door("accounts.change")
@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
def account_reset(request: HttpRequest, pk: int) -> HttpResponse:
    """Let somebody in again who forgot the password or lost the phone."""
    user = _user(request, pk)
    form = ResetForm(request.POST or None)

    def do(given: dict[str, Any]) -> str:
        credentials.reset(actor=request.actor, user=user, **given)
        return _("密码已重置，第二重验证已解除。请把临时密码当面交给本人。")

    return answer(request, form, _form_page(_("重置密码：%s") % user.name, "accounts"), do, refusals=_REFUSALS)


def _user(request: HttpRequest, pk: int) -> User:
    """Somebody who has or had a role in the actor's area. Raises `Http404`."""
    found = User.objects.filter(pk__in=selectors.memberships(request.actor).values("user_id"), pk=pk).first()
    if found is None:
        raise Http404
    return found


def _offices(request: HttpRequest) -> list[tuple[str, str]]:
    return [(str(each.pk), each.name) for each in selectors.organisations(request.actor)]


def _office(request: HttpRequest, pk: str) -> Organisation:
    return selectors.organisations(request.actor).get(pk=pk)


def _form_page(heading: str, back: str) -> FormPage:
    way = [(_("机构与账号"), reverse("organisations"))]
    return FormPage(heading=heading, button=_("确定"), crumbs=way, back=reverse(back))
