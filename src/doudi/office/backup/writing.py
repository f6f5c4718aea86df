"""Making a backup."""

from __future__ import annotations

import os
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path

from django.conf import settings
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder
from django.utils import timezone

import doudi
from doudi.audit import services as audit
from doudi.office.backup import postgresql, rows, sqlite
from doudi.office.backup.manifest import DATABASE, FILES, NAME, BackupProblem, Manifest
from doudi.policy.messages.system_errors import system_error


def write(path: Path, *, any_database: bool = False) -> Manifest:
    """Write the database and the files to one archive, which appears whole or not at all. Raises `BackupProblem`.

    `any_database` writes rows that every database can read; else the database's own tools are used where they are.
    """
    if path.exists():
        raise BackupProblem(
            f"{path} 已经存在，没有覆盖。换一个文件名。", f"{path} exists and was left alone. Choose another name."
        )
    end = audit.record(actor=None, verb="site.backed_up")
    manifest = Manifest(
        version=doudi.__version__,
        made_at=timezone.now().isoformat(timespec="seconds"),
        kind=kind(any_database=any_database),
        head=end.sequence,
        hash=end.hash,
        key_ids=key_ids(),
        migrations=migrations(),
    )
    part = path.with_name(path.name + ".part")
    try:
        with tempfile.TemporaryDirectory(dir=path.parent, prefix=".doudi-backup-") as folder:
            database = Path(folder) / DATABASE
            _dump(manifest.kind, database)
            _pack(part, manifest, database)
        part.replace(path)
    except OSError as error:
        zh, en = system_error(error)
        raise BackupProblem(f"写不了 {path}：{zh}", f"{path} cannot be written: {en}") from None
    finally:
        part.unlink(missing_ok=True)
    return manifest


def kind(*, any_database: bool) -> str:
    """How the database is written."""
    if any_database:
        return "rows"
    if connection.vendor == "postgresql":
        return "postgresql" if postgresql.has_tools() else "rows"
    return "sqlite" if connection.vendor == "sqlite" else "rows"


def key_ids() -> list[str]:
    """The names of the data keys of this site; the keys themselves stay out."""
    return [each.strip().partition(":")[0] for each in settings.DOUDI_KEYS.split(",")]


def migrations() -> list[str]:
    """The migrations applied: what the schema is."""
    return sorted(f"{app}.{name}" for app, name in MigrationRecorder(connection).applied_migrations())


def _dump(kind: str, path: Path) -> None:
    if kind == "rows":
        with path.open("w", encoding="ascii") as out:
            rows.write(out)
    else:
        {"sqlite": sqlite, "postgresql": postgresql}[kind].dump(path)


def _pack(path: Path, manifest: Manifest, database: Path) -> None:
    """Only the owner can read the archive: it holds personal data."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as out, tarfile.open(fileobj=out, mode="w:gz", compresslevel=6) as archive:
        text = manifest.text().encode()
        head = tarfile.TarInfo(NAME)
        head.size = len(text)
        archive.addfile(head, BytesIO(text))
        archive.add(database, DATABASE)
        kept = Path(settings.MEDIA_ROOT)
        for file in sorted(kept.rglob("*")) if kept.is_dir() else []:
            if file.is_file() and not file.is_symlink():
                archive.add(file, FILES + file.relative_to(kept).as_posix())
