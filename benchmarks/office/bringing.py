"""The measure of an import: a workbook of ten thousand people, sent by the form that a clerk uses."""

from __future__ import annotations

import secrets
import time
from typing import Any
from urllib.parse import urlsplit

from django.utils.timezone import localdate

from benchmarks.office import county, families
from benchmarks.office.visitors import Browser
from doudi.registry.models import FactVersion, Person
from doudi.registry.sheets.columns import HOUSEHOLDS, MEMBERS, columns
from doudi.registry.sheets.writing import workbook
from doudi.vocabulary import load
from doudi.vocabulary.id_number import invented_number

ROWS = 10_000
_FORM = "/desk/households/import/"
_FREE = 4_900_000
"""From here on no invented number was given to those who are in the registry already."""
_LONGEST = 300
_USUAL = {
    HOUSEHOLDS: (
        "lives_in",
        "housing",
        "housing_area",
        "vehicles",
        "deposits",
        "property_within_limits",
        "in_receipt_of_dibao",
        "formerly_poor",
    ),
    MEMBERS: (
        "hukou",
        "hukou_division",
        "months_resident",
        "wage_income",
        "business_income",
        "property_income",
        "transfer_income",
        "basic_pension",
        "labour",
        "employment",
        "disability_kind",
        "disability_grade",
        "serious_illness",
        "self_care",
        "school",
    ),
}
"""The facts that a county's list of households has. The rest is found out when somebody applies."""


def bring(address: str) -> dict[str, Any]:
    """Seconds from sending the file until everything is saved."""
    where, data = urlsplit(address), filled(ROWS)
    assert where.hostname and where.port
    browser = Browser(where.hostname, where.port, longest=_LONGEST)
    browser.sign_in("clerk-0", county.PASSWORD)
    parts = {"csrfmiddlewaretoken": browser.token(_FORM)}
    mark, before, known = secrets.token_hex(16), Person.objects.count(), FactVersion.objects.count()
    body = _multipart(mark, parts, data)
    start = time.perf_counter()
    browser.post(_FORM, body, {"Content-Type": f"multipart/form-data; boundary={mark}"}, 302)
    seconds = time.perf_counter() - start
    assert Person.objects.count() == before + ROWS
    facts = FactVersion.objects.count() - known
    return {"people": ROWS, "facts": facts, "import_s": seconds, "file_bytes": len(data)}


def filled(people: int) -> bytes:
    """A filled-in workbook of so many invented people of the first village, with the facts that such lists have."""
    words = load()
    every = columns(words)
    homes, members = [], []
    for home in families.draw(people, seed=6):
        ref = str(len(homes) + 1)
        formed = localdate().isoformat()
        own = {"ref": ref, "area": county.village(0), "address": f"新村路 {ref} 号", "formed_on": formed}
        homes.append(_row(every[HOUSEHOLDS], own, _usual(HOUSEHOLDS, home), words))
        for each in home.members:
            number, row = len(members), each.row
            who = {
                "ref": ref,
                "name": families.name(number),
                "relation": words.codes["relation"][row["relation"]],
                "id_number": _id_number(row, number),
                "telephone": families.telephone(50_000_000 + number),
                "bank_card": f"6222{number:015}",
            }
            members.append(_row(every[MEMBERS], who, _usual(MEMBERS, each), words))
    return workbook(words, {HOUSEHOLDS: homes, MEMBERS: members})


def _usual(sheet: str, drawn: families.Drawn) -> dict[str, object]:
    """What the list says of a household or a member."""
    return {name: value for name, value in drawn.facts.items() if name in _USUAL[sheet]}


def _id_number(row: dict[str, Any], number: int) -> str:
    """A number that nobody has yet; none for whose day of birth is not known."""
    return invented_number(_FREE + number, row["birth_date"], row["sex"]) if row["birth_date"] and row["sex"] else ""


def _row(found: Any, own: dict[str, str], facts: dict[str, object], words: Any) -> list[str]:
    """The cells of a row, as an official would fill them in."""
    return [own.get(column.key) or _text(facts.get(column.key), column.type, words) for column in found]


def _text(value: object, kind: str, words: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    return str(words.codes[kind][str(value)] if kind in words.codes else value)


def _multipart(mark: str, parts: dict[str, str], data: bytes) -> bytes:
    """A form with a file, as browsers send it."""
    head = "".join(
        f'--{mark}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in parts.items()
    )
    head += f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="people.xlsx"\r\n'
    head += "Content-Type: application/vnd.openxmlformats-officedocument.spreadsheetml.sheet\r\n\r\n"
    return head.encode() + data + f"\r\n--{mark}--\r\n".encode()
