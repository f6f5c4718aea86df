"""What is wrong with a policy: where, why, and what to do. An error message is public."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from doudi.policy.messages import MESSAGES
from doudi.policy.model import Origin
from doudi.policy.type_words import type_words
from doudi.policy.types import Type

_MOST = 200


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
        place = f"{origin.file}:{origin.line}" + (f" 〔{origin.clause}〕" if origin.clause else "")
        words = {key: _in_words(key, value, lang) for key, value in self.particulars.items()}
        label = {"zh": ("错误", "警告"), "en": ("error", "warning")}[lang][0 if self.fatal else 1]
        # Each sentence is filled on its own, so that a brace in a document's text is never read as a placeholder.
        return f"{place} {label} {self.code}: {cause.format_map(words)} {remedy.format_map(words)}".rstrip()


class PolicyError(Exception):
    """A policy cannot be used. `problems` says everything that is wrong with it."""

    def __init__(self, problems: list[Problem]) -> None:
        super().__init__("\n".join(problem.text() for problem in problems))
        self.problems = problems


class Broken(Exception):
    """Leaves a definition that is already reported, so that one mistake is told once."""


@dataclass(slots=True)
class Problems:
    """Collects problems while a policy is read. Past a bound it stops adding: nobody reads the two-hundredth."""

    found: list[Problem] = field(default_factory=list)

    def add(self, code: str, origin: Origin, **particulars: object) -> None:
        """Note a problem and go on."""
        problem = Problem(code, origin, particulars)
        if len(self.found) < _MOST and problem not in self.found:
            self.found.append(problem)

    def stop(self, code: str, origin: Origin, **particulars: object) -> Broken:
        """Note a problem; raise what comes back to leave the definition."""
        self.add(code, origin, **particulars)
        return Broken(code)

    @property
    def fatal(self) -> bool:
        return any(problem.fatal for problem in self.found)


def _in_words(key: str, value: object, lang: str) -> str:
    if key == "nearest":
        return {"zh": f"，是不是“{value}”？", "en": f"; did you mean “{value}”?"}[lang] if value else ""
    if isinstance(value, Type):
        return type_words(value, lang)
    text = str(value)
    return text if len(text) <= 300 else text[:300] + "…"
