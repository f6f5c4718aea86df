"""The addresses of the service: the public side at `/`, the officials' side at `/desk/`."""

from django.urls import include, path

urlpatterns = [
    path("i18n/", include("django.conf.urls.i18n")),
    path("desk/", include("doudi.desk.urls")),
    path("", include("doudi.portal.urls")),
]
