"""A question's text with the words marked that led to each choice, and what those words stand for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pq_answers import nl
from pq_answers.codelists import codelist_names, load_codelist
from pq_answers.plan import Part
from pq_answers.understand import KINDS, SubQuestion, Understood, fitting_passages

_NAMES = {
    "soort": "soort",
    "indicator": "indicator",
    "maatregelen": "maatregel",
    "opsplitsingen": "opsplitsing",
    "periode": "periode",
}
_DOUBTS = {
    "maatregelen": "de maatregel staat niet in de eigen woorden",
    "verwijzing": "de deelvraag verwijst naar een andere",
    "geen_maatregel": "er wordt geen maatregel genoemd",
    "periode": "de periode staat niet in de eigen woorden",
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of the text; `what` says what its words stand for, empty for plain text."""

    text: str
    what: str = ""
    parts: tuple[str, ...] = ()


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


def pieces(understood: Understood) -> tuple[Piece, ...]:
    """Return the text in pieces, the words that led to a choice by themselves."""
    text = understood.text
    marks: list[tuple[int, int, str, str]] = sorted(
        (e.start, e.end, f"{_NAMES.get(e.what, e.what)}: {_meaning(e.what, e.code)}", part.meaning.label)
        for part in understood.parts
        for e in part.meaning.evidence
    )
    edges = sorted({0, len(text), *(edge for start, end, *_ in marks for edge in (start, end))})
    found = [_piece(text, start, end, marks) for start, end in pairwise(edges)]
    return tuple(piece for piece in found if piece.text)


def _piece(text: str, start: int, end: int, marks: Sequence[tuple[int, int, str, str]]) -> Piece:
    over = [(what, label) for first, last, what, label in marks if first <= start and end <= last]
    what = "; ".join(dict.fromkeys(what for what, _ in over))
    return Piece(text[start:end], what, tuple(dict.fromkeys(label for _, label in over)))


def readings(understood: Understood, parts: Sequence[Part]) -> tuple[Reading | None, ...]:
    """Return how each part of a plan was understood, by its label and words; None where a person added it."""
    by_label: dict[str, list[SubQuestion]] = {}
    for one in understood.parts:
        by_label.setdefault(one.meaning.label, []).append(one)
    return tuple(_reading_of(part, by_label.get(part.label, []), understood) for part in parts)


def _reading_of(part: Part, known: Sequence[SubQuestion], understood: Understood) -> Reading | None:
    if not known:
        return None
    same = [one for one in known if one.meaning.text == part.question] or list(known)
    return _reading(same[0], understood)


def _reading(one: SubQuestion, understood: Understood) -> Reading:
    meaning, day = one.meaning, understood.header.day
    candidates = [candidate.item for candidate in one.choice.candidates] if meaning.kind == "data" else []
    offered = [passage.name for passage in fitting_passages(one, day)] if day else []
    return Reading(
        meaning.label,
        meaning.text,
        KINDS[meaning.kind],
        one.confidence,
        tuple(_words(one, understood.text)),
        tuple(candidates),
        tuple(offered),
        tuple(_DOUBTS.get(doubt, doubt.replace("_", " ")) for doubt in meaning.doubts),
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
        return nl.uncapital(load_codelist(code).title) if code in codelist_names() else code.replace("_", " ")
    name = {"maatregelen": "maatregel", "indicator": "indicator"}.get(what, "")
    return load_codelist(name).label(code) if name and code in load_codelist(name) else code.replace("_", " ")
