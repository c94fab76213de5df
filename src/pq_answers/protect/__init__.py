"""Disclosure protection: threshold rule, secondary suppression and attacker's audit over a whole answer."""

from pq_answers.protect.companies import refuse_dominated
from pq_answers.protect.merging import joins
from pq_answers.protect.policy import Policy, load_policy
from pq_answers.protect.rebuilt import ReadTable, audit_read, read_past_tables
from pq_answers.protect.remedies import crossings, remedied, years_of
from pq_answers.protect.report import HiddenCell, Kind, Protected, Reason, Report, TableReport, Withheld
from pq_answers.protect.rounding import protect_rounded
from pq_answers.protect.stage import protect

__all__ = [
    "HiddenCell",
    "Kind",
    "Policy",
    "Protected",
    "ReadTable",
    "Reason",
    "Report",
    "TableReport",
    "Withheld",
    "audit_read",
    "crossings",
    "joins",
    "load_policy",
    "protect",
    "protect_rounded",
    "read_past_tables",
    "refuse_dominated",
    "remedied",
    "years_of",
]
