"""Reading households from JSON: all of a file is right, or none of it is used."""

from __future__ import annotations

import datetime
import json
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from building import Draft
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.policy.definitions import types
from doudi.policy.definitions.model import Policy
from doudi.policy.definitions.types import BOOLEAN, code
from doudi.policy.inputs import facts
from doudi.policy.inputs.facts import MOST_BYTES, read, read_file
from doudi.policy.meaning.household import Household
from doudi.policy.messages.refusal import MOST_SHOWN, Refused
from doudi.vocabulary.id_number import invented_number


@pytest.fixture(scope="module")
def policy() -> Policy:
    draft = Draft()
    draft.codes["stall"] = {"fixed": "固定", "moving": "流动"}
    draft.person_fact("street_trader", BOOLEAN, "在街头经营")
    draft.person_fact("stall_kind", code("stall"), "摊位")
    draft.household_fact("hostel_fee", types.number("yuan/month"), "住宿费")
    draft.parameter("dibao_standard", label="城市低保标准")
    draft.rule("income", draft.parameter("income_floor", 0), label="家庭月收入")
    return draft.policy()


def one(policy: Policy, document: object) -> Household:
    found = read(json.dumps(document).encode(), policy, "h.json")
    (household,) = found.households
    return household


def member(policy: Policy, **facts: object) -> Mapping[str, object]:
    return one(policy, {"members": [facts]}).members[0].facts


def refusal(policy: Policy, document: object, lang: str = "zh") -> str:
    data = document if isinstance(document, bytes) else json.dumps(document, ensure_ascii=False).encode()
    with pytest.raises(Refused) as raised:
        read(data, policy, "h.json")
    return raised.value.text(lang)


def refused_member(policy: Policy, lang: str = "zh", **facts: object) -> str:
    return refusal(policy, {"id": "H7", "members": [facts]}, lang)


# What is accepted


def test_a_fact_that_is_absent_or_null_is_unknown(policy: Policy) -> None:
    found = member(policy, wage_income=None)
    assert found.get("wage_income") is None
    assert found.get("business_income") is None


def test_zero_and_false_are_known(policy: Policy) -> None:
    found = member(policy, wage_income=0, orphan=False)
    assert found["wage_income"] == 0
    assert found["orphan"] is False


@pytest.mark.parametrize(
    ("written", "fen"),
    [
        ("412.5", 41250),
        ("412.50", 41250),
        ('"412.50"', 41250),
        ('"412"', 41200),
        ("0", 0),
        ("-0.0", 0),
        ("100000000", 10_000_000_000),
        ('"100000000.00"', 10_000_000_000),
        ("0.01", 1),
        ("4.125e2", 41250),
        ("1E2", 10000),
        ("412.500", 41250),
        ("0.07", 7),
    ],
)
def test_money_is_read_exactly(policy: Policy, written: str, fen: int) -> None:
    found = read(f'{{"members": [{{"wage_income": {written}}}]}}'.encode(), policy, "h.json")
    assert found.households[0].members[0].facts["wage_income"] == Fraction(fen, 100)


@given(st.integers(0, 10_000_000_000))
@settings(max_examples=50)
def test_every_amount_of_fen_is_the_same_as_text_and_as_number(fen: int) -> None:
    policy = Draft().policy()
    amount = f"{fen // 100}.{fen % 100:02d}"
    data = f'{{"members": [{{"wage_income": {amount}, "business_income": "{amount}"}}]}}'.encode()
    found = read(data, policy, "h.json").households[0].members[0].facts
    assert found["wage_income"] == found["business_income"] == Fraction(fen, 100)


def test_dates_codes_and_text_are_read_by_their_types(policy: Policy) -> None:
    found = member(policy, birth_date="2000-02-29", hukou="urban", name="虚甲乙", disability_grade=2)
    assert found["birth_date"] == datetime.date(2000, 2, 29)
    assert (found["hukou"], found["name"], found["disability_grade"]) == ("urban", "虚甲乙", 2)


def test_the_policy_s_own_facts_and_codes_are_known(policy: Policy) -> None:
    household = one(policy, {"hostel_fee": "30.00", "members": [{"street_trader": True, "stall_kind": "moving"}]})
    assert household.facts["hostel_fee"] == 30
    assert household.members[0].facts == {"street_trader": True, "stall_kind": "moving"}


def test_a_list_stays_a_list_in_its_order(policy: Policy) -> None:
    found = read(b'[{"id": "B", "members": [{}]}, {"members": [{}]}]', policy, "h.json")
    assert found.listed
    assert [household.id for household in found.households] == ["B", "H2"]


def test_one_object_is_not_a_list(policy: Policy) -> None:
    assert not read(b'{"members": [{}]}', policy, "h.json").listed


def test_an_empty_list_holds_no_household(policy: Policy) -> None:
    assert read(b"[]", policy, "h.json").households == ()


def test_who_has_no_id_is_called_by_place_and_never_like_another(policy: Policy) -> None:
    household = one(policy, {"members": [{}, {"id": "P1"}, {"id": None}]})
    assert household.id == "H1"
    assert [person.id for person in household.members] == ["P2", "P1", "P3"]


def test_a_byte_order_mark_is_overlooked(policy: Policy) -> None:
    assert read(b'\xef\xbb\xbf{"members": [{}]}', policy, "h.json").households[0].id == "H1"


def test_fifty_members_are_a_household_and_fifty_one_are_not(policy: Policy) -> None:
    assert len(one(policy, {"members": [{}] * 50}).members) == 50
    assert refusal(policy, {"members": [{}] * 51}) == (
        "h.json：户 H1，members：有 51 名成员，一户应有 1 至 50 人。请核对共同生活的人。"
    )


def test_what_the_form_adds_for_its_reader_is_overlooked(policy: Policy) -> None:
    household = one(policy, {"$schema": "schema.json", "$meaning": {"a": "b"}, "members": [{}]})
    assert household.facts == {}


# Values that are refused


@pytest.mark.parametrize(
    ("facts", "zh"),
    [
        (
            {"wage_income": "1,000"},
            'wage_income（工资性收入）：应是以元计的金额，如 412.50，这里是文字 "1,000"。请只写数字，不带单位和逗号。',
        ),
        ({"wage_income": "412.505"}, "wage_income（工资性收入）：412.505 的小数超过两位。请写到分（两位小数）。"),
        ({"wage_income": "412.500"}, "wage_income（工资性收入）：412.500 的小数超过两位。请写到分（两位小数）。"),
        ({"wage_income": 412.505}, "wage_income（工资性收入）：412.505 的小数超过两位。请写到分（两位小数）。"),
        ({"wage_income": -0.01}, "wage_income（工资性收入）：-0.01 超出范围，应在 0 至 100,000,000 之间。请核对。"),
        ({"wage_income": "-1"}, "wage_income（工资性收入）：-1 超出范围，应在 0 至 100,000,000 之间。请核对。"),
        (
            {"wage_income": 100_000_000.01},
            "wage_income（工资性收入）：100000000.01 超出范围，应在 0 至 100,000,000 之间。请核对。",
        ),
        (
            {"wage_income": True},
            "wage_income（工资性收入）：应是以元计的金额，如 412.50，这里是真假值 true。请只写数字，不带单位和逗号。",
        ),
        (
            {"wage_income": []},
            "wage_income（工资性收入）：应是以元计的金额，如 412.50，这里是列表。请只写数字，不带单位和逗号。",
        ),
        ({"months_resident": 1201}, "months_resident（本地居住月数）：1201 超出范围，应在 0 至 1,200 之间。请核对。"),
        (
            {"disability_grade": 1_000_001},
            "disability_grade（残疾等级）：1000001 超出范围，应在 0 至 1,000,000 之间。请核对。",
        ),
        ({"disability_grade": "2"}, 'disability_grade（残疾等级）：应是数字，这里是文字 "2"。请写数字，不加引号。'),
        (
            {"disability_grade": False},
            "disability_grade（残疾等级）：应是数字，这里是真假值 false。请写数字，不加引号。",
        ),
        (
            {"orphan": "是"},
            'orphan（孤儿）：应是 true 或 false，这里是文字 "是"。请不加引号写 true 或 false，不知道写 null。',
        ),
        (
            {"orphan": 1},
            "orphan（孤儿）：应是 true 或 false，这里是数字 1。请不加引号写 true 或 false，不知道写 null。",
        ),
        ({"name": 3}, "name（姓名）：应是文字，这里是数字 3。请加引号。"),
        ({"name": "甲\u202e乙"}, "name（姓名）：文字里有不能显示的字符，或长过 200 个字。请改正。"),
        ({"name": "甲" * 201}, "name（姓名）：文字里有不能显示的字符，或长过 200 个字。请改正。"),
        (
            {"birth_date": "2021-2-3"},
            'birth_date（出生日期）：应是日期，如 2021-09-27，这里是文字 "2021-2-3"。请按 年-月-日 写。',
        ),
        ({"birth_date": "2021-02-29"}, "birth_date（出生日期）：没有 2021-02-29 这一天。请核对。"),
        (
            {"birth_date": "1899-12-31"},
            "birth_date（出生日期）：1899-12-31 超出范围，应在 1900-01-01 至 2199-12-31 之间。请核对。",
        ),
        ({"hukou": "city"}, 'hukou（户口性质）：没有 "city" 这个代码。可写：urban 城镇、rural 农村。'),
        (
            {"hukou": "urbn"},
            'hukou（户口性质）：没有 "urbn" 这个代码。最接近的是 urban；可写：urban 城镇、rural 农村。',
        ),
        (
            {"hukou": "农村"},
            'hukou（户口性质）：没有 "农村" 这个代码。最接近的是 rural；可写：urban 城镇、rural 农村。',
        ),
        ({"hukou": 1}, "hukou（户口性质）：应是一个代码，这里是数字 1。可写：urban 城镇、rural 农村。"),
    ],
)
def test_a_wrong_value_is_told_with_where_what_and_what_to_do(policy: Policy, facts: dict[str, Any], zh: str) -> None:
    assert refused_member(policy, id="P9", **facts) == f"h.json：户 H7，成员 P9，{zh}"


def test_english_says_the_same(policy: Policy) -> None:
    assert refused_member(policy, "en", wage_income="1,000") == (
        'h.json: household H7, member P1, wage_income (工资性收入): must be an amount in yuan such as 412.50, not text "1,000". '
        "Write digits only, without unit or commas."
    )


@pytest.mark.parametrize(
    "written",
    [
        "1e999999999",
        "1e99999999999999999999999",
        "9" * 5000,
        "1" + "0" * 70,
        "-" + "9" * 5000,
        "1e-999999999",
        "0." + "0" * 5000 + "1",
    ],
)
def test_a_monstrous_number_is_refused_at_once(policy: Policy, written: str) -> None:
    message = refusal(policy, f'{{"members": [{{"wage_income": {written}}}]}}'.encode())
    assert "超出范围" in message or "小数超过两位" in message
    assert len(message) < 200


@pytest.mark.parametrize("word", ["NaN", "Infinity", "-Infinity"])
def test_what_is_not_finite_is_refused(policy: Policy, word: str) -> None:
    assert refusal(policy, f'{{"members": [{{"wage_income": {word}}}]}}'.encode()) == (
        f"h.json：{word} 不是数。不知道的请写 null 或不写。"
    )


@pytest.mark.parametrize("text", ["NaN", "1e3", "٣", "１２", " 5", "5.", ".5", "", "+5", "0x10", "5\n"])
def test_money_as_text_is_plain_digits(policy: Policy, text: str) -> None:
    assert "应是以元计的金额" in refused_member(policy, wage_income=text)


# Keys that are refused


@pytest.mark.parametrize(
    ("document", "zh"),
    [
        (
            {"propertywithin_limits": True, "members": [{}]},
            "propertywithin_limits：没有这个事实。最接近的是 property_within_limits（家庭财产符合规定），请改正。",
        ),
        ({"xyzzy": 1, "members": [{}]}, "xyzzy：没有这个事实，也没有相近的。请删去，或用 doudi form 查看有哪些事实。"),
        (
            {"wage_income": 1, "members": [{}]},
            "wage_income（工资性收入）：这是成员的事实，写在了户上。请移到 members 里的那个人。",
        ),
        ({"members": [{"deposits": 1}]}, "成员 P1，deposits（存款）：这是户的事实，写在了成员上。请移到成员外面。"),
        ({"存款": 1, "members": [{}]}, "存款：请写键 deposits，不写标签。"),
        ({"income": 1, "members": [{}]}, "income：这是算出来的结果，不是要填的事实。请删去。"),
        (
            {"dibao_standard": 550, "members": [{}]},
            "dibao_standard：这是政策参数，不是这一户的事实。请改用 --set dibao_standard=… 或 --place 文件。",
        ),
        (
            {"members": [{"members": []}]},
            "成员 P1，members：没有这个事实，也没有相近的。请删去，或用 doudi form 查看有哪些事实。",
        ),
        (
            {"members": [{"$meaning": 1}]},
            "成员 P1，$meaning：没有这个事实，也没有相近的。请删去，或用 doudi form 查看有哪些事实。",
        ),
    ],
)
def test_an_unknown_key_is_told_with_its_likeliest_reason(policy: Policy, document: object, zh: str) -> None:
    assert refusal(policy, document) == f"h.json：户 H1，{zh}"


def test_a_key_written_twice_is_refused(policy: Policy) -> None:
    assert refusal(policy, b'{"members": [{"wage_income": 1, "wage_income": 2}]}') == (
        "h.json：户 H1，成员 P1，wage_income（工资性收入）：同一个键写了两次，不知道以哪个为准。请只留一个。"
    )


def test_ids_of_members_and_households_must_differ(policy: Policy) -> None:
    text = refusal(policy, [{"id": "A", "members": [{"id": "x"}, {"id": "x"}]}, {"id": "A", "members": [{}]}])
    assert text.splitlines() == [
        "h.json：有 2 处错误，没有作任何认定：",
        "- 户 A：这个户编号出现了两次（第 1 户和第 2 户）。请改成不同的编号。",
        "- 户 A，成员 x：这个成员编号在本户出现了两次。请改成不同的编号。",
    ]


@pytest.mark.parametrize("name", [7, "", " ", "x" * 101, "a\u0000b", ["a"], True])
def test_an_id_is_short_text(policy: Policy, name: object) -> None:
    assert "编号应是 1 至 100 个字的文字" in refusal(policy, {"id": name, "members": [{}]})
    assert "户 H1，成员 P1，id：编号应是" in refusal(policy, {"members": [{"id": name}]})


# Shapes that are refused


@pytest.mark.parametrize(
    ("document", "zh"),
    [
        (3, "h.json：最外层应是一户（{…}）或户的列表（[…]），这里是数字 3。请照 doudi form 的样子写。"),
        (None, "h.json：最外层应是一户（{…}）或户的列表（[…]），这里是null。请照 doudi form 的样子写。"),
        ([3], "h.json：户 H1：每一户应是一个对象（{…}），这里是数字 3。请照 doudi form 的样子写。"),
        ({}, 'h.json：户 H1，members：没有写成员。请加上 "members": [{…}]，每人一项，1 至 50 人。'),
        ({"members": None}, 'h.json：户 H1，members：没有写成员。请加上 "members": [{…}]，每人一项，1 至 50 人。'),
        ({"members": {}}, "h.json：户 H1，members：应是成员的列表（[…]），这里是对象。请每人写一项。"),
        ({"members": []}, "h.json：户 H1，members：有 0 名成员，一户应有 1 至 50 人。请核对共同生活的人。"),
        (
            {"members": [None]},
            "h.json：户 H1，成员 P1：每个成员应是一个对象（{…}），这里是null。请照 doudi form 的样子写。",
        ),
    ],
)
def test_a_wrong_shape_is_told(policy: Policy, document: object, zh: str) -> None:
    assert refusal(policy, document) == zh


@pytest.mark.parametrize(
    ("data", "zh"),
    [
        (b"", "h.json：文件是空的。请用 doudi form 生成一份空表再填写。"),
        (b" \n", "h.json：文件是空的。请用 doudi form 生成一份空表再填写。"),
        (b'{"members": [}', "h.json：第 1 行第 14 列不是合法的 JSON：这里应有一个值。请改正后重试。"),
        (b'{\n"members": [{}]', "h.json：第 2 行第 16 列不是合法的 JSON：这里应有逗号。请改正后重试。"),
        ('{\n"name": "张"'.encode("gbk"), "h.json：第 2 行不是 UTF-8 编码。请另存为 UTF-8（很可能原来是 GBK）。"),
        (b"[" * 100_000, "h.json：括号嵌套太深。住户里只有成员一层列表，请照 doudi form 的样子写。"),
        (b'{"a":' * 100_000, "h.json：括号嵌套太深。住户里只有成员一层列表，请照 doudi form 的样子写。"),
    ],
)
def test_what_is_not_json_is_told_with_its_line(policy: Policy, data: bytes, zh: str) -> None:
    assert refusal(policy, data) == zh


def test_a_file_that_is_too_large_is_not_read(policy: Policy, tmp_path: Path) -> None:
    path = tmp_path / "h.json"
    with path.open("wb") as file:
        file.truncate(MOST_BYTES + 1)
    with pytest.raises(Refused) as raised:
        read_file(path, policy)
    assert raised.value.text() == f"{path}：文件超过 50 MB。请分成几个文件，或用 doudi run 成批计算。"


def test_a_missing_file_and_a_folder_are_told_apart(policy: Policy, tmp_path: Path) -> None:
    for path, zh in (
        (tmp_path / "none.json", "没有这个文件。请检查路径。"),
        (tmp_path, "这是文件夹，不是文件。请给出文件的路径。"),
    ):
        with pytest.raises(Refused) as raised:
            read_file(path, policy)
        assert raised.value.text() == f"{path}：{zh}"


def test_all_that_is_wrong_is_told_at_once(policy: Policy) -> None:
    text = refusal(policy, [{"members": [{"wage_income": -1, "orphan": 3}]}, {"members": [{"hukou": "x"}]}])
    assert [line.partition("（")[0] for line in text.splitlines()[1:]] == [
        "- 户 H1，成员 P1，wage_income",
        "- 户 H1，成员 P1，orphan",
        "- 户 H2，成员 P1，hukou",
    ]


def test_a_hopeless_file_shows_the_first_mistakes_and_counts_all(policy: Policy) -> None:
    text = refusal(policy, [{"members": [{"wage_income": -1}]}] * 1000)
    assert text.startswith("h.json：有 1000 处错误，没有作任何认定：")
    assert text.endswith("- 另有 950 处没有列出")
    assert len(text.splitlines()) == MOST_SHOWN + 2


# ID numbers


def number(sex: str = "female", index: int = 3) -> str:
    return invented_number(index, datetime.date(1980, 5, 6), sex)


def test_an_id_number_that_agrees_with_birth_date_and_sex_is_accepted(policy: Policy) -> None:
    found = member(policy, id_number=number(), birth_date="1980-05-06", sex="female")
    assert found["id_number"] == number()


def test_an_id_number_does_not_make_birth_date_and_sex_known(policy: Policy) -> None:
    found = member(policy, id_number=number())
    assert found.get("birth_date") is None
    assert found.get("sex") is None


def test_an_id_number_with_a_slip_is_refused(policy: Policy) -> None:
    wrong = number()[:-1] + ("0" if number()[-1] != "0" else "1")
    assert refused_member(policy, id_number=wrong) == (
        "h.json：户 H7，成员 P1，id_number（公民身份号码）：号码的校验码不对，至少有一位写错了，请对着证件逐位核对。"
    )


def test_a_birth_date_or_sex_that_the_id_number_contradicts_is_refused(policy: Policy) -> None:
    text = refused_member(policy, id_number=number(), birth_date="1980-05-07", sex="male")
    assert text.splitlines()[1:] == [
        "- 户 H7，成员 P1，id_number（公民身份号码）：身份证上的出生日期是 1980-05-06，与 birth_date（出生日期）1980-05-07 不一致。请核对。",
        "- 户 H7，成员 P1，id_number（公民身份号码）：身份证上的性别是 female，与 sex（性别）male 不一致。请核对。",
    ]


def test_one_id_number_cannot_be_two_members_s(policy: Policy) -> None:
    assert refusal(policy, {"members": [{"id_number": number()}, {"id_number": number()}]}) == (
        "h.json：户 H1，成员 P2，id_number（公民身份号码）：与成员 P1 的号码相同，一个号码只属于一个人。请核对。"
    )


def test_an_id_number_is_not_repeated_in_the_message(policy: Policy) -> None:
    wrong = "9" * 17 + "0"
    assert wrong not in refused_member(policy, id_number=wrong)


# Whatever comes in


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "members", "wage_income", "hukou", "birth_date", "orphan", "?"]), inner, max_size=4
        )
    ),
    max_leaves=12,
)


@given(JSON)
@settings(max_examples=200)
def test_any_document_is_read_or_refused_with_words(document: object) -> None:
    policy = Draft().policy()
    try:
        found = read(json.dumps(document).encode(), policy, "h.json")
    except Refused as error:
        assert error.text("zh").startswith("h.json：")
        assert error.text("en").startswith("h.json: ")
        error.text("zh").encode("utf-8")
    else:
        assert all(1 <= len(household.members) <= 50 for household in found.households)


@given(st.binary(max_size=60))
@settings(max_examples=200)
def test_any_bytes_are_read_or_refused_with_words(data: bytes) -> None:
    policy = Draft().policy()
    try:
        facts.read(data, policy, "h.json")
    except Refused as error:
        assert error.text("zh").startswith("h.json：")


@given(st.decimals(min_value=-10, max_value=10**9, allow_nan=False, places=3))
@settings(max_examples=100)
def test_money_is_accepted_exactly_when_it_is_whole_fen_within_bounds(amount: Decimal) -> None:
    policy = Draft().policy()
    data = f'{{"members": [{{"wage_income": {amount}}}]}}'.encode()
    fits = 0 <= amount <= 100_000_000 and amount * 100 == int(amount * 100)
    try:
        found = read(data, policy, "h.json").households[0].members[0].facts["wage_income"]
    except Refused:
        assert not fits
    else:
        assert fits
        assert found == Fraction(amount)
