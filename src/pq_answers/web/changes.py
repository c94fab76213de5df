"""What changed between two versions of an answer: words and figures, taken out and put in.

A figure that one of the versions hides is a dash in both: otherwise the older text would still show it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from pq_answers.answer import Comparison, Draft, compare_records
from pq_answers.compose.sentences import load_sentences
from pq_answers.compose.tables import HIDDEN_NOTES
from pq_answers.document import Block, BulletList, Document, Origin, Paragraph, Runs, TableBlock, plain
from pq_answers.web.places import texts_of

_WORDS = re.compile(r"\s+|[^\s]+")
_HIDDEN = "–"
_LONGEST = 4000


class Kind(StrEnum):
    """What became of a piece of text."""

    SAME = "gelijk"
    GONE = "weg"
    NEW = "bij"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a line, and what became of it."""

    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """A line that changed: its place in the answer, and its pieces."""

    place: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """The lines that changed, and the figures that moved."""

    lines: tuple[Line, ...]
    figures: Comparison

    def __bool__(self) -> bool:
        return bool(self.lines or self.figures.moved)


def changes(before: Draft, after: Draft) -> Changes:
    """Return what changed from one draft to the other."""
    figures = compare_records(before.record, after.record)
    hidden = frozenset(figures.hidden)
    old, new = (list(lines_of(one.document, hidden)) for one in (before, after))
    return Changes(tuple(_changed(old, new)), figures)


Told = tuple[str, str]
"""A line of an answer: its place and its text."""


def lines_of(document: Document, hidden: Collection[str]) -> Iterator[Told]:
    """Yield the lines of an answer in reading order, each with its place; what is hidden is a dash."""
    for block in document.preliminary:
        yield from (("voorafgaand", text) for text in _texts(block, hidden))
    for section in document.sections:
        for block in section.blocks:
            yield from ((section.path, text) for text in _texts(block, hidden))
    for annex in document.annexes:
        for block in annex.blocks:
            yield from ((f"bijlage {annex.number}", text) for text in _texts(block, hidden))


def _texts(block: Block, hidden: Collection[str]) -> Iterator[str]:
    """Yield the lines of a block; a row of a table is one. A chart says what its table says."""
    match block:
        case Paragraph() | BulletList():
            yield from (_shown(runs, hidden) for runs in texts_of(block))
        case TableBlock():
            yield _shown(block.caption, hidden)
            for heads, cells in block.rows:
                yield " | ".join(_shown(runs, hidden) for runs in (*heads, *(box.runs for box in cells)))
            # The note under a dash tells which of the two hides it: it is in neither.
            notes = (_shown(note, hidden) for note in block.notes)
            legends = [load_sentences().fill(name) for name in HIDDEN_NOTES.values()] if hidden else []
            yield from (note for note in notes if note not in legends)


def _shown(runs: Runs, hidden: Collection[str]) -> str:
    if not hidden:
        return plain(runs)
    return "".join(
        _HIDDEN if run.source and run.source.origin is Origin.CELL and run.source.name in hidden else run.text
        for run in runs
    )


def _changed(old: Sequence[Told], new: Sequence[Told]) -> Iterator[Line]:
    for what, start, end, first, last in SequenceMatcher(None, old, new).get_opcodes():
        if what == "equal":
            continue
        gone, come = old[start:end], new[first:last]
        paired = min(len(gone), len(come)) if [one[0] for one in gone] == [one[0] for one in come] else 0
        yield from (_line(was, now) for was, now in zip(gone[:paired], come[:paired], strict=True))
        yield from (Line(place, (Piece(Kind.GONE, text),)) for place, text in gone[paired:])
        yield from (Line(place, (Piece(Kind.NEW, text),)) for place, text in come[paired:])


def _line(was: Told, now: Told) -> Line:
    """Return the pieces of a line whose words changed; a very long one as a whole."""
    if max(len(was[1]), len(now[1])) > _LONGEST:
        return Line(now[0], (Piece(Kind.GONE, was[1]), Piece(Kind.NEW, now[1])))
    old, new = _WORDS.findall(was[1]), _WORDS.findall(now[1])
    pieces: list[Piece] = []
    for what, start, end, first, last in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            pieces.append(Piece(Kind.SAME, "".join(old[start:end])))
            continue
        parts = ((Kind.GONE, old[start:end]), (Kind.NEW, new[first:last]))
        pieces += [Piece(kind, "".join(words)) for kind, words in parts if words]
    return Line(now[0], tuple(pieces))
