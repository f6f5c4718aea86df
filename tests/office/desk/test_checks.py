"""The means check at the desk: agreed, asked, answered without seeing what was declared, compared, adopted."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from county import County
from deskwork import case_of, do, household, in_hand, people_of
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from doudi.accounts.actor import Actor
from doudi.audit.models import Entry
from doudi.cases.models import Case
from doudi.registry.models import FactVersion
from doudi.verification.kinds import SOURCES
from doudi.verification.models import Authorisation, CheckRequest, Report, ReportFile, Supporter
from doudi.vocabulary.id_number import invented_number

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]
PDF = b"%PDF-1.4\n%%EOF\n"
TODAY = localdate().isoformat()


@pytest.fixture
def case(place: County) -> Case:
    """An accepted case of two adults, of whom the first declared to earn nothing."""
    made = case_of(place, household(place, "虚一", "虚二", deposits="1200.00"))
    do(place, made, "accept")
    return made


@pytest.fixture
def checker(place: County, as_: SignedIn) -> Client:
    """The check centre."""
    return as_(place.actor("county.checker"))


def agree(clerk: Client, case: Case, **more: object) -> object:
    keys = [f"p{person.pk}" for person in people_of(case.household)]
    signed = {"who": keys, "from_date": TODAY, "until_date": TODAY, "guardian_name": "", "papers": ""}
    return clerk.post(reverse("check-authorise", args=[case.number]), signed | more)


@pytest.fixture
def asked(clerk: Client, case: Case) -> CheckRequest:
    """The request of a case whose adults have agreed."""
    agree(clerk, case)
    clerk.post(reverse("check-request", args=[case.number]), {"sources": list(SOURCES)})
    return CheckRequest.objects.get()


def answers(asked: CheckRequest, **more: object) -> dict[str, object]:
    first = asked.people.order_by("pk").first()
    sheet = {"r-reference": "HD-9", "r-checked_on": TODAY, "r-valid_days": "90", "r-note": ""}
    return sheet | {f"f-{first.pk}-wage_income": "2100", "f-h-deposits": "1200"} | more


@pytest.fixture
def report(checker: Client, asked: CheckRequest) -> Report:
    file = SimpleUploadedFile("报告.pdf", PDF)
    checker.post(reverse("check-report", args=[asked.pk]), answers(asked, **{"r-files": file}))
    return Report.objects.get()


def test_a_case_shows_who_has_not_agreed(clerk: Client, case: Case) -> None:
    page = clerk.get(reverse("case-check", args=[case.number])).content.decode()
    assert page.count("缺授权") == 2
    assert "没有核对授权，不能核对：虚一、虚二。" in page


def test_several_authorisations_are_recorded_in_one_sitting(clerk: Client, case: Case) -> None:
    assert agree(clerk, case)["Location"] == reverse("case-check", args=[case.number])
    assert Authorisation.objects.count() == 2
    assert "缺授权" not in clerk.get(reverse("case-check", args=[case.number])).content.decode()


def test_an_authorisation_that_ends_before_it_begins_is_refused_beside_its_day(clerk: Client, case: Case) -> None:
    answer = agree(clerk, case, until_date="2020-01-01")
    assert answer.status_code == 422
    assert "授权的截止日期早于签署日期。" in answer.content.decode()
    assert not Authorisation.objects.exists()


def test_an_authorisation_is_taken_back(clerk: Client, case: Case) -> None:
    agree(clerk, case)
    address = reverse("check-withdraw", args=[case.number, Authorisation.objects.first().pk])
    assert "虚一撤回核对授权" in clerk.get(address).content.decode()
    clerk.post(address, {"on": TODAY})
    assert Authorisation.objects.first().withdrawn_on == localdate()


def test_a_check_without_authorisation_is_refused_in_the_services_words(clerk: Client, case: Case) -> None:
    answer = clerk.post(reverse("check-request", args=[case.number]), {"sources": ["banks"]})
    assert answer.status_code == 422
    assert "没有核对授权，不能核对：虚一、虚二。" in answer.content.decode()


def test_a_supporter_is_entered_and_struck_off(clerk: Client, case: Case) -> None:
    said = {"name": "虚次子", "relation": "次子", "id_number": invented_number(5, localdate(), "male")}
    clerk.post(reverse("check-supporter-new", args=[case.number]), said)
    found = Supporter.objects.get()
    page = clerk.get(reverse("case-check", args=[case.number])).content.decode()
    assert "虚次子" in page and found.id_number_masked in page and said["id_number"] not in page
    clerk.post(reverse("check-supporter-off", args=[case.number, found.pk]), {"reason": "登记错人"})
    assert "虚次子" not in clerk.get(reverse("case-check", args=[case.number])).content.decode()


def test_the_check_centre_finds_its_step_in_its_inbox(checker: Client, case: Case) -> None:
    run = in_hand(case, "check")
    page = checker.get(reverse("inbox")).content.decode()
    assert reverse("check-step", args=[run.pk]) in page
    assert reverse("case", args=[case.number]) not in page


def test_the_check_centre_sees_people_and_sources_and_nothing_of_the_case(
    checker: Client, asked: CheckRequest, case: Case
) -> None:
    page = checker.get(reverse("check", args=[asked.pk])).content.decode()
    assert "虚一" in page and "银行存款" in page
    assert reverse("case-check", args=[case.number]) not in page
    for closed in ("case", "case-check", "case-assessment"):
        assert checker.get(reverse(closed, args=[case.number])).status_code == 403


def test_the_form_of_a_report_shows_nothing_that_was_declared(checker: Client, asked: CheckRequest) -> None:
    page = checker.get(reverse("check-report", args=[asked.pk])).content.decode()
    assert "1200" not in page and 'value="0.00"' not in page
    assert page.count(" selected") == page.count("selected>没有查")


def test_opening_the_numbers_is_logged_for_each_person(checker: Client, asked: CheckRequest) -> None:
    assert checker.get(reverse("check-numbers", args=[asked.pk])).status_code == 405
    answer = checker.post(reverse("check-numbers", args=[asked.pk]))
    assert answer.status_code == 200 and "no-store" in answer["Cache-Control"]
    assert Entry.objects.filter(verb="secret.opened").count() == 2


def test_a_report_leads_on_to_the_signature(checker: Client, asked: CheckRequest, case: Case) -> None:
    run = in_hand(case, "check")
    answer = checker.post(reverse("check-report", args=[asked.pk]), answers(asked))
    assert answer["Location"] == reverse("check-step", args=[run.pk])
    signed = {"s-version": str(run.version), "s-outcome": "next", "s-on": TODAY, "s-reason": ""}
    assert checker.post(answer["Location"], signed)["Location"] == reverse("inbox")
    run.refresh_from_db()
    assert (run.state, run.data["report"], run.data["result"]) == ("done", "HD-9", "differs")


def test_a_step_without_a_report_is_not_signed(checker: Client, case: Case) -> None:
    run = in_hand(case, "check")
    signed = {"s-version": str(run.version), "s-outcome": "next", "s-on": TODAY, "s-reason": ""}
    answer = checker.post(reverse("check-step", args=[run.pk]), signed)
    assert answer.status_code == 422
    assert "没有核对授权，不能核对：虚一、虚二。" in answer.content.decode()


def test_an_empty_report_is_refused(checker: Client, asked: CheckRequest) -> None:
    head = {"r-reference": "HD-9", "r-checked_on": TODAY, "r-valid_days": "90"}
    answer = checker.post(reverse("check-report", args=[asked.pk]), head)
    assert answer.status_code == 422
    assert "报告是空的：逐项录入查到的，或者附上报告文件，或者写明核对结论。" in answer.content.decode()


def test_a_file_that_is_no_report_is_refused_beside_its_field(checker: Client, asked: CheckRequest) -> None:
    wrong = SimpleUploadedFile("a.pdf", b"MZ not a pdf")
    answer = checker.post(reverse("check-report", args=[asked.pk]), answers(asked, **{"r-files": wrong}))
    assert answer.status_code == 422
    assert "附件要是 PDF、Excel（.xlsx）、JPEG 或者 PNG。" in answer.content.decode()
    assert not Report.objects.exists()


def test_the_clerk_sees_by_how_much_it_differs_and_adopts_it(clerk: Client, case: Case, report: Report) -> None:
    run = in_hand(case, "check")
    for address in (reverse("case-check", args=[case.number]), reverse("step", args=[case.number, run.pk])):
        page = clerk.get(address).content.decode()
        assert "多 2100.00 元/月" in page and "有 1 项与申报不符" in page
    finding = report.findings.get(result="differs")
    chosen = {"do": "adopt", "finding": [str(finding.pk)], "reason": ""}
    answer = clerk.post(reverse("check-settle", args=[case.number, report.pk]), chosen, follow=True)
    assert "已采用 1 项核对结果，核算按新的事实重算。" in answer.content.decode()
    assert FactVersion.objects.get(source="checked").value == "2100.00"
    assert "已采用" in clerk.get(reverse("case-check", args=[case.number])).content.decode()


def test_setting_aside_asks_for_a_reason(clerk: Client, case: Case, report: Report) -> None:
    address = reverse("check-settle", args=[case.number, report.pk])
    chosen = {"do": "set_aside", "finding": [str(report.findings.get(result="differs").pk)]}
    page = clerk.post(address, chosen, follow=True).content.decode()
    assert "不采用核对结果，要写明理由。" in page
    clerk.post(address, {**chosen, "reason": "工资已停发，有单位证明"})
    assert "工资已停发，有单位证明" in clerk.get(reverse("case-check", args=[case.number])).content.decode()


def test_later_steps_warn_of_what_is_not_settled(place: County, clerk: Client, case: Case, report: Report) -> None:
    run = in_hand(case, "assess")
    page = clerk.get(reverse("step", args=[case.number, run.pk])).content.decode()
    assert "核对结果有 1 项与申报不符，还没有处理，核算仍按原来的事实。" in page


def test_the_check_centre_does_not_see_how_its_report_compares(checker: Client, report: Report) -> None:
    page = checker.get(reverse("check", args=[report.request_id])).content.decode()
    assert "2100.00 元/月" in page and "不一致" not in page and "多 2100" not in page


def test_a_file_is_handed_out_as_a_download(clerk: Client, report: Report) -> None:
    file = ReportFile.objects.get()
    answer = clerk.get(reverse("check-file", args=[report.request_id, file.pk]))
    assert answer.content == PDF and answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith("attachment;") and "no-store" in answer["Cache-Control"]


def test_a_report_that_still_holds_is_offered_to_the_next_case(
    clerk: Client, checker: Client, place: County, case: Case, report: Report
) -> None:
    clerk.post(reverse("case-end", args=[case.number]), {"how": "withdrawn", "on": TODAY, "reason": "撤回"})
    again = case_of(place, case.household)
    do(place, again, "accept")
    page = clerk.get(reverse("case-check", args=[again.number])).content.decode()
    assert f"前一办件 {case.number} 的核对报告 HD-9 有效期至" in page
    page = checker.get(reverse("check-step", args=[in_hand(again, "check").pk])).content.decode()
    assert f"沿用办件 {case.number} 的核对报告 HD-9" in page


def test_the_list_is_narrowed_to_what_waits(checker: Client, asked: CheckRequest) -> None:
    assert asked.case in checker.get(reverse("checks"), {"state": "open"}).content.decode()
    assert asked.case not in checker.get(reverse("checks"), {"state": "done"}).content.decode()


def test_an_outsider_finds_nothing(
    outsider: Client, elsewhere: County, as_: SignedIn, case: Case, report: Report
) -> None:
    stranger = as_(elsewhere.actor("county.checker"))
    run = in_hand(case, "check")
    for client, name, arguments in (
        (outsider, "case-check", [case.number]),
        (outsider, "check", [report.request_id]),
        (outsider, "check-file", [report.request_id, ReportFile.objects.get().pk]),
        (stranger, "check", [report.request_id]),
        (stranger, "check-report", [report.request_id]),
        (stranger, "check-step", [run.pk]),
    ):
        assert client.get(reverse(name, args=arguments)).status_code == 404
    answer = outsider.post(reverse("check-settle", args=[case.number, report.pk]), {"do": "adopt", "finding": ["1"]})
    assert answer.status_code == 404
