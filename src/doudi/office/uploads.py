"""The limit that every upload has, before anything looks at what it is."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler


class SizeLimit(FileUploadHandler):
    """Stops reading a request whose files are larger than the site allows: 400, and nothing is kept."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.read = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Count and hand on."""
        self.read += len(raw_data)
        if self.read > settings.DOUDI_UPLOAD_MEGABYTES * 1024 * 1024:
            raise RequestDataTooBig("The files of this request are larger than DOUDI_UPLOAD_MEGABYTES.")
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Another handler keeps the file."""
        return None
