"""The dominance rule: which sums over companies tell too much about one of them.

Who contributes the second most knows its own contribution, and works out from the sum how large the largest
can be. Source: the p% rule and the minimum frequency, Handbook on Statistical Disclosure Control, chapter 4.
"""

from __future__ import annotations

from decimal import Decimal

from pq_answers.protect.policy import Policy
from pq_answers.tables import Contributions


def is_possible(value: Decimal, given: Contributions) -> bool:
    """Return whether companies that contribute nothing below zero can make up `value` like this."""
    largest, second = given.largest, given.second
    if not value:
        return given.companies >= 0 and not largest and not second
    most = largest + (given.companies - 1) * second
    return given.companies >= 1 and 0 <= second <= largest and largest + second <= value <= most


def needed_rise(value: Decimal, given: Contributions, policy: Policy) -> Decimal | None:
    """Return how much more than `value` a reader must hold possible; None where the value may be shown.

    That much keeps the largest contribution uncertain by the policy's percentage for the second company, and
    for anybody where there are too few of them. A zero is always shown.
    """
    if not value:
        return None
    asked = policy.percent * given.largest / 100 - (value - given.largest - given.second)
    if given.companies < policy.companies:
        return max(asked, rise_of_one(value, policy))
    return asked if asked > 0 else None


def rise_of_one(value: Decimal | int, policy: Policy) -> Decimal:
    """Return how much more than `value` must be possible where it may be that of one company."""
    return policy.percent * Decimal(value) / 100
