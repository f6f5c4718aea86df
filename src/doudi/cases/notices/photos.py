"""The photo of a posting: taken for what its bytes are, not for what its name says."""

from __future__ import annotations

import hashlib
from pathlib import PurePath

from django.core.files.base import ContentFile
from django.db import transaction
from django.utils.translation import gettext as _

from doudi.accounts.actor import Actor
from doudi.accounts.rights import require, require_area
from doudi.audit import services as audit
from doudi.cases.notices.models import Notice, NoticePhoto
from doudi.cases.problems import CaseProblem
from doudi.office_day import office_now

LARGEST = 8 * 1024 * 1024
MOST = 6
_ENDINGS = {"jpg": {".jpg", ".jpeg"}, "png": {".png"}}
_PNG = b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR"
_PNG_END = b"IEND\xaeB`\x82"


@transaction.atomic
def add_photo(*, actor: Actor, notice: Notice, name: str, content: bytes) -> NoticePhoto:
    """Keep a photo of the posting: JPEG or PNG of at most 8 MB. Raises `CaseProblem`."""
    require(actor, "case.step")
    require_area(actor, notice.area_id)
    kind = type_of(name, content)
    Notice.objects.select_for_update().get(pk=notice.pk)
    if notice.photos.count() >= MOST:
        raise CaseProblem(_("一份公示最多 %s 张照片。") % MOST)
    digest = hashlib.sha256(content).hexdigest()
    photo = NoticePhoto(
        notice=notice, type=kind, sha256=digest, size=len(content), at=office_now(), by=actor.membership
    )
    photo.file.save(f"photo.{kind}", ContentFile(content), save=True)
    audit.record(actor=actor, verb="notice.photo", subject=photo, area=notice.area_id, details={"sha256": digest})
    return photo


def type_of(name: str, content: bytes) -> str:
    """`jpg` or `png`, by the bytes, when the name agrees with them. Raises `CaseProblem`."""
    if len(content) > LARGEST:
        raise CaseProblem(_("照片不能超过 8 MB。"))
    kind = ""
    if content.startswith(b"\xff\xd8\xff") and content.rstrip(b"\x00").endswith(b"\xff\xd9"):
        kind = "jpg"
    elif content.startswith(_PNG) and content.endswith(_PNG_END):
        kind = "png"
    if not kind:
        raise CaseProblem(_("照片要是 JPEG 或者 PNG 图片。"))
    if PurePath(name).suffix.lower() not in _ENDINGS[kind] or any(c in name for c in "/\\\x00"):
        raise CaseProblem(_("照片的文件名和内容不符。"))
    return kind
