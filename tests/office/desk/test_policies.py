"""Policies and standards: one enters, another approves, and only then they are in force."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from county import County
from django.test import Client
from django.urls import reverse

from doudi.accounts.actor import Actor
from doudi.rulebook.models import Adoption, StandardValue

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]


def entered(place: County, **changes: str) -> dict[str, str]:
    first = {"area": place.area.code, "name": "dibao_standard", "value": "620", "from_date": "2026-01-01"}
    return {**first, "source": "清政发〔2026〕1 号", **changes}


def test_a_standard_is_in_force_when_another_person_approves_it(place: County, as_: SignedIn) -> None:
    editor, leader = as_(place.actor("county.editor")), as_(place.actor("county.leader"))
    editor.post(reverse("standard-new"), entered(place))
    row = StandardValue.objects.get(value="620")
    assert "待批准" in editor.get(reverse("standards")).content.decode() and not row.is_approved
    leader.post(reverse("standard-do", args=[row.pk]), {"do": "approve"})
    row.refresh_from_db()
    assert row.is_approved and row.approved_by == place.actor("county.leader").user


def test_a_value_that_cannot_be_is_refused_with_the_reason(place: County, as_: SignedIn) -> None:
    answer = as_(place.actor("county.editor")).post(reverse("standard-new"), entered(place, value="很高"))
    assert answer.status_code == 422
    assert 'class="alert alert-danger"' in answer.content.decode()
    assert not StandardValue.objects.filter(value="很高").exists()


def test_the_editor_cannot_approve(place: County, as_: SignedIn) -> None:
    editor = as_(place.actor("county.editor"))
    editor.post(reverse("standard-new"), entered(place))
    row = StandardValue.objects.get(value="620")
    answer = editor.post(reverse("standard-do", args=[row.pk]), {"do": "approve"}, follow=True)
    row.refresh_from_db()
    assert not row.is_approved
    assert "不能做这件事" in answer.content.decode()


def test_a_withdrawal_needs_a_reason(place: County, as_: SignedIn) -> None:
    leader, row = as_(place.actor("county.leader")), Adoption.objects.get()
    answer = leader.post(reverse("adoption-do", args=[row.pk]), {"do": "withdraw", "reason": ""}, follow=True)
    assert "撤回要写明理由。" in answer.content.decode()
    leader.post(reverse("adoption-do", args=[row.pk]), {"do": "withdraw", "reason": "录错了版本"})
    row.refresh_from_db()
    assert row.withdrawn


@pytest.mark.parametrize("name", ["adoption", "standard"])
def test_another_county_does_not_see_what_this_one_adopts(
    place: County, elsewhere: County, as_: SignedIn, name: str
) -> None:
    row = (Adoption if name == "adoption" else StandardValue).objects.get()
    leader = as_(elsewhere.actor("county.leader"))
    assert leader.get(reverse(name, args=[row.pk])).status_code == 404
    assert leader.post(reverse(f"{name}-do", args=[row.pk]), {"do": "withdraw", "reason": "x"}).status_code == 404


def test_a_clerk_reads_policies_and_enters_none(place: County, clerk: Client) -> None:
    assert clerk.get(reverse("policies")).status_code == 200
    assert clerk.get(reverse("standard-new")).status_code == 403
    assert clerk.post(reverse("adoption-do", args=[Adoption.objects.get().pk]), {"do": "approve"}).status_code == 403
