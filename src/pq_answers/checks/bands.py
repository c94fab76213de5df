"""Printed bands: neighbours that leave a gap, or that both hold the same bound."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

_INTEGER = re.compile(r"\d+")


def band_problems(labels: Sequence[str]) -> Iterator[tuple[str, str, str]]:
    """Yield (lower label, upper label, problem) for neighbouring bands whose printed labels do not fit.

    Labels read as half-open, "minder dan 5", "van 5 tot minder dan 11", leave nothing open.
    """
    for lower, upper in pairwise(labels):
        ends, starts = _INTEGER.findall(lower), _INTEGER.findall(upper)
        problem = _problem(lower, upper, int(ends[-1]), int(starts[0])) if ends and starts else ""
        if problem:
            yield lower, upper, problem


def _problem(lower: str, upper: str, end: int, start: int) -> str:
    if "minder dan" in lower.lower():
        return ""
    if end < start:
        return "laten een gat"
    return "delen een grens" if end == start and lower[0] != "<" and upper[0] != ">" else ""
