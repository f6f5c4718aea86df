"""What a policy sets: its parameters with their history, and the readings that it has chosen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeVar

from doudi.book.citing import Named
from doudi.book.compare import short
from doudi.book.rests import Ground, rests_on
from doudi.book.shelf import Shelf, Volume
from doudi.book.speaker import Link, Speaker
from doudi.policy.definitions.model import Definition, Parameter, Process, Reading

T = TypeVar("T", bound=Definition)


def parameters_page(shelf: Shelf, volume: Volume, say: Speaker) -> dict[str, Any]:
    """What the template of the parameters needs: those of the policy, then those of each layer below."""
    groups = [
        {"heading": _heading(shelf, volume, layer, say), "parameters": found}
        for layer in _layers(volume)
        if (found := _of(volume.policy.parameters.values(), layer))
    ]
    return {"groups": groups}


def readings_page(shelf: Shelf, volume: Volume, say: Speaker, ground: Ground) -> dict[str, Any]:
    """What the template of the readings needs; `numbers` are the questions that a parameter settles."""
    groups = []
    for layer in _layers(volume):
        readings: list[Reading] = _of(volume.policy.readings.values(), layer)
        numbers: list[Parameter] = [p for p in _of(volume.policy.parameters.values(), layer) if p.reading]
        numbers.sort(key=lambda parameter: (_number(parameter.reading), parameter.name))
        readings.sort(key=lambda reading: (_number(reading.of), reading.name))
        if readings or numbers:
            groups.append({"heading": _heading(shelf, volume, layer, say), "readings": readings, "numbers": numbers})

    def affected(name: str) -> list[Link]:
        """The results and procedures that test a reading."""
        rules = [rule for rule, rests in ground.direct.items() if name in rests.readings]
        processes = [process for process in volume.policy.processes.values() if name in _tested(process)]
        return [
            *(say.link(Named("rule", volume.policy.rules[rule])) for rule in rules),
            *(say.link(Named("process", process)) for process in processes),
        ]

    return {"groups": groups, "affected": affected}


def _tested(process: Process) -> set[str]:
    """The readings that the conditions of a procedure test."""
    conditions = [process.when, *(branch.when for step in process.steps.values() for branch in step.next)]
    return {name for condition in conditions if condition is not None for name in rests_on(condition).readings}


def _layers(volume: Volume) -> list[str]:
    return [front.policy for front in volume.policy.layers]


def _of(definitions: Iterable[T], layer: str) -> list[T]:
    return [definition for definition in definitions if definition.origin.policy == layer]


def _heading(shelf: Shelf, volume: Volume, layer: str, say: Speaker) -> str:
    if layer == volume.name:
        return say.t("本政策自己的")
    return say.t("沿用{base}的", base=short(shelf.volume(layer), say.lang))


def _number(question: str) -> int:
    """The number of a question, for order: AMB-09 before AMB-10."""
    digits = "".join(sign for sign in question if sign.isdigit())
    return int(digits) if digits else 0
