"""The types of the workflow: who does what, when, in which state a dossier is. All frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from pq_answers.errors import InputError
from pq_answers.workflow.calendar import Pause


class Role(StrEnum):
    """What a person is to the answers; one person may have several roles."""

    READER = "lezer"
    DRAFTER = "opsteller"
    REVIEWER = "nalezer"
    ADMIN = "beheerder"


class Right(StrEnum):
    """What one may do, by role."""

    READ = "lezen"
    DRAFT = "opstellen"
    REVIEW = "nalezen"
    MANAGE = "beheren"


class Source(StrEnum):
    """Which way of signing in an account belongs to."""

    TRIAL = "proef"
    PROVIDER = "openid"
    PROXY = "proxy"


RIGHTS: Mapping[Role, frozenset[Right]] = {
    Role.READER: frozenset({Right.READ}),
    Role.DRAFTER: frozenset({Right.READ, Right.DRAFT}),
    Role.REVIEWER: frozenset({Right.READ, Right.REVIEW}),
    Role.ADMIN: frozenset({Right.READ, Right.MANAGE}),
}


@dataclass(frozen=True, slots=True)
class User:
    """A person with an account."""

    id: int
    name: str
    roles: frozenset[Role]

    def may(self, right: Right) -> bool:
        """Whether one of the person's roles gives this right."""
        return any(right in RIGHTS[role] for role in self.roles)


@dataclass(frozen=True, slots=True)
class Act:
    """Who acts and when: every change is made by somebody at a moment that is passed in."""

    user: User
    at: datetime

    def need(self, right: Right) -> None:
        """Raise `ForbiddenError` where the person may not do this."""
        if not self.user.may(right):
            raise ForbiddenError(
                f"Uw account mag dit niet: daarvoor is het recht «{right}» nodig.",
                fix="Vraag het aan de beheerder.",
            )


class State(StrEnum):
    """Where a dossier stands."""

    NEW = "nieuw"
    PLAN = "plan"
    DRAFT = "ontwerp"
    REVIEW = "nalezing"
    APPROVED = "goedgekeurd"
    RETURNED = "teruggestuurd"
    REMOVED = "verwijderd"


SHOWN_STATES = tuple(state for state in State if state is not State.REMOVED)
"""The states of dossiers that anybody can see."""

OPEN_STATES = frozenset({State.PLAN, State.DRAFT, State.RETURNED})
"""The states in which the plan and the texts of a dossier may change."""


@dataclass(frozen=True, slots=True)
class Head:
    """What stands above a question; the day may still be unknown."""

    number: str = ""
    day: date | None = None
    asker: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class Stop:
    """A time during which the term does not run, and why."""

    id: int
    pause: Pause
    reason: str


@dataclass(frozen=True, slots=True)
class Dossier:
    """One question on its way to an answer; `version` grows with every change."""

    id: int
    version: int
    state: State
    head: Head
    text: str
    plan: str
    snapshot: str
    owner: str
    received: date
    due: date | None
    changed: datetime
    stops: tuple[Stop, ...] = ()

    @property
    def is_open(self) -> bool:
        """Whether its plan and its texts may change now."""
        return self.state in OPEN_STATES

    @property
    def name(self) -> str:
        """How people call it."""
        return f"Vraag nr. {self.head.number}" if self.head.number else f"Dossier {self.id}"


@dataclass(frozen=True, slots=True)
class Version:
    """A dossier as it was after one change."""

    number: int
    state: State
    plan: str
    snapshot: str
    user: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Comment:
    """What somebody says about a place in the draft: a sub-question, a paragraph or a figure."""

    id: int
    place: str
    text: str
    user: str
    at: datetime
    version: int
    resolved: datetime | None = None


@dataclass(frozen=True, slots=True)
class Approval:
    """That somebody approved exactly this text with these figures; it does not hold since `fallen`."""

    id: int
    version: int
    digest: str
    reviewer: str
    at: datetime
    folder: str
    fallen: datetime | None = None


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One line of the log: who did what to which dossier, with what was before and after."""

    id: int
    at: datetime
    user: str
    action: str
    dossier: int | None
    before: Mapping[str, Any] = field(default_factory=dict)
    after: Mapping[str, Any] = field(default_factory=dict)


class ForbiddenError(InputError):
    """A person may not do this."""


class UnknownError(InputError):
    """What is asked for does not exist."""


class StateError(InputError):
    """A dossier is in a state in which this cannot be done."""


class StaleError(InputError):
    """Somebody changed the dossier since it was read; `current` is its version now."""

    def __init__(self, current: int) -> None:
        super().__init__(
            "Iemand anders wijzigde dit dossier terwijl u bezig was. Er is niets overschreven.",
            fix="Uw tekst staat er nog: vergelijk met de huidige versie en bewaar opnieuw.",
        )
        self.current = current
