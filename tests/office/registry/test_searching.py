"""Finding people."""

from __future__ import annotations

import datetime

import pytest
from county import County, employ
from django.core.exceptions import PermissionDenied
from family import FATHER, MOTHER, Family

from doudi.audit.models import Entry
from doudi.registry.identity import keys_of
from doudi.registry.models import SearchKey
from doudi.registry.services import Who, correct_person, register_household, register_person, search

TODAY = datetime.date(2023, 1, 1)


def names(family: Family, text: str) -> list[str]:
    return [each.person.name for each in search(actor=family.clerk, text=text, on=TODAY).found]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("张建国", ["张建国"]),
        ("张", ["张建国", "张小梅"]),
        (" 张 建国 ", ["张建国"]),
        ("zhang", ["张建国", "张小梅"]),
        ("Zhang Jian Guo", ["张建国"]),
        ("zjg", ["张建国"]),
        ("ZX", ["张小梅"]),
        (FATHER.id_number, ["张建国"]),
        (FATHER.id_number.lower(), ["张建国"]),
        (MOTHER.telephone, ["李秀英"]),
        ("139 0000 0001", ["张建国"]),
        ("h990101-000001", ["张建国", "李秀英", "张小梅"]),
        ("王", []),
        ("", []),
        ("%", []),
        (FATHER.id_number[:10], []),
    ],
)
def test_people_are_found_by(family: Family, text: str, expected: list[str]) -> None:
    assert names(family, text) == expected


@pytest.mark.parametrize(
    ("name", "keys"),
    [
        ("单雄信", {"单雄信", "danxiongxin", "dxx", "shanxiongxin", "sxx"}),
        ("吕布", {"吕布", "lvbu", "lb"}),
        ("阿依古丽·买买提", {"阿依古丽买买提", "ayigulimaimaiti", "ayglmmt"}),
        ("Li Ming", {"liming"}),
    ],
)
def test_a_name_is_found_by_every_reading_of_its_family_name(name: str, keys: set[str]) -> None:
    assert keys <= keys_of(name)


def test_who_was_found_is_shown_with_the_household_of_the_day(family: Family) -> None:
    (found,) = search(actor=family.clerk, text="zjg", on=TODAY).found
    assert found.household == family.household
    (before,) = search(actor=family.clerk, text="zjg", on=datetime.date(2020, 1, 1)).found
    assert before.household is None


def test_a_new_name_is_found_and_the_old_is_not(family: Family) -> None:
    correct_person(actor=family.clerk, person=family.father, changes={"name": "李建国"}, reason="改名")
    assert names(family, "zjg") == []
    assert names(family, "ljg") == ["李建国"]
    assert SearchKey.objects.filter(person=family.father).count() == 3


def test_a_search_is_one_entry_without_what_was_looked_for(family: Family) -> None:
    before = Entry.objects.count()
    names(family, FATHER.id_number)
    entry = Entry.objects.last()
    assert Entry.objects.count() == before + 1
    assert (entry.verb, entry.details) == ("registry.searched", {"by": "id_number", "found": 1})


def test_an_outsider_finds_nobody(family: Family, elsewhere: County) -> None:
    for text in ("张", "zjg", FATHER.id_number, MOTHER.telephone, family.household.number):
        assert search(actor=elsewhere.actor("county.officer"), text=text, on=TODAY).found == ()
    assert search(actor=family.county.actor("county.officer"), text="zjg", on=TODAY).found


def test_a_neighbouring_township_finds_nobody(family: Family) -> None:
    clerk = employ(family.county.organisations["township_2"], "clerk", "neighbour")
    assert search(actor=clerk, text="zjg", on=TODAY).found == ()


def test_who_does_no_case_work_does_not_search(family: Family) -> None:
    for text in ("zjg", ""):
        with pytest.raises(PermissionDenied):
            search(actor=family.county.actor("county.finance"), text=text, on=TODAY)


def test_very_many_are_cut_off_and_that_is_said(county: County) -> None:
    clerk = county.actor("township.clerk")
    for number in range(51):
        register_person(actor=clerk, area=county.village, who=Who(f"王{number}"))
    found = search(actor=clerk, text="王", on=TODAY)
    assert (len(found.found), found.more) == (50, True)


def test_the_number_of_queries_does_not_grow_with_what_is_found(county: County, django_assert_num_queries) -> None:
    clerk = county.actor("township.clerk")
    register_household(
        actor=clerk,
        area=county.village,
        formed_on=TODAY,
        members=[(Who(f"王{n}"), "other") for n in range(30)] + [(Who("李四"), "other")],
    )
    for text in ("李", "王"):
        with django_assert_num_queries(12):
            search(actor=clerk, text=text, on=TODAY)
