"""The numbers that Word puts before paragraphs, which are not in the text: counted from numbering.xml."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from pq_answers.understand.reading_blocks import BULLET, counted, small_number
from pq_answers.understand.reading_package import attribute, child, named

_FORMS = {"decimal": "1", "lowerLetter": "a", "upperLetter": "A", "lowerRoman": "i", "upperRoman": "I"}
_LEVELS = 9
# Styles may be based on each other in a circle.
_DEEPEST_STYLE = 20


@dataclass(frozen=True, slots=True)
class _Level:
    """How one level counts; `restart` is the level (from 1) that sets it back, 0: none, -1: each above."""

    start: int = 1
    form: str = "decimal"
    text: str = ""
    restart: int = -1
    legal: bool = False
    style: str = ""


@dataclass(frozen=True, slots=True)
class _List:
    """A numbering as paragraphs name it: its levels, the definition it counts in, where it starts anew."""

    definition: str
    levels: tuple[_Level, ...]
    starts: dict[int, int]


class Numbering:
    """Counts along with the paragraphs of one document, which must come in order."""

    def __init__(self, numbering: Any, styles: Any) -> None:
        definitions = {} if numbering is None else _definitions(numbering)
        self._styles = {} if styles is None else {attribute(s, "styleId"): s for s in named(styles, "style")}
        self._lists = {} if numbering is None else self._read_lists(numbering, definitions)
        self._counts: dict[str, list[int | None]] = {}
        self._begun: set[str] = set()

    def label(self, paragraph: Any) -> tuple[str, int]:
        """Return what Word prints before a paragraph and how deep its list is; ("", -1) outside a list."""
        number, level = self._place(paragraph)
        found = self._lists.get(number)
        if found is None or not 0 <= level < len(found.levels):
            return "", -1
        counts = self._count(number, found, level)
        return _printed(found.levels, counts, level), level

    def _place(self, paragraph: Any) -> tuple[str, int]:
        """Return the list and the level of a paragraph: its own, else those of its style."""
        own = child(paragraph, "pPr", "numPr")
        style = attribute(child(paragraph, "pPr", "pStyle")) or ""
        number = attribute(child(own, "numId"))
        level = attribute(child(own, "ilvl"))
        # A list number of zero is a choice too: this paragraph refuses the number of its style.
        if number is None:
            number, styled = self._styled(style)
            level = level or styled
        return number, small_number(level, self._level_of(number, style))

    def _styled(self, style: str) -> tuple[str, str | None]:
        """Return the list and the level that a style gives, or the style that it is based on."""
        for _ in range(_DEEPEST_STYLE):
            found = self._styles.get(style)
            own = child(found, "pPr", "numPr")
            number = attribute(child(own, "numId"))
            if number is not None:
                return number, attribute(child(own, "ilvl"))
            style = attribute(child(found, "basedOn")) or ""
        return "", None

    def _level_of(self, number: str, style: str) -> int:
        """Return the level that a list keeps for a style: "Kop 2" is the second."""
        levels = self._lists[number].levels if number in self._lists else ()
        return next((place for place, level in enumerate(levels) if style and level.style == style), 0)

    def _count(self, number: str, found: _List, level: int) -> list[int | None]:
        counts = self._counts.setdefault(found.definition, [None] * _LEVELS)
        if number not in self._begun:
            # Lists of one definition count on in each other, unless this one says where it starts.
            self._begun.add(number)
            for place in found.starts:
                counts[place] = None
        before = counts[level]
        start = found.starts.get(level, found.levels[level].start)
        counts[level] = start if before is None else before + 1
        for deeper in range(level + 1, len(found.levels)):
            if found.levels[deeper].restart < 0 or level < found.levels[deeper].restart:
                counts[deeper] = None
        return counts

    def _read_lists(self, numbering: Any, definitions: dict[str, Any]) -> dict[str, _List]:
        lists = {}
        for num in named(numbering, "num"):
            name = attribute(child(num, "abstractNumId")) or ""
            definition = self._followed(definitions.get(name), definitions, numbering)
            lists[attribute(num, "numId") or ""] = _list(num, name, definition)
        return lists

    def _followed(self, definition: Any, definitions: dict[str, Any], numbering: Any) -> Any:
        """Return the definition with the levels: one that only points to a list style is followed once."""
        style = attribute(child(definition, "numStyleLink"))
        if style is None:
            return definition
        number = attribute(child(self._styles.get(style), "pPr", "numPr", "numId"))
        num = next((n for n in named(numbering, "num") if attribute(n, "numId") == number), None)
        return definitions.get(attribute(child(num, "abstractNumId")) or "", definition)


def _definitions(numbering: Any) -> dict[str, Any]:
    return {attribute(d, "abstractNumId") or "": d for d in named(numbering, "abstractNum")}


def _list(num: Any, name: str, definition: Any) -> _List:
    levels = [_Level() for _ in range(_LEVELS)]
    starts: dict[int, int] = {}
    for lvl in named(definition, "lvl") if definition is not None else ():
        levels[_place_of(lvl)] = _level(lvl)
    for override in named(num, "lvlOverride"):
        place, lvl = _place_of(override), child(override, "lvl")
        if lvl is not None:
            levels[place] = _level(lvl)
        if child(override, "startOverride") is not None:
            starts[place] = small_number(attribute(child(override, "startOverride")), 1)
    return _List(name, tuple(levels) if definition is not None else (), starts)


def _place_of(node: Any) -> int:
    return max(0, min(small_number(attribute(node, "ilvl"), 0), _LEVELS - 1))


def _level(lvl: Any) -> _Level:
    legal = child(lvl, "isLgl")
    level = _Level(
        start=small_number(attribute(child(lvl, "start")), 0),
        form=attribute(child(lvl, "numFmt")) or "decimal",
        text=attribute(child(lvl, "lvlText")) or "",
        restart=small_number(attribute(child(lvl, "lvlRestart")), -1),
        style=attribute(child(lvl, "pStyle")) or "",
    )
    return replace(level, legal=legal is not None and attribute(legal) not in {"0", "false", "off"})


def _printed(levels: tuple[_Level, ...], counts: list[int | None], level: int) -> str:
    """Return the label of a level: "%1.%2)" with the counts filled in."""
    own = levels[level]
    if own.form in {"bullet", "none"}:
        # The sign itself is a letter of a symbol font, which means nothing without that font.
        return BULLET if own.form == "bullet" else re.sub("%[1-9]", "", own.text).strip()

    def count(match: re.Match[str]) -> str:
        place = int(match[1]) - 1
        value = counts[place]
        form = "1" if own.legal else _FORMS.get(levels[place].form, "1")
        return counted(levels[place].start if value is None else value, form)

    return re.sub("%([1-9])", count, own.text).strip()
