"""Mending misspelt words: "contigent" is read as "contingent", and every place is found back in the text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeVar

from rapidfuzz.distance import DamerauLevenshtein

from pq_answers.understand.vocabulary import vocabulary

_WORD = re.compile(r"[a-z]{8,}")
_FILES = ("indicator", "maatregel", "opsplitsing", "soort", "andere", "bevoegdheid", "signaal")
# Only long words that stand alone in these lists are mended: short ones are too like others.
_WORTH = ("indicator", "maatregel", "opsplitsing")
_SHORTEST = 8
# What is heard alike and written otherwise: "begelijding", "invulingsgraad", "sektor".
_SOUNDS = (
    ("ij", "ei"), ("y", "ei"), ("ou", "au"), ("dt", "t"), ("c", "k"), ("z", "s"), ("v", "f"),
)  # fmt: skip
_DOUBLED = re.compile(r"(.)\1")
_MANY = 2
_ENDING = 4
Lists = tuple[frozenset[str], ...]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Mended:
    """A folded text without mistakes; `changes` are start and end of a mended word, and its length before."""

    text: str
    changes: tuple[tuple[int, int, int], ...] = ()

    def original(self, place: int) -> int:
        """Return where a place of the mended text stands in the text as it was."""
        shift = 0
        for start, end, length in self.changes:
            if place <= start:
                break
            if place < end:
                return start + shift + min(place - start, length)
            shift += length - (end - start)
        return place + shift


def mend(folded: str) -> Mended:
    """Return `folded` with each long word that is almost one of the vocabulary replaced by that one."""
    lists = tuple(vocabulary(name).written for name in _FILES)
    pieces: list[str] = []
    changes: list[tuple[int, int, int]] = []
    done = size = 0
    for match in _WORD.finditer(folded):
        word = _mended(match[0], lists)
        if word == match[0]:
            continue
        pieces += [folded[done : match.start()], word]
        size += match.start() - done + len(word)
        changes.append((size - len(word), size, len(match[0])))
        done = match.end()
    return Mended("".join([*pieces, folded[done:]]), tuple(changes))


@lru_cache(maxsize=8192)
def _mended(word: str, lists: Lists) -> str:
    """Return the one word of the vocabulary that `word` is meant to be, or `word` itself."""
    if any(_is_form(word, stem) for stem in _stems(lists).get(word[:3], ())):
        return word
    key = _sound(word)
    near = {_with_ending(word, other) for other, sound in _worth(lists).get(key[:1], ()) if _near(key, sound)}
    return near.pop() if len(near) == 1 else word


def _is_form(word: str, stem: str) -> bool:
    """Whether a word is a known one with an ending: "provincies", and not "provinice" because of "prov"."""
    return word.startswith(stem) and len(word) - len(stem) <= _ENDING


def _near(one: str, other: str) -> bool:
    """Whether two sounds are one, or differ by a letter more or less or by two that changed places."""
    if one == other:
        return True
    if sorted(one) != sorted(other) and abs(len(one) - len(other)) != 1:
        return False
    return DamerauLevenshtein.distance(one, other, score_cutoff=1) == 1


def _with_ending(word: str, other: str) -> str:
    """Return a word of the vocabulary with the plural of the misspelt one."""
    for ending in ("en", "s", "n"):
        if word.endswith(ending) and not other.endswith(ending) and len(word) > len(other):
            return other + ending
    return other


@lru_cache(maxsize=8)
def _stems(lists: Lists) -> Mapping[str, Sequence[str]]:
    """Return the beginnings of all words that are known, by their first three letters."""
    return _grouped((stem[:3], stem) for words in lists for word in words for stem in _parts(word))


@lru_cache(maxsize=8)
def _worth(lists: Lists) -> Mapping[str, Sequence[tuple[str, str]]]:
    """Return the words that are worth mending with their sounds, by the first letter of the sound."""
    chosen = {
        word.strip("*")
        for name, words in zip(_FILES, lists, strict=True)
        if name in _WORTH
        for word in words
        if len(word.split()) == 1 and _WORD.fullmatch(word.strip("*")) and not word.startswith("*")
    }
    return _grouped((_sound(word)[:1], (word, _sound(word))) for word in sorted(chosen))


def _grouped(pairs: Iterable[tuple[str, T]]) -> Mapping[str, Sequence[T]]:
    found: dict[str, list[T]] = {}
    for key, value in pairs:
        found.setdefault(key, []).append(value)
    return found


def _parts(word: str) -> list[str]:
    return [part.strip("*") for part in word.split() if len(part.strip("*")) > _MANY]


def _sound(word: str) -> str:
    for written, heard in _SOUNDS:
        word = word.replace(written, heard)
    return _DOUBLED.sub(r"\1", word)
