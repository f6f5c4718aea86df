"""A page that is one form: shown, filled in, done, and on to what it was about; or what was refused, beside its field."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from doudi.cases.services import CaseProblem
from doudi.desk.crumbs import Crumbs
from doudi.desk.fields import DeskForm
from doudi.papers.looks import PaperProblem
from doudi.registry.problems import RegistryProblem
from doudi.rulebook.selectors import NothingAdopted
from doudi.rulebook.services import AdoptionProblem
from doudi.rulebook.standards import StandardProblem
from doudi.verification.services import VerificationProblem

PROBLEMS: tuple[type[Exception], ...] = (
    CaseProblem,
    RegistryProblem,
    VerificationProblem,
    PaperProblem,
    AdoptionProblem,
    StandardProblem,
    NothingAdopted,
)
"""What services refuse in words for the person at the desk. Who may not do a thing is answered with 403, not here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """What stands around the form; `back` is where its button leads when it is done, and where one goes who gives up."""

    heading: str
    button: str
    crumbs: Crumbs
    back: str
    intro: str = ""
    template: str = "desk/form_page.html"
    more: Mapping[str, Any] = field(default_factory=dict)
    """What else a template of its own shows."""

    def context(self) -> dict[str, Any]:
        """What a template shows around the form."""
        around = {name: getattr(self, name) for name in ("heading", "button", "crumbs", "back", "intro")}
        return around | dict(self.more)

    def shown(self, request: HttpRequest, form: DeskForm) -> HttpResponse:
        """The page; 422 where the form came back."""
        status = 422 if form.is_bound else 200
        return render(request, self.template, self.context() | {"form": form}, status=status)


def answer(
    request: HttpRequest,
    form: DeskForm,
    page: FormPage,
    do: Callable[[dict[str, Any]], str],
    *,
    refusals: tuple[type[Exception], ...] = PROBLEMS,
) -> HttpResponse:
    """Show a form, or do all or nothing of what it asks and go `page.back`.

    `do` takes the form's cleaned data, a copy that it may take apart, and gives the words to say when it is done. What
    it raises of `refusals` is said on the form; anything else is raised.
    """
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                done = do(dict(form.cleaned_data))
        except refusals as problem:
            form.refuse(problem)
        else:
            messages.success(request, done)
            return redirect(page.back)
    return page.shown(request, form)
