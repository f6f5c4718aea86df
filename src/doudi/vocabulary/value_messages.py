"""The messages about a value that a fact cannot have: Chinese and English, what is wrong and what to do."""

from __future__ import annotations

VALUE_MESSAGES: dict[str, tuple[str, str]] = {
    "not-money": (
        "应是以元计的金额，如 412.50，这里是{found}。请只写数字，不带单位和逗号。",
        "must be an amount in yuan such as 412.50, not {found_en}. Write digits only, without unit or commas.",
    ),
    "not-number": (
        "应是数字，这里是{found}。请写数字，不加引号。",
        "must be a number, not {found_en}. Write it without quotation marks.",
    ),
    "decimals": (
        "{found} 的小数超过两位。请写到分（两位小数）。",
        "{found} has more than two decimals. Give two at most.",
    ),
    "bounds": (
        "{found} 超出范围，应在 {low} 至 {high} 之间。请核对。",
        "{found} is out of bounds: {low} to {high}. Check it.",
    ),
    "not-boolean": (
        "应是 true 或 false，这里是{found}。请不加引号写 true 或 false，不知道写 null。",
        "must be true or false, not {found_en}. Write true or false without quotation marks, or null if not known.",
    ),
    "not-text": ("应是文字，这里是{found}。请加引号。", "must be text, not {found_en}. Put it in quotation marks."),
    "text-signs": (
        "文字里有不能显示的字符，或长过 {most} 个字。请改正。",
        "holds characters that cannot be shown, or more than {most} of them. Correct it.",
    ),
    "not-date": (
        "应是日期，如 2021-09-27，这里是{found}。请按 年-月-日 写。",
        "must be a date such as 2021-09-27, not {found_en}. Write year-month-day.",
    ),
    "no-such-date": ("没有 {found} 这一天。请核对。", "{found} is not a day of the calendar. Check it."),
    "date-bounds": (
        "{found} 超出范围，应在 1900-01-01 至 2199-12-31 之间。请核对。",
        "{found} is out of bounds: 1900-01-01 to 2199-12-31. Check it.",
    ),
    "not-code": (
        "应是一个代码，这里是{found}。可写：{options}。",
        "must be a code, not {found_en}. One of: {options}.",
    ),
    "unknown-code": ("没有 {found} 这个代码。可写：{options}。", "{found} is not one of its codes. One of: {options}."),
}
