"""The hash of an entry: over all its fields and the hash of the one before."""

from __future__ import annotations

import datetime
import hashlib
import json

from cryptography.hazmat.primitives import hashes
from django.conf import settings

from doudi.audit.models import Entry


def digest(entry: Entry, algorithm: str) -> str:
    """`ALGORITHM:hex` over the entry in one canonical form."""
    fields = [
        entry.sequence,
        entry.at.astimezone(datetime.UTC).isoformat(timespec="microseconds"),
        entry.user_id,
        entry.membership_id,
        entry.verb,
        entry.subject_type,
        entry.subject_id,
        entry.area,
        entry.reason,
        entry.details,
        entry.previous,
    ]
    text = json.dumps(fields, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    return f"{algorithm}:{_hash(text, algorithm)}"


def algorithm_now() -> str:
    """The algorithm of the site: `sm3` or `sha256`."""
    return str(settings.DOUDI_HASH)


def algorithm_of(entry: Entry) -> str:
    """The algorithm with which an entry was written, which stays when the site's setting changes."""
    return entry.hash.partition(":")[0]


def _hash(data: bytes, algorithm: str) -> str:
    if algorithm == "sm3":
        made = hashes.Hash(hashes.SM3())
        made.update(data)
        return made.finalize().hex()
    return hashlib.sha256(data).hexdigest()
