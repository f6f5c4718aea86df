"""What a means check can look at: the kinds of source, and the facts that each of them knows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext_lazy as _

from doudi.vocabulary import load


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of source: its name, and the facts of the vocabulary that it can answer for."""

    label: Any
    person: tuple[str, ...] = ()
    household: tuple[str, ...] = ()


SOURCES: dict[str, Kind] = {
    "civil_registry": Kind(_("户籍"), person=("hukou", "hukou_division")),
    "marriage": Kind(_("婚姻登记")),
    "funerals": Kind(_("殡葬")),
    "prison": Kind(_("监狱和社区矫正"), person=("community_correction",)),
    "education": Kind(_("教育"), person=("school",)),
    "social_insurance": Kind(
        _("社会保险"),
        person=("employment", "wage_income", "transfer_income", "basic_pension", "resident_pension_insured"),
    ),
    "medical_security": Kind(
        _("医疗保障"),
        person=("resident_medical_insured", "medical_premium", "inpatient_cost", "outpatient_cost"),
    ),
    "disability": Kind(_("残疾人证"), person=("disability_kind", "disability_grade")),
    "tax": Kind(_("税务"), person=("wage_income", "business_income")),
    "housing_fund": Kind(_("住房公积金"), person=("wage_income",)),
    "business": Kind(_("市场主体登记"), person=("business_income",)),
    "banks": Kind(_("银行存款"), person=("property_income",), household=("deposits", "property_within_limits")),
    "securities": Kind(_("证券"), person=("property_income",), household=("property_within_limits",)),
    "insurance": Kind(_("商业保险"), person=("property_income",), household=("property_within_limits",)),
    "property": Kind(
        _("不动产"), person=("property_income",), household=("housing_area", "housing", "property_within_limits")
    ),
    "vehicles": Kind(_("车辆"), household=("vehicles", "property_within_limits")),
    "farm_machinery": Kind(_("农机"), household=("property_within_limits",)),
    "fishing": Kind(_("渔船和渔业补贴"), person=("transfer_income",)),
    "assistance": Kind(_("在享社会救助"), person=("exempt_income",), household=("in_receipt_of_dibao",)),
}
"""The sources that a request may name."""


def asked(sources: Iterable[str], wanted: Mapping[str, Iterable[str]]) -> dict[str, list[str]]:
    """Of the facts that a case turns on (`person`, `household`), those that the sources can answer, in the
    vocabulary's order."""
    chosen = [SOURCES[name] for name in sources]
    able = {
        "person": {name for kind in chosen for name in kind.person},
        "household": {name for kind in chosen for name in kind.household},
    }
    return {
        entity: [name for of, name in load().facts if of == entity and name in able[entity] and name in wanted[entity]]
        for entity in ("person", "household")
    }
