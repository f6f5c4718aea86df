"""The front matter: what a document says of itself."""

from __future__ import annotations

import re

from doudi.policy.definitions.model import Front, Origin
from doudi.policy.messages.problems import Problems
from doudi.policy.messages.subject import Subject
from doudi.policy.reading.fields import Fields
from doudi.policy.reading.library import is_name
from doudi.policy.reading.yamltree import Mapping

_REQUIRED = ("policy", "title", "issued", "effective")
_OPTIONAL = ("number", "issuer", "place", "division", "until", "replaces", "extends", "rows", "trial", "summary")
_DIVISION = re.compile(r"[0-9]{6}([0-9]{3}([0-9]{3})?)?")
_ROWS = re.compile(r"[0-9]{1,6}")


def read_front(tree: Mapping, origin: Origin, problems: Problems) -> Front:
    """The front matter of the document in the folder `origin.policy`; raises `Broken` when it cannot be used."""
    fields = Fields(Subject("front matter"), tree, origin, problems)
    fields.only(_REQUIRED, _OPTIONAL)
    name, extends, rows = fields.text("policy"), fields.text("extends"), fields.text("rows")
    if not is_name(name) or name != origin.policy:
        raise problems.stop("policy-name", fields.at(fields.get("policy")), name=name, folder=origin.policy)
    if extends and not is_name(extends):
        raise problems.stop("no-such-base", fields.at(fields.get("extends")), name=extends)
    if rows and not _ROWS.fullmatch(rows):
        raise problems.stop("not-number", fields.at(fields.get("rows")), value=rows)
    division = fields.text("division")
    if division and not _DIVISION.fullmatch(division):
        problems.add("bad-division", fields.at(fields.get("division")), value=division)
    issued, effective = fields.date("issued"), fields.date("effective")
    assert issued is not None and effective is not None  # required above
    until = fields.date("until")
    if until is not None and until < effective:
        problems.add("end-before-start", fields.at(fields.get("until")), until=until, effective=effective)
    return Front(
        policy=name,
        title=fields.text("title"),
        issued=issued,
        effective=effective,
        number=fields.text("number"),
        issuer=fields.text("issuer"),
        place=fields.text("place"),
        division=division,
        until=until,
        replaces=fields.text("replaces"),
        extends=extends,
        rows=int(rows) if rows else None,
        trial=fields.flag("trial"),
        summary=fields.text("summary"),
    )
