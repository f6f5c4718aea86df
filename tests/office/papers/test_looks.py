"""The office's own Word templates: which one a paper takes, what a bad one is told, and what a template may not do."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import pytest
from county import County
from docx import Document
from families import apply, days, family, in_force

from doudi.cases.paperwork import make_receipt
from doudi.office.checks import Finding, findings
from doudi.papers.content import Content
from doudi.papers.looks import PaperProblem, faults, look, rendered
from doudi.papers.models import Paper
from doudi.papers.sheet import sheet

SAID = Content("标题").say("段落").as_json("1")


def written(path: Path, *texts: str) -> Path:
    """A Word file with these paragraphs."""
    made = Document()
    for text in texts:
        made.add_paragraph(text)
    made.save(str(path))
    return path


def own(path: Path, head: str) -> Path:
    """The sheet that comes along, with a line above it."""
    made = sheet()
    made.paragraphs[0].insert_paragraph_before(head)
    made.save(str(path))
    return path


def test_a_paper_takes_the_template_of_its_kind_then_the_offices_own_sheet_then_ours(tmp_path: Path) -> None:
    ours = look(None, "receipt")
    assert ours.name == "sheet.docx"
    assert look(tmp_path, "receipt") == ours
    general = own(tmp_path / "sheet.docx", "某县")
    special = own(tmp_path / "approval.docx", "某县批准")
    assert look(tmp_path, "receipt") == general
    assert look(tmp_path, "approval") == special


@pytest.mark.django_db
def test_a_receipt_is_made_in_the_offices_own_look(county: County, settings: Any, tmp_path: Path) -> None:
    in_force(county)
    case = apply(county, family(county))
    settings.DOUDI_WORD = own(tmp_path / "receipt.docx", "清溪县民政局").parent
    paper = make_receipt(actor=county.actor("township.clerk"), case=case, on=days(1))
    assert "清溪县民政局" in [p.text for p in Document(io.BytesIO(bytes(paper.word))).paragraphs]


@pytest.mark.django_db
def test_with_a_broken_template_no_paper_is_made_and_no_number_used(
    county: County, settings: Any, tmp_path: Path
) -> None:
    in_force(county)
    case, clerk = apply(county, family(county)), county.actor("township.clerk")
    settings.DOUDI_WORD = tmp_path
    (tmp_path / "receipt.docx").write_bytes(b"no word file")
    with pytest.raises(
        PaperProblem, match=r"文书模板 receipt\.docx 不能用（BadZipFile）。改好模板，或者移开它用自带的，再制作。"
    ):
        make_receipt(actor=clerk, case=case, on=days(1))
    assert not Paper.objects.exists()
    settings.DOUDI_WORD = None
    assert make_receipt(actor=clerk, case=case, on=days(1)).number.endswith("000001号")


@pytest.mark.parametrize(
    "text",
    [
        "{{ nothing.at.all }}",
        "{% for x in %}",
        "{{ title.__class__.__mro__[1].__subclasses__() }}",
        "{{ cycler.__init__.__globals__ }}",
    ],
)
def test_a_template_that_is_wrong_or_reaches_out_of_its_paper_is_refused(tmp_path: Path, text: str) -> None:
    with pytest.raises(PaperProblem, match=r"文书模板 bad\.docx 不能用"):
        rendered(written(tmp_path / "bad.docx", "{{ title }}", text), SAID)


def test_the_sheet_that_comes_along_and_one_like_it_lose_nothing(tmp_path: Path) -> None:
    own(tmp_path / "sheet.docx", "某县")
    assert list(faults(tmp_path)) == []


def test_a_production_site_is_told_which_template_loses_what(tmp_path: Path) -> None:
    environ = {"DOUDI_MODE": "production", "DOUDI_WORD": str(tmp_path)}

    def told() -> list[Finding]:
        return [each for each in findings(environ) if each.setting == "DOUDI_WORD"]

    assert told() == []
    written(tmp_path / "refusal.docx", "{{ title }}{{ number }}{{ to }}", "{{ issuer }}{{ date }}")
    (tmp_path / "sheet.docx").write_bytes(b"")
    zh: list[Any] = [each.zh for each in told()]
    assert zh == [
        "模板 refusal.docx 不能用，或者漏了内容：block.text、block.head、row。对照自带的 sheet.docx 改好。",
        "模板 sheet.docx 不能用，或者漏了内容：BadZipFile。对照自带的 sheet.docx 改好。",
    ]
    environ["DOUDI_WORD"] = str(tmp_path / "nowhere")
    assert "不存在" in told()[0].zh
