"""The columns of the two sheets: a household a row, and a member a row, tied by the household's number in the file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from doudi.registry.values import IDENTITY
from doudi.vocabulary import Term, Vocabulary

HOUSEHOLDS, MEMBERS, NOTES = "家庭", "成员", "填表说明"
"""The names of the sheets."""
ROWS = 20_000
"""The most rows that a sheet may have."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column: the key of what it holds, the heading, its type (as a fact's, or `plain`), and whether it must be filled."""

    key: str
    label: str
    type: str
    unit: str | None = None
    needed: bool = False
    note: str | Promise = ""

    @property
    def is_text(self) -> bool:
        """Whether Excel must not take it for a number, which would lose its last digits."""
        return self.type in ("plain", "text", "date")


_OF_HOUSEHOLD = (
    Column("ref", "户序号", "plain", needed=True, note=_("本表内的编号，成员表用它指明是哪一户，如 1、2、3")),
    Column("area", "区划代码", "plain", needed=True, note=_("办理地的 6、9 或 12 位代码，要在您的辖区内")),
    Column("address", "住址", "plain"),
    Column("formed_on", "登记日期", "date", needed=True, note=_("如 2021-09-27；本表的事实自这一天起")),
)
_OF_MEMBER = (
    Column("ref", "户序号", "plain", needed=True, note=_("与家庭表的户序号相同")),
    Column("name", "姓名", "plain", needed=True),
    Column("relation", "与户主关系", "relation", needed=True, note=_("每户要有且只有一个户主")),
    Column("id_number", "公民身份号码", "plain", note=_("18 位，按文本填")),
    Column("sex", "性别", "sex", note=_("有公民身份号码的可不填")),
    Column("birth_date", "出生日期", "date", note=_("有公民身份号码的可不填")),
    Column("telephone", "电话", "plain"),
    Column("bank_card", "银行卡号", "plain", note=_("按文本填")),
)


def columns(words: Vocabulary) -> dict[str, tuple[Column, ...]]:
    """The columns of each sheet: what identifies, then every fact of the vocabulary."""
    return {
        HOUSEHOLDS: (*_OF_HOUSEHOLD, *_facts(words, "household")),
        MEMBERS: (*_OF_MEMBER, *_facts(words, "person")),
    }


def fact_keys(words: Vocabulary, entity: str) -> frozenset[str]:
    """The facts among the columns of a sheet."""
    return frozenset(column.key for column in _facts(words, entity))


def _facts(words: Vocabulary, entity: str) -> tuple[Column, ...]:
    terms: Mapping[tuple[str, str], Term] = words.facts
    return tuple(
        Column(term.name, term.label, term.type, term.unit)
        for (of, name), term in terms.items()
        if of == entity and name not in IDENTITY
    )
