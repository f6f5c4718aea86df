"""What a backup says about itself."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass

FORMAT = 1
NAME = "manifest.json"
DATABASE = "database"
FILES = "files/"


class BackupProblem(ValueError):
    """A backup cannot be made or restored; the message (Chinese, English) says why and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(zh)
        self.words = (zh, en)


@dataclass(frozen=True, slots=True)
class Manifest:
    """The first member of a backup.

    `kind`: how the database was written: `sqlite` (its file), `postgresql` (pg_dump), `rows` (any database).
    `head` and `hash` are the end of the audit log just before; `key_ids` the keys that the data may need;
    `migrations` the schema that the rows fit.
    """

    version: str
    made_at: str
    kind: str
    head: int
    hash: str
    key_ids: list[str]
    migrations: list[str]
    format: int = FORMAT

    def text(self) -> str:
        """As JSON."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1)


def read(text: bytes) -> Manifest:
    """The manifest of a backup. Raises `BackupProblem`."""
    try:
        found = Manifest(**json.loads(text))
    except (ValueError, TypeError):
        raise BackupProblem("这不是 doudi backup 写的文件。", "This file was not written by doudi backup.") from None
    if found.format != FORMAT:
        raise BackupProblem(
            f"这个备份是 doudi {found.version} 写的，格式不同。用那个版本恢复，再升级。",
            f"This backup was written by doudi {found.version} in another format. Restore it with that version, "
            "then upgrade.",
        )
    return found
