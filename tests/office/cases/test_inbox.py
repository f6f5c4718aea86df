"""What an official finds in the morning, and what nobody else may see."""

from __future__ import annotations

import pytest
from county import County, employ
from django.core.exceptions import PermissionDenied
from families import apply, days, do, family, in_force, run_of, sign

from doudi.accounts.models import Organisation
from doudi.cases import selectors
from doudi.cases.clocks import lateness
from doudi.cases.models import Case

pytestmark = pytest.mark.django_db


@pytest.fixture
def case(county: County) -> Case:
    in_force(county)
    return apply(county, family(county, {"wage_income": "900.00"}))


def test_a_step_waits_in_the_inbox_of_its_post_and_of_nobody_else(county: County, case: Case) -> None:
    assert [run.step for run in selectors.inbox(county.actor("township.clerk"))] == ["accept"]
    for post in ("township.leader", "county.officer", "village.assistant", "county.checker"):
        assert not selectors.inbox(county.actor(post)).exists()


def test_a_step_that_waits_for_its_second_signature_is_in_the_leaders_inbox(county: County, case: Case) -> None:
    for step in ("accept", "assess", "check", "visit"):
        do(county, case, step, days(1))
    sign(county.actor("township.clerk"), run_of(case, "opinion"), days(2))
    assert [run.step for run in selectors.inbox(county.actor("township.leader"))] == ["opinion"]
    assert not selectors.inbox(county.actor("township.clerk")).exists()


def test_what_is_due_first_comes_first_and_what_has_no_day_last(county: County, case: Case) -> None:
    later = apply(county, family(county))
    do(county, later, "accept", days(2))
    do(county, case, "accept", days(1))
    apply(county, family(county))
    found = [(run.case_id, run.due_on is None) for run in selectors.inbox(county.actor("township.clerk"))]
    assert [pk for pk, _ in found[:2]] == [case.pk, later.pk]
    assert [no_day for _, no_day in found] == [False, False, True]


def test_the_inbox_of_another_place_is_empty(county: County, elsewhere: County, case: Case) -> None:
    assert not selectors.inbox(elsewhere.actor("township.clerk")).exists()
    west = employ(county.organisations["township_2"], "clerk", "west-clerk")
    assert not selectors.inbox(west).exists()


def test_a_case_is_seen_in_its_area_only(county: County, elsewhere: County, case: Case) -> None:
    assert list(selectors.cases(county.actor("county.officer"))) == [case]
    assert not selectors.cases(elsewhere.actor("county.officer")).exists()
    with pytest.raises(Case.DoesNotExist):
        selectors.case_of(elsewhere.actor("county.officer"), case.number)
    with pytest.raises(Case.DoesNotExist):
        selectors.runs_of(elsewhere.actor("county.officer"), case)
    with pytest.raises(Case.DoesNotExist):
        selectors.standing(elsewhere.actor("county.officer"), case)


def test_the_check_centre_and_finance_do_not_read_the_story_of_a_case(county: County, case: Case) -> None:
    for post in ("county.checker", "county.finance", "county.administrator"):
        with pytest.raises(PermissionDenied):
            selectors.cases(county.actor(post))


def test_a_department_sees_the_cases_that_come_to_it_and_no_others(county: County) -> None:
    in_force(county)
    union = Organisation.objects.create(name="清溪县总工会", level="department", agency="trade_union", area=county.area)
    contact = employ(union, "contact", "union-contact")
    case = apply(county, family(county, {"hardship_worker": True, "wage_income": "3000.00"}))
    assert not selectors.cases(contact).exists()
    for step, day in (("accept", 1), ("assess", 2), ("check", 2), ("visit", 3), ("opinion", 4), ("notice", 20)):
        do(county, case, step, days(day))
    do(county, case, "sample", days(21))
    assert [run.step for run in selectors.inbox(contact)] == ["decide_union"]
    assert list(selectors.cases(contact)) == [case]
    assert not selectors.cases(county.actor("department.contact")).exists()  # the medical security bureau
    assert not selectors.inbox(county.actor("department.contact")).exists()


def test_where_a_case_stands_is_what_is_done_in_hand_and_waiting(county: County, case: Case) -> None:
    do(county, case, "accept", days(1))
    do(county, case, "assess", days(1))
    found = selectors.standing(county.actor("township.clerk"), case)
    assert (found.done, found.in_hand, found.waiting, found.end) == (("accept", "assess"), ("check",), ("visit",), "")


def test_a_form_offers_the_outcomes_that_the_procedure_has(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    assert selectors.outcomes(clerk, run_of(case, "accept"), days(1)) == ["next", "refused"]
    for step in ("accept", "assess", "check", "visit"):
        do(county, case, step, days(1))
    assert selectors.outcomes(clerk, run_of(case, "opinion"), days(1)) == ["next", "returned", "refused"]
    sign(clerk, run_of(case, "opinion"), days(2))
    assert selectors.outcomes(clerk, run_of(case, "opinion"), days(2)) == ["next", "returned", "redo"]


def test_late_is_told_apart_from_soon_and_in_time(county: County, case: Case) -> None:
    do(county, case, "accept", days(1))
    run = run_of(case, "assess")
    assert run.due_on is not None
    assert lateness(None, None, days(90)) == "none"
    assert lateness(run.due_on, run.warn_on, days(1)) == "in_time"
    assert lateness(run.due_on, run.warn_on, run.due_on) == "soon"
    assert lateness(run.due_on, run.warn_on, days(90)) == "late"
    assert list(selectors.late(county.actor("county.officer"), days(90))) == [case]
    assert not selectors.late(county.actor("county.officer"), days(1)).exists()


def test_an_inbox_of_many_asks_the_database_no_more_often_than_one_of_few(
    county: County, case: Case, django_assert_num_queries: object
) -> None:
    def read() -> None:
        for run in selectors.inbox(county.actor("township.clerk")):
            str(run), run.case.applicant.name, run.case.area.name

    with django_assert_num_queries(1):  # type: ignore[operator]
        read()
    for _ in range(5):
        apply(county, family(county))
    with django_assert_num_queries(1):  # type: ignore[operator]
        read()
