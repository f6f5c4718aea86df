"""The verbs of the registry, in one place for those who call them."""

from doudi.registry.correcting import correct_person, open_secret
from doudi.registry.identity import Who
from doudi.registry.merging import merge, unmerge
from doudi.registry.moving import (
    change_relations,
    end_household,
    leave_household,
    move_member,
    record_death,
    relocate_household,
    remove_member,
    set_relation,
)
from doudi.registry.opening import open_household, open_person
from doudi.registry.problems import RegistryProblem
from doudi.registry.recording import record_facts
from doudi.registry.registering import add_member, register_household, register_person
from doudi.registry.rotation import Rotation, rotate
from doudi.registry.searching import Answer, Found, search

__all__ = [
    "Answer",
    "Found",
    "RegistryProblem",
    "Rotation",
    "Who",
    "add_member",
    "change_relations",
    "correct_person",
    "end_household",
    "leave_household",
    "merge",
    "move_member",
    "open_household",
    "open_person",
    "open_secret",
    "record_death",
    "record_facts",
    "register_household",
    "register_person",
    "relocate_household",
    "remove_member",
    "rotate",
    "search",
    "set_relation",
    "unmerge",
]
