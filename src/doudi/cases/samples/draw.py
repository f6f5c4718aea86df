"""The draw of a sample, so that anybody who knows the seed can do it again and come to the same.

1. Every case has a ticket: the SHA-256 of `seed:number of the case`, in hexadecimal digits.
2. Cases that are always visited are in. Of the others the share is drawn, rounded up; when nothing is always visited,
   at least one.
3. Each township with cases among the others gets its part of that number, by largest remainders; of equal remainders
   the one of the smaller ticket (SHA-256 of `seed:code of the township`) comes first.
4. In each township those with the smallest tickets are drawn.
"""

from __future__ import annotations

import hashlib
import math
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

ALGORITHM = "sha256-1"
"""The name of this way of drawing; it changes with the way, and a kept sample says by which it was drawn."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """A case in the draw: its number, its township, and whether it is visited whatever is drawn."""

    case: str
    township: str
    always: bool = False


def code(seed: str, key: str) -> str:
    """What a case (or a township) draws."""
    return hashlib.sha256(f"{seed}:{key}".encode()).hexdigest()


def draw(tickets: Iterable[Ticket], share: Fraction, seed: str) -> frozenset[str]:
    """The numbers of the cases to visit. `share` from 0 to 1. The order of the tickets means nothing."""
    if not 0 <= share <= 1:
        raise ValueError(f"a share of {share}")
    every = list(tickets)
    always = {ticket.case for ticket in every if ticket.always}
    others = [ticket for ticket in every if not ticket.always]
    number = max(math.ceil(share * len(others)), 0 if always or not others else 1)
    quotas = _quotas(Counter(ticket.township for ticket in others), number, seed)
    drawn = set(always)
    for township, quota in quotas.items():
        here = sorted(code(seed, ticket.case) + ticket.case for ticket in others if ticket.township == township)
        drawn |= {found[64:] for found in here[:quota]}
    return frozenset(drawn)


def _quotas(sizes: Counter[str], number: int, seed: str) -> dict[str, int]:
    """How many are drawn in each township."""
    if not sizes:
        return {}
    exact = {township: Fraction(number * size, sizes.total()) for township, size in sizes.items()}
    quotas = {township: math.floor(part) for township, part in exact.items()}
    left = number - sum(quotas.values())
    order = sorted(exact, key=lambda township: (quotas[township] - exact[township], code(seed, township)))
    for township in order[:left]:
        quotas[township] += 1
    return quotas
