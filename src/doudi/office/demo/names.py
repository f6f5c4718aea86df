"""Names and numbers of people who do not exist."""

from __future__ import annotations

import datetime
import random

from doudi.vocabulary.id_number import SEQUENCES_PER_SEX, invented_number

_FAMILY = "赵钱孙李周吴郑王冯陈褚卫蒋沈韩杨朱秦尤许何吕张孔曹严华金魏陶姜戚谢邹喻柏水窦章云苏潘葛奚范彭郎鲁韦昌马苗凤花方俞任袁柳酆鲍史唐"
_GIVEN = {
    "male": "建国志强永平大山青松文斌海涛小军立新长生国庆春生树林家旺宝根明远正华水生金贵少东晓峰石头",
    "female": "秀英桂兰玉珍春梅小燕丽华素芬月娥彩霞美玲冬梅海棠晓红玉莲阿香金凤慧敏雪琴小满杏花兰芳秋菊",
    "child": "小宝思远雨桐子涵天佑乐乐小雨佳怡晨晨小树安安一诺阳阳梓萱小禾星辰",
}
"""Given names, two characters each."""
_ADULT = 18


def family_name(chance: random.Random) -> str:
    """A surname."""
    return chance.choice(_FAMILY)


def given_name(chance: random.Random, sex: str, age: int) -> str:
    """A given name that suits an age."""
    names = _GIVEN["child" if age < _ADULT else sex]
    start = 2 * chance.randrange(len(names) // 2)
    return names[start : start + 2]


def full_name(chance: random.Random) -> str:
    """The name of an official."""
    return family_name(chance) + given_name(chance, chance.choice(("male", "female")), 40)


def id_number(place: int, family: int, position: int, birth: datetime.date, sex: str) -> str:
    """A valid ID number of a division that begins with 99, which was never assigned: nobody has it.

    `place` 1 to 9, `family` below 1000 and `position` below 499 make it one of a kind.
    """
    return invented_number((place * 1000 + family) * SEQUENCES_PER_SEX + position, birth, sex)


def telephone(place: int, family: int) -> str:
    """A number that no network gives out: mobile numbers begin with 13 to 19."""
    return f"100{place}{family:07}"


def bank_card(place: int, family: int, position: int) -> str:
    """A card of no bank: none begins with 99."""
    return f"99{place}000{family:08}{position:05}"
