"""The addresses of the service: the public side at `/`, the officials' side at `/desk/`."""

from django.urls import include, path

from doudi.office.demo import turning
from doudi.portal import language

urlpatterns = [
    path("i18n/setlang/", language.chosen, name="set_language"),
    path("demo/calendar/", turning.turn, name="demo-calendar"),
    path("desk/", include("doudi.desk.urls")),
    path("", include("doudi.portal.urls")),
]
