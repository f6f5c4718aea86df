"""What is unsafe about the settings of a production site: the exact words, with the setting's name and the remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from doudi.office.checks import findings

KEY = "0123456789abcdef" * 4
OTHER = "fedcba9876543210" * 4


@pytest.fixture
def safe(tmp_path: Path) -> dict[str, str]:
    """A production site in order."""
    tmp_path.chmod(0o750)
    return {
        "DOUDI_MODE": "production",
        "DOUDI_SECRET_KEY": "kD93-vmQ_" * 8,
        "DOUDI_HOSTS": "jiuzhu.example.gov.cn",
        "DOUDI_KEYS": f"k2:{OTHER},k1:{KEY}",
        "DOUDI_INDEX_KEY": "02468ace" * 8,
        "DOUDI_DATABASE_URL": "postgres://doudi:secret@127.0.0.1/doudi",
        "DOUDI_DATA": str(tmp_path),
    }


def test_a_site_in_order_has_no_findings(safe: dict[str, str]) -> None:
    assert findings(safe) == []


@pytest.mark.parametrize("mode", ["demo", "test"])
def test_a_site_that_is_not_for_production_is_not_checked(mode: str) -> None:
    assert findings({"DOUDI_MODE": mode}) == []
    assert findings({}) == []


def test_a_bare_production_site_is_told_everything_it_lacks() -> None:
    assert [each.setting for each in findings({"DOUDI_MODE": "production"})] == [
        "DOUDI_SECRET_KEY",
        "DOUDI_HOSTS",
        "DOUDI_KEYS",
        "DOUDI_INDEX_KEY",
        "DOUDI_DATABASE_URL",
        "DOUDI_DATA",
    ]


UNSAFE = [
    (
        {"DOUDI_MODE": "producton"},
        "DOUDI_MODE：只能是 demo, test, production，不是“producton”。",
        "DOUDI_MODE: must be one of demo, test, production, not “producton”.",
    ),
    (
        {"DOUDI_SECRET_KEY": ""},
        "DOUDI_SECRET_KEY：没有设置。用 doudi keys new 生成一个。",
        "DOUDI_SECRET_KEY: is not set. Make one with doudi keys new.",
    ),
    (
        {"DOUDI_SECRET_KEY": "short"},
        "DOUDI_SECRET_KEY：太短或太简单，至少要 50 个随机字符。用 doudi keys new 生成一个。",
        "DOUDI_SECRET_KEY: is too short or too simple: at least 50 random characters. Make one with doudi keys new.",
    ),
    (
        {"DOUDI_SECRET_KEY": "a" * 80},
        "DOUDI_SECRET_KEY：太短或太简单，至少要 50 个随机字符。用 doudi keys new 生成一个。",
        "DOUDI_SECRET_KEY: is too short or too simple: at least 50 random characters. Make one with doudi keys new.",
    ),
    (
        {"DOUDI_HOSTS": " , "},
        "DOUDI_HOSTS：没有设置。写上访问本站用的域名，如 jiuzhu.example.gov.cn。",
        "DOUDI_HOSTS: is not set. Name the host under which this site is reached, such as jiuzhu.example.gov.cn.",
    ),
    (
        {"DOUDI_HOSTS": "example.gov.cn,*"},
        "DOUDI_HOSTS：不能用 *，否则伪造的域名也会被接受。把域名写全。",
        "DOUDI_HOSTS: must not hold *, which accepts forged host names. Write the names in full.",
    ),
    (
        {"DOUDI_HTTPS": "0"},
        "DOUDI_HTTPS：关着，会话会明文传送。在代理上配好证书，去掉这个设置。",
        "DOUDI_HTTPS: is off: sessions would travel in the clear. Give the proxy a certificate and remove this setting.",
    ),
    (
        {"DOUDI_ORIGINS": "https://a.example.gov.cn, http://b.example.gov.cn"},
        "DOUDI_ORIGINS：“http://b.example.gov.cn”不是 https:// 开头。改成 https://。",
        "DOUDI_ORIGINS: “http://b.example.gov.cn” does not begin with https://. Write https://.",
    ),
    (
        {"DOUDI_KEYS": ""},
        "DOUDI_KEYS：没有设置。用 doudi keys new 生成一个。",
        "DOUDI_KEYS: is not set. Make one with doudi keys new.",
    ),
    *(
        (
            {"DOUDI_KEYS": malformed},
            "DOUDI_KEYS：写法不对，应为 编号:十六进制密钥（64 位），新的在前，逗号分隔。用 doudi keys new 生成。",
            "DOUDI_KEYS: is malformed: it should be id:key in 64 hexadecimal digits, newest first, separated by commas. "
            "Make one with doudi keys new.",
        )
        for malformed in (KEY, f"k1:{KEY[:-2]}", f"k1:{KEY},", f"k 1:{KEY}", "k1:" + "0" * 64, f"k1:{KEY[:-1]}g")
    ),
    (
        {"DOUDI_KEYS": f"k1:{KEY},k1:{OTHER}"},
        "DOUDI_KEYS：有两个密钥编号相同。给新的换一个编号。",
        "DOUDI_KEYS: has two keys of one id. Rename the new one.",
    ),
    (
        {"DOUDI_INDEX_KEY": ""},
        "DOUDI_INDEX_KEY：没有设置。用 doudi keys new 生成一个。",
        "DOUDI_INDEX_KEY: is not set. Make one with doudi keys new.",
    ),
    (
        {"DOUDI_INDEX_KEY": "abc"},
        "DOUDI_INDEX_KEY：应为 64 位十六进制。用 doudi keys new 生成。",
        "DOUDI_INDEX_KEY: should be 64 hexadecimal digits. Make one with doudi keys new.",
    ),
    (
        {"DOUDI_INDEX_KEY": KEY},
        "DOUDI_INDEX_KEY：和别的密钥相同。每个密钥都要单独生成。",
        "DOUDI_INDEX_KEY: is the same as another key. Each key is made by itself.",
    ),
    (
        {"DOUDI_DATABASE_URL": ""},
        "DOUDI_DATABASE_URL：没有设置。写上数据库的地址，如 postgres://doudi:密码@127.0.0.1/doudi。",
        "DOUDI_DATABASE_URL: is not set. Give the address of the database, such as "
        "postgres://doudi:password@127.0.0.1/doudi.",
    ),
    (
        {"DOUDI_DATABASE_URL": "postgres://doudi:secret@db.example.gov.cn/doudi?sslmode=prefer"},
        "DOUDI_DATABASE_URL：数据库在另一台机器上，连接却没有加密。在地址末尾加 ?sslmode=require。",
        "DOUDI_DATABASE_URL: names another machine without encryption. Add ?sslmode=require to the address.",
    ),
    (
        {"DOUDI_DATA": ""},
        "DOUDI_DATA：没有设置。写上存放文件的文件夹，如 /var/lib/doudi。",
        "DOUDI_DATA: is not set. Name the folder where files are kept, such as /var/lib/doudi.",
    ),
    (
        {"DOUDI_DATA": "/nowhere/doudi"},
        "DOUDI_DATA：文件夹 /nowhere/doudi 不存在或不能写。建好它，归运行本站的用户所有。",
        "DOUDI_DATA: the folder /nowhere/doudi does not exist or cannot be written. "
        "Make it, owned by the user that runs this site.",
    ),
    (
        {"DOUDI_CIPHER": "des"},
        "DOUDI_CIPHER：只能是 sm4-gcm, aes-256-gcm，不是“des”。",
        "DOUDI_CIPHER: must be one of sm4-gcm, aes-256-gcm, not “des”.",
    ),
    (
        {"DOUDI_HASH": "md5"},
        "DOUDI_HASH：只能是 sm3, sha256，不是“md5”。",
        "DOUDI_HASH: must be one of sm3, sha256, not “md5”.",
    ),
    (
        {"DOUDI_SECOND_FACTOR": "no"},
        "DOUDI_SECOND_FACTOR：关着，签批和授权的人只凭密码就能登录。去掉这个设置。",
        "DOUDI_SECOND_FACTOR: is off: those who decide and give rights would sign in by password alone. "
        "Remove this setting.",
    ),
    (
        {"DOUDI_LOG_LEVEL": "debug"},
        "DOUDI_LOG_LEVEL：DEBUG 会把个人信息写进日志。改成 WARNING 或 INFO。",
        "DOUDI_LOG_LEVEL: DEBUG writes personal data to the log. Set WARNING or INFO.",
    ),
]


@pytest.mark.parametrize(("change", "zh", "en"), UNSAFE)
def test_each_unsafe_setting_is_told_with_its_remedy(
    safe: dict[str, str], change: dict[str, str], zh: str, en: str
) -> None:
    found = findings(safe | change)
    assert [each.text("zh") for each in found] == [zh]
    assert [each.text("en") for each in found] == [en]


def test_a_folder_that_others_can_enter_is_unsafe(safe: dict[str, str], tmp_path: Path) -> None:
    tmp_path.chmod(0o755)
    assert [each.text("zh") for each in findings(safe)] == [
        f"DOUDI_DATA：文件夹 {tmp_path} 别的用户也能进。运行 chmod 750 {tmp_path}。"
    ]
    assert [each.text("en") for each in findings(safe)] == [
        f"DOUDI_DATA: the folder {tmp_path} is open to other users. Run chmod 750 {tmp_path}."
    ]


@pytest.mark.parametrize(
    "url",
    [
        "postgres://doudi:secret@localhost/doudi",
        "postgres:///doudi",
        "postgres://doudi:secret@db.example.gov.cn/doudi?sslmode=verify-full",
        "sqlite:////var/lib/doudi/doudi.sqlite3",
    ],
)
def test_a_database_on_this_machine_or_over_encryption_is_safe(safe: dict[str, str], url: str) -> None:
    assert findings(safe | {"DOUDI_DATABASE_URL": url}) == []


def test_no_finding_repeats_a_secret(safe: dict[str, str]) -> None:
    secrets = {"DOUDI_SECRET_KEY": "hunter2-short", "DOUDI_KEYS": f"k1:{KEY[:-2]}", "DOUDI_INDEX_KEY": OTHER[:-2]}
    told = " ".join(each.text("zh") + each.text("en") for each in findings(safe | secrets))
    assert not [secret for secret in (*secrets.values(), KEY[:-2]) if secret in told]
