"""The file of a household, its search, its changes, numbers opened with a reason, and Excel in and out."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from county import County
from deskwork import household, id_number, people_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from python_calamine import CalamineWorkbook

from doudi.accounts.actor import Actor
from doudi.audit.models import Entry
from doudi.registry.models import FactVersion, Household, Person

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]


@pytest.fixture
def home(place: County) -> Household:
    return household(place, "虚大山", "虚小雨")


def test_a_family_is_found_by_name_and_by_initials(clerk: Client, home: Household) -> None:
    for text in ("虚大山", "xudashan", "xds", home.number):
        page = clerk.post(reverse("households"), {"text": text}).content.decode()
        assert reverse("household", args=[home.number]) in page, text


def test_an_outsider_finds_nothing(outsider: Client, home: Household) -> None:
    page = outsider.post(reverse("households"), {"text": "虚大山"}).content.decode()
    assert "辖区内没有找到" in page
    assert home.number not in page


def test_opening_a_file_is_logged_and_the_auditor_sees_by_whom(
    place: County, clerk: Client, home: Household, as_: SignedIn
) -> None:
    clerk.get(reverse("household", args=[home.number]))
    assert Entry.objects.filter(verb="household.opened", subject_id=str(home.pk)).count() == 1
    page = as_(place.actor("county.auditor")).get(reverse("household-readers", args=[home.number])).content.decode()
    assert "查看家庭档案" in page and place.actor("township.clerk").user.name in page


def test_a_new_fact_stands_with_its_source_and_the_old_one_stays_in_the_history(clerk: Client, home: Household) -> None:
    person = people_of(home)[0]
    page = clerk.get(reverse("household-facts", args=[home.number])).context["form"]
    data = {f"f-{name}": page[name].value() for name in page.fields if page[name].value() is not None}
    data |= {f"f-{person.pk}-wage_income": "1500", "true_from": localdate().isoformat(), "source": "corrected"}
    answer = clerk.post(reverse("household-facts", args=[home.number]), data, follow=True)
    assert "记下了 1 项事实。" in answer.content.decode()
    assert "1500.00 元/月" in answer.content.decode()
    history = clerk.get(reverse("household-history", args=[home.number]) + "?page=1").content.decode()
    assert "更正" in history
    assert FactVersion.objects.filter(name="wage_income", person=person).count() == 2


def test_the_file_is_shown_as_it_was_on_a_day(clerk: Client, home: Household) -> None:
    page = clerk.get(reverse("household", args=[home.number]), {"on": "2021-01-01"}).content.decode()
    assert "这一天没有成员。" in page
    assert clerk.get(reverse("household", args=[home.number]), {"on": "昨天", "known": "9999-99-99"}).status_code == 200


def test_a_number_is_masked_until_somebody_says_why(clerk: Client, home: Household) -> None:
    person, number = people_of(home)[0], id_number()
    page = reverse("person-correct", args=[home.number, person.pk])
    clerk.post(page, {"name": "虚大山", "id_number": number, "sex": "", "birth_date": "", "reason": "补录"})
    file = clerk.get(reverse("household", args=[home.number])).content.decode()
    assert number not in file and f"{number[:6]}***********{number[-1:]}" in file
    secret = reverse("person-secret", args=[home.number, person.pk])
    assert clerk.post(secret, {"field": "id_number", "reason": ""}).status_code == 422
    assert number in clerk.post(secret, {"field": "id_number", "reason": "核对死亡信息"}).content.decode()
    assert Entry.objects.get(verb="secret.opened").reason == "核对死亡信息"


def test_a_new_member_comes_in_and_another_dies(clerk: Client, home: Household) -> None:
    today = localdate().isoformat()
    who = {"name": "虚新", "id_number": id_number("20200101"), "sex": "", "birth_date": "", "relation": "child"}
    clerk.post(reverse("member-add", args=[home.number]), {**who, "from_date": today})
    assert home.members.filter(retired_at=None).count() == 3
    person = people_of(home)[1]
    clerk.post(reverse("member-leave", args=[home.number, person.pk]), {"how": "died", "day": today})
    person.refresh_from_db()
    assert person.died_on == localdate()


def test_a_wrong_id_number_is_said_beside_its_field(clerk: Client, home: Household) -> None:
    data = {"name": "虚新", "id_number": "12345", "relation": "child", "from_date": localdate().isoformat()}
    answer = clerk.post(reverse("member-add", args=[home.number]), data)
    assert answer.status_code == 422
    assert 'id="id_id_number_error"' in answer.content.decode()


@pytest.mark.parametrize("name", ["household-facts", "member-add"])
def test_a_leader_reads_the_file_and_changes_nothing(place: County, home: Household, as_: SignedIn, name: str) -> None:
    browser = as_(place.actor("township.leader"))
    assert browser.get(reverse("household", args=[home.number])).status_code == 200
    assert browser.get(reverse(name, args=[home.number])).status_code == 403


def test_a_person_of_another_household_is_not_opened_under_this_one(
    place: County, clerk: Client, home: Household
) -> None:
    other = people_of(household(place, "另人", known=False))[0]
    assert clerk.get(reverse("person-secret", args=[home.number, other.pk])).status_code == 404


def test_the_list_goes_out_as_excel_with_text_as_text(clerk: Client, place: County) -> None:
    household(place, "=1+1", known=False)
    answer = clerk.get(reverse("households"), {"export": "xlsx"})
    assert answer["Content-Type"].endswith("spreadsheetml.sheet")
    rows = CalamineWorkbook.from_filelike(io.BytesIO(answer.getvalue())).get_sheet_by_index(0).to_python()
    assert rows[0][:2] == ["户编号", "户主"]
    assert rows[1][1] == "=1+1"


def test_the_list_is_sorted_and_paged_by_its_address(clerk: Client, place: County) -> None:
    for number in range(30):
        household(place, f"虚{number}", known=False)
    first = clerk.get(reverse("households"), {"sort": "-number"})
    shown = first.context["shown"]
    assert shown.page.paginator.num_pages == 2
    assert shown.table[0][0].text > shown.table[1][0].text
    assert 'aria-sort="descending"' in first.content.decode()
    assert clerk.get(reverse("households"), {"page": "99", "sort": "password"}).status_code == 200


def test_an_empty_template_is_refused_and_nothing_is_saved(clerk: Client, place: County) -> None:
    template = clerk.get(reverse("households-template")).content
    file = SimpleUploadedFile("户.xlsx", template)
    answer = clerk.post(reverse("households-import"), {"file": file})
    assert answer.status_code == 422
    assert "什么也没有存" in answer.content.decode()
    other = clerk.post(reverse("households-import"), {"file": SimpleUploadedFile("a.exe", b"MZ")})
    assert "只收 10 MB 以内的 .xlsx 文件。" in other.content.decode()
    assert not Person.objects.exists()
