"""What is missing: the one list, and what has come since."""

from __future__ import annotations

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from doudi.cases import facts as case_facts
from doudi.cases.materials import missing
from doudi.cases.models import Case, Material, MaterialList, MaterialState
from doudi.cases.services import CaseProblem, ask_once, settle
from doudi.desk import offering
from doudi.desk.assessed import names_of
from doudi.desk.cases import framed
from doudi.desk.doors import door
from doudi.desk.fields import DeskForm, Text, lines
from doudi.desk.finding import case_of
from doudi.desk.reading import note_case
from doudi.office_day import office_day
from doudi.papers.models import PaperKind
from doudi.rulebook.selectors import NothingAdopted


class PapersForm(DeskForm):
    """The documents that are asked for besides the facts, one a line."""

    documents = Text(label=gettext_lazy("另要的书面材料（一行一种）"), required=False, widget=lines(4), max_length=2000)


@door("case.read")
@require_http_methods(["GET", "POST"])
def materials(request: HttpRequest, number: str) -> HttpResponse:
    """The one list of what is missing; until it is made, what it would say."""
    case = case_of(request, number)
    note_case(request, case)
    form = PapersForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            _ask(request, case, form)
        except (CaseProblem, NothingAdopted) as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("一次性告知单已开出。以后不能再开第二份。"))
            return redirect(request.path)
    made = MaterialList.objects.filter(case=case).select_related("made_by__user").first()
    page = framed(request, case, "materials") | {"form": form, "made": made}
    if made is not None:
        page["offers"] = offering.of_kinds(request, case, PaperKind.MISSING)
        page["materials"] = list(made.materials.select_related("person"))
    elif case.is_open:
        page["needs"] = _needs(case)
    return render(request, "desk/cases/materials.html", page, status=422 if form.errors else 200)


def _needs(case: Case) -> list[dict[str, str]]:
    """What the policy still needs to know, and of whom; the key marks each in the form."""
    try:
        names = names_of(case_facts.of_case(case, office_day()))
        return [
            {"key": f"{need['of']}:{need['fact']}", "label": need["label"], "of": names.get(str(need["of"]), "")}
            for need in missing(case, office_day())
        ]
    except NothingAdopted:
        return []


def _ask(request: HttpRequest, case: Case, form: PapersForm) -> None:
    wanted = set(request.POST.getlist("need"))
    left_out = [need["key"].partition(":") for need in _needs(case) if need["key"] not in wanted]
    ask_once(
        actor=request.actor,
        case=case,
        on=office_day(),
        documents=form.cleaned_data["documents"].splitlines(),
        leave_out=[(fact, of) for of, _colon, fact in left_out],
    )


@door("case.open")
@require_POST
def material(request: HttpRequest, number: str, pk: int) -> HttpResponse:
    """Say that one material has come, or is not needed after all."""
    case = case_of(request, number)
    found = Material.objects.filter(letter__case=case, pk=pk).first()
    if found is None:
        raise Http404
    state = request.POST.get("state", "")
    try:
        if state not in MaterialState.values:
            raise CaseProblem(_("没有这种状态。"))
        settle(
            actor=request.actor, material=found, state=state, on=office_day(), note=request.POST.get("note", "")[:200]
        )
    except CaseProblem as problem:
        messages.error(request, str(problem))
    return redirect(reverse("case-materials", args=[number]))
