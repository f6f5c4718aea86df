"""Rule set W for OpenFisca and PolicyEngine, which share their way of writing rules: variables, entities, parameters."""

from __future__ import annotations

import importlib
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks import measure, population, reference

PERIOD = "2021-06"
OF_PERSON = ("severe", "single", "dibao_person", "amount", "medical_class", "medical", "living", "care")
OF_HOUSEHOLD = ("size", "total", "per_capita", "dibao", "low", "dibao_pay", "aid", "monthly", "one_off")
PARAMETERS = {
    "standard": {"2019-01-01": 450, "2020-01-01": 500, "2021-01-01": 550},
    "floor": {"2019-01-01": 300, "2021-01-01": 400},
    "living": {"2019-01-01": 100, "2021-01-01": 120},
    "care": {"2019-01-01": 100, "2021-01-01": 120},
    "multiple": {"2019-01-01": 1.5},
}
AID = np.array([0, 4000, 3000, 2500, 2000], np.float32)


class Model:
    """One engine's model of rule set W. `engine` is `openfisca` or `policyengine`."""

    def __init__(self, engine: str) -> None:
        core = f"{engine}_core"
        self.module = lambda name: importlib.import_module(f"{core}.{name}")
        enums = self.module("indexed_enums" if engine == "openfisca" else "enums")
        self.kind = enums.Enum("Kind", {word: word for word in population.KINDS})
        self.cause = enums.Enum("Cause", {word: word for word in population.CAUSES})
        build = self.module("entities").build_entity
        roles = [{"key": "member", "plural": "members", "label": "member"}]
        self.household = build(key="household", plural="households", label="household", roles=roles)
        self.person = build(key="person", plural="persons", label="person", is_person=True)
        self.builder = self.module(
            "simulations" if engine == "policyengine" else "simulation_builder"
        ).SimulationBuilder
        self.system = self._system(engine)

    def _system(self, engine: str) -> Any:
        base = self.module("taxbenefitsystems").TaxBenefitSystem
        folder = _parameters()
        if engine == "policyengine":
            members = {"entities": [self.person, self.household], "variables_dir": None, "parameters_dir": folder}
            system = type("System", (base,), members)()
        else:
            system = base([self.person, self.household])
            system.load_parameters(folder)
        for variable in self._variables():
            system.add_variable(variable)
        return system

    def _variables(self) -> list[type]:
        month = self.module("periods").MONTH
        base = self.module("variables").Variable

        def variable(
            name: str, type_: Any, entity: Any, formula: Callable[..., Any] | None = None, **more: Any
        ) -> type:
            members = {"value_type": type_, "entity": entity, "definition_period": month, "label": name, **more}
            return type(name, (base,), members if formula is None else {**members, "formula": formula})

        enum = self.module("indexed_enums" if "openfisca" in base.__module__ else "enums").Enum
        facts = [variable(name, float, self.person) for name in ("income", "cost")]
        facts += [variable(name, bool, self.person) for name in ("ill", "tekun", "orphan")]
        facts.append(variable("grade", int, self.person))
        facts.append(variable("proper", bool, self.household))
        for name, choices, entity in (("kind", self.kind, self.person), ("cause", self.cause, self.household)):
            first = next(iter(choices))
            facts.append(variable(name, enum, entity, possible_values=choices, default_value=first))
        kinds = {"size": int, "medical_class": int}
        truths = ("severe", "single", "dibao_person", "dibao", "low")
        rules = []
        for name in (*OF_PERSON, *OF_HOUSEHOLD):
            entity = self.person if name in OF_PERSON else self.household
            formula = getattr(Formulas(self), name)
            type_ = bool if name in truths else kinds.get(name, float)
            rules.append(variable(name, type_, entity, _plain(formula)))
        return facts + rules


def _plain(formula: Callable[..., Any]) -> Callable[..., Any]:
    def run(population_: Any, period: Any, parameters: Any) -> Any:
        return formula(lambda name: population_(name, period), population_, period, parameters)

    return run


class Formulas:
    """The rules: `of` is a variable of this entity."""

    def __init__(self, model: Model) -> None:
        self.model = model

    def size(self, of: Any, household: Any, period: Any, parameters: Any) -> Any:
        return household.nb_persons()

    def total(self, of: Any, household: Any, period: Any, parameters: Any) -> Any:
        return household.sum(household.members("income", period))

    def per_capita(self, of: Any, household: Any, period: Any, parameters: Any) -> Any:
        return of("total") / of("size")

    def dibao(self, of: Any, household: Any, period: Any, parameters: Any) -> Any:
        return of("proper") * (of("per_capita") < parameters(period).standard)

    def low(self, of: Any, household: Any, period: Any, parameters: Any) -> Any:
        at, head = parameters(period), of("per_capita")
        return of("proper") * (head >= at.standard) * (head < at.multiple * at.standard)

    def severe(self, of: Any, person: Any, period: Any, parameters: Any) -> Any:
        grade, kind, kinds = of("grade"), of("kind"), self.model.kind
        return (grade == 1) + (grade == 2) + (grade == 3) * ((kind == kinds.intellectual) + (kind == kinds.mental))

    def single(self, of: Any, person: Any, period: Any, parameters: Any) -> Any:
        return person.household("low", period) * (of("severe") + of("ill"))

    def dibao_person(self, of: Any, person: Any, period: Any, parameters: Any) -> Any:
        return person.household("dibao", period) + of("single")

    def amount(self, of: Any, person: Any, period: Any, parameters: Any) -> Any:
        at = parameters(period)
        gap = np.maximum(np.round(at.standard - person.household("per_capita", period), 2), at.floor)
        return np.where(of("dibao_person"), np.where(of("severe") + of("ill"), at.standard, gap), 0)

    def medical_class(self, of: Any, person: Any, period: Any, parameters: Any) -> Any:
        low = person.household("low", period)
        return np.select([of("tekun") + of("orphan"), of("dibao_person"), low], [3, 2, 1], 0)

    def medical(self, of: Any, person: Any, period: Any, parameters: Any) -> Any:
        cost, group = of("cost"), of("medical_class")
        dibao = np.minimum(np.maximum(cost - 4000, 0) * 0.7, 50000)
        low = np.minimum(np.maximum(cost - 10000, 0) * 0.5, 30000)
        return np.select([group == 3, group == 2, group == 1], [cost, dibao, low], 0)

    def living(self, of: Any, person: Any, period: Any, parameters: Any) -> Any:
        return np.where((of("grade") > 0) * of("dibao_person"), parameters(period).living, 0)

    def care(self, of: Any, person: Any, period: Any, parameters: Any) -> Any:
        return np.where(of("severe"), parameters(period).care, 0)

    def dibao_pay(self, of: Any, household: Any, period: Any, parameters: Any) -> Any:
        return household.sum(household.members("amount", period))

    def aid(self, of: Any, household: Any, period: Any, parameters: Any) -> Any:
        return AID[np.asarray(of("cause"))]

    def monthly(self, of: Any, household: Any, period: Any, parameters: Any) -> Any:
        more = (household.sum(household.members(name, period)) for name in ("living", "care"))
        return of("dibao_pay") + sum(more)

    def one_off(self, of: Any, household: Any, period: Any, parameters: Any) -> Any:
        return of("aid") + household.sum(household.members("medical", period))


def _parameters() -> str:
    folder = Path(tempfile.mkdtemp())
    for name, values in PARAMETERS.items():
        lines = "".join(f"  {date}:\n    value: {value}\n" for date, value in values.items())
        (folder / f"{name}.yaml").write_text(f"description: {name}\nvalues:\n{lines}")
    return str(folder)


def _simulation(model: Model, arrays: population.Arrays, lean: bool) -> Any:
    """A simulation with the facts. `lean` puts the entities in place without the documented way's ids and roles."""
    people, homes = len(arrays["household"]), len(arrays["proper"])
    builder = model.builder()
    builder.create_entities(model.system)
    if lean:
        persons, households = builder.populations["person"], builder.populations["household"]
        persons.ids, persons.count = np.arange(people), people
        households.ids, households.count = np.arange(homes), homes
        households.members_entity_id = arrays["household"]
    else:
        builder.declare_person_entity("person", np.arange(people))
        declared = builder.declare_entity("household", np.arange(homes))
        builder.join_with_persons(declared, arrays["household"], ["member"] * people)
    simulation = builder.build(model.system)
    for name in (*population.PERSON, "proper", "cause"):
        values = arrays[name]
        simulation.set_input(name, PERIOD, values.astype(np.int16) if name in ("kind", "cause") else values)
    return simulation


def batch(engine: str, lean: bool, people: int = 1_000_000, times: int = 5) -> dict[str, Any]:
    """Facts set, all variables calculated."""
    model, arrays = Model(engine), population.load(people)

    def run() -> dict[str, Any]:
        simulation = _simulation(model, arrays, lean)
        return {name: simulation.calculate(name, PERIOD) for name in (*OF_PERSON, *OF_HOUSEHOLD)}

    found, wanted = run(), reference.results(arrays)
    off = {name: reference.fen_off(found[name], wanted[name]) for name in ("monthly", "one_off")}
    off["dibao"] = int((np.asarray(found["dibao"], bool) != wanted["dibao"]).sum())
    seconds = measure.seconds(run, times)
    return {"batch_s": seconds, "people": people, "peak_bytes": measure.peak(), "differences": off}


def one(engine: str) -> dict[str, Any]:
    """One household from a dictionary, and with the trace."""
    model = Model(engine)
    requests = [_request(record) for record in population.households(population.load(1_000_000), 150)]

    def call(request: dict[str, Any], trace: bool = False) -> Any:
        simulation = model.builder().build_from_dict(model.system, request)
        simulation.trace = trace
        found = {name: simulation.calculate(name, PERIOD).tolist() for name in (*OF_PERSON, *OF_HOUSEHOLD)}
        return found, simulation.tracer.get_serialized_flat_trace() if trace else None

    return {
        "one_us": measure.microseconds(call, requests),
        "explained_us": measure.microseconds(lambda request: call(request, True), requests),
    }


def _request(record: dict[str, Any]) -> dict[str, Any]:
    members = {f"p{i}": {name: {PERIOD: value} for name, value in m.items()} for i, m in enumerate(record["members"])}
    household = {"members": list(members), "proper": {PERIOD: record["proper"]}, "cause": {PERIOD: record["cause"]}}
    return {"persons": members, "households": {"home": household}}


MEASURES = {
    "openfisca": lambda: batch("openfisca", lean=False),
    "openfisca-lean": lambda: batch("openfisca", lean=True),
    "openfisca-one": lambda: one("openfisca"),
    "policyengine": lambda: batch("policyengine", lean=False),
    "policyengine-lean": lambda: batch("policyengine", lean=True),
    "policyengine-one": lambda: one("policyengine"),
}
