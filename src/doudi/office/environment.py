"""Reads settings from the environment. What a production site must give is never invented for it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def flag(name: str, default: bool) -> bool:
    """A setting that is on (1, true, yes) or off."""
    return os.environ.get(name, str(default)).lower() in ("1", "true", "yes")


def listed(name: str, default: list[str]) -> list[str]:
    """A setting with commas."""
    text = os.environ.get(name)
    return [part.strip() for part in text.split(",") if part.strip()] if text else default


def secret(name: str, file: Path, *, make: bool) -> str:
    """A secret from the environment or from a file; made once and kept in the file where `make` allows it.

    Empty when a production site does not give it: the start-up check then stops the start by the setting's name.
    """
    if text := os.environ.get(name):
        return text
    if file.is_file():
        return file.read_text(encoding="ascii").strip()
    if not make:
        return ""
    made = f"k1:{secrets.token_hex(32)}" if name == "DOUDI_KEYS" else secrets.token_hex(32)
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(made)
    return made
