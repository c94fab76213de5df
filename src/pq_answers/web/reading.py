"""A question's text with the words marked that led to each choice, and what those words stand for."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pq_answers.codelists import dimension_name, load_codelist
from pq_answers.plan import Part
from pq_answers.understand import KINDS, SubQuestion, Understood, related_passages

_NAMES = {
    "soort": "soort",
    "indicator": "indicator",
    "maatregelen": "maatregel",
    "opsplitsingen": "opsplitsing",
    "periode": "periode",
}
_MOST = 4
_RECOGNISED = 0.5
# Below this another item is no choice beside one that fits.
_NEAR = 0.4
_SURE = (
    (0.9, "zeker", "hoog"),
    (0.5, "vrij zeker, kijk na", "midden"),
    (0.0, "niet zeker, kies zelf", "laag"),
)
_DOUBTS = {
    "maatregelen": "de maatregel staat niet in de eigen woorden",
    "verwijzing": "de deelvraag verwijst naar een andere",
    "geen_maatregel": "er wordt geen maatregel genoemd",
    "periode": "de periode staat niet in de eigen woorden",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text; `what` says what its words stand for, empty for plain text.

    `first` names the sub-questions of which no words stand before these.
    """

    text: str
    what: str = ""
    parts: tuple[str, ...] = ()
    first: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Word:
    """Words of a sub-question, what they say, and as what they were understood."""

    words: str
    what: str
    meaning: str


@dataclass(frozen=True, slots=True)
class Reading:
    """How one sub-question was understood."""

    label: str
    text: str
    kind: str
    confidence: float
    words: tuple[Word, ...]
    candidates: tuple[str, ...]
    offered: tuple[str, ...]
    doubts: tuple[str, ...]
    pieces: tuple[Piece, ...]
    read: SubQuestion

    @property
    def sure(self) -> str:
        """How sure the reading is, in words."""
        return next(word for least, word, _ in _SURE if self.confidence >= least)

    @property
    def level(self) -> str:
        """How sure the reading is, as a class of the page."""
        return next(level for least, _, level in _SURE if self.confidence >= least)


Mark = tuple[int, int, str, str]
"""Where words begin and end, what they say, and of which sub-question."""


def pieces(understood: Understood) -> tuple[Piece, ...]:
    """Return the text in pieces, the words that led to a choice by themselves."""
    marks = [mark for one in understood.parts for mark in _marks(one)]
    return tuple(_cut(understood.text, 0, len(understood.text), marks))


def _marks(one: SubQuestion) -> list[Mark]:
    label = one.meaning.label
    return [
        (e.start, e.end, f"{_NAMES.get(e.what, e.what)}: {_meaning(e.what, e.code)}", label)
        for e in one.meaning.evidence
    ]


def _cut(text: str, first: int, last: int, marks: Sequence[Mark]) -> Iterator[Piece]:
    """Yield the pieces of the text from `first` to `last`, cut wherever a mark begins or ends."""
    inside = sorted(mark for mark in marks if first <= mark[0] and mark[1] <= last)
    edges = sorted({first, last, *(edge for start, end, *_ in inside for edge in (start, end))})
    seen: set[str] = set()
    for start, end in pairwise(edges):
        over = [(what, label) for begin, close, what, label in inside if begin <= start and end <= close]
        labels = tuple(dict.fromkeys(label for _, label in over))
        first_of = tuple(label for label in labels if label not in seen)
        seen |= set(labels)
        yield Piece(text[start:end], "; ".join(dict.fromkeys(what for what, _ in over)), labels, first_of)


def _own_pieces(one: SubQuestion, text: str) -> tuple[Piece, ...]:
    """Return the words of one sub-question in pieces, cut where the same words stand in the whole text."""
    marks, own = _marks(one), bare(one.meaning.text)

    def marked(first: int) -> int:
        return sum(first <= start and end <= first + len(own) for start, end, *_ in marks)

    first = max((found.start() for found in re.finditer(re.escape(own), text)), key=marked, default=-1)
    return tuple(_cut(text, first, first + len(own), marks)) if first >= 0 else (Piece(own),)


Alone = Callable[[str], Understood | None]
"""Reads the words of one sub-question by themselves; None where nothing is asked in them."""


def bare(text: str) -> str:
    """Return the words of a sub-question without what only joins it to the next one."""
    return text.strip().rstrip(";,").rstrip()


def is_recognised(understood: Understood) -> bool:
    """Whether any sub-question was recognised; in a text of another kind the program is sure of none."""
    return any(one.confidence >= _RECOGNISED for one in understood.parts)


def stems_before(read: Sequence[SubQuestion | None]) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Return before each sub-question the sentences that it completes and that were not shown before it.

    A sentence that asks something itself has a place of its own among the sub-questions.
    """
    seen = {one.meaning.label for one in read if one}
    shown: list[tuple[tuple[str, str], ...]] = []
    for one in read:
        shown.append(tuple(stem for stem in (one.stems if one else ()) if stem[0] not in seen))
        seen |= {label for label, _ in shown[-1]}
    return tuple(shown)


def readings(understood: Understood, parts: Sequence[Part], alone: Alone) -> tuple[Reading | None, ...]:
    """Return how each part of a plan was understood: in the question, or else by its own words alone."""
    known: dict[str, list[SubQuestion]] = {}
    for one in understood.parts:
        known.setdefault(one.meaning.label, []).append(one)
    return tuple(_reading_of(part, known.get(part.label, []), understood, alone) for part in parts)


def _reading_of(
    part: Part, known: Sequence[SubQuestion], understood: Understood, alone: Alone
) -> Reading | None:
    same = [one for one in known if one.meaning.text == part.question or not part.question]
    if not same:
        same = [one for one in understood.parts if part.question and one.meaning.text == part.question]
    if same:
        return _reading(same[0], understood)
    apart = alone(part.question) if part.question else None
    return _reading(apart.parts[0], apart) if apart else None


def _reading(one: SubQuestion, understood: Understood) -> Reading:
    meaning, day = one.meaning, understood.header.day
    chosen = one.choice.item
    near = [other.item for other in one.choice.candidates if other.score >= _NEAR or not chosen]
    offered = [passage.name for passage in related_passages(one, day)[:_MOST]] if day else []
    return Reading(
        meaning.label,
        meaning.text,
        KINDS[meaning.kind],
        one.confidence,
        tuple(_words(one, understood.text)),
        tuple(near),
        tuple(offered),
        tuple(_DOUBTS.get(doubt, doubt.replace("_", " ")) for doubt in meaning.doubts),
        _own_pieces(one, understood.text),
        one,
    )


def _words(one: SubQuestion, text: str) -> Iterator[Word]:
    seen: set[Word] = set()
    for e in one.meaning.evidence:
        word = Word(
            " ".join(text[e.start : e.end].split()), _NAMES.get(e.what, e.what), _meaning(e.what, e.code)
        )
        if word not in seen:
            seen.add(word)
            yield word


def _meaning(what: str, code: str) -> str:
    if what == "soort":
        return KINDS.get(code, code)
    if what == "opsplitsingen":
        return dimension_name(code)
    name = {"maatregelen": "maatregel", "indicator": "indicator"}.get(what, "")
    return load_codelist(name).label(code) if name and code in load_codelist(name) else code.replace("_", " ")
