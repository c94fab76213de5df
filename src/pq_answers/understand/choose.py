"""Choosing the item that answers a data question: by what it measures, for whom, and its own words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from pq_answers.codelists import load_codelist
from pq_answers.items import Catalogue, Item, Moment
from pq_answers.understand.counted import OTHER
from pq_answers.understand.meaning import Meaning
from pq_answers.understand.own import DATA
from pq_answers.understand.vocabulary import fold

_GRAM = 4
_UMBRELLA = "sociale_economie"
# Not dimensions of an item: an item gives its years and measures by itself.
_ITS_OWN = frozenset({"jaar", "maatregel"})
_ENOUGH = 0.55
# A keyword of an item stands in the question as good as literally.
_LITERAL = 0.9
_WEIGHTS = {"indicator": 0.5, "maatregelen": 0.2, "opsplitsingen": 0.15, "woorden": 0.15}


@dataclass(frozen=True, slots=True)
class Candidate:
    """One item with how well it fits, from 0 to 1, and what speaks for it."""

    item: str
    score: float
    fits: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """The item that is chosen, or none ("geen passende query") with the nearest candidates."""

    item: str
    candidates: tuple[Candidate, ...]


def choose(meaning: Meaning, catalogue: Catalogue) -> Choice:
    """Return the item for a data question; below the threshold none is chosen."""
    if meaning.kind != DATA:
        return Choice("", ())
    ranked = sorted((_candidate(meaning, item) for item in catalogue), key=lambda c: (-c.score, c.item))
    best = ranked[0] if ranked else None
    chosen = best.item if best and best.score >= _ENOUGH and "indicator" in best.fits else ""
    return Choice(chosen, tuple(ranked[:3]))


def _candidate(meaning: Meaning, item: Item) -> Candidate:
    scores = {
        "indicator": float(_measures(item, meaning)),
        "maatregelen": _share(wanted_measures(meaning, item), meaning.measures),
        "opsplitsingen": _share(known_breakdowns(meaning, item), _asked(meaning)),
        "woorden": likeness(meaning.text, (item.title, item.description, *item.keywords)),
    }
    scores["maatregelen"] *= _in_time(meaning, item)
    total = sum(_WEIGHTS[name] * score for name, score in scores.items())
    return Candidate(
        item.name, round(total, 4), tuple(name for name, score in scores.items() if score >= 0.5)
    )


def _measures(item: Item, meaning: Meaning) -> bool:
    """Whether an item is about what is asked: by its indicator, or also by one of its keywords."""
    if meaning.indicator == OTHER:
        return False
    if item.indicator == meaning.indicator:
        return True
    return meaning.indicator in item.also and likeness(meaning.text, item.keywords) >= _LITERAL


def wanted_measures(meaning: Meaning, item: Item) -> tuple[str, ...]:
    """Return the measures asked for of which the item tells something.

    The umbrella, or no measure at all, stands for all measures of the social economy that the item has years
    of; one of them by itself is not the whole.
    """
    known = tuple(item.availability)
    if meaning.measures in {(), (_UMBRELLA,)} and _UMBRELLA not in known:
        under = [name for name in known if _is_under(name) and item.availability[name].years]
        return tuple(under) if len(under) > 1 else ()
    return tuple(measure for measure in meaning.measures if measure in known)


def _is_under(measure: str) -> bool:
    texts = load_codelist("maatregel").get(measure).texts or {}
    return texts.get("deel_van") == _UMBRELLA


def known_breakdowns(meaning: Meaning, item: Item) -> tuple[str, ...]:
    """Return the asked breakdowns that the item can give."""
    dimensions = item.dimensions
    return tuple(name for name in _asked(meaning) if name in dimensions)


def _asked(meaning: Meaning) -> tuple[str, ...]:
    return tuple(name for name in meaning.breakdowns if name not in _ITS_OWN)


def _share(found: Sequence[str], wanted: Sequence[str]) -> float:
    return 1.0 if not wanted else min(1.0, len(found) / len(wanted))


def _in_time(meaning: Meaning, item: Item) -> float:
    """Return 1 where the item has years that are asked, 0.5 where it has none of them."""
    if meaning.period is None:
        return 1.0
    first, last = meaning.period.first, meaning.period.last or Moment(9999).year
    spans = [entry.years for entry in item.availability.values() if entry.years]
    fits = any(span.first.year <= last and (span.last is None or span.last.year >= first) for span in spans)
    return 1.0 if fits else 0.5


def likeness(text: str, described: Iterable[str]) -> float:
    """Return how much of the letter groups of the best of the descriptions stands in `text`, from 0 to 1."""
    own = _grams(text)
    scores = [len(own & grams) / len(grams) for words in described if (grams := _described(words))]
    return max(scores, default=0.0)


@lru_cache(maxsize=4096)
def _described(words: str) -> frozenset[str]:
    """Return the letter groups of a description, of which the catalogue has only so many."""
    return _grams(words)


@lru_cache(maxsize=1)
def _grams(text: str) -> frozenset[str]:
    joined = f" {fold(text)} "
    return frozenset(joined[i : i + _GRAM] for i in range(len(joined) - _GRAM + 1))
