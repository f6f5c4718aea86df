"""The features of the system by which rows that ask for no computation are answered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

import yaml

from doudi.policy.reading import library


@dataclass(frozen=True, slots=True)
class Feature:
    """A feature: its id, what it is called, and whether it is `built` or `planned`."""

    id: str
    label: str
    state: str


@cache
def load_features() -> Mapping[str, Feature]:
    """The one list of features, `policies/features.yaml`."""
    path = library.home() / "features.yaml"
    if not path.is_file():
        return {}
    data = yaml.load(path.read_text(encoding="utf-8"), Loader=getattr(yaml, "CBaseLoader", yaml.BaseLoader)) or {}
    return {key: Feature(key, spec["label"], spec["state"]) for key, spec in data.items()}
