from __future__ import annotations

import datetime
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reading import read

from doudi.book.publish import publish
from doudi.book.shelf import read_shelf
from doudi.book.site import site

EVIL = """<script>alert(1)</script>"><img src=x onerror=alert(2)>"""
POLICY = f"""---
policy: evil
title: '{EVIL}'
number: '{EVIL}'
issuer: '{EVIL}'
place: '{EVIL}'
summary: '{EVIL}'
issued: 2020-01-01
effective: 2020-01-01
---

# {EVIL}

{EVIL} [点我](javascript:alert(3)) ![图](http://example.invalid/a.png) <b onclick=alert(4)>粗</b>

| a | b |
|---|---|
| {EVIL.replace("|", "")} | <iframe src="http://example.invalid"></iframe> |

## {EVIL} {{#EV-1}}

- EV-1-1 {EVIL} {{{{ 7 * 7 }}}} {{% raw %}}
- EV-1-2 口号 `declaration`

<script>alert(5)</script>

<div onmouseover="alert(6)">块</div>

```yaml policy
parameters:
  base: {{label: 基数, unit: yuan/month, values: {{2020-01-01: 100, 2022-01-01: 120}}, until: 2023-12-31, source: '{EVIL}', cites: [EV-1-1]}}
readings:
  choice:
    of: '{EVIL}'
    label: 选一个
    options: {{one: '{EVIL}', two: 二}}
    values: {{2020-01-01: one}}
    because: '{EVIL}'
    cites: [EV-1-1]
rules:
  amount: {{of: household, label: 数额, unit: yuan/month, is: "base if choice == 'one' else 0", cites: [EV-1-1]}}
benefits:
  money: {{label: '{EVIL}', to: household, amount: amount, kind: cash, agency: civil_affairs, cites: [EV-1-1]}}
processes:
  only:
    label: '{EVIL}'
    start: accept
    steps:
      accept: {{kind: accept, label: '{EVIL}', by: township.clerk, next: done, refused: no_, cites: [EV-1-1]}}
    ends: {{done: '{EVIL}', no_: '{EVIL}'}}
    cites: [EV-1-1]
```
"""
CASES = f"""cases:
- name: '{EVIL}'
  date: 2021-01-01
  household: {{id: '{EVIL}', members: [{{id: '<i>甲</i>'}}]}}
  expect: {{amount: 100.00}}
"""


@pytest.fixture
def hostile(tmp_path: Path) -> dict[str, str]:
    folder = tmp_path / "evil"
    folder.mkdir()
    (folder / "policy.md").write_text(POLICY, encoding="utf-8")
    (folder / "cases.yaml").write_text(CASES, encoding="utf-8")
    return dict(site(read_shelf([str(folder)], datetime.date(2025, 1, 1))))


def test_what_a_document_says_is_shown_and_never_run(hostile: dict[str, str]) -> None:
    pages = {path: read(text) for path, text in hostile.items() if path.endswith(".html")}
    assert not {path: page.faults for path, page in pages.items() if page.faults}
    for path, page in pages.items():
        for element in page.elements:
            assert element.tag not in ("img", "iframe", "object", "embed", "b") or (
                element.tag == "b" and not element.attributes
            )
            assert not [key for key in element.attributes if key.startswith("on")], path
            assert not element.attributes.get("href", "").lower().startswith("javascript:"), path
            assert element.tag != "script" or element.attributes.get("src", "").startswith(("assets/", "../assets/")), (
                path
            )
    main = pages["policies/evil/index.html"]
    assert main.having("h1")[0].text == EVIL
    assert EVIL + " {{ 7 * 7 }} {% raw %}" in main.with_id("EV-1-1")[0].text


def test_a_browser_runs_nothing_that_a_document_says(
    hostile: dict[str, str], tmp_path: Path, new_page: Callable[..., Any]
) -> None:
    out = tmp_path / "book"
    publish(hostile.items(), out)
    page = new_page()
    for path in hostile:
        if path.endswith(".html"):
            page.goto((out / path).as_uri())
    page.goto((out / "search.html").as_uri() + "?q=%3Cscript%3Ealert(1)")
    assert page.locator("#found li").count() > 0
    assert page.locator("#found img, #found script").count() == 0
