"""How far each sub-question of a plan is: who chose its answer, what is open, and the overview of all."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace

from pq_answers.items import Catalogue, load_passages
from pq_answers.plan import Part
from pq_answers.understand import DATA, KINDS
from pq_answers.web.reading import Reading, bare

_TO_FILL = "nog in te vullen"
_BY_PERSON = "door een persoon te beantwoorden"
_OWN = "gekozen door de opsteller"
_PERSONAL = frozenset(KINDS[kind] for kind in KINDS if kind != DATA)
_SHORT = 90


@dataclass(frozen=True, slots=True)
class Standing:
    """How far one answer is, in words and as a class of the page; `is_open` where something is to be done."""

    words: str
    level: str
    is_open: bool = False


def standing(
    part: Part, reading: Reading | None, proposed: Collection[Part], *, unkept: bool = False
) -> Standing:
    """Return how far an answer is; `proposed` is what the program chose, `unkept` that fields are not kept.

    How sure the program was says nothing any more of what somebody chose after it.
    """
    if unkept:
        return Standing(_TO_FILL, "midden", is_open=True)
    if part.gap:
        personal = reading is not None and reading.kind in _PERSONAL
        return Standing(_BY_PERSON if personal else _TO_FILL, "midden", is_open=True)
    if reading is None or answer_of(part) not in map(answer_of, proposed):
        return Standing(_OWN, "eigen")
    return Standing(reading.sure, reading.level)


def answer_of(part: Part) -> Part:
    """Return only what a part answers with, whatever its label, its place and its layout."""
    return replace(
        part, label="", line=0, annex=None, see="", question="", understood={}, chart=False, remedies=()
    )


@dataclass(frozen=True, slots=True)
class Line:
    """One sub-question in the overview: where its card stands, its words in short, and its answers."""

    label: str
    place: int
    text: str
    answers: tuple[str, ...]
    is_open: bool


def overview(parts: Sequence[Part], states: Sequence[Standing], catalogue: Catalogue) -> tuple[Line, ...]:
    """Return the sub-questions of a plan in order, each with what answers it or what is still to do."""
    lines: dict[str, Line] = {}
    for place, (part, state) in enumerate(zip(parts, states, strict=True)):
        told = state.words if state.is_open else _told(part, catalogue)
        known = lines.get(part.label) or Line(part.label, place, shortened(part.question), (), is_open=False)
        lines[part.label] = replace(
            known, answers=(*known.answers, told), is_open=known.is_open or state.is_open
        )
    return tuple(lines.values())


def _told(part: Part, catalogue: Catalogue) -> str:
    if part.item:
        return catalogue.get(part.item).title
    passage = load_passages().get(part.passage)
    return f"vaste tekst: {passage.title}" if passage else "eigen tekst"


def shortened(text: str) -> str:
    """Return the words of a sub-question on one line, cut between two words where there are many."""
    line = bare(" ".join(text.split()))
    return line if len(line) <= _SHORT else f"{line[:_SHORT].rsplit(' ', 1)[0].rstrip(',;:')} …"
