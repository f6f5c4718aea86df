"""Where policies are found: the folder that the package ships, or a folder that somebody names."""

from __future__ import annotations

import re
from pathlib import Path

_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
_PACKAGE = Path(__file__).parents[2]


def home() -> Path:
    """The folder of the policies that come with Doudi: inside an installed wheel, or beside `src` in a checkout."""
    installed = _PACKAGE / "policies"
    return installed if installed.is_dir() else _PACKAGE.parent.parent / "policies"


def names() -> list[str]:
    """The policies that come with Doudi, in order."""
    return sorted(path.parent.name for path in home().glob("*/policy.md"))


def is_name(word: str) -> bool:
    """Whether a word can be a policy's name: lower-case letters, digits, hyphens; never a path."""
    return bool(_NAME.fullmatch(word))


def find(word: str) -> Path | None:
    """The folder of a policy, given by its name or by a path to the folder (or to its `policy.md`); None if there is none."""
    path = Path(word)
    places = [home() / word] if is_name(word) else []
    places.append(path.parent if path.name == "policy.md" else path)
    return next((place for place in places if _holds_policy(place)), None)


def find_base(word: str, beside: Path) -> Path | None:
    """The folder of the layer `word` below the policy in the folder `beside`: next to it, or in the library."""
    if not is_name(word):
        return None
    return next((place / word for place in (beside.resolve().parent, home()) if _holds_policy(place / word)), None)


def shown(path: Path) -> str:
    """How messages name a file of a policy: `NAME/policy.md` in the library, elsewhere so that it can be opened from here."""
    if path.parent.parent in (home(), home().resolve()):
        return f"{path.parent.name}/{path.name}"
    if not path.is_absolute():
        return str(path)
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


def _holds_policy(folder: Path) -> bool:
    try:
        return (folder / "policy.md").is_file()
    except OSError:  # a path too long to be one, or not ours to look at
        return False
