"""The marks that number sub-questions: "1.", "a)", "ii.", "2bis", "1.a.", "A.", "II.", bullets, "Vraag 3"."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

_ROMAN = {"i": 1, "v": 5, "x": 10}
_BULLETS = "•●▪◦‣∙·*–—-"
_WORDS = ("eerste", "tweede", "derde", "vierde", "vijfde", "zesde", "zevende", "achtste", "negende", "tiende")
_ONE = re.compile(
    r"\(?(?P<mark>\d{1,2}(?:bis|ter|quater)?|[ivx]{1,5}|[a-z])\s*(?P<end>[.)°/]|[.]\))(?=\s|(?-i:[A-Z(\"«])|$)",
    re.IGNORECASE,
)
_SECOND = re.compile(r"\(?(?P<mark>[ivx]{1,5}|[a-z]|\d{1,2})(?P<end>[.)])(?=\s|$)", re.IGNORECASE)
_GLUED = re.compile(r"(?P<first>\d{1,2})[.]?(?P<second>[a-z])(?P<end>[.)])(?=\s|$)")
_DOTTED = re.compile(r"(?P<first>\d{1,2})\.(?P<second>\d{1,2})(?P<end>[.)]?)(?=\s)")
_SECTION = re.compile(r"(?P<first>[A-Z]|[IVX]{1,4})\.\s?(?P<second>\d{1,2})(?P<end>[.)]?)(?=\s)")
_NAMED = re.compile(r"(?:deel)?vraag\s+(?P<mark>\d{1,2}(?:bis|ter)?)\s*[:.)–-]?\s*", re.IGNORECASE)
_BULLET = re.compile(rf"[{re.escape(_BULLETS)}](?=\s)")


class Style(StrEnum):
    """The kind of a mark; two kinds never continue each other."""

    NUMBER = "1"
    LOWER = "a"
    ROMAN = "i"
    UPPER = "A"
    UPPER_ROMAN = "I"
    BULLET = "•"


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark: its style, its place in the order, its printed label, and the punctuation behind it."""

    style: Style
    value: int
    label: str
    end: str = ""


@dataclass(frozen=True, slots=True)
class Marked:
    """The readings of the mark at the start of a text, likeliest first, and where the text goes on.

    A reading is a path: ("7.", "a)") where two marks stand behind each other.
    """

    readings: tuple[tuple[Mark, ...], ...]
    end: int


def read_marks(text: str) -> Marked | None:
    """Return the marks with which `text` begins, or None where it begins with words."""
    for pattern, read in ((_NAMED, _named), (_GLUED, _pair), (_DOTTED, _pair), (_BULLET, _bullet)):
        match = pattern.match(text)
        if match:
            return Marked((read(match),), _skip(text, match.end()))
    match = _SECTION.match(text)
    if match:
        return Marked(tuple(_sections(match)), _skip(text, match.end()))
    match = _ONE.match(text)
    if match is None:
        return None
    first = list(_marks(match["mark"], match["end"][-1:]))
    end = _skip(text, match.end())
    second = _SECOND.match(text, end)
    if second is None:
        return Marked(tuple((mark,) for mark in first), end)
    inner = list(_marks(second["mark"], second["end"]))
    firsts = [(one, two) for one in first for two in inner if two.value == 1 and one.style is not two.style]
    return Marked((*firsts, *((mark,) for mark in first)), _skip(text, second.end()) if firsts else end)


def _skip(text: str, start: int) -> int:
    return start + len(text[start:]) - len(text[start:].lstrip())


def _named(match: re.Match[str]) -> tuple[Mark, ...]:
    return (Mark(Style.NUMBER, _number(match["mark"]), match["mark"].lower(), "vraag"),)


def _pair(match: re.Match[str]) -> tuple[Mark, ...]:
    second = next(_marks(match["second"], match["end"]))
    return (Mark(Style.NUMBER, int(match["first"]), match["first"], "."), second)


def _sections(match: re.Match[str]) -> Iterator[tuple[Mark, ...]]:
    """Yield the readings of "A.1" or "II.3": a letter or a Roman number with the number below it."""
    second = next(_marks(match["second"], match["end"]))
    yield from ((first, second) for first in _marks(match["first"], "."))


def _bullet(match: re.Match[str]) -> tuple[Mark, ...]:
    return (Mark(Style.BULLET, 0, "", match[0]),)


def _marks(text: str, end: str) -> Iterator[Mark]:
    """Yield what a mark can be: "i" is a Roman one or the ninth letter, which only its neighbours tell."""
    if text[0].isdigit():
        yield Mark(Style.NUMBER, _number(text), text.lower(), end)
        return
    roman = _roman(text.lower())
    upper = text.isupper()
    if roman:
        yield Mark(Style.UPPER_ROMAN if upper else Style.ROMAN, roman, text, end)
    if len(text) == 1:
        yield Mark(Style.UPPER if upper else Style.LOWER, ord(text.lower()) - ord("a") + 1, text, end)


def _number(text: str) -> int:
    return int(re.match(r"\d+", text)[0])  # type: ignore[index]


def _roman(text: str) -> int:
    """Return the value of a Roman number up to xxxix, or zero where it is none."""
    if not set(text) <= set(_ROMAN):
        return 0
    values = [_ROMAN[char] for char in text]
    total = sum(-v if v < max(values[i:]) else v for i, v in enumerate(values))
    return total if text == _as_roman(total) else 0


def _as_roman(value: int) -> str:
    tens, rest = divmod(value, 10)
    return (
        "x" * tens + ("", "i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix")[rest] if value > 0 else ""
    )
