"""One object by its number, or the page that says that there is none: what lies elsewhere is not told apart from what
does not exist."""

from __future__ import annotations

from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404
from django.http.request import HttpRequest

from doudi.cases import selectors as cases
from doudi.cases.models import Case, StepRun
from doudi.registry import selectors as registry
from doudi.registry.models import Household


def case_of(request: HttpRequest, number: str) -> Case:
    """A case of the actor. Raises `Http404`."""
    try:
        return cases.case_of(request.actor, number)
    except ObjectDoesNotExist:
        raise Http404 from None


def run_of(request: HttpRequest, case: Case, pk: int) -> StepRun:
    """A step of a case. Raises `Http404`."""
    try:
        return cases.runs_of(request.actor, case).get(pk=pk)
    except ObjectDoesNotExist:
        raise Http404 from None


def household_of(request: HttpRequest, number: str) -> Household:
    """A household of the actor, without opening its file. Raises `Http404`."""
    try:
        return registry.households(request.actor).get(number=number)
    except ObjectDoesNotExist:
        raise Http404 from None
