"""What all requests share: the database, the desk, the clock and who may try how often."""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from ipaddress import IPv4Network, IPv6Network, ip_network
from threading import Lock

from pq_answers.errors import InputError
from pq_answers.workflow import Act, Calendar, Database, Desk, User, dossiers, load_calendar

Clock = Callable[[], datetime]
Network = IPv4Network | IPv6Network
LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
_TRIES, _WINDOW = 5, timedelta(minutes=5)


def system_clock() -> datetime:
    """Return the moment that it is."""
    return datetime.now(UTC)


class TooManyError(InputError):
    """Somebody tries too often."""


class Limiter:
    """Counts what went wrong lately by name, and refuses more; per process, which only makes it laxer."""

    def __init__(self, tries: int = _TRIES, window: timedelta = _WINDOW) -> None:
        self._tries, self._window, self._lock = tries, window, Lock()
        self._failures: dict[str, deque[datetime]] = defaultdict(deque)

    def check(self, name: str, now: datetime) -> None:
        """Raise `TooManyError` where there were too many failures lately."""
        with self._lock:
            self._forget(now)
            if len(self._failures.get(name, ())) >= self._tries:
                minutes = int(self._window.total_seconds() // 60)
                raise TooManyError("Te veel pogingen na elkaar.", fix=f"Wacht {minutes} minuten.")

    def failed(self, name: str, now: datetime) -> None:
        """Count a failure."""
        with self._lock:
            self._failures[name].append(now)

    def _forget(self, now: datetime) -> None:
        for name, moments in list(self._failures.items()):
            while moments and moments[0] <= now - self._window:
                moments.popleft()
            if not moments:
                del self._failures[name]


@dataclass(frozen=True)
class Settings:
    """How an installation runs. `secure` says that people reach it over https; `hosts` under which names.

    `watchers` are the networks from which programs read the numbers.
    """

    database: str
    desk: Desk
    hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "::1"})
    secure: bool = False
    clock: Clock = system_clock
    watchers: tuple[Network, ...] = LOOPBACK


@dataclass(frozen=True)
class Office:
    """The shared things themselves."""

    settings: Settings
    database: Database
    calendar: Calendar
    limiter: Limiter = field(default_factory=Limiter)

    @classmethod
    def open(cls, settings: Settings) -> Office:
        """Open the database, bring its tables up to date, and work the deadlines out again."""
        database, calendar = Database(settings.database), load_calendar()
        database.migrate()
        settings.desk.prepare()
        with database.writing() as connection:
            dossiers.refresh_deadlines(connection, calendar)
        return cls(settings, database, calendar)

    @property
    def desk(self) -> Desk:
        """Where drafts are made."""
        return self.settings.desk

    @property
    def now(self) -> datetime:
        """The moment that it is."""
        return self.settings.clock()

    @property
    def today(self) -> date:
        """The day that it is."""
        return self.now.date()

    @property
    def cookie(self) -> str:
        """The name of the session's cookie; browsers hold the first one to https and to this host alone."""
        return "__Host-pq" if self.settings.secure else "pq"

    def act(self, user: User) -> Act:
        """Return that somebody acts now."""
        return Act(user, self.now)
