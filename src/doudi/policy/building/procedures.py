"""Makes the procedures of a policy: the steps from application to decision, as data that the office runs."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from doudi.policy.building.rules import Expressions
from doudi.policy.definitions.model import Branch, Clock, Process, Step
from doudi.policy.definitions.nodes import Expr, Value
from doudi.policy.expressions.values import ValueProblem, read_number
from doudi.policy.messages.nearest import Near
from doudi.policy.messages.problems import Problems
from doudi.policy.reading.fields import NAME, Fields
from doudi.policy.reading.raw import Raw
from doudi.policy.reading.yamltree import Scalar, Sequence, Tree
from doudi.vocabulary import AGENCIES

KINDS = (
    *("accept", "classify", "means_check", "visit", "appraisal", "notice", "opinion"),
    *("sample", "meeting", "decide", "inform", "publish", "file"),
)
LEVELS = ("village", "township", "county", "department")
ROLES = ("assistant", "clerk", "leader", "officer", "checker", "contact")
WHO = tuple(f"{level}.{role}" for level in LEVELS for role in ROLES)
EVENTS = ("applied", "accepted", "previous", "noticed", "decided")
OUTCOMES = ("returned", "refused", "objected")
MOST_STEPS = 100
_STEP = (
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
    "agency",
    "cites",
    "note",
)


def make_process(raw: Raw, expressions: Expressions, problems: Problems) -> Process:
    """The procedure of a definition; notes what is wrong and raises `Broken` when it cannot be used."""
    raw.fields.only(["label", "steps", "ends", "start"], ["when", "limit", "cites", "overrides", "note"])
    return _Maker(raw, expressions, problems).process()


class _Maker:
    def __init__(self, raw: Raw, expressions: Expressions, problems: Problems) -> None:
        self.raw, self.fields, self.expressions, self.problems = raw, raw.fields, expressions, problems
        steps = self.fields.mapping("steps")
        self.step_trees = steps.items if steps else {}
        self.ends = self.read_ends()
        self.places = {**self.step_trees, **self.ends}
        for name in self.places:
            if not NAME.fullmatch(name):
                raise problems.stop("bad-name", self.fields.at(self.fields.get("steps")), name=name)
        if len(self.places) > MOST_STEPS:
            raise problems.stop("too-many-steps", raw.origin, what=raw.what, most=MOST_STEPS)
        if len(self.places) < len(self.step_trees) + len(self.ends):
            name = next(name for name in self.ends if name in self.step_trees)
            raise problems.stop("step-and-end", self.fields.at(self.fields.get("ends")), what=raw.what, name=name)

    def read_ends(self) -> dict[str, str]:
        tree = self.fields.mapping("ends")
        inner = Fields(self.fields.part("ends"), tree, self.raw.origin, self.problems) if tree else None
        return {key: inner.text(key) or key for key in inner.tree.items} if inner else {}

    def process(self) -> Process:
        steps = {name: self.step(name, tree) for name, tree in self.step_trees.items()}
        start = self.place(self.fields, "start", self.fields.get("start"))
        source = self.fields.text("when", "otherwise")
        limit = self.fields.get("limit")
        return Process(
            self.raw.name,
            self.fields.text("label"),
            self.cites(self.fields, "limit"),
            self.raw.origin,
            None if source == "otherwise" else self.condition(self.fields),
            source,
            self.clock(self.fields, "limit", limit),
            start,
            steps,
            self.ends,
        )

    def step(self, name: str, tree: Tree) -> Step:
        fields = self.fields.inner("step", name, tree)
        fields.only(["kind", "by"], _STEP)
        cites = self.cites(fields, "within")
        if not cites:
            self.problems.add("uncited", fields.origin, what=fields.what)
        outcomes = {key: self.place(fields, key, fields.get(key)) for key in OUTCOMES if fields.get(key)}
        return Step(
            name,
            fields.text("label", name),
            cites,
            fields.origin,
            fields.one_of("kind", KINDS),
            fields.one_of("by", WHO),
            fields.one_of("second", WHO),
            self.clock(fields, "within", fields.get("within")),
            self.quantity(fields, "days", ("days", None)),
            self.quantity(fields, "share", ("ratio", None)),
            tuple(self.known(fields, word, self.step_trees) for word in fields.texts("with")),
            tuple(self.known(fields, word, self.step_trees) for word in fields.texts("after")),
            self.branches(fields),
            outcomes,
            fields.flag("optional"),
            fields.one_of("agency", AGENCIES),
        )

    def cites(self, fields: Fields, clock: str) -> tuple[str, ...]:
        """The rows of a process or step, with those of its clock."""
        tree = fields.get(clock)
        inner = () if tree is None else fields.inner(clock, "", tree).texts("cites")
        own = fields.texts("cites")
        return (*own, *(row for row in inner if row not in own))

    def branches(self, fields: Fields) -> tuple[Branch, ...]:
        tree = fields.get("next")
        if tree is None:
            return ()
        if isinstance(tree, Scalar):
            return (Branch(self.place(fields, "next", tree)),)
        if not isinstance(tree, Sequence):
            raise self.problems.stop("not-list", fields.at(tree), what=fields.what, key="next")
        found = [self.branch(fields.inner("next", "", item)) for item in tree.items]
        if not found or found[-1].when is not None or any(branch.when is None for branch in found[:-1]):
            raise self.problems.stop("otherwise-missing", fields.at(tree), what=fields.what)
        return tuple(found)

    def branch(self, fields: Fields) -> Branch:
        if fields.get("otherwise"):
            fields.only(["otherwise"], [])
            return Branch(self.place(fields, "otherwise", fields.get("otherwise")))
        fields.only(["when", "to"], [])
        return Branch(self.place(fields, "to", fields.get("to")), self.condition(fields), fields.text("when"))

    def condition(self, fields: Fields) -> Expr:
        scalar = fields.scalar("when")
        assert scalar is not None  # the caller has seen it
        return self.expressions.condition(scalar.text, fields.at(scalar), fields.part("when"))

    def place(self, fields: Fields, key: str, tree: Tree | None) -> str:
        """The step or end that a key leads to."""
        if not isinstance(tree, Scalar):
            raise self.problems.stop("not-text", fields.at(tree), what=fields.what, key=key)
        return self.known(fields, tree.text, self.places, tree)

    def known(self, fields: Fields, word: str, places: Iterable[str], at: Scalar | None = None) -> str:
        if word not in places:
            near = Near(word, places)
            raise self.problems.stop("unknown-step", fields.at(at), what=fields.what, name=word, nearest=near)
        return word

    def clock(self, fields: Fields, key: str, tree: Tree | None) -> Clock | None:
        if tree is None:
            return None
        inner = fields.inner(key, "", tree)
        inner.only(["from"], ["workdays", "days", "cites"])
        unit = "workdays" if inner.get("workdays") else "days"
        length = self.quantity(inner, unit, (unit, None))
        if length is None or (inner.get("workdays") and inner.get("days")):
            raise self.problems.stop("clock-length", inner.origin, what=inner.what)
        return Clock(length, unit, inner.one_of("from", EVENTS))

    def quantity(self, fields: Fields, key: str, units: tuple[str | None, ...]) -> Value | str | None:
        """A number (whole days, or a share of the whole), or the name of a parameter in one of the units."""
        scalar = fields.scalar(key)
        if scalar is None:
            return None
        try:
            value = read_number(scalar.text)
        except ValueProblem:
            return self.parameter(fields, key, scalar, units)
        if value < 0 or (value > 1 if key == "share" else value.denominator != 1 or value > _MOST_DAYS):
            raise self.problems.stop("bad-quantity", fields.at(scalar), what=fields.what, key=key, value=scalar.text)
        return value

    def parameter(self, fields: Fields, key: str, scalar: Scalar, units: tuple[str | None, ...]) -> str:
        declared = self.expressions.declared
        named = declared.names.find(scalar.text)
        if named is None or named.kind != "parameter":
            near = Near(scalar.text, declared.parameters)
            raise self.problems.stop(
                "unknown-parameter", fields.at(scalar), what=fields.what, key=key, name=scalar.text, nearest=near
            )
        type = declared.types.get(("parameter", "", named.name))
        if type is not None and (not type.is_number or type.unit not in units):
            raise self.problems.stop(
                "quantity-unit", fields.at(scalar), what=fields.what, key=key, name=scalar.text, type=type
            )
        return named.name


_MOST_DAYS = Fraction(3650)
