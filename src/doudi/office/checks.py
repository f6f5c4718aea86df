"""What is unsafe about the settings of a site: each with the setting's name and the remedy. A production site with a
finding does not start."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

from doudi.office.environment import MODES
from doudi.papers import looks

Environ = Mapping[str, str]
_OFF = ("0", "false", "no", "off")
_LOCAL = ("", "localhost", "127.0.0.1", "::1")
_SHORTEST_SECRET = 50
_KEY_BYTES = 32


@dataclass(frozen=True, slots=True)
class Finding:
    """A setting, what is wrong with it, and what to do."""

    setting: str
    zh: str
    en: str

    def text(self, lang: str) -> str:
        """One line."""
        return f"{self.setting}：{self.zh}" if lang == "zh" else f"{self.setting}: {self.en}"


def findings(environ: Environ) -> list[Finding]:
    """What is unsafe in the environment of a production site; nothing for a demonstration or test site.

    A mode that does not exist is a finding in itself.
    """
    mode = environ.get("DOUDI_MODE", "demo")
    if mode not in MODES:
        listed = ", ".join(MODES)
        return [Finding("DOUDI_MODE", f"只能是 {listed}，不是“{mode}”。", f"must be one of {listed}, not “{mode}”.")]
    if mode != "production":
        return []
    return [found for check in CHECKS for found in check(environ)]


def _secret_key(environ: Environ) -> Iterator[Finding]:
    key = environ.get("DOUDI_SECRET_KEY", "")
    if not key:
        yield _not_set("DOUDI_SECRET_KEY", "doudi keys new")
    elif len(key) < _SHORTEST_SECRET or len(set(key)) < 5:
        yield Finding(
            "DOUDI_SECRET_KEY",
            f"太短或太简单，至少要 {_SHORTEST_SECRET} 个随机字符。用 doudi keys new 生成一个。",
            f"is too short or too simple: at least {_SHORTEST_SECRET} random characters. Make one with doudi keys new.",
        )


def _hosts(environ: Environ) -> Iterator[Finding]:
    hosts = [each.strip() for each in environ.get("DOUDI_HOSTS", "").split(",") if each.strip()]
    if not hosts:
        yield Finding(
            "DOUDI_HOSTS",
            "没有设置。写上访问本站用的域名，如 jiuzhu.example.gov.cn。",
            "is not set. Name the host under which this site is reached, such as jiuzhu.example.gov.cn.",
        )
    elif any("*" in host for host in hosts):
        yield Finding(
            "DOUDI_HOSTS",
            "不能用 *，否则伪造的域名也会被接受。把域名写全。",
            "must not hold *, which accepts forged host names. Write the names in full.",
        )


def _https(environ: Environ) -> Iterator[Finding]:
    if environ.get("DOUDI_HTTPS", "").lower() in _OFF:
        yield Finding(
            "DOUDI_HTTPS",
            "关着，会话会明文传送。在代理上配好证书，去掉这个设置。",
            "is off: sessions would travel in the clear. Give the proxy a certificate and remove this setting.",
        )
    for origin in environ.get("DOUDI_ORIGINS", "").split(","):
        if origin.strip() and not origin.strip().startswith("https://"):
            yield Finding(
                "DOUDI_ORIGINS",
                f"“{origin.strip()}”不是 https:// 开头。改成 https://。",
                f"“{origin.strip()}” does not begin with https://. Write https://.",
            )


def _keys(environ: Environ) -> Iterator[Finding]:
    text = environ.get("DOUDI_KEYS", "")
    if not text:
        yield _not_set("DOUDI_KEYS", "doudi keys new")
        return
    pairs = [each.strip().partition(":") for each in text.split(",")]
    if not all(name.isascii() and name.isalnum() and _is_key(key) for name, _, key in pairs):
        yield Finding(
            "DOUDI_KEYS",
            "写法不对，应为 编号:十六进制密钥（64 位），新的在前，逗号分隔。用 doudi keys new 生成。",
            "is malformed: it should be id:key in 64 hexadecimal digits, newest first, separated by commas. "
            "Make one with doudi keys new.",
        )
    elif len({name for name, _, _ in pairs}) < len(pairs):
        yield Finding(
            "DOUDI_KEYS", "有两个密钥编号相同。给新的换一个编号。", "has two keys of one id. Rename the new one."
        )


def _index_key(environ: Environ) -> Iterator[Finding]:
    key = environ.get("DOUDI_INDEX_KEY", "")
    if not key:
        yield _not_set("DOUDI_INDEX_KEY", "doudi keys new")
    elif not _is_key(key):
        yield Finding(
            "DOUDI_INDEX_KEY",
            "应为 64 位十六进制。用 doudi keys new 生成。",
            "should be 64 hexadecimal digits. Make one with doudi keys new.",
        )
    elif key in (environ.get("DOUDI_SECRET_KEY"), *(each.partition(":")[2] for each in _listed_keys(environ))):
        yield Finding(
            "DOUDI_INDEX_KEY",
            "和别的密钥相同。每个密钥都要单独生成。",
            "is the same as another key. Each key is made by itself.",
        )


def _database(environ: Environ) -> Iterator[Finding]:
    url = environ.get("DOUDI_DATABASE_URL", "")
    if not url:
        yield Finding(
            "DOUDI_DATABASE_URL",
            "没有设置。写上数据库的地址，如 postgres://doudi:密码@127.0.0.1/doudi。",
            "is not set. Give the address of the database, such as postgres://doudi:password@127.0.0.1/doudi.",
        )
        return
    parts = urlsplit(url)
    remote = parts.scheme.startswith("postgres") and (parts.hostname or "") not in _LOCAL
    if remote and parse_qs(parts.query).get("sslmode", [""])[0] not in ("require", "verify-ca", "verify-full"):
        yield Finding(
            "DOUDI_DATABASE_URL",
            "数据库在另一台机器上，连接却没有加密。在地址末尾加 ?sslmode=require。",
            "names another machine without encryption. Add ?sslmode=require to the address.",
        )


def _data(environ: Environ) -> Iterator[Finding]:
    folder = environ.get("DOUDI_DATA", "")
    if not folder:
        yield Finding(
            "DOUDI_DATA",
            "没有设置。写上存放文件的文件夹，如 /var/lib/doudi。",
            "is not set. Name the folder where files are kept, such as /var/lib/doudi.",
        )
    elif not Path(folder).is_dir() or not os.access(folder, os.W_OK):
        yield Finding(
            "DOUDI_DATA",
            f"文件夹 {folder} 不存在或不能写。建好它，归运行本站的用户所有。",
            f"the folder {folder} does not exist or cannot be written. Make it, owned by the user that runs this site.",
        )
    elif Path(folder).stat().st_mode & (stat.S_IRWXO | stat.S_IWGRP):
        yield Finding(
            "DOUDI_DATA",
            f"文件夹 {folder} 别的用户也能进。运行 chmod 750 {folder}。",
            f"the folder {folder} is open to other users. Run chmod 750 {folder}.",
        )


def _word(environ: Environ) -> Iterator[Finding]:
    """The office's own Word templates: each is filled in with samples, all of which must come out."""
    if not environ.get("DOUDI_WORD"):
        return
    folder = Path(environ["DOUDI_WORD"])
    if not folder.is_dir():
        yield Finding(
            "DOUDI_WORD",
            f"文件夹 {folder} 不存在。建好它，或者去掉这个设置，用自带的模板。",
            f"the folder {folder} does not exist. Make it, or remove this setting to use the templates that come along.",
        )
        return
    for file, lost in looks.faults(folder):
        yield Finding(
            "DOUDI_WORD",
            f"模板 {file} 不能用，或者漏了内容：{lost}。对照自带的 sheet.docx 改好。",
            f"the template {file} cannot be used, or loses: {lost}. Compare it with the sheet.docx that comes along.",
        )


def _choices(environ: Environ) -> Iterator[Finding]:
    for name, allowed in (("DOUDI_CIPHER", ("sm4-gcm", "aes-256-gcm")), ("DOUDI_HASH", ("sm3", "sha256"))):
        found = environ.get(name, allowed[0])
        if found not in allowed:
            listed = ", ".join(allowed)
            yield Finding(name, f"只能是 {listed}，不是“{found}”。", f"must be one of {listed}, not “{found}”.")


def _people(environ: Environ) -> Iterator[Finding]:
    if environ.get("DOUDI_SECOND_FACTOR", "").lower() in _OFF:
        yield Finding(
            "DOUDI_SECOND_FACTOR",
            "关着，签批和授权的人只凭密码就能登录。去掉这个设置。",
            "is off: those who decide and give rights would sign in by password alone. Remove this setting.",
        )
    if environ.get("DOUDI_LOG_LEVEL", "").upper() == "DEBUG":
        yield Finding(
            "DOUDI_LOG_LEVEL",
            "DEBUG 会把个人信息写进日志。改成 WARNING 或 INFO。",
            "DEBUG writes personal data to the log. Set WARNING or INFO.",
        )


def _not_set(name: str, maker: str) -> Finding:
    return Finding(name, f"没有设置。用 {maker} 生成一个。", f"is not set. Make one with {maker}.")


def _is_key(text: str) -> bool:
    """Whether this is a key of at least 32 bytes in hexadecimal, and not all of a few digits."""
    try:
        return len(bytes.fromhex(text)) >= _KEY_BYTES and len(set(text)) > 4
    except ValueError:
        return False


def _listed_keys(environ: Environ) -> list[str]:
    return [each.strip() for each in environ.get("DOUDI_KEYS", "").split(",")]


CHECKS: tuple[Callable[[Environ], Iterator[Finding]], ...] = (
    _secret_key,
    _hosts,
    _https,
    _keys,
    _index_key,
    _database,
    _data,
    _word,
    _choices,
    _people,
)
