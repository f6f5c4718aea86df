"""The audit log of the area, and whether its chain is whole."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from doudi.accounts.models import User
from doudi.audit import selectors
from doudi.audit.models import Entry
from doudi.desk.doors import door
from doudi.desk.listing import Column, Filter, Listing, listed

KINDS = {
    "household": ("household.", "person.", "member.", "facts.", "secret.", "registry."),
    "case": ("case.", "step.", "decision.", "material", "letter.", "appeal."),
    "policy": ("release.", "adoption.", "standard.", "rulebook."),
    "people": ("user.", "role.", "organisation."),
}


@door("audit.read")
@require_safe
def audit(request: HttpRequest) -> HttpResponse:
    """What was read and changed in the area, the last first."""
    labels = {"household": _("人和家庭"), "case": _("办件"), "policy": _("政策"), "people": _("账号")}
    names = dict(User.objects.values_list("pk", "name"))
    listing = Listing(
        name=_("审计日志"),
        columns=[
            Column("sequence", _("序号"), lambda e: e.sequence, ("sequence",), is_number=True),
            Column("at", _("时间"), lambda e: f"{localtime(e.at):%Y-%m-%d %H:%M:%S}"),
            Column("who", _("人员"), lambda e: names.get(e.user_id, _("系统或公众"))),
            Column("verb", _("事项"), lambda e: e.verb, ("verb",)),
            Column("subject", _("对象"), lambda e: f"{e.subject_type.rpartition('.')[2]} {e.subject_id}".strip()),
            Column("area", _("区划"), lambda e: e.area, ("area",)),
            Column("reason", _("理由"), lambda e: e.reason),
        ],
        filters=[Filter("kind", _("类别"), list(labels.items()), _of_kind)],
        order="-sequence",
    )
    rows = selectors.entries(request.actor)
    return listed(request, listing, rows, "desk/audit.html", heading=_("审计日志"))


def _of_kind(rows, kind):  # type: ignore[no-untyped-def]
    prefixes = KINDS[kind]
    wanted = [
        v for v in Entry.objects.order_by("verb").values_list("verb", flat=True).distinct() if v.startswith(prefixes)
    ]
    return rows.filter(verb__in=wanted)


@door("audit.read")
@require_POST
def verify(request: HttpRequest) -> HttpResponse:
    """Look through the whole chain."""
    return render(request, "desk/verified.html", {"findings": selectors.verify()})
