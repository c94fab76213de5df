"""How a period is written in the published files: a year, a quarter, years, a day, or days."""

from __future__ import annotations

import re
from datetime import date

PERIOD_FIX = "Schrijf 2021, 2021-Q1, 2019-2021, 2021-12-31 of 2021-01-01/2021-06-30."
_PERIOD = re.compile(r"\d{4}|\d{4}-Q[1-4]|\d{4}-\d{4}|\d{4}-\d{2}-\d{2}(/\d{4}-\d{2}-\d{2})?", re.ASCII)
_YEARS = re.compile(r"(\d{4})-(\d{4})", re.ASCII)


def is_period(text: str) -> bool:
    """Return whether `text` is a period that exists, its begin before its end."""
    if not _PERIOD.fullmatch(text):
        return False
    if years := _YEARS.fullmatch(text):
        return years[1] < years[2]
    return text.count("-") < 2 or _days_in_order(text)


def _days_in_order(text: str) -> bool:
    try:
        days = [date.fromisoformat(part) for part in text.split("/")]
    except ValueError:
        return False
    return days == sorted(days)
