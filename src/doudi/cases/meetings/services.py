"""The verbs of meetings, in one place for those who call them."""

from doudi.cases.meetings.calling import Call, Guest, call_meeting, cancel
from doudi.cases.meetings.closing import Closed, close
from doudi.cases.meetings.minutes import (
    Mark,
    Resolution,
    ask_in,
    leave_out,
    note_attendance,
    record_paper_signature,
    resolve,
    sign_minutes,
)

__all__ = [
    "Call",
    "Closed",
    "Guest",
    "Mark",
    "Resolution",
    "ask_in",
    "call_meeting",
    "cancel",
    "close",
    "leave_out",
    "note_attendance",
    "record_paper_signature",
    "resolve",
    "sign_minutes",
]
