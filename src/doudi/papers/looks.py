"""How papers look: the office's own Word templates where it has them, ours otherwise, filled in by docxtpl.

`DOUDI_WORD` names a folder: `sheet.docx` there is for every paper, `approval.docx` for approval letters only, and so on
by the kinds of `PaperKind`. Templates run in a sandbox: one that was sent to the office can read nothing but the paper.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Made
from docxtpl import DocxTemplate
from jinja2.sandbox import SandboxedEnvironment

from doudi.papers.content import Content
from doudi.papers.sheet import WORD

SHEET = "sheet.docx"
_PROBE = Content("样题", "样人", issuer="样单位", date="样日").say("样段").table(["样头"], [["样格"]]).as_json("样号")
_WORDS = ("样题", "样人", "样单位", "样日", "样段", "样头", "样格", "样号")


class PaperProblem(ValueError):
    """A paper cannot be made; the message says why and what to do."""


def look(folder: Path | None, kind: str) -> Path:
    """The template of a kind of paper: the office's own for it, the office's own for all, or ours."""
    names = (f"{kind}.docx", SHEET) if folder is not None else ()
    own = (folder / name for name in names if folder is not None)
    return next((path for path in own if path.is_file()), WORD / SHEET)


def rendered(template: Path, content: dict[str, Any]) -> bytes:
    """The Word file of a content; what it says is escaped, never read as a template. Raises `PaperProblem`."""
    try:
        return _filled(template, content)
    except Exception as error:  # docx, zipfile, lxml and jinja2 each raise their own for a file that is no template
        raise PaperProblem(
            _("文书模板 %(file)s 不能用（%(why)s）。改好模板，或者移开它用自带的，再制作。")
            % {"file": template.name, "why": type(error).__name__}
        ) from error


def _filled(template: Path, content: dict[str, Any]) -> bytes:
    filled, kept = DocxTemplate(template), io.BytesIO()
    filled.render(content, SandboxedEnvironment(autoescape=True))
    filled.save(kept)
    return kept.getvalue()


def faults(folder: Path) -> Iterator[tuple[str, str]]:
    """What is wrong with the office's templates: the file, and what of a paper would not come out. Needs no settings."""
    for template in sorted(folder.glob("*.docx")):
        try:
            text = _text(Document(io.BytesIO(_filled(template, _PROBE))))
        except Exception as error:  # as in `rendered`
            yield template.name, type(error).__name__
            continue
        if lost := [word for word in _WORDS if word not in text]:
            yield template.name, "、".join(_FIELDS[word] for word in lost)


_FIELDS = dict(zip(_WORDS, ("title", "to", "issuer", "date", "block.text", "block.head", "row", "number"), strict=True))


def _text(made: Made) -> str:
    """All that stands in a document, its head and foot included."""
    parts = [made.element.xpath(".//w:t")]
    for section in made.sections:
        parts += [part._element.xpath(".//w:t") for part in (section.header, section.footer)]
    return " ".join(str(each.text) for part in parts for each in part)
