"""Files that come with a report: taken for what their bytes are, sealed at rest, every reading logged."""

from __future__ import annotations

import hashlib
import io
import zipfile
from dataclasses import dataclass
from pathlib import PurePath

from django.db import transaction
from django.utils.translation import gettext as _

from doudi import secrets
from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.office_day import office_now
from doudi.verification.models import Report, ReportFile
from doudi.verification.problems import VerificationProblem

LARGEST = 8 * 1024 * 1024
MOST = 6
TYPES = {
    "pdf": "application/pdf",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "jpg": "image/jpeg",
    "png": "image/png",
}
"""The types that are taken, and as what they are sent out again."""
_ENDINGS = {"pdf": {".pdf"}, "xlsx": {".xlsx"}, "jpg": {".jpg", ".jpeg"}, "png": {".png"}}


@dataclass(frozen=True, slots=True)
class Upload:
    """A file as it was sent."""

    name: str
    content: bytes


def attach(actor: Actor, report: Report, upload: Upload) -> ReportFile:
    """Keep a file with a report, within the caller's transaction. Raises `VerificationProblem`."""
    if report.files.count() >= MOST:
        raise VerificationProblem(_("一份报告最多 %s 个附件。") % MOST, "files")
    kind, content = type_of(upload), upload.content
    digest = hashlib.sha256(content).hexdigest()
    made = ReportFile.objects.create(
        report=report,
        type=kind,
        size=len(content),
        sha256=digest,
        content=secrets.seal_file(ReportFile.SEALED["content"], content),
        at=office_now(),
        by=actor.membership,
    )
    area = report.request.area_id
    audit.record(actor=actor, verb="check.attached", subject=made, area=area, details={"sha256": digest})
    return made


@transaction.atomic
def open_file(*, actor: Actor, file: ReportFile) -> bytes:
    """The bytes of a file, for whoever may read the check; that they were read is logged. Raises `KeyProblem`."""
    require(actor, "check.read")
    area = file.report.request.area_id
    require_area(actor, area)
    audit.record(actor=actor, verb="check.file_opened", subject=file, area=area, details={"sha256": file.sha256})
    return secrets.unseal_file(ReportFile.SEALED["content"], file.content)


def type_of(upload: Upload) -> str:
    """A key of `TYPES`, by the bytes, when the name agrees with them. Raises `VerificationProblem`."""
    name, content = upload.name, upload.content
    if len(content) > LARGEST:
        raise VerificationProblem(_("附件不能超过 8 MB。"), "files")
    kind = _kind(content)
    if not kind:
        raise VerificationProblem(_("附件要是 PDF、Excel（.xlsx）、JPEG 或者 PNG。"), "files")
    if PurePath(name).suffix.lower() not in _ENDINGS[kind] or any(sign in name for sign in "/\\\x00"):
        raise VerificationProblem(_("附件的文件名和内容不符。"), "files")
    return kind


def _kind(content: bytes) -> str:
    if content.startswith(b"%PDF-") and b"%%EOF" in content[-1024:]:
        return "pdf"
    if content.startswith(b"\xff\xd8\xff") and content.rstrip(b"\x00").endswith(b"\xff\xd9"):
        return "jpg"
    if content.startswith(b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR") and content.endswith(b"IEND\xaeB`\x82"):
        return "png"
    return "xlsx" if content.startswith(b"PK\x03\x04") and _is_workbook(content) else ""


def _is_workbook(content: bytes) -> bool:
    """An Excel workbook without macros. Only the list of its parts is read, nothing is unpacked."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            names = set(parts.namelist())
    except zipfile.BadZipFile:
        return False
    return "xl/workbook.xml" in names and not any(name.lower().endswith("vbaproject.bin") for name in names)
