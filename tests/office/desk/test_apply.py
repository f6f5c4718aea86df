"""A new application in one sitting: saved as it goes, sent in once, refused with the reason beside the field."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape

import pytest
from county import County
from deskwork import household, id_number
from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from doudi.accounts.actor import Actor
from doudi.cases.models import Case
from doudi.desk.drafting import content_of
from doudi.desk.models import Draft
from doudi.registry.models import FactVersion, Household, Person

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft(clerk: Client) -> Draft:
    """An application just begun for a new family."""
    clerk.post(reverse("apply-begin"))
    return Draft.objects.get()


def family(place: County, **changes: str) -> dict[str, str]:
    return {
        "area": place.village.code,
        "address": "虚构路 3 号",
        "rows": "3",
        "0-name": "虚大山",
        "0-relation": "head",
        "0-id_number": id_number("19700502"),
        "1-name": "虚小雨",
        "1-relation": "child",
        "1-birth_date": "2015-03-01",
        "1-sex": "female",
        **changes,
    }


def asked(applicant: str = "m0", **changes: str) -> dict[str, str]:
    return {
        "applicant": applicant,
        "applied_on": localdate().isoformat(),
        "applied_by": "self",
        "request": "低保",
        **changes,
    }


def post(client: Client, name: str, draft: Draft, data: dict[str, str], **more: object):
    return client.post(reverse(f"apply-{name}", args=[draft.pk]), data, **more)


def filled(place: County, clerk: Client, draft: Draft) -> Draft:
    """The same application with everything entered."""
    post(clerk, "family", draft, {**family(place), "do": "next"})
    post(clerk, "facts", draft, {"f-h-lives_in": "urban", "f-m0-wage_income": "800", "do": "next"})
    post(clerk, "request", draft, asked())
    draft.refresh_from_db()
    return draft


def test_a_new_family_becomes_a_household_with_its_facts_and_a_case(place: County, clerk: Client, draft: Draft) -> None:
    filled(place, clerk, draft)
    look = clerk.get(reverse("apply-check", args=[draft.pk])).content.decode()
    assert "虚大山" in look and "一般程序" in look
    answer = post(clerk, "check", draft, {})
    case = Case.objects.get()
    assert answer["Location"] == reverse("case", args=[case.number])
    assert case.applicant.name == "虚大山" and case.applicant.birth_date.isoformat() == "1970-05-02"
    assert [m.person.name for m in case.household.members.order_by("pk")] == ["虚大山", "虚小雨"]
    assert FactVersion.objects.get(name="wage_income").value == "800.00"
    assert FactVersion.objects.get(name="lives_in").source == "declared"


def test_a_double_click_opens_one_case(place: County, clerk: Client, draft: Draft) -> None:
    filled(place, clerk, draft)
    first, second = post(clerk, "check", draft, {}), post(clerk, "check", draft, {})
    assert first["Location"] == second["Location"]
    assert (Case.objects.count(), Household.objects.count()) == (1, 1)


def test_what_was_typed_survives_a_lost_connection_even_when_it_is_wrong(
    place: County, clerk: Client, draft: Draft
) -> None:
    typed = family(place, **{"0-id_number": "990101"})
    answer = post(clerk, "family", draft, {**typed, "do": "save"}, headers={"HX-Request": "true"})
    assert "已保存" in answer.content.decode()
    page = clerk.get(reverse("apply-family", args=[draft.pk])).content.decode()
    assert 'value="990101"' in page and 'value="虚小雨"' in page


def test_a_draft_is_not_kept_in_plain_text(place: County, clerk: Client, draft: Draft) -> None:
    post(clerk, "family", draft, {**family(place), "do": "next"})
    draft.refresh_from_db()
    assert "虚" not in draft.content and "虚大山" in str(content_of(draft))


def test_the_draft_is_emptied_when_it_has_been_sent_in(place: County, clerk: Client, draft: Draft) -> None:
    filled(place, clerk, draft)
    post(clerk, "check", draft, {})
    draft.refresh_from_db()
    assert draft.content == "" and draft.case is not None


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"0-id_number": "990101197005020010"}, "公民身份号码"),
        ({"0-name": ""}, "姓名要写 1 至 64 个字"),
        ({"0-relation": "child"}, "一户要有一个户主，也只能有一个。"),
        ({"1-relation": "head"}, "一户要有一个户主，也只能有一个。"),
        ({"area": ""}, "请选一项。"),
        ({"area": "990102001001"}, "没有这个选项，请重选。"),
    ],
)
def test_a_wrong_family_is_refused_with_the_reason(
    place: County, clerk: Client, draft: Draft, changes: dict[str, str], said: str
) -> None:
    answer = post(clerk, "family", draft, {**family(place, **changes), "do": "next"})
    # With one community in the area there is nothing to choose, but what is sent is still looked at.
    assert answer.status_code == 422
    assert said in answer.content.decode()
    assert Household.objects.count() == 0


def test_only_facts_that_still_matter_are_asked(place: County, clerk: Client, draft: Draft) -> None:
    post(clerk, "family", draft, {**family(place), "do": "next"})
    before = clerk.get(reverse("apply-facts", args=[draft.pk])).content.decode()
    assert 'name="f-m0-disability_kind"' in before and 'name="f-m0-disability_grade"' in before
    post(clerk, "facts", draft, {"f-m0-disability_kind": "none", "do": "save"})
    after = clerk.get(reverse("apply-facts", args=[draft.pk])).content.decode()
    assert 'name="f-m0-disability_kind"' in after and 'name="f-m0-disability_grade"' not in after


def facts_page(clerk: Client, draft: Draft) -> str:
    return unescape(clerk.get(reverse("apply-facts", args=[draft.pk])).content.decode())


def test_saving_says_how_much_is_left_and_what_need_not_be_asked_any_more(
    place: County, clerk: Client, draft: Draft
) -> None:
    post(clerk, "family", draft, {**family(place), "do": "next"})
    asked_before = set(re.findall(r'name="f-(m\d-(?!none")[^"]+|h-[^"]+)"', facts_page(clerk, draft)))
    sent = {f"f-{name}": "" for name in asked_before} | {"f-m0-disability_kind": "none", "do": "save"}
    page = clerk.post(reverse("apply-facts", args=[draft.pk]), sent, follow=True).content.decode()
    assert "这些现在用不着问了：虚大山：残疾等级。" in unescape(page)
    left = len(set(re.findall(r'name="f-(m\d-(?!none")[^"]+|h-[^"]+)"', page))) - 1  # the one answer stands there too
    assert f"还有 {left} 项没有答，见下。" in page


def test_when_nothing_is_left_to_ask_saving_says_so(place: County, clerk: Client) -> None:
    found = household(place, "虚一", "虚二")
    clerk.post(reverse("apply-for", args=[found.number]))
    draft = Draft.objects.get()
    page = clerk.post(reverse("apply-facts", args=[draft.pk]), {"do": "save"}, follow=True).content.decode()
    assert "已保存。没有还要问的了，可以点“保存，下一步”。" in unescape(page)


def test_the_grade_of_a_disability_is_chosen_and_not_typed(place: County, clerk: Client, draft: Draft) -> None:
    post(clerk, "family", draft, {**family(place), "do": "next"})
    page = facts_page(clerk, draft)
    choices = re.search(r'<select name="f-m0-disability_grade".*?</select>', page, re.S)
    assert choices is not None
    assert re.findall(r'value="(\d)">([^<]*)<', choices[0]) == [
        ("1", "一级（最重）"),
        ("2", "二级"),
        ("3", "三级"),
        ("4", "四级（最轻）"),
    ]
    post(clerk, "facts", draft, {"f-m0-disability_grade": "2", "do": "next"})
    draft.refresh_from_db()
    assert content_of(draft)["facts"]["m0"]["disability_grade"] == 2
    assert '<option value="2" selected>' in facts_page(clerk, draft)


def test_what_seldom_concerns_an_age_is_folded_and_answered_at_once(place: County, clerk: Client, draft: Draft) -> None:
    post(clerk, "family", draft, {**family(place), "do": "next"})
    grown, child = re.findall(r'<details class="seldom">(.*?)</details>', facts_page(clerk, draft), re.S)
    assert 'name="f-m0-orphan"' in grown and 'name="f-m0-wage_income"' not in grown
    assert 'name="f-m1-wage_income"' in child and 'name="f-m1-orphan"' not in child
    names = re.findall(r'name="(f-m1-[^"]+)"', child)
    sent = dict.fromkeys(names, "") | {"f-m1-none": "on", "f-m1-wage_income": "50"}
    post(clerk, "facts", draft, {**sent, "do": "save"}, headers={"HX-Request": "true"})
    draft.refresh_from_db()
    assert content_of(draft)["facts"]["m1"] == {"wage_income": "50.00"}  # on the way nothing is declared yet
    post(clerk, "facts", draft, {**sent, "do": "next"})
    draft.refresh_from_db()
    answers = content_of(draft)["facts"]["m1"]
    assert (answers["wage_income"], answers["business_income"]) == ("50.00", "0.00")
    assert (answers["has_other_child"], answers["only_child"]) == (False, "none")
    assert "orphan" not in answers and "disability_kind" not in answers


def test_without_the_box_what_is_folded_stays_unknown(place: County, clerk: Client, draft: Draft) -> None:
    post(clerk, "family", draft, {**family(place), "do": "next"})
    post(clerk, "facts", draft, {"f-m1-wage_income": "", "f-m1-only_child": "", "do": "next"})
    draft.refresh_from_db()
    assert content_of(draft)["facts"].get("m1", {}) == {}


def test_a_wrong_id_number_does_not_tell_the_right_one(place: County, clerk: Client, draft: Draft) -> None:
    right = id_number("19700502")
    wrong = right[:-1] + next(sign for sign in "0123456789X" if sign != right[-1])
    page = post(clerk, "family", draft, {**family(place, **{"0-id_number": wrong}), "do": "next"}).content.decode()
    said = re.search(r'id="id_0-id_number_error"[^>]*>([^<]*)<', page)
    assert said is not None and "校验码不对，至少有一位写错了，请对着证件逐位核对" in said[1]
    assert "末位" not in said[1]


def test_a_wrong_amount_is_said_beside_its_field_and_the_rest_is_kept(
    place: County, clerk: Client, draft: Draft
) -> None:
    post(clerk, "family", draft, {**family(place), "do": "next"})
    answer = post(clerk, "facts", draft, {"f-m0-wage_income": "很多", "f-m0-labour": "full", "do": "next"})
    assert answer.status_code == 422
    said = re.search(r'id="id_f-m0-wage_income_error"[^>]*>([^<]*)<', answer.content.decode())
    assert said is not None and said[1] == "请填以元为单位的金额，如 412.50：只写数字，不写单位和逗号。"
    draft.refresh_from_db()
    assert content_of(draft)["facts"]["m0"]["labour"] == "full"


def test_a_guardian_needs_a_name_and_papers(place: County, clerk: Client, draft: Draft) -> None:
    filled(place, clerk, draft)
    answer = post(clerk, "request", draft, asked(applied_by="guardian"))
    assert answer.status_code == 422
    assert "由监护人或受委托人申请的，请填写。" in answer.content.decode()


def test_a_second_case_of_the_same_kind_is_refused_in_the_services_words(place: County, clerk: Client) -> None:
    found = household(place, "虚一")
    for _n in range(2):
        clerk.post(reverse("apply-for", args=[found.number]))
        draft = Draft.objects.get(case=None)
        person = str(found.members.get().person_id)
        post(clerk, "request", draft, asked(person))
        answer = post(clerk, "check", draft, {})
    assert answer.status_code == 422
    assert "这户已有同一程序的在办件" in answer.content.decode()
    assert Case.objects.count() == 1


def test_a_failure_at_the_end_leaves_nothing_half_done(place: County, clerk: Client, draft: Draft) -> None:
    number = id_number("19700502")
    post(clerk, "family", draft, {**family(place, **{"0-id_number": number}), "do": "next"})
    post(clerk, "request", draft, asked())
    household(place, "别人", known=False)
    someone = Person.objects.get()
    clerk.post(
        reverse("person-correct", args=[someone.memberships.get().household.number, someone.pk]),
        {"name": "别人", "id_number": number, "reason": "补录", "sex": "", "birth_date": ""},
    )
    answer = post(clerk, "check", draft, {})
    assert answer.status_code == 422 and "已经登记过一个人" in answer.content.decode()
    assert (Household.objects.count(), Case.objects.count()) == (1, 0)


def test_an_outsider_cannot_begin_for_a_household_of_another_county(place: County, outsider: Client) -> None:
    found = household(place, "虚一")
    assert outsider.post(reverse("apply-for", args=[found.number])).status_code == 404
    assert not Draft.objects.exists()


def test_a_leader_does_not_enter_applications(place: County, as_: Callable[[Actor], Client]) -> None:
    assert as_(place.actor("township.leader")).get(reverse("apply")).status_code == 403
