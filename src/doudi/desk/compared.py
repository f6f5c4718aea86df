"""A report of the means check as a table: declared, found, by how much they differ, and what became of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.translation import gettext as _

from doudi.language import spoken
from doudi.registry.values import shown as in_words
from doudi.verification.kinds import SOURCES
from doudi.verification.models import Finding, Report, ReportFile, Result
from doudi.verification.reporting import difference
from doudi.verification.sources import configured
from doudi.vocabulary import load


@dataclass(frozen=True, slots=True)
class Row:
    """One finding in words."""

    finding: Finding
    of: str
    label: str
    declared: str
    found: str
    difference: str

    @property
    def mark(self) -> str:
        return {Result.AGREED: "", Result.DIFFERS: "soon", Result.UNDECLARED: "late"}[Result(self.finding.result)]

    @property
    def is_open(self) -> bool:
        """Whether somebody still has to say what becomes of it."""
        return self.finding.result != Result.AGREED and not self.finding.settled


@dataclass(frozen=True, slots=True)
class Shown:
    """A report with its rows and files."""

    report: Report
    rows: list[Row]
    files: Sequence[ReportFile]

    @property
    def open_rows(self) -> int:
        return sum(row.is_open for row in self.rows)

    @property
    def differing(self) -> int:
        return sum(row.finding.result != Result.AGREED for row in self.rows)


def shown(report: Report) -> Shown:
    """A report for reading. The files' contents stay where they are."""
    findings = report.findings.select_related("person", "settled_by__user")
    files = report.files.defer("content")
    return Shown(report, [_row(finding) for finding in findings], list(files))


def _row(finding: Finding) -> Row:
    words = spoken(load())
    term = words.facts["person" if finding.person_id else "household", finding.fact]
    unit = words.units.get(term.unit or "", "")
    said = in_words(term, finding.declared, words.codes)
    return Row(
        finding,
        finding.person.name if finding.person else _("全户"),
        term.label,
        f"{said} {unit}".strip() if said else _("没有申报"),
        f"{in_words(term, finding.found, words.codes)} {unit}".strip(),
        _by(difference(finding), unit),
    )


def _by(amount: Decimal | None, unit: str) -> str:
    """`多 300.00 元/月`, `少 20.00 元`; empty when it is no money or no difference."""
    if not amount:
        return ""
    return f"{_('多') if amount > 0 else _('少')} {abs(amount):.2f} {unit}".strip()


def source_label(name: str) -> str:
    """What a source is called: a kind of the request, or a configured one."""
    kind, source = SOURCES.get(name), configured().get(name)
    return str(kind.label if kind else source.label if source else name)
