"""The five places of the demonstration. The counties are real; townships, villages, people and values are invented."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Township:
    """A township or sub-district with its villages; the codes are made by counting."""

    name: str
    villages: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A place that applies a policy. `key` begins the usernames; `areas` are the counties in which the townships lie,
    and `number` begins the invented ID numbers. `standards` are example values, no place's own."""

    key: str
    number: int
    name: str
    en: str
    policy: str
    code: str
    areas: tuple[tuple[str, str], ...]
    townships: tuple[tuple[str, Township], ...]
    standards: tuple[tuple[str, str], ...]
    agencies: tuple[str, ...]

    @property
    def codes(self) -> list[tuple[str, str]]:
        """Codes and names of all areas of the place."""
        rows = [(self.code, self.name), *self.areas]
        for position, (county, township) in enumerate(self.townships, 1):
            code = f"{county}9{position:02}"
            rows.append((code, township.name))
            rows += [(f"{code}{number:03}", name) for number, name in enumerate(township.villages, 1)]
        return rows


_EVERYWHERE = ("medical_security", "housing", "education", "human_resources", "disabled_federation", "emergency")

PLACES = (
    Place(
        key="xiufeng",
        number=1,
        name="桂林市秀峰区",
        en="Xiufeng",
        policy="xiufeng-2020",
        code="450302",
        areas=(),
        townships=(
            ("450302", Township("榕湖街道", ("榕湖社区", "杉湖社区"))),
            ("450302", Township("桂影街道", ("桂影社区", "桃花江社区"))),
        ),
        standards=(
            ("low_income_standard", "1080"),
            ("minimum_wage", "1810"),
            ("medical_assistance_cap", "20000"),
            ("minimum_pension_contribution", "7200"),
        ),
        agencies=(*_EVERYWHERE, "trade_union"),
    ),
    Place(
        key="bengbu",
        number=2,
        name="蚌埠市",
        en="Bengbu",
        policy="bengbu-2019",
        code="340300",
        areas=(("340303", "蚌山区"), ("340304", "禹会区")),
        townships=(
            ("340303", Township("珠源街道", ("珠源社区", "燕山社区"))),
            ("340304", Township("涂山里街道", ("涂山里社区", "钓鱼台社区"))),
        ),
        standards=(("dibao_standard", "600"), ("consumption_last_year", "24000")),
        agencies=(*_EVERYWHERE, "trade_union"),
    ),
    Place(
        key="guzhang",
        number=3,
        name="古丈县",
        en="Guzhang",
        policy="guzhang-2021",
        code="433126",
        areas=(),
        townships=(
            ("433126", Township("酉溪镇", ("酉溪社区", "茶坊村"))),
            ("433126", Township("坐龙镇", ("坐龙社区", "芭蕉村"))),
        ),
        standards=(("dibao_standard", "550"),),
        agencies=(*_EVERYWHERE, "trade_union", "health"),
    ),
    Place(
        key="wuzhou",
        number=4,
        name="梧州市",
        en="Wuzhou",
        policy="wuzhou-2023",
        code="450400",
        areas=(("450403", "万秀区"), ("450405", "长洲区")),
        townships=(
            ("450403", Township("骑楼街道", ("骑楼社区", "鸳江社区"))),
            ("450405", Township("长岛镇", ("长岛社区", "龙新村"))),
        ),
        standards=(
            ("dibao_standard", "800"),
            ("rural_dibao_standard", "600"),
            ("spending_threshold", "1"),
            ("average_subsidy", "300"),
            ("rural_average_subsidy", "220"),
            ("average_uplift", "0.1"),
            ("tier_high", "400"),
            ("tier_middle", "280"),
            ("tier_low", "150"),
            ("tekun_standard", "1040"),
            ("premium_share_full", "1"),
            ("premium_share_dibao", "0.6"),
            ("premium_share_low_income", "0.6"),
            ("living_allowance", "80"),
            ("care_allowance", "80"),
        ),
        agencies=_EVERYWHERE,
    ),
    Place(
        key="mangshi",
        number=5,
        name="芒市",
        en="Mangshi",
        policy="mangshi-2021",
        code="533103",
        areas=(),
        townships=(
            ("533103", Township("孔雀湖镇", ("孔雀湖社区", "菩提村"))),
            ("533103", Township("遮晏乡", ("遮晏村", "竹楼村"))),
        ),
        standards=(
            ("dibao_standard", "600"),
            ("rural_dibao_standard", "400"),
            ("average_benefit", "420"),
            ("rural_average_benefit", "280"),
            ("single_uplift", "0.1"),
            ("township_aid_limit", "1000"),
        ),
        agencies=(*_EVERYWHERE, "rural_revitalisation"),
    ),
)
