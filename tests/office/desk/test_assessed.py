"""An assessment on the screen: what is yes and no and why first, the reasons of everything folded behind it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Callable
from html import unescape

import pytest
from county import County
from deskwork import LONG_AGO, case_of, do, household, in_hand, people_of, to_decision
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from doudi.accounts.actor import Actor
from doudi.cases.models import Case
from doudi.cases.services import Proposal, Signing, sign_step
from doudi.registry.services import record_facts
from doudi.rulebook.services import adopt, approve_adoption, keep_release

pytestmark = pytest.mark.django_db
SignedIn = Callable[[Actor], Client]


def rich(place: County) -> Case:
    """A case of two people, of whom one earns too much."""
    home = household(place, "虚一", "虚二")
    earner, wage = people_of(home)[0], {"wage_income": "2600"}
    record_facts(actor=place.actor("township.clerk"), subject=earner, values=wage, true_from=LONG_AGO)
    return case_of(place, home)


def shown(client: Client, case: Case) -> str:
    return unescape(client.get(reverse("case-assessment", args=[case.number])).content.decode())


def text(html: str) -> str:
    """What stands in a piece of a page."""
    return " ".join(re.sub("<[^>]*>", " ", html).split())


def lines(page: str) -> list[str]:
    """The lines of the first table: a class or benefit, whom, the answer, the clauses; below it the reasons."""
    table = re.search(r'<table class="table mb-0 answers">(.*?)</table>', page, re.S)
    assert table is not None
    return [text(row) for row in re.findall(r"<tr.*?</tr>", table[1], re.S)][1:]


def test_a_class_that_is_refused_gives_each_failing_condition_with_its_margin_and_clause(
    place: County, clerk: Client
) -> None:
    found = lines(shown(clerk, rich(place)))
    assert found[:2] == [
        "整户低保 全户 否 DEC649-9-1",
        "✗ 不成立 应：家庭人均月收入 低于 适用低保标准 550.00 元；实际：1300.00 元，相差 750.00 元",
    ]
    at = found.index("最低生活保障金 全户 不发放 GZ-4.1-1、GZ-4.1-3、GZ-4.1-4")
    assert "家庭人均月收入 低于 适用低保标准 × 低保边缘或低收入家庭倍数（825.00 元）" in found[at + 1]


def test_members_of_whom_the_same_is_said_stand_together(place: County, clerk: Client) -> None:
    found = lines(shown(clerk, rich(place)))
    assert "困难残疾人生活补贴发放 虚一、虚二 不发放 GZ-4.1-9" in found
    assert [line for line in found if line.startswith("特困人员 ")] == [
        "特困人员 虚一 否 DEC649-14-1、TK21-4-1、TK21-9-1",
        "特困人员 虚二 否 DEC649-14-1、TK21-4-1、TK21-9-1",
    ]


def test_what_is_due_gives_its_amount_and_a_service_is_not_called_yes(place: County, clerk: Client) -> None:
    home = household(place, "虚一", "虚二")
    out_of_work = {"employment": "unemployed"}
    record_facts(
        actor=place.actor("township.clerk"), subject=people_of(home)[0], values=out_of_work, true_from=LONG_AGO
    )
    found = lines(shown(clerk, case_of(place, home)))
    assert found[0] == "整户低保 全户 是 DEC649-9-1"
    assert "最低生活保障金 全户 1100.00 元/月 GZ-4.1-1、GZ-4.1-3、GZ-4.1-4" in found
    assert "公共就业服务 虚一 提供 GZ-4.5-1、GZ-4.5-2、GZ-4.5-3、GZ-4.5-4" in found
    assert "公益性岗位优先安排 虚一 转介办理 GZ-4.5-5" in found


def test_services_that_are_refused_are_folded_with_their_reasons(place: County, clerk: Client) -> None:
    page = shown(clerk, rich(place))
    assert not any(line.startswith("免普通高中学费") for line in lines(page))
    folded = page[page.index("不享受的服务、减免等，和为什么") : page.index("核算过程：每个结果怎么来的")]
    said = text(folded)
    assert "免普通高中学费 虚一、虚二 不减免" in said and "应：学段为“普通高中”；实际：不在学" in said


def test_every_result_is_folded_and_open_where_it_decides(place: County, clerk: Client) -> None:
    page = shown(clerk, rich(place))
    results = re.findall(r'<details class="result"( open)?><summary lang="zh-CN">([^<：]*)：', page)
    opened = [label for is_open, label in results if is_open]
    assert "整户低保" in opened and "特困人员" in opened and "困难残疾人生活补贴" in opened
    assert "免普通高中学杂费" in [label for is_open, label in results if not is_open]
    assert '<details class="why" open' not in page


def test_the_same_stands_beside_the_step_that_decides(place: County, as_: SignedIn) -> None:
    case = rich(place)
    run = to_decision(place, case)
    page = unescape(as_(place.actor(run.by)).get(reverse("step", args=[case.number, run.pk])).content.decode())
    assert lines(page)[0] == "整户低保 全户 否 DEC649-9-1"


def test_a_value_that_the_place_has_not_set_says_who_sets_it_and_leads_there(county: County, as_: SignedIn) -> None:
    editor, leader = county.actor("county.editor"), county.actor("county.leader")
    release = keep_release(actor=editor, word="guzhang-2021")
    approve_adoption(actor=leader, adoption=adopt(actor=editor, area=county.area, release=release, from_date=LONG_AGO))
    case = case_of(county)
    page = shown(as_(county.actor("township.clerk")), case)
    assert f'<a href="{reverse("standards")}">看地方标准</a>' in page
    assert (
        "当地还没有设定的标准：城市低保标准。由县级主管机关系统管理员、县级主管机关政策编辑在"
        "“政策与标准”的“地方标准”页录入，经县级主管机关分管领导批准后生效。" in text(page)
    )


def test_the_facts_stand_in_the_order_of_the_vocabulary_whoever_they_are_about(place: County, clerk: Client) -> None:
    home = household(place, "虚一", "虚二", known=False)
    actor, (first, second) = place.actor("township.clerk"), people_of(home)
    for name, value in (("labour", "full"), ("wage_income", "1"), ("hukou", "urban")):
        record_facts(actor=actor, subject=first, values={name: value}, true_from=LONG_AGO)
    for name, value in (("hukou", "urban"), ("labour", "full"), ("wage_income", "1")):
        record_facts(actor=actor, subject=second, values={name: value}, true_from=LONG_AGO)
    page = shown(clerk, case_of(place, home))
    for name in ("虚一", "虚二"):
        card = re.search(rf"<h3>{name}</h3>(.*?)</section>", page, re.S)
        assert card is not None
        asked = re.findall(r"<dt>([^<]*)</dt>", card[1])
        assert [label for label in asked if label in ("户口性质", "工资性收入", "劳动能力")] == [
            "户口性质",
            "工资性收入",
            "劳动能力",
        ]


def test_the_story_of_a_case_gives_the_day_on_which_a_step_was_signed(place: County, clerk: Client) -> None:
    opened, day = (localdate() - datetime.timedelta(days) for days in (9, 2))
    case = case_of(place, on=opened)
    while (run := in_hand(case)).kind != "decide":
        do(place, case, run.step, on=opened)
    signing = Signing(version=run.version, outcome="next", on=day, reason="属实", proposal=Proposal(reason="属实"))
    signed = sign_step(actor=place.actor(run.by), run=run, signing=signing)
    assert (signed.state, signed.opened_on) == ("signed", opened)
    page = clerk.get(reverse("case", args=[case.number])).content.decode()
    row = next(row for row in re.findall(r"<tr>.*?</tr>", page, re.S) if f">{run.label}</a>" in row)
    assert text(row).endswith(day.isoformat())


def test_what_is_due_stands_before_what_is_refused(place: County, clerk: Client) -> None:
    answers = clerk.get(reverse("case-assessment", args=[case_of(place, household(place, "虚一")).number]))
    states = [answer.state for answer in answers.context["said"].answers.first]
    assert {"yes", "no"} <= set(states)
    assert states == sorted(states, key=("yes", "open", "no").index)
