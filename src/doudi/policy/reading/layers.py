"""Finds and reads a policy's document and those of the layers below it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from doudi.policy.definitions.model import Front, Origin
from doudi.policy.messages.problems import Problems
from doudi.policy.reading import library
from doudi.policy.reading.document import Document, read_document
from doudi.policy.reading.front import read_front
from doudi.policy.reading.raw import RawLayer, collect

MOST_LAYERS = 8


@dataclass(frozen=True, slots=True)
class Layer:
    """One document of the chain, with what was read from it."""

    folder: Path
    document: Document
    front: Front
    raw: RawLayer


def read_layers(word: str, problems: Problems) -> list[Layer]:
    """The documents from the policy down to its lowest layer."""
    folder = library.find(word)
    if folder is None:
        raise problems.stop("no-such-policy", Origin(word, word, 1), name=word, known=tuple(library.names()))
    layers = [_read_layer(folder, folder.resolve().name, problems)]
    while layers[-1].front.extends:
        top = layers[-1]
        at = Origin(top.front.policy, top.document.file, top.document.front.keys["extends"].line)
        base = library.find_base(top.front.extends, top.folder)
        if base is None:
            raise problems.stop("no-such-base", at, name=top.front.extends)
        if any(layer.folder.resolve() == base.resolve() for layer in layers):
            chain = " → ".join([*(layer.front.policy for layer in layers), top.front.extends])
            raise problems.stop("extends-circle", at, chain=chain)
        if len(layers) == MOST_LAYERS:
            raise problems.stop("too-many-layers", at, most=MOST_LAYERS)
        layers.append(_read_layer(base, base.name, problems))
    return layers


def _read_layer(folder: Path, name: str, problems: Problems) -> Layer:
    document = read_document(folder / "policy.md", name, library.shown(folder / "policy.md"), problems)
    front = read_front(document.front, Origin(name, document.file, 2), problems)
    return Layer(folder, document, front, collect(document, problems))
