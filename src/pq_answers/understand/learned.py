"""The learned reading: what annotated sub-questions teach about the kind and the indicator of a new one.

Multinomial logistic regression over words, groups of letters and the choices of the rules (stacked
generalization: Wolpert, Neural Networks 5, 1992). `tools/leren.py` learns the weights; nothing is learned
while a question is read, so the same text always gives the same reading.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError
from pq_answers.resources import find_file, read_text
from pq_answers.understand.features import WORD, features
from pq_answers.understand.place import Place
from pq_answers.understand.vocabulary import Hit

_FILE = "data/begrippen/gewichten.json"
# The weights are written in hundredths.
_UNIT = 100
_OF_WORDS = ("w:", "b:")
_MOST_NAMED = 2
# How likely another choice than that of the rules must be where the own words name an indicator, and where
# they do not; and how likely a repetition is what it repeats.
_ENOUGH, _LITTLE, _REPEATED = 0.5, 0.4, 0.9


@dataclass(frozen=True, slots=True)
class Likely:
    """A choice with how likely it is, from 0 to 1, and the words of the part that speak for it most."""

    code: str
    chance: float
    words: tuple[Hit, ...] = ()


@dataclass(frozen=True, slots=True)
class Weights:
    """The weights of each class, in hundredths: `bias` without any feature, and those of each feature."""

    classes: tuple[str, ...]
    bias: tuple[int, ...]
    table: Mapping[str, Sequence[int]]

    def chances(self, found: Mapping[str, float]) -> dict[str, float]:
        """Return how likely each class is for these features."""
        totals = [float(weight) for weight in self.bias]
        for name, value in found.items():
            for place, weight in enumerate(self.table.get(name, ())):
                totals[place] += value * weight
        best = max(totals, default=0.0)
        grown = [math.exp((total - best) / _UNIT) for total in totals]
        return {code: one / sum(grown) for code, one in zip(self.classes, grown, strict=True)}

    def speaking(self, found: Mapping[str, float], code: str) -> list[str]:
        """Return the features of words that speak for a class, the strongest first."""
        place = self.classes.index(code)
        scored = [(v * self.table[name][place], name) for name, v in found.items() if name in self.table]
        return [name for score, name in sorted(scored, reverse=True) if score > 0 and name[:2] in _OF_WORDS]


class Learned:
    """Chooses the kind and the indicator of a part; what the rules choose is one of the things it goes by."""

    def __init__(self, kinds: Weights, indicators: Weights) -> None:
        self._kinds, self._indicators = kinds, indicators

    def kind(self, place: Place, ruled: str) -> Likely:
        """Return the likeliest kind."""
        return _likeliest(self._kinds, place, ruled, place.own.indicator, ruled)

    def indicator(self, place: Place, kind: str, ruled: str) -> Likely:
        """Return the likeliest indicator of a part that asks figures."""
        return _likeliest(self._indicators, place, kind, ruled, ruled)


def _likeliest(weights: Weights, place: Place, kind: str, indicator: str, ruled: str) -> Likely:
    found = features(place, kind, indicator)
    chances = weights.chances(found)
    if not chances:
        return Likely(ruled, 1.0)
    code = max(chances, key=lambda name: (chances[name], name))
    repeats = place.own.same and place.previous is not None
    if code == ruled or repeats or chances[code] < (_ENOUGH if place.own.indicator else _LITTLE):
        # "Idem voor de LDE" means what it refers to, which the rules know and its own words do not tell.
        return Likely(ruled, max(chances.get(ruled, 0.0), _REPEATED if repeats else 0.0))
    names = weights.speaking(found, code)[:_MOST_NAMED]
    hits = (_place_of(name[2:].strip("<> "), code, place.own.folded) for name in names)
    return Likely(code, chances[code], tuple(hit for hit in hits if hit))


def _place_of(words: str, code: str, folded: str) -> Hit | None:
    """Return where the words of a feature stand in the text, numbers being any number."""
    wanted = words.split()
    tokens = list(WORD.finditer(folded))
    for first in range(len(tokens) - len(wanted) + 1):
        run = tokens[first : first + len(wanted)]
        if ["#" if token[0].isdigit() else token[0] for token in run] == wanted:
            start, end = run[0].start(), run[-1].end()
            return Hit(code, start, end, folded[start:end])
    return None


def learned_reading() -> Learned:
    """Return the reading of the catalogue's weights; those of an overlay go before the package's.

    Raises `InputError` with the file where the weights cannot be read.
    """
    path = find_file(_FILE)
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _changed: int) -> Learned:
    try:
        written = json.loads(read_text(path))
        return Learned(_weights(written["soort"]), _weights(written["indicator"]))
    except (ValueError, KeyError, TypeError) as error:
        fix = "Maak het bestand opnieuw met tools/leren.py."
        raise InputError("Deze gewichten zijn niet te lezen.", where=str(path), fix=fix) from error


def _weights(written: Mapping[str, Any]) -> Weights:
    return Weights(tuple(written["klassen"]), tuple(written["begin"]), written["gewichten"])


NOTHING_LEARNED = Learned(Weights((), (), {}), Weights((), (), {}))
