"""What a sub-question shows to the learned reading: its words, those around it, what the rules choose."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from itertools import pairwise

from pq_answers.understand.own import Own
from pq_answers.understand.place import Place

WORD = re.compile(r"[a-z'-]+|\d+|[?:;]")
_GRAM = 5
_OPENING = 4
# How much what stands elsewhere counts beside the words themselves.
_ABOVE, _TITLE, _LETTERS = 0.5, 0.3, 0.4
_BACK = frozenset({"daarvan", "hiervan", "ervan", "hen", "hun", "zij", "deze", "die", "dat", "waarvan"})


def features(place: Place, kind: str, indicator: str) -> Mapping[str, float]:
    """Return the features of a part with their weight; `kind` and `indicator` are what the rules choose."""
    found: dict[str, float] = {}
    for name, weight in _all(place, kind, indicator):
        found[name] = max(weight, found.get(name, 0.0))
    return found


def _all(place: Place, kind: str, indicator: str) -> Iterator[tuple[str, float]]:
    tokens = tokens_of(place.own.folded)
    yield from _of_text(place.own.folded)
    above = tokens_of(" ".join(stem.folded for stem in place.stems))
    yield from ((f"a:{word}", _ABOVE) for word in above)
    yield from ((f"ab:{one} {two}", _ABOVE) for one, two in pairwise(above))
    if place.context.title:
        yield from ((f"T:{word}", _TITLE) for word in tokens_of(place.context.title.folded))
    yield from ((name, 1.0) for name in _of_place(place, tokens))
    yield from ((name, 1.0) for name in _of_rules(place, kind, indicator))


def tokens_of(folded: str) -> list[str]:
    """Return the words of a folded text; every number counts as the same word."""
    return ["#" if word.isdigit() else word for word in WORD.findall(folded)]


@lru_cache(maxsize=2)
def _of_text(folded: str) -> tuple[tuple[str, float], ...]:
    """Return the features of the words alone, which the kind and the indicator both go by."""
    tokens = tokens_of(folded)
    return (*_of_words(tokens), *_of_letters(tokens))


def _of_words(tokens: list[str]) -> Iterator[tuple[str, float]]:
    yield from ((f"w:{word}", 1.0) for word in tokens)
    yield from ((f"b:{one} {two}", 1.0) for one, two in pairwise(["<", *tokens, ">"]))
    yield from ((f"s{min(place, 1)}:{word}", 1.0) for place, word in enumerate(tokens[:_OPENING]))


def _of_letters(tokens: list[str]) -> Iterator[tuple[str, float]]:
    """Yield groups of letters: "maatwerkplaatsen" is like "maatwerkplaats" and "opleidingsplaatsen"."""
    for word in sorted({word for word in tokens if len(word) >= _GRAM}):
        framed = f"^{word}$"
        yield from ((f"g:{framed[i : i + _GRAM]}", _LETTERS) for i in range(len(framed) - _GRAM + 1))


def _of_place(place: Place, tokens: list[str]) -> Iterator[str]:
    last = place.before[-1] if place.before else None
    kind, indicator = (last.kind, last.indicator) if last else ("", "")
    yield from (f"pk:{kind}", f"pi:{indicator}")
    if not _BACK.isdisjoint(tokens):
        yield from (f"back pk:{kind}", f"back pi:{indicator}")
    if place.own.text.rstrip().endswith("?"):
        yield "asks"
    if place.leaf.continues:
        yield "continues"
    context = place.context
    told = {"outside": context.outside, "others": context.to_others, "all": context.to_all}
    yield from (f"c:{name}" for name, holds in told.items() if holds)


def _of_rules(place: Place, kind: str, indicator: str) -> Iterator[str]:
    named = {what for what, _ in place.own.hits}
    yield f"rk:{kind}"
    yield f"rk:{kind} {'soort' in named} {'soort' in place.doubts}"
    yield f"ri:{indicator}"
    yield f"ri:{indicator} {'indicator' in named} {'indicator' in place.doubts}"
    yield from (f"d:{doubt}" for doubt in place.doubts)
    yield from (f"m:{code}" for code in _measures(place.own))


def _measures(own: Own) -> tuple[str, ...]:
    return own.measure_codes or ("none",)
