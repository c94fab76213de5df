"""Quarters and days as whole numbers: the time axis of the demonstration register."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np

from pq_answers.demo.draws import Ints

EPOCH = date(1970, 1, 1)


def day_number(day: date) -> int:
    """Return the number of days since 1 January 1970, as DuckDB counts them."""
    return (day - EPOCH).days


def year_start(year: int) -> int:
    """Return the day number of 1 January."""
    return day_number(date(year, 1, 1))


@dataclass(frozen=True, slots=True)
class Quarters:
    """The quarters of the register, numbered from 0 in the first quarter of `first_year`."""

    first_year: int
    last_year: int

    def __len__(self) -> int:
        return 4 * (self.last_year - self.first_year + 1)

    def number(self, year: int, quarter: int = 1) -> int:
        """Return the number of a quarter (1 to 4) of `year`."""
        return 4 * (year - self.first_year) + quarter - 1

    def year(self, numbers: Ints) -> Ints:
        """Return the calendar year of each quarter."""
        return self.first_year + numbers // 4

    def starts(self) -> Ints:
        """Return the first day of every quarter, and of the first one after the register's end."""
        return np.array([self._start(number) for number in range(len(self) + 1)])

    def names(self) -> list[str]:
        """Return the names of all quarters, such as 2021-Q1."""
        return [f"{self.first_year + n // 4}-Q{n % 4 + 1}" for n in range(len(self))]

    def _start(self, number: int) -> int:
        return day_number(date(self.first_year + number // 4, 3 * (number % 4) + 1, 1))


def days_in(start: date, end: date, year: int) -> int:
    """Return how many days of `year` fall in the period, both ends included."""
    first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
    return max((last - first + timedelta(days=1)).days, 0)
