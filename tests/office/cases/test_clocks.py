"""Clocks and days: whatever happens to a case, no day runs backwards, and a warning comes before the last day."""

from __future__ import annotations

import datetime
import random

import pytest
from county import County
from families import apply, days, family, holder, in_force, sign
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from doudi.cases import selectors
from doudi.cases.clocks import due, lateness, warning
from doudi.cases.models import Case, Signature, StepRun
from doudi.cases.services import CaseProblem, Proposal
from doudi.policy.reading import library
from doudi.rulebook.processes import Clock
from doudi.rulebook.selectors import setting_for

pytestmark = pytest.mark.django_db
DAYS = st.dates(datetime.date(2021, 1, 1), datetime.date(2024, 12, 31))
EVENTS = ("applied", "accepted", "previous", "noticed", "decided")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(start=DAYS, length=st.integers(0, 60), event=st.sampled_from(EVENTS), unit=st.sampled_from(("days", "workdays")))
def test_a_clock_ends_no_earlier_than_it_begins(
    db: None, start: datetime.date, length: int, event: str, unit: str
) -> None:
    from fractions import Fraction

    case = Case(applied_on=start, accepted_on=start, noticed_on=None, decided_on=None)
    last = due(Clock(Fraction(length), unit, event), case, None, start)  # type: ignore[arg-type]
    assert last is not None
    assert last >= start + datetime.timedelta(length if unit == "days" else 0)
    longer = due(Clock(Fraction(length + 1), unit, event), case, None, start)  # type: ignore[arg-type]
    assert longer is not None
    assert longer > last


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(opened=DAYS, length=st.integers(-10, 90))
def test_a_warning_comes_after_the_opening_and_before_the_last_day_is_over(
    db: None, opened: datetime.date, length: int
) -> None:
    last = opened + datetime.timedelta(length)
    warn = warning(opened, last)
    assert warn is not None
    assert opened <= warn <= max(opened, last)
    assert lateness(last, warn, last + datetime.timedelta(1)) == "late"
    if length > 0:
        assert lateness(last, warn, last) == "soon"


def test_a_clock_of_unknown_length_measures_nothing(county: County) -> None:
    in_force(county)
    setting = setting_for(county.village.code, days(0))
    case = Case(applied_on=days(0))
    assert due(None, case, setting, days(0)) is None
    assert due(Clock("dibao_standard_2", "days", "applied"), case, _Nothing(), days(0)) is None  # type: ignore[arg-type]


class _Nothing:
    """A setting in which every parameter is unknown."""

    def value(self, name: str) -> None:
        return None


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("word", [name for name in library.names() if name != "national"])
def test_whatever_clerks_do_no_day_runs_backwards_and_nothing_is_signed_twice(
    county: County, word: str, seed: int
) -> None:
    chance = random.Random(f"{word}{seed}")
    in_force(county, word)
    case = apply(county, family(county, {"wage_income": "300.00"}, {}, {"labour": "none"}))
    day = 0
    for _ in range(25):
        if not case.is_open:
            break
        run = chance.choice(list(StepRun.objects.filter(case=case, state__in=("open", "signed"))))
        day += chance.choice((0, 1, 3, 25))
        actor = holder(county, run.second if run.state == "signed" else run.by, run.agency)
        wanted = chance.choice(selectors.outcomes(county.actor("county.officer"), run, days(day)))
        more = {"proposal": Proposal(reason="核实无误")} if run.kind == "decide" else {}
        try:
            sign(actor, run, days(day), wanted, "事出有因", **more)
        except CaseProblem as problem:
            assert "公示要到" in str(problem)  # the only thing that may keep a clerk waiting here
        case.refresh_from_db()
        _check(case)


def _check(case: Case) -> None:
    runs = list(case.runs.order_by("pk"))
    assert case.is_open == any(run.state in ("open", "signed") for run in runs)
    opened = [run.opened_on for run in runs if run.opened_on is not None]
    assert max(opened) <= case.moved_on
    for run in runs:
        assert run.done_on is None or run.opened_on is None or case.applied_on <= run.opened_on <= run.done_on
        assert run.warn_on is None or run.opened_on is None or run.opened_on <= run.warn_on
        assert (
            run.came_from is None
            or run.came_from.done_on is None
            or run.opened_on is None
            or (run.came_from.done_on <= run.opened_on)
        )
    told = list(case.events.order_by("pk").values_list("on", flat=True))
    assert told == sorted(told)
    pairs = list(Signature.objects.filter(run__case=case).values_list("run", "user"))
    assert len(set(pairs)) == len(pairs)
