"""How a county masks names on its notices, chosen at the desk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from county import County
from django.test import Client
from django.urls import reverse

from doudi.accounts.actor import Actor
from doudi.audit.models import Entry
from doudi.cases.notices.masking import masking_in

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]
PAGE = "/desk/notices/masking/"


@pytest.fixture
def officer(place: County, as_: SignedIn) -> Client:
    return as_(place.actor("county.officer"))


def test_the_page_shows_what_each_way_does_to_invented_names(officer: Client) -> None:
    page = officer.get(reverse("notice-masking")).content.decode()
    for name in ("虚*", "虚*明", "虚**", "欧**明", "欧***", "阿依虚努尔·买买提"):
        assert f">{name}<" in page
    assert "还没有选过。" in page


def test_the_county_and_a_township_choose(place: County, officer: Client) -> None:
    answer = officer.post(PAGE, {"area": place.area.code, "masking": "given"}, follow=True)
    assert "已选定。清溪县以后张贴的公示这样显示姓名，已经张贴的不变。" in answer.content.decode()
    officer.post(PAGE, {"area": place.township.code, "masking": "full"})
    assert masking_in(place.village.code) == "full"
    assert masking_in(place.areas["village_2"].code) == "given"
    assert Entry.objects.filter(verb="notice.masking").count() == 2
    page = officer.get(PAGE).content.decode()
    assert "清溪东镇" in page and "还没有选过。" not in page


def test_a_way_that_does_not_exist_or_a_place_elsewhere_is_refused(
    place: County, elsewhere: County, officer: Client
) -> None:
    assert officer.post(PAGE, {"area": place.area.code, "masking": "none"}).status_code == 422
    assert officer.post(PAGE, {"area": elsewhere.area.code, "masking": "full"}).status_code == 422
    assert officer.post(PAGE, {"area": place.area.code}).status_code == 422
    assert masking_in(elsewhere.village.code) == "middle"
    assert not Entry.objects.filter(verb="notice.masking").exists()


def test_only_the_county_chooses_and_only_it_is_led_there(place: County, clerk: Client, officer: Client) -> None:
    assert clerk.get(PAGE).status_code == 403
    assert clerk.post(PAGE, {"area": place.township.code, "masking": "full"}).status_code == 403
    assert PAGE in officer.get(reverse("notices")).content.decode()
    assert PAGE not in clerk.get(reverse("notices")).content.decode()
