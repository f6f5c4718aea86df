"""Who acts: a user in one of their roles. Every verb and every question takes one."""

from __future__ import annotations

from dataclasses import dataclass

from doudi.accounts.models import Membership, Organisation, User
from doudi.areas.models import Area


@dataclass(frozen=True, slots=True)
class Actor:
    """A user acting under one membership."""

    membership: Membership

    @property
    def user(self) -> User:
        return self.membership.user

    @property
    def role(self) -> str:
        return self.membership.role

    @property
    def organisation(self) -> Organisation:
        return self.membership.organisation

    @property
    def level(self) -> str:
        return self.organisation.level

    @property
    def area(self) -> Area:
        return self.organisation.area

    @property
    def post(self) -> str:
        """The post as the policy language writes it: `township.clerk`."""
        return f"{self.level}.{self.role}"
