"""What the tests of the command line share: a small policy, its cases, and a household."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from click.testing import Result

POLICY = """---
policy: sample-2020
title: 示例县救助办法
issued: 2020-01-01
effective: 2020-01-01
place: 示例县
rows: 4
---

# 示例县救助办法

## 第一条 {#SX-1}

- SX-1-1 人均收入低于低保标准、财产合规的，给低保
- SX-1-2 差多少补多少
- SX-1-3 在街头经营的另给补贴
- SX-1-4 口号 `declaration`

```yaml policy
# 标准由地方公布
parameters:
  dibao_standard: {required: true, example: 550, cites: [SX-1-1]}
  stall_amount: {label: 摊位补贴标准, unit: yuan/month, values: {2020-01-01: 30, 2021-01-01: 40}, cites: [SX-1-3]}
readings:
  line_itself:
    of: AMB-03
    label: 恰好等于低保线
    options: {inside: 算低保, outside: 不算}
    values: {2020-01-01: outside}
    cites: [SX-1-1]
facts:
  person:
    street_trader: {type: boolean, label: 在街头经营, cites: [SX-1-3]}
rules:
  size: {of: household, is: count(members), cites: [SX-1-1]}
  income: {of: household, is: "sum(members, wage_income)", cites: [SX-1-1]}
  income_per_capita: {of: household, is: income / size, cites: [SX-1-1]}
  dibao_eligible:
    of: household
    is: >-
      property_within_limits   and (income_per_capita<dibao_standard
      or (line_itself == 'inside' and income == dibao_standard * size))
    cites: [SX-1-1]
  dibao_amount:
    of: household
    is: "max(dibao_standard * size - income, 0) if dibao_eligible else 0"
    cites: [SX-1-2]
  stall: {of: person, label: 摊位补贴, is: stall_amount if street_trader else 0, cites: [SX-1-3]}
benefits:
  dibao: {label: 低保金, to: household, amount: dibao_amount, kind: cash, agency: civil_affairs, cites: [SX-1-2]}
  stall_benefit: {label: 摊位补贴发放, to: person, amount: stall, kind: cash, agency: commerce_federation, cites: [SX-1-3]}
```
"""

CASES = """
defaults:
  set: {dibao_standard: 550}
  household: {property_within_limits: true}
  person: {wage_income: 0, street_trader: false}
cases:
- name: 两口之家人均三百，差多少补多少
  date: 2020-06-01
  household: {members: [{id: a, wage_income: 600}, {}]}
  expect: {income_per_capita: 300, dibao_eligible: true, dibao_amount: 500.00}
  members: {a: {stall: 0}, p2: {stall: 0}}
  cites: [SX-1-1, SX-1-2]
- name: 不知道财产，就不知道低保
  date: 2021-06-01
  household: {property_within_limits: unknown, members: [{street_trader: true}]}
  expect: {dibao_eligible: unknown, dibao_amount: unknown}
  members: {p1: {stall: 40}}
  needs: [property_within_limits]
  cites: [SX-1-1]
"""

HOUSEHOLD = {
    "id": "H1",
    "property_within_limits": True,
    "members": [{"id": "P1", "wage_income": "600.00"}, {"wage_income": 0}],
}

Run = Callable[..., Result]
"""Runs `doudi` with some words."""


def write_policy(folder: Path, text: str = POLICY, cases: str = CASES) -> Path:
    folder.mkdir(parents=True)
    (folder / "policy.md").write_text(text, encoding="utf-8")
    (folder / "cases.yaml").write_text(cases, encoding="utf-8")
    return folder
