"""`unlimited` may stand only in what is used directly inside `min`, beside something that has a limit."""

from __future__ import annotations

from doudi.policy.checks.written import expressions
from doudi.policy.definitions.model import Policy
from doudi.policy.definitions.nodes import UNLIMITED, Expr, Extreme, ParameterRef, TableRef, children, walk
from doudi.policy.messages.problems import Problems


def check_limits(policy: Policy, problems: Problems) -> None:
    """Note every use of something that may be unlimited outside `min`, and every `min` of such things alone."""
    for what, origin, expr in expressions(policy):
        if name := unlimited_name(expr, policy):
            problems.add("unlimited-outside-min", origin, what=what, name=name)
        for node in walk(expr):
            parts = list(children(node))
            loose = [name for part in parts if (name := unlimited_name(part, policy))]
            inside_min = isinstance(node, Extreme) and node.function == "min"
            if loose and not (inside_min and len(loose) < len(parts)):
                problems.add("unlimited-outside-min", origin, what=what, name=loose[0])


def unlimited_name(node: Expr, policy: Policy) -> str:
    """The name of a table column or parameter that has `unlimited` among its values; empty for everything else."""
    if isinstance(node, TableRef):
        table = policy.tables[node.table]
        cells = [row.cells[node.column] for row in table.rows]
        cells += [table.otherwise[node.column]] if table.otherwise else []
        unlimited = any(value is UNLIMITED for cell in cells for _, value in cell.values)
        return f"{node.table}.{node.column}" if unlimited else ""
    if isinstance(node, ParameterRef):
        values = policy.parameters[node.name].values.values
        return node.name if any(value is UNLIMITED for _, value in values) else ""
    return ""
