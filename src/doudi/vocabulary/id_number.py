"""The citizen identification number (GB 11643-1999): what it says of its holder, and invented ones for tests.

Checked: eighteen characters; the weights and the check character; a birth date that exists; a division that can ever
have existed. Retired divisions stay on cards for life, so the division is checked against the structure of GB/T 2260
(the province, and in the third and fourth digits 00–70 or 90), never against a list of today's counties. Three
provincial codes of the residence permits for Hong Kong, Macao and Taiwan residents (81, 82, 83) are accepted.

Not checked: that the county itself was ever assigned, that the sequence was ever given out, and that the holder exists.

Divisions that begin with 99 were never assigned and never will be (no province is 99, and a foreigner's permanent
residence number, which begins with 9, goes on with a province). Every invented person has one of these. They are
valid unless `production` is asked for.

The fifteen-digit numbers of the first cards are refused: those cards ended on 1 January 2013, and such a number has no
check character that could catch a slip of the pen.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECK_CHARACTERS = "10X98765432"
TEST_PROVINCE = "99"
EARLIEST_YEAR, LATEST_YEAR = 1900, 2199
SEQUENCES_PER_SEX = 499  # 001 to 997 for men, 002 to 998 for women

# GB/T 2260, first two digits; 83 is of the residence permits for Taiwan residents only. None was ever withdrawn.
PROVINCES = {
    "11": "北京市",
    "12": "天津市",
    "13": "河北省",
    "14": "山西省",
    "15": "内蒙古自治区",
    "21": "辽宁省",
    "22": "吉林省",
    "23": "黑龙江省",
    "31": "上海市",
    "32": "江苏省",
    "33": "浙江省",
    "34": "安徽省",
    "35": "福建省",
    "36": "江西省",
    "37": "山东省",
    "41": "河南省",
    "42": "湖北省",
    "43": "湖南省",
    "44": "广东省",
    "45": "广西壮族自治区",
    "46": "海南省",
    "50": "重庆市",
    "51": "四川省",
    "52": "贵州省",
    "53": "云南省",
    "54": "西藏自治区",
    "61": "陕西省",
    "62": "甘肃省",
    "63": "青海省",
    "64": "宁夏回族自治区",
    "65": "新疆维吾尔自治区",
    "71": "台湾省",
    "81": "香港特别行政区",
    "82": "澳门特别行政区",
    "83": "台湾居民居住证",
}

# Third and fourth digits: 01–20 and 51–70 cities, 21–50 prefectures and leagues, 90 what a province governs directly;
# 00 where there is no level between (the two special regions, and Hainan's counties before 1999).
_DIVISION = re.compile(r"\d\d(?:[0-6]\d|70|90)\d\d", re.ASCII)
_NUMBER = re.compile(r"\d{17}[\dX]", re.ASCII)

_REASONS = {
    "old": (
        "是第一代身份证的 15 位号码，2013 年 1 月 1 日起已停用，请填 18 位的公民身份号码",
        "is a 15-digit number of the first-generation card, out of use since 1 January 2013; give the 18-character number",
    ),
    "length": ("应为 18 位，这里有 {found} 位", "must have 18 characters, here are {found}"),
    "characters": (
        "前 17 位应是数字，末位应是数字或 X",
        "must be 17 digits and then a digit or X",
    ),
    "division": (
        "前六位 {found} 不是有过的行政区划代码（GB/T 2260）",
        "begins with {found}, which never was a division of GB/T 2260",
    ),
    "test": (
        "是以 99 开头的测试号码，正式使用的系统不接受",
        "is a test number (division 99…), which a system in production does not accept",
    ),
    "date": (
        "第 7 至 14 位 {found} 不是真实的出生日期",
        "has {found} in places 7 to 14, which is not a real birth date",
    ),
    "check": (
        "的校验码不对，至少有一位写错了，请对着证件逐位核对",
        "has a wrong check character, so at least one sign is a slip; compare it with the card sign by sign",
    ),
}


class IdNumberError(ValueError):
    """A number that cannot be a citizen's. `reason` is one of old, length, characters, division, test, date, check."""

    def __init__(self, reason: str, found: str = "") -> None:
        self.reason = reason
        self.zh, self.en = (text.format(found=found) for text in _REASONS[reason])
        super().__init__(self.en)


@dataclass(frozen=True, slots=True)
class IdNumber:
    """A valid number and what it says: division (GB/T 2260, six digits), birth date, and sex (`male` or `female`)."""

    text: str
    division: str
    birth_date: datetime.date
    sex: str

    @property
    def is_test(self) -> bool:
        """Whether the number lies in the range that is never assigned."""
        return self.division.startswith(TEST_PROVINCE)


def parse(text: str, *, production: bool = False) -> IdNumber:
    """The number that the text is; a small `x` at the end is read as `X`. Raises `IdNumberError`.

    `production`: refuse test numbers too.
    """
    number = text[:-1] + text[-1:].replace("x", "X")
    _check_form(number)
    division = number[:6]
    _check_division(division, production)
    birth_date = _birth_date(number[6:14])
    if number[17] != check_character(number[:17]):
        raise IdNumberError("check")  # what it should be stays unsaid: a slip may as well be in another place
    return IdNumber(number, division, birth_date, "male" if int(number[16]) % 2 else "female")


def is_valid(text: str, *, production: bool = False) -> bool:
    """Whether `parse` accepts the text."""
    try:
        parse(text, production=production)
    except IdNumberError:
        return False
    return True


def check_character(first: str) -> str:
    """The check character for the first seventeen digits (GB 11643, ISO 7064 MOD 11-2)."""
    total = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, first, strict=True))
    return CHECK_CHARACTERS[total % 11]


def invented_number(index: int, birth_date: datetime.date, sex: str) -> str:
    """The `index`-th invented number for the birth date and sex: 0 to 4,989,999, each a different one.

    Raises ValueError for an index, year or sex outside what numbers can say.
    """
    county, step = divmod(index, SEQUENCES_PER_SEX)
    if not 0 <= county < 10_000:
        raise ValueError(f"index {index} is not between 0 and {10_000 * SEQUENCES_PER_SEX - 1}")
    if not EARLIEST_YEAR <= birth_date.year <= LATEST_YEAR:
        raise ValueError(f"year {birth_date.year} is not between {EARLIEST_YEAR} and {LATEST_YEAR}")
    if sex not in ("male", "female"):
        raise ValueError(f"sex {sex!r} is neither male nor female")
    sequence = 2 * step + (1 if sex == "male" else 2)
    first = f"{TEST_PROVINCE}{county:04d}{birth_date:%Y%m%d}{sequence:03d}"
    return first + check_character(first)


def _check_form(number: str) -> None:
    if len(number) == 15 and number.isascii() and number.isdigit():
        raise IdNumberError("old")
    if len(number) != 18:
        raise IdNumberError("length", str(len(number)))
    if not _NUMBER.fullmatch(number):
        raise IdNumberError("characters")


def _check_division(division: str, production: bool) -> None:
    if division.startswith(TEST_PROVINCE):
        if production:
            raise IdNumberError("test")
    elif division[:2] not in PROVINCES or not _DIVISION.fullmatch(division):
        raise IdNumberError("division", division)


def _birth_date(digits: str) -> datetime.date:
    try:
        date = datetime.date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        raise IdNumberError("date", digits) from None
    if not EARLIEST_YEAR <= date.year <= LATEST_YEAR:
        raise IdNumberError("date", digits)
    return date
