"""Files of a report: taken for what they are, sealed at rest, read by those who may, every reading logged."""

from __future__ import annotations

import io
import zipfile

import pytest
from casework import checked
from county import County
from django.core.exceptions import PermissionDenied
from families import apply, days, do, family, in_force, run_of

from doudi.audit.models import Entry
from doudi.registry.rotation import rotate
from doudi.verification.attaching import LARGEST, MOST, attach, type_of
from doudi.verification.models import Report, ReportFile
from doudi.verification.problems import VerificationProblem
from doudi.verification.services import Upload, open_file

pytestmark = pytest.mark.django_db
PDF = b"%PDF-1.4\nsecret words\n%%EOF\n"
PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"x" * 20 + b"IEND\xaeB`\x82"
OLD, NEW = "k1:" + "11" * 32, "k2:" + "22" * 32


def workbook(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        for name in names:
            parts.writestr(name, "<x/>")
    return out.getvalue()


@pytest.fixture
def report(county: County) -> Report:
    in_force(county)
    case = apply(county, family(county, {}))
    do(county, case, "accept", days(1))
    checked(run_of(case, "check"), days(2))
    return Report.objects.get()


@pytest.mark.parametrize(
    ("name", "content", "kind"),
    [
        ("报告.PDF", PDF, "pdf"),
        ("a.png", PNG, "png"),
        ("a.jpeg", b"\xff\xd8\xff\xe0xx\xff\xd9", "jpg"),
        ("表.xlsx", workbook("xl/workbook.xml"), "xlsx"),
    ],
)
def test_a_file_is_what_its_bytes_say(name: str, content: bytes, kind: str) -> None:
    assert type_of(Upload(name, content)) == kind


@pytest.mark.parametrize(
    ("name", "content", "message"),
    [
        ("a.pdf", b"<html>%PDF-", "附件要是 PDF、Excel（.xlsx）、JPEG 或者 PNG。"),
        ("a.pdf", b"%PDF-1.4 no end", "附件要是 PDF、Excel（.xlsx）、JPEG 或者 PNG。"),
        ("a.xlsx", workbook("xl/workbook.xml", "xl/vbaProject.bin"), "附件要是 PDF、Excel（.xlsx）、JPEG 或者 PNG。"),
        ("a.xlsx", workbook("word/document.xml"), "附件要是 PDF、Excel（.xlsx）、JPEG 或者 PNG。"),
        ("a.html", PDF, "附件的文件名和内容不符。"),
        ("../a.pdf", PDF, "附件的文件名和内容不符。"),
        ("a.pdf", PDF + b"x" * LARGEST, "附件不能超过 8 MB。"),
    ],
)
def test_what_is_something_else_is_refused(name: str, content: bytes, message: str) -> None:
    with pytest.raises(VerificationProblem) as refused:
        type_of(Upload(name, content))
    assert str(refused.value) == message


def test_a_file_is_sealed_and_read_back_with_a_line_in_the_log(county: County, report: Report) -> None:
    checker = county.actor("county.checker")
    made = attach(checker, report, Upload("报告.pdf", PDF))
    kept = ReportFile.objects.get(pk=made.pk)
    assert b"secret" not in bytes(kept.content)
    assert open_file(actor=county.actor("township.clerk"), file=kept) == PDF
    assert Entry.objects.get(verb="check.file_opened").details == {"sha256": kept.sha256}


def test_rotation_seals_files_anew(county: County, report: Report, settings) -> None:
    settings.DOUDI_KEYS = f"{OLD},{settings.DOUDI_KEYS.replace('k1', 'k0')}"
    file = attach(county.actor("county.checker"), report, Upload("报告.pdf", PDF))
    settings.DOUDI_KEYS = f"{NEW},{OLD}"
    rotate()
    settings.DOUDI_KEYS = NEW
    assert open_file(actor=county.actor("township.clerk"), file=ReportFile.objects.get(pk=file.pk)) == PDF


def test_a_report_has_only_so_many_files(county: County, report: Report) -> None:
    checker = county.actor("county.checker")
    for _n in range(MOST):
        attach(checker, report, Upload("a.png", PNG))
    with pytest.raises(VerificationProblem, match=r"^一份报告最多 6 个附件。$"):
        attach(checker, report, Upload("a.png", PNG))


def test_outsiders_and_those_without_the_right_read_no_file(county: County, elsewhere: County, report: Report) -> None:
    file = attach(county.actor("county.checker"), report, Upload("a.png", PNG))
    for actor in (elsewhere.actor("county.checker"), county.actor("village.assistant")):
        with pytest.raises(PermissionDenied):
            open_file(actor=actor, file=file)
    assert not Entry.objects.filter(verb="check.file_opened").exists()
