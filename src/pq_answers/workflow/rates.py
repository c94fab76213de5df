"""How often somebody may do something: counted in the database, so that all processes count together."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, case, delete, literal, update
from sqlalchemy.dialects import postgresql, sqlite

from pq_answers.errors import InputError
from pq_answers.workflow.schema import Moment, rates

_LONGEST = timedelta(days=1)
_UNITS = {3600: ("uur", "uur"), 60: ("minuut", "minuten"), 1: ("seconde", "seconden")}
_WRITTEN = re.compile(r"(\d{1,6}) per (?:(\d{1,5}) )?(\w+)\Z")


@dataclass(frozen=True, slots=True)
class Rate:
    """So many times in so many seconds, which begin at the first time; at most a day."""

    most: int
    seconds: int

    def __str__(self) -> str:
        size = next(size for size in _UNITS if self.seconds % size == 0)
        count, (one, more) = self.seconds // size, _UNITS[size]
        return f"{self.most} per {one}" if count == 1 else f"{self.most} per {count} {more}"


def read_rate(text: str) -> Rate:
    """Return a rate as it is written, such as «30 per minuut»; raises `InputError` for anything else."""
    match = _WRITTEN.match(text.strip())
    size = next((size for size, words in _UNITS.items() if match and match[3] in words), 0)
    rate = Rate(int(match[1]), size * int(match[2] or 1)) if match else Rate(0, 0)
    if rate.most < 1 or not 0 < rate.seconds <= _LONGEST.total_seconds():
        fix = "Schrijf bijvoorbeeld «30 per minuut» of «5 per 5 minuten»; hoogstens een dag."
        raise InputError("Deze limiet is niet leesbaar.", fix=fix)
    return rate


@dataclass(frozen=True, slots=True)
class Rates:
    """What is counted: tries to sign in by name and by address, and costly work by person."""

    name: Rate = Rate(5, 300)
    address: Rate = Rate(30, 300)
    understand: Rate = Rate(30, 60)
    draft: Rate = Rate(120, 60)
    download: Rate = Rate(60, 60)


class TooManyError(InputError):
    """Somebody does something too often; `seconds` is how long to wait."""

    def __init__(self, what: str, seconds: int) -> None:
        minutes = -(-seconds // 60)
        wait = (
            f"{seconds} seconden" if seconds < 60 else "een minuut" if minutes == 1 else f"{minutes} minuten"
        )
        super().__init__(what, fix=f"Wacht {wait}.")
        self.seconds = seconds


def take(
    connection: Connection, what: str, rate: Rate, now: datetime, told: str = "Te veel pogingen na elkaar."
) -> None:
    """Count that `what` happens; raises `TooManyError` with the words `told` where it did too often.

    One statement counts, so that nobody comes in between; `what` itself is not kept, only its digest.
    """
    over = rates.c.since <= now - timedelta(seconds=rate.seconds)
    dialect = sqlite if connection.dialect.name == "sqlite" else postgresql
    counted = (
        dialect.insert(rates)
        .values(digest=_digest(what), since=now, times=1)
        .on_conflict_do_update(
            index_elements=[rates.c.digest],
            set_={
                "since": case((over, literal(now, Moment())), else_=rates.c.since),
                "times": case((over, 1), else_=rates.c.times + 1),
            },
        )
        .returning(rates.c.since, rates.c.times)
    )
    row = connection.execute(counted).one()
    if row.times > rate.most:
        left = row.since + timedelta(seconds=rate.seconds) - now
        raise TooManyError(told, max(1, round(left.total_seconds())))


def forgive(connection: Connection, what: str) -> None:
    """Take one count back: what happened was in order."""
    own = (rates.c.digest == _digest(what)) & (rates.c.times > 0)
    connection.execute(update(rates).where(own).values(times=rates.c.times - 1))


def forget(connection: Connection, now: datetime) -> None:
    """Drop the counts that no longer say anything."""
    connection.execute(delete(rates).where(rates.c.since <= now - _LONGEST))


def _digest(what: str) -> str:
    return hashlib.sha256(what.encode("utf-8", "surrogatepass")).hexdigest()
