"""What all requests share: the database, the desk, the clock and who may try how often."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from ipaddress import ip_network

from pq_answers.web.forwarded import Network
from pq_answers.web.provider import Provider
from pq_answers.web.signin import OpenId, Passwords, SignIn
from pq_answers.workflow import Act, Calendar, Database, Desk, Source, User, dossiers, load_calendar, rates
from pq_answers.workflow.rates import Rate, Rates

Clock = Callable[[], datetime]
LOOPBACK: tuple[Network, ...] = (ip_network("127.0.0.0/8"), ip_network("::1/128"))
RETURN = "/aanmelden/organisatie/terug"
"""Where the provider of sign-in sends people back to."""


def system_clock() -> datetime:
    """Return the moment that it is."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Settings:
    """How an installation runs.

    `secure` says that people reach it over https, `hosts` under which names, `address` at which URL;
    `proxies` are the networks whose word about others is believed, `watchers` those from which programs read
    the numbers.
    """

    database: str
    desk: Desk
    hosts: frozenset[str] = frozenset({"127.0.0.1", "localhost", "::1"})
    secure: bool = False
    clock: Clock = system_clock
    address: str = ""
    sign_in: SignIn = field(default_factory=Passwords)
    proxies: tuple[Network, ...] = ()
    rates: Rates = field(default_factory=Rates)
    place: str = ""
    watchers: tuple[Network, ...] = LOOPBACK


@dataclass(frozen=True)
class Office:
    """The shared things themselves."""

    settings: Settings
    database: Database
    calendar: Calendar
    provider: Provider | None = None

    @classmethod
    def open(cls, settings: Settings) -> Office:
        """Open the database, bring its tables up to date, and work the deadlines out again."""
        database, calendar = Database(settings.database), load_calendar()
        database.migrate()
        settings.desk.prepare()
        with database.writing() as connection:
            dossiers.refresh_deadlines(connection, calendar)
            rates.forget(connection, settings.clock())
        way = settings.sign_in
        provider = Provider(way, settings.address + RETURN) if isinstance(way, OpenId) else None
        return cls(settings, database, calendar, provider)

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

    @property
    def source(self) -> Source:
        """Which accounts can sign in."""
        return self.settings.sign_in.source

    def take(self, what: str, rate: Rate, told: str = "Te veel pogingen na elkaar.") -> None:
        """Count that something happens now; raises `TooManyError` where it did too often."""
        with self.database.writing() as connection:
            rates.take(connection, what, rate, self.now, told)

    def forgive(self, *things: str) -> None:
        """Take back that these were counted, and drop what is long past."""
        with self.database.writing() as connection:
            rates.forget(connection, self.now)
            for what in things:
                rates.forgive(connection, what)

    def act(self, user: User) -> Act:
        """Return that somebody acts now."""
        return Act(user, self.now)
