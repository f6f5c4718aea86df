"""Notices at the desk and on the public board: posted, objected to, answered, taken down."""

from __future__ import annotations

import datetime
from collections.abc import Callable

import pytest
from county import County
from deskwork import case_of, do, household, in_hand
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localdate

from doudi.accounts.actor import Actor
from doudi.cases.models import Case
from doudi.cases.notices.models import Notice

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"x" * 20 + b"IEND\xaeB`\x82"


def to_notice(place: County, *names: str) -> Case:
    """A case at whose notice somebody stands now."""
    case = case_of(place, household(place, *names))
    while in_hand(case).kind != "notice":
        do(place, case)
    return case


@pytest.fixture
def posted(place: County, as_: SignedIn) -> Notice:
    """A notice that the community's assistant has posted today."""
    case = to_notice(place, "虚大山", "虚小雨")
    run = in_hand(case)
    data = {
        "s-version": str(run.version),
        "d-posted_on": localdate().isoformat(),
        "d-place": "村务公开栏",
        "do": "save",
    }
    assert (
        as_(place.actor("village.assistant")).post(reverse("step", args=[case.number, run.pk]), data).status_code == 302
    )
    return Notice.objects.get()


def test_a_posted_notice_stands_on_the_public_board_with_a_masked_name(client: Client, posted: Notice) -> None:
    cache.clear()
    for address in ("/", reverse("public-notice", args=[posted.token])):
        page = client.get(address).content.decode()
        assert "虚*山" in page and "虚大山" not in page and "虚小雨" not in page
        assert posted.case.number not in page and posted.case.household.number not in page


def test_a_notice_that_is_over_is_no_page(client: Client, posted: Notice) -> None:
    Notice.objects.update(until_date=localdate() - datetime.timedelta(1), from_date=localdate() - datetime.timedelta(8))
    cache.clear()
    assert client.get(reverse("public-notice", args=[posted.token])).status_code == 404
    assert "虚*山" not in client.get("/").content.decode()


def test_the_board_is_narrowed_by_place(client: Client, place: County, posted: Notice) -> None:
    cache.clear()
    assert "虚*山" in client.get("/", {"area": place.township.code}).content.decode()
    assert "虚*山" not in client.get("/", {"kind": "result"}).content.decode()


def test_the_board_asks_as_few_questions_for_many_notices(client: Client, place: County, posted: Notice) -> None:
    cache.clear()
    with CaptureQueriesContext(connection) as asked:
        client.get("/")
    assert len(asked) <= 5


def test_an_objection_is_taken_down_and_answered_by_the_township(
    place: County, clerk: Client, posted: Notice, as_: SignedIn
) -> None:
    assistant = as_(place.actor("village.assistant"))
    said = {"received_on": localdate().isoformat(), "how": "counter", "name": "", "text": "他家有车"}
    assert assistant.post(reverse("objection-new", args=[posted.pk]), {**said, "text": ""}).status_code == 422
    assistant.post(reverse("objection-new", args=[posted.pk]), said)
    objection = posted.objections.get()
    page = reverse("objection", args=[objection.pk])
    assert assistant.get(page).status_code == 403
    clerk.post(page, {"upheld": "false", "text": "经查车辆已报废", "on": localdate().isoformat()})
    assert "经查车辆已报废" in clerk.get(reverse("notice", args=[posted.pk])).content.decode()


def test_a_photo_is_kept_and_shown_to_officials_only(client: Client, clerk: Client, posted: Notice) -> None:
    address = reverse("notice-photo-new", args=[posted.pk])
    answer = clerk.post(address, {"photo": SimpleUploadedFile("a.png", b"<script>")}, follow=True)
    assert "照片要是 JPEG 或者 PNG 图片。" in answer.content.decode()
    clerk.post(address, {"photo": SimpleUploadedFile("a.png", PNG)})
    photo = reverse("notice-photo", args=[posted.pk, posted.photos.get().pk])
    assert b"".join(clerk.get(photo).streaming_content) == PNG
    assert client.get(photo).status_code == 302


def test_an_outsider_finds_no_notice_at_the_desk(outsider: Client, elsewhere: County, posted: Notice) -> None:
    assert "没有公示" in outsider.get(reverse("notices")).content.decode()
    for name in ("notice", "objection-new"):
        assert outsider.get(reverse(name, args=[posted.pk])).status_code == 404
    assert outsider.post(reverse("notice-photo-new", args=[posted.pk])).status_code == 404


def test_the_list_of_notices_goes_out_as_excel(clerk: Client, posted: Notice) -> None:
    assert clerk.get(reverse("notices"), {"now": "now"}).status_code == 200
    assert clerk.get(reverse("notices"), {"export": "xlsx"})["Content-Type"].endswith("sheet")
