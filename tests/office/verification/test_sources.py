"""The door for sources: an adapter that writes a file and reads another one needs no change anywhere else."""

from __future__ import annotations

import datetime
import json
from pathlib import Path

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from families import APPLIED, days, family

from doudi.audit.models import Entry
from doudi.registry.models import Household, Person
from doudi.registry.services import correct_person
from doudi.verification.models import CheckRequest
from doudi.verification.problems import VerificationProblem
from doudi.verification.services import Consent, authorise, collect, request_check, send
from doudi.verification.sources import Answer, Query, configured, match
from doudi.vocabulary.id_number import invented_number

pytestmark = pytest.mark.django_db
NUMBER = invented_number(1, datetime.date(1980, 1, 1), "male")
FOLDER = Path()


class Folder:
    """A source that is a folder: the query is written there, the answers are put beside it by somebody else."""

    name = "folder"
    label = "县大数据中心"
    facts = frozenset({("person", "wage_income"), ("household", "deposits")})

    def ask(self, query: Query) -> str:
        asked = {
            "reference": query.reference,
            "people": [[person.name, person.id_number] for person in query.people],
            "facts": query.facts,
        }
        (FOLDER / f"{query.reference}.ask.json").write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
        return query.reference

    def answers(self, batch: str) -> list[Answer] | None:
        file = FOLDER / f"{batch}.answer.json"
        if not file.exists():
            return None
        return [Answer(**row) for row in json.loads(file.read_text(encoding="utf-8"))]


@pytest.fixture
def folder(settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    settings.DOUDI_SOURCES = [f"{__name__}.Folder"]
    monkeypatch.setattr(f"{__name__}.FOLDER", tmp_path)
    return tmp_path


@pytest.fixture
def home(county: County) -> Household:
    found = family(county, {"wage_income": "900.00"})
    person = found.members.get().person
    correct_person(actor=county.actor("township.clerk"), person=person, changes={"id_number": NUMBER}, reason="补录")
    return found


@pytest.fixture
def request_(county: County, home: Household) -> CheckRequest:
    clerk, person = county.actor("township.clerk"), home.members.get().person
    authorise(actor=clerk, consent=Consent(person, APPLIED, days(180)))
    return request_check(actor=clerk, household=home, case="C1", on=days(1))


def fetch(county: County, request: CheckRequest, day: int = 2) -> object:
    checker = county.actor("county.checker")
    return collect(actor=checker, request=request, reference="ZD-1", checked_on=days(day), valid_days=90)


def test_no_source_is_configured_unless_the_site_says_so(county: County, request_: CheckRequest) -> None:
    assert configured() == {}
    with pytest.raises(VerificationProblem, match=r"^没有可以发往的数据源，或者都已经发出。$"):
        send(actor=county.actor("county.checker"), request=request_)


def test_a_query_has_the_people_and_the_facts_that_the_source_knows_and_no_more(
    county: County, request_: CheckRequest, folder: Path
) -> None:
    send(actor=county.actor("county.checker"), request=request_)
    asked = json.loads((folder / "C1.ask.json").read_text(encoding="utf-8"))
    assert asked == {
        "reference": "C1",
        "people": [["虚人1", NUMBER]],
        "facts": [["person", "wage_income"], ["household", "deposits"]],
    }
    assert Entry.objects.filter(verb="secret.opened").count() == 1
    with pytest.raises(VerificationProblem, match="都已经发出"):
        send(actor=county.actor("county.checker"), request=request_)


def test_answers_become_a_report_like_one_entered_by_hand(
    county: County, home: Household, request_: CheckRequest, folder: Path
) -> None:
    with pytest.raises(VerificationProblem, match=r"^这次核对还没有发往任何数据源。$"):
        fetch(county, request_)
    send(actor=county.actor("county.checker"), request=request_)
    with pytest.raises(VerificationProblem, match=r"^数据源 县大数据中心 还没有答复。$"):
        fetch(county, request_)
    rows = [
        {"fact": "wage_income", "value": "1200", "id_number": NUMBER, "name": "虚人1"},
        {"fact": "deposits", "value": "3000.50"},
        {"fact": "property_income", "value": "1", "id_number": NUMBER, "name": "虚人1"},  # was not asked
        {"fact": "wage_income", "value": "9", "id_number": NUMBER[:-4] + "0000", "name": "虚人1"},
    ]
    (folder / "C1.answer.json").write_text(json.dumps(rows), encoding="utf-8")
    report = fetch(county, request_)
    assert [(f.fact, f.declared, f.found, f.result, f.source) for f in report.findings.all()] == [
        ("wage_income", "900.00", "1200.00", "differs", "folder"),
        ("deposits", None, "3000.50", "undeclared", "folder"),
    ]
    assert report.note == "由数据源答复生成。\nfolder：有一条答复的人不在这次核对里，没有采用。"
    assert request_.batches.get().answered_at is not None


def test_a_known_number_under_another_name_is_not_taken(home: Household) -> None:
    person = home.members.get().person
    found = match([(person, NUMBER)], "folder", [Answer("wage_income", "5", NUMBER, "别人")])
    assert found.found == []
    assert found.doubts == ["folder：虚人1 的号码对得上，姓名对不上，没有采用。"]


def test_a_name_may_be_written_with_other_dots_and_spaces() -> None:
    person = Person(name="阿依·古丽")
    found = match([(person, "99x")], "folder", [Answer("wage_income", "5", "99X", "阿依•古 丽")])
    assert [each.person for each in found.found] == [person]


def test_of_two_sources_that_disagree_the_first_counts_and_the_other_is_told(
    county: County, request_: CheckRequest, folder: Path, settings
) -> None:
    settings.DOUDI_SOURCES = [f"{__name__}.Folder", f"{__name__}.Bank"]
    send(actor=county.actor("county.checker"), request=request_)
    (folder / "C1.answer.json").write_text(json.dumps([{"fact": "deposits", "value": "10.00"}]), encoding="utf-8")
    report = fetch(county, request_)
    assert [(f.found, f.source) for f in report.findings.all()] == [("10.00", "folder")]
    assert "全户的存款：bank 答复为 20.00，与 folder 不同，按 folder 计。" in report.note


class Bank:
    """Another source for the same fact."""

    name = "bank"
    label = "银行"
    facts = frozenset({("household", "deposits")})

    def ask(self, query: Query) -> str:
        return "b1"

    def answers(self, batch: str) -> list[Answer] | None:
        return [Answer("deposits", "20.00")]


def test_outsiders_and_other_posts_are_refused(
    county: County, elsewhere: County, request_: CheckRequest, folder: Path
) -> None:
    for actor in (elsewhere.actor("county.checker"), county.actor("township.clerk")):
        with pytest.raises(PermissionDenied):
            send(actor=actor, request=request_)
        with pytest.raises(PermissionDenied):
            collect(actor=actor, request=request_, reference="x", checked_on=days(2), valid_days=1)
    assert list(folder.iterdir()) == []
