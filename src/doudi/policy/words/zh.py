"""How a policy is said in Chinese: every template here is read by an official who signs it."""

from __future__ import annotations

import datetime
from fractions import Fraction

from doudi.policy.definitions.types import Type
from doudi.policy.meaning.exact import rounded
from doudi.policy.meaning.output import money, plain_number

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
    "reading": "读法「{label}」",
    "with_value": "{name} {value}",
    "with_total": "{name}（{value}）",
    "not_applicable": "不适用",
    "unlimited": "不限",
    "arithmetic_+": "{left} + {right}",
    "arithmetic_-": "{left} − {right}",
    "arithmetic_*": "{left} × {right}",
    "arithmetic_/": "{left} ÷ {right}",
    "sum_rest": "{sum}（其余各项为 0）",
    "sum_rest_inner": "（{sum}，其余各项为 0）",
    "sum_nothing": "各项均为 0",
    "min_two": "{first} 与 {second} 中较低者",
    "max_two": "{first} 与 {second} 中较高者",
    "min_many": "{many} 中最低者",
    "max_many": "{many} 中最高者",
    "take": "取{value}",
    "not_negative": "{operand}（为负的按 0 计）",
    "sum": "全体成员{body}之和",
    "min": "全体成员{body}中的最低值",
    "max": "全体成员{body}中的最高值",
    "count": "符合“{body}”条件的成员人数",
    "count_all": "家庭成员人数",
    "round_2": "{operand}（四舍五入到分）",
    "round_1": "{operand}（四舍五入到角）",
    "round_0": "{operand}（四舍五入到元）",
    "per_year": "{operand}折算为每年",
    "per_month": "{operand}折算为每月",
    "years": "{start}至{end}的周年数",
    "months": "{start}至{end}的整月数",
    "if": "如果{condition}，则为{value}",
    "else": "否则为{value}",
    "if_else": "；",
    "because": "鉴于{condition}，取{value}",
    "because_open": "鉴于{condition}；{value}",
    # conditions
    "yes": "是",
    "no": "否",
    "is": "{label}：{answer}",
    "must_be": "{label}：{answer}（须为{required}）",
    "any_said": "任一成员符合“{body}”条件",
    "any_told": "有成员符合“{body}”条件",
    "any_open": "是否有成员符合“{body}”条件：待定",
    "not_any": "没有成员符合“{body}”条件",
    "all_said": "全体成员均符合“{body}”条件",
    "all_told": "全体成员均符合“{body}”条件",
    "all_open": "全体成员是否均符合“{body}”条件：待定",
    "not_all": "并非全体成员均符合“{body}”条件",
    "code_is": "{left}为{options}",
    "code_is_not": "{left}不为{options}",
    "quoted": "“{word}”",
    "quoted_inside": "‘{word}’",
    "code_told": "{left}：{value}",
    "code_must_be": "{left}：{value}（须为{options}）",
    "code_must_not_be": "{left}：{value}（不得为{options}）",
    "reading_is": "{left}取{options}",
    "reading_is_not": "{left}不取{options}",
    "reading_open": "{left}未设定（须取{options}）",
    "reading_told": "{left}取“{value}”",
    "reading_must_be": "{left}取“{value}”（须取{options}）",
    "reading_must_not_be": "{left}取“{value}”（不得取{options}）",
    "compare": "{left} {op} {right}",
    "compare_age": "{left}{op} {right}",
    "zero": "{left}为 0",
    "not_zero": "{left}不为 0",
    "not_zero_told": "{left}，不为 0",
    "same": "{left}与{right}相同",
    "different": "{left}与{right}不同",
    "holds": "{left}，{op}{right}",
    "holds_literal": "{left}，{op} {right}",
    "over": "{left}，高出{right} {margin}（后者为 {value}）",
    "over_literal": "{left}，比 {right}多 {margin}",
    "under": "{left}，比{right}少 {margin}（后者为 {value}）",
    "under_literal": "{left}，比 {right}少 {margin}",
    "unequal": "{left}，与{right}不符（后者为 {value}）",
    "unequal_literal": "{left}，不等于 {right}",
    "level": "{left}，正好等于{right}（须{op}）",
    "level_literal": "{left}，正好是 {right}（须{op}）",
    "open": "{left}：{value}（须{op}{right}）",
    "open_literal": "{left}：{value}（须{op} {right}）",
    # required and found
    "required": "{head}{required}；实际：{found}",
    "required_head": "应：",
    "either_head": "应（几种情形之一）：",
    "is_required": "{label}为“{answer}”",
    "found_level": "{value}，正好相等",
    "found_off": "{value}，相差 {margin}",
    "both": "{first}，{second}",
    "found_any": "有",
    "found_not_any": "没有",
    "found_all": "全体均符合",
    "found_not_all": "有成员不符合",
    # unknown
    "missing_fact": "未填",
    "missing_parameter": "未设定",
    "missing_result": "待定",
    # results
    "result": "{label}：{value}。{reason}。",
    "result_open": "{label}：待定，尚缺：{missing}。",
    "of_whom": "{who}：{what}",
    "parameters": "参数",
    "result_never": "{label}：无法得出。",
    # warnings
    "not_yet": "政策尚未生效：《{title}》自{start}起施行，决定日期为{date}，按该日有值的参数计算。",
    "no_longer": "政策已过有效期：《{title}》有效期至{end}，决定日期为{date}，按该日有值的参数计算。",
    # the report
    "heading": "{household}　{title}{number}",
    "number": "（{number}）",
    "on": "按{date}认定",
    "given": "；给定：{given}",
    "warning": "注意：{warning}",
    "due": "应享待遇",
    "may_be_due": "待定待遇",
    "not_due": "不予享受",
    "also_not_due": "不予享受的服务、减免等（加 --full 写出理由）",
    "missing": "还需补充（一次性告知）",
    "none_due": "目前没有可以确定的待遇。",
    "whole_household": "全户",
    "benefit": "{label}（{who}）：{what}　{agency}　依据 {cites}",
    "benefit_open": "{label}（{who}）：待定　{agency}　依据 {cites}",
    "benefit_refused": "{label}（{who}）　依据 {cites}",
    "waiver": "减免",
    "service": "提供服务",
    "referral": "转介办理",
    "cash": "发放",
    "line": "· {line}",
    "need": "{who}：{what}",
    "the_household": "家庭",
    "the_parameters": "参数",
    "unset": "{label}（尚未设定）",
    "expired": "{label}（有效期至{date}，已到期）",
}

_MONEY = {"<": "低于", "<=": "不高于", ">": "高于", ">=": "不低于", "==": "等于", "!=": "不等于"}
_COUNT = {"<": "少于", "<=": "不超过", ">": "多于", ">=": "不少于", "==": "等于", "!=": "不等于"}
COMPARISONS = {
    "money": _MONEY,
    "ratio": _MONEY,
    "count": _COUNT,
    "age": {"<": "不满", "<=": "不超过", ">": "超过", ">=": "满", "==": "为", "!=": "不为"},
    "plain": {"<": "小于", "<=": "不大于", ">": "大于", ">=": "不小于", "==": "等于", "!=": "不等于"},
    "date": {"<": "早于", "<=": "不晚于", ">": "晚于", ">=": "不早于", "==": "为", "!=": "不为"},
}

_MONEY_UNITS = {"yuan": "元", "yuan/month": "元/月", "yuan/year": "元/年"}
_PERIODS = {"yuan": "", "yuan/month": "每月 ", "yuan/year": "本年度 "}
_UNITS = {
    "months": "个月",
    "years": "年",
    "days": "日",
    "workdays": "个工作日",
    "persons": "人",
    "square_metres": "平方米",
}


def day(date: datetime.date) -> str:
    """2021年12月1日."""
    return f"{date.year}年{date.month}月{date.day}日"


def quantity(value: Fraction, type: Type, of: str = "", *, period: bool = False) -> str:
    """A number with its unit: 550.00 元, 3 个月, 70%; `of` is what it is a number of.

    `period` says the period of money, 1350.00 元/月.
    """
    if type.is_money:
        return f"{money(value)} {_MONEY_UNITS[type.unit or ''] if period else '元'}"
    if type.unit == "ratio":
        return number(value) if abs(value) > 1 else f"{number(value * 100)}%"
    unit = "岁" if is_age(type, of) else _UNITS.get(type.unit or "")
    return f"{number(value)} {unit}" if unit else number(value)


def is_age(type: Type, of: str) -> bool:
    """Whether years of this are years of life."""
    return type.unit == "years" and ("龄" in of or "岁" in of)


def granted(value: Fraction, type: Type) -> str:
    """An amount as it is granted: 每月 1350.00 元."""
    return f"{_PERIODS[type.unit or 'yuan']}{money(value)} 元"


def margin(value: Fraction, type: Type, of: str = "") -> str:
    """By how much two numbers differ: 62.50 元, 5 个百分点."""
    if type.unit == "ratio":
        return f"{number(rounded(value * 100, 2))} 个百分点"
    return quantity(value, type, of)


def number(value: Fraction) -> str:
    """A plain number: 3, 1.5."""
    return str(plain_number(value))


def name(key: str, label: str) -> str:
    """What a thing is called: its label."""
    return label


def spaced(text: str) -> str:
    """Text that follows a word: a number keeps a space from it."""
    return f" {text}" if text[:1].isdigit() else text
