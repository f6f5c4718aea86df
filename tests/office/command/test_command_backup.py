"""`doudi backup` and `doudi restore`: a whole site there and back, on each database."""

from __future__ import annotations

import gzip
import os
import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sites import KEYS, Site, copied, drop, postgresql_site, sqlite_site

SERVER = os.environ.get("DOUDI_TEST_DATABASE_URL", "")
KINDS = ["sqlite", *(["postgresql"] if SERVER else [])]
NewSite = Callable[[str], Site]

FILL = """
from pathlib import Path
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from doudi.accounts.models import User
from doudi.areas.services import add_areas
from doudi.audit import services as audit
add_areas(rows=[("990101", "清溪县"), ("990101001", "东镇")])
User.objects.create_user("wang", "王清", "qiao-tou-miao-2021")
for number in range(5):
    audit.record(actor=None, verb="household.read", reason="核对\\u2028第二行", details={"number": number, "of": ["甲", None]})
files = Path(settings.MEDIA_ROOT) / "papers" / "2026"
files.mkdir(parents=True)
(files / "受理回执.docx").write_bytes(b"PK" + bytes(range(256)))
session = SessionStore(); session["secret"] = 1; session.save()
"""
TOLD = """
import hashlib
from pathlib import Path
from django.conf import settings
from django.contrib.sessions.models import Session
from doudi.accounts.models import User
from doudi.areas.models import Area
from doudi.audit.models import Entry
from doudi.workdays.models import Day
from django.contrib.contenttypes.models import ContentType
print(list(User.objects.values_list("pk", "username", "name", "password")))
print(list(Area.objects.values_list("code", "name", "parent")))
print([(e.sequence, e.at.isoformat(), e.reason, e.details, e.hash) for e in Entry.objects.filter(sequence__lte=6)])
print(Day.objects.count(), sorted(ContentType.objects.values_list("pk", "app_label", "model")))
print([(str(f.relative_to(settings.MEDIA_ROOT)), hashlib.sha256(f.read_bytes()).hexdigest())
       for f in sorted(Path(settings.MEDIA_ROOT).rglob("*")) if f.is_file()])
"""


@pytest.fixture
def new_site(tmp_path: Path) -> Iterator[NewSite]:
    """Make sites; those on PostgreSQL are removed afterwards."""
    made: list[Site] = []

    def make(kind: str) -> Site:
        folder = tmp_path / f"site-{len(made)}"
        site = sqlite_site(folder) if kind == "sqlite" else postgresql_site(folder, SERVER)
        made.append(site)
        return site

    yield make
    for site in made:
        if site.database:
            drop(site, SERVER)


@pytest.fixture(scope="module")
def stencil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with people, an audit log and a file, on the database that the tests run on; never changed."""
    folder = tmp_path_factory.mktemp("stencil") / "site"
    site = postgresql_site(folder, SERVER) if SERVER else sqlite_site(folder)
    assert site.doudi("migrate").returncode == 0
    site.python(FILL)
    yield site
    if site.database:
        drop(site, SERVER)


@pytest.fixture
def filled(stencil: Site, tmp_path: Path) -> Iterator[Site]:
    """A copy of that site."""
    site = copied(stencil, tmp_path / "filled", SERVER)
    yield site
    if site.database:
        drop(site, SERVER)


@pytest.mark.parametrize("words", [(), ("--any",)], ids=["own tools", "any database"])
def test_a_restored_site_is_the_same_and_verifies_its_audit_log(
    filled: Site, new_site: NewSite, tmp_path: Path, words: tuple[str, ...]
) -> None:
    file = tmp_path / "backup.tar.gz"
    made = filled.doudi("backup", file, *words)
    assert made.returncode == 0, made.stderr
    assert "审计日志到第 6 条）。恢复时需要密钥：k1。" in made.stdout
    other = new_site(KINDS[-1])
    done = other.doudi("restore", file)
    assert done.returncode == 0, done.stderr
    assert "审计日志完整（到第 6 条）。所有人需要重新登录。" in done.stdout
    assert other.python(TOLD) == filled.python(TOLD)
    assert other.doudi("audit", "verify").stdout == "审计日志共 7 条，完整。\n"
    assert other.python("from django.contrib.sessions.models import Session; print(Session.objects.count())") == "0\n"


@pytest.mark.parametrize("words", [(), ("--any",)], ids=["own tools", "any database"])
def test_a_restored_site_goes_on_working(
    filled: Site, new_site: NewSite, tmp_path: Path, words: tuple[str, ...]
) -> None:
    filled.doudi("backup", tmp_path / "backup.tar.gz", *words)
    other = new_site(KINDS[-1])
    other.doudi("restore", tmp_path / "backup.tar.gz")
    other.python(
        "from doudi.accounts.models import User\nfrom doudi.audit.models import Entry\nfrom django.db import DatabaseError\n"
        "User.objects.create_user('li', '李白', 'x')\n"
        "try:\n    Entry.objects.all().update(verb='x')\nexcept DatabaseError: pass\nelse: raise SystemExit('not guarded')"
    )


@pytest.mark.skipif(not SERVER, reason="needs DOUDI_TEST_DATABASE_URL")
def test_a_site_moves_from_one_database_to_the_other(new_site: NewSite, tmp_path: Path) -> None:
    small = new_site("sqlite")
    small.doudi("migrate")
    small.python(FILL)
    small.doudi("backup", tmp_path / "small.tar.gz")
    large = new_site("postgresql")
    refused = large.doudi("restore", tmp_path / "small.tar.gz")
    assert (refused.returncode, refused.stderr) == (
        2,
        "这个备份来自 sqlite，这里是 postgresql。换数据库要用 doudi backup --any 备份。\n",
    )
    small.doudi("backup", tmp_path / "any.tar.gz", "--any")
    assert large.doudi("restore", tmp_path / "any.tar.gz").returncode == 0
    assert large.doudi("audit", "verify").returncode == 0


def test_a_backup_holds_no_key_and_is_for_its_owner_only(filled: Site, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    filled.doudi("backup", file)
    assert file.stat().st_mode & 0o777 == 0o600
    with tarfile.open(file) as archive:
        members = {member.name: archive.extractfile(member).read() for member in archive if member.isfile()}
    secret = (filled.folder / "secret-key").read_text(encoding="ascii")
    assert set(members) == {"manifest.json", "database", "files/papers/2026/受理回执.docx"}
    for each in (secret, KEYS["DOUDI_KEYS"].partition(":")[2], KEYS["DOUDI_INDEX_KEY"]):
        assert not [name for name, content in members.items() if each.encode() in content]


def test_a_site_that_holds_anything_is_left_alone(filled: Site, new_site: NewSite, tmp_path: Path) -> None:
    filled.doudi("backup", tmp_path / "backup.tar.gz")
    before = filled.python(TOLD)
    done = filled.doudi("restore", tmp_path / "backup.tar.gz")
    assert (done.returncode, done.stderr) == (
        2,
        "这里的数据库已有内容，没有恢复，也没有改动。恢复到一个新建的空数据库。\n",
    )
    assert filled.python(TOLD) == before


def test_a_backup_never_overwrites_a_file(filled: Site, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    file.write_text("dear", encoding="utf-8")
    done = filled.doudi("backup", file)
    assert (done.returncode, done.stderr) == (2, f"{file} 已经存在，没有覆盖。换一个文件名。\n")
    assert file.read_text(encoding="utf-8") == "dear"


def test_a_backup_that_cannot_be_written_leaves_nothing_half(filled: Site, tmp_path: Path) -> None:
    done = filled.doudi("backup", tmp_path / "nowhere" / "backup.tar.gz")
    assert done.returncode == 2
    assert "写不了" in done.stderr
    assert not list(tmp_path.glob("*.part"))


def test_without_the_keys_nothing_is_restored(filled: Site, new_site: NewSite, tmp_path: Path) -> None:
    filled.doudi("backup", tmp_path / "backup.tar.gz")
    other = new_site(KINDS[-1])
    done = other.doudi("restore", tmp_path / "backup.tar.gz", DOUDI_KEYS="k9:" + "fedcba9876543210" * 4)
    assert (done.returncode, done.stderr) == (
        2,
        "DOUDI_KEYS 里没有编号为 k1 的密钥，恢复了也读不出身份证号。先把密钥放回 DOUDI_KEYS。\n",
    )


@pytest.mark.parametrize("harm", ["cut", "bent", "not ours", "no archive", "absent"])
def test_a_damaged_backup_is_refused_and_the_site_stays_empty(
    filled: Site, new_site: NewSite, tmp_path: Path, harm: str
) -> None:
    file = tmp_path / "backup.tar.gz"
    filled.doudi("backup", file)
    damage(file, harm)
    other = new_site(KINDS[-1])
    done = other.doudi("restore", file)
    assert done.returncode == 2
    told = {
        "not ours": "这不是 doudi backup 写的文件。\n",
        "absent": f"读不了 {file}：没有这个文件或文件夹。请核对路径。\n",
    }
    assert done.stderr == told.get(harm, f"{file} 不是完整的备份。请换一份备份。\n")
    assert other.python("from django.db import connection; print(connection.introspection.table_names())") == "[]\n"


def damage(file: Path, harm: str) -> None:
    """Spoil a backup."""
    content = bytearray(file.read_bytes())
    if harm == "cut":
        file.write_bytes(content[: len(content) // 2])
    elif harm == "bent":
        content[len(content) // 2] ^= 0xFF
        file.write_bytes(content)
    elif harm == "not ours":
        with tarfile.open(file, "w:gz") as archive:
            archive.add(__file__, "other.txt")
    elif harm == "no archive":
        file.write_bytes(gzip.compress(b"no archive"))
    else:
        file.unlink()


def test_an_archive_that_reaches_outside_is_refused(filled: Site, new_site: NewSite, tmp_path: Path) -> None:
    file = tmp_path / "backup.tar.gz"
    filled.doudi("backup", file)
    folder = tmp_path / "unpacked"
    with tarfile.open(file) as archive:
        archive.extractall(folder, filter="data")
    with tarfile.open(file, "w:gz") as archive:
        for name in ("manifest.json", "database"):
            archive.add(folder / name, name)
        archive.add(folder / "manifest.json", "../../escaped.json")
    shutil.rmtree(folder)
    done = new_site(KINDS[-1]).doudi("restore", file)
    assert done.returncode == 2
    assert "不是完整的备份" in done.stderr
    assert not list(tmp_path.parent.rglob("escaped.json"))


def test_a_backup_whose_log_was_tampered_with_is_told(filled: Site, new_site: NewSite, tmp_path: Path) -> None:
    postgresql = " ON audit_entry" if filled.database else ""
    filled.python(
        "from django.db import connection\n"
        f"c = connection.cursor(); c.execute('DROP TRIGGER audit_entry_no_update{postgresql}')\n"
        "c.execute(\"UPDATE audit_entry SET verb = 'x' WHERE sequence = 2\")"
    )
    filled.doudi("backup", tmp_path / "backup.tar.gz")
    done = new_site(KINDS[-1]).doudi("restore", tmp_path / "backup.tar.gz")
    assert done.returncode == 1
    assert "第 2 条：内容与摘要不符：此条被改动" in done.stdout
    assert "审计日志有 1 处问题，不要启用这个站点。" in done.stdout


def test_a_site_that_was_not_migrated_is_not_backed_up(new_site: NewSite, tmp_path: Path) -> None:
    site = new_site("sqlite")
    site.folder.mkdir()
    done = site.doudi("backup", tmp_path / "backup.tar.gz")
    assert (done.returncode, done.stderr) == (
        2,
        "数据库的结构还不是这一版的。先备份，再运行 doudi migrate。\n",
    )


def test_a_site_is_backed_up_before_its_upgrade_too(filled: Site, tmp_path: Path) -> None:
    filled.python(
        "from django.db.migrations.recorder import MigrationRecorder\nfrom django.db import connection\n"
        "MigrationRecorder(connection).record_unapplied('sessions', '0001_initial')"
    )
    assert filled.doudi("audit", "verify").returncode == 2
    assert filled.doudi("backup", tmp_path / "backup.tar.gz").returncode == 0
