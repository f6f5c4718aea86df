"""Reads a file that somebody names, or says why it cannot be read."""

from __future__ import annotations

from pathlib import Path

from doudi.policy.messages.refusal import Faults
from doudi.policy.messages.system_errors import system_error


def read_bytes(path: Path, most: int, faults: Faults) -> bytes:
    """The first bytes of a file, `most` and one more, by which a file that is too large is known. Raises `Refused`."""
    try:
        if path.is_dir():
            raise faults.stop("is-folder")
        with path.open("rb") as file:
            return file.read(most + 1)
    except FileNotFoundError:
        raise faults.stop("missing-file") from None
    except OSError as error:
        cause, cause_en = system_error(error)
        raise faults.stop("unreadable", cause=cause, cause_en=cause_en) from None
    except ValueError:  # a NUL in the path
        raise faults.stop(
            "unreadable", cause="路径里有不能用的字符。", cause_en="the path has a sign that none can have."
        ) from None
