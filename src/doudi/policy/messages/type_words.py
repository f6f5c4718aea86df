"""A type in words, for messages."""

from __future__ import annotations

from doudi import vocabulary
from doudi.policy.definitions.types import Type

_KINDS = {
    "boolean": ("是非", "yes or no"),
    "date": ("日期", "a date"),
    "text": ("文字", "text"),
    "code": ("代码", "a code"),
}


def type_words(type: Type, lang: str) -> str:
    """Such as 金额（元/月） or `money (yuan/month)`."""
    zh = lang == "zh"
    if type.is_number:
        kind = ("金额" if zh else "money") if type.is_money else ("数" if zh else "a number")
        if type.unit is None:
            return kind
        unit = vocabulary.load().units[type.unit] if zh else type.unit
        return f"{kind}（{unit}）" if zh else f"{kind} ({unit})"
    words = _KINDS[type.kind][0 if zh else 1]
    if type.codes:
        name = type.codes.removeprefix("reading:")
        return f"{words}（{name}）" if zh else f"{words} ({name})"
    return words
