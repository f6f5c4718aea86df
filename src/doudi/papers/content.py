"""What a paper says, apart from how it looks: a title, whom it is to, texts and tables, who signs, and when."""

from __future__ import annotations

import datetime
import hashlib
import json
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Content:
    """Blocks are `{"text"}` or `{"head", "rows"}`, in order; every cell is text."""

    title: str
    to: str = ""
    blocks: list[dict[str, Any]] = field(default_factory=list)
    issuer: str = ""
    date: str = ""

    def say(self, *texts: str) -> Content:
        """Add paragraphs."""
        self.blocks += [{"text": text} for text in texts]
        return self

    def table(self, head: list[str], rows: list[list[str]]) -> Content:
        """Add a table; without rows nothing is added."""
        if rows:
            self.blocks.append({"head": head, "rows": rows})
        return self

    def as_json(self, number: str) -> dict[str, Any]:
        """What is kept of it."""
        return {
            "number": number,
            "title": self.title,
            "to": self.to,
            "blocks": self.blocks,
            "issuer": self.issuer,
            "date": self.date,
        }


def day(date: datetime.date) -> str:
    """A date as letters write it: 2021年12月1日."""
    return f"{date.year}年{date.month}月{date.day}日"


def digest(said: dict[str, Any]) -> str:
    """The SHA-256 of what a paper says, in one canonical form."""
    text = json.dumps(said, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
