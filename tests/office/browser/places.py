"""The five places of the browser tests: invented counties, each under one of the real policies, and their families."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import yaml

POLICIES = Path(__file__).parents[3] / "policies"
OWN_PARTS = {"sex", "birth_date"}
"""What is known of a person from who they are, and is not asked as a fact."""


@dataclass(frozen=True)
class Place:
    """A county. `standards` are the example values that its policy asks a place for; `agency` is the department that has a part
    in its procedures."""

    code: str
    name: str
    policy: str
    agency: str = "medical_security"

    @cached_property
    def _defaults(self) -> dict[str, Any]:
        read: dict[str, Any] = yaml.safe_load((POLICIES / self.policy / "cases.yaml").read_text(encoding="utf-8"))
        return read["defaults"]

    @property
    def families(self) -> dict[str, dict[str, dict[str, Any]]]:
        return FAMILIES | MORE_FAMILIES.get(self.policy, {})

    @property
    def standards(self) -> dict[str, str]:
        return {name: str(value) for name, value in self._defaults["set"].items()}

    def household(self, **more: Any) -> dict[str, Any]:
        """The facts of a plain household."""
        return {name: stored(value) for name, value in {**self._defaults["household"], **more}.items()}

    def person(self, **more: Any) -> dict[str, Any]:
        """The facts of a plain adult."""
        found = {name: value for name, value in self._defaults["person"].items() if name not in OWN_PARTS}
        return {name: stored(value) for name, value in {**found, **more}.items()}


def stored(value: Any) -> Any:
    """A value of an example as the registry keeps it: money and numbers as they are written."""
    if isinstance(value, bool):
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    return str(value) if isinstance(value, int | float) else value


RICH = {"person": {"wage_income": "9000"}}
STRUCK = {"household": {"incident": "accident", "urgent": True, "aid_needed": "2000.00"}}
FAMILIES: dict[str, dict[str, dict[str, Any]]] = {
    "贫困": {},
    "反复": {},
    "富裕": RICH,
    "急难": STRUCK,
    "旁听": {},
    "申请": {},
}
"""The registered families of every place, by what is special about them: facts of the household and of its head."""
MORE_FAMILIES: dict[str, dict[str, dict[str, dict[str, Any]]]] = {
    "guzhang-2021": {"工会": {"person": {"wage_income": "2400", "hardship_worker": True}}},
    "xiufeng-2020": {"在享": {"household": {"in_receipt_of_dibao": True}}, "上会": RICH},
    "wuzhou-2023": {
        "大额": {"household": {"incident": "accident", "urgent": False, "aid_needed": "15000.00"}},
    },
    "mangshi-2021": {"外地": {**STRUCK, "person": {"hukou_division": "999999"}}},
}
"""And those of one place alone."""
GUZHANG = Place("990101", "清溪", "guzhang-2021", "trade_union")
XIUFENG = Place("990102", "白石", "xiufeng-2020")
BENGBU = Place("990103", "云台", "bengbu-2019")
WUZHOU = Place("990104", "松岭", "wuzhou-2023")
MANGSHI = Place("990105", "芦湾", "mangshi-2021", "rural_revitalisation")
PLACES = (GUZHANG, XIUFENG, BENGBU, WUZHOU, MANGSHI)
BY_POLICY = {place.policy: place for place in PLACES}
