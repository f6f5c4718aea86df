"""Says what is required and what was found instead: 应：年龄满 60 岁；实际：58 岁，相差 2 岁."""

from __future__ import annotations

from doudi.policy.definitions import nodes
from doudi.policy.definitions.nodes import Compare, Contains, Expr, Literal, Not
from doudi.policy.meaning.kleene import Unknown
from doudi.policy.words.comparison import Comparison
from doudi.policy.words.lexicon import Lexicon
from doudi.policy.words.saying import Look, Words


class Required:
    """Says upright conditions of one household or member, so that ✓ or ✗ before the sentence can be understood."""

    def __init__(self, lexicon: Lexicon, look: Look) -> None:
        self.lexicon, self.look, self.say = lexicon, look, lexicon.say
        self.plain, self.told = Words(lexicon), Words(lexicon, look)

    def condition(self, node: Expr) -> str:
        """As it is, where it holds; else what is required, and then what was found and how far that is from it."""
        if self.look(node) is True:
            return self.told.condition(node)
        required, found = self.parts(node)
        return self.say("required", head=self.say("required_head"), required=required, found=found)

    def parts(self, node: Expr) -> tuple[str, str]:
        """What is required, and what was found."""
        operand = node.operand if isinstance(node, Not) else node
        wanted = operand is node
        match operand:
            case Compare() if self.is_measured(operand):
                return self.compared(operand)
            case Compare(left=left, right=Literal()) | Contains(item=left):
                return self.plain.condition(node), self.told.told(left, self.plain.value(left))
            case Compare(left=left, right=right):
                return self.plain.condition(node), self.say("both", first=self.held(left), second=self.held(right))
            case nodes.Aggregate(function=function):
                return self.plain.condition(node), self.of_members(function, operand)
        answer = self.say("yes" if wanted else "no")
        return self.say("is_required", label=self.lexicon.label(operand), answer=answer), self.told.told(operand)

    def is_measured(self, node: Compare) -> bool:
        """Whether numbers or dates are compared, rather than codes or texts."""
        return node.op not in ("==", "!=") or node.left.type.is_number or node.left.type.kind == "date"

    def compared(self, node: Compare) -> tuple[str, str]:
        compared = Comparison(self.lexicon, node, self.plain.value(node.left), self.plain.value(node.right))
        left, right = self.look(node.left), self.look(node.right)
        return compared.required(right), compared.found(left, right)

    def held(self, node: Expr) -> str:
        """A side of a comparison of codes with its value."""
        return self.say("with_total", name=self.plain.value(node), value=self.told.told(node))

    def of_members(self, function: str, node: Expr) -> str:
        """What was found of `any` or `all` over the members."""
        found = self.look(node)
        return self.say(
            "missing_result"
            if isinstance(found, Unknown)
            else f"found_{function}"
            if found
            else f"found_not_{function}"
        )


def alternative(lexicon: Lexicon, sentence: str) -> str:
    """What `Required` said, of a condition that belongs to one of several ways: without it another may do."""
    head = lexicon.say("required_head")
    return lexicon.say("either_head") + sentence.removeprefix(head) if sentence.startswith(head) else sentence
