"""The papers of cases and households: what they say, making them, and which of them are still to be made."""

from doudi.cases.paperwork.making import (
    make_application_form,
    make_appraisal_minutes,
    make_decision_letter,
    make_household_file,
    make_missing_list,
    make_notice_sheet,
    make_receipt,
)

__all__ = [
    "make_application_form",
    "make_appraisal_minutes",
    "make_decision_letter",
    "make_household_file",
    "make_missing_list",
    "make_notice_sheet",
    "make_receipt",
]
