"""The header of a question: its number, day, asker, addressee and title, wherever the letter puts them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date

from pq_answers.understand.vocabulary import fold

_MONTHS = (
    "januari", "februari", "maart", "april", "mei", "juni", "juli", "augustus", "september", "oktober",
    "november", "december",
)  # fmt: skip
_NUMBER = re.compile(r"\bnr\.?\s*(\d{1,5})\b|\bnummer\s*:?\s*(\d{1,5})\b|\bvraag\s*:?\s*(\d{1,5})\b")
_LONG_DAY = re.compile(rf"\b(\d{{1,2}})\s+({'|'.join(_MONTHS)})\s+(\d{{4}})\b")
_SHORT_DAY = re.compile(r"\b(\d{1,2})[-/.](\d{1,2})[-/.](\d{4})\b")
_LINES = (
    re.compile(
        r"(?:vlaams parlement\b.*|(?:\S+ ){0,3}schriftelijke vraag\b[^.?]*(?:nr\.[^.?]*)?"
        r"|vraag om uitleg\b.*)"
    ),
    re.compile(r"nr\.?\s*\d{1,5}.*"),
    re.compile(r"(?:datum|d\.d\.)\s*:?.*\d{4}.*"),
    re.compile(rf"(?:\d{{1,2}}\s+(?:{'|'.join(_MONTHS)})|\d{{1,2}}[-/.]\d{{1,2}}[-/.])\s*\d{{4}}"),
    re.compile(r"(?:van|vraag van|vraagsteller|steller|indiener)\s*:?\s+.{3,60}"),
    re.compile(r"(?:aan|gericht aan|bestemd voor)\s*:?\s+.*"),
    re.compile(r".*\bminister van\b[^.?]*"),
    re.compile(r"(?:vice-?)?(?:vlaams )?minister(?:-president)?"),
    re.compile(r"(?:mijnheer|mevrouw|geachte)\b.{0,60},?"),
    re.compile(r"(?:zittingsjaar|zitting)\s+\d{4}.*"),
)
# An address that ends with a comma goes on in the next line; a salutation does not.
_OPEN_ADDRESS = re.compile(r"(?!mijnheer|mevrouw|geachte)(?:aan\b|gericht aan\b|.*\bminister\b).*,")
_ASKER = re.compile(
    r"(?:^|\b(?:20\d\d|vraag)\s+)(?:van|vraagsteller|steller|indiener)\s*:?\s+(?P<name>[^\d\n]{3,60}?)\s*(?:$|,|\baan\b|\bdatum\b)"
)
_MOST_LETTERS_OF_TITLE = 130
_MOST_LETTERS_OF_LINE = 160


@dataclass(frozen=True, slots=True)
class Header:
    """What stands above the question itself; empty where it is not said."""

    number: str = ""
    day: date | None = None
    asker: str = ""
    title: str = ""


def split_header(text: str) -> tuple[Header, str]:
    """Return the header of a tidied text and the text with the header's lines blanked, place for place."""
    number, asker, title, day = "", "", "", None
    rest: list[str] = []
    heading, open_end = True, False
    for line in text.split("\n"):
        folded = fold(line)
        if heading and (_is_header(folded) or (open_end and line.strip())):
            open_end = bool(_OPEN_ADDRESS.fullmatch(folded.strip()))
            number = number or _number_of(folded)
            day = day or _day_of(folded)
            asker = asker or _asker_of(line)
            rest.append(" " * len(line))
            continue
        if heading and not title and _is_title(line, first=not any(part.strip() for part in rest)):
            title = line.strip()
            rest.append(" " * len(line))
            continue
        heading = heading and not line.strip()
        rest.append(line)
    return Header(number, day, asker, title), "\n".join(rest)


def _is_header(folded: str) -> bool:
    text = folded.strip()
    return len(text) <= _MOST_LETTERS_OF_LINE and any(pattern.fullmatch(text) for pattern in _LINES)


def _is_title(line: str, *, first: bool) -> bool:
    text = line.strip()
    named = bool(re.search(r"\s[-–—]\s|:", text))
    ends = text.endswith((".", ":", ";", ",")) or (text.endswith("?") and not named)
    return (
        first
        and 0 < len(text) <= _MOST_LETTERS_OF_TITLE
        and not ends
        and not re.match(r"\(?\w{1,3}[.)]\s|[•*-]\s", text)
    )


def _number_of(folded: str) -> str:
    match = _NUMBER.search(folded)
    return next((group for group in match.groups() if group), "") if match else ""


def _day_of(folded: str) -> date | None:
    long, short = _LONG_DAY.search(folded), _SHORT_DAY.search(folded)
    try:
        if long:
            return date(int(long[3]), _MONTHS.index(long[2]) + 1, int(long[1]))
        return date(int(short[3]), int(short[2]), int(short[1])) if short else None
    except ValueError:
        return None


def _asker_of(line: str) -> str:
    match = _ASKER.search(line if line[:1].islower() else line[:1].lower() + line[1:])
    return match["name"].strip() if match else ""
