"""How names are masked on the notices of a place."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from doudi.areas.models import Area
from doudi.cases.notices.masking import choose_masking, masked, masking_in
from doudi.cases.notices.models import Masking, NoticeMasking
from doudi.desk.doors import door
from doudi.desk.fields import Choice, DeskForm

INVENTED = ("虚明", "虚晓明", "欧阳虚明", "阿依虚努尔·买买提")
"""Names of nobody, to show what each way does to a short and to a long one."""


class MaskingForm(DeskForm):
    """Which place, and how."""

    area = Choice(label=gettext_lazy("适用于"))
    masking = Choice(label=gettext_lazy("姓名怎样显示"), choices=Masking.choices, widget=forms.RadioSelect)


@door("notice.mask")
@require_http_methods(["GET", "POST"])
def masking(request: HttpRequest) -> HttpResponse:
    """Choose how names are masked in the county or in one of its townships; what hangs stays as it is."""
    own = request.actor.area
    places = {area.code: area for area in Area.objects.filter(code__startswith=own.prefix, code__endswith="000")}
    form = MaskingForm(request.POST or None, initial={"area": own.code, "masking": masking_in(own.code)})
    form.fields["area"].choices = [(code, area.name) for code, area in places.items()]
    if request.method == "POST" and form.is_valid():
        area, how = places[form.cleaned_data["area"]], form.cleaned_data["masking"]
        choose_masking(actor=request.actor, area=area, masking=how)
        messages.success(request, _("已选定。%s以后张贴的公示这样显示姓名，已经张贴的不变。") % area.name)
        return redirect(request.path)
    page = {"form": form, "ways": _ways(), "chosen": _chosen(places), "default": Masking.MIDDLE.label}
    return render(request, "desk/notices/masking.html", page, status=422 if form.errors else 200)


def _ways() -> list[tuple[Any, list[str]]]:
    """Each way, with what it makes of the invented names."""
    return [(label, [masked(name, key) for name in INVENTED]) for key, label in Masking.choices]


def _chosen(places: dict[str, Area]) -> list[NoticeMasking]:
    """What the places have chosen so far, the county first."""
    rows = NoticeMasking.objects.filter(area__in=places).select_related("area", "set_by__user")
    return list(rows.order_by("area"))
