"""Mending misspelt words: "contigent" is read as "contingent", with every place still that of the text."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

_WORD = re.compile(r"[a-z'-]{7,}")
_SHORTEST = 7


def mended(folded: str, known: frozenset[str], common: frozenset[str]) -> str:
    """Return `folded` with each unknown long word replaced by the known one that it almost is.

    The replacement is cut or padded to the letters of the word it replaces, so that places stay; a known word
    that does not fit is therefore taken without its ending, which the vocabulary's "*" forgives.
    """
    return _WORD.sub(lambda match: _mend(match[0], known, common), folded)


def _mend(word: str, known: frozenset[str], common: frozenset[str]) -> str:
    if word in common or word in known or any(word.startswith(stem) for stem in _stems(known, word[:3])):
        return word
    best = _nearest(word, known)
    if best is None:
        return word
    return best if len(best) == len(word) else best[: len(word)].ljust(len(word))


@lru_cache(maxsize=512)
def _stems(known: frozenset[str], start: str) -> tuple[str, ...]:
    return tuple(word for word in known if word.startswith(start))


@lru_cache(maxsize=4096)
def _nearest(word: str, known: frozenset[str]) -> str | None:
    """Return the known word at one or (for long words) two edits, the nearest and then the first."""
    from rapidfuzz.distance import DamerauLevenshtein

    most = 1 if len(word) < 10 else 2
    near = [
        (DamerauLevenshtein.distance(word, other, score_cutoff=most), other) for other in _alike(word, known)
    ]
    found = min((pair for pair in near if pair[0] <= most), default=None)
    return found[1] if found else None


def _alike(word: str, known: Iterable[str]) -> list[str]:
    return sorted(
        o for o in known if abs(len(o) - len(word)) <= 2 and o[0] == word[0] and len(o) >= _SHORTEST
    )
