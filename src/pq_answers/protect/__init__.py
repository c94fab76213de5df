"""Disclosure protection: threshold rule, secondary suppression and attacker's audit over a whole answer."""

from pq_answers.protect.policy import Policy, load_policy
from pq_answers.protect.report import HiddenCell, Kind, Protected, Reason, Report, TableReport, Withheld
from pq_answers.protect.stage import protect

__all__ = [
    "HiddenCell",
    "Kind",
    "Policy",
    "Protected",
    "Reason",
    "Report",
    "TableReport",
    "Withheld",
    "load_policy",
    "protect",
]
