"""Makes the procedures of a policy: the steps from application to decision, as data that the office runs."""

from __future__ import annotations

from collections.abc import Iterable

from doudi.policy.expressions import Expressions
from doudi.policy.fields import Fields
from doudi.policy.model import Branch, Clock, Process, Step
from doudi.policy.nearest import nearest
from doudi.policy.nodes import Expr, Value
from doudi.policy.problems import Problems
from doudi.policy.raw import Raw
from doudi.policy.values import ValueProblem, read_number
from doudi.policy.yamltree import Scalar, Sequence, Tree

KINDS = (
    "accept",
    "classify",
    "means_check",
    "visit",
    "appraisal",
    "notice",
    "opinion",
    "sample",
    "meeting",
    "decide",
    "inform",
    "publish",
    "file",
)
LEVELS = ("village", "township", "county", "department")
ROLES = ("assistant", "clerk", "leader", "officer", "checker", "contact")
WHO = tuple(f"{level}.{role}" for level in LEVELS for role in ROLES)
EVENTS = ("applied", "accepted", "previous", "noticed", "decided")
OUTCOMES = ("returned", "refused", "objected")


def make_process(raw: Raw, expressions: Expressions, problems: Problems) -> Process:
    """The procedure of a definition; notes what is wrong and raises `Broken` when it cannot be used."""
    raw.fields.only(["label", "steps", "ends", "start"], ["when", "limit", "cites", "overrides", "note"])
    return _Maker(raw, expressions, problems).process()


class _Maker:
    def __init__(self, raw: Raw, expressions: Expressions, problems: Problems) -> None:
        self.raw, self.fields, self.expressions, self.problems = raw, raw.fields, expressions, problems
        steps, ends = self.fields.mapping("steps"), self.fields.mapping("ends")
        self.step_trees = steps.items if steps else {}
        self.ends = {key: tree.text for key, tree in (ends.items if ends else {}).items() if isinstance(tree, Scalar)}
        self.places = [*self.step_trees, *self.ends]

    def process(self) -> Process:
        steps = {name: self.step(name, tree) for name, tree in self.step_trees.items()}
        start = self.place(self.fields, self.fields.get("start"))
        source = self.fields.text("when", "otherwise")
        when = None if source == "otherwise" else self.condition(self.fields, self.fields.get("when"))
        return Process(
            self.raw.name,
            self.fields.text("label"),
            self.fields.cites(needed=False),
            self.raw.origin,
            when,
            source,
            self.clock(self.fields, "limit"),
            start,
            steps,
            self.ends,
        )

    def step(self, name: str, tree: Tree) -> Step:
        fields = Fields(f"{self.raw.what} step {name}", tree, self.raw.origin, self.problems)
        fields.only(
            ["kind", "by"],
            [
                "label",
                "second",
                "within",
                "days",
                "share",
                "with",
                "after",
                "next",
                *OUTCOMES,
                "optional",
                "cites",
                "note",
            ],
        )
        outcomes = {key: self.place(fields, fields.get(key)) for key in OUTCOMES if fields.get(key)}
        return Step(
            name,
            fields.text("label", name),
            fields.cites(),
            fields.origin,
            fields.one_of("kind", KINDS),
            fields.one_of("by", WHO),
            fields.one_of("second", WHO),
            self.clock(fields, "within"),
            self.quantity(fields, "days"),
            self.quantity(fields, "share"),
            tuple(self.known(fields, word) for word in fields.texts("with")),
            tuple(self.known(fields, word) for word in fields.texts("after")),
            self.branches(fields),
            outcomes,
            fields.flag("optional"),
        )

    def branches(self, fields: Fields) -> tuple[Branch, ...]:
        tree = fields.get("next")
        if tree is None:
            return ()
        if isinstance(tree, Scalar):
            return (Branch(self.place(fields, tree)),)
        if not isinstance(tree, Sequence):
            raise self.problems.stop("not-list", fields.at(tree), what=fields.what, key="next")
        found = [self.branch(Fields(f"{fields.what} next", item, fields.origin, self.problems)) for item in tree.items]
        if not found or found[-1].when is not None or any(branch.when is None for branch in found[:-1]):
            raise self.problems.stop("otherwise-missing", fields.at(tree), what=fields.what)
        return tuple(found)

    def branch(self, fields: Fields) -> Branch:
        if fields.get("otherwise"):
            fields.only(["otherwise"], [])
            return Branch(self.place(fields, fields.get("otherwise")))
        fields.only(["when", "to"], [])
        return Branch(
            self.place(fields, fields.get("to")), self.condition(fields, fields.get("when")), fields.text("when")
        )

    def condition(self, fields: Fields, tree: Tree | None) -> Expr:
        if not isinstance(tree, Scalar):
            raise self.problems.stop("not-text", fields.at(tree), what=fields.what, key="when")
        return self.expressions.condition(tree.text, fields.at(tree), fields.what)

    def place(self, fields: Fields, tree: Tree | None) -> str:
        if not isinstance(tree, Scalar):
            raise self.problems.stop("not-text", fields.at(tree), what=fields.what, key="next")
        return self.one_of(fields, tree, self.places)

    def known(self, fields: Fields, word: str) -> str:
        return self.one_of(fields, Scalar(word, fields.origin.line), self.step_trees)

    def one_of(self, fields: Fields, scalar: Scalar, places: Iterable[str]) -> str:
        if scalar.text not in places:
            raise self.problems.stop(
                "unknown-step",
                fields.at(scalar),
                what=fields.what,
                name=scalar.text,
                nearest=nearest(scalar.text, places),
            )
        return scalar.text

    def clock(self, fields: Fields, key: str) -> Clock | None:
        tree = fields.get(key)
        if tree is None:
            return None
        inner = Fields(f"{fields.what} {key}", tree, fields.origin, self.problems)
        inner.only(["from"], ["workdays", "days", "cites"])
        unit = "workdays" if inner.get("workdays") else "days"
        length = self.quantity(inner, unit)
        if length is None or (inner.get("workdays") and inner.get("days")):
            raise self.problems.stop("clock-length", inner.origin, what=inner.what)
        return Clock(length, unit, inner.one_of("from", EVENTS))

    def quantity(self, fields: Fields, key: str) -> Value | str | None:
        """A number, or the name of a parameter that gives it."""
        scalar = fields.scalar(key)
        if scalar is None:
            return None
        try:
            return read_number(scalar.text)
        except ValueProblem:
            named = self.expressions.declared.names.find(scalar.text)
            if named is None or named.kind != "parameter":
                raise self.problems.stop(
                    "unknown-name",
                    fields.at(scalar),
                    what=fields.what,
                    name=scalar.text,
                    nearest=nearest(scalar.text, self.expressions.declared.parameters),
                ) from None
            return named.name
