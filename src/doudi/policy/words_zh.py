"""How a policy is said in Chinese: every template here is read by an official who signs it."""

from __future__ import annotations

import datetime
from fractions import Fraction

from doudi.policy.exact import rounded
from doudi.policy.output import money, plain_number
from doudi.policy.types import Type

TEMPLATES = {
    # joining
    "and": "，且",
    "or": "，或",
    "told_and": "；且",
    "told_or": "；或",
    "group": "（{inner}）",
    "list": "、",
    "list_or": "或",
    "stop": "。",
    # values
    "decision_date": "决定日期",
    "table": "表「{table}」中{column}",
    "reading": "口径「{label}」",
    "with_value": "{name} {value}",
    "with_total": "{name}（{value}）",
    "unlimited": "不限",
    "arithmetic_+": "{left} + {right}",
    "arithmetic_-": "{left} − {right}",
    "arithmetic_*": "{left} × {right}",
    "arithmetic_/": "{left} ÷ {right}",
    "min_two": "取{first}与{second}中较低者",
    "max_two": "取{first}与{second}中较高者",
    "min_many": "取{many}中最低者",
    "max_many": "取{many}中最高者",
    "not_negative": "{operand}（为负的按 0 计）",
    "sum": "全体成员{body}之和",
    "min": "全体成员{body}中的最低值",
    "max": "全体成员{body}中的最高值",
    "count": "满足“{body}”的成员人数",
    "count_all": "家庭成员人数",
    "round_2": "{operand}（四舍五入到分）",
    "round_1": "{operand}（四舍五入到角）",
    "round_0": "{operand}（四舍五入到元）",
    "per_year": "{operand}折算为每年",
    "per_month": "{operand}折算为每月",
    "years": "{start}至{end}的周年数",
    "months": "{start}至{end}的整月数",
    "if": "如果{condition}，则{then}，否则{otherwise}",
    "because": "鉴于{condition}，取{value}",
    # conditions
    "yes": "是",
    "no": "否",
    "is": "{label}：{answer}",
    "must_be": "{label}：{answer}（须为{required}）",
    "any": "任一成员满足“{body}”",
    "none": "没有成员满足“{body}”",
    "all": "全体成员均满足“{body}”",
    "not_all": "并非全体成员均满足“{body}”",
    "code_is": "{left}为{options}",
    "code_is_not": "{left}不为{options}",
    "quoted": "“{word}”",
    "code_told": "{left}：{value}",
    "code_must_be": "{left}：{value}（须为{options}）",
    "code_must_not_be": "{left}：{value}（不得为{options}）",
    "reading_is": "{left}取{options}",
    "reading_is_not": "{left}不取{options}",
    "reading_must_be": "{left}取{value}（须取{options}）",
    "reading_must_not_be": "{left}取{value}（不得取{options}）",
    "compare": "{left} {op} {right}",
    "compare_years": "{left}{op} {right}",
    "holds": "{left}，{op}{right}",
    "holds_literal": "{left}，{op} {right}",
    "over": "{left}，高出{right} {margin}（后者为 {value}）",
    "over_literal": "{left}，比 {right} 多 {margin}",
    "under": "{left}，比{right}少 {margin}（后者为 {value}）",
    "under_literal": "{left}，比 {right} 少 {margin}",
    "unequal": "{left}，与{right}不符（后者为 {value}）",
    "unequal_literal": "{left}，不等于 {right}",
    "level": "{left}，正好等于{right}（须{op}）",
    "level_literal": "{left}，正好是 {right}（须{op}）",
    "open": "{left}（须{op}{right}）",
    "open_literal": "{left}（须{op} {right}）",
    # unknown
    "missing_fact": "未填",
    "missing_parameter": "未设定",
    "missing_result": "待定",
    # results
    "result": "{label}：{value}。",
    "result_because": "{label}：{value}。{reason}。",
}

_MONEY = {"<": "低于", "<=": "不高于", ">": "高于", ">=": "不低于", "==": "等于", "!=": "不等于"}
_COUNT = {"<": "少于", "<=": "不超过", ">": "多于", ">=": "不少于", "==": "等于", "!=": "不等于"}
COMPARISONS = {
    "money": _MONEY,
    "ratio": _MONEY,
    "count": _COUNT,
    "years": {"<": "不满", "<=": "不超过", ">": "超过", ">=": "满", "==": "为", "!=": "不为"},
    "plain": {"<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于", "==": "等于", "!=": "不等于"},
    "date": {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于", "==": "为", "!=": "不为"},
    "other": {"==": "与之相同的是", "!=": "与之不同的是"},
}

_MONEY_UNITS = {"yuan": "元", "yuan/month": "元/月", "yuan/year": "元/年"}
_PERIODS = {"yuan": "", "yuan/month": "每月 ", "yuan/year": "每年 "}
_UNITS = {
    "months": "个月",
    "years": "岁",
    "days": "日",
    "workdays": "个工作日",
    "persons": "人",
    "square_metres": "平方米",
}


def day(date: datetime.date) -> str:
    """2021年12月1日."""
    return f"{date.year}年{date.month}月{date.day}日"


def quantity(value: Fraction, type: Type, *, period: bool = False, multiple: bool = False) -> str:
    """A number with its unit: 550.00 元, 3 个月, 70%. `period`: 1350.00 元/月; a ratio that is a `multiple`: 1.5."""
    if type.is_money:
        return f"{money(value)} {_MONEY_UNITS[type.unit or ''] if period else '元'}"
    if type.unit == "ratio":
        return number(value) if multiple or abs(value) > 1 else f"{number(value * 100)}%"
    unit = _UNITS.get(type.unit or "")
    return f"{number(value)} {unit}" if unit else number(value)


def paid(value: Fraction, type: Type) -> str:
    """An amount as it is granted: 每月 1350.00 元."""
    return f"{_PERIODS[type.unit or 'yuan']}{money(value)} 元"


def margin(value: Fraction, type: Type) -> str:
    """By how much two numbers differ: 62.50 元, 5 个百分点."""
    if type.unit == "ratio":
        return f"{number(rounded(value * 100, 2))} 个百分点"
    return quantity(value, type)


def number(value: Fraction) -> str:
    return format(plain_number(value))


def name(key: str, label: str) -> str:
    """What a thing is called: its label."""
    return label
