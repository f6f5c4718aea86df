"""The verbs of cases, in one place for those who call them."""

from doudi.cases.correcting import confirm as confirm_change
from doudi.cases.correcting import propose as propose_change
from doudi.cases.correcting import reject as reject_change
from doudi.cases.deciding import Proposal
from doudi.cases.leaving import Leaving, leave
from doudi.cases.letters import end_appeal, file_appeal
from doudi.cases.materials import ask_once, settle
from doudi.cases.opening import Agent, Application, Tie, change_process, open_case
from doudi.cases.problems import CaseProblem, Conflict
from doudi.cases.replaying import Replay, replay
from doudi.cases.serving import Service, serve
from doudi.cases.steps import Signing, save_step, sign_step

__all__ = [
    "Agent",
    "Application",
    "CaseProblem",
    "Conflict",
    "Leaving",
    "Proposal",
    "Replay",
    "Service",
    "Signing",
    "Tie",
    "ask_once",
    "change_process",
    "confirm_change",
    "end_appeal",
    "file_appeal",
    "leave",
    "open_case",
    "propose_change",
    "reject_change",
    "replay",
    "save_step",
    "serve",
    "settle",
    "sign_step",
]
