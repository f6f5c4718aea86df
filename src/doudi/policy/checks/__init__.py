"""What is checked of a policy once all of it is understood."""

from doudi.policy.checks.dates import check_dates, check_on
from doudi.policy.checks.division import check_division
from doudi.policy.checks.growth import check_growth
from doudi.policy.checks.limits import check_limits
from doudi.policy.checks.procedure import check_procedures
from doudi.policy.checks.reach import check_reach
from doudi.policy.checks.rows import check_rows
from doudi.policy.definitions.model import Policy
from doudi.policy.messages.problems import Problems

__all__ = ["check_on", "run_checks"]


def run_checks(policy: Policy, problems: Problems) -> None:
    """Note everything that can be said against a policy whose names and types are right."""
    check_rows(policy, problems)
    check_dates(policy, problems)
    check_growth(policy, problems)
    check_limits(policy, problems)
    check_division(policy, problems)
    check_reach(policy, problems)
    check_procedures(policy, problems)
