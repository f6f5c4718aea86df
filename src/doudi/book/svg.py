"""Small pieces of SVG: every text is escaped, every number written the same way each time."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable

from markupsafe import Markup, escape

WIDE, NARROW = 1.0, 0.56
"""How wide a Chinese character and a letter are, in font sizes."""
_CLOSING = "），。、；：！？”’』」》〉〕"
"""Signs with which no line begins."""


def element(name: str, *inside: Markup | str, **attributes: object) -> Markup:
    """An element. `_` in a name of an attribute is written `-`; `class_` is `class`; None leaves an attribute out."""
    written = "".join(
        f' {_attribute(key)}="{escape(_text(value))}"' for key, value in attributes.items() if value is not None
    )
    content = "".join(escape(part) for part in inside)
    return Markup(f"<{name}{written}>{content}</{name}>")


def _attribute(key: str) -> str:
    return key.rstrip("_").replace("_", "-")


def _text(value: object) -> str:
    return number(value) if isinstance(value, float) else str(value)


def number(value: float) -> str:
    """At most one decimal, without needless zeros."""
    text = f"{value:.1f}".removesuffix(".0")
    return "0" if text == "-0" else text


def picture(width: float, height: float, name: str, *inside: Markup, class_: str = "", told: str = "") -> Markup:
    """A whole picture with its name, and with what it tells, for those who hear the page."""
    size = {"width": number(width), "height": number(height)}
    heard = [element("title", name), element("desc", told)] if told else []
    return element(
        "svg",
        *heard,
        *inside,
        xmlns="http://www.w3.org/2000/svg",
        class_=f"picture {class_}".strip(),
        viewBox=f"0 0 {number(width)} {number(height)}",
        role="img",
        aria_label=name,
        **size,
    )


def text_width(text: str, size: float) -> float:
    """About how wide a text is, in pixels at a font size."""
    return size * sum(WIDE if unicodedata.east_asian_width(sign) in "WF" else NARROW for sign in text)


def wrapped(text: str, width: float, size: float, most: int) -> list[str]:
    """The text in lines of at most a width; what does not go into `most` lines ends in an ellipsis."""
    lines = [""]
    for word in _words(text):
        if lines[-1] and text_width(lines[-1] + word.rstrip(), size) > width:
            lines.append("")
        lines[-1] += word if lines[-1] else word.lstrip()
    lines = [line.rstrip() for line in lines]
    if len(lines) > most:
        lines = [*lines[: most - 1], shortened("".join(lines[most - 1 :]), width, size)]
    return lines


def shortened(text: str, width: float, size: float) -> str:
    """The text, or as much of its beginning as fits with an ellipsis."""
    if text_width(text, size) <= width:
        return text
    while text and text_width(text + "…", size) > width:
        text = text[:-1]
    return text + "…"


def _words(text: str) -> Iterable[str]:
    """What may not be broken: a run of letters with the space behind it, or a Chinese character with what closes it."""
    word = ""
    for sign in text:
        if sign in _CLOSING:
            word += sign
        elif unicodedata.east_asian_width(sign) in "WF":
            if word:
                yield word
            word = sign
        else:
            if word and unicodedata.east_asian_width(word[0]) in "WF":
                yield word
                word = ""
            word += sign
            if sign in " -":
                yield word
                word = ""
    if word:
        yield word
