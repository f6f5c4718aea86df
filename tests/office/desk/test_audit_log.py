"""The audit log at the desk: in words, narrowed by verb, person and day; what is exported is noted."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest
from county import County
from deskwork import case_of, household
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate
from verbs import verbs

from doudi.accounts.actor import Actor
from doudi.audit import services as audit
from doudi.audit.models import Entry
from doudi.cases.paperwork import make_receipt
from doudi.desk.audit_words import VERBS

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]


@pytest.fixture
def auditor(place: County, as_: SignedIn) -> Client:
    return as_(place.actor("county.auditor"))


def shown(client: Client, **asked: str) -> list[str]:
    """The verbs that stand in the list."""
    rows = client.get(reverse("audit"), asked).context["shown"].table
    return [str(row[3].text) for row in rows]


def test_every_verb_that_the_code_writes_has_its_words() -> None:
    written = verbs()
    assert len(written) > 80
    assert written - set(VERBS) == set()


def test_the_table_has_no_verb_that_nobody_writes_and_no_words_twice() -> None:
    assert set(VERBS) - verbs() == set()
    words = [str(each) for each in VERBS.values()]
    assert len(words) == len(set(words))


def test_the_log_is_read_in_words_and_narrowed_by_kind_verb_person_and_day(place: County, auditor: Client) -> None:
    case_of(place, household(place, "虚一"))
    clerk = place.actor("township.clerk").user.pk
    assert {"登记家庭", "登记申请"} <= set(shown(auditor))
    assert set(shown(auditor, verb="case.opened")) == {"登记申请"}
    assert "登记申请" not in shown(auditor, kind="household")
    assert "登记申请" in shown(auditor, who=str(clerk))
    assert shown(auditor, who=str(place.actor("county.checker").user.pk)) == []
    today = localdate()
    assert "登记申请" in shown(auditor, day=today.isoformat())
    assert shown(auditor, day=(today - datetime.timedelta(1)).isoformat()) == []
    assert "登记申请" in shown(auditor, day="nonsense")


def test_what_the_system_did_is_found_under_nobody(place: County, auditor: Client) -> None:
    audit.record(actor=None, verb="site.backed_up", area=place.area.code)
    assert shown(auditor, who="0") == ["备份"]


def test_an_export_is_noted_with_the_lists_name_and_its_rows(place: County, clerk: Client, auditor: Client) -> None:
    for name in ("虚一", "虚二"):
        household(place, name, known=False)
    clerk.get(reverse("households"), {"export": "xlsx"})
    entry = Entry.objects.get(verb="list.exported")
    assert entry.user_id == place.actor("township.clerk").user.pk
    assert entry.details == {"list": "households", "title": "家庭", "count": 2}
    assert "家庭，2 行" in auditor.get(reverse("audit")).content.decode()


def test_an_export_about_one_household_says_which(place: County, clerk: Client) -> None:
    found = household(place, "虚一")
    clerk.get(reverse("household-history", args=[found.number]), {"export": "xlsx"})
    assert Entry.objects.get(verb="list.exported").details["of"] == found.number


def test_who_may_not_export_households_gets_the_page_instead(place: County, as_: SignedIn) -> None:
    household(place, "虚一", known=False)
    leader = as_(place.actor("township.leader"))
    answer = leader.get(reverse("households"), {"export": "xlsx"})
    assert answer["Content-Type"].startswith("text/html")
    assert "导出 Excel" not in answer.content.decode()
    assert not Entry.objects.filter(verb="list.exported").exists()


def test_looking_at_a_list_is_no_export(place: County, clerk: Client) -> None:
    household(place, "虚一", known=False)
    clerk.get(reverse("households"))
    assert not Entry.objects.filter(verb="list.exported").exists()


def test_who_may_not_read_the_log_is_refused(clerk: Client) -> None:
    assert clerk.get(reverse("audit")).status_code == 403


def test_the_log_of_another_county_is_not_shown(place: County, elsewhere: County, as_: SignedIn) -> None:
    case_of(place, household(place, "虚一"))
    assert "登记申请" not in shown(as_(elsewhere.actor("county.auditor")))


def test_an_entry_names_the_case_that_it_is_about_and_leads_to_it(place: County, auditor: Client) -> None:
    case = case_of(place, household(place, "虚一"))
    rows = auditor.get(reverse("audit"), {"verb": "case.opened"}).context["shown"].table
    assert [(cell.text, cell.link) for cell in (row[4] for row in rows)] == [
        (f"办件 {case.number}", reverse("case", args=[case.number]))
    ]


def test_the_log_of_one_case_holds_its_papers_and_steps_and_nothing_of_another(place: County, auditor: Client) -> None:
    mine, other = (case_of(place, household(place, name)) for name in ("虚一", "虚二"))
    clerk = place.actor("township.clerk")
    for case in (mine, other):
        make_receipt(actor=clerk, case=case, on=localdate())
    rows = auditor.get(reverse("audit"), {"case": mine.number}).context["shown"]
    assert {str(row[3].text) for row in rows.table} == {"登记申请", "制作文书"}
    assert rows.page.paginator.count == 2
    assert shown(auditor, case="990101-1999-000009") == []


def test_the_log_asks_once_for_each_kind_of_thing_however_long_the_page(
    place: County, auditor: Client, django_assert_max_num_queries: Callable[[int], AbstractContextManager[None]]
) -> None:
    for number in range(12):
        case_of(place, household(place, f"虚{number}"))
    with django_assert_max_num_queries(20):
        auditor.get(reverse("audit"))
