"""What there is to explain about each result of a policy, worked out once: its conditions, its facts, its clauses."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from doudi.policy.definitions.model import Policy, Rule
from doudi.policy.definitions.nodes import (
    Aggregate,
    And,
    Arithmetic,
    Choice,
    Compare,
    Expr,
    Extreme,
    FactRef,
    Literal,
    Or,
    Round,
    RuleRef,
    TableRef,
    children,
    walk,
)
from doudi.policy.definitions.types import BOOLEAN, common
from doudi.policy.words.conditions import is_nothing, is_of_person, serving, upright


@dataclass(frozen=True, slots=True)
class Atom:
    """One condition that is not made of others: the `place`-th of its entity.

    `margin` is left minus right, to two decimals, where it compares numbers of the `unit`. Of `a == b`, `beside` are the
    places of `a > b` and the like, which make it needless to say.
    """

    place: int
    entity: str
    holds: Expr
    margin: Expr | None = None
    unit: str | None = None
    beside: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Fixed:
    """A condition that is always or never true."""

    truth: bool


@dataclass(frozen=True, slots=True)
class Joined:
    """Conditions of which all (`every`) or one must hold."""

    every: bool
    parts: tuple[Tree, ...]


@dataclass(frozen=True, slots=True)
class Fork:
    """A choice: its condition, what follows on either side, and how the condition is put where it fails.

    Between something and nothing the condition is demanded, and `failing` is the same. Between two amounts neither side
    is a failure, and `failing` is the opposite. `is_condition`: the sides are themselves conditions.
    """

    condition: Tree
    then: Tree
    otherwise: Tree
    failing: Tree
    is_condition: bool


@dataclass(frozen=True, slots=True)
class Through:
    """Another result: a condition, a class (`is_word`), or an amount."""

    rule: str
    entity: str
    is_condition: bool
    is_word: bool


@dataclass(frozen=True, slots=True)
class OfMembers:
    """The same for every member of the household."""

    body: Tree


@dataclass(frozen=True, slots=True)
class Several:
    """The parts of a calculation, each with its own conditions."""

    parts: tuple[Tree, ...]


MOST_ATOMS = 12
"""A result that hangs on more conditions than this is named where another rests on it, not taken apart again."""
MOST_STEPS = 20
"""Nor is one that rests on others through more steps than this."""

Tree = Atom | Fixed | Joined | Fork | Through | OfMembers | Several
NOTHING = Several(())


@dataclass(frozen=True, slots=True)
class Facts:
    """The facts on which a result may rest, in the policy's order: the household's, those of every member, and (for a
    person's result, with the former among them) the person's own."""

    household: tuple[str, ...]
    everyone: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableUse:
    """A table that a rule looks into: the conditions on the way there with what each must be, and what every row (at
    last `otherwise`) cites, with the condition that it serves. `of_members`: for each member."""

    way: tuple[tuple[Tree, bool], ...]
    rows: tuple[tuple[Tree, tuple[str, ...]], ...]
    of_members: bool


@dataclass(frozen=True, slots=True)
class RulePlan:
    """What explains one result."""

    rule: Rule
    tree: Tree
    facts: Facts
    tables: tuple[TableUse, ...] = ()


@dataclass(slots=True)
class Plan:
    """The plans of all rules, in the policy's order, and all atoms, by entity, in the order of their places."""

    rules: dict[str, RulePlan] = field(default_factory=dict)
    atoms: dict[str, list[Atom]] = field(default_factory=lambda: {"household": [], "person": []})


def plan(policy: Policy) -> Plan:
    """The plan of a policy."""
    planner, reach = _Planner(policy), _Reach(policy)
    for rule in policy.rules.values():
        tree, tables = planner.tree(rule.name), tuple(dict.fromkeys(planner.tables(rule.expr, rule.entity)))
        planner.plan.rules[rule.name] = RulePlan(rule, tree, reach.facts(rule), tables)
    return planner.plan


class _Planner:
    """Takes expressions apart into trees of conditions."""

    def __init__(self, policy: Policy) -> None:
        self.policy, self.plan = policy, Plan()
        self.atoms: dict[tuple[str, Expr], Atom] = {}
        self.trees: dict[str, Tree] = {}
        self.hangs_on: dict[str, frozenset[tuple[str, int]]] = {}
        self.steps: dict[str, int] = {}

    def tree(self, name: str) -> Tree:
        """The tree of a rule."""
        if name not in self.trees:
            rule = self.policy.rules[name]
            self.trees[name] = self.branch(rule.expr, rule.entity)
            self.hangs_on[name] = frozenset(self.atoms_of(self.trees[name]))
            self.steps[name] = 1 + max((self.steps[each.rule] for each in _results(self.trees[name])), default=0)
        return self.trees[name]

    def atoms_of(self, tree: Tree) -> Iterator[tuple[str, int]]:
        """The entities and places of all atoms of a tree, through other rules."""
        for part in _leaves(tree):
            if isinstance(part, Atom):
                yield part.entity, part.place
            else:
                yield from self.hangs_on[part.rule]

    def through(self, node: RuleRef, is_condition: bool) -> Tree:
        """Another result, taken apart unless it is a condition that hangs on too much."""
        self.tree(node.name)
        too_far = self.steps[node.name] > MOST_STEPS
        if is_condition and (too_far or len(self.hangs_on[node.name]) > MOST_ATOMS):
            return self.atom(node, node.entity)
        if too_far:
            return NOTHING
        return Through(node.name, node.entity, is_condition, node.type.kind in ("code", "text"))

    def condition(self, node: Expr, entity: str) -> Tree:
        """The tree of an upright condition."""
        match node:
            case And(operands=operands) | Or(operands=operands):
                return Joined(isinstance(node, And), tuple(self.condition(part, entity) for part in operands))
            case Choice():
                return self.fork(node, entity)
            case RuleRef():
                return self.through(node, True)
            case Literal(value=bool(value)):
                return Fixed(value)
        return self.atom(node, entity)

    def amount(self, node: Expr, entity: str) -> Tree:
        """The conditions on the way to a value that is not a truth value."""
        match node:
            case Choice():
                return self.fork(node, entity)
            case RuleRef():
                return self.through(node, False)
            case Aggregate(body=body):
                return NOTHING if body is None else OfMembers(self.branch(body, "person"))
            case Extreme(function="max", operands=operands):
                parts = (self.floored(part, operands, entity) for part in operands)
                return _several(parts)
        return _several(self.branch(part, entity) for part in children(node))

    def floored(self, node: Expr, operands: tuple[Expr, ...], entity: str) -> Tree:
        """`max(a - b, 0)` is due only where `a > b`."""
        if any(is_nothing(part) for part in operands) and isinstance(node, Arithmetic) and node.op == "-":
            atom = self.atom(upright(Compare(BOOLEAN, ">", node.left, node.right)), entity)
            return _several((atom, self.amount(node, entity)))
        return self.branch(node, entity)

    def branch(self, node: Expr, entity: str) -> Tree:
        """One side of a choice, or a part of a calculation."""
        return self.condition(upright(node), entity) if node.type.kind == "boolean" else self.amount(node, entity)

    def fork(self, node: Choice, entity: str) -> Tree:
        """A choice, turned so that what is due comes first: `0 if c else x` demands that not c."""
        then, otherwise, positive = node.then, node.otherwise, True
        if is_nothing(then) and not is_nothing(otherwise):
            then, otherwise, positive = otherwise, then, False
        demanded = is_nothing(otherwise) or node.type.kind in ("code", "text")
        condition = self.condition(upright(node.condition, positive), entity)
        failing = condition if demanded else self.condition(upright(node.condition, not positive), entity)
        is_condition = node.type.kind == "boolean"
        return Fork(condition, self.branch(then, entity), self.branch(otherwise, entity), failing, is_condition)

    def tables(
        self, node: Expr, entity: str, way: tuple[tuple[Tree, bool], ...] = (), of_members: bool = False
    ) -> Iterator[TableUse]:
        """The tables that an expression itself looks into."""
        match node:
            case Choice(condition=condition, then=then, otherwise=otherwise):
                yield from self.tables(condition, entity, way, of_members)
                if any(isinstance(part, TableRef) for side in (then, otherwise) for part in walk(side)):
                    tree = self.condition(upright(condition), entity)
                    yield from self.tables(then, entity, (*way, (tree, True)), of_members)
                    yield from self.tables(otherwise, entity, (*way, (tree, False)), of_members)
            case Aggregate(body=Expr() as body):
                yield from self.tables(body, "person", way, True)
            case TableRef(table=name, keys=keys):
                found = self.policy.tables[name]
                rows = [(self.condition(serving(row, keys), entity), row.cites or found.cites) for row in found.rows]
                yield TableUse(way, (*rows, (Fixed(True), found.cites)), of_members)
            case _:
                for part in children(node):
                    yield from self.tables(part, entity, way, of_members)

    def atom(self, node: Expr, entity: str) -> Atom:
        """The atom of an upright condition, the same one wherever it stands."""
        entity = "person" if entity == "person" and is_of_person(node) else "household"
        if (entity, node) not in self.atoms:
            made = self.new_atom(len(self.plan.atoms[entity]), node, entity)
            self.atoms[entity, node] = made
            self.plan.atoms[entity].append(made)
        return self.atoms[entity, node]

    def new_atom(self, place: int, node: Expr, entity: str) -> Atom:
        if not (isinstance(node, Compare) and node.left.type.is_number):
            return Atom(place, entity, node)
        type = common(node.left.type, node.right.type) or node.left.type
        margin = Round(type, Arithmetic(type, "-", node.left, node.right), 2)
        beside = (
            tuple(atom.place for atom in self.plan.atoms[entity] if atom.margin == margin) if node.op == "==" else ()
        )
        return Atom(place, entity, node, margin, type.unit, beside)


def _leaves(tree: Tree) -> Iterator[Atom | Through]:
    """The atoms and the other results of a tree."""
    match tree:
        case Atom() | Through():
            yield tree
        case Joined(parts=parts) | Several(parts=parts):
            for part in parts:
                yield from _leaves(part)
        case Fork(condition=condition, then=then, otherwise=otherwise, failing=failing):
            for part in (condition, then, otherwise, failing):
                yield from _leaves(part)
        case OfMembers(body=body):
            yield from _leaves(body)


def _results(tree: Tree) -> Iterator[Through]:
    return (leaf for leaf in _leaves(tree) if isinstance(leaf, Through))


def _several(parts: Iterator[Tree] | tuple[Tree, ...]) -> Tree:
    found = tuple(part for part in parts if part != NOTHING)
    return found[0] if len(found) == 1 else Several(found)


class _Reach:
    """Which facts a rule rests on, through all the rules that it rests on."""

    def __init__(self, policy: Policy) -> None:
        self.order = {key: place for place, key in enumerate(policy.facts)}
        self.rules = policy.rules
        self.known: dict[str, frozenset[tuple[str, str]]] = {}

    def facts(self, rule: Rule) -> Facts:
        found = self.of_rule(rule)
        everyone = {name for holder, name in found if holder == "everyone"}
        own = everyone | {name for holder, name in found if holder == "person"}
        return Facts(
            self.ordered("household", {name for holder, name in found if holder == "household"}),
            self.ordered("person", everyone),
            self.ordered("person", own),
        )

    def ordered(self, entity: str, names: set[str]) -> tuple[str, ...]:
        return tuple(sorted(names, key=lambda name: self.order[entity, name]))

    def of_rule(self, rule: Rule) -> frozenset[tuple[str, str]]:
        """The facts by holder: `household`, `person` (the one whose result it is) or `everyone`."""
        if rule.name not in self.known:
            self.known[rule.name] = frozenset(self.of_node(rule.expr))
        return self.known[rule.name]

    def of_node(self, node: Expr) -> Iterator[tuple[str, str]]:
        match node:
            case FactRef(name=name, entity=entity):
                yield entity, name
            case RuleRef(name=name):
                yield from self.of_rule(self.rules[name])
            case Aggregate(body=Expr() as body):
                for holder, name in self.of_node(body):
                    yield "everyone" if holder == "person" else holder, name
            case _:
                for part in children(node):
                    yield from self.of_node(part)
