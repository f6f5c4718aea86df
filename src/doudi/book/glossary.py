"""The words of the field and the facts of the vocabulary, with the policies that use them."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from doudi.book import place
from doudi.book.compare import short
from doudi.book.rests import Ground
from doudi.book.shelf import Shelf
from doudi.book.speaker import Link, Speaker
from doudi.policy.definitions.types import Type
from doudi.policy.messages.type_words import type_words
from doudi.vocabulary import load

_ROW = re.compile(
    r"^\|\s*(?P<chinese>[^|]*[\u4e00-\u9fff][^|]*?)\s*\|\s*(?P<key>[^|]*?)\s*\|\s*(?P<english>[^|]*?)\s*\|\s*$"
)
_BOOK = Path(__file__).parent


def terms() -> list[dict[str, str]]:
    """The terms of the field from the project's glossary, which the package ships."""
    installed = _BOOK / "glossary.md"
    path = installed if installed.is_file() else _BOOK.parent.parent.parent / "docs" / "glossary.md"
    if not path.is_file():
        return []
    found = []
    for line in path.read_text(encoding="utf-8").splitlines():
        match = _ROW.match(line)
        if match and match["chinese"] != "汉字":
            found.append({"chinese": match["chinese"], "key": match["key"], "english": match["english"]})
    return found


def glossary_page(shelf: Shelf, speakers: dict[str, Speaker], grounds: dict[str, Ground], lang: str) -> dict[str, Any]:
    """What the template of the glossary needs."""
    say = next(iter(speakers.values()))
    groups = []
    for entity in ("household", "person"):
        names = [name for of, name in load().facts if of == entity and name != "id"]
        facts = [_fact(entity, name, shelf, grounds, say) for name in names]
        groups.append({"entity": entity, "facts": facts})
    return {"terms": terms(), "facts": groups}


def _fact(entity: str, name: str, shelf: Shelf, grounds: dict[str, Ground], say: Speaker) -> dict[str, Any]:
    term, codes = load().facts[entity, name], load().codes
    used = [
        Link(short(volume, say.lang), place.of_policy(volume.name, "flow"), "facts", "policy")
        for volume in shelf.volumes
        if any((entity, name) in rests.facts for rests in grounds[volume.name].direct.values())
    ]
    listed = "、".join(codes[term.type].values()) if term.type in codes else ""
    return {"name": name, "label": term.label, "codes": listed, "type": _type(term.type, term.unit, say), "used": used}


def _type(word: str, unit: str | None, say: Speaker) -> str:
    """A type of the vocabulary in words."""
    if word in ("money", "number"):
        return say.type(Type("number", unit))
    if word in ("boolean", "date", "text"):
        return say.type(Type(word)) if word != "text" else type_words(Type("text"), say.lang)
    return say.t("选项")
