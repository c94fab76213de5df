"""Dutch as the Flemish government writes it: numbers, dates, periods, lists; never the machine's locale."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

LOCALE = "nl_BE"
_UNITS = {decimals: Decimal(1).scaleb(-decimals) for decimals in range(5)}
_MARKS = str.maketrans(",.", ".,")
_QUARTER = re.compile(r"^(\d{4})-Q([1-4])$")
_DAY = re.compile(r"^(\d{4})-(\d{2})-(\d{2})$")


def number(value: Decimal, decimals: int = 0, *, signed: bool = False) -> str:
    """Return `value` as printed: "1.868,0"; halves are rounded away from zero (never to even).

    A `signed` number shows its plus too: "+2,4".
    """
    # Adding zero drops the sign of a zero: what rounds to nothing is not printed as «-0».
    shown = rounded(value, decimals) + 0
    plus = "+" if signed and shown > 0 else ""
    # Python's own grouping, with the marks of Dutch: a ledger prints tens of thousands of numbers.
    return plus + f"{shown:,.{decimals}f}".translate(_MARKS)


def rounded(value: Decimal, decimals: int = 0) -> Decimal:
    """Return `value` with exactly `decimals` decimals; halves go away from zero."""
    unit = _UNITS.get(decimals) or Decimal(1).scaleb(-decimals)
    return value.quantize(unit, ROUND_HALF_UP)


def day(value: date) -> str:
    """Return a date in full: "26 januari 2022"."""
    from babel.dates import format_date

    return format_date(value, "d MMMM y", locale=LOCALE)


def period(code: str) -> str:
    """Return a period as printed: "2021", "2021 (kw1)", "2019 en 2021", "2004-2005" or "31 december 2021".

    Days between two dates read as "april 2025" where they are a whole month, else with both dates.
    """
    if match := _QUARTER.match(code):
        return f"{match[1]} (kw{match[2]})"
    if _DAY.match(code):
        return day(date.fromisoformat(code))
    first, slash, last = code.partition("/")
    return _days(date.fromisoformat(first), date.fromisoformat(last)) if slash else listing(code.split("+"))


def _days(first: date, last: date) -> str:
    whole = first.day == 1 and (last + timedelta(days=1)).day == 1
    if whole and (first.year, first.month) == (last.year, last.month):
        return day(first).partition(" ")[2]
    return f"{day(first)} tot en met {day(last)}"


def years(values: Sequence[int]) -> str:
    """Return years as printed in a title: "2021", "2019-2021" or "2015, 2017 en 2019-2021"."""
    return listing([_span(run, "-") for run in _runs(sorted(set(values)))])


def years_in_words(values: Sequence[int]) -> str:
    """Return years as written in a sentence: "2020 en 2021", "de periode 2015 tot en met 2021"."""
    runs = _runs(sorted(set(values)))
    lead = "de periode " if len(runs) == 1 and len(runs[0]) > 1 else ""
    return lead + listing([_span(run, " tot en met ") for run in runs])


def _runs(values: Sequence[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for value in values:
        if runs and runs[-1][-1] == value - 1:
            runs[-1].append(value)
        else:
            runs.append([value])
    return [part for run in runs for part in ([run] if len(run) != 2 else [[run[0]], [run[1]]])]


def _span(run: Sequence[int], dash: str) -> str:
    return f"{run[0]}{dash}{run[-1]}" if len(run) > 1 else str(run[0])


def listing(items: Sequence[str]) -> str:
    """Return items as a Dutch enumeration: "a, b en c"."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} en {items[-1]}"


def capital(text: str) -> str:
    """Return `text` with its first letter as a capital."""
    return text[:1].upper() + text[1:]


def uncapital(text: str) -> str:
    """Return a text to go on with inside a sentence: "Kennis van het Nederlands" keeps its name's capital."""
    return text[:1].lower() + text[1:]
