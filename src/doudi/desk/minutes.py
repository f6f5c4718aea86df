"""The minutes of a meeting at the desk: who came, what was resolved on each case, and the signatures."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from doudi.cases.meetings import selectors, services
from doudi.cases.meetings.models import Meeting
from doudi.cases.services import CaseProblem
from doudi.desk.doors import door
from doudi.desk.meeting_forms import AttendanceForm, GuestForm, ResolutionsForm
from doudi.desk.meetings import address, crumbs, hosted, meeting_of
from doudi.office_day import office_day


@door("meeting.hold")
@require_http_methods(["GET", "POST"])
def attendance(request: HttpRequest, pk: int) -> HttpResponse:
    """Who came; and asking in one more person."""
    found = hosted(request, pk)
    asks = request.POST.get("do") == "ask"
    data = request.POST if request.method == "POST" else None
    form = AttendanceForm(None if asks else data, attendees=found.attendees.all())
    people = selectors.people(request.actor, office_day())
    guest = GuestForm(data if asks else None, people=people, prefix="g")
    sent = guest if asks else form
    if request.method == "POST" and sent.is_valid():
        try:
            if asks:
                services.ask_in(actor=request.actor, meeting=found, guest=guest.guest())
                messages.success(request, _("已加入名单。"))
                return redirect(request.path)
            _mark(request, found, form)
        except CaseProblem as problem:
            sent.refuse(problem)
        else:
            messages.success(request, _("到会情况已保存。"))
            return redirect(address(found))
    page = {"meeting": found, "form": form, "guest": guest, "crumbs": crumbs(found)}
    return render(request, "desk/meetings/attendance.html", page, status=422 if sent.is_bound else 200)


@transaction.atomic
def _mark(request: HttpRequest, found: Meeting, form: AttendanceForm) -> None:
    for one in form.dropped():
        services.leave_out(actor=request.actor, attendee=one)
    services.note_attendance(actor=request.actor, meeting=found, marks=form.marks())


@door("meeting.hold")
@require_http_methods(["GET", "POST"])
def resolutions(request: HttpRequest, pk: int) -> HttpResponse:
    """What was resolved on every case, on one page."""
    found = hosted(request, pk)
    form = ResolutionsForm(request.POST or None, items=selectors.items(found))
    if request.method == "POST" and form.is_valid():
        said = form.resolutions(rest=request.POST.get("do") == "rest")
        try:
            void = services.resolve(actor=request.actor, meeting=found, resolutions=said)
        except CaseProblem as problem:
            form.refuse(problem)
        else:
            messages.success(request, _("决议已保存。"))
            if void:
                messages.warning(request, _("决议有改动，原来的 %s 个签字作废，要重新签。") % void)
            return redirect(address(found))
    page = {"meeting": found, "form": form, "crumbs": crumbs(found)}
    return render(request, "desk/meetings/resolutions.html", page, status=422 if form.is_bound else 200)


@door("meeting.sign")
@require_POST
def sign(request: HttpRequest, pk: int) -> HttpResponse:
    """Sign the minutes, or record that somebody without an account has signed on paper."""
    found, on = meeting_of(request, pk), office_day()
    chosen = request.POST.get("attendee", "")
    try:
        if chosen:
            number = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 10 else 0
            attendee = found.attendees.filter(pk=number).first()
            if attendee is None:
                raise Http404
            services.record_paper_signature(actor=request.actor, attendee=attendee, on=on)
            messages.success(request, _("已记下%s的纸质签字。") % attendee.name)
        else:
            services.sign_minutes(actor=request.actor, meeting=found, on=on)
            messages.success(request, _("您已在会议纪要上签字。"))
    except (CaseProblem, PermissionDenied) as problem:
        messages.error(request, str(problem))
    return redirect(address(found))
