"""The period that words mean: years, spans, moments, and periods relative to the day of the question."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

T = TypeVar("T")
_YEAR = r"(?:19|20)\d{2}"
_MONTHS = "januari|februari|maart|april|mei|juni|juli|augustus|september|oktober|november|december"
_WORDS: Mapping[str, int] = {
    "twee": 2, "drie": 3, "vier": 4, "vijf": 5, "zes": 6, "zeven": 7, "acht": 8, "negen": 9, "tien": 10,
    "vijftien": 15, "twintig": 20,
}  # fmt: skip
_COUNT = rf"(\d{{1,2}}|{'|'.join(_WORDS)})"
_TO = r"\s*(?:-|–|—|tot en met|t/m|tem|tot|t\.e\.m\.)\s*"
_DAY = rf"(?:\d{{1,2}}\s+)?(?:{_MONTHS})\s+"
_QUARTER = r"(?:q[1-4]|k[1-4]|kw[1-4]|het \w+ kwartaal(?: van)?)\s*"
_NOW = r"(?:op )?(?:heden|vandaag|nu|nu toe)"
_START = rf"de (?:start|invoering|inwerkingtreding|opstart)\b.{{0,30}}?\b(?:in|op) (?:{_DAY})?"
_LEGISLATURE = r"(?:legislatuur|zittingsperiode|regeerperiode|bestuursperiode)"
_PAST = r"(?:voorbije|afgelopen|laatste|voorgaande|vorige|recentste|jongste)"
# Elections were held in May of the first year; a legislature is named by its years.
_LEGISLATURES = (2004, 2009, 2014, 2019, 2024, 2029)
Years = tuple[int, int | None]


@dataclass(frozen=True, slots=True)
class Period:
    """Whole years, ends included; without `last` up to the latest. `start` and `end` are its place."""

    first: int
    last: int | None
    start: int = 0
    end: int = 0

    @property
    def text(self) -> str:
        """The years as printed: "2015-2021", "2021", "2019-" up to the latest."""
        return str(self.first) if self.first == self.last else f"{self.first}-{self.last or ''}"

    @property
    def years(self) -> Years:
        """The years alone."""
        return self.first, self.last


def find_period(folded: str, day: date | None) -> Period | None:
    """Return the period that a folded text names, or None; several years make one span.

    `day` is that of the question: "de voorbije drie jaar" are the three full years before it.
    """
    found = _without_overlap(list(_spans(folded, day)))
    if not found:
        return None
    first = min(period.first for period in found)
    open_end = any(period.last is None for period in found)
    last = None if open_end else max(period.last for period in found if period.last is not None)
    return Period(first, last, found[0].start, found[-1].end)


def joined(one: Period | None, other: Period | None) -> Period | None:
    """Return the span that holds both periods: "in 2020 …, met de vergelijking met 2019"."""
    if one is None or other is None:
        return one or other
    last = None if None in {one.last, other.last} else max(one.last or 0, other.last or 0)
    return Period(min(one.first, other.first), last, one.start, one.end)


def _without_overlap(found: list[Period]) -> list[Period]:
    kept: list[Period] = []
    for period in sorted(found, key=lambda p: (-(p.end - p.start), p.start)):
        if not any(other.start < period.end and period.start < other.end for other in kept):
            kept.append(period)
    return sorted(kept, key=lambda p: p.start)


def _spans(folded: str, day: date | None) -> Iterator[Period]:
    for pattern, years in _FIXED:
        for match in pattern.finditer(folded):
            found = _placed(years(match), match)
            # "Artikel 2014/12" is no span.
            if found.last is None or found.first <= found.last:
                yield found
    if day is None:
        return
    for pattern, relative in _RELATIVE:
        for match in pattern.finditer(folded):
            yield _placed(relative(match, day), match)


def _placed(years: Years, match: re.Match[str]) -> Period:
    return Period(years[0], years[1], match.start(), match.end())


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _WORDS[text]


def _span(match: re.Match[str]) -> Years:
    """Return "2015-2021" or "2015-21"."""
    first, last = int(match[1]), match[2]
    return first, int(last) if len(last) == len("2021") else first // 100 * 100 + int(last)


def _since(match: re.Match[str]) -> Years:
    return int(match[1]), None


def _whole(match: re.Match[str]) -> Years:
    return int(match[1]), int(match[1])


def _full_years(match: re.Match[str], day: date) -> Years:
    return day.year - _number(match[1]), day.year - 1


def _this_year(_match: re.Match[str], day: date) -> Years:
    return day.year, day.year


def _last_year(_match: re.Match[str], day: date) -> Years:
    return day.year - 1, day.year - 1


def _next_year(_match: re.Match[str], day: date) -> Years:
    return day.year + 1, day.year + 1


def _this_legislature(_match: re.Match[str], day: date) -> Years:
    return _LEGISLATURES[_legislature(day)], None


def _last_legislature(_match: re.Match[str], day: date) -> Years:
    index = _legislature(day)
    return _LEGISLATURES[max(0, index - 1)], _LEGISLATURES[index]


def _legislature(day: date) -> int:
    """Return which legislature a day falls in; before June of an election year the old one still runs."""
    begun = [i for i, year in enumerate(_LEGISLATURES) if (year, 6) <= (day.year, day.month)]
    return begun[-1] if begun else 0


def _compiled(rules: Sequence[tuple[str, T]]) -> tuple[tuple[re.Pattern[str], T], ...]:
    return tuple((re.compile(pattern), meaning) for pattern, meaning in rules)


_FIXED = _compiled(
    (
        (rf"(?<!\d)({_YEAR}){_TO}(?:eind |{_DAY}|{_QUARTER})?({_YEAR})(?!\d)", _span),
        (
            rf"(?:van|tussen|periode|vanaf)\s+(?:{_DAY})?({_YEAR})\s+(?:tot en met|tot|en|t/m)\s+"
            rf"(?:eind |{_DAY})?({_YEAR})(?!\d)",
            _span,
        ),
        (rf"{_DAY}({_YEAR}){_TO}{_DAY}({_YEAR})(?!\d)", _span),
        (rf"(?<![\d/])({_YEAR})\s?[-–/]\s?(\d{{2}})(?![\d/])", _span),
        (
            rf"(?:sinds|vanaf|sedert|van af|na)\s+"
            rf"(?:het jaar |begin |eind |{_START}|{_DAY}|het \w+ kwartaal van )?({_YEAR})"
            rf"(?:\s+(?:tot|tot en met) {_NOW})?(?!\d)",
            _since,
        ),
        (rf"(?:,|en) (?:in )?({_YEAR}) (?:tot nu toe|tot op heden|tot vandaag)", _whole),
        (rf"({_YEAR}){_TO}{_NOW}", _since),
        (rf"(?<![\d/.-])({_YEAR})(?![\d/]|\s*euro|-\d)", _whole),
        (rf"(?<!\d)\d{{1,2}}[/.-]\d{{1,2}}[/.-]({_YEAR})(?!\d)", _whole),
    )
)
_RELATIVE = _compiled(
    (
        (rf"{_PAST}\s+{_COUNT}\s+(?:volledige\s+|kalender)?(?:jaar|jaren)", _full_years),
        (rf"(?:deze|de huidige|huidige|lopende)\s+{_LEGISLATURE}", _this_legislature),
        (rf"(?:vorige|voorbije|afgelopen)\s+{_LEGISLATURE}", _last_legislature),
        (r"(?:vorig|voorbije|afgelopen|verleden)\s+(?:kalender)?jaar(?!\s*\d)", _last_year),
        (r"(?:dit|lopende|huidige)\s+(?:kalender)?jaar", _this_year),
        (
            rf"\b(?:eind|begin|half|medio|in|sinds)\s+(?:{_MONTHS})\b(?!\s+{_YEAR})",
            _this_year,
        ),
        (r"\b(?:volgend|komend)\s+jaar", _next_year),
        (r"\b(?:momenteel|op dit (?:moment|ogenblik)|vandaag|thans|actueel|op heden|nu nog)\b", _this_year),
        (r"\b(?:huidige? aantal|de huidige stand|actuele (?:stand|aantal))\b", _this_year),
    )
)
