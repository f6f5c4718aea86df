"""Amounts in Chinese capitals, as cheques and letters write them (GB/T 15835; 正确填写票据和结算凭证的基本规定)."""

from __future__ import annotations

from decimal import Decimal

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUPS = ("", "万", "亿", "万亿")


def capitals(amount: Decimal | str) -> str:
    """`1000010` is 壹佰万零壹拾元整, `10.10` 壹拾元壹角, `0.05` 伍分. Raises `ValueError` below zero, for part of a
    fen, and from ten quadrillion on."""
    value = Decimal(amount)
    if not value.is_finite() or value < 0 or value >= 10**16 or value * 100 % 1:
        raise ValueError(f"不能写成大写金额：{amount}")
    yuan, fen = divmod(int(value * 100), 100)
    whole = f"{_whole(yuan)}元" if yuan else ""
    if not fen:
        return f"{whole or '零元'}整"
    tenth, hundredth = divmod(fen, 10)
    small = f"{_DIGITS[tenth]}角" if tenth else "零" if yuan else ""
    return whole + small + (f"{_DIGITS[hundredth]}分" if hundredth else "")


def _whole(number: int) -> str:
    """A whole number, group by group of four digits; one zero for any row of zeros between digits."""
    digits = str(number)
    found, gap, filled = "", False, False
    for position, digit in enumerate(digits):
        left = len(digits) - position - 1
        group, place = divmod(left, 4)
        if digit == "0":
            gap = True
        else:
            found += ("零" if gap and found else "") + _DIGITS[int(digit)] + _PLACES[place]
            gap, filled = False, True
        if place == 0 and filled:
            found += _GROUPS[group]
            gap = filled = False
    return found
