"""Adopting a policy in a place from the command line: release, adoption and the values of a place file, all or none."""

from __future__ import annotations

import datetime
from pathlib import Path

from django.core.exceptions import PermissionDenied
from django.db import transaction

from doudi.accounts import rights
from doudi.accounts.actor import Actor
from doudi.accounts.models import User
from doudi.accounts.selectors import memberships_on
from doudi.areas import codes
from doudi.areas.models import Area
from doudi.office_day import office_day
from doudi.rulebook import services
from doudi.rulebook.kept import ReleaseProblem
from doudi.rulebook.models import Adoption, StandardValue
from doudi.rulebook.services import AdoptionProblem
from doudi.rulebook.standards import StandardProblem


class CannotAdopt(ValueError):
    """A policy cannot be adopted like this; the message says why."""


def enter(
    *, policy: str, area: str, from_date: datetime.date, place: Path | None, username: str
) -> tuple[Adoption, list[StandardValue]]:
    """Enter the adoption, to be approved by another person at the desk. Raises `CannotAdopt`."""
    actor = _actor(username)
    try:
        where = Area.objects.get(pk=codes.full(area))
    except ValueError as error:
        raise CannotAdopt(str(error)) from None
    except Area.DoesNotExist:
        raise CannotAdopt(f"没有区划 {area}。先用 doudi setup areas 录入。") from None
    try:
        with transaction.atomic():
            release = services.keep_release(actor=actor, word=policy)
            adoption = services.adopt(actor=actor, area=where, release=release, from_date=from_date)
            values = (
                services.read_place_file(actor=actor, area=where, release=release, path=place)
                if place is not None
                else []
            )
    except (ReleaseProblem, AdoptionProblem, StandardProblem, PermissionDenied) as error:
        raise CannotAdopt(str(error)) from None
    return adoption, values


def _actor(username: str) -> Actor:
    """The user in the role that may adopt."""
    user = User.objects.filter(username=username, is_active=True).first()
    roles = [Actor(role) for role in memberships_on(user, office_day())] if user else []
    able = next((actor for actor in roles if rights.may(actor, "policy.adopt")), None)
    if able is None:
        raise CannotAdopt(f"账号 {username} 今天没有可以录入政策的岗位（政策编辑或系统管理员）。")
    return able
