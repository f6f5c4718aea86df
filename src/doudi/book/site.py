"""All pages of the book, as text by path."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from importlib import resources
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from doudi import __version__
from doudi.book import place
from doudi.book.clauses import HOW, clause_page
from doudi.book.compare import Comparison, short
from doudi.book.coverage import by_feature, tally
from doudi.book.english import in_language, kinds
from doudi.book.flows import flow_page
from doudi.book.glossary import glossary_page
from doudi.book.place import Place
from doudi.book.rests import Ground
from doudi.book.search import search_index
from doudi.book.settled import parameters_page, readings_page
from doudi.book.shelf import Shelf, Volume
from doudi.book.speaker import Link, Speaker
from doudi.book.steps import procedures_page
from doudi.book.worked import cases_page, evaluations
from doudi.policy.checks.rows import answers
from doudi.policy.meaning.interpreter import Evaluation
from doudi.policy.meaning.setting import Setting
from doudi.policy.reading.features import load_features

_ASSETS = ("book.css", "pictures/procedure.css", "search.js")
_PAGES = {
    "index": "条款与规则",
    "parameters": "参数",
    "readings": "读法",
    "procedures": "办理流程",
    "flow": "结果从哪里来",
    "cases": "算例",
}
_NAVIGATION = (
    (place.HOME, "政策"),
    (place.RESULTS, "结果对照"),
    (place.GLOSSARY, "词汇"),
    (place.FEATURES, "系统功能"),
)
_GIVEN = {"cash": "现金", "waiver": "减免", "service": "服务", "referral": "转办"}
_CONFIDENCE = {"high": "高", "medium": "中", "low": "低"}
_LEADS = {
    "all": "下列各项都满足：",
    "any": "满足下列任一项：",
    "members_any": "任一成员满足：",
    "members_all": "全体成员都满足：",
    "members_none": "没有成员满足：",
    "min": "下列各项中最低的：",
    "max": "下列各项中最高的：",
}


def site(shelf: Shelf) -> Iterator[tuple[str, str]]:
    """Every file of the book: its path from the top, and its text. The same shelf gives the same files."""
    for name in _ASSETS:
        yield f"assets/{name}", resources.files("doudi.book").joinpath("assets", name).read_text(encoding="utf-8")
    grounds = {volume.name: Ground(volume.policy) for volume in shelf.volumes}
    worked = {volume.name: evaluations(volume) for volume in shelf.volumes}
    for lang in place.LANGUAGES:
        yield from _Edition(shelf, grounds, worked, lang).files()


def environment() -> Environment:
    """The templates. What a document says is escaped wherever it is shown."""
    return Environment(
        loader=PackageLoader("doudi.book"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class _Edition:
    """The book in one language."""

    def __init__(
        self, shelf: Shelf, grounds: Mapping[str, Ground], worked: Mapping[str, Sequence[Evaluation]], lang: str
    ) -> None:
        self.shelf, self.grounds, self.worked, self.lang = shelf, dict(grounds), worked, lang
        self.speakers = {v.name: Speaker(Setting(v.policy, shelf.date), lang) for v in shelf.volumes}
        self.compared = Comparison(shelf, self.speakers, self.grounds, lang)
        self.environment = environment()
        self.environment.globals |= self.common()

    def t(self, words: str, **parts: object) -> str:
        return in_language(words, self.lang, **parts)

    def common(self) -> dict[str, Any]:
        """What every page knows."""
        return {
            "_": self.t,
            "lang": self.lang,
            "version": __version__,
            "shelf": self.shelf,
            "short": lambda volume: short(volume, self.lang),
            "navigation": [(path, self.t(words)) for path, words in _NAVIGATION],
            "policy_pages": [(name, self.t(words)) for name, words in _PAGES.items()],
            "kinds": kinds(self.lang),
            "given": self._all(_GIVEN),
            "confidence": self._all(_CONFIDENCE),
            "leads": self._all(_LEADS),
        }

    def _all(self, words: Mapping[str, str]) -> dict[str, str]:
        return {key: self.t(word) for key, word in words.items()}

    def files(self) -> Iterator[tuple[str, str]]:
        yield self.page(place.HOME, "index.html", self.t("政策书"), self.home())
        for volume in self.shelf.volumes:
            yield from self.policy(volume)
        yield self.page(place.RESULTS, "results.html", self.t("结果对照"), {"groups": self.compared.groups(self.t)})
        for name in self.shelf.results():
            view = self.compared.page(name)
            yield self.page(place.of_result(name), "result.html", str(view["label"]), view)
        glossary = glossary_page(self.shelf, self.speakers, self.grounds, self.lang)
        yield self.page(place.GLOSSARY, "glossary.html", self.t("词汇"), glossary)
        yield self.page(place.FEATURES, "features.html", self.t("系统功能"), self.features())
        yield self.page(place.SEARCH, "search.html", self.t("查找"), {})
        yield f"assets/index-{self.lang}.js", search_index(self.shelf, self.speakers, self.lang)

    def policy(self, volume: Volume) -> Iterator[tuple[str, str]]:
        """The pages of one policy."""
        say = self.speakers[volume.name]
        views: dict[str, Callable[[], tuple[str, dict[str, Any]]]] = {
            "index": lambda: ("policy.html", clause_page(self.shelf, volume, say)),
            "parameters": lambda: ("parameters.html", parameters_page(self.shelf, volume, say)),
            "readings": lambda: ("readings.html", readings_page(self.shelf, volume, say, self.grounds[volume.name])),
            "procedures": lambda: ("procedures.html", procedures_page(say)),
            "flow": lambda: ("flow.html", flow_page(say, self.grounds[volume.name])),
            "cases": lambda: ("cases.html", cases_page(volume, say, self.worked[volume.name])),
        }
        for name, words in _PAGES.items():
            template, view = views[name]()
            title = f"{short(volume, self.lang)} {self.t(words)}"
            common = {"volume": volume, "front": volume.policy.front, "say": say}
            yield self.page(place.of_policy(volume.name, name), template, title, {**common, **view})

    def page(self, path: str, template: str, title: str, view: Mapping[str, Any]) -> tuple[str, str]:
        page = Place(path, self.lang)
        text = self.environment.get_template(template).render(page=page, here=path, title=title, **view)
        return page.file, text

    def home(self) -> dict[str, Any]:
        entries = []
        for volume in self.shelf.volumes:
            policy, front = volume.policy, volume.policy.front
            start = self.t("{date} 起施行", date=front.effective)
            ended = self.t("至 {date}", date=front.until) if front.until else ""
            place_ = "" if front.place else self.t("各地共用的上位规定")
            about = [place_, start, ended, self.t("试行") if front.trial else ""]
            entries.append(
                {
                    "volume": volume,
                    "chinese": [word for word in (front.number, front.place) if word],
                    "about": [word for word in about if word],
                    "rows": len(policy.rows()),
                    "rules": len(policy.rules),
                    "benefits": len(policy.benefits),
                    "cases": len(volume.cases),
                }
            )
        return {"entries": entries, "shared": self.compared.shared()}

    def features(self) -> dict[str, Any]:
        """The features with the rows that they answer."""
        policies = self.shelf.policies
        counted = by_feature(policies)
        groups: dict[str, list[dict[str, Any]]] = {}
        for name, feature in load_features().items():
            links = [
                Link(row, place.of_policy(policy), row, "row") for policy, rows in counted[name].items() for row in rows
            ]
            entry = {"id": name, "label": feature.label, "state": feature.state, "rows": links}
            groups.setdefault(name.partition(".")[0], []).append(entry)
        lines = []
        for volume in self.shelf.volumes:
            found = answers(volume.policy)
            counts = tally(found)
            rows = len(volume.policy.rows())
            numbers = [rows, *(counts[how] for how in HOW), rows - len(found)]
            lines.append({"name": volume.name, "short": short(volume, self.lang), "counts": numbers})
        words = ("要点", "由规则、参数、流程落实", "上位规定已有", "由系统功能落实", "只是宣示", "尚无着落")
        named = [
            {"heading": _GROUPS.get(key, (key, key))[0 if self.lang == "zh" else 1], "features": f}
            for key, f in groups.items()
        ]
        return {"groups": named, "answers": lines, "columns": [self.t(word) for word in words]}


_GROUPS = {
    "policies": ("政策与资料", "Policies and documents"),
    "organisations": ("组织与队伍", "Organisations"),
    "cases": ("申请到决定", "From application to decision"),
    "notices": ("公示", "Notices"),
    "verification": ("核对", "Means check"),
    "sampling": ("抽查", "Samples"),
    "meetings": ("会议", "Meetings"),
    "payments": ("资金", "Money"),
    "aid": ("帮扶", "Help"),
    "monitoring": ("监测", "Monitoring"),
    "supervision": ("监督", "Supervision"),
    "reports": ("报表", "Reports"),
    "publicity": ("宣传", "Publicity"),
}
