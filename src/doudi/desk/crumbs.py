"""The way back that stands above every heading."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from doudi.cases.models import Case
from doudi.registry.models import Household

Crumbs = list[tuple[Any, str]]


def cases() -> Crumbs:
    return [(_("办件"), reverse("cases"))]


def case(found: Case) -> Crumbs:
    return [*cases(), (found.number, reverse("case", args=[found.number]))]


def households() -> Crumbs:
    return [(_("家庭"), reverse("households"))]


def household(found: Household) -> Crumbs:
    return [*households(), (found.number, reverse("household", args=[found.number]))]
