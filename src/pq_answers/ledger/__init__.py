"""The publication ledger: every figure that was said before, by what it counts."""

from pq_answers.ledger.asked import Asked, read_asked
from pq_answers.ledger.cited import read_citations, worded
from pq_answers.ledger.entry import Cause, Entry, Ledger, Match, Outcome
from pq_answers.ledger.keys import Names, canonical
from pq_answers.ledger.past import NOTHING, WITHDRAWN, Past, PastFigures, PastTable, read_past
from pq_answers.ledger.read import ledger_digest, read_ledger

__all__ = [
    "NOTHING",
    "WITHDRAWN",
    "Asked",
    "Cause",
    "Entry",
    "Ledger",
    "Match",
    "Names",
    "Outcome",
    "Past",
    "PastFigures",
    "PastTable",
    "canonical",
    "ledger_digest",
    "read_asked",
    "read_citations",
    "read_ledger",
    "read_past",
    "worded",
]
