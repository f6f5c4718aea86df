"""The tabs of a household's file that tell of its cases: notices and papers; and the file itself on paper."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from doudi.accounts import rights
from doudi.cases import selectors as cases
from doudi.cases.notices.selectors import notices
from doudi.cases.paperwork import make_household_file
from doudi.desk.doors import door
from doudi.desk.finding import household_of
from doudi.desk.households import framed
from doudi.desk.listing import Column, Listing, listed
from doudi.desk.notices import address as notice_address
from doudi.desk.papers import address as paper_address
from doudi.desk.papers import listing_of
from doudi.office_day import office_day
from doudi.papers.looks import PaperProblem
from doudi.papers.selectors import papers


@door("case.read")
@require_safe
def household_notices(request: HttpRequest, number: str) -> HttpResponse:
    """The notices of a household's cases."""
    found = household_of(request, number)
    listing = Listing(
        name=gettext_lazy("公示"),
        columns=[
            Column("kind", _("种类"), lambda n: n.get_kind_display(), ("kind",), link=notice_address),
            Column("case", _("办件编号"), lambda n: n.case.number, ("case__number",)),
            Column("place", _("张贴地点"), lambda n: n.place),
            Column("from", _("自"), lambda n: n.from_date, ("from_date",)),
            Column("until", _("至"), lambda n: n.until_date, ("until_date",)),
        ],
        order="-from",
        empty=_("这户的件没有公示过。"),
    )
    rows = notices(request.actor).filter(case__household=found)
    return listed(request, listing, rows, "desk/households/tab.html", **framed(request, found, "notices"))


@door("paper.read")
@require_safe
def household_papers(request: HttpRequest, number: str) -> HttpResponse:
    """The papers of a household and of its cases."""
    found = household_of(request, number)
    numbers = cases.cases_of(request.actor, found).values_list("number", flat=True)
    rows = papers(request.actor).filter(subject__in=[found.number, *numbers]).order_by("-pk")
    page = framed(request, found, "papers") | {"may_make": rights.may(request.actor, "paper.make")}
    return listed(request, listing_of(with_subject=True), rows, "desk/households/papers.html", **page)


@door("paper.make")
@require_POST
def household_paper_make(request: HttpRequest, number: str) -> HttpResponse:
    """Put the file on paper as it is today, and show it."""
    found = household_of(request, number)
    try:
        made = make_household_file(actor=request.actor, household=found, on=office_day())
    except PaperProblem as problem:
        messages.error(request, str(problem))
        return redirect(reverse("household-papers", args=[found.number]))
    messages.success(request, _("家庭档案已制作并存档。请打印或者下载。"))
    return redirect(paper_address(made) if rights.may(request.actor, "paper.read") else reverse("households"))
