"""The examples that come with the policies: invented, and decided as the documents show."""

from __future__ import annotations

import json

from doudi.policy.reading import library
from doudi.vocabulary.id_number import parse


def test_the_people_in_the_examples_are_invented() -> None:
    paths = list(library.home().glob("*/examples/*.json"))
    assert len(paths) >= 3
    for path in paths:
        for member in json.loads(path.read_text(encoding="utf-8"))["members"]:
            assert parse(member["id_number"]).is_test
