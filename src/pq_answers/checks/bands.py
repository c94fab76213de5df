"""Printed bands: neighbours that leave a gap, or that both hold the same bound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from itertools import pairwise

# A number as a label prints it: "5", "1.000", "0,5".
_NUMBER = re.compile(r"(?:\d{1,3}(?:[.\s]\d{3})+|\d+)(?:,\d+)?")
_BELOW = ("<", "minder dan", "kleiner dan", "onder de", "tot ")
_ABOVE = (">", "meer dan", "groter dan")


def holding(number: Decimal, labels: Mapping[str, str]) -> Iterator[str]:
    """Yield the codes of the bands that print a number as one of their bounds."""
    return (code for code, label in labels.items() if number in _numbers(label))


def meeting(lower: str, upper: str) -> Iterator[Decimal]:
    """Yield the bounds at which two neighbouring bands meet."""
    yield from (*_numbers(lower)[-1:], *_numbers(upper)[:1])


def band_problems(labels: Sequence[str], *, whole: bool = False) -> Iterator[tuple[str, str, str]]:
    """Yield (lower label, upper label, problem) for neighbouring bands whose printed labels do not fit.

    Labels read as half-open, "minder dan 5", "van 5 tot minder dan 11", leave nothing open. Of what counts
    in `whole` units, nothing lies between 10 and 11.
    """
    for lower, upper in pairwise(labels):
        ends, starts = _numbers(lower), _numbers(upper)
        problem = _problem(lower, upper, ends[-1], starts[0], step=int(whole)) if ends and starts else ""
        if problem:
            yield lower, upper, problem


def _numbers(label: str) -> list[Decimal]:
    texts = (re.sub(r"[.\s]", "", text) for text in _NUMBER.findall(label))
    return [Decimal(text.replace(",", ".")) for text in texts]


def _problem(lower: str, upper: str, end: Decimal, start: Decimal, *, step: int) -> str:
    if lower.lower().startswith(_BELOW) or "minder dan" in lower.lower():
        return ""
    if end + step < start:
        return "laten een gat"
    if end > start:
        return "overlappen"
    return "delen een grens" if end == start and not upper.lower().startswith(_ABOVE) else ""
