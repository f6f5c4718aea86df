"""The officials’ addresses."""

from django.urls import include, path

urlpatterns = [
    path("", include("doudi.desk.entry.urls")),
]
