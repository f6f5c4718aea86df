"""Who somebody is, as an official gives it: checked, sealed, and turned into what they can be found by."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import Any

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pypinyin import Style, lazy_pinyin, pinyin

from doudi import secrets
from doudi.office_day import not_after_today
from doudi.registry.models import SECRETS, Person, SearchKey
from doudi.registry.problems import RegistryProblem
from doudi.vocabulary.fact_value import FIRST_DATE, LAST_DATE
from doudi.vocabulary.hidden import is_on_one_line
from doudi.vocabulary.id_number import IdNumber, IdNumberError, parse

_TELEPHONE = re.compile(r"\+?\d[\d-]{5,18}\d", re.ASCII)
_CARD = re.compile(r"\d{8,32}", re.ASCII)
_HAN = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_MOST_NAME = 64
_MOST_READINGS = 4


@dataclass(frozen=True, slots=True)
class Who:
    """Somebody as declared. Sex and birth date follow from the ID number where there is one."""

    name: str
    id_number: str = ""
    sex: str = ""
    birth_date: datetime.date | None = None
    telephone: str = ""
    bank_card: str = ""


def checked(who: Who) -> Who:
    """The same, cleaned and complete. Raises `RegistryProblem` at the field that is wrong."""
    name = " ".join(who.name.split())
    if not name or len(name) > _MOST_NAME or not is_on_one_line(name):
        raise RegistryProblem(_("姓名要写 1 至 %d 个字，不含看不见的字符。") % _MOST_NAME, "name")
    number = _number(who.id_number.strip())
    if who.sex not in ("", "male", "female"):
        raise RegistryProblem(_("性别只能是男或女。"), "sex")
    if who.birth_date is not None and not FIRST_DATE <= who.birth_date <= LAST_DATE:
        raise RegistryProblem(_("出生日期应在 1900 年至 2199 年之间。"), "birth_date")
    if number is not None:
        _agree(who, number)
    born = who.birth_date or (number.birth_date if number else None)
    not_after_today(born, _("出生日期"), partial(RegistryProblem, field="birth_date"))
    return Who(
        name=name,
        id_number=number.text if number else "",
        sex=who.sex or (number.sex if number else ""),
        birth_date=born,
        telephone=_fits(_TELEPHONE, who.telephone, "telephone", _("电话应是 7 至 20 位数字，可带区号和短横。")),
        bank_card=_fits(_CARD, who.bank_card, "bank_card", _("银行卡号应是 8 至 32 位数字。")),
    )


def fields(who: Who) -> dict[str, Any]:
    """The fields of a person's row for somebody who was checked: secrets sealed and indexed."""
    found: dict[str, Any] = {"name": who.name, "sex": who.sex, "birth_date": who.birth_date}
    for secret in SECRETS:
        text = getattr(who, secret)
        found[secret] = secrets.seal(secret, text)
        found[f"{secret}_index"] = secrets.index(secret, text)
    return found


def opened(person: Person) -> Who:
    """Somebody as kept, secrets opened: for services that change them, never for a screen."""
    known = {secret: secrets.unseal(secret, getattr(person, secret)) for secret in SECRETS}
    return Who(person.name, sex=person.sex, birth_date=person.birth_date, **known)


def owner_of(id_number: str) -> Person | None:
    """The person who has an ID number; of two records of one person, the one that is kept."""
    return Person.objects.filter(id_number_index__in=secrets.indexes("id_number", id_number), merged_into=None).first()


def refuse_taken(id_number: str, *, but: Person | None = None) -> None:
    """Raise `RegistryProblem` when another person has the ID number. Who it is stays unsaid."""
    found = owner_of(id_number) if id_number else None
    if found is not None and (but is None or found.pk != but.pk):
        raise _taken()


def save(person: Person) -> Person:
    """Save a person and what they are found by. Raises `RegistryProblem` when somebody else was first."""
    try:
        with transaction.atomic():
            person.save()
    except IntegrityError as error:
        if "one_person_of_an_id_number" in str(error) or "id_number_index" in str(error):
            raise _taken() from None
        raise
    SearchKey.objects.filter(person=person).delete()
    SearchKey.objects.bulk_create(search_keys([person]))
    return person


def search_keys(people: Iterable[Person]) -> list[SearchKey]:
    """The rows by which saved people are found."""
    return [SearchKey(person=person, key=key) for person in people for key in sorted(keys_of(person.name))]


@lru_cache(maxsize=10_000)
def keys_of(name: str) -> frozenset[str]:
    """What a name is found by: itself, its pinyin and initials, with every reading of the family name."""
    plain = normal(name)
    found = {plain[:200]}
    if _HAN.search(plain):
        usual = lazy_pinyin(plain)
        found |= _spelled(usual)
        if _HAN.match(plain):
            for first in pinyin(plain[0], style=Style.NORMAL, heteronym=True)[0][:_MOST_READINGS]:
                found |= _spelled([first, *usual[1:]])
    return frozenset(key for key in found if key)


def _spelled(syllables: list[str]) -> set[str]:
    """Pinyin in full and by initials, ü as v."""
    plain = [syllable.replace("ü", "v").lower() for syllable in syllables]
    return {"".join(plain)[:200], "".join(syllable[:1] for syllable in plain)[:200]}


def normal(text: str) -> str:
    """A name or its pinyin as it is compared: no spaces, middle dots or apostrophes, small letters."""
    return re.sub(r"[\s·•・'’.-]", "", text).lower()


def _number(text: str) -> IdNumber | None:
    if not text:
        return None
    try:
        return parse(text, production=settings.PRODUCTION)
    except IdNumberError as error:
        why = error.en if (get_language() or "zh").startswith("en") else error.zh
        raise RegistryProblem(_("公民身份号码%s。") % why, "id_number") from None


def _agree(who: Who, number: IdNumber) -> None:
    if who.birth_date not in (None, number.birth_date):
        raise RegistryProblem(
            _("出生日期与公民身份号码不一致：号码上是 %s。") % number.birth_date.isoformat(), "birth_date"
        )
    if who.sex not in ("", number.sex):
        raise RegistryProblem(_("性别与公民身份号码不一致。"), "sex")


def _fits(pattern: re.Pattern[str], text: str, field: str, problem: str) -> str:
    text = text.replace(" ", "")
    if text and not pattern.fullmatch(text):
        raise RegistryProblem(problem, field)
    return text


def _taken() -> RegistryProblem:
    return RegistryProblem(_("这个公民身份号码已经登记过一个人。请用号码查找那份档案，不要再建一份。"), "id_number")
