"""What is said of each kind of problem: the cause and the remedy, in Chinese and in English."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.policy.messages.cases import CASES
from doudi.policy.messages.document import DOCUMENT
from doudi.policy.messages.expression import EXPRESSION
from doudi.policy.messages.policy import POLICY


@dataclass(frozen=True, slots=True)
class Message:
    """Templates of one kind of problem. `fatal` problems leave nothing to run; the others are warnings."""

    zh: tuple[str, str]
    en: tuple[str, str]
    fatal: bool = True

    def in_language(self, lang: str) -> tuple[str, str]:
        """Cause and remedy."""
        return self.en if lang == "en" else self.zh


WARNINGS = frozenset(
    {
        *("dated-gap", "value-expired", "no-value-yet", "policy-not-yet", "policy-ended"),
        *("may-divide-by-zero", "too-many-warnings"),
    }
)

MESSAGES = {
    code: Message((cause, remedy), (en_cause, en_remedy), fatal=code not in WARNINGS)
    for table in (DOCUMENT, EXPRESSION, POLICY, CASES)
    for code, (cause, remedy, en_cause, en_remedy) in table.items()
}
