"""Papers: amounts in capitals, letters word by word, and what is kept of them."""

from __future__ import annotations

import io

import pytest
from county import County
from deskwork import id_number
from django.core.exceptions import PermissionDenied
from docx import Document
from families import apply, days, do, family, in_force, learn, poor_family, run_of, to_decision
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.audit.models import Entry
from doudi.cases import paperwork
from doudi.cases.application_form import CAUSES, NEEDS, SIGNERS
from doudi.cases.models import BenefitDue, Case, Decision, Notice, StepRun
from doudi.cases.notices.services import post
from doudi.cases.paperwork.due import due
from doudi.cases.paperwork.due import make as make_due
from doudi.cases.problems import CaseProblem
from doudi.cases.services import Application, ask_once, open_case
from doudi.papers.capitals import capitals
from doudi.papers.content import Content
from doudi.papers.looks import look, rendered
from doudi.papers.models import Paper
from doudi.papers.selectors import papers, print_view
from doudi.papers.services import download, is_whole, open_paper
from doudi.registry.models import Household
from doudi.registry.services import correct_person

APPEAL = (
    "如不服本决定，可以自收到本通知书之日起60日内，向清溪县人民政府申请行政复议；"
    "也可以自收到本通知书之日起6个月内，直接向有管辖权的人民法院提起行政诉讼。"
)


@pytest.fixture
def case(county: County) -> Case:
    return apply(county, poor_family(county))


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
        f"本件应当在{case.due_on.year}年{case.due_on.month}月{case.due_on.day}日前办结。"
        "要了解办到哪一步，请凭办件编号到受理窗口询问。",
        "清溪东镇社会救助服务中心",
        "2021年12月2日",
    ]


def test_the_request_of_a_letter_ends_with_one_full_stop(county: County) -> None:
    case = apply(county, poor_family(county), request="申请低保。")
    paper = paperwork.make_receipt(actor=county.actor("township.clerk"), case=case, on=days(1))
    assert "申请事项：申请低保。" in texts(paper)


def test_the_one_list_names_everything_that_is_missing(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    with pytest.raises(CaseProblem, match="还没有列出缺少的材料"):
        paperwork.make_missing_list(actor=clerk, case=case, on=days(1))
    ask_once(actor=clerk, case=case, on=days(1), documents=["户口簿", "身份证"])
    paper = paperwork.make_missing_list(actor=clerk, case=case, on=days(1))
    assert tables(paper)[0][0] == ["序号", "何人", "材料或情况"]
    assert [row[2] for row in tables(paper)[0][-2:]] == ["户口簿", "身份证"]
    assert "以上材料一次告知，补齐后不再另外要求。" in texts(paper)


def announced(county: County, case: Case) -> Decision:
    """The approval after its own notice has hung: from then on the family may be told."""
    decision = decided(county, case)
    do(county, case, "second_notice", days(40))
    return decision


def test_the_approval_letter_says_how_much_in_figures_and_capitals(county: County, case: Case) -> None:
    decision = announced(county, case)
    paper = paperwork.make_decision_letter(actor=county.actor("county.officer"), decision=decision, on=days(40))
    said = texts(paper)
    assert said[0] == "社会救助批准通知书"
    assert "已于2021年12月23日批准，给予以下救助：" in said[3]
    assert APPEAL in said
    assert tables(paper)[0] == [
        ["项目", "对象", "金额", "大写", "自", "依据条款"],
        ["最低生活保障金", "全户", "1200.00 元/月", "壹仟贰佰元整", "2022年1月1日", "四 帮扶措施（一）基本生活"],
        *(
            ["参保资助发放", f"虚人{n}", "160.00 元/年", "壹佰陆拾元整", "2022年1月1日", "四 帮扶措施（三）医疗"]
            for n in (1, 2, 3)
        ),
    ]


def test_what_is_paid_every_month_in_several_amounts_is_summed_up(county: County, case: Case) -> None:
    decision = announced(county, case)
    BenefitDue.objects.filter(decision=decision).exclude(benefit="dibao").update(unit="yuan/month")
    paper = paperwork.make_decision_letter(actor=county.actor("county.officer"), decision=decision, on=days(40))
    assert "以上按月发放的合计每月1680.00元（大写：壹仟陆佰捌拾元整）。" in texts(paper)


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
    assert income[1:] == [
        "应：家庭人均月收入 低于 适用低保标准 550.00 元；实际：9000.00 元，相差 8450.00 元",
        "8450.00 元/月",
        "《社会救助暂行办法》第九条 谁能得低保",
    ]
    assert next(row[2] for row in rows if "特困老年人年龄" in row[1]) == "19 岁"
    assert all(row[3] for row in rows[1:])


def test_a_letter_is_not_dated_before_its_decision(county: County, case: Case) -> None:
    decision = decided(county, case)
    with pytest.raises(CaseProblem, match="早于决定日期"):
        paperwork.make_decision_letter(actor=county.actor("county.officer"), decision=decision, on=days(1))


# The form


def cells(paper: Paper) -> dict[str, str]:
    """What stands beside each label of a form."""
    rows = [row for table in tables(paper) for row in table]
    return {row[n]: row[n + 1] for row in rows for n in range(0, len(row) - 1, 2)}


FIELDS = [
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
    "家庭主要致贫原因",
    "帮扶需求",
    "申请人申明承诺",
    "社区入户情况",
    "街道办事处（乡镇）审核意见",
    "领导小组办公室审批意见",
]
"""Annex 1 of the county form, field by field."""


@pytest.mark.parametrize("field", [*FIELDS, *SIGNERS])
def test_the_form_has_every_field_of_the_county_form(county: County, case: Case, field: str) -> None:
    assert field in cells(paperwork.make_application_form(actor=county.actor("township.clerk"), case=case, on=days(1)))


@pytest.mark.parametrize("word", [*CAUSES, *NEEDS])
def test_every_cause_and_need_has_its_box(county: County, case: Case, word: str) -> None:
    clerk = county.actor("township.clerk")
    empty = paperwork.make_application_form(actor=clerk, case=case, on=days(1))
    ticked = paperwork.make_application_form(
        actor=clerk,
        case=case,
        on=days(1),
        causes=[word] if word in CAUSES else [],
        needs=[word] if word in NEEDS else [],
    )
    row = "家庭主要致贫原因" if word in CAUSES else "帮扶需求"
    assert f"□{word}" in cells(empty)[row] and "☑" not in cells(empty)[row]
    assert f"☑{word}" in cells(ticked)[row] and cells(ticked)[row].count("☑") == 1


def test_the_form_says_what_is_known_of_the_applicant_and_the_family(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    Household.objects.filter(pk=case.household_id).update(address="清溪河村虚构路 1 号")
    for name, value in (("deposits", "9000.00"), ("housing_area", 45), ("vehicles", 1)):
        learn(county, name, value, household=case.household)
    case = Case.objects.get(pk=case.pk)
    paper = paperwork.make_application_form(
        actor=clerk, case=case, on=days(1), main=[str(case.applicant_id)], other="火灾"
    )
    said = cells(paper)
    assert texts(paper)[0] == "清溪县困难群众申请审核审批表"
    assert (said["申请人姓名"], said["家庭人口"], said["受助人口"]) == ("虚人1", "3 人", "")
    assert (said["家庭住址"], said["户籍地址"]) == ("清溪河村虚构路 1 号", "433126")
    assert said["救助对象类别"] == "整户低保"
    assert said["前三月刚性支出"] == "月均 0.00 元（大写：零元整）"
    assert said["前三月家庭人均可支配收入"] == "月均 300.00 元（大写：叁佰元整）"
    assert said["家庭财产"] == "人均存款 3000.00 元  人均住房面积 15.00 平方米  机动车辆 1 辆"
    assert said["家庭主要致贫原因"].endswith("□其它特殊困难（火灾）")
    assert said["申请人申明承诺"].startswith(
        "本人承诺以上情况属实，若有虚假，本人愿意放弃申请困难群众家庭的认定，并承担相应责任。"
    )
    assert "调查员：" in said["社区入户情况"] and "社区（盖章）" in said["社区入户情况"]
    for blank in ("经办人：", "分管领导：", "街道办事处（盖章）"):
        assert blank in said["街道办事处（乡镇）审核意见"]
    assert "（□没有 □有）明显不符合相应规定的情形，（□同意 □不同意）" in said["领导小组办公室审批意见"]
    family = next(table for table in tables(paper) if "是否就业" in table[0])
    assert family[0] == ["姓名", "性别", "与申请人的关系", "身份证号码", "是否为主要致贫人", "是否就业"]
    assert family[1:] == [
        ["虚人1", "男", "申请人", "", "是", "是"],
        ["虚人2", "男", "其他", "", "否", "是"],
        ["虚人3", "男", "其他", "", "否", "是"],
    ]
    assert any("本表一式两份" in text and "参会人员在审批意见处签字" in text for text in texts(paper))


def test_after_the_decision_the_form_says_what_was_found_and_who_receives(county: County, case: Case) -> None:
    decided(county, case)
    paper = paperwork.make_application_form(actor=county.actor("township.clerk"), case=case, on=days(23))
    said = cells(paper)
    assert said["受助人口"] == "3 人"
    assert "（☑没有 □有）" in said["领导小组办公室审批意见"] and "（☑同意 □不同意）" in said["领导小组办公室审批意见"]
    assert said["领导小组办公室审批意见"].endswith("2021年12月23日")
    recipients = next(table for table in tables(paper) if table[0] == ["姓名", "性别", "与申请人的关系", "身份证号码"])
    assert [row[0] for row in recipients[1:]] == ["虚人1", "虚人2", "虚人3"]


def test_where_somebody_else_than_the_head_applies_relations_are_said_to_be_to_the_head(county: County) -> None:
    in_force(county)
    household = family(county, {}, {})
    second = household.members.order_by("pk").last()
    assert second is not None
    case = open_case(
        actor=county.actor("township.clerk"),
        application=Application(household=household, applicant=second.person, applied_on=days(0)),
    )
    paper = paperwork.make_application_form(actor=county.actor("township.clerk"), case=case, on=days(1))
    members = next(table for table in tables(paper) if "是否就业" in table[0])
    assert [row[2] for row in members[1:]] == ["户主", "申请人"]


def test_what_the_form_does_not_have_is_not_ticked(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    with pytest.raises(ValueError, match="表上没有：懒惰"):
        paperwork.make_application_form(actor=clerk, case=case, on=days(1), causes=["懒惰"])
    with pytest.raises(ValueError, match="不是这户的成员：0"):
        paperwork.make_application_form(actor=clerk, case=case, on=days(1), main=["0"])


# Notices, appraisals, households


def test_a_notice_sheet_says_what_the_public_may_read_and_nothing_else(county: County, case: Case) -> None:
    to_decision(county, case)
    notice = Notice.objects.get()
    paper = paperwork.make_notice_sheet(actor=county.actor("village.assistant"), notice=notice, on=days(5))
    assert texts(paper) == [
        "社会救助公示",
        "990101〔2021〕000001号",
        "现将下列家庭申请社会救助的情况予以公示，接受群众监督。",
        "公示时间：2021年12月5日至2021年12月11日，共7天。",
        "对公示内容有异议的，请在公示期内当面、来信或者拨打监督电话0990-1234567反映，可以不留姓名。",
        "清溪河村服务点",
        "2021年12月6日",
    ]
    assert tables(paper) == [
        [
            ["项目", "内容"],
            ["申请人", "虚*1"],
            ["家庭人数", "3 人"],
            ["受助人数", "3 人"],
            ["救助类别", "整户低保"],
            ["监督电话", "0990-1234567"],
        ]
    ]
    for secret in ("虚人1", case.number, case.household.number):
        assert secret not in str(paper.content) and secret not in print_view(paper)


def test_what_was_decided_is_published_on_a_sheet_of_its_own(county: County, case: Case) -> None:
    decided(county, case)
    for step, day in (("second_notice", 40), ("inform", 41), ("publish", 42)):
        do(county, case, step, days(day))
    notice = Notice.objects.get(kind="result")
    said = texts(paperwork.make_notice_sheet(actor=county.actor("village.assistant"), notice=notice, on=days(42)))
    assert said[0] == "社会救助结果公布"
    assert said[2:5] == [
        "下列家庭的社会救助申请已经批准，现予公布，接受群众监督。",
        "公布时间：自2022年1月12日起。",
        "有不同意见的，请拨打监督电话0990-1234567反映。",
    ]


def test_the_minutes_of_an_appraisal_say_what_its_step_holds(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    run = StepRun.objects.create(
        case=case, step="appraisal", kind="appraisal", label="民主评议", state="cancelled", by="township.clerk"
    )
    with pytest.raises(CaseProblem, match="评议的日期和人数还没有填写；先在步骤里填好，保存后再制作记录。"):
        paperwork.make_appraisal_minutes(actor=clerk, run=run, on=days(5))
    run.data = {
        "held_on": "2021-12-04",
        "place": "村委会",
        "present": "15",
        "agree": "14",
        "against": "1",
        "note": "属实",
    }
    run.save()
    paper = paperwork.make_appraisal_minutes(actor=clerk, run=run, on=days(5))
    assert texts(paper)[0] == "民主评议记录"
    said = cells(paper)
    assert said["申请人"] == "虚人1"
    assert (said["评议日期"], said["评议地点"], said["评议意见"]) == ("2021年12月4日", "村委会", "属实")
    assert (said["到会人数"], said["同意人数"], said["不同意人数"]) == ("15 人", "14 人", "1 人")
    assert "主持人（签字）：            记录人（签字）：" in texts(paper)
    with pytest.raises(CaseProblem, match="只有民主评议的步骤有评议记录。"):
        paperwork.make_appraisal_minutes(actor=clerk, run=case.runs.get(kind="accept"), on=days(5))


def test_the_file_of_a_household_says_who_lives_there_what_is_known_and_what_was_done(
    county: County, case: Case
) -> None:
    decided(county, case)
    clerk = county.actor("township.clerk")
    paperwork.make_receipt(actor=clerk, case=case, on=days(23))
    paper = paperwork.make_household_file(actor=clerk, household=case.household, on=days(40))
    assert (paper.kind, paper.subject) == ("household", case.household.number)
    said = tables(paper)
    heads = [table[0] for table in said]
    assert cells(paper)["户编号"] == case.household.number
    assert cells(paper)["制作人"] == "清溪东镇社会救助服务中心 经办人 清溪东镇社会救助服务中心clerk"
    assert [row[0] for row in said[1][1:]] == ["虚人1", "虚人2", "虚人3"]
    facts = said[heads.index(["对象", "事实", "内容", "来源", "自"])]
    assert ["虚人1", "工资性收入", "900.00 元/月", "本人申报", "2021-09-27"] in facts
    assert said[heads.index(["办件编号", "申请人", "程序", "申请日期", "结果"])][1][:3] == [
        case.number,
        "虚人1",
        "一般程序",
    ]
    assert said[heads.index(["日期", "办件编号", "决定", "决定人", "与核算不同的理由"])][1][2] == "决定：批准"
    money = said[heads.index(["待遇", "对象", "金额", "大写", "自"])]
    assert money[1] == ["最低生活保障金", "全户", "1200.00 元/月", "壹仟贰佰元整", "2022-01-01"]
    posted = said[heads.index(["种类", "办件编号", "张贴地点", "时间"])]
    assert posted[1:] == [["公示", case.number, "社区公示栏", "2021-12-05 至 2021-12-11"]]
    made = said[heads.index(["编号", "名称", "日期", "制作人"])]
    assert [row[1] for row in made[1:]] == ["社会救助申请受理通知书"]


def test_no_paper_holds_a_whole_personal_number(county: County, case: Case) -> None:
    number, telephone = id_number(), "13900000001"
    clerk = county.actor("township.clerk")
    changes = {"id_number": number, "telephone": telephone}
    correct_person(actor=clerk, person=case.applicant, changes=changes, reason="补登")
    for paper in (
        paperwork.make_application_form(actor=clerk, case=Case.objects.get(pk=case.pk), on=days(1)),
        paperwork.make_household_file(actor=clerk, household=case.household, on=days(1)),
    ):
        said = str(tables(paper))
        assert number not in said and telephone not in said
        assert f"990101***********{number[-1:]}" in said and "139****0001" in said


# What is still to be made


def of(case: Case) -> dict[str, bool]:
    """The papers that are due, and whether each is missing."""
    return {str(each.label): each.is_missing for each in due(Case.objects.get(pk=case.pk))}


def test_each_paper_is_due_from_its_step_on_and_missing_until_it_is_made(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    assert of(case) == {"收件回执": False}
    do(county, case, "accept", days(1))
    assert of(case) == {"受理通知书": True}
    made = make_due(actor=clerk, case=Case.objects.get(pk=case.pk), kind="receipt", key=0, on=days(1))
    assert made.content["title"] == "社会救助申请受理通知书"
    assert of(case) == {"受理通知书": False}
    ask_once(actor=clerk, case=case, on=days(1), documents=["户口簿"])
    assert of(case)["一次性告知书"]
    for step, day in (("assess", 2), ("check", 2), ("visit", 3), ("opinion", 4), ("notice", 20)):
        do(county, case, step, days(day))
    do(county, case, "sample", days(21))
    assert of(case)["公示单"]
    do(county, case, "decide_civil_affairs", days(22))
    assert "批准通知书" not in of(case)
    do(county, case, "second_notice", days(40))
    assert of(case)["批准通知书"]
    run = case.runs.get(step="decide_civil_affairs")
    assert [each.label for each in due(case) if run.pk in each.steps] == ["批准通知书"]
    inform = due(Case.objects.get(pk=case.pk))[-1]
    make_due(actor=clerk, case=case, kind=inform.kind, key=inform.key, on=days(40))
    assert not of(case)["批准通知书"]


def test_a_receipt_from_before_the_acceptance_is_not_the_letter_of_acceptance(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    early = paperwork.make_receipt(actor=clerk, case=case, on=days(0))
    assert texts(early)[0] == "社会救助申请收件回执"
    assert texts(early)[-3] == "本回执只证明收到申请；是否受理，审查后另行告知。"
    do(county, case, "accept", days(1))
    assert of(case) == {"受理通知书": True}


def test_a_notice_posted_anew_wants_a_new_sheet(county: County, case: Case) -> None:
    for step, day in (("accept", 1), ("assess", 2), ("check", 2), ("visit", 3), ("opinion", 4)):
        do(county, case, step, days(day))
    assistant = county.actor("village.assistant")
    run = run_of(case, "notice")
    notice = post(actor=assistant, run=run, version=run.version, posted_on=days(5), place="公示栏")
    paperwork.make_notice_sheet(actor=assistant, notice=notice, on=days(5))
    assert not of(case)["公示单"]
    run.refresh_from_db()
    post(actor=assistant, run=run, version=run.version, posted_on=days(6), place="公示栏")
    assert of(case)["公示单"]


def test_what_is_not_due_is_not_made(county: County, case: Case) -> None:
    with pytest.raises(CaseProblem, match="这份文书现在还不能制作。"):
        make_due(actor=county.actor("township.clerk"), case=case, kind="approval", key=1, on=days(1))


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
    kept = Paper.objects.get(pk=made[0].pk)
    kept.content["title"] = "别的"
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
    word = rendered(look(None, "receipt"), Content("标题").say("{{ 7 * 7 }} {% raw %}").as_json("1"))
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
    with pytest.raises(PermissionDenied):
        paperwork.make_household_file(actor=stranger, household=case.household, on=days(1))
    for take in (open_paper, download):
        with pytest.raises(Paper.DoesNotExist):
            take(actor=stranger, pk=paper.pk)


def test_a_department_makes_papers_of_its_own_cases_only_and_reads_its_own(county: County, case: Case) -> None:
    contact = county.actor("department.contact")
    with pytest.raises(PermissionDenied, match="这件没有由本部门办理的步骤。"):
        paperwork.make_receipt(actor=contact, case=case, on=days(1))
    StepRun.objects.create(
        case=case, step="x", kind="inform", label="告知", state="done", by=contact.post, agency="medical_security"
    )
    theirs = paperwork.make_receipt(actor=county.actor("township.clerk"), case=case, on=days(1))
    own = paperwork.make_receipt(actor=contact, case=case, on=days(1))
    assert list(papers(contact)) == [own]
    assert set(papers(county.actor("county.auditor"))) == {own, theirs}


def test_reading_and_downloading_a_paper_are_noted(county: County, case: Case) -> None:
    clerk = county.actor("township.clerk")
    paper = paperwork.make_receipt(actor=clerk, case=case, on=days(1))
    open_paper(actor=clerk, pk=paper.pk)
    assert bytes(download(actor=clerk, pk=paper.pk).word) == bytes(paper.word)
    noted = Entry.objects.filter(subject_type="papers.Paper", subject_id=str(paper.pk)).order_by("sequence")
    assert [(entry.verb, entry.user_id) for entry in noted] == [
        ("paper.made", clerk.user.pk),
        ("paper.read", clerk.user.pk),
        ("paper.downloaded", clerk.user.pk),
    ]
