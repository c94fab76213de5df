"""Work that costs much is counted by person, in the pages and in the interface for programs together."""

from __future__ import annotations

from fastapi import Depends

from pq_answers.web.api.access import Caller
from pq_answers.web.office import Office
from pq_answers.web.visitor import Visiting
from pq_answers.workflow import User
from pq_answers.workflow.rates import Rate


def _count(office: Office, kind: str, rate: Rate, user: User) -> None:
    office.take(f"{kind} door {user.id}", rate, "U vraagt dit te vaak na elkaar.")


def _understanding(visitor: Visiting) -> None:
    _count(visitor.office, "begrijpen", visitor.office.settings.rates.understand, visitor.user)


def count_drafting(visitor: Visiting) -> None:
    """Count a draft that somebody asks for; raises `TooManyError` where it is one too many."""
    _count(visitor.office, "ontwerp", visitor.office.settings.rates.draft, visitor.user)


def _downloading(visitor: Visiting) -> None:
    _count(visitor.office, "download", visitor.office.settings.rates.download, visitor.user)


def _called_understanding(caller: Caller) -> None:
    _understanding(caller)


def _called_drafting(caller: Caller) -> None:
    count_drafting(caller)


def _called_downloading(caller: Caller) -> None:
    _downloading(caller)


UNDERSTANDING, DRAFTING, DOWNLOADING = map(Depends, (_understanding, count_drafting, _downloading))
CALLED_UNDERSTANDING, CALLED_DRAFTING, CALLED_DOWNLOADING = map(
    Depends, (_called_understanding, _called_drafting, _called_downloading)
)
