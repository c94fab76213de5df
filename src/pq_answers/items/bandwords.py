"""Bands as people write them: "minder dan 5", "5-10", "51 tot 100", "100+", "meer dan 1.000"."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pq_answers.codelists import Code

_NUMBER = r"\d{1,3}(?:\.\d{3})+(?!\d)|\d{1,4}"
BAND = re.compile(
    rf"(?:minder dan|kleiner dan|onder de|tot|<)\s*(?P<below>{_NUMBER})\b"
    rf"|(?P<low>{_NUMBER})\s*(?:-|–|tot(?: en met)?|t/m|en)\s*(?P<high>{_NUMBER})\b(?!\s*(?:jaar|procent|%))"
    rf"|(?:meer dan|groter dan|>)\s*(?P<above>{_NUMBER})\b"
    rf"|(?:minstens|vanaf)\s+(?P<least>{_NUMBER})\b"
    rf"|(?P<plus>{_NUMBER})(?:\s*\+| (?:en|of) meer\b)",
    re.IGNORECASE,
)
"""One band in a text."""


@dataclass(frozen=True, slots=True)
class AskedBand:
    """A band as it was written: the whole numbers from `first` to `last`, None where it has no upper end.

    `ends` says that the upper number is written as one that belongs to the band ("51-100"), `beyond` that the
    lower number is not ("meer dan 100").
    """

    label: str
    first: int
    last: int | None
    ends: bool = False
    beyond: bool = False

    @property
    def numbers(self) -> tuple[int, int | None]:
        """What the band holds, to compare it with another."""
        return self.first, self.last


def band_in(match: re.Match[str]) -> AskedBand:
    """Return the band that a match of `BAND` stands for."""
    label = " ".join(match[0].split())
    below, low, high, above = (_number(match[name]) for name in ("below", "low", "high", "above"))
    if below is not None:
        return AskedBand(label, 0, below - 1)
    if low is not None and high is not None:
        return AskedBand(label, low, high, ends=True)
    if above is not None:
        return AskedBand(label, above + 1, None, beyond=True)
    return AskedBand(label, _number(match["least"] or match["plus"]) or 0, None)


def _number(text: str | None) -> int | None:
    return int(text.replace(".", "")) if text else None


def read_band(label: str) -> AskedBand | None:
    """Return the band that a label is, or None for other words."""
    match = BAND.fullmatch(label.strip())
    return band_in(match) if match else None


def band_edges(bands: Sequence[AskedBand]) -> tuple[int, ...]:
    """Return the rising lower bounds that give the asked bands, with one above the last that ends.

    Where the bands show that they count in wholes ("5-10, 11-20"), the next band begins one higher.
    """
    starts = {band.first for band in bands if not band.beyond}
    starts |= {band.last + 1 for band in bands if band.last is not None and not band.ends}
    ends = {band.last for band in bands if band.last is not None and band.ends}
    ends |= {band.first - 1 for band in bands if band.beyond}
    step = int(any(end + 1 in starts for end in ends))
    starts |= {end + step for end in ends if not {end, end + 1} & starts}
    return tuple(sorted(start for start in starts if start))


def touching(bands: Sequence[AskedBand]) -> bool:
    """Whether one band goes on where another stops, so that they are bands of one division."""
    return any(
        lower.last is not None and upper.first - lower.last in {0, 1} for lower in bands for upper in bands
    )


def other_bands(asked: Sequence[AskedBand], delivered: Sequence[Code]) -> bool:
    """Whether the delivered bands are not the asked ones, by their bounds nor as they are printed."""
    given = [set(_readings(code)) for code in delivered]
    wanted = {band.numbers for band in asked}
    return not all(wanted & readings for readings in given) or bool(wanted - set().union(*given))


def _readings(code: Code) -> Iterator[tuple[int, int | None]]:
    yield int(code.start or 0), None if code.end is None else int(code.end) - 1
    printed = read_band(code.label)
    if printed:
        yield printed.numbers
