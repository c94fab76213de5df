"""Repairing pasted text: what a page layout broke becomes one line for each paragraph again."""

from __future__ import annotations

import re
import unicodedata

_SPACES = re.compile(r"[\t\x0b\x0c\u00a0\u2000-\u200a\u202f\u205f\u3000]+")
_INVISIBLE = re.compile("[\u00ad\u200b-\u200f\u2060\ufeff]")
_APOSTROPHES = re.compile("[\u2018\u2019\u02bc\u00b4`\u2032]")
_MANY = re.compile(r" {2,}")
_SPREAD = r"v\s?l\s?a\s?a\s?m\s?s\s+p\s?a\s?r\s?l\s?e\s?m\s?e\s?n\s?t"
_FURNITURE = re.compile(
    rf"({_SPREAD}\s*([-–—|].*)?|schriftelijke vragen\s+\d.*|.*\bwww\.\S+\s*$|\S*\.(be|eu)/?"
    r"|-?\s*\d{1,3}\s*-?|[0-9]{1,3}\s*/\s*[0-9]{1,3}|(pagina|blz\.?|p\.)\s*\d{1,3}(\s*(van|/)\s*\d{1,3})?)",
    re.IGNORECASE,
)
_BARE_NUMBER = re.compile(r"\d{1,2}")
_NUMBERED = re.compile(r"\d{1,2}\s?[.)]\s")
_HYPHENATED = re.compile(r"[^\W\d_]{2,}-$")
# "West-" and "Vlaanderen", "2019-" and "2021": the hyphen stays, without a space.
_HALF = re.compile(r"[^\W\d_]{2,}-[A-Z]$|\d{4}-\d$")
_MARKER = re.compile(
    r"\(?(\d{1,2}(bis|ter|quater)?|[a-zA-Z]|[ivxIVX]{1,5})\s*[.)°/](?=\s|(?-i:[A-Z(])|$)|\d{1,2}(?:\s*[.-]\s*)?[a-z][.)](?![a-z])"
    r"|\d{1,2}\.\d{1,2}[.)]?\s|[•●▪◦‣∙·*–—-]\s|(deel)?vraag\s+\d{1,2}\b|#\s",
    re.IGNORECASE,
)
# "Dezelfde opdeling als in" and "vraag 3." on the next line: a small letter refers, a capital numbers.
_REFERENCE = re.compile(r"(?:deel)?vraag\s+\d{1,2}\b")
_HEADING = re.compile(
    r"(?:schriftelijke vraag\b|vlaams parlement\b|nr\.?\s*\d|(?:van|aan) (?-i:[A-Z])|datum\s*:|vraag nr)",
    re.IGNORECASE,
)
# Words that keep the hyphen that a line ended on: "wijk-werken", "niet-EU".
_KEPT = frozenset({"wijk", "niet", "ex", "oost", "west", "zuid", "noord", "non", "anti", "oud"})
_LINES_OF_HEADING = 8
_ENDS = ".?!:;"


def tidy(raw: str) -> str:
    """Return the text with one line per paragraph or numbered element; nothing but layout is left out.

    Page furniture (footers, page numbers) goes, words broken at a line's end are joined, and a line that only
    the width of the page ended is continued, also across an empty line in the middle of a sentence.
    """
    lines = [_clean(line) for line in unicodedata.normalize("NFC", raw).replace("\r\n", "\n").split("\n")]
    lines = _with_own_numbers(lines)
    joined: list[str] = []
    gap, foot, numbered = True, False, False
    for line in lines:
        if not line or _is_furniture(line):
            gap, foot = gap or not line, foot or bool(line)
            continue
        # Behind the first mark no line belongs to the heading any more: "van SINE" goes on a sentence.
        heading = len(joined) < _LINES_OF_HEADING and not numbered
        if joined and _continues(joined[-1], line, gap=gap, foot=foot and not heading, heading=heading):
            joined[-1] = _join(joined[-1], line)
        else:
            joined.append(line)
        gap, foot, numbered = False, False, numbered or _MARKER.match(line) is not None
    return "\n".join(joined)


def _with_own_numbers(lines: list[str]) -> list[str]:
    """Put a number that stands on a line of its own before the question under it, as "1." is.

    They number questions where they run from one on and no line begins with a number; else they are pages.
    """
    places = [place for place, line in enumerate(lines) if _BARE_NUMBER.fullmatch(line)]
    numbers = [int(lines[place]) for place in places]
    in_order = len(numbers) > 1 and numbers == list(range(1, len(numbers) + 1))
    followed = all(place + 1 < len(lines) and lines[place + 1] for place in places)
    if not in_order or not followed or any(_NUMBERED.match(line) for line in lines):
        return lines
    joined = [f"{line}. {lines[place + 1]}" if place in places else line for place, line in enumerate(lines)]
    return [line for place, line in enumerate(joined) if place - 1 not in places]


def _clean(line: str) -> str:
    text = _INVISIBLE.sub("", _SPACES.sub(" ", line))
    return _MANY.sub(" ", _APOSTROPHES.sub("'", text)).strip()


def _is_furniture(line: str) -> bool:
    return _FURNITURE.fullmatch(line) is not None


def _continues(before: str, line: str, *, gap: bool, foot: bool, heading: bool) -> bool:
    """Whether `line` belongs to the paragraph before it: a marker starts anew, a broken sentence goes on.

    A page's `foot` in the gap says that the page ended there, and not the paragraph.
    """
    refers = _REFERENCE.match(line) and before[-1] not in _ENDS and not gap
    if (_MARKER.match(line) and not refers) or (heading and (_HEADING.match(line) or _HEADING.match(before))):
        return False
    if gap:
        return before[-1] not in _ENDS and (foot or line[:1].islower())
    return True


def _join(before: str, line: str) -> str:
    """Join a line to the one before; "in- en uitstroom" and "LDE-onderneming" keep their hyphen."""
    if _HALF.search(before + line[:1]):
        return before + line
    if not _HYPHENATED.search(before) or not line[:1].islower() or line.split(" ", 1)[0] in {"en", "of"}:
        return f"{before} {line}"
    last = before.rsplit(" ", 1)[-1][:-1].lstrip("(\"'«")
    return (before if last.isupper() or last.lower() in _KEPT else before[:-1]) + line
