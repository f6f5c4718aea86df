"""Papers at the desk: those of a case, reading and printing one, taking its Word file away."""

from __future__ import annotations

import io
from collections.abc import Mapping
from typing import Any

from django import forms
from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from doudi.accounts import rights
from doudi.cases.application_form import CAUSES, NEEDS
from doudi.cases.models import Case
from doudi.cases.paperwork import make_application_form
from doudi.cases.paperwork.due import letter_notes, make, sheet_notes
from doudi.cases.services import CaseProblem
from doudi.desk import crumbs, offering, words
from doudi.desk.cases import framed
from doudi.desk.doors import door
from doudi.desk.fields import DeskForm, Text
from doudi.desk.finding import case_of
from doudi.desk.listing import Column, Listing, listed
from doudi.desk.reading import note_case
from doudi.office_day import office_day
from doudi.papers import selectors, services
from doudi.papers.looks import PaperProblem
from doudi.papers.models import Paper, PaperKind
from doudi.registry.selectors import members_on

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def address(paper: Paper) -> str:
    """The page of a paper."""
    return reverse("paper", args=[paper.pk])


def listing_of(*, with_subject: bool = False, which: Mapping[str, str] | None = None) -> Listing:
    """Papers as a list; `with_subject`: with the case or household of each; `which` of several notices a sheet tells
    of, by what `about` begins with; of several letters, by their numbers."""
    subject = Column("subject", _("办件或家庭"), lambda p: p.subject, ("subject",))
    return Listing(
        name=gettext_lazy("文书"),
        columns=[
            Column("number", _("文书编号"), lambda p: p.number, ("number",), link=address),
            Column("title", _("名称"), lambda p: words.noted(p.content["title"], _which(p, which or {})), ("kind",)),
            *([subject] if with_subject else []),
            Column("made", _("日期"), lambda p: p.made_on, ("made_on",)),
            Column("by", _("制作人"), lambda p: words.noted(p.made_by.user.name, p.made_by.organisation.name)),
        ],
        empty=_("还没有文书。"),
    )


def _which(paper: Paper, which: Mapping[str, str]) -> str:
    return which.get(paper.number) or which.get(":".join(paper.about.split(":")[:2]), "")


@door("paper.read")
@require_safe
def case_papers(request: HttpRequest, number: str) -> HttpResponse:
    """The papers of a case, and those that it still wants."""
    case = case_of(request, number)
    note_case(request, case)
    page = framed(request, case, "papers") | {"offers": offering.offers(request, case, lambda _due: True)}
    rows = selectors.papers(request.actor, case.number).order_by("-pk")
    return listed(
        request, listing_of(which=sheet_notes(case) | letter_notes(case)), rows, "desk/cases/papers.html", **page
    )


@door("paper.make")
@require_POST
def case_paper_make(request: HttpRequest, number: str) -> HttpResponse:
    """Make a paper that is due, and show it."""
    case = case_of(request, number)
    kind, key = request.POST.get("kind", ""), request.POST.get("key", "")
    try:
        key_ = int(key) if key.isascii() and key.isdigit() else -1
        made = make(actor=request.actor, case=case, kind=kind, key=key_, on=office_day())
    except (CaseProblem, PaperProblem) as problem:
        messages.error(request, str(problem))
        return redirect(reverse("case-papers", args=[case.number]))
    messages.success(request, _("“%s”已制作并存档。请打印或者下载。") % made.content["title"])
    return redirect(address(made))


class ApplicationForm(DeskForm):
    """What is ticked on the application and approval form."""

    causes = forms.MultipleChoiceField(
        label=gettext_lazy("家庭主要致贫原因"),
        required=False,
        choices=[(word, word) for word in CAUSES],
        widget=forms.CheckboxSelectMultiple,
    )
    other = Text(label=gettext_lazy("其它特殊困难是什么"), required=False, max_length=50)
    main = forms.MultipleChoiceField(
        label=gettext_lazy("主要致贫人"), required=False, widget=forms.CheckboxSelectMultiple
    )
    needs = forms.MultipleChoiceField(
        label=gettext_lazy("帮扶需求"),
        required=False,
        choices=[(word, word) for word in NEEDS],
        widget=forms.CheckboxSelectMultiple,
    )


@door("paper.make")
@require_http_methods(["GET", "POST"])
def case_paper_form(request: HttpRequest, number: str) -> HttpResponse:
    """Tick what the application and approval form asks, and make it."""
    case = case_of(request, number)
    form = ApplicationForm(request.POST or None)
    members = members_on(case.household, office_day())
    form.fields["main"].choices = [(str(m.person_id), m.person.name) for m in members]
    if request.method == "POST" and form.is_valid():
        try:
            made = make_application_form(actor=request.actor, case=case, on=office_day(), **form.cleaned_data)
        except PaperProblem as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("“%s”已制作并存档。请打印或者下载。") % made.content["title"])
            return redirect(address(made))
    page = {"case": case, "form": form, "crumbs": _case_crumbs(request, case)}
    return render(request, "desk/cases/paper_form.html", page, status=422 if form.errors else 200)


def _case_crumbs(request: HttpRequest, case: Case) -> Any:
    found = crumbs.case(case)
    if rights.may(request.actor, "paper.read"):
        found = [*found, (_("文书"), reverse("case-papers", args=[case.number]))]
    return found


@door("paper.read")
@never_cache
@require_safe
def paper(request: HttpRequest, pk: int) -> HttpResponse:
    """One paper as it looks on A4, to read and to print."""
    try:
        found = services.open_paper(actor=request.actor, pk=pk)
    except Paper.DoesNotExist:
        raise Http404 from None
    page = {
        "paper": found,
        "title": found.content["title"],
        "sheet": mark_safe(selectors.print_view(found)),  # its texts are escaped by its template
        "is_whole": services.is_whole(found),
        "crumbs": _about(found),
    }
    return render(request, "desk/papers/paper.html", page)


def _about(paper: Paper) -> list[tuple[Any, str]]:
    """The way back to what the paper is about."""
    if paper.kind == PaperKind.HOUSEHOLD:
        way = [reverse("household", args=[paper.subject]), reverse("household-papers", args=[paper.subject])]
        return [*crumbs.households(), (paper.subject, way[0]), (_("文书"), way[1])]
    if paper.kind in (PaperKind.MEETING_AGENDA, PaperKind.MEETING_MINUTES):
        return []
    way = [reverse("case", args=[paper.subject]), reverse("case-papers", args=[paper.subject])]
    return [*crumbs.cases(), (paper.subject, way[0]), (_("文书"), way[1])]


@door("paper.read")
@never_cache
@require_safe
def word(request: HttpRequest, pk: int) -> HttpResponseBase:
    """The Word file, as a download."""
    try:
        found = services.download(actor=request.actor, pk=pk)
    except Paper.DoesNotExist:
        raise Http404 from None
    name = f"{found.content['title']}-{found.number}.docx"
    return FileResponse(io.BytesIO(bytes(found.word)), as_attachment=True, filename=name, content_type=DOCX)
