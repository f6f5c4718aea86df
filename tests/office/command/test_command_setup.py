"""`doudi setup`: from an empty database to a site where somebody can sign in."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.test import Client

from doudi.accounts import credentials
from doudi.accounts.models import Membership, Organisation, User
from doudi.areas.models import Area
from doudi.audit.models import Entry

AREAS = "区划代码,名称\n990101,清溪县\n990101001,东镇\n990101001001,河村\n"
ORGANISATIONS = (
    "名称,层级,区划代码,部门,电话\n"
    "清溪县民政局,县级主管机关,990101,,0990-1234567\n"
    "东镇社会救助服务中心,township,990101001,民政部门,\n"
    "清溪县医疗保障局,县级部门,990101,医疗保障部门,\n"
)


@pytest.fixture
def sheet(tmp_path: Path):
    """Write a file and give its path."""

    def write(text: str | bytes, name: str = "sheet.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(text.encode() if isinstance(text, str) else text)
        return path

    return write


@pytest.fixture
def founded(run, sheet) -> str:
    """A site with areas, organisations and the first administrator; the passing password."""
    assert run("setup", "areas", sheet(AREAS)).stdout == "已录入 3 个区划。\n"
    assert run("setup", "organisations", sheet(ORGANISATIONS)).stdout == "已录入，现有 3 个机构。\n"
    result = run(
        "setup", "administrator", "wang", "--name", "王清", "--area", "990101", "--organisation", "清溪县民政局"
    )
    return re.search(r"临时密码 (\S+) ，", result.stdout).group(1)


def test_a_new_site_is_set_up_until_its_administrator_signs_in(founded: str, client: Client, settings) -> None:
    assert Area.objects.get(pk="990101001001").parent_id == "990101001000"
    assert Organisation.objects.get(name="清溪县医疗保障局").agency == "medical_security"
    membership = Membership.objects.get()
    assert (membership.user.username, membership.role, membership.organisation.name) == (
        "wang",
        "administrator",
        "清溪县民政局",
    )
    assert membership.user.must_change_password
    response = client.post("/desk/sign-in/", {"username": "wang", "password": founded, "next": "/desk/account/"})
    assert response["Location"] == "/desk/account/"


def test_setting_up_is_audited(founded: str) -> None:
    verbs = ["areas.imported", "organisations.imported", "administrator.founded"]
    assert list(Entry.objects.values_list("verb", flat=True)) == verbs


def test_a_sheet_saved_by_chinese_windows_is_read(run, sheet) -> None:
    assert run("setup", "areas", sheet(AREAS.encode("gb18030"))).exit_code == 0
    assert run("setup", "areas", sheet("\ufeff" + AREAS)).exit_code == 0
    assert Area.objects.get(pk="990101000000").name == "清溪县"


def test_every_wrong_row_of_areas_is_told_and_none_is_entered(run, sheet) -> None:
    path = sheet("区划代码,名称\n990101,清溪县\n99010,短\n990101,又是\n")
    result = run("setup", "areas", path)
    assert (result.exit_code, result.stderr) == (
        2,
        "一行也没有录入：\n"
        "第 3 行：区划代码应为 6、9 或 12 位数字，不是“99010”。\n"
        "第 4 行：区划代码 990101000000 与第 2 行重复。\n",
    )
    assert not Area.objects.exists()


def test_an_area_without_the_one_above_is_refused(run, sheet) -> None:
    result = run("setup", "areas", sheet("code,name\n990101001,东镇\n"))
    assert result.stderr == "一行也没有录入：\n东镇（990101001000）的上级 990101000000 还没有录入。先录入上级。\n"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("名字,代码\n清溪县,990101\n", "第 1 行缺少列：区划代码、名称。"),
        ("区划代码,名称\n990101,\n", "第 2 行：缺少名称。"),
        ("", "第 1 行缺少列：区划代码、名称。"),
    ],
)
def test_a_sheet_with_missing_columns_or_cells_is_refused(run, sheet, text: str, message: str) -> None:
    result = run("setup", "areas", sheet(text))
    assert result.exit_code == 2
    assert message in result.stderr


def test_a_file_that_is_no_text_or_not_there_is_refused(run, sheet, tmp_path: Path) -> None:
    assert "不是文本文件。在电子表格里另存为 CSV。" in run("setup", "areas", sheet(b"PK\x03\x04\xff\xfe\xff")).stderr
    assert run("setup", "areas", tmp_path / "none.csv").stderr.startswith("一行也没有录入：\n读不了 ")


def test_every_wrong_row_of_organisations_is_told_and_none_is_entered(run, sheet) -> None:
    run("setup", "areas", sheet(AREAS))
    result = run(
        "setup",
        "organisations",
        sheet("名称,层级,区划代码,部门\n民政局,县级主管机关,990101,\n东镇中心,镇级,990109,魔法部\n"),
    )
    assert result.exit_code == 2
    assert (
        "第 3 行：没有“镇级”这个层级，只有：社区（村）服务点、街道（乡镇）服务中心、县级主管机关、县级部门。"
        in result.stderr
    )
    assert "第 3 行：没有“魔法部”这个部门，只有：民政部门、教育部门" in result.stderr
    assert "第 3 行：没有区划 990109。先用 doudi setup areas 录入。" in result.stderr
    assert not Organisation.objects.exists()


def test_sheets_can_be_read_again_with_corrections(founded: str, run, sheet) -> None:
    assert run("setup", "organisations", sheet(ORGANISATIONS.replace("0990-1234567", "0990-7654321"))).exit_code == 0
    assert Organisation.objects.count() == 3
    assert Organisation.objects.get(name="清溪县民政局").telephone == "0990-7654321"


def test_there_is_one_first_administrator(founded: str, run) -> None:
    result = run("setup", "administrator", "li", "--name", "李白", "--area", "990101", "--organisation", "清溪县民政局")
    assert (result.exit_code, result.stderr) == (
        2,
        "已经有系统管理员（账号 wang）。别的管理员由其在系统里添加；进不去时运行 doudi setup reset wang。\n",
    )
    assert User.objects.count() == 1


def test_an_administrator_needs_a_county_organisation(run, sheet) -> None:
    run("setup", "areas", sheet(AREAS))
    result = run("setup", "administrator", "li", "--name", "李白", "--area", "990101", "--organisation", "民政局")
    assert result.stderr == "区划 990101 没有名为“民政局”的县级机构。先用 doudi setup organisations 录入。\n"


def test_who_is_locked_out_gets_in_again(founded: str, run, client: Client) -> None:
    user = User.objects.get()
    device = credentials.new_phone(user)
    device.confirmed = True
    device.save()
    for _ in range(5):
        client.post("/desk/sign-in/", {"username": "wang", "password": "wrong-password"})
    words = {"username": "wang", "next": "/desk/account/"}
    assert client.post("/desk/sign-in/", words | {"password": founded}).status_code == 429
    result = run("setup", "reset", "wang")
    password = re.search(r"临时密码 (\S+) ，", result.stdout).group(1)
    assert client.post("/desk/sign-in/", words | {"password": password}).status_code == 302
    assert not credentials.has_second_factor(user)


def test_an_unknown_account_is_not_reset(run) -> None:
    assert run("setup", "reset", "nobody").stderr == "没有账号 nobody。\n"


def test_a_policy_is_adopted_by_who_may_and_waits_for_another(founded: str, run, tmp_path: Path) -> None:
    from doudi.rulebook.models import Adoption, StandardValue

    words = ("setup", "adopt", "guzhang-2021", "--area", "990101", "--from", "2026-01-01")
    place = Path("policies/guzhang-2021/examples/place.yaml")
    result = run(*words, "--by", "wang", "--place", place)
    assert result.exit_code == 0, result.stderr
    assert "清溪县自 2026-01-01 起采用 guzhang-2021" in result.stdout
    assert not Adoption.objects.get().is_approved
    assert StandardValue.objects.exists()


def test_a_policy_that_does_not_exist_and_a_stranger_are_refused(founded: str, run) -> None:
    words = ("setup", "adopt", "--area", "990101", "--from", "2026-01-01", "--by")
    assert run(*words, "nobody", "guzhang-2021").stderr == (
        "账号 nobody 今天没有可以录入政策的岗位（政策编辑或系统管理员）。\n"
    )
    assert run(*words, "wang", "nowhere-1999").exit_code == 2
