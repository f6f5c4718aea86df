"""The English catalogue: `make words` brings it up to what the code says, and compiles it.

Django reads only the compiled `.mo`. It is kept beside the `.po`, so that a fresh clone and an installed wheel speak
English without a compiler; a test holds the two together.
"""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po, write_po
from messages import SOURCE, messages

PO = SOURCE / "locale" / "en" / "LC_MESSAGES" / "django.po"
MO = PO.with_suffix(".mo")
HEADER = """# English for the screens of the office. The words follow docs/glossary.md.
# `make words` adds what is new in the code, drops what is gone, and compiles; only msgstr is written by hand.
msgid ""
msgstr ""
"Language: en\\n"
"MIME-Version: 1.0\\n"
"Content-Type: text/plain; charset=utf-8\\n"
"Content-Transfer-Encoding: 8bit\\n"
"Plural-Forms: nplurals=2; plural=(n != 1);\\n"

"""


def written(path: Path = PO) -> Catalog:
    """The catalogue as it is kept."""
    if not path.exists():
        return Catalog("en")
    with path.open("rb") as file:
        return read_po(file, locale="en", domain="django")


def compiled(path: Path = MO) -> dict[str, tuple[str, ...]]:
    """What the compiled catalogue says, by string."""
    with path.open("rb") as file:
        return pairs(read_mo(file))


def pairs(catalogue: Catalog) -> dict[str, tuple[str, ...]]:
    """Every string with its English, one or, where it counts something, two; those without English are left out."""
    found = {_first(each.id): _forms(each.string) for each in catalogue if each.id}
    return {text: english for text, english in found.items() if all(english)}


def _first(known: str | tuple[str, ...] | list[str]) -> str:
    return known if isinstance(known, str) else known[0]


def _forms(said: str | tuple[str, ...] | list[str]) -> tuple[str, ...]:
    return (said,) if isinstance(said, str) else tuple(said)


def brought_up(kept: Catalog) -> Catalog:
    """The strings of the code, with the English that is known for them."""
    known, found = pairs(kept), Catalog("en", charset="utf-8", fuzzy=False)
    places: dict[str, list[str]] = {}
    plurals: dict[str, str] = {}
    for message in messages():
        where = places.setdefault(message.text, [])
        plurals[message.text] = plurals.get(message.text) or message.plural
        if message.path not in where:
            where.append(message.path)
    for text, where in places.items():
        plural, english = plurals[text], known.get(text, ())
        said = (english * 2)[:2] if plural else english[:1]
        key = (text, plural) if plural else text
        string = (said or ("", "")) if plural else "".join(said)
        found[key] = Message(key, string, locations=[(path, 0) for path in where])
    return found


def write(catalogue: Catalog) -> None:
    """Both files, the same for the same strings on whatever day."""
    catalogue.creation_date = catalogue.revision_date = datetime.datetime(2024, 1, 1, tzinfo=datetime.UTC)
    PO.parent.mkdir(parents=True, exist_ok=True)
    with PO.open("wb") as file:
        file.write(HEADER.encode())
        write_po(file, catalogue, omit_header=True, include_lineno=False, width=110)
    with MO.open("wb") as file:
        write_mo(file, catalogue)


def without_english(catalogue: Catalog) -> list[str]:
    """The strings that nobody has translated."""
    known = pairs(catalogue)
    return [_first(each.id) for each in catalogue if each.id and _first(each.id) not in known]


def main() -> int:
    """Bring the catalogue up; say what still wants English."""
    catalogue = brought_up(written())
    write(catalogue)
    wanting = without_english(catalogue)
    print(f"{len(catalogue)} strings, {len(wanting)} without English", *wanting, sep="\n  ")
    return 1 if wanting else 0


if __name__ == "__main__":
    sys.exit(main())
