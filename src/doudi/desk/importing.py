"""Households in Excel: the template, and a file that is looked through whole before anything is saved."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from doudi.desk import crumbs
from doudi.desk.doors import door
from doudi.desk.sheet import XLSX
from doudi.registry.sheets.importing import import_workbook
from doudi.registry.sheets.reading import SheetRefused
from doudi.registry.sheets.writing import template

MOST_BYTES = 10 * 1024 * 1024
MOST_SHOWN = 200


@door("household.import")
@require_safe
def empty(request: HttpRequest) -> HttpResponse:
    """The template to fill in."""
    name = {"Content-Disposition": 'attachment; filename="households.xlsx"'}
    return HttpResponse(template(), content_type=XLSX, headers=name)


@door("household.import")
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest) -> HttpResponse:
    """Take in a filled template: all of it, or none and every problem by sheet, row and column."""
    page: dict[str, object] = {"crumbs": crumbs.households()}
    if request.method == "POST":
        file = request.FILES.get("file")
        if file is None or not file.size:
            page["problem"] = _("请选一个填好的 Excel 文件。")
        elif not file.name.lower().endswith(".xlsx") or file.size > MOST_BYTES:
            page["problem"] = _("只收 10 MB 以内的 .xlsx 文件。")
        else:
            try:
                found = import_workbook(actor=request.actor, data=file.read())
            except SheetRefused as refused:
                page |= {"problems": refused.problems[:MOST_SHOWN], "count": refused.total}
            else:
                text = _("已导入 %(households)s 户、%(people)s 人、%(facts)s 项事实。")
                numbers = {"households": found.households, "people": found.people, "facts": found.facts}
                messages.success(request, text % numbers)
                return redirect(reverse("households"))
    return render(request, "desk/households/import.html", page, status=422 if len(page) > 1 else 200)
