"""The policies that a verb is asked about: those named, or all that Doudi ships."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from doudi.command.failures import Failure
from doudi.command.language import Words, say
from doudi.policy.messages.nearest import nearest
from doudi.policy.reading import library
from doudi.vocabulary.hidden import quoted, shown


def policy_words(words: Sequence[str]) -> list[str]:
    """The names or folders as given, or every policy of the library. Raises `Failure` when one does not exist."""
    for word in words:
        policy_folder(word)
    found = list(words) or library.names()
    if not found:
        raise Failure(say((f"{library.home()} 里没有政策。", f"There are no policies in {library.home()}.")))
    return found


def policy_folder(word: str) -> Path:
    """The folder of a policy, given by name or by path. Raises `Failure` when there is none."""
    folder = library.find(word)
    if folder is None:
        raise Failure(say(_no_document(word) or _no_policy(word)))
    return folder


def _no_document(word: str) -> Words | None:
    """Why a path that leads somewhere, or can be nothing but a path, is no policy's folder."""
    path = Path(word)
    try:
        if path.is_dir():
            return (
                f"文件夹 {shown(word)} 里没有 policy.md，不是政策文件夹。请给出装着 policy.md 的文件夹，或先写一个 policy.md。",
                f"The folder {shown(word)} has no policy.md, so it is no policy. Give a folder that has one, or write it.",
            )
        if path.exists():
            return (
                f"{shown(word)} 是文件，不是政策文件夹。请给出装着 policy.md 的文件夹。",
                f"{shown(word)} is a file. Give the folder that holds policy.md.",
            )
    except (OSError, ValueError):  # a path too long to be one, or not ours to look at
        return None
    if len(path.parts) > 1:
        return f"没有 {shown(word)} 这个文件夹。请核对路径。", f"There is no folder {shown(word)}. Check the path."
    return None


def _no_policy(word: str) -> Words:
    near, listed = nearest(word, library.names()), library.names()
    zh = f"没有叫 {quoted(word)} 的政策" + (f"，最接近的是 {near}" if near else "")
    en = f"There is no policy {quoted(word)}" + (f"; the nearest is {near}" if near else "")
    return (
        f"{zh}。现有：{'、'.join(listed)}；也可以给出政策文件夹的路径。",
        f"{en}. There are: {', '.join(listed)}; or give the path of a policy's folder.",
    )
