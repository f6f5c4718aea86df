"""Papers: amounts in capitals, letters word by word, and what is kept of them."""

from __future__ import annotations

import io

import pytest
from county import County
from django.core.exceptions import PermissionDenied
from docx import Document
from families import apply, days, do, family, in_force, to_decision
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.cases import paperwork
from doudi.cases.application_form import CAUSES, NEEDS, SIGNERS
from doudi.cases.models import Case, Decision
from doudi.cases.problems import CaseProblem
from doudi.cases.services import ask_once
from doudi.papers.capitals import capitals
from doudi.papers.content import Content
from doudi.papers.models import Paper
from doudi.papers.selectors import papers, print_view
from doudi.papers.services import filled, is_whole

APPEAL = (
    "如不服本决定，可以自收到本通知书之日起60日内，向作出决定机关的本级人民政府申请行政复议；"
    "也可以自收到本通知书之日起6个月内，直接向人民法院提起行政诉讼。"
)


@pytest.fixture
def case(county: County) -> Case:
    in_force(county)
    return apply(county, family(county, {"wage_income": "900.00"}, {}, {"labour": "none"}))


def texts(paper: Paper) -> list[str]:
    """The paragraphs of the Word file that was kept."""
    return [p.text for p in Document(io.BytesIO(bytes(paper.word))).paragraphs if p.text]


def tables(paper: Paper) -> list[list[list[str]]]:
    found = Document(io.BytesIO(bytes(paper.word))).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in found]


def decided(county: County, case: Case) -> Decision:
    to_decision(county, case)
    do(county, case, "decide_civil_affairs", days(22))
    return Decision.objects.get()


# Capitals


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("0.50", "伍角"),
        ("1.05", "壹元零伍分"),
        ("10.10", "壹拾元壹角"),
        ("1000010", "壹佰万零壹拾元整"),
        ("100000000", "壹亿元整"),
        ("100000001", "壹亿零壹元整"),
        ("10010", "壹万零壹拾元整"),
        ("110", "壹佰壹拾元整"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("101000", "壹拾万壹仟元整"),
        ("100100", "壹拾万零壹佰元整"),
        ("409.02", "肆佰零玖元零贰分"),
    ],
)
def test_amounts_stand_in_capitals(amount: str, words: str) -> None:
    assert capitals(amount) == words


@pytest.mark.parametrize("amount", ["-1", "0.001", "NaN", "10000000000000000"])
def test_what_is_no_amount_has_no_capitals(amount: str) -> None:
    with pytest.raises(ValueError, match="不能写成大写金额"):
        capitals(amount)


@settings(max_examples=200, deadline=None)
@given(st.integers(0, 10**14), st.integers(0, 10**14))
def test_two_amounts_never_have_the_same_capitals(one: int, other: int) -> None:
    def words(fen: int) -> str:
        return capitals(f"{fen // 100}.{fen % 100:02}")

    assert (words(one) == words(other)) == (one == other)
    assert "零零" not in words(one)


# Letters


def test_the_receipt_says_what_came_when_and_until_when(county: County, case: Case) -> None:
    do(county, case, "accept", days(1))
    case.refresh_from_db()
    paper = paperwork.make_receipt(actor=county.actor("township.clerk"), case=case, on=days(1))
    assert texts(paper) == [
        "社会救助申请受理通知书",
        "990101〔2021〕000001号",
        "虚人1：",
        "您于2021年12月1日提出的社会救助申请已经收到，办件编号990101-2021-000001。",
        "经审查，符合受理条件，已于2021年12月2日受理。",
        f"本件应当在{case.due_on.year}年{case.due_on.month}月{case.due_on.day}日前办结；您可以凭办件编号查询进度。",
        "清溪东镇社会救助服务中心",
        "2021年12月2日",
    ]


def test_the_one_list_names_everything_that_is_missing(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    with pytest.raises(CaseProblem, match="还没有列出缺少的材料"):
        paperwork.make_missing_list(actor=clerk, case=case, on=days(1))
    ask_once(actor=clerk, case=case, on=days(1), documents=["户口簿", "身份证"])
    paper = paperwork.make_missing_list(actor=clerk, case=case, on=days(1))
    assert tables(paper)[0][0] == ["序号", "何人", "材料或情况"]
    assert [row[2] for row in tables(paper)[0][-2:]] == ["户口簿", "身份证"]
    assert "以上材料一次告知，补齐后不再另外要求。" in texts(paper)


def test_the_approval_letter_says_how_much_in_figures_and_capitals(county: County, case: Case) -> None:
    decision = decided(county, case)
    paper = paperwork.make_decision_letter(actor=county.actor("county.officer"), decision=decision, on=days(23))
    said = texts(paper)
    assert said[0] == "社会救助批准通知书"
    assert "已于2021年12月23日批准，给予以下救助：" in said[3]
    assert APPEAL in said
    head, *rows = tables(paper)[0]
    assert head == ["项目", "对象", "金额", "大写", "自"]
    assert len(rows) == decision.benefits.count()
    for row, due in zip(rows, decision.benefits.all(), strict=True):
        if due.amount is not None:
            assert row[2].startswith(f"{due.amount:.2f} ")
            assert row[3] == capitals(due.amount)


def test_the_refusal_letter_says_what_failed_by_how_much_by_which_clause_and_how_to_object(county: County) -> None:
    in_force(county)
    rich = {"wage_income": "9000.00", "resident_medical_insured": False}
    found = apply(county, family(county, rich), process="general", process_reason="按情况办理")
    to_decision(county, found)
    do(county, found, "decide_civil_affairs", days(22), "refused", "收入超过标准")
    decision = Decision.objects.get()
    paper = paperwork.make_decision_letter(actor=county.actor("county.officer"), decision=decision, on=days(23))
    said = texts(paper)
    assert said[0] == "社会救助不予批准通知书"
    assert APPEAL in said
    [rows] = tables(paper)
    assert rows[0] == ["序号", "不符合的条件", "相差", "条款"]
    income = next(row for row in rows if "家庭人均月收入" in row[1])
    assert "9000" in income[1].replace(",", "")
    assert "8450" in income[2].replace(",", "")
    assert all(row[3] for row in rows[1:])


def test_a_letter_is_not_dated_before_its_decision(county: County, case: Case) -> None:
    decision = decided(county, case)
    with pytest.raises(CaseProblem, match="早于决定日期"):
        paperwork.make_decision_letter(actor=county.actor("county.officer"), decision=decision, on=days(1))


# The form


def test_the_form_has_every_field_of_the_county_form(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    paper = paperwork.make_application_form(actor=clerk, case=case, on=days(1), causes=["失业"], needs=["就业创业保障"])
    words = "\n".join(cell for table in tables(paper) for row in table for cell in row)
    fields = [
        "申请人姓名",
        "性别",
        "身份证号码",
        "家庭人口",
        "受助人口",
        "联系电话",
        "户籍地址",
        "救助对象类别",
        "家庭住址",
        "前三月刚性支出",
        "前三月家庭人均可支配收入",
        "家庭财产",
        "人均存款",
        "人均住房面积",
        "机动车辆",
        "家庭主要致贫原因",
        "与申请人的关系",
        "是否为主要致贫人",
        "是否就业",
        "帮扶需求",
        "申请人声明承诺",
        "社区入户情况",
        "审核意见",
        "审批意见",
        "受助对象",
    ]
    for field in (*fields, *CAUSES, *NEEDS, *SIGNERS):
        assert field in words, field
    assert "☑失业" in words
    assert "□重大疾病" in words
    assert "☑就业创业保障" in words
    assert "虚人3" in words


# Keeping


def test_papers_are_numbered_by_place_and_year_and_kept_with_their_hash(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    made = [paperwork.make_receipt(actor=clerk, case=case, on=days(n)) for n in (0, 1, 40)]
    numbers = ["990101〔2021〕000001号", "990101〔2021〕000002号", "990101〔2022〕000001号"]
    assert [paper.number for paper in made] == numbers
    kept = Paper.objects.get(pk=made[0].pk)
    assert is_whole(kept)
    kept.word = bytes(kept.word) + b"x"
    assert not is_whole(kept)
    with pytest.raises(TypeError, match="不能修改"):
        kept.save()
    with pytest.raises(TypeError, match="不能删除"):
        kept.delete()


def test_the_print_view_says_the_same_and_escapes_it(county: County, case: Case) -> None:
    case.request = "<b>救助</b>"
    case.save()
    paper = paperwork.make_receipt(actor=county.actor("township.clerk"), case=case, on=days(1))
    page = print_view(paper)
    assert "&lt;b&gt;救助&lt;/b&gt;" in page
    assert paper.number in page
    assert "<script" not in page
    assert any("<b>救助</b>" in text for text in texts(paper))


def test_what_somebody_wrote_is_never_read_as_a_template() -> None:
    word = filled(Content("标题").say("{{ 7 * 7 }} {% raw %}").as_json("1"))
    assert "{{ 7 * 7 }} {% raw %}" in [p.text for p in Document(io.BytesIO(word)).paragraphs]


def test_outsiders_are_refused(county: County, elsewhere: County, case: Case) -> None:
    clerk, stranger = county.actor("township.clerk"), elsewhere.actor("township.clerk")
    makers = (paperwork.make_receipt, paperwork.make_missing_list, paperwork.make_application_form)
    for make in makers:
        with pytest.raises(PermissionDenied):
            make(actor=stranger, case=case, on=days(1))
    with pytest.raises(PermissionDenied):
        paperwork.make_receipt(actor=county.actor("county.auditor"), case=case, on=days(1))
    paper = paperwork.make_receipt(actor=clerk, case=case, on=days(1))
    assert list(papers(clerk, case.number)) == [paper]
    assert not papers(stranger).exists()
    with pytest.raises(PermissionDenied):
        papers(county.actor("county.checker"))
