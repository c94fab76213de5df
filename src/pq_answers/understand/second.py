"""A second reading of a sub-question, by counting words of annotated ones, to doubt where the rules may err.

Complement naive Bayes (Rennie, Shih, Teevan and Karger, "Tackling the Poor Assumptions of Naive Bayes Text
Classifiers", ICML 2003) over words and pairs of words. Where it reads another kind or another indicator than
the rules do, the choice is less sure.
"""

from __future__ import annotations

import json
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from pathlib import Path

from pq_answers.errors import InputError
from pq_answers.resources import locate, read_text
from pq_answers.understand.vocabulary import fold

_FILE = "data/begrippen/voorbeelden.jsonl"
_SMOOTHING = 0.5
_WORD = re.compile(r"[a-z'-]+|\d+")


@dataclass(frozen=True, slots=True)
class Example:
    """An annotated sub-question: its words with those above it, its kind, its indicator, and its question."""

    text: str
    kind: str
    indicator: str
    question: str = ""


class Classifier:
    """Tells which class a text is like most; the classes are those of the examples it counted."""

    def __init__(self, examples: Iterable[tuple[str, str]]) -> None:
        self._seen: dict[str, Counter[str]] = defaultdict(Counter)
        self._sizes: Counter[str] = Counter()
        for text, name in examples:
            for feature in _features(text):
                self._seen[feature][name] += 1
                self._sizes[name] += 1
        self._totals = {feature: counts.total() for feature, counts in self._seen.items()}

    def classify(self, text: str) -> str:
        """Return the likeliest class, of equals the first by name; "" without any example."""
        features = [feature for feature in _features(text) if feature in self._seen]
        scores = {name: self._score(name, features) for name in sorted(self._sizes)}
        return max(scores, key=lambda name: scores[name], default="")

    def _score(self, name: str, features: Iterable[str]) -> float:
        """Return how little a text is like all that is not the class."""
        others = self._sizes.total() - self._sizes[name] + _SMOOTHING * len(self._seen)
        counts = ((self._totals[f], self._seen[f][name]) for f in features)
        return -sum(math.log((total - own + _SMOOTHING) / others) for total, own in counts)


@dataclass(frozen=True)
class SecondReading:
    """The two classifiers: of the kind of a sub-question, and of what a data question is about."""

    kinds: Classifier
    indicators: Classifier

    @classmethod
    def of(cls, examples: Iterable[Example]) -> SecondReading:
        """Return the reading that the examples teach."""
        known = list(examples)
        data = [example for example in known if example.indicator]
        return cls(
            Classifier((example.text, example.kind) for example in known),
            Classifier((example.text, example.indicator) for example in data),
        )


def _features(text: str) -> Iterator[str]:
    """Yield each word and each pair of words once; every number counts as the same word."""
    words = ["#" if word.isdigit() else word for word in _WORD.findall(fold(text))]
    yield from dict.fromkeys([*words, *(f"{a} {b}" for a, b in pairwise(words))])


def second_reading() -> SecondReading:
    """Return the reading that the examples of the catalogue teach, those of an overlay included."""
    paths = locate(_FILE)
    return _reading(tuple((path, path.stat().st_mtime_ns) for path in paths))


@lru_cache(maxsize=4)
def _reading(paths: tuple[tuple[Path, int], ...]) -> SecondReading:
    return SecondReading.of(example for path, _ in paths for example in read_examples(path))


def read_examples(path: Path) -> list[Example]:
    """Return the examples in a file of JSON lines; raises `InputError` with the line that is wrong."""
    lines = enumerate(read_text(path).split("\n"), start=1)
    return [_example(line, f"{path}:{number}") for number, line in lines if line.strip()]


def _example(line: str, where: str) -> Example:
    try:
        entry: Mapping[str, str] = json.loads(line)
        return Example(entry["tekst"], entry["soort"], entry.get("indicator", ""), entry.get("vraag", ""))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        fix = 'Schrijf {"tekst": "…", "soort": "data", "indicator": "…"}.'
        raise InputError("Dit voorbeeld is niet volledig.", where=where, fix=fix) from error
