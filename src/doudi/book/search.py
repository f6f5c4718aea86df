"""The index that the search page loads: clauses, results, parameters, readings, benefits, steps, cases, words."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from doudi.book import place
from doudi.book.citing import Named, definitions
from doudi.book.compare import short
from doudi.book.english import kinds
from doudi.book.glossary import terms
from doudi.book.shelf import Shelf, Volume
from doudi.book.speaker import Speaker
from doudi.book.worked import case_anchor
from doudi.policy.definitions.model import Process, Reading, Rule
from doudi.policy.reading.features import load_features
from doudi.vocabulary import load

Entry = tuple[str, str, str, str, str, str]
"""Kind, title, what stands beside it, text, where it is, and the way from the search page."""


def search_index(shelf: Shelf, speakers: Mapping[str, Speaker], lang: str) -> str:
    """The index as a script; it needs no request, so that it works from a file."""
    say = next(iter(speakers.values()))
    page = place.Place(place.SEARCH, lang)
    entries = [_relative(entry, page) for entry in _entries(shelf, speakers, lang)]
    words = {
        "found": say.t("找到 {count} 条"),
        "near": say.t("没有完全相符的；相近的有 {count} 条"),
        "none": say.t("没有找到"),
    }
    book = {"kinds": kinds(lang), "words": words, "entries": entries}
    # A line separator is a line end to old browsers, and would break the script.
    text = json.dumps(book, ensure_ascii=False, separators=(",", ":"))
    return "window.DOUDI=" + text.replace("\u2028", "\\u2028").replace("\u2029", "\\u2029") + ";\n"


def _relative(entry: Entry, page: place.Place) -> Entry:
    path, _, anchor = entry[5].partition("#")
    return (*entry[:5], page.href(path, anchor))


def _entries(shelf: Shelf, speakers: Mapping[str, Speaker], lang: str) -> Iterator[Entry]:
    yield from _results(shelf, lang)
    for volume in shelf.volumes:
        yield from _policy(volume, speakers[volume.name])
    for (entity, name), term in load().facts.items():
        if name != "id":
            yield "fact", term.label, name, "", "", f"{place.GLOSSARY}#fact-{entity}-{name}"
    for number, words in enumerate(terms(), 1):
        yield "term", words["chinese"], words["key"], words["english"], "", f"{place.GLOSSARY}#term-{number}"
    for feature in load_features().values():
        yield "feature", feature.label, feature.id, "", "", f"{place.FEATURES}#{feature.id}"


def _results(shelf: Shelf, lang: str) -> Iterator[Entry]:
    for name in shelf.results():
        having = [volume for volume in shelf.volumes if name in volume.policy.rules]
        where = "、".join(short(volume, lang) for volume in having)
        yield "result", having[0].policy.rules[name].label, name, "", where, place.of_result(name)


def _policy(volume: Volume, say: Speaker) -> Iterator[Entry]:
    policy, where = volume.policy, short(volume, say.lang)
    path = place.of_policy(volume.name)
    for clause in policy.clauses:
        for row in clause.rows:
            yield "clause", row.text, row.id, "", f"{where} {clause.heading}", f"{path}#{row.id}"
    for named in definitions(policy):
        if named.policy == volume.name:
            yield from _definition(named, say, where)
    for number, case in enumerate(volume.cases):
        yield "case", case.name, "", "", where, f"{place.of_policy(volume.name, 'cases')}#{case_anchor(number)}"


def _definition(named: Named, say: Speaker, where: str) -> Iterator[Entry]:
    definition, link = named.definition, say.link(named)
    text = ""
    if isinstance(definition, Rule):
        text = say.line(definition.expr)
    elif isinstance(definition, Reading):
        text = "；".join(filter(None, (*definition.options.values(), definition.because)))
    yield named.kind, definition.label or definition.name, definition.name, text, where, f"{link.path}#{link.anchor}"
    if isinstance(definition, Process):
        for step in definition.steps.values():
            at = say.link(Named("step", step, definition))
            yield (
                "step",
                step.label,
                step.name,
                say.posts.who(step),
                f"{where} {definition.label}",
                f"{at.path}#{at.anchor}",
            )
