"""Makes the Word template of the office's papers: `python -m doudi.papers.sheet` writes `word/sheet.docx` anew.

An office that wants another look opens that file in Word and changes it; the words in braces stay.
"""

from __future__ import annotations

from pathlib import Path

from docx import Document
from docx.document import Document as Made
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt

WORD = Path(__file__).parent / "word"


def main() -> None:
    """Write the template."""
    WORD.mkdir(exist_ok=True)
    sheet().save(str(WORD / "sheet.docx"))


def sheet() -> Made:
    """A4, 仿宋, the title in the middle, number and date to the right."""
    made = Document()
    section = made.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(26)
    section.top_margin = section.bottom_margin = Mm(30)
    style = made.styles["Normal"]
    style.font.name, style.font.size = "FangSong", Pt(14)
    style.element.rPr.rFonts.set(qn("w:eastAsia"), "仿宋")
    title = made.add_paragraph()
    title.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = title.add_run("{{ title }}")
    run.bold, run.font.size = True, Pt(20)
    _right(made, "{{ number }}")
    made.add_paragraph("{%p if to %}")
    made.add_paragraph("{{ to }}：")
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p for block in blocks %}")
    made.add_paragraph("{%p if block.text %}")
    made.add_paragraph("{{ block.text }}").paragraph_format.first_line_indent = Pt(28)
    made.add_paragraph("{%p else %}")
    _table(made)
    made.add_paragraph("{%p endif %}")
    made.add_paragraph("{%p endfor %}")
    _right(made, "{{ issuer }}")
    _right(made, "{{ date }}")
    return made


def _right(made: Made, text: str) -> None:
    made.add_paragraph(text).alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _table(made: Made) -> None:
    """A table of as many columns and rows as its block has."""
    table = made.add_table(rows=4, cols=3, style="Table Grid")
    lines = (
        ("{%tc for cell in block.head %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr for row in block.rows %}", "", ""),
        ("{%tc for cell in row %}", "{{ cell }}", "{%tc endfor %}"),
        ("{%tr endfor %}", "", ""),
    )
    for row, words in zip(table.rows, lines, strict=True):
        for cell, word in zip(row.cells, words, strict=True):
            cell.text = word
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(11)


if __name__ == "__main__":
    main()
