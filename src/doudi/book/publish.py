"""Writes a book into a folder: only over nothing or over an older book, each file whole or not at all."""

from __future__ import annotations

import contextlib
import os
import tempfile
from collections.abc import Iterable
from pathlib import Path

MARK = ".doudi-book"
"""The file by which a folder is known as a book; it lists what the book consists of."""


class NotABook(Exception):
    """The folder holds something that is not a book. The message is its path."""


def publish(files: Iterable[tuple[str, str]], out: Path, *, force: bool = False) -> int:
    """Write the files and take away those of an older book that are no longer in it; how many files there are.

    Raises `NotABook` when `out` is a file, or a folder with other things in it and not `force`; `OSError` when it
    cannot be written. What is not ours in the folder is left alone.
    """
    refuse_other(out, force=force)
    out.mkdir(parents=True, exist_ok=True)
    before = _listed(out)
    # Marked first: a book whose writing was cut short is still a book, and may be written again.
    write(out / MARK, "\n".join(sorted(before)) + "\n")
    written = []
    for path, text in files:
        target = out / path
        target.parent.mkdir(parents=True, exist_ok=True)
        write(target, text)
        written.append(path)
    for path in sorted(before - set(written)):
        _remove(out, path)
    write(out / MARK, "\n".join(sorted(written)) + "\n")
    return len(written)


def refuse_other(out: Path, *, force: bool = False) -> None:
    """Raise `NotABook` when a book must not be written there."""
    if out.exists() and not out.is_dir():
        raise NotABook(str(out))
    if force or not out.exists() or (out / MARK).is_file():
        return
    if any(out.iterdir()):
        raise NotABook(str(out))


def write(path: Path, text: str) -> None:
    """Write a file whole: a reader sees the old text or the new one, never half."""
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as stream:
            stream.write(text)
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise


def _listed(out: Path) -> set[str]:
    mark = out / MARK
    return set(mark.read_text(encoding="utf-8").split("\n")) - {""} if mark.is_file() else set()


def _remove(out: Path, path: str) -> None:
    """Take away a file of an older book. The list is data: a path that leads out of the folder is not followed."""
    target = out / path
    if out.resolve() in target.resolve().parents:
        target.unlink(missing_ok=True)
        with contextlib.suppress(OSError):
            target.parent.rmdir()
