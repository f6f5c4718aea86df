"""Why a run does not begin, or cannot go on: one clear paragraph in Chinese and English."""

from __future__ import annotations


class RunRefused(Exception):
    """Nothing is decided. `zh` and `en` say what, where and what to do."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(en)
        self.zh, self.en = zh, en

    def text(self, lang: str) -> str:
        """The paragraph in `zh` or `en`."""
        return self.zh if lang == "zh" else self.en
