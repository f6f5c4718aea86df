"""Says any expression in Chinese or English: as the policy has it, or with the numbers of one household put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence, Set

from doudi.policy.definitions import nodes
from doudi.policy.definitions.nodes import Compare, Contains, Expr, Literal, Not, TableRef
from doudi.policy.definitions.types import Type
from doudi.policy.meaning.kleene import NEVER, Result, Unknown
from doudi.policy.words.comparison import Comparison
from doudi.policy.words.conditions import is_nothing, upright
from doudi.policy.words.lexicon import Lexicon

Look = Callable[[Expr], Result]
"""What an expression comes to for the household or member that is spoken of."""

_REFERENCES = (nodes.FactRef, nodes.RuleRef, nodes.ParameterRef, nodes.ReadingRef, TableRef)


class Words:
    """Says expressions. Without `look`, as the policy has them; with it, with their values put in. `bare` words stand
    inside quotation marks, where a thing that is so needs no more than its name."""

    def __init__(self, lexicon: Lexicon, look: Look | None = None, *, bare: bool = False) -> None:
        self.lexicon, self.look, self.bare = lexicon, look, bare
        self.say = lexicon.say

    def whole(self, node: Expr) -> str:
        """An expression that stands by itself: a condition or a value."""
        if node.type.kind == "boolean":
            return self.condition(upright(node))
        if isinstance(node, nodes.Extreme) and not _is_floored(node):
            return self.say("take", value=self.value(node))
        return self.path(node) if self.look else self.value(node)

    # Values

    def path(self, node: Expr) -> str:
        """A value with the conditions that led to it: 鉴于…，取…."""
        conditions = []
        while isinstance(node, nodes.Choice):
            taken = self.looked(node.condition)
            if isinstance(taken, Unknown):
                break
            condition = upright(node.condition, bool(taken))
            conditions.append(self.condition(condition, inner=isinstance(condition, nodes.Or)))
            node = node.then if taken else node.otherwise
        if not conditions:
            return self.value(node)
        if isinstance(node, nodes.Choice):
            return self.say("because_open", condition=self.all_of(conditions), value=self.value(node))
        return self.say("because", condition=self.all_of(conditions), value=self.spaced(self.value(node)))

    def all_of(self, conditions: Sequence[str]) -> str:
        """Conditions on the way to a value, each once."""
        return self.say("told_and").join(dict.fromkeys(conditions))

    def value(self, node: Expr, *, inner: bool = False) -> str:
        """A value; `inner` when it is part of a calculation and a sum needs brackets."""
        match node:
            case Literal(value=value, type=type):
                return self.lexicon.value(NEVER if value is None else value, type)
            case nodes.DecisionDate():
                return self.named(node, self.say("decision_date"))
            case nodes.Arithmetic():
                return self.arithmetic(node, inner)
            case nodes.Choice():
                return self.choice(node, inner)
            case nodes.Extreme():
                return self.extreme(node, inner)
            case nodes.Aggregate():
                return self.named(node, self.aggregate(node))
            case nodes.Round(operand=operand, places=places):
                return self.say(f"round_{places}", operand=self.value(operand, inner=True))
            case nodes.PerPeriod(operand=operand, factor=factor):
                period = "per_year" if factor > 1 else "per_month"
                return self.value(operand, inner=inner) if factor == 1 else self.period(period, operand)
            case nodes.Elapsed(unit=unit, start=start, end=end):
                return self.say(unit, start=self.value(start), end=self.value(end))
        if isinstance(node, _REFERENCES):
            return self.named(node, self.lexicon.label(node))
        return self.condition(upright(node), inner=True)

    def period(self, period: str, operand: Expr) -> str:
        return self.say(period, operand=self.value(operand, inner=True))

    def named(self, node: Expr, name: str) -> str:
        """A name, with its value behind it where values are told."""
        if self.look is None:
            return name
        missing = isinstance(self.looked(node), Unknown)
        return self.say("with_total" if missing else "with_value", name=name, value=self.told(node, name))

    def told(self, node: Expr, of: str = "") -> str:
        """The value that an expression has here, or that it is missing."""
        return self.lexicon.found(node, self.looked(node), of)

    def arithmetic(self, node: nodes.Arithmetic, inner: bool) -> str:
        if self.look is not None and node.op in "+-" and (folded := self.folded(node, inner)):
            return folded
        left, right = node.left, node.right
        if node.op == "*" and right.type.is_money and not left.type.is_money:
            left, right = right, left
        tight = node.op in "*/"
        last = self.value(right, inner=tight or node.op == "-")
        if node.op == "/" and isinstance(right, nodes.Arithmetic) and right.op in "*/":
            last = self.say("group", inner=last)
        text = self.say(f"arithmetic_{node.op}", left=self.value(left, inner=tight), right=last)
        return self.say("group", inner=text) if inner and not tight else text

    def folded(self, node: nodes.Arithmetic, inner: bool) -> str:
        """A told sum without the terms that are 0; empty where none is, and for a mere difference of two that are named."""
        terms = [(op, self.taken(term)) for op, term in _terms(node)]
        kept = [(op, term) for op, term in terms if self.looked(term) != 0]
        is_difference = len(terms) == 2 and terms[1][0] == "-"
        if len(kept) == len(terms) or (is_difference and not any(is_nothing(term) for _, term in terms)):
            return ""
        if not kept:
            return self.say("sum_nothing")
        if kept[0][0] == "-":  # what is taken off needs something to be taken off from
            kept.insert(0, terms[0])
        text = self.value(kept[0][1], inner=len(kept) == 1 and inner)
        for op, term in kept[1:]:
            text = self.say(f"arithmetic_{op}", left=text, right=self.value(term, inner=op == "-"))
        if any(not is_nothing(term) for op, term in terms if (op, term) not in kept):
            return self.say("sum_rest_inner" if inner else "sum_rest", sum=text)
        return self.say("group", inner=text) if inner and len(kept) > 1 else text

    def taken(self, node: Expr) -> Expr:
        """The branch of a choice that is taken, where that is known."""
        while isinstance(node, nodes.Choice) and not isinstance(taken := self.looked(node.condition), Unknown):
            node = node.then if taken else node.otherwise
        return node

    def choice(self, node: nodes.Choice, inner: bool) -> str:
        """A choice: the branch that is taken where that is known, else all of them."""
        taken = self.looked(node.condition) if self.look else Unknown()
        if not isinstance(taken, Unknown):
            return self.value(node.then if taken else node.otherwise, inner=inner)
        return self.branches(node, self.value, inner)

    def branches(self, node: Expr, say_branch: Callable[[Expr], str], inner: bool) -> str:
        """如果…，则为…；如果…，则为…；否则为…: the conditions are said without numbers, nobody knows which is taken."""
        said, plain = [], Words(self.lexicon)
        while isinstance(node, nodes.Choice):
            condition = plain.condition(upright(node.condition))
            said.append(self.say("if", condition=condition, value=self.spaced(say_branch(node.then))))
            node = node.otherwise
        text = self.say("if_else").join([*said, self.say("else", value=self.spaced(say_branch(node)))])
        return self.say("group", inner=text) if inner else text

    def extreme(self, node: nodes.Extreme, inner: bool) -> str:
        if _is_floored(node):
            operand = next(part for part in node.operands if not is_nothing(part))
            return self.say("not_negative", operand=self.value(operand, inner=True))
        said = [self.value(operand, inner=True) for operand in node.operands]
        if len(said) == 2:
            text = self.say(f"{node.function}_two", first=said[0], second=said[1])
        else:
            text = self.say(f"{node.function}_many", many=self.lexicon.many(said))
        return self.say("group", inner=text) if inner else text

    def aggregate(self, node: nodes.Aggregate) -> str:
        """A count, sum or extreme over the members, in the policy's words: members' own values are not listed."""
        if node.body is None:
            return self.say("count_all")
        if node.function == "count":
            return self.say("count", body=self.inside(node.body))
        return self.say(node.function, body=Words(self.lexicon).value(node.body, inner=True))

    def inside(self, node: Expr) -> str:
        """A condition on members, inside quotation marks."""
        return Words(self.lexicon, bare=True).condition(upright(node))

    # Conditions

    def condition(self, node: Expr, *, inner: bool = False) -> str:
        """An upright condition; `inner` when it is part of another and alternatives need brackets."""
        match node:
            case nodes.And() | nodes.Or():
                return self.joined(node, inner)
            case Compare():
                return self.comparison(node)
            case Contains(item=item, options=options):
                return self.membership(item, options, True)
            case Not(operand=Contains(item=item, options=options)):
                return self.membership(item, options, False)
            case nodes.Choice():
                return self.conditional(node, inner)
            case Literal(value=value):
                return self.say("yes" if value else "no")
            case Not(operand=operand):
                return self.yes_or_no(operand, False)
        return self.yes_or_no(node, True)

    def joined(self, node: nodes.And | nodes.Or, inner: bool) -> str:
        """All or one of several. Told, of those that decide it no others: who fails one condition hears of that one."""
        joint, operands = ("and" if isinstance(node, nodes.And) else "or"), node.operands
        if self.look is not None:
            joint, operands = f"told_{joint}", self.telling(node)
        if len(operands) == 1:
            return self.condition(operands[0], inner=inner)
        text = self.say(joint).join(self.condition(operand, inner=True) for operand in operands)
        return self.say("group", inner=text) if inner else text

    def telling(self, node: nodes.And | nodes.Or) -> tuple[Expr, ...]:
        """The operands that decide, or else all; without the `==` of `a > b or a == b`, which says nothing more."""
        decisive = [operand for operand in node.operands if self.looked(operand) is isinstance(node, nodes.Or)]
        operands = decisive or node.operands
        compared = {(each.left, each.right) for each in operands if isinstance(each, Compare) and each.op != "=="}
        return tuple(each for each in operands if not self.is_level(each, compared))

    def is_level(self, node: Expr, compared: Set[tuple[Expr, Expr]]) -> bool:
        if isinstance(node, nodes.And):
            failed = [operand for operand in node.operands if self.looked(operand) is False]
            node = failed[0] if len(failed) == 1 else node
        return isinstance(node, Compare) and node.op == "==" and (node.left, node.right) in compared

    def conditional(self, node: nodes.Choice, inner: bool) -> str:
        taken = self.looked(node.condition) if self.look else Unknown()
        if not isinstance(taken, Unknown):
            return self.condition(node.then if taken else node.otherwise, inner=inner)
        return self.branches(node, self.condition, inner)

    def yes_or_no(self, node: Expr, required: bool) -> str:
        """A thing that is or is not so: 家庭财产符合规定：是."""
        if isinstance(node, nodes.Aggregate):
            return self.of_members(node, required)
        label, wanted = self.lexicon.label(node), self.say("yes" if required else "no")
        if self.bare and required:
            return label
        if self.look is None or self.looked(node) is required:
            return self.say("is", label=label, answer=wanted)
        return self.say("must_be", label=label, answer=self.told(node), required=wanted)

    def of_members(self, node: nodes.Aggregate, required: bool) -> str:
        """`any` or `all` over the members: what is demanded, or, told, how it is."""
        body = self.inside(node.body or node)
        found = self.looked(node) if self.look else required
        if isinstance(found, Unknown):
            return self.say(f"{node.function}_open", body=body)
        told = "told" if self.look else "said"
        return self.say(f"{node.function}_{told}" if found else f"not_{node.function}", body=body)

    def membership(self, item: Expr, options: Sequence[Expr], wanted: bool) -> str:
        """`in` and `not in`, and `==` and `!=` with a code or a text."""
        kind = "reading" if isinstance(item, nodes.ReadingRef) else "code"
        quoted = [self.quoted(option, item.type) for option in options]
        listed = self.lexicon.many(quoted, "list_or")
        name = self.subject(item)
        if self.look is None:
            return self.say(f"{kind}_is" if wanted else f"{kind}_is_not", left=name, options=listed)
        found = self.looked(item)
        value = self.told(item, name)
        if isinstance(found, Unknown) and kind == "reading":
            return self.say("reading_open", left=name, options=listed)
        holds = not isinstance(found, Unknown) and (found in [self.looked(option) for option in options]) is wanted
        if not holds:
            return self.say(
                f"{kind}_must_be" if wanted else f"{kind}_must_not_be", left=name, value=value, options=listed
            )
        return self.say(f"{kind}_told", left=name, value=value)

    def quoted(self, option: Expr, type: Type) -> str:
        if isinstance(option, Literal) and isinstance(option.value, str):
            word = self.lexicon.code(type, option.value)
            return self.say("quoted_inside" if self.bare else "quoted", word=word)
        return Words(self.lexicon).value(option)

    def comparison(self, node: Compare) -> str:
        if node.op in ("==", "!=") and not (node.left.type.is_number or node.left.type.kind == "date"):
            return self.sameness(node)
        compared = Comparison(self.lexicon, node, self.subject(node.left), self.subject(node.right))
        return compared.told(self.looked(node.left), self.looked(node.right)) if self.look else compared.said()

    def sameness(self, node: Compare) -> str:
        """Equality of codes, texts and truth values."""
        wanted = node.op == "=="
        if isinstance(node.right, Literal):
            return self.membership(node.left, (node.right,), wanted)
        return self.say("same" if wanted else "different", left=self.value(node.left), right=self.value(node.right))

    def subject(self, node: Expr) -> str:
        """The name of what a condition is about, without its value."""
        return Words(self.lexicon).value(node)

    def looked(self, node: Expr) -> Result:
        assert self.look is not None
        return self.look(node)

    def spaced(self, text: str) -> str:
        return str(self.lexicon.language.spaced(text))


def _terms(node: Expr) -> Iterator[tuple[str, Expr]]:
    """The terms of a sum with their signs: a + b − c."""
    if isinstance(node, nodes.Arithmetic) and node.op in "+-":
        yield from _terms(node.left)
        yield from _terms(node.right) if node.op == "+" else [("-", node.right)]
    else:
        yield "+", node


def _is_floored(node: nodes.Extreme) -> bool:
    """`max(x, 0)`."""
    return node.function == "max" and len(node.operands) == 2 and sum(map(is_nothing, node.operands)) == 1
