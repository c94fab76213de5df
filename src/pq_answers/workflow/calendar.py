"""The one function for deadlines: working days of the Flemish government, with the clock stopped at times."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from pq_answers.errors import InputError, toml_problem
from pq_answers.resources import find_file, read_text

_FILE = "data/kalender.toml"
_SATURDAY = 5
_ONE = timedelta(days=1)
_MONTH_DAY = re.compile(r"(\d\d)-(\d\d)\Z")


@dataclass(frozen=True, slots=True)
class Calendar:
    """The days on which nobody works besides weekends, and the term in working days."""

    fixed: frozenset[tuple[int, int]]
    after_easter: frozenset[int]
    extra: frozenset[date]
    term: int

    def is_working(self, day: date) -> bool:
        """Whether the Flemish government works on `day`."""
        holiday = (day.month, day.day) in self.fixed or day in self.extra
        return (
            day.weekday() < _SATURDAY
            and not holiday
            and (day - easter(day.year)).days not in (self.after_easter)
        )


@dataclass(frozen=True, slots=True)
class Pause:
    """Days on which the clock stands still, both ends included; without `last` it still does."""

    first: date
    last: date | None = None

    def __contains__(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


def easter(year: int) -> date:
    """Return Easter Sunday, by the Gregorian rule of Meeus, Jones and Butcher."""
    cycle, (century, rest) = year % 19, divmod(year, 100)
    leap, centuries_rest = divmod(century, 4)
    moon = (19 * cycle + century - leap - (century - (century + 8) // 25 + 1) // 3 + 15) % 30
    week = (32 + 2 * centuries_rest + 2 * (rest // 4) - moon - rest % 4) % 7
    late = (cycle + 11 * moon + 22 * week) // 451
    month, day = divmod(moon + week - 7 * late + 114, 31)
    return date(year, month, day + 1)


def deadline(received: date, pauses: Sequence[Pause], calendar: Calendar) -> date | None:
    """Return the last day of the term that begins after `received`; None while the clock stands still.

    Only working days outside the pauses count.
    """
    day, left = received, calendar.term
    while left:
        day += _ONE
        if any(pause.last is None and day in pause for pause in pauses):
            return None
        left -= calendar.is_working(day) and not any(day in pause for pause in pauses)
    return day


def working_days(after: date, until: date, calendar: Calendar) -> int:
    """Return how many working days lie after `after` up to and with `until`; negative where it has passed."""
    if until < after:
        return -working_days(until, after, calendar)
    days = (after + timedelta(days=n) for n in range(1, (until - after).days + 1))
    return sum(map(calendar.is_working, days))


def load_calendar() -> Calendar:
    """Return the calendar of the catalogue; raises `InputError` where its file is wrong."""
    path = find_file(_FILE)
    text = read_text(path)
    try:
        return _calendar(tomllib.loads(text))
    except tomllib.TOMLDecodeError as error:
        line, problem = toml_problem(error, text)
        raise InputError(f"De kalender is geen geldige TOML: {problem}.", where=f"{path}:{line}") from error
    except (KeyError, TypeError, ValueError) as error:
        fix = 'Schrijf dag = "07-11" bij [[vast]], dagen = 39 bij [[pasen]], dag = 2027-05-07 bij [[extra]].'
        raise InputError(
            "De kalender is niet volledig of niet leesbaar.", where=str(path), fix=fix
        ) from error


def _calendar(data: Mapping[str, Any]) -> Calendar:
    term = data["termijn"]
    extra = frozenset(entry["dag"] for entry in data.get("extra", ()))
    if not isinstance(term, int) or not 0 < term <= 1000 or not all(type(day) is date for day in extra):
        raise ValueError(_FILE)
    after = frozenset(int(entry["dagen"]) for entry in data.get("pasen", ()))
    return Calendar(frozenset(_fixed(data.get("vast", ()))), after, extra, term)


def _fixed(entries: Iterable[Mapping[str, Any]]) -> Iterable[tuple[int, int]]:
    for entry in entries:
        match = _MONTH_DAY.match(entry["dag"])
        if match is None:
            raise ValueError(entry["dag"])
        day = date(2024, int(match[1]), int(match[2]))  # a leap year, in which every day exists
        yield day.month, day.day
