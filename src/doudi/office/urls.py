"""The addresses of the service: the public side at `/`, the officials' side at `/desk/`."""

from django.urls import include, path

from doudi.portal import language

urlpatterns = [
    path("i18n/setlang/", language.chosen, name="set_language"),
    path("desk/", include("doudi.desk.urls")),
    path("", include("doudi.portal.urls")),
]
