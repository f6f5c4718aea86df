"""The verbs of the means check, in one place for those who call them."""

from doudi.verification.attaching import Upload, open_file
from doudi.verification.authorising import (
    Consent,
    add_supporter,
    authorise,
    state_no_supporters,
    strike_supporter,
    withdraw,
)
from doudi.verification.exchanging import collect, send
from doudi.verification.problems import VerificationProblem
from doudi.verification.reporting import Found, Sheet, difference, enter_report
from doudi.verification.requesting import Scope, open_numbers, request_check
from doudi.verification.settling import settle

__all__ = [
    "Consent",
    "Found",
    "Scope",
    "Sheet",
    "Upload",
    "VerificationProblem",
    "add_supporter",
    "authorise",
    "collect",
    "difference",
    "enter_report",
    "open_file",
    "open_numbers",
    "request_check",
    "send",
    "settle",
    "state_no_supporters",
    "strike_supporter",
    "withdraw",
]
