"""The service's addresses with a few rooms behind doors, to try the doors on."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from doudi.desk.doors import door
from doudi.office.urls import urlpatterns as office


@door()
def lobby(request: HttpRequest) -> HttpResponse:
    """Anybody with a role."""
    return render(request, "desk/base.html")


@door("case.read")
def cases(request: HttpRequest) -> HttpResponse:
    """Says who came in."""
    return HttpResponse(request.actor.post)


@door("accounts.change", "audit.read")
def archive(request: HttpRequest) -> HttpResponse:
    """Two kinds of people."""
    return HttpResponse(request.actor.post)


@door()
def refusing(request: HttpRequest) -> HttpResponse:
    """A service behind the door refuses."""
    raise PermissionDenied("不在清溪县民政局的辖区内。")


urlpatterns = [
    *office,
    path("lobby/", lobby, name="inbox"),  # of two of a name the last is taken
    path("cases/", cases),
    path("archive/", archive),
    path("refusing/", refusing),
]
