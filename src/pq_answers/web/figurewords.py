"""The choices with which a query ran, and the files of an answer, in the words of a page."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Any

from pq_answers import nl
from pq_answers.codelists import dimension_name, load_codelist
from pq_answers.errors import UserError
from pq_answers.items import Item, Param, ParamKind, option_name
from pq_answers.web.planinput import label_of

_ANNEX = re.compile(r"bijlage-(\d+)\.xlsx\Z")
_FILES = {
    "antwoord.docx": "Antwoord in Word",
    "antwoord.html": "Webpagina",
    "antwoord.md": "Tekst met opmaaktekens",
    "antwoord.txt": "Gewone tekst",
    "opsteller.html": "Voor de opsteller, niet versturen",
    "answer.json": "Gegevens voor programma's",
    "goedkeuring.json": "Bewijs van goedkeuring",
}


def file_in_words(name: str) -> str:
    """Return what a file of an answer is; the name itself where nobody has a word for it."""
    annex = _ANNEX.match(name)
    if annex:
        return f"Bijlage {annex[1]} in Excel"
    return "Alles samen (zip)" if name.endswith(".zip") else _FILES.get(name, name)


def choices_in_words(item: Item | None, values: Mapping[str, Any]) -> str:
    """Return the choices with which a query ran: "maatregel: lokale diensteneconomie; jaren: 2019 en 2020".

    Without the item, which a later catalogue may lack, they stay as they were recorded.
    """
    told = (_told(item.params.get(name) if item else None, name, value) for name, value in values.items())
    return "; ".join(filter(None, told))


def _told(param: Param | None, name: str, value: Any) -> str:
    if param is None:
        return f"{name}: {value}" if value else ""
    if param.kind is ParamKind.SPAN:
        return ""
    words = nl.listing([*dict.fromkeys(filter(None, _words(param, value)))]) if value else ""
    return f"{nl.uncapital(label_of(option_name(param)))}: {words}" if words else ""


def _words(param: Param, value: Any) -> Iterator[str]:
    one = _WORDS.get(param.kind, _plain)
    for each in value if isinstance(value, Sequence) and not isinstance(value, str) else [value]:
        try:
            yield one(param, each)
        except (UserError, ValueError):
            # A code of an older catalogue has no words any more.
            yield str(each)


def _plain(_: Param, value: Any) -> str:
    return str(value)


def _code(param: Param, value: Any) -> str:
    return load_codelist(param.codelist).label(str(value))


def _breakdown(_: Param, value: Any) -> str:
    return " en ".join(map(dimension_name, value)) + (" gekruist" if len(value) > 1 else "")


def _band(_: Param, value: Any) -> str:
    first, last = (_bound(value.get(name)) for name in ("van", "tot"))
    if not last:
        return f"vanaf {first or 0}"
    return f"van {first} tot minder dan {last}" if first else f"minder dan {last}"


def _bound(value: float | None) -> str:
    bound = Decimal(str(value or 0)).normalize()
    return nl.number(bound, max(0, -int(bound.as_tuple().exponent))) if bound else ""


_WORDS: Mapping[ParamKind, Callable[[Param, Any], str]] = {
    ParamKind.CODES: _code,
    ParamKind.BREAKDOWNS: _breakdown,
    ParamKind.BANDS: _band,
    ParamKind.PERIODS: lambda _, value: nl.period(str(value)),
}
