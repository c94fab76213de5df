"""What one part of a sub-question means, with the words that say so and the choices that stay open."""

from __future__ import annotations

from dataclasses import dataclass

from pq_answers.understand.counted import OTHER
from pq_answers.understand.own import Own
from pq_answers.understand.periods import Period
from pq_answers.understand.vocabulary import Hit, fold


@dataclass(frozen=True, slots=True)
class Evidence:
    """The words that led to one choice, and where they stand in the tidied text."""

    what: str
    code: str
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Meaning:
    """What one part of a leaf means; `doubts` name the choices that its own words do not settle.

    `chance` is how likely kind and indicator are by what was learned, `named` are the measures of a part that
    asks no figures, `singled` the dimensions of a group singled out, `group` those of
    whom "van hen" means.
    """

    label: str
    text: str
    kind: str
    indicator: str = OTHER
    measures: tuple[str, ...] = ()
    period: Period | None = None
    breakdowns: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    doubts: tuple[str, ...] = ()
    moment: bool = False
    chance: float = 1.0
    named: tuple[str, ...] = ()
    singled: tuple[str, ...] = ()
    group: tuple[str, ...] = ()


def evidence_of(own: Own, text: str) -> tuple[Evidence, ...]:
    """Return the words that led to each choice, folded, as they stand in the whole `text`."""
    hits = [
        *own.hits,
        *(("maatregelen", hit) for hit in own.measures),
        *(("opsplitsingen", hit) for hit in own.breakdowns),
    ]
    return tuple(_placed(what, hit, own, text) for what, hit in hits)


def _placed(what: str, hit: Hit, own: Own, text: str) -> Evidence:
    start, end = own.start + hit.start, own.start + hit.end
    return Evidence(what, hit.code, start, end, fold(text[start:end]))
