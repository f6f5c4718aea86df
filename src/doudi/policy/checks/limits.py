"""`unlimited` may stand only in what is used directly inside `min`, beside something that has a limit."""

from __future__ import annotations

from doudi.policy.model import Policy
from doudi.policy.nodes import UNLIMITED, Expr, Extreme, ParameterRef, TableRef, children, walk
from doudi.policy.problems import Problems


def check_limits(policy: Policy, problems: Problems) -> None:
    """Note every use of something that may be unlimited outside `min`, and every `min` of such things alone."""
    for rule in policy.rules.values():
        for node in walk(rule.expr):
            inside_min = isinstance(node, Extreme) and node.function == "min"
            loose = [child for child in children(node) if may_be_unlimited(child, policy)]
            if loose and (not inside_min or len(loose) == len(list(children(node)))):
                problems.add("unlimited-outside-min", rule.origin, what=f"rule {rule.name}", name=_name(loose[0]))
        if may_be_unlimited(rule.expr, policy):
            problems.add("unlimited-outside-min", rule.origin, what=f"rule {rule.name}", name=_name(rule.expr))


def may_be_unlimited(node: Expr, policy: Policy) -> bool:
    """Whether the expression is a table column or parameter that has `unlimited` among its values."""
    if isinstance(node, TableRef):
        table = policy.tables[node.table]
        cells = [row.cells[node.column] for row in table.rows]
        cells += [table.otherwise[node.column]] if table.otherwise else []
        return any(value is UNLIMITED for cell in cells for _, value in cell.values)
    if isinstance(node, ParameterRef):
        return any(value is UNLIMITED for _, value in policy.parameters[node.name].values.values)
    return False


def _name(node: Expr) -> str:
    if isinstance(node, TableRef):
        return f"{node.table}.{node.column}"
    return getattr(node, "name", "")
