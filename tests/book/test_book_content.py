from __future__ import annotations

import itertools
import posixpath
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from reading import Reading, read

from doudi.book.shelf import Shelf
from doudi.book.site import site


@pytest.fixture(scope="module")
def pages(files: dict[str, str]) -> dict[str, Reading]:
    return {path: read(text) for path, text in files.items() if path.endswith(".html")}


def test_every_element_is_closed_and_every_id_is_there_once(pages: dict[str, Reading]) -> None:
    faults = {path: page.faults[:3] for path, page in pages.items() if page.faults}
    assert not faults


@pytest.mark.parametrize("folder", ["", "en/"])
def test_each_row_appears_exactly_once_in_its_policy_with_what_answers_it(
    shelf: Shelf, pages: dict[str, Reading], folder: str
) -> None:
    for policy in shelf.policies:
        page = pages[f"{folder}policies/{policy.name}/index.html"]
        shown = page.having("li", "clause-row")
        assert [row.attributes["id"] for row in shown] == [row.id for row in policy.rows()]
        answers = page.having("p", "answer")
        assert len(answers) == len(shown) and all(answer.text.strip() for answer in answers)
        assert [text.text for text in page.having("p", "text")] == [f"{row.id} {row.text}" for row in policy.rows()]


def test_every_definition_stands_once_beside_its_clause(shelf: Shelf, pages: dict[str, Reading]) -> None:
    for policy in shelf.policies:
        page = pages[f"policies/{policy.name}/index.html"]
        groups = {
            "rule": policy.rules, "parameter": policy.parameters, "reading": policy.readings,
            "table": policy.tables, "benefit": policy.benefits, "process": policy.processes,
        }  # fmt: skip
        for kind, group in groups.items():
            own = {f"{kind}-{name}" for name, definition in group.items() if definition.origin.policy == policy.name}
            assert {e.attributes["id"] for e in page.having("article", kind)} == own, policy.name


def test_each_link_leads_to_a_page_and_a_place_in_it(files: dict[str, str], pages: dict[str, Reading]) -> None:
    broken = []
    for path, page in pages.items():
        for element in page.elements:
            for key in ("href", "src", "action"):
                address = element.attributes.get(key)
                if address is None:
                    continue
                parts = urlsplit(address)
                assert not parts.scheme and not parts.netloc, (path, address)
                target = (
                    posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(parts.path)))
                    if parts.path
                    else path
                )
                ids = pages[target].ids if target in pages else set()
                if target not in files or (parts.fragment and unquote(parts.fragment) not in ids):
                    broken.append((path, address))
    assert not broken[:10]


def test_each_entry_of_the_search_leads_to_its_place(files: dict[str, str], pages: dict[str, Reading]) -> None:
    import json

    for lang, folder in (("zh", ""), ("en", "en/")):
        text = files[f"assets/index-{lang}.js"]
        entries = json.loads(text.removeprefix("window.DOUDI=").removesuffix(";\n"))["entries"]
        assert len(entries) > 1000
        for *_, address in entries:
            path, _, fragment = address.partition("#")
            target = pages[posixpath.normpath(folder + path)]
            assert not fragment or fragment in target.ids, address


def test_headings_never_skip_a_level_and_there_is_one_of_the_first(pages: dict[str, Reading]) -> None:
    for path, page in pages.items():
        levels = [int(e.tag[1]) for e in page.elements if e.tag in ("h1", "h2", "h3", "h4", "h5", "h6")]
        assert levels.count(1) == 1, path
        assert all(later - earlier <= 1 for earlier, later in itertools.pairwise(levels)), path


def test_tables_have_captions_and_their_headings_say_what_they_head(pages: dict[str, Reading]) -> None:
    for path, page in pages.items():
        assert all("scope" in heading.attributes for heading in page.having("th")), path
        captioned = [table for table in page.having("table") if not table.in_prose]
        assert len(page.having("caption")) == len(captioned), path


def test_chinese_on_an_english_page_says_that_it_is_chinese(pages: dict[str, Reading]) -> None:
    found = {path: page.chinese_in_english[:3] for path, page in pages.items() if page.chinese_in_english}
    assert not found


def test_every_page_exists_in_both_languages_and_names_its_own(
    files: dict[str, str], pages: dict[str, Reading]
) -> None:
    chinese = {path for path in pages if not path.startswith("en/")}
    assert {f"en/{path}" for path in chinese} == {path for path in pages if path.startswith("en/")}
    assert {page.having("html")[0].attributes["lang"] for path, page in pages.items() if path in chinese} == {"zh-Hans"}


def test_the_same_policies_on_the_same_day_make_the_same_book(shelf: Shelf, files: dict[str, str]) -> None:
    assert dict(site(shelf)) == files


def test_every_worked_case_is_shown_and_agrees(shelf: Shelf, pages: dict[str, Reading]) -> None:
    for volume in shelf.volumes:
        page = pages[f"policies/{volume.name}/cases.html"]
        assert len(page.having("article", "case")) == len(volume.cases)
        assert not page.having("tr", "differs")


def test_a_result_has_a_card_for_each_wording_and_a_line_for_each_policy(
    shelf: Shelf, pages: dict[str, Reading]
) -> None:
    for name in shelf.results():
        page = pages[f"results/{name}.html"]
        homes = {p.rules[name].origin.policy for p in shelf.policies if name in p.rules}
        assert len(page.having("article", "definition")) == len(homes)
        assert len(page.having("svg", "flow")) == len(homes)
        assert len(page.having("tbody")) == 1 and page.having("tbody")[0].text.count("\n") >= len(shelf.volumes)


def test_nothing_in_the_book_names_a_folder_of_this_machine(files: dict[str, str]) -> None:
    home = str(Path(__file__).resolve().parents[2])
    assert not [path for path, text in files.items() if home in text]
