"""What a run came to, as data and in words: who, how many, how much by benefit; how many unknown and why."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from doudi.policy.deciding.decision import given_parameters, warnings
from doudi.policy.meaning.output import money
from doudi.policy.meaning.setting import Setting
from doudi.policy.words.lexicon import Lexicon
from doudi.registers.tally import Tally
from doudi.vocabulary import load

_MOST_LISTED = 8


@dataclass(frozen=True, slots=True)
class Summary:
    """`data` is what `summary.json` holds."""

    data: dict[str, Any]

    @property
    def rejected(self) -> int:
        """How many rows were left out."""
        return int(sum(self.data["rejected"].values()))


def summarise(
    setting: Setting, total: Tally, identity: Mapping[str, Any], strangers: list[tuple[str, str, str]], lang: str
) -> Summary:
    """The summary of a run from the tally of all its parts."""
    policy = setting.policy
    unknown = sorted(total["unknown"]["results"].items(), key=lambda item: -item[1])
    why = sorted(total["why"].items(), key=lambda item: (-item[1], item[0]))
    return Summary(
        {
            "policy": policy.name,
            "release": policy.release,
            "date": setting.date.isoformat(),
            "parameters": given_parameters(setting),
            "warnings": warnings(setting, lang),
            "households": total["households"],
            "people": total["people"],
            "rejected": total["rejected"],
            "benefits": [_benefit(setting, name, counts) for name, counts in total["benefits"].items()],
            "unknown": {
                "households": total["unknown"]["households"],
                "results": [{"result": name, "label": policy.rules[name].label, "unknown": n} for name, n in unknown],
                "why": [_lack(setting, name, weight) for name, weight in why],
            },
            "columns_not_read": [{"file": f, "column": c, "nearest": near} for f, c, near in strangers],
            "run": dict(identity),
        }
    )


def _benefit(setting: Setting, name: str, counts: Mapping[str, int]) -> dict[str, Any]:
    benefit = setting.policy.benefits[name]
    found: dict[str, Any] = {"benefit": name, "label": benefit.label, "to": benefit.to, "due": counts["due"]}
    found["maybe"] = counts["maybe"]
    if benefit.amount is not None:
        found |= {"amount": money(Fraction(counts["fen"], 100)), "unit": setting.policy.rules[benefit.amount].type.unit}
    return found | {"kind": benefit.kind, "agency": benefit.agency}


def _lack(setting: Setting, need: str, weight: Fraction) -> dict[str, Any]:
    """One thing that is lacking; `households` is an estimate where not every household was asked."""
    kind, name = need.split(" ")
    policy, households = setting.policy, math.floor(weight + Fraction(1, 2))
    if kind == "fact":
        label = next((fact.label for (_, key), fact in policy.facts.items() if key == name), name)
        return {"fact": name, "label": label, "households": households}
    definition = policy.parameters.get(name) or policy.readings[name]
    reason = setting.why_unknown(name)
    return {"parameter": name, "label": definition.label, "reason": reason, "households": households}


# -- in words


def text(summary: Summary, setting: Setting, lang: str) -> str:
    """The summary as people read it."""
    data, zh = summary.data, lang == "zh"
    title = Lexicon(setting.policy, lang).name(setting.policy.name, setting.policy.front.title)
    lines = [f"{title}　{data['date']}" if zh else f"{title}, {data['date']}", *data["warnings"]]
    counted = f"{data['households']:,}", f"{data['people']:,}"
    lines.append(
        f"认定 {counted[0]} 户、{counted[1]} 人。" if zh else f"Decided {counted[0]} households of {counted[1]} people."
    )
    if summary.rejected:
        rejected = f"{data['rejected']['household']:,}", f"{data['rejected']['person']:,}"
        lines.append(
            f"没有认定的：户 {rejected[0]} 行、人 {rejected[1]} 行，原因见 rejects.csv。"
            if zh
            else f"Left out: {rejected[0]} rows of households and {rejected[1]} of people; see rejects.csv for why."
        )
    return "\n".join([*lines, *_strangers(data, zh), "", *_benefits(setting, data, lang), *_open(data, zh)]) + "\n"


def _strangers(data: Mapping[str, Any], zh: bool) -> list[str]:
    lines = []
    for item in data["columns_not_read"]:
        near = item["nearest"]
        hint = (f"，是不是 {near}？" if zh else f"; is it {near}?") if near else "。" if zh else "."
        lines.append(
            f"注意：{item['file']} 的 {item['column']} 列不是事实，没有用到{hint}"
            if zh
            else f"Note: column {item['column']} of {item['file']} is no fact and was not used{hint}"
        )
    return lines


def _benefits(setting: Setting, data: Mapping[str, Any], lang: str) -> list[str]:
    zh, lexicon, units = lang == "zh", Lexicon(setting.policy, lang), load().units
    lines = []
    for item in data["benefits"]:
        label = lexicon.name(item["benefit"], item["label"])
        of = {"household": ("户", " households"), "person": ("人", " people")}[item["to"]][0 if zh else 1]
        line = f"{label}：{item['due']:,} {of}" if zh else f"{label}: {item['due']:,}{of}"
        if "amount" in item:
            unit = units.get(item["unit"], item["unit"]) if zh else item["unit"]
            line += f"{'，' if zh else ', '}{_grouped(item['amount'])} {unit}"
        if item["maybe"]:
            line += f"（另有 {item['maybe']:,} {of}待定）" if zh else f" (and {item['maybe']:,} open)"
        lines.append(line)
    return lines


def _grouped(amount: str) -> str:
    whole, _, fen = amount.partition(".")
    return f"{int(whole):,}.{fen}"


def _open(data: Mapping[str, Any], zh: bool) -> list[str]:
    unknown = data["unknown"]
    if not unknown["households"]:
        return []
    lines = [
        "",
        f"{unknown['households']:,} 户还有未知的结果，缺的最多的是："
        if zh
        else f"{unknown['households']:,} households have unknown results. Most often lacking:",
    ]
    for item in unknown["why"][:_MOST_LISTED]:
        name = item.get("fact") or item["parameter"]
        about = f"约 {item['households']:,} 户" if zh else f"about {item['households']:,} households"
        reason = _reason(item.get("reason", ""), zh)
        lines.append(f"- {name}（{item['label']}）{reason}：{about}" if zh else f"- {name}{reason}: {about}")
    return lines


def _reason(reason: str, zh: bool) -> str:
    if not reason:
        return ""
    if reason == "not set":
        return (
            "，参数未设定，可用 --set 或 --place 给出" if zh else ", a parameter not set; give it with --set or --place"
        )
    date = reason.removeprefix("expired ")
    return f"，参数 {date} 已到期" if zh else f", a parameter that expired on {date}"
