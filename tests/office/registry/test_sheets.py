"""The registry in Excel."""

from __future__ import annotations

import datetime
import io
import zipfile
from typing import Any

import pytest
import xlsxwriter
from county import County
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from family import FATHER, Family
from python_calamine import CalamineWorkbook

from doudi.audit.models import Entry
from doudi.registry import selectors
from doudi.registry.models import FactVersion, Household, HouseholdMember, Person, SearchKey
from doudi.registry.services import Who, record_facts, register_person, search
from doudi.registry.sheets import importing, reading
from doudi.registry.sheets.columns import HOUSEHOLDS, MEMBERS, NOTES, columns
from doudi.registry.sheets.drafting import HouseholdDraft, draft
from doudi.registry.sheets.exporting import export_workbook
from doudi.registry.sheets.importing import Imported, check, import_workbook
from doudi.registry.sheets.reading import SheetRefused, letter
from doudi.registry.sheets.writing import template
from doudi.vocabulary import load
from doudi.vocabulary.id_number import invented_number

SINCE = datetime.date(2021, 1, 1)
HOME = {"户序号": "1", "区划代码": "990101001001", "住址": "河村 3 号", "登记日期": SINCE, "住房状况": "自有"}
HUSBAND = {
    "户序号": "1",
    "姓名": "赵大山",
    "与户主关系": "户主",
    "公民身份号码": invented_number(100, datetime.date(1970, 5, 6), "male"),
    "电话": "13900000009",
    "工资性收入": 900,
    "重病患者": "是",
}
WIFE = {"户序号": 1, "姓名": "钱小花", "与户主关系": "配偶", "性别": "女", "出生日期": "1972/3/4"}


def book(homes: list[dict[str, Any]], members: list[dict[str, Any]], *, names: tuple[str, ...] = ()) -> bytes:
    """A workbook with these rows, by heading, beginning at the second row."""
    out = io.BytesIO()
    made = xlsxwriter.Workbook(out, {"default_date_format": "yyyy-mm-dd"})
    for name, rows in zip(names or (HOUSEHOLDS, MEMBERS), (homes, members), strict=True):
        sheet = made.add_worksheet(name)
        headings = list(dict.fromkeys(key for row in rows for key in row))
        for at, heading in enumerate(headings):
            sheet.write(0, at, heading)
            for number, row in enumerate(rows, 1):
                if row.get(heading) is not None:
                    sheet.write(number, at, row[heading])
    made.close()
    return out.getvalue()


def problems(county: County, data: bytes) -> list[str]:
    with pytest.raises(SheetRefused) as refused:
        import_workbook(actor=county.actor("township.clerk"), data=data)
    assert not Household.objects.exists() and not Person.objects.exists() and not FactVersion.objects.exists()
    assert refused.value.total == len(refused.value.problems)
    return [str(problem) for problem in refused.value.problems]


def test_the_template_holds_every_fact_of_the_vocabulary() -> None:
    found = CalamineWorkbook.from_filelike(io.BytesIO(template()))
    assert found.sheet_names == [HOUSEHOLDS, MEMBERS, NOTES]
    headings = found.get_sheet_by_name(HOUSEHOLDS).to_python()[0] + found.get_sheet_by_name(MEMBERS).to_python()[0]
    facts = {term.label for (_, name), term in load().facts.items() if name not in ("id", "division")}
    assert facts <= set(headings)


def test_the_template_says_of_every_column_how_to_fill_it() -> None:
    notes = CalamineWorkbook.from_filelike(io.BytesIO(template())).get_sheet_by_name(NOTES).to_python()[1:]
    assert len(notes) == sum(len(found) for found in columns(load()).values())
    by_label = {row[1]: row[2] for row in notes}
    assert by_label["与户主关系"].startswith("必填；每户要有且只有一个户主；填：户主、配偶、子女")
    assert by_label["工资性收入"] == "单位：元/月；不知道的留空，没有的填 0"


def test_an_empty_template_has_nothing_to_import(county: County) -> None:
    assert problems(county, template()) == ["表里没有内容。"]


def test_a_file_is_saved_with_all_that_it_holds(county: County) -> None:
    clerk = county.actor("township.clerk")
    assert import_workbook(actor=clerk, data=book([HOME], [HUSBAND, WIFE])) == Imported(1, 2, 3)
    home = Household.objects.get()
    assert (home.number, home.area_id, home.address) == ("H990101-000001", "990101001001", "河村 3 号")
    found = selectors.facts_of(home, true_on=SINCE)
    assert found == {
        "id": "H990101-000001",
        "division": "990101",
        "housing": "own",
        "members": [
            {
                "id": found["members"][0]["id"],
                "name": "赵大山",
                "relation": "head",
                "sex": "male",
                "birth_date": "1970-05-06",
                "wage_income": "900.00",
                "serious_illness": True,
            },
            {
                "id": found["members"][1]["id"],
                "name": "钱小花",
                "relation": "spouse",
                "sex": "female",
                "birth_date": "1972-03-04",
            },
        ],
    }
    assert set(FactVersion.objects.values_list("source", flat=True)) == {"imported"}
    assert [each.person.name for each in search(actor=clerk, text="zds", on=SINCE).found] == ["赵大山"]
    assert [each.person.name for each in search(actor=clerk, text="13900000009", on=SINCE).found] == ["赵大山"]


def test_an_import_is_one_entry_of_the_log(county: County) -> None:
    import_workbook(actor=county.actor("township.clerk"), data=book([HOME], [HUSBAND, WIFE]))
    (entry,) = Entry.objects.all()
    assert (entry.verb, entry.details) == ("registry.imported", {"households": 1, "people": 2, "facts": 3})


def test_checking_a_file_saves_nothing(county: County) -> None:
    assert check(actor=county.actor("township.clerk"), data=book([HOME], [HUSBAND, WIFE])) == Imported(1, 2, 3)
    assert not Household.objects.exists() and not Entry.objects.exists()


def test_a_file_imported_twice_is_refused_the_second_time(county: County) -> None:
    data = book([HOME], [HUSBAND, WIFE])
    import_workbook(actor=county.actor("township.clerk"), data=data)
    with pytest.raises(SheetRefused) as refused:
        import_workbook(actor=county.actor("township.clerk"), data=data)
    assert [str(each) for each in refused.value.problems] == [
        "“成员”第 2 行 D 列（公民身份号码）：这个公民身份号码已经登记过一个人，不能再导入一次。"
    ]
    assert Household.objects.count() == 1


def test_who_is_registered_while_a_file_is_looked_through_is_named_by_row(county: County, monkeypatch) -> None:
    def slowly(*words: Any) -> list[HouseholdDraft]:
        monkeypatch.undo()
        found = draft(*words)
        who = Who(HUSBAND["姓名"], HUSBAND["公民身份号码"])
        register_person(actor=county.actor("township.clerk"), area=county.village, who=who)
        return found

    monkeypatch.setattr(importing, "draft", slowly)
    with pytest.raises(SheetRefused) as refused:
        import_workbook(
            actor=county.actor("township.clerk"), data=book([HOME], [WIFE | {"与户主关系": "子女"}, HUSBAND])
        )
    assert [str(each) for each in refused.value.problems] == [
        "“成员”第 3 行 F 列（公民身份号码）：这个公民身份号码已经登记过一个人，不能再导入一次。"
    ]
    assert not Household.objects.exists()


def test_every_problem_is_said_by_row_and_column_before_anything_is_saved(county: County) -> None:
    homes = [
        HOME,
        {**HOME, "户序号": "1"},
        {**HOME, "户序号": "2", "区划代码": "990102", "住房状况": "别墅"},
        {**HOME, "户序号": "3", "区划代码": "12", "登记日期": "2021-02-30"},
        {**HOME, "户序号": "4"},
    ]
    members = [
        HUSBAND,
        {**WIFE, "与户主关系": "户主"},
        {**WIFE, "户序号": "2", "与户主关系": "户主", "出生日期": "去年"},
        {**HUSBAND, "户序号": "3", "工资性收入": "九百", "重病患者": "有一点"},
        {**WIFE, "户序号": "9"},
        {"户序号": "1", "与户主关系": "子女", "公民身份号码": "99000019750302"},
    ]
    assert problems(county, book(homes, members)) == [
        "“家庭”第 3 行 A 列（户序号）：户序号与第 2 行重复。",
        "“家庭”第 4 行 E 列（住房状况）：没有“别墅”这一项。可填：自有、公租房、租房、危房、无房。",
        "“家庭”第 5 行 D 列（登记日期）：没有 2021-02-30 这一天。",
        "“家庭”第 5 行 B 列（区划代码）：区划代码应为 6、9 或 12 位数字，不是“12”。",
        "“家庭”第 4 行 B 列（区划代码）：没有区划 990102000000。",
        "“成员”第 4 行 I 列（出生日期）：应是日期，如 2021-09-27，这里是“去年”。",
        "“成员”第 5 行 F 列（工资性收入）：应是数字，这里是“九百”。",
        "“成员”第 5 行 G 列（重病患者）：应填“是”或“否”，这里是“有一点”。",
        "“成员”第 6 行 A 列（户序号）：家庭表里没有户序号“9”。",
        "“成员”第 7 行 B 列（姓名）：必填，这里是空的。",
        "“成员”第 3 行 C 列（与户主关系）：这户已有户主，在第 2 行。",
        "“家庭”第 6 行 A 列（户序号）：成员表里没有这户的成员。",
        "“成员”第 5 行 D 列（公民身份号码）：公民身份号码与第 2 行相同。",
    ]


def test_an_area_of_another_county_is_refused(county: County, elsewhere: County) -> None:
    data = book([{**HOME, "区划代码": "990102001001"}], [HUSBAND])
    assert problems(county, data) == ["“家庭”第 2 行 B 列（区划代码）：区划 990102001001 不在您的辖区内。"]


@pytest.mark.parametrize("sign", ["\u200b", "\u202e", "_x0000_"])
def test_an_address_with_a_sign_that_nobody_sees_is_refused(county: County, sign: str) -> None:
    data = book([{**HOME, "住址": f"河村{sign}3 号"}], [HUSBAND])
    packed, out = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:  # Excel writes a sign that XML has not by its number
        for name in packed.namelist():
            made.writestr(name, packed.read(name).replace(b"_x005F_x0000_", b"_x0000_"))
    assert problems(county, out.getvalue()) == ["“家庭”第 2 行 C 列（住址）：住址里有看不见的字符，请删去重新填写。"]


def test_a_household_without_a_head_is_refused(county: County) -> None:
    data = book([HOME], [WIFE])
    assert problems(county, data) == ["“家庭”第 2 行 A 列（户序号）：这户没有户主。"]


def test_the_same_cell_is_read_by_its_column(county: County) -> None:
    husband = {**HUSBAND, "工资性收入": 100, "本地居住月数": 100, "残疾等级": "1", "户籍地区划代码": "100100"}
    import_workbook(actor=county.actor("township.clerk"), data=book([{**HOME, "住址": "100"}], [husband]))
    found = dict(FactVersion.objects.values_list("name", "value"))
    assert (found["wage_income"], found["months_resident"], found["hukou_division"]) == ("100.00", 100, "100100")


def test_a_one_is_no_yes_where_another_row_says_yes(county: County) -> None:
    data = book([HOME], [{**HUSBAND, "重病患者": True}, {**WIFE, "重病患者": 1}])
    assert problems(county, data) == ["“成员”第 3 行 G 列（重病患者）：应填“是”或“否”，这里是“1”。"]


def test_a_number_that_excel_spoilt_is_refused_with_the_remedy(county: County) -> None:
    number = int(invented_number(101, SINCE, "female")[:17] + "0")
    data = book([HOME], [{**HUSBAND, "公民身份号码": number}])
    assert problems(county, data) == [
        "“成员”第 2 行 D 列（公民身份号码）：被 Excel 当成了数，末几位已经丢失。请把这一列设为文本格式，重新填写。"
    ]


def test_unknown_twice_and_missing_headings_are_named(county: County) -> None:
    data = book([{"户序号": "1", "地址": "河村"}], [{**HUSBAND, "爱好": "下棋"}])
    assert problems(county, data)[:4] == [
        "“家庭”第 1 行 B 列（地址）：不认识这个列名。请用模板里的列名，多余的列请删去。",
        "“家庭”第 1 行：缺少“区划代码”这一列。",
        "“家庭”第 1 行：缺少“登记日期”这一列。",
        "“成员”第 1 行 H 列（爱好）：不认识这个列名。请用模板里的列名，多余的列请删去。",
    ]


def test_a_workbook_without_the_sheets_is_refused(county: County) -> None:
    assert problems(county, book([HOME], [HUSBAND], names=("Sheet1", MEMBERS)))[0] == (
        "没有“家庭”这张表。请用下载的模板填写，不要改表名。"
    )


def packed(size: int) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", b"0" * size)
    return out.getvalue()


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "不是 Excel 工作簿（.xlsx）。请另存为 .xlsx 后再传。"),
        ("姓名,性别\n".encode(), "不是 Excel 工作簿（.xlsx）。请另存为 .xlsx 后再传。"),
        (packed(10), "工作簿读不出来，可能已损坏或设了密码。请另存一份再传。"),
    ],
)
def test_what_is_no_workbook_is_refused(county: County, data: bytes, message: str) -> None:
    assert problems(county, data) == [message]


def test_a_bomb_is_refused_unopened(county: County, monkeypatch) -> None:
    monkeypatch.setattr(reading, "_MOST_UNPACKED", 1000)
    assert problems(county, packed(2000)) == ["文件太大，最大 20 MB。请分成几个文件。"]


def test_too_many_rows_are_refused(county: County, monkeypatch) -> None:
    monkeypatch.setattr(reading, "ROWS", 1)
    assert problems(county, book([HOME], [HUSBAND, WIFE]))[0] == "成员：超过 1 行。请分成几个文件。"


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        ("2011-9-7", "2011-09-07"),
        ("2011年9月7日", "2011-09-07"),
        ("２０１１．９．７", "2011-09-07"),
        (20110907, "2011-09-07"),
    ],
)
def test_dates_are_read_as_people_write_them(county: County, cell: Any, expected: str) -> None:
    import_workbook(
        actor=county.actor("township.clerk"),
        data=book(
            [HOME],
            [
                HUSBAND
                | WIFE
                | {"公民身份号码": None, "与户主关系": "户主", "出生日期": cell, "工资性收入": "１，２００.50 元"}
            ],
        ),
    )
    assert Person.objects.get().birth_date.isoformat() == expected
    assert FactVersion.objects.get(name="wage_income").value == "1200.50"


def test_who_may_not_import_does_not(county: County) -> None:
    for post in ("village.assistant", "county.leader", "county.finance", "county.auditor"):
        for verb in (check, import_workbook):
            with pytest.raises(PermissionDenied):
                verb(actor=county.actor(post), data=book([HOME], [HUSBAND]))


def cells(data: bytes, sheet: str) -> list[list[str]]:
    return CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet).to_python()


def test_an_export_has_the_shape_of_the_template_and_masks_numbers(family: Family) -> None:
    data = export_workbook(actor=family.clerk, on=SINCE)
    assert cells(data, MEMBERS)[0] == cells(template(), MEMBERS)[0]
    row = dict(zip(*cells(data, MEMBERS)[:2], strict=False))
    assert (row["姓名"], row["与户主关系"], row["性别"]) == ("张建国", "户主", "男")
    assert row["公民身份号码"] == family.father.id_number_masked
    entry = Entry.objects.last()
    assert (entry.verb, entry.details) == ("registry.exported", {"households": 1, "opened": False})


def test_an_export_with_a_reason_can_be_imported_elsewhere(family: Family) -> None:
    record_facts(
        actor=family.clerk,
        subject=family.father,
        values={"wage_income": "900.50", "labour": "partial", "serious_illness": False, "months_resident": 12},
        true_from=SINCE,
    )
    record_facts(actor=family.clerk, subject=family.household, values={"housing_area": 85.5}, true_from=SINCE)
    before = selectors.facts_of(family.household, true_on=SINCE)
    data = export_workbook(actor=family.clerk, on=SINCE, reason="迁移到新系统")
    assert Entry.objects.last().reason == "迁移到新系统"
    for model in (FactVersion, HouseholdMember, SearchKey, Person, Household):
        model.objects.all()._raw_delete("default")
    import_workbook(actor=family.clerk, data=data)
    after = selectors.facts_of(Household.objects.get(), true_on=SINCE)
    for found in (before, after):
        del found["id"]
        for member in found["members"]:
            del member["id"]
    assert after == before
    assert Person.objects.get(name="张建国").id_number_masked == family.father.id_number_masked


def test_a_name_that_looks_like_a_formula_stays_text(family: Family) -> None:
    Person.objects.filter(pk=family.father.pk).update(name="=1+1")
    data = export_workbook(actor=family.clerk, on=SINCE)
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        assert all(b"<f>" not in packed.read(name) for name in packed.namelist() if "sheet" in name)
    assert cells(data, MEMBERS)[1][1] == "=1+1"


def test_an_outsider_exports_nothing_of_it(family: Family, elsewhere: County) -> None:
    outsider = elsewhere.actor("county.officer")
    assert len(cells(export_workbook(actor=outsider, on=SINCE), MEMBERS)) == 1
    assert len(cells(export_workbook(actor=outsider, on=SINCE, chosen=[family.household]), MEMBERS)) == 1
    with pytest.raises(PermissionDenied):
        export_workbook(actor=family.county.actor("county.finance"), on=SINCE)


def test_an_auditor_exports_in_full_only_with_a_reason(family: Family) -> None:
    auditor = family.county.actor("county.auditor")
    assert FATHER.id_number not in str(cells(export_workbook(actor=auditor, on=SINCE), MEMBERS))
    assert FATHER.id_number in str(cells(export_workbook(actor=auditor, on=SINCE, reason="专项审计"), MEMBERS))


def test_columns_are_lettered_as_excel_does() -> None:
    assert [letter(at) for at in (0, 25, 26, 51, 52, 701, 702)] == ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]


def crowd(households: int, from_number: int) -> bytes:
    """So many households of two."""
    born = datetime.date(1990, 1, 1)
    homes = [{**HOME, "户序号": str(n)} for n in range(households)]
    members = [
        {**who, "户序号": str(n), "出生日期": None, "性别": None, "公民身份号码": invented_number(number, born, sex)}
        for n in range(households)
        for who, sex, number in ((HUSBAND, "male", from_number + 2 * n), (WIFE, "female", from_number + 2 * n + 1))
    ]
    return book(homes, members)


def test_more_rows_ask_the_database_no_more_often(county: County) -> None:
    clerk, asked = county.actor("township.clerk"), []
    for households, from_number in ((1, 1), (2, 1001), (200, 2001)):
        data = crowd(households, from_number)
        with CaptureQueriesContext(connection) as queries:
            assert import_workbook(actor=clerk, data=data).people == 2 * households
        asked.append(len(queries))
    assert asked[1] == asked[2], asked  # the first one begins the county's count
    assert asked[2] <= 40, asked


USUAL = {
    "户口性质": "农村",
    "户籍地区划代码": "990101",
    "经营净收入": 0,
    "财产净收入": 0,
    "转移净收入": 120.5,
    "城乡居民基本养老保险基础养老金": 123,
    "劳动能力": "有劳动能力",
    "就业状况": "就业",
    "残疾类别": "无",
    "生活自理能力": "自理",
    "学段": "不在学",
}


@pytest.mark.slow
def test_ten_thousand_people_come_with_their_facts_in_one_file(county: County) -> None:
    homes = [{**HOME, "户序号": str(n)} for n in range(4000)]
    members = [
        {
            **HUSBAND,
            **USUAL,
            "户序号": str(n % 4000),
            "与户主关系": "户主" if n < 4000 else "子女",
            "公民身份号码": invented_number(n, datetime.date(1990, 1, 1), "male"),
            "电话": f"199{n:08}",
            "银行卡号": f"6222{n:015}",
            "工资性收入": n,
            "本地居住月数": n % 1000,
        }
        for n in range(10_000)
    ]
    data = book(homes, members)
    found = import_workbook(actor=county.actor("township.clerk"), data=data)
    assert found == Imported(4000, 10_000, 4000 + 14 * 10_000)
