"""Papers at the desk: offered where they belong, made with one click, read as A4, taken away as Word."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable

import pytest
from county import County
from deskwork import case_of, do, household, in_hand, to_decision
from django.test import Client
from django.urls import reverse
from docx import Document

from doudi.accounts.actor import Actor
from doudi.audit.models import Entry
from doudi.cases.models import Case, Decision
from doudi.cases.services import ask_once
from doudi.papers.models import Paper

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]


@pytest.fixture
def case(place: County) -> Case:
    return case_of(place, household(place, "虚大山", "虚小雨"))


def made(client: Client, case: Case, kind: str, key: int = 0) -> Paper:
    """A paper made with the button that stands on the page."""
    answer = client.post(reverse("case-paper-make", args=[case.number]), {"kind": kind, "key": str(key)})
    paper = Paper.objects.order_by("pk").last()
    assert paper is not None and answer["Location"] == reverse("paper", args=[paper.pk])
    return paper


def step_page(client: Client, case: Case, step: str) -> str:
    run = case.runs.filter(step=step).order_by("pk").last()
    assert run is not None
    return client.get(reverse("step", args=[case.number, run.pk])).content.decode()


def test_the_receipt_is_offered_at_the_acceptance_and_linked_once_made(
    place: County, clerk: Client, case: Case
) -> None:
    accept = in_hand(case).step
    page = step_page(clerk, case, accept)
    assert "收件回执" in page and "可以制作" in page and "还没有制作" not in page
    do(place, case, accept)
    page = step_page(clerk, case, accept)
    assert "受理通知书" in page and "还没有制作" in page
    assert "还没有制作的文书" in clerk.get(reverse("case", args=[case.number])).content.decode()
    paper = made(clerk, case, "receipt")
    page = step_page(clerk, case, accept)
    assert reverse("paper", args=[paper.pk]) in page and paper.number in page and "还没有制作" not in page
    assert "还没有制作的文书" not in clerk.get(reverse("case", args=[case.number])).content.decode()


def test_the_one_list_is_offered_with_the_materials(place: County, clerk: Client, case: Case) -> None:
    materials = reverse("case-materials", args=[case.number])
    ask_once(actor=place.actor("township.clerk"), case=case, on=case.applied_on, documents=["户口簿"])
    assert "还没有制作" in clerk.get(materials).content.decode()
    paper = made(clerk, case, "missing")
    assert paper.number in clerk.get(materials).content.decode()


def test_the_letter_of_the_decision_is_offered_when_the_family_is_told(
    place: County, clerk: Client, case: Case
) -> None:
    to_decision(place, case)
    do(place, case)
    while in_hand(case).kind != "inform":
        do(place, case)
    page = step_page(clerk, case, in_hand(case).step)
    decision = Decision.objects.get()
    assert "批准通知书" in page and "还没有制作" in page
    paper = made(clerk, case, "approval", decision.pk)
    assert paper.number in step_page(clerk, case, in_hand(case).step)
    served = clerk.get(reverse("decision-served", args=[case.number, decision.pk])).content.decode()
    assert f'value="{paper.number}"' in served
    assert paper.number in clerk.get(reverse("case-decisions", args=[case.number])).content.decode()


def test_a_letter_made_again_after_its_service_is_listed_as_a_copy(place: County, clerk: Client, case: Case) -> None:
    do(place, case, outcome="refused", reason="不在本县居住。")
    do(place, case)
    decision = Decision.objects.get()
    proof, copy = decision.proofs.get(), made(clerk, case, "refusal", decision.pk)
    listed = clerk.get(reverse("case-papers", args=[case.number])).content.decode()
    assert f"社会救助不予受理通知书（{proof.served_on.isoformat()} 送达）" in listed
    assert "社会救助不予受理通知书（补制）" in listed
    for name in ("case-papers", "case-decisions"):
        page = clerk.get(reverse(name, args=[case.number])).content.decode()
        served = Paper.objects.get(number=proof.paper_number)
        assert (
            f'<a href="{reverse("paper", args=[served.pk])}">{served.number}</a><span class="muted">已送达</span>'
            in page
        )
        assert f"补制 {copy.number}" in page


def test_a_notice_sheet_is_offered_with_its_notice(place: County, case: Case, as_: SignedIn) -> None:
    to_decision(place, case)
    notice = case.notices.get()
    assistant = as_(place.actor("village.assistant"))
    page = reverse("notice", args=[notice.pk])
    assert "公示单" in assistant.get(page).content.decode()
    paper = made(assistant, case, "notice", notice.pk)
    assert paper.number in assistant.get(page).content.decode()


def test_what_is_not_due_is_refused_in_words(clerk: Client, case: Case) -> None:
    for asked in ({"kind": "approval", "key": "1"}, {"kind": "nothing", "key": "x"}, {}):
        answer = clerk.post(reverse("case-paper-make", args=[case.number]), asked, follow=True)
        assert "这份文书现在还不能制作。" in answer.content.decode()
    assert not Paper.objects.exists()


def test_a_paper_is_read_as_a4_and_says_that_it_is_unchanged(clerk: Client, case: Case) -> None:
    paper = made(clerk, case, "receipt")
    page = clerk.get(reverse("paper", args=[paper.pk]))
    said = page.content.decode()
    assert '<article class="a4"' in said and "papers/print.css" in said and "虚大山：" in said
    assert "存档核对：文书和制作时完全一样，没有被改动过。" in said
    assert "no-store" in page["Cache-Control"]
    Paper.objects.filter(pk=paper.pk).update(word=b"else")
    changed = clerk.get(reverse("paper", args=[paper.pk])).content.decode()
    assert "文书和制作时不一样了，可能被改动过。请不要使用，并报告系统管理员。" in changed


def test_the_word_file_is_a_download_and_noted(clerk: Client, case: Case) -> None:
    paper = made(clerk, case, "receipt")
    answer = clerk.get(reverse("paper-word", args=[paper.pk]))
    assert answer["Content-Type"].endswith("wordprocessingml.document")
    assert answer["Content-Disposition"].startswith("attachment")
    word = Document(io.BytesIO(b"".join(answer.streaming_content)))
    assert word.paragraphs[0].text == "社会救助申请收件回执"
    entry = Entry.objects.get(verb="paper.downloaded")
    assert (entry.subject_type, entry.subject_id) == ("papers.Paper", str(paper.pk))


def test_the_application_form_is_ticked_and_made(place: County, clerk: Client, case: Case) -> None:
    page = reverse("case-paper-form", args=[case.number])
    assert "虚小雨" in clerk.get(page).content.decode()
    assert clerk.post(page, {"causes": ["懒惰"]}).status_code == 422
    ticked = {"causes": ["失业", "其它特殊困难"], "other": "火灾", "main": [str(case.applicant_id)], "needs": ["其他"]}
    clerk.post(page, ticked)
    said = str(Paper.objects.get().content)
    assert "☑失业" in said and "☑其它特殊困难（火灾）" in said and "☑其他" in said


def test_the_papers_of_a_case_are_listed(clerk: Client, case: Case) -> None:
    paper = made(clerk, case, "receipt")
    page = clerk.get(reverse("case-papers", args=[case.number])).content.decode()
    assert paper.number in page and "社会救助申请收件回执" in page


def test_the_file_of_a_household_is_put_on_paper_and_its_tabs_show_notices_and_papers(
    place: County, clerk: Client, case: Case
) -> None:
    to_decision(place, case)
    number = case.household.number
    answer = clerk.post(reverse("household-paper-make", args=[number]))
    paper = Paper.objects.get()
    assert answer["Location"] == reverse("paper", args=[paper.pk])
    read = clerk.get(answer["Location"]).content.decode()
    assert "家庭档案" in read and reverse("household-papers", args=[number]) in read
    receipt = made(clerk, case, "receipt")
    page = clerk.get(reverse("household-papers", args=[number])).content.decode()
    assert paper.number in page and receipt.number in page
    page = clerk.get(reverse("household-notices", args=[number])).content.decode()
    assert case.number in page and reverse("notice", args=[case.notices.get().pk]) in page


def test_who_looked_at_the_cases_and_papers_of_a_household_stands_in_its_file(
    place: County, clerk: Client, case: Case, as_: SignedIn
) -> None:
    paper = made(clerk, case, "receipt")
    clerk.get(reverse("paper", args=[paper.pk]))
    auditor = as_(place.actor("county.auditor"))
    page = auditor.get(reverse("household-readers", args=[case.household.number])).content.decode()
    for words in ("登记申请", "制作文书", "查看文书", f"文书 {paper.number}"):
        assert words in page


def test_outsiders_and_those_without_the_right_get_no_paper(
    place: County, elsewhere: County, clerk: Client, outsider: Client, case: Case, as_: SignedIn
) -> None:
    paper = made(clerk, case, "receipt")
    number = case.household.number
    for name, argument in (("paper", paper.pk), ("paper-word", paper.pk), ("case-papers", case.number)):
        assert outsider.get(reverse(name, args=[argument])).status_code == 404
    for name in ("household-papers", "household-notices"):
        assert outsider.get(reverse(name, args=[number])).status_code == 404
    assert outsider.get(reverse("case-paper-form", args=[case.number])).status_code == 404
    assert outsider.post(reverse("case-paper-make", args=[case.number]), {"kind": "receipt"}).status_code == 404
    assert outsider.post(reverse("household-paper-make", args=[number])).status_code == 404
    checker, auditor = as_(place.actor("county.checker")), as_(place.actor("county.auditor"))
    assert checker.get(reverse("paper", args=[paper.pk])).status_code == 403
    assert auditor.get(reverse("paper", args=[paper.pk])).status_code == 200
    assert auditor.post(reverse("case-paper-make", args=[case.number]), {"kind": "receipt"}).status_code == 403
    assert Paper.objects.count() == 1


def test_a_letter_is_not_dated_before_its_decision(place: County, clerk: Client, case: Case) -> None:
    to_decision(place, case)
    do(place, case)
    do(place, case, "second_notice")
    decision = Decision.objects.get()
    Decision.objects.filter(pk=decision.pk).update(date=decision.date + datetime.timedelta(5))
    asked = {"kind": "approval", "key": str(decision.pk)}
    answer = clerk.post(reverse("case-paper-make", args=[case.number]), asked, follow=True)
    assert "通知书的日期早于决定日期。" in answer.content.decode()
