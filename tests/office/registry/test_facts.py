"""Facts with two times: when they were true, and when we learned them."""

from __future__ import annotations

import datetime
import itertools
from typing import Any

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from django.utils import timezone
from family import Family
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.policy.building import build
from doudi.policy.meaning.setting import Setting
from doudi.registry import selectors
from doudi.registry.models import FactVersion
from doudi.registry.services import (
    RegistryProblem,
    Who,
    correct_person,
    leave_household,
    record_death,
    record_facts,
    register_household,
)
from doudi.rulebook.assessment import household_of
from doudi.vocabulary import Term, Vocabulary, load

JANUARY, MARCH, JUNE, DECEMBER = (datetime.date(2022, month, 1) for month in (1, 3, 6, 12))


def say(family: Family, true_from: datetime.date, **values: Any) -> datetime.datetime:
    """Record facts of the father from a day; the instant after."""
    until = values.pop("until", None)
    record_facts(actor=family.clerk, subject=family.father, values=values, true_from=true_from, true_until=until)
    return timezone.now()


def father(family: Family, on: datetime.date, known_on: datetime.datetime | None = None) -> dict[str, Any]:
    found = selectors.facts_of(family.household, true_on=on, known_on=known_on)
    return found["members"][0]


def test_a_fact_holds_from_its_day(family: Family) -> None:
    say(family, MARCH, wage_income="900")
    assert "wage_income" not in father(family, JANUARY)
    assert father(family, MARCH)["wage_income"] == "900.00"
    assert father(family, DECEMBER)["wage_income"] == "900.00"


def test_a_fact_with_an_end_gives_way_to_what_was_before(family: Family) -> None:
    say(family, JANUARY, wage_income="900")
    say(family, MARCH, wage_income="1500", until=datetime.date(2022, 5, 31))
    wages = [father(family, on)["wage_income"] for on in (JANUARY, MARCH, JUNE)]
    assert wages == ["900.00", "1500.00", "900.00"]


def test_older_news_does_not_undo_newer(family: Family) -> None:
    say(family, JUNE, wage_income="2000")
    say(family, MARCH, wage_income="900")
    assert father(family, MARCH)["wage_income"] == "900.00"
    assert father(family, JUNE)["wage_income"] == "2000.00"


def test_what_was_learned_later_corrects_what_was_believed(family: Family) -> None:
    before = say(family, JANUARY, wage_income="900")
    say(family, JANUARY, wage_income="1200")
    assert father(family, MARCH)["wage_income"] == "1200.00"
    assert father(family, MARCH, before)["wage_income"] == "900.00"


def test_what_was_not_yet_learned_was_unknown(family: Family) -> None:
    before = timezone.now()
    say(family, JANUARY, wage_income="900")
    assert "wage_income" not in father(family, MARCH, before)


def test_an_empty_value_says_that_it_is_unknown(family: Family) -> None:
    say(family, JANUARY, wage_income="900")
    say(family, MARCH, wage_income="")
    assert father(family, JANUARY)["wage_income"] == "900.00"
    assert "wage_income" not in father(family, MARCH)


def test_who_lived_there_is_read_as_it_was_known(family: Family) -> None:
    before = timezone.now()
    leave_household(actor=family.clerk, person=family.mother, last_day=JANUARY)
    size = [len(selectors.facts_of(family.household, true_on=MARCH, known_on=k)["members"]) for k in (None, before)]
    assert size == [2, 3]


def test_who_somebody_is_is_read_as_it_was_known(family: Family) -> None:
    before = timezone.now()
    correct_person(actor=family.clerk, person=family.mother, changes={"name": "李秀瑛"}, reason="笔误")
    between = timezone.now()
    correct_person(actor=family.clerk, person=family.mother, changes={"name": "李秀莹"}, reason="笔误")
    names = [
        selectors.facts_of(family.household, true_on=MARCH, known_on=k)["members"][1]["name"]
        for k in (before, between, None)
    ]
    assert names == ["李秀英", "李秀瑛", "李秀莹"]


def test_a_death_learned_later_was_not_known_before(family: Family) -> None:
    before = timezone.now()
    record_death(actor=family.clerk, person=family.father, died_on=JANUARY)
    assert father(family, MARCH)["name"] == "李秀英"
    assert father(family, MARCH, before)["name"] == "张建国"


def test_id_numbers_telephones_and_cards_never_stand_among_the_facts(family: Family) -> None:
    found = selectors.facts_of(family.household, true_on=MARCH)
    assert not {"id_number", "telephone", "bank_card"} & {key for member in found["members"] for key in member}


def test_the_address_is_not_given_to_a_policy(family: Family) -> None:
    found = selectors.facts_of(family.household, true_on=MARCH)
    assert "address" not in found and "area" not in found
    assert found["division"] == "990101"


def test_facts_of_a_household_stand_beside_its_members(family: Family) -> None:
    record_facts(
        actor=family.clerk, subject=family.household, values={"housing": "own", "housing_area": 85.5}, true_from=JANUARY
    )
    found = selectors.facts_of(family.household, true_on=MARCH)
    assert (found["housing"], found["housing_area"]) == ("own", 85.5)


EXAMPLES: dict[str, Any] = {"money": "412.50", "number": 3, "boolean": True, "date": "2021-09-27", "text": "990101"}


def test_every_fact_of_the_vocabulary_can_be_kept_and_is_read_by_the_engine(family: Family) -> None:
    words, skipped = load(), {"id", "name", "id_number", "sex", "birth_date", "relation", "division"}
    given: dict[str, dict[str, Any]] = {"person": {}, "household": {}}
    for (entity, name), term in words.facts.items():
        if name not in skipped:
            given[entity][name] = EXAMPLES.get(term.type) or next(iter(words.codes[term.type]))
    for entity, subject in (("person", family.father), ("household", family.household)):
        record_facts(actor=family.clerk, subject=subject, values=given[entity], true_from=JANUARY)
    policy = build.load("guzhang-2021")
    facts = selectors.facts_of(family.household, true_on=MARCH)
    read = household_of(Setting(policy, MARCH), facts)
    assert set(given["household"]) <= set(read.facts)
    assert set(given["person"]) <= set(read.members[0].facts)


def test_a_fact_of_a_policy_is_kept_by_the_policys_own_words(family: Family) -> None:
    shared = load()
    words = Vocabulary(
        shared.units,
        {**shared.codes, "worker_group": {"deep": "深度困难", "other": "其他"}},
        {
            **shared.facts,
            ("person", "worker_group"): Term("worker_group", "person", "worker_group", None, "困难职工类别"),
        },
        shared.results,
        shared.parameters,
    )
    with pytest.raises(RegistryProblem, match="没有叫 worker_group 的事实"):
        say(family, JANUARY, worker_group="deep")
    values = {"worker_group": "deep"}
    record_facts(actor=family.clerk, subject=family.father, values=values, true_from=JANUARY, words=words)
    assert father(family, MARCH)["worker_group"] == "deep"


@pytest.mark.parametrize(
    ("name", "raw", "message"),
    [
        ("hukou_division", "990101001001", "户籍地区划代码：请填六位的县级区划代码，如 990101，不写到乡镇、村。"),
        ("wage_income", "九百", "工资性收入：请填以元为单位的金额，如 412.50：只写数字，不写单位和逗号。"),
        ("wage_income", "412.505", "工资性收入：412.505 的小数超过两位。请写到分（两位小数）。"),
        ("wage_income", "-1", "工资性收入：-1 超出范围，应在 0 至 100,000,000 之间。请核对。"),
        ("months_resident", 1201, "本地居住月数：1201 超出范围，应在 0 至 1,200 之间。请核对。"),
        ("disability_grade", "一", "残疾等级：请填数字，如 3。"),
        ("labour", "有", "劳动能力：没有这个选项。可选：有劳动能力、部分丧失、完全丧失。"),
        ("wage", "1", "没有叫 wage 的事实。"),
        ("housing", "own", "没有叫 housing 的事实。"),
        ("sex", "male", "“性别”随人员信息和户籍信息而定，请在那里更正。"),
    ],
)
def test_a_value_that_cannot_be_is_refused_by_name(family: Family, name: str, raw: Any, message: str) -> None:
    with pytest.raises(RegistryProblem) as refused:
        say(family, JANUARY, **{name: raw})
    assert (str(refused.value), refused.value.field) == (message, name)


def test_one_wrong_fact_keeps_all_from_being_recorded(family: Family) -> None:
    before = FactVersion.objects.count()
    with pytest.raises(RegistryProblem):
        say(family, JANUARY, wage_income="900", labour="strong")
    assert FactVersion.objects.count() == before


def test_a_fact_does_not_end_before_it_begins(family: Family) -> None:
    with pytest.raises(RegistryProblem, match="截止日期不能早于起始日期"):
        say(family, MARCH, wage_income="900", until=JANUARY)


def test_a_version_is_never_changed_or_deleted(family: Family) -> None:
    say(family, JANUARY, wage_income="900")
    version = FactVersion.objects.get(name="wage_income")
    version.value = "1"
    with pytest.raises(TypeError):
        version.save()
    with pytest.raises(TypeError):
        version.delete()


def test_an_outsider_records_nothing(family: Family, elsewhere: County) -> None:
    with pytest.raises(PermissionDenied):
        record_facts(
            actor=elsewhere.actor("county.officer"),
            subject=family.father,
            values={"wage_income": "900"},
            true_from=JANUARY,
        )


def test_many_households_are_read_with_as_few_queries_as_one(county: County, django_assert_num_queries) -> None:
    clerk = county.actor("township.clerk")
    homes = [
        register_household(
            actor=clerk,
            area=county.village,
            formed_on=JANUARY,
            members=[(Who(f"王{n}"), "head"), (Who(f"李{n}"), "spouse")],
        )
        for n in range(5)
    ]
    for number in (1, 5):
        with django_assert_num_queries(4):
            found = selectors.snapshot(homes[:number], true_on=MARCH)
        assert [each["members"][1]["name"] for each in found] == [f"李{n}" for n in range(number)]


DAYS = [datetime.date(2022, 1, 1) + datetime.timedelta(n) for n in range(12)]
SAID = st.tuples(st.integers(0, 11), st.one_of(st.none(), st.integers(0, 5)), st.one_of(st.none(), st.integers(0, 9)))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(SAID, max_size=6))
def test_every_reading_is_that_of_a_diary_kept_beside(
    family: Family, said: list[tuple[int, int | None, int | None]]
) -> None:
    name = f"fact_{next(COUNTER)}"
    shared = load()
    facts = {**shared.facts, ("person", name): Term(name, "person", "number", None, name)}
    words = Vocabulary(shared.units, shared.codes, facts, shared.results, shared.parameters)
    diary: dict[int, int | None] = {}  # what is believed of each day
    starts: list[int] = []
    pages = [(timezone.now(), dict(diary))]
    for start, length, value in said:
        record_facts(
            actor=family.clerk,
            subject=family.father,
            values={name: value},
            true_from=DAYS[start],
            true_until=DAYS[min(start + length, 11)] if length is not None else None,
            words=words,
        )
        known = [each for each in starts if each > start]
        end = min(start + length, 11) if length is not None else (min(known) - 1 if known else 11)
        diary |= dict.fromkeys(range(start, end + 1), value)
        starts.append(start)
        pages.append((timezone.now(), dict(diary)))
    for instant, page in pages:
        for day, on in enumerate(DAYS):
            assert father(family, on, instant).get(name) == page.get(day)


COUNTER = itertools.count()
