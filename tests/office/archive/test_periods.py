"""How long a case is kept: whole years from 1 January after its last day, and no day while something is open."""

from __future__ import annotations

import datetime

import pytest
from closed import approved, stop_paying, withdrawn
from convening import call, to_meeting
from county import County
from django.core.exceptions import PermissionDenied
from families import decided_case, in_force

from doudi.cases.archive.periods import Waits, keeping, kept_until
from doudi.cases.archive.selectors import ripe
from doudi.cases.models import AgendaItem, Case
from doudi.cases.services import Proposal, end_appeal, file_appeal, leave, propose_change

pytestmark = pytest.mark.django_db
D = datetime.date


def is_ripe(county: County, case: Case, on: datetime.date) -> bool:
    return ripe(county.actor("county.officer"), on).filter(pk=case.pk).exists()


def waits(case: Case) -> Waits | None:
    found = keeping(case)
    assert (found.until is None) == (found.waits is not None)
    return found.waits


@pytest.mark.parametrize(("closed", "until"), [(D(2021, 12, 31), D(2031, 12, 31)), (D(2022, 1, 1), D(2032, 12, 31))])
def test_a_case_without_an_approval_is_kept_ten_whole_years_from_the_next_new_year(
    county: County, closed: datetime.date, until: datetime.date
) -> None:
    case = withdrawn(county, closed)
    assert kept_until(case) == until
    assert not is_ripe(county, case, until)
    assert is_ripe(county, case, until + datetime.timedelta(1))


@pytest.mark.parametrize(("last", "until"), [(D(2022, 12, 31), D(2052, 12, 31)), (D(2023, 1, 1), D(2053, 12, 31))])
def test_an_approved_case_is_kept_thirty_years_from_the_new_year_after_its_last_benefit(
    county: County, last: datetime.date, until: datetime.date
) -> None:
    case = approved(county)
    stop_paying(case, last)
    assert kept_until(case) == until
    assert not is_ripe(county, case, until)
    assert is_ripe(county, case, until + datetime.timedelta(1))


def test_the_time_of_a_case_does_not_begin_while_what_it_gives_still_runs(county: County) -> None:
    case = approved(county)
    assert waits(case) == Waits.BENEFIT
    assert not is_ripe(county, case, D(2300, 1, 1))
    assert case.decisions.get().benefits.count() > 1
    first = case.decisions.get().benefits.first()
    stop_paying(case, D(2022, 3, 31))
    assert waits(case) is None
    type(first).objects.filter(pk=first.pk).update(until_date=None)  # one of several is enough
    assert waits(case) == Waits.BENEFIT


def test_a_sum_given_once_has_ended_with_its_day(county: County) -> None:
    case = approved(county)
    case.decisions.get().benefits.update(unit="yuan", until_date=None, from_date=D(2022, 5, 1))
    assert kept_until(case) == D(2052, 12, 31)


def test_an_open_case_has_no_period(county: County) -> None:
    case = decided_case(county)
    assert waits(case) == Waits.OPEN
    assert not is_ripe(county, case, D(2300, 1, 1))


def test_the_time_does_not_begin_before_a_lawsuit_is_over_and_then_goes_by_its_end(county: County) -> None:
    case, officer = approved(county), county.actor("county.officer")
    stop_paying(case, D(2022, 3, 31))
    appeal = file_appeal(
        actor=officer,
        decision=case.decisions.get(),
        kind="lawsuit",
        filed_on=D(2023, 5, 1),
        body="某法院",
        late_because="法院准许",
    )
    assert waits(case) == Waits.APPEAL
    assert not is_ripe(county, case, D(2300, 1, 1))
    end_appeal(actor=officer, appeal=appeal, result="upheld", on=D(2024, 2, 1))
    assert kept_until(case) == D(2054, 12, 31)
    assert [is_ripe(county, case, on) for on in (D(2054, 12, 31), D(2055, 1, 1))] == [False, True]


def test_the_time_does_not_begin_while_a_correction_waits_for_the_second_person(county: County) -> None:
    case = approved(county)
    stop_paying(case, D(2022, 3, 31))
    propose_change(
        actor=county.actor("county.officer"),
        decision=case.decisions.get(),
        kind="revocation",
        outcome="refused",
        on=D(2022, 4, 1),
        proposal=Proposal(reason="查明不符合条件"),
    )
    assert waits(case) == Waits.IN_HAND
    assert not is_ripe(county, case, D(2300, 1, 1))


def test_the_time_does_not_begin_while_the_case_stands_on_an_open_agenda(county: County) -> None:
    in_force(county, "xiufeng-2020")
    case = to_meeting(county)
    call(county, case)
    leave(actor=county.actor("county.officer"), case=case, how="died", on=D(2022, 3, 1), reason="申请人去世")
    case.refresh_from_db()
    assert waits(case) == Waits.MEETING
    assert not is_ripe(county, case, D(2300, 1, 1))
    AgendaItem.objects.update(is_open=False)
    assert kept_until(case) == D(2032, 12, 31)


def test_a_site_sets_its_own_years(county: County, settings) -> None:
    settings.DOUDI_ARCHIVE_YEARS_OTHER = 5
    case = withdrawn(county)
    assert kept_until(case) == D(2026, 12, 31)
    assert [is_ripe(county, case, on) for on in (D(2026, 12, 31), D(2027, 1, 1))] == [False, True]


def test_the_next_county_sees_none_of_the_cases_and_a_township_asks_in_vain(county: County, elsewhere: County) -> None:
    case = withdrawn(county)
    assert is_ripe(county, case, D(2040, 1, 1))
    assert not is_ripe(elsewhere, case, D(2040, 1, 1))
    with pytest.raises(PermissionDenied):
        ripe(county.actor("township.clerk"), D(2040, 1, 1))
