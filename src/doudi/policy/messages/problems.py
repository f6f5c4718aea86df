"""What is wrong with a policy: where, why, and what to do. An error message is public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from doudi.policy.definitions.model import Origin
from doudi.policy.definitions.types import Type
from doudi.policy.messages.catalogue import MESSAGES
from doudi.policy.messages.nearest import Near
from doudi.policy.messages.subject import Subject
from doudi.policy.messages.type_words import type_words
from doudi.policy.messages.yaml_causes import YamlCause
from doudi.vocabulary.hidden import hidden_sign

_MOST = 100
_LONGEST = 300


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake (or, when not `fatal`, a warning) of the kind `code`, with the particulars its message needs."""

    code: str
    origin: Origin
    particulars: Mapping[str, object] = field(default_factory=dict)

    @property
    def fatal(self) -> bool:
        return MESSAGES[self.code].fatal

    def text(self, lang: str = "zh") -> str:
        """The message: `file:line 〔clause〕 cause remedy`, in `zh` or `en`."""
        cause, remedy = MESSAGES[self.code].in_language(lang)
        origin = self.origin
        clause = f" 〔{_plain(origin.clause)}〕" if origin.clause else ""
        place = f"{_plain(origin.file)}:{origin.line}{clause}"
        words = {key: _in_words(key, value, lang) for key, value in self.particulars.items()}
        label = {"zh": ("错误", "警告"), "en": ("error", "warning")}[lang][0 if self.fatal else 1]
        colon, between = {"zh": ("：", ""), "en": (": ", " ")}[lang]
        # Each sentence is filled on its own, so that a brace in a document's text is never read as a placeholder.
        sentences = cause.format_map(words) + between + remedy.format_map(words)
        if cause.startswith("{what}"):
            sentences = sentences[0].upper() + sentences[1:]
        return f"{place} {label} {self.code}{colon}{sentences}".rstrip()


class PolicyError(Exception):
    """A policy cannot be used. `problems` says everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(problem.text() for problem in problems))
        self.problems = problems


class Broken(Exception):
    """Leaves a definition that is already reported, so that one mistake is told once."""


@dataclass(slots=True)
class Problems:
    """Collects problems while a policy is read, so many errors and so many warnings: nobody reads the hundredth."""

    found: list[Problem] = field(default_factory=list)
    full: set[bool] = field(default_factory=set)
    """Whether there were too many errors (True) or warnings (False)."""

    def add(self, code: str, origin: Origin, **particulars: object) -> None:
        """Note a problem and go on."""
        fatal = MESSAGES[code].fatal
        if fatal in self.full:
            return
        if sum(problem.fatal is fatal for problem in self.found) == _MOST:
            self.full.add(fatal)
            more = "too-many-problems" if fatal else "too-many-warnings"
            self.found.append(Problem(more, Origin(origin.policy, origin.file, 1), {"most": _MOST}))
            return
        known = {key: value.found() if isinstance(value, Near) else value for key, value in particulars.items()}
        problem = Problem(code, origin, known)
        if problem not in self.found:
            self.found.append(problem)

    def stop(self, code: str, origin: Origin, **particulars: object) -> Broken:
        """Note a problem; raise what comes back to leave the definition."""
        self.add(code, origin, **particulars)
        return Broken(code)

    @property
    def fatal(self) -> bool:
        return any(problem.fatal for problem in self.found)


def _in_words(key: str, value: object, lang: str) -> str:
    if key in _HINTS:
        return _HINTS[key][lang].format(_plain(value)) if value else ""
    if isinstance(value, Type):
        return type_words(value, lang)
    if isinstance(value, tuple):
        return _plain({"zh": "、", "en": ", "}[lang].join(str(item) for item in value))
    return _plain(value.words(lang) if isinstance(value, Subject | YamlCause) else value)


def _plain(value: object) -> str:
    """A particular as a message may show it: bounded, on one line, nothing hidden."""
    text = str(value)[: _LONGEST + 1]
    shown = "".join(" " if sign.isspace() else "?" if hidden_sign(sign) else sign for sign in text)
    return shown if len(text) <= _LONGEST else shown[:_LONGEST] + "…"


_HINTS = {
    "nearest": {"zh": "（是不是“{}”？）", "en": " (did you mean “{}”?)"},
    "meant": {"zh": "（是不是想写 {} ？）", "en": " (did you mean {} ?)"},
}
