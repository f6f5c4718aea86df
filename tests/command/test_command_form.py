"""`doudi form`: an empty form that can be decided as it is, and a schema that means the same as the reader."""

from __future__ import annotations

import datetime
import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from commandline import Run
from hypothesis import given, settings
from hypothesis import strategies as st

from doudi.policy.building.build import load
from doudi.policy.inputs.facts import read
from doudi.policy.inputs.form import json_schema
from doudi.policy.messages.refusal import Refused
from doudi.vocabulary import load as load_vocabulary
from doudi.vocabulary.id_number import invented_number


def test_the_form_holds_every_fact_that_the_policy_asks_about(run: Run, policy: Path) -> None:
    form = json.loads(run("form", policy).stdout)
    assert form == {
        "$meaning": {
            "household": {"property_within_limits": "家庭财产符合规定：true 或 false"},
            "person": {
                "wage_income": "工资性收入：金额，元，最多两位小数（元/月）",
                "street_trader": "在街头经营：true 或 false",
            },
            "parameters": {
                "dibao_standard": "城市低保标准：金额，元，最多两位小数（元/月）；用 --set dibao_standard=… 或 --place 给出"
            },
        },
        "id": "H1",
        "property_within_limits": None,
        "members": [{"id": "P1", "wage_income": None, "street_trader": None}],
    }


def test_the_form_can_be_decided_as_it_is(run: Run, policy: Path) -> None:
    result = run("decide", policy, "-", "--json", stdin=run("form", policy).stdout)
    assert result.exit_code == 0
    decision = json.loads(result.stdout)
    assert decision["results"]["dibao_amount"] is None
    asked = {need["fact"] for need in decision["needs"] if "fact" in need}
    assert asked == {"property_within_limits", "wage_income", "street_trader"}


def test_the_meanings_are_in_english_where_asked(run: Run, policy: Path) -> None:
    meaning = json.loads(run("form", policy, "--lang", "en").stdout)["$meaning"]
    assert meaning["person"]["wage_income"] == "工资性收入: money in yuan, two decimals at most (yuan/month)"


def test_both_files_can_be_written_to_a_folder(run: Run, policy: Path, tmp_path: Path) -> None:
    out = tmp_path / "forms"
    result = run("form", policy, out)
    assert result.stdout == f"已写 {out / 'form.json'} 和 {out / 'schema.json'}\n"
    form, schema = (json.loads((out / name).read_text(encoding="utf-8")) for name in ("form.json", "schema.json"))
    jsonschema.validate(form, schema)
    assert form["$schema"] == "schema.json"
    assert run("decide", policy, out / "form.json", "--json").exit_code == 0


def test_a_folder_that_cannot_be_written_is_told(run: Run, policy: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = run("form", policy, tmp_path / "file" / "sub")
    assert result.exit_code == 2
    assert result.stderr == f"写不了 {tmp_path / 'file' / 'sub'}：路径里有一段是文件，不是文件夹。请换一个路径。\n"


def test_the_schema_is_itself_valid(run: Run, policy: Path) -> None:
    schema = json.loads(run("form", policy, "--schema").stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    assert schema["$defs"]["person"]["properties"]["wage_income"]["title"] == "工资性收入"


# The schema and the reader agree


VOCABULARY = load_vocabulary()
FORMATS = jsonschema.Draft202012Validator.FORMAT_CHECKER
MONEY = st.one_of(
    st.none(),
    st.integers(-2, 100_000_002),
    st.decimals(-1, 100_000_001, places=2, allow_nan=False).map(float),
    st.decimals(-1, 100_000_001, places=3, allow_nan=False).map(float),
    st.decimals(-1, 100_000_001, places=2, allow_nan=False).map(str),
    st.decimals(0, 10, places=3, allow_nan=False).map(str),
    st.sampled_from(
        ["", "1,0", "1e3", "100000000", "100000000.00", "100000000.01", "000000100000000", "5.", ".5", "-0", "٣"]
    ),
    st.booleans(),
)
NUMBER = st.one_of(
    st.none(), st.integers(-1, 1_000_001), st.decimals(-1, 1201, places=3, allow_nan=False).map(float), st.just("3")
)
CODES = {
    name: st.sampled_from([*options, None, "?", 1, *options.values()]) for name, options in VOCABULARY.codes.items()
}
OTHERS: dict[str, st.SearchStrategy[Any]] = {
    "money": MONEY,
    "number": NUMBER,
    "boolean": st.sampled_from([True, False, None, 0, 1, "true"]),
    "date": st.one_of(
        st.none(),
        st.dates(datetime.date(1899, 1, 1), datetime.date(2201, 1, 1)).map(str),
        st.sampled_from(["2021-02-30", "20210203", "", 3]),
    ),
    "text": st.one_of(
        st.none(),
        st.text(st.characters(codec="utf-8", exclude_categories=["C", "Zl", "Zp"]), max_size=210),
        st.integers(),
    ),
}


def _facts(entity: str) -> st.SearchStrategy[dict[str, Any]]:
    kinds = {name: {**OTHERS, **CODES}[term.type] for (e, name), term in VOCABULARY.facts.items() if e == entity}
    kinds.pop("id")
    if entity == "person":
        kinds.pop("sex"), kinds.pop("birth_date")
        birth_date = datetime.date(1980, 1, 1)
        kinds["id_number"] = st.sampled_from([None, invented_number(5, birth_date, "male"), "1", 3, "9" * 17 + "0"[:0]])
    names = st.lists(st.sampled_from(sorted(kinds)), max_size=4, unique=True)
    return names.flatmap(lambda chosen: st.fixed_dictionaries({name: kinds[name] for name in chosen}))


HOUSEHOLDS = st.builds(
    lambda facts, members, stranger: {**facts, **stranger, "members": members},
    _facts("household"),
    st.lists(_facts("person"), max_size=2),
    st.sampled_from(
        [{}, {}, {}, {"wage_income": 1}, {"?": None}, {"id": "甲"}, {"id": ""}, {"id": 3}, {"$meaning": [1]}]
    ),
)
DOCUMENTS = st.one_of(HOUSEHOLDS, st.lists(HOUSEHOLDS, max_size=2), st.integers(), st.none())


@pytest.fixture(scope="module")
def checked(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """A policy and the validator of its schema, with numbers as exact decimals on both sides."""
    from commandline import write_policy

    policy = load(str(write_policy(tmp_path_factory.mktemp("form") / "sample-2020")))
    schema = json.loads(json.dumps(json_schema(policy)), parse_float=Decimal)
    return policy, jsonschema.Draft202012Validator(schema, format_checker=FORMATS)


@given(document=DOCUMENTS)
@settings(max_examples=300, deadline=None)
def test_the_schema_accepts_exactly_what_the_reader_accepts(checked: Any, document: Any) -> None:
    policy, validator = checked
    text = json.dumps(document)
    accepted = validator.is_valid(json.loads(text, parse_float=Decimal))
    try:
        read(text.encode(), policy, "h.json")
    except Refused as error:
        # What no schema can say: the ids of a list differ, and a number belongs to one person.
        beyond = {"duplicate-household", "id-shared", "text-signs"}
        assert not accepted or {fault.code for fault in error.faults} <= beyond, error.text("en")
    else:
        assert accepted
