"""The places of an answer that somebody can say something about: a sub-question, a paragraph, a figure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlencode

from pq_answers.compose import described
from pq_answers.document import Block, BulletList, ChartBlock, Document, Origin, Paragraph, Runs, TableBlock
from pq_answers.errors import UserError
from pq_answers.tables import CellKey
from pq_answers.workflow import Comment, UnknownError

GENERAL = "algemeen"
_PART, _BLOCK, _FIGURE = "deelvraag ", "alinea ", "cijfer "
_NOT_IN_ID = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class Place:
    """A place as it is kept, in words, and where the draft shows it (empty: nowhere by itself)."""

    kept: str
    told: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Remark:
    """A comment beside the place that it is about."""

    comment: Comment
    place: Place


def block_place(label: str, number: int) -> str:
    """Return the place of the block with this number, counted from one, below a label."""
    return f"{_BLOCK}{label}/{number}"


def figure_place(key: str) -> str:
    """Return the place of a figure."""
    return f"{_FIGURE}{key}"


def anchor(place: str) -> str:
    """Return the name of a place inside a page."""
    return _NOT_IN_ID.sub("-", place)


def place_of(kept: str, base: str) -> Place:
    """Return a place that was kept, with its way to the draft at `base`; words of a person lead nowhere."""
    if kept.startswith(_FIGURE):
        key = kept.removeprefix(_FIGURE)
        query = urlencode({"soort": Origin.CELL.value, "naam": key})
        return Place(kept, f"cijfer: {_words(key)}", f"{base}/herkomst?{query}")
    if kept.startswith(_BLOCK):
        label, _, number = kept.removeprefix(_BLOCK).rpartition("/")
        return Place(kept, f"deelvraag {label}, alinea {number}", f"{base}#{quote(anchor(kept))}")
    if kept.startswith(_PART):
        label = kept.removeprefix(_PART)
        return Place(kept, kept, f"{base}#antwoord-{quote(_NOT_IN_ID.sub('-', label))}")
    return Place(kept, kept)


def _words(key: str) -> str:
    try:
        return described(CellKey.parse(key))
    except (UserError, ValueError):
        return key


def remarks(comments: Sequence[Comment], base: str) -> list[Remark]:
    """Return the comments with their places."""
    return [Remark(one, place_of(one.place, base)) for one in comments]


def is_checked(place: str) -> bool:
    """Whether a place has to be in the answer: a paragraph or a figure, not words of a person."""
    return place.startswith((_BLOCK, _FIGURE))


def check_place(place: str, document: Document) -> None:
    """Raise `UnknownError` for a paragraph or a figure that is not in the answer."""
    known = {block_place(label, number) for label, number, _ in _blocks(document)}
    known |= {figure_place(key) for block in document.blocks() for key in figures_in(block)}
    if place not in known:
        raise UnknownError("Deze plaats staat niet in het antwoord.", fix="Kies ze in het ontwerp.")


def _blocks(document: Document) -> Iterator[tuple[str, int, Block]]:
    for section in document.sections:
        for number, block in enumerate(section.blocks, start=1):
            yield section.path, number, block


def first_places(document: Document) -> Mapping[str, str]:
    """Return for each figure, as a place, the paragraph in which it stands first."""
    found: dict[str, str] = {}
    for label, number, block in _blocks(document):
        for key in figures_in(block):
            found.setdefault(figure_place(key), block_place(label, number))
    return found


def by_block(comments: Sequence[Comment], figures: Mapping[str, str]) -> dict[str, list[int]]:
    """Return the numbers of the open comments on each paragraph, or on a figure that stands first in it."""
    found: dict[str, list[int]] = {}
    for one in comments:
        if one.resolved is None:
            found.setdefault(figures.get(one.place, one.place), []).append(one.id)
    return found


def figures_in(block: Block) -> Iterator[str]:
    """Yield the keys of the figures that a block prints."""
    for runs in texts_of(block):
        for run in runs:
            if run.source is not None and run.source.origin is Origin.CELL:
                yield run.source.name


def texts_of(block: Block) -> Iterator[Runs]:
    """Yield the texts of a block in reading order."""
    match block:
        case Paragraph():
            yield block.runs
        case BulletList():
            yield from block.items
        case ChartBlock():
            yield from block.texts()
        case TableBlock():
            yield block.caption
            yield from (box.runs for level in block.head for box in level)
            for heads, cells in block.rows:
                yield from (*heads, *(box.runs for box in cells))
            yield from block.notes
