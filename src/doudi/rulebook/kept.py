"""Releases kept whole: from a policy's files to a row, and from the row to a policy that can be run."""

from __future__ import annotations

import tempfile
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.utils.translation import gettext as _

from doudi.office_day import office_now
from doudi.policy.building import build
from doudi.policy.deciding.plan import Plan, plan
from doudi.policy.definitions.model import Policy
from doudi.policy.messages.problems import PolicyError, Problems
from doudi.policy.reading.layers import read_layers
from doudi.rulebook.models import Release


class ReleaseProblem(ValueError):
    """A policy cannot be kept, or a kept one can no longer be read as it was."""


def keep(word: str) -> Release:
    """Keep the policy of that name or folder with all its layers; the same release is kept once.

    Raises `ReleaseProblem` with everything that is wrong with the policy.
    """
    try:
        policy = build.load(word)
    except PolicyError as error:
        raise ReleaseProblem(str(error)) from None
    found, _made = Release.objects.get_or_create(
        id=policy.release,
        defaults={
            "policy": policy.name,
            "title": policy.front.title,
            "layers": _layers(word),
            "kept_at": office_now(),
        },
    )
    return found


def _layers(word: str) -> list[dict[str, Any]]:
    read = read_layers(word, Problems())
    return [
        {"policy": layer.front.policy, "text": (layer.folder / "policy.md").read_text(encoding="utf-8")}
        for layer in read
    ]


def policy_of(release: Release) -> Policy:
    """The policy of a kept release, read from its kept text. Raises `ReleaseProblem`."""
    return _read(release.pk)


def plan_of(release: Release) -> Plan:
    """The plan of a kept release, by which its results are explained."""
    return _plan(release.pk)


@lru_cache(maxsize=16)
def _read(pk: str) -> Policy:
    release = Release.objects.get(pk=pk)
    with tempfile.TemporaryDirectory(prefix="doudi-release-") as folder:
        for layer in release.layers:
            place = Path(folder) / layer["policy"]
            place.mkdir()
            (place / "policy.md").write_text(layer["text"], encoding="utf-8")
        try:
            policy = build.load(str(Path(folder) / release.policy))
        except PolicyError as error:
            raise ReleaseProblem(_("库存的政策 %s 读不出来：%s") % (release, error)) from None
    if policy.release != pk:
        raise ReleaseProblem(
            _("库存的政策 %(release)s 现在读出的版本号是 %(now)s。请用当时版本的程序重放。")
            % {"release": release, "now": policy.release}
        )
    return policy


@lru_cache(maxsize=16)
def _plan(pk: str) -> Plan:
    return plan(_read(pk))
