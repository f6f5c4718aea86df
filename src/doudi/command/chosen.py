"""The policies that a verb is asked about: those named, or all that Doudi ships."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from doudi.command.failures import Failure
from doudi.command.language import say
from doudi.policy import library
from doudi.policy.nearest import nearest
from doudi.vocabulary.hidden import quoted


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
        near = nearest(word, library.names())
        word = quoted(word)
        listed = "、".join(library.names())
        zh = f"没有叫 {word} 的政策" + (f"，最接近的是 {near}" if near else "")
        en = f"There is no policy {word}" + (f"; the nearest is {near}" if near else "")
        raise Failure(
            say(
                (
                    f"{zh}。现有：{listed}；也可以给出政策文件夹的路径。",
                    f"{en}. There are: {listed}; or give the path of a policy's folder.",
                )
            )
        )
    return folder
