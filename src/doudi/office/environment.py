"""Reads settings from the environment. What a production site must give is never invented for it."""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

_ON, _OFF = ("1", "true", "yes", "on"), ("0", "false", "no", "off")
MODES = ("demo", "test", "production")


def mode() -> str:
    """What the site is for; anything but production is never taken for production, nor the other way round."""
    found = os.environ.get("DOUDI_MODE", "demo")
    if found not in MODES:
        raise ImproperlyConfigured(f"DOUDI_MODE 只能是 {'、'.join(MODES)}，不是“{found}”。")
    return found


def number(name: str, default: int) -> int:
    """A setting that is a whole number above zero."""
    text = os.environ.get(name, str(default))
    if not (text.isascii() and text.isdigit() and int(text) > 0):
        raise ImproperlyConfigured(f"{name} 应是大于零的整数，不是“{text}”。")
    return int(text)


def flag(name: str, default: bool) -> bool:
    """A setting that is on (1, true, yes, on) or off (0, false, no, off); anything else stops the start."""
    text = os.environ.get(name, str(default)).lower()
    if text not in _ON + _OFF:
        raise ImproperlyConfigured(f"{name} 只能是 1 或 0，不是“{text}”。")
    return text in _ON


def listed(name: str, default: list[str]) -> list[str]:
    """A setting with commas."""
    text = os.environ.get(name)
    return [part.strip() for part in text.split(",") if part.strip()] if text else default


def secret(name: str, file: Path, *, make: bool) -> str:
    """A secret from the environment; where `make` allows it, also made once and kept in a file beside the data.

    Empty when a production site does not give it: the start-up check then stops the start by the setting's name.
    """
    if text := os.environ.get(name):
        return text
    if not make:
        return ""
    if file.is_file():
        return file.read_text(encoding="ascii").strip()
    made = f"k1:{secrets.token_hex(32)}" if name == "DOUDI_KEYS" else secrets.token_hex(32)
    file.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as out:
        out.write(made)
    return made
