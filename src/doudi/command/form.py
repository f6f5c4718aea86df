"""`doudi form`: an empty form of facts, and their JSON Schema."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import click

from doudi.command.chosen import policy_folder
from doudi.command.failures import unwritable
from doudi.command.given import policy_argument
from doudi.command.language import current, say
from doudi.command.verb import argument, option, verb
from doudi.policy.building.build import load
from doudi.policy.inputs.form import empty_form, json_schema


@verb(
    "form",
    words=(
        "生成一份空表：政策要问的每个事实（null 为未知）和它的意思，填好就能交给 doudi decide。\n"
        "加 --schema 则输出 JSON Schema；给出 OUT 文件夹，两个文件都写进去。",
        "Writes an empty form: every fact that the policy asks about (null is unknown) and its meaning, ready for\n"
        "doudi decide once filled in. With --schema the JSON Schema; with a folder OUT both files are written there.",
    ),
    example="doudi form guzhang-2021 > household.json\ndoudi form guzhang-2021 --schema > schema.json\ndoudi form guzhang-2021 forms/",
)
@policy_argument
@argument(
    "out",
    required=False,
    type=click.Path(path_type=Path),
    metavar="[OUT]",
    words=("文件夹：写 form.json 和 schema.json", "a folder for form.json and schema.json"),
)
@option("--schema", is_flag=True, words=("输出 JSON Schema", "print the JSON Schema"))
def command(policy: str, out: Path | None, schema: bool) -> None:
    """Print the form or its schema, or write both."""
    policy_folder(policy)
    model = load(policy)
    if out is None:
        click.echo(_text(json_schema(model, current()) if schema else empty_form(model, current())))
        return
    try:
        out.mkdir(parents=True, exist_ok=True)
        form = {"$schema": "schema.json", **empty_form(model, current())}
        (out / "form.json").write_text(_text(form) + "\n", encoding="utf-8")
        (out / "schema.json").write_text(_text(json_schema(model, current())) + "\n", encoding="utf-8")
    except OSError as error:
        raise unwritable(out, error) from None
    click.echo(
        say(
            (
                f"已写 {out / 'form.json'} 和 {out / 'schema.json'}",
                f"Wrote {out / 'form.json'} and {out / 'schema.json'}",
            )
        )
    )


def _text(document: dict[str, Any]) -> str:
    return json.dumps(document, ensure_ascii=False, indent=2)
