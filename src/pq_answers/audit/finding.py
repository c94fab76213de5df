"""A finding of the number check, and the comparison of two sequences of numbers that makes most of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

_MOST = 400
"""Sequences that differ over a longer stretch are one finding: aligning them would only cost time."""


@dataclass(frozen=True, slots=True)
class Finding:
    """Where a file does not say what the Document says; `sentence` is Dutch and repeats no number.

    `position` is the n-th number of the file (of the sheet, in a workbook), or 0 where it is not about one.
    """

    file: str
    position: int
    expected: str
    found: str
    sentence: str


def fault(file: str, sentence: str, *, expected: str = "", found: str = "") -> Finding:
    """Return a finding that is not about the position of one number."""
    return Finding(file, 0, expected, found, sentence)


def compare_numbers(
    file: str, place: str, expected: Sequence[str], found: Sequence[str]
) -> Iterator[Finding]:
    """Yield a finding for every number that is altered, missing or added; `place` is "" or "blad «…»: "."""
    if list(expected) == list(found):
        return
    start = _common(expected, found)
    end = _common(expected[start:][::-1], found[start:][::-1])
    left, right = expected[start : len(expected) - end], found[start : len(found) - end]
    if max(len(left), len(right)) > _MOST:
        yield _finding(file, place, start + 1, left[:1], right[:1])
        return
    for kind, a, b, c, d in SequenceMatcher(None, left, right, autojunk=False).get_opcodes():
        if kind != "equal":
            yield _finding(file, place, start + c + 1, left[a:b], right[c:d])


def _common(left: Sequence[str], right: Sequence[str]) -> int:
    pairs = zip(left, right, strict=False)
    return next((at for at, (a, b) in enumerate(pairs) if a != b), min(len(left), len(right)))


def _finding(file: str, place: str, position: int, expected: Sequence[str], found: Sequence[str]) -> Finding:
    if not found:
        what = f"vóór het {position}e getal ontbreekt een getal van het antwoord"
    elif not expected:
        what = f"het {position}e getal staat niet in het antwoord"
    else:
        what = f"het {position}e getal is een ander dan in het antwoord"
    sentence = f"{place}{what}."
    return Finding(file, position, " ".join(expected), " ".join(found), sentence[0].upper() + sentence[1:])
