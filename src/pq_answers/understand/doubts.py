"""What makes a choice less sure though it was made: words that nothing explains, rivals of a reference."""

from __future__ import annotations

import re
from functools import lru_cache

from pq_answers.understand.counted import OTHER
from pq_answers.understand.meaning import Meaning
from pq_answers.understand.place import Place
from pq_answers.understand.vocabulary import vocabulary

_LISTS = ("indicator", "maatregel", "opsplitsing", "soort", "andere", "bevoegdheid", "signaal")
_WORD = re.compile(r"[a-z'-]{4,}")
_PLAIN = frozenset({"doelgroepwerknemers", "ondernemingen"})
_MANY = 3


def doubts_of(place: Place, meaning: Meaning) -> tuple[str, ...]:
    """Return the doubts about a meaning that was found for a part asking figures."""
    found: list[str] = []
    strange = len(_strange(place.own.folded))
    if strange >= _MANY or (strange and meaning.indicator in _PLAIN and not place.own.measures):
        # "Hoeveel mensen volgden een cursus": who is counted is clear, what they did is not.
        found.append("onbekende_woorden")
    if _rivals(place):
        found.append("verwijzing")
    if meaning.indicator == OTHER and not any(what == "indicator" for what, _ in place.own.hits):
        found.append("niets_gevonden")
    if not meaning.measures and any(before.measures or before.named for before in place.before):
        found.append("geen_maatregel")
    return tuple(found)


def _rivals(place: Place) -> bool:
    """Whether "daarvan" takes its indicator from one of two quantities that a question asks."""
    if not place.refers or place.own.labels or "indicator" not in place.doubts or len(place.before) < 2:
        return False
    return place.before[-2].label == place.before[-1].label and (
        place.before[-2].indicator != place.before[-1].indicator
    )


def _strange(folded: str) -> list[str]:
    """Return the words that no list of the vocabulary knows."""
    known, starts, ends = _known(tuple(vocabulary(name).written for name in _LISTS))
    return [
        word
        for word in _WORD.findall(folded)
        if word not in known and not word.startswith(starts) and not word.endswith(ends)
    ]


@lru_cache(maxsize=8)
def _known(lists: tuple[frozenset[str], ...]) -> tuple[frozenset[str], tuple[str, ...], tuple[str, ...]]:
    """Return the words that are known whole, by their beginning, and by their end."""
    parts = {part for words in lists for word in words for part in word.split() if part.strip("*.#")}
    whole = frozenset(part for part in parts if "*" not in part)
    starts = tuple(sorted(part.strip("*") for part in parts if part.endswith("*")))
    ends = tuple(sorted(part.strip("*") for part in parts if part.startswith("*")))
    return whole, tuple(s for s in starts if s), tuple(e for e in ends if e)
