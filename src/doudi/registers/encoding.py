"""Whether a CSV file is UTF-8 and its quotation marks pair, before anything of it is believed.

A mark without its pair would swallow the rows that follow, and a household would be decided without a member.
"""

from __future__ import annotations

import codecs
from pathlib import Path

import numpy as np

from doudi.registers.refused import RunRefused

_PIECE = 16 * 2**20
_MARK = ord('"')
_BEFORE = np.frombuffer(b',\r\n"\xbf', np.uint8)  # BF ends the mark at the beginning of a file
_AFTER = np.frombuffer(b',\r\n"', np.uint8)
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def check_encoding(path: Path) -> None:
    """Read the whole file; raises `RunRefused` when it is not UTF-8 or its quotation marks do not pair."""
    decoder, marks = codecs.getincrementaldecoder("utf-8")(), _Marks()
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
            wrong = marks.see(piece)
            if wrong is not None:
                raise _unpaired(path, lines + piece[: max(0, wrong)].count(b"\n") + 1)
            if not piece:
                return
            lines += piece.count(b"\n")


class _Marks:
    """Sees the quotation marks of a file go by, piece after piece.

    Taken in turn, every first mark opens a cell and every second closes it; a doubled mark inside a cell closes and
    opens at once. So a mark that opens stands at the beginning of a cell, and one that closes at its end.
    """

    def __init__(self) -> None:
        self.count, self.last = 0, ord("\n")

    def see(self, piece: bytes) -> int | None:
        """The place of the first wrong mark in the piece, -1 for one at the end of the piece before. An empty piece ends."""
        signs = np.frombuffer(piece, np.uint8)
        if self.last == _MARK and self.count % 2 == 0 and not _ends_cell(signs[:1], end=True).all():
            return -1
        if len(piece) == 0:
            return -1 if self.count % 2 else None
        places = np.flatnonzero(signs == _MARK)
        opening = (np.arange(len(places)) + self.count) % 2 == 0
        before = np.where(places > 0, signs[places - 1], self.last)
        opens = np.isin(before, _BEFORE)
        after = signs[np.minimum(places + 1, len(signs) - 1)]
        closes = np.isin(after, _AFTER) | (places == len(signs) - 1)  # at the end of a piece: the next piece tells
        wrong = places[np.where(opening, ~opens, ~closes)]
        self.count, self.last = self.count + len(places), int(signs[-1])
        return int(wrong[0]) if len(wrong) else None


def _ends_cell(signs: np.ndarray, end: bool) -> np.ndarray:
    """Whether what follows a closing mark may do so; nothing may, at the end of the file."""
    return np.isin(signs, _AFTER) if len(signs) else np.array([end])


def _unpaired(path: Path, line: int) -> RunRefused:
    return RunRefused(
        f"{path} 第 {line} 行的引号不成对，后面的行会混在一起。请改正这一行；格子里本来的引号要写两个。",
        f"{path}, line {line}: a quotation mark has no pair, so that the rows after it would run together. Correct it; "
        "a quotation mark inside a cell is written twice.",
    )


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
