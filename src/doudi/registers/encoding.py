"""Whether a CSV file is UTF-8, before anything of it is believed."""

from __future__ import annotations

import codecs
from pathlib import Path

from doudi.registers.refused import RunRefused

_PIECE = 16 * 2**20
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def check_encoding(path: Path) -> None:
    """Read the whole file; raises `RunRefused` when it is not UTF-8, and says what it probably is."""
    decoder = codecs.getincrementaldecoder("utf-8")()
    lines = 0
    with path.open("rb") as file:
        if file.read(2) in _UTF16:
            raise _refused(path, "UTF-16（Excel 的“Unicode 文本”）", "UTF-16 (Excel's Unicode text)")
        file.seek(0)
        while True:
            piece = file.read(_PIECE)
            try:
                text = decoder.decode(piece, final=not piece)
            except UnicodeDecodeError as error:
                line = lines + error.object[: error.start].count(b"\n") + 1
                raise _not_utf8(path, error.object[error.start :][:1000], line) from None
            if "\0" in text:
                raise _refused(path, "含有空字符，不是文本文件", "not text: it holds NUL characters")
            if not piece:
                return
            lines += piece.count(b"\n")


def _not_utf8(path: Path, rest: bytes, line: int) -> RunRefused:
    if _is_gbk(rest):
        return _refused(path, f"GBK（第 {line} 行）", f"GBK (line {line})")
    return _refused(path, f"别的编码（第 {line} 行）", f"something else (line {line})")


def _is_gbk(data: bytes) -> bool:
    for cut in range(2):  # the piece may end within a character
        try:
            data[: len(data) - cut].decode("gb18030")
            return True
        except UnicodeDecodeError:
            continue
    return False


def _refused(path: Path, zh: str, en: str) -> RunRefused:
    return RunRefused(
        f"{path} 不是 UTF-8 编码，像是 {zh}。请在 Excel 或 WPS 里另存为“CSV UTF-8（逗号分隔）”。",
        f"{path} is not UTF-8; it looks like {en}. Save it as CSV UTF-8 in Excel or WPS.",
    )
