"""The tree of a question: its opening, its numbered elements as printed, and its closing words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from pq_answers.understand.markers import Mark, Marked, Style, read_marks

_INLINE = re.compile(r"(?<=[.?!:;])\s+(?=\(?(?:\d{1,2}(?:bis|ter)?|[a-z]|[ivx]{1,4}|[A-Z])[.)/]\s)")
_LETTER = re.compile(r"\s(?=(?P<letter>[a-h])\)\s)")
_ONLY_MARK = re.compile(r"\(?\w{1,4}[.)]\s*")
_MOST_WORDS_OF_FRAGMENT = 4


@dataclass(slots=True)
class Element:
    """One numbered element: its path as printed, its own text with its place, and the elements under it."""

    path: tuple[str, ...]
    text: str
    start: int
    level: int
    style: Style
    children: list[Element] = field(default_factory=list)

    @property
    def label(self) -> str:
        """The path with points: "7.f.ii"."""
        return ".".join(self.path)


@dataclass(frozen=True, slots=True)
class Tree:
    """A tidied question in parts; `text` is the whole, which every `start` counts in."""

    text: str
    opening: tuple[tuple[str, int], ...]
    elements: tuple[Element, ...]
    closing: tuple[tuple[str, int], ...]

    def walk(self) -> Iterator[tuple[Element, tuple[Element, ...]]]:
        """Yield every element in reading order with its ancestors, outermost first."""
        yield from _walk(self.elements, ())


def _walk(
    elements: Sequence[Element], above: tuple[Element, ...]
) -> Iterator[tuple[Element, tuple[Element, ...]]]:
    for element in elements:
        yield element, above
        yield from _walk(element.children, (*above, element))


def read_tree(text: str) -> Tree:
    """Return the tree of a tidied text; without any mark all of it is opening."""
    builder = _Builder()
    for line, start in _lines(text):
        builder.line(line, start)
    return Tree(text, tuple(builder.opening), tuple(builder.roots), tuple(builder.closing))


def _lines(text: str) -> Iterator[tuple[str, int]]:
    start = 0
    for line in text.split("\n"):
        if line.strip():
            yield line, start
        start += len(line) + 1


class _Builder:
    """Puts line after line in its place; knows the open elements from the root to the last one."""

    def __init__(self) -> None:
        self.opening: list[tuple[str, int]] = []
        self.closing: list[tuple[str, int]] = []
        self.roots: list[Element] = []
        self.open: list[tuple[Element, Mark]] = []
        self.begun_inline = False

    def line(self, line: str, start: int) -> None:
        """Take the next line, whose first letter stands at `start`."""
        for text, at in self._pieces(line, start):
            self._piece(text, at, inline=at != start)

    def _pieces(self, line: str, start: int) -> Iterator[tuple[str, int]]:
        """Yield a line in the pieces that begin with a mark, where those marks number questions."""
        cuts = sorted({match.end() for match in (*_INLINE.finditer(line), *_series(line))})
        kept = _real_cuts(line, cuts)
        for begin, end in zip([0, *kept], [*kept, len(line)], strict=True):
            yield line[begin:end].strip(), start + begin

    def _piece(self, text: str, start: int, *, inline: bool) -> None:
        marked = read_marks(text)
        path = self._place(marked, inline=inline) if marked else None
        if marked is None or path is None:
            self._words(text, start)
            return
        if not self.roots:
            self.begun_inline = inline
        if not inline and path[0].style is not Style.BULLET and path[0].value == 1:
            self._leave_definitions()
        outer = len(path) > 1 and path[0].style is path[1].style
        for number, mark in enumerate(path):
            last = number == len(path) - 1
            own = text[marked.end :] if last else ""
            level = None if number else self._level_of(mark, outer=outer)
            self._add(mark, own, start + marked.end, level)

    def _place(self, marked: Marked, *, inline: bool) -> tuple[Mark, ...] | None:
        """Return the reading that fits: one that continues an open level, else one that begins a new one."""
        for reading in marked.readings:
            outer = len(reading) > 1 and reading[0].style is reading[1].style
            if len(reading) > 1 and self._stands(reading[0], outer=outer):
                return reading[1:]
            if self._level(reading[0], strict=True, outer=outer) is not None:
                return reading
        for reading in marked.readings:
            if reading[0].value <= 1 and self._may_begin(reading[0]):
                return reading
        if inline:
            return None
        for reading in marked.readings:
            if self._level(reading[0], strict=False) is not None or not self.open:
                return reading
        return None

    def _stands(self, mark: Mark, *, outer: bool) -> bool:
        """Whether the first of two marks is that of the open element: "1.b." behind "1.a.".

        With `outer`, as in "1.2", both have one style: only the outermost counts.
        """
        same = [other for _, other in self.open if other.style is mark.style]
        return any(other.value == mark.value for other in (same[:1] if outer else same))

    def _may_begin(self, mark: Mark) -> bool:
        """Whether a first mark opens a level below: never a second time the style that is open already."""
        return mark.style is Style.BULLET or all(
            (other.style, other.end) != (mark.style, mark.end) for _, other in self.open
        )

    def _level_of(self, mark: Mark, *, outer: bool) -> int | None:
        """Return the open level that a mark goes on, or None where it begins one of its own."""
        level = self._level(mark, strict=True, outer=outer)
        if level is None and mark.value > 1:
            level = self._level(mark, strict=False, outer=outer)
        return level

    def _level(self, mark: Mark, *, strict: bool, outer: bool = False) -> int | None:
        same = [level for level, (_, other) in enumerate(self.open) if self._alike(mark, other)]
        for level in same[:1] if outer else reversed(same):
            other = self.open[level][1]
            if mark.style is Style.BULLET or mark.value == other.value + 1 or _again(mark, other):
                return level
            if not strict and other.value < mark.value <= other.value + 3:
                return level
        return None

    def _alike(self, mark: Mark, other: Mark) -> bool:
        return other.style is mark.style and (other.end == mark.end or not self._nested(mark.style))

    def _nested(self, style: Style) -> bool:
        return sum(other.style is style for _, other in self.open) > 1

    def _add(self, mark: Mark, text: str, start: int, level: int | None) -> None:
        if level is not None:
            del self.open[level:]
        siblings = self.open[-1][0].children if self.open else self.roots
        label = mark.label or f"b{1 + sum(other.style is Style.BULLET for other in siblings)}"
        above = self.open[-1][0].path if self.open else ()
        element = Element((*above, label), text, start, len(self.open), mark.style)
        siblings.append(element)
        self.open.append((element, mark))

    def _leave_definitions(self) -> None:
        """Take bullets, or numbers inside a sentence, before the first number as words of the opening.

        They define what is meant, or count what was decided: "drie prioriteiten: (1) …, (2) … en (3) …".
        """
        bullets = all(element.style is Style.BULLET for element in self.roots)
        told = self.begun_inline and not any("?" in text for text, _ in _texts(self.roots))
        if self.open and (bullets or told):
            self.opening += [*_texts(self.roots), *self.closing]
            self.roots.clear()
            self.open.clear()
            self.closing.clear()

    def _words(self, text: str, start: int) -> None:
        """Add words without a mark: before the first element, behind the last, or to the one that is open."""
        if not self.open:
            self.opening.append((text, start))
            return
        element = self.open[-1][0]
        if not element.text:
            element.text, element.start = text, start
        else:
            self.closing.append((text, start))


def _texts(elements: Sequence[Element]) -> list[tuple[str, int]]:
    return [(element.text, element.start) for element, _ in _walk(elements, ())]


def _series(line: str) -> Iterator[re.Match[str]]:
    """Yield the marks "a)", "b)", … in the middle of a sentence, where each has its own question mark."""
    found = list(_LETTER.finditer(line))
    letters = "".join(match["letter"] for match in found)
    asked = [line[a.end() : b.start()].strip() for a, b in pairwise(found)]
    if len(found) > 1 and letters == "abcdefgh"[: len(letters)] and all(s.endswith("?") for s in asked):
        yield from found


def _again(mark: Mark, other: Mark) -> bool:
    """Whether a mark is "2bis" behind "2"."""
    return mark.value == other.value and mark.label != other.label and not mark.label.isdigit()


def _real_cuts(line: str, cuts: list[int]) -> list[int]:
    """Return the places where a new element begins inside a line.

    "een indeling naar: 1) maatwerk; 2) LDE en 3) arbeidszorg" lists words, not questions. The two marks of
    "5. a) Hoeveel …" begin one element.
    """
    kept: list[int] = []
    cuts = [
        cut for before, cut in pairwise([0, *cuts]) if not (before and _ONLY_MARK.fullmatch(line[before:cut]))
    ]
    for place, cut in enumerate(cuts):
        end = cuts[place + 1] if place + 1 < len(cuts) else len(line)
        piece = line[cut:end]
        numbered = piece.lstrip("(")[:1].isdigit()
        words = len(piece.split()) - 1
        # The question mark behind the last of a list closes the whole sentence.
        anew = line[:cut].rstrip()[-1:] in ".?!"
        asks = ("?" in piece and anew) or words > _MOST_WORDS_OF_FRAGMENT
        if asks or not numbered:
            kept.append(cut)
    return kept
