"""What is kept or handed out is in Chinese, although whoever made it reads the screen in English."""

from __future__ import annotations

import io
import re

import pytest
from county import County
from data import texts
from django.utils.timezone import localdate
from django.utils.translation import override
from python_calamine import CalamineWorkbook
from test_every_object import case as case  # the fixture: a case with papers, a notice, a means check and a decision

from doudi.accounts.models import User
from doudi.audit.models import Entry
from doudi.cases.models import Event, StepRun
from doudi.cases.notices.models import Notice
from doudi.cases.paperwork.making import make_application_form, make_household_file
from doudi.papers.models import Paper
from doudi.registry.sheets.writing import template

pytestmark = pytest.mark.django_db
WORD = re.compile(r"[A-Za-z]{3,}")


@pytest.fixture(autouse=True)
def _english() -> None:
    """Everything here is done by somebody who reads English."""
    with override("en"):
        yield


def without_names(text: str) -> str:
    """A text without the names of the officials of the tests, who are called after their posts."""
    for name in User.objects.values_list("name", flat=True):
        text = text.replace(name, "")
    return text


def test_papers_notices_and_the_log_of_a_case_stay_chinese(county: County, case) -> None:
    clerk, today = county.actor("township.clerk"), localdate()
    make_household_file(actor=clerk, household=case.household, on=today)
    make_application_form(actor=clerk, case=case, on=today)
    papers = [text for paper in Paper.objects.all() for text in texts(paper.content)]
    notices = [text for notice in Notice.objects.all() for text in texts(notice.shown)]
    log = [event.text for event in Event.objects.all()] + [run.label for run in StepRun.objects.all()]
    assert papers and notices and log
    assert [text for text in papers + notices + log if WORD.search(without_names(text))] == []


def test_the_template_of_the_import_keeps_its_chinese_headings_and_choices() -> None:
    book = CalamineWorkbook.from_filelike(io.BytesIO(template()))
    assert book.sheet_names == ["家庭", "成员", "填表说明"]
    notes = [str(cell) for row in book.get_sheet_by_name("填表说明").to_python() for cell in row]
    assert "必填" in notes[5] or any("必填" in note for note in notes)
    assert not any("Required" in note for note in notes)


def test_the_audit_log_names_an_exported_list_in_chinese(county: County, client) -> None:
    client.cookies["django_language"] = "en"
    client.force_login(county.actor("county.auditor").user, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get("/desk/audit/", {"export": "xlsx"}).status_code == 200
    assert Entry.objects.get(verb="list.exported").details["title"] == "审计日志"
