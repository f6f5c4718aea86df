"""The English catalogue says everything that the code says, and nothing else."""

from __future__ import annotations

import re

from catalogue import brought_up, compiled, pairs, without_english, written
from django.utils.translation import gettext, ngettext, override
from messages import CHINESE, messages

from doudi.language import in_chinese

HINT = "run `make words`, then write the English in src/doudi/locale/en/LC_MESSAGES/django.po and run it again"
PLACE = re.compile(r"%\(\w+\)[sd]|%[sd]|%%")


def test_every_string_of_the_office_has_its_english_and_none_is_left_over() -> None:
    said, kept = {message.text for message in messages()}, set(pairs(written()))
    assert sorted(said - kept) == [], HINT
    assert sorted(kept - said) == [], HINT


def test_bringing_the_catalogue_up_leaves_nothing_without_english() -> None:
    assert without_english(brought_up(written())) == [], HINT


def test_the_compiled_catalogue_says_what_the_written_one_says() -> None:
    assert compiled() == pairs(written()), HINT


def test_an_english_string_has_the_particulars_of_the_chinese_one() -> None:
    for text, forms in pairs(written()).items():
        for english in forms:
            assert sorted(PLACE.findall(english)) == sorted(PLACE.findall(text)), text


def test_english_strings_are_in_english() -> None:
    """Chinese stands only where the English speaks of Chinese characters."""
    of_characters = {"是", "否", "兜底"}
    for text, forms in pairs(written()).items():
        left = "".join(forms)
        for word in of_characters:
            left = left.replace(word, "")
        assert not CHINESE.search(left), text


def test_the_chosen_language_is_spoken_and_chinese_is_the_source() -> None:
    with override("en"):
        assert gettext("待办") == "To do"
        assert ngettext("%(n)s 件等着上会", "%(n)s 件等着上会", 1) == "%(n)s case waits for a meeting"
        with in_chinese():
            assert gettext("待办") == "待办"
        assert gettext("待办") == "To do"
    with override("zh-hans"):
        assert gettext("待办") == "待办"
