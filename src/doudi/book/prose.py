"""A document's prose as safe HTML: Markdown without raw HTML and without pictures from elsewhere."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from markdown_it.token import Token


class Prose:
    """Parses and renders Markdown. Raw HTML is shown as text; tables get scrolling frames and header cells a scope."""

    def __init__(self) -> None:
        from markdown_it import MarkdownIt

        self._markdown = MarkdownIt("commonmark", {"html": False}).enable("table").disable(["image"])
        self._markdown.add_render_rule("table_open", _table_open)
        self._markdown.add_render_rule("table_close", _table_close)
        self._markdown.add_render_rule("th_open", _header_open)
        self._markdown.add_render_rule("softbreak", _line_end)
        self._markdown.add_render_rule("heading_open", _heading)
        self._markdown.add_render_rule("heading_close", _heading)

    def parse(self, text: str) -> list[Token]:
        return self._markdown.parse(text)

    def render(self, tokens: Sequence[Token]) -> str:
        """The HTML of some of the tokens of `parse`."""
        return str(self._markdown.renderer.render(tokens, self._markdown.options, {}))

    def plain(self, tokens: Sequence[Token]) -> str:
        """The words of a heading, without marks."""
        inline = next((token for token in tokens if token.type == "inline"), None)
        return "".join(child.content for child in inline.children or ()) if inline else ""


def _table_open(renderer: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    return '<div class="scroll" tabindex="0"><table>\n'


def _table_close(renderer: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    return "</table></div>\n"


def _header_open(renderer: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    return '<th scope="col">'


def _line_end(renderer: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    """A line end is a space between words, and nothing where a Chinese character stands on either side."""
    before = tokens[place - 1].content[-1:] if place else ""
    after = tokens[place + 1].content[:1] if place + 1 < len(tokens) else ""
    return "" if any(unicodedata.east_asian_width(sign) in "WF" for sign in before + after) else "\n"


def _heading(renderer: Any, tokens: Sequence[Token], place: int, options: Any, env: Any) -> str:
    """A heading inside a quotation or a list is no heading of the page."""
    return "<p>" if tokens[place].nesting > 0 else "</p>\n"
