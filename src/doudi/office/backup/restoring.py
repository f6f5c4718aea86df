"""Restoring a backup into an empty site."""

from __future__ import annotations

import gzip
import tarfile
import tempfile
import zlib
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.core.serializers.base import DeserializationError
from django.db import connection

from doudi.audit import services as audit
from doudi.audit.selectors import Finding, verify
from doudi.office.backup import postgresql, rows, sqlite
from doudi.office.backup.manifest import DATABASE, FILES, NAME, BackupProblem, Manifest, read
from doudi.office.backup.writing import key_ids, migrations
from doudi.policy.messages.system_errors import system_error

_AT_ONCE = 1 << 20


def restore(path: Path) -> tuple[Manifest, list[Finding]]:
    """Fill this empty site from a backup, then prove its audit log. Raises `BackupProblem`, with nothing changed.

    What was restored, and what is wrong with its audit log: nothing, as it should be.
    """
    media = Path(settings.MEDIA_ROOT)
    media.parent.mkdir(parents=True, exist_ok=True)
    _require_empty(media)
    with tempfile.TemporaryDirectory(dir=media.parent, prefix=".doudi-restore-") as name:
        folder = Path(name)
        manifest = _unpack(path, folder)
        _require_keys(manifest)
        _load(manifest, folder / DATABASE)
        if (folder / FILES).is_dir():
            if media.is_dir():
                media.rmdir()
            (folder / FILES).replace(media)
    call_command("migrate", interactive=False, verbosity=0)
    found = verify([(manifest.head, manifest.hash)])
    if not found:
        audit.record(actor=None, verb="site.restored", details={"made_at": manifest.made_at})
    return manifest, found


def _require_empty(media: Path) -> None:
    """The database has no users and no audit log, and there are no files: nothing can be lost."""
    there = set(connection.introspection.table_names())
    with connection.cursor() as cursor:
        for table in ("accounts_user", "audit_entry"):
            if table not in there:
                continue
            cursor.execute(f"SELECT 1 FROM {table} LIMIT 1")
            if cursor.fetchone():
                raise BackupProblem(
                    "这里的数据库已有内容，没有恢复，也没有改动。恢复到一个新建的空数据库。",
                    "This database is not empty; nothing was changed. Restore into a new, empty one.",
                )
    if media.is_dir() and any(media.iterdir()):
        raise BackupProblem(
            f"{media} 里已有文件，没有恢复，也没有改动。换一个 DOUDI_DATA。",
            f"{media} holds files; nothing was changed. Use another DOUDI_DATA.",
        )


def _unpack(path: Path, folder: Path) -> Manifest:
    try:
        _read_through(path)
        with tarfile.open(path, "r:gz") as archive:
            first = archive.next()
            if first is None or first.name != NAME:
                return read(b"")
            content = archive.extractfile(first)
            manifest = read(content.read() if content else b"")
            archive.extractall(folder, filter="data")
    except (tarfile.TarError, gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise BackupProblem(
            f"{path} 不是完整的备份。请换一份备份。", f"{path} is not a whole backup ({error}). Use another."
        ) from None
    except OSError as error:
        zh, en = system_error(error)
        raise BackupProblem(f"读不了 {path}：{zh}", f"{path} cannot be read: {en}") from None
    return manifest


def _read_through(path: Path) -> None:
    """Read to the end, where the checksum of the whole stands: unpacking alone stops before it."""
    with gzip.open(path) as content:
        while content.read(_AT_ONCE):
            pass


def _require_keys(manifest: Manifest) -> None:
    missing = [each for each in manifest.key_ids if each not in key_ids()]
    if missing:
        listed = ", ".join(missing)
        raise BackupProblem(
            f"DOUDI_KEYS 里没有编号为 {listed} 的密钥，恢复了也读不出身份证号。先把密钥放回 DOUDI_KEYS。",
            f"DOUDI_KEYS has no key {listed}: ID numbers could not be read. Put the keys back first.",
        )


def _load(manifest: Manifest, database: Path) -> None:
    if manifest.kind == "rows":
        _load_rows(manifest, database)
    elif manifest.kind != connection.vendor:
        raise BackupProblem(
            f"这个备份来自 {manifest.kind}，这里是 {connection.vendor}。换数据库要用 doudi backup --any 备份。",
            f"This backup is of {manifest.kind}, and this site is on {connection.vendor}. "
            "To change databases, back up with doudi backup --any.",
        )
    else:
        {"sqlite": sqlite, "postgresql": postgresql}[manifest.kind].load(database)


def _load_rows(manifest: Manifest, database: Path) -> None:
    call_command("migrate", interactive=False, verbosity=0)
    if migrations() != manifest.migrations:
        raise BackupProblem(
            f"这个备份是 doudi {manifest.version} 的结构，与这一版不同。先装那个版本恢复，再升级。",
            f"This backup has the schema of doudi {manifest.version}. Restore it with that version, then upgrade.",
        )
    try:
        with database.open(encoding="ascii") as lines:
            rows.read(lines)
    except DeserializationError as error:
        raise BackupProblem(
            f"备份里有读不出的行：{error}。", f"The backup has a row that cannot be read: {error}."
        ) from None
