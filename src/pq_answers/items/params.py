"""Typing what a person asks: words from a plan, a form or the command line become bound values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from pq_answers import nl
from pq_answers.codelists import Code, Codelist, codelist_names, load_codelist
from pq_answers.errors import UsageError, suggest
from pq_answers.items.bandwords import AskedBand, band_edges, read_band
from pq_answers.items.contract import Item, Param, ParamKind, Role

CROSSING = " x "
_CROSS = re.compile(r"\s+[xX×]\s+|\s*×\s*")
_DEEPEST = 3
_YEAR_SPAN = re.compile(r"(\d+)(?:\s*(?:-|–|t/m|tot en met)\s*(\d+))?")
_YEARS = range(1900, 2101)
_BOUND = re.compile(r"-?\d{1,9}(\.\d{1,4})?")
_BANDS = "klassen"
_BAND_CODE = re.compile(r"B(\d+(?:\.\d+)?)T(\d+(?:\.\d+)?)?")
_WITH_DEFAULT = {ParamKind.BREAKDOWNS, ParamKind.BANDS}
_OPTION_NAMES = {
    ParamKind.YEARS: "jaren",
    ParamKind.PERIODS: "jaren",
    ParamKind.BREAKDOWNS: "opsplitsing",
    ParamKind.BANDS: "klassen",
}

Asked = Mapping[str, Any]
"""What was asked, by option name: texts, numbers or lists of them, as a person wrote them."""


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked of an item, typed: `breakdowns` holds one tuple per table, () for the figure alone.

    `bands` is None where the measure's own default bands hold; `asked_bands` are those that were written out
    ("51-100"); `filters` maps a dimension to its codes.
    """

    measures: tuple[str, ...]
    years: tuple[int, ...]
    breakdowns: tuple[tuple[str, ...], ...]
    bands: Codelist | None
    filters: Mapping[str, tuple[str, ...]]
    asked_bands: tuple[AskedBand, ...] = ()


def option_name(param: Param) -> str:
    """Return the name under which people give `param`: `sneden` is asked as `opsplitsing`."""
    return _OPTION_NAMES.get(param.kind, param.name)


def asked_params(item: Item) -> tuple[Param, ...]:
    """Return the parameters that a person gives; a span's label follows from the years."""
    return tuple(param for param in item.params.values() if param.kind is not ParamKind.SPAN)


def read_request(item: Item, asked: Asked) -> Request:
    """Return the typed request; raise `UsageError` in Dutch for anything the item does not know."""
    options = {option_name(param): param for param in asked_params(item)}
    for name in asked:
        if name not in options:
            raise UsageError(
                f"De vraag «{item.title}» kent de parameter «{name}» niet.",
                fix=suggest(name, sorted(options)) or f"Mogelijk: {', '.join(sorted(options))}.",
            )
    values = {name: listed for name, value in asked.items() if (listed := _listed(value))}
    _check_required(item, options, values)
    measure = item.params[item.by_role(Role.MEASURE)[0].name]
    return Request(
        measures=_codes(measure, values),
        years=read_years(values["jaren"], _known_years(item)),
        breakdowns=_breakdowns(item, values.get("opsplitsing", [])),
        bands=read_bands(values["klassen"]) if "klassen" in values else None,
        filters={p.filters: _codes(p, values) for p in options.values() if p.filters and p.name in values},
        asked_bands=_written(values.get("klassen", [])),
    )


def _check_required(item: Item, options: Mapping[str, Param], values: Mapping[str, list[str]]) -> None:
    """Refuse a choice that is missing: without it the figures would silently be zero."""
    for name, param in options.items():
        if name in values or not param.required or param.kind in _WITH_DEFAULT:
            continue
        codes = load_codelist(param.codelist).names if param.codelist else ()
        raise UsageError(
            f"De vraag «{item.title}» heeft een keuze nodig voor «{name}».",
            fix=f"Mogelijk: {', '.join(codes)}." if codes else "Schrijf 2021, 2019-2021 of 2015,2017.",
        )


def _codes(param: Param, values: Mapping[str, list[str]]) -> tuple[str, ...]:
    codelist = load_codelist(param.codelist)
    codes = tuple(dict.fromkeys(codelist.find(value).code for value in values[param.name]))
    if len(codes) > 1 and not param.many:
        raise UsageError(f"«{param.name}» neemt maar één waarde.", fix=f"Kies één van: {', '.join(codes)}.")
    return codes


def _known_years(item: Item) -> str:
    """Return the sentence that says for which years an item has data."""
    label = load_codelist("maatregel").label
    spans = [f"{label(name)} {entry.years}" for name, entry in item.availability.items() if entry.years]
    return f"Er zijn gegevens over: {'; '.join(spans)}."


def _listed(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, Sequence):
        return [part for entry in value for part in _listed(entry)]
    return [str(value)]


def read_years(value: object, available: str = "") -> tuple[int, ...]:
    """Return the years that "2019-2021", "2015, 2017", 2021 or a list of these names, sorted.

    `available` is the sentence that says which years there are, for who asks an impossible one.
    """
    years: set[int] = set()
    for part in _listed(value):
        match = _YEAR_SPAN.fullmatch(part)
        if match is None:
            raise UsageError(
                f"«{part}» is geen jaar of periode.", fix="Schrijf 2021, 2019-2021 of 2015,2017."
            )
        first, last = int(match[1][:9]), int((match[2] or match[1])[:9])
        if first not in _YEARS or last not in _YEARS:
            raise UsageError(f"Voor «{part}» kunnen er geen gegevens zijn.", fix=available or "Schrijf 2021.")
        if last < first:
            raise UsageError(f"De periode {part} loopt achteruit.", fix=f"Schrijf {last}-{first}.")
        years.update(range(first, last + 1))
    if not years:
        raise UsageError("Er zijn geen jaren gevraagd.", fix="Schrijf 2021 of 2019-2021.")
    return tuple(sorted(years))


def _breakdowns(item: Item, asked: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    param = item.param(ParamKind.BREAKDOWNS)
    known = param.dimensions if param else ()
    crossings = tuple(tuple(_CROSS.split(part)) for part in asked)
    for crossing in crossings:
        for name in crossing:
            if name not in known:
                raise UsageError(
                    f"De vraag «{item.title}» kan niet naar «{name}» opgesplitst worden.",
                    fix=suggest(name, known) or f"Mogelijk: {', '.join(known)}.",
                )
        if len(set(crossing)) < len(crossing) or len(crossing) > _DEEPEST:
            raise UsageError(
                f"De kruising «{CROSSING.join(crossing)}» noemt een kenmerk twee keer of meer dan drie.",
                fix="Kruis hoogstens drie verschillende kenmerken.",
            )
    return tuple(dict.fromkeys(crossings))


def read_bands(value: object) -> Codelist:
    """Return the bands [a, b) that a code list's name, rising bounds ("5,10,20") or labels ("5-10") name."""
    parts = _listed(value)
    parts = [str(edge) for edge in band_edges(_written(parts))] or parts
    if len(parts) == 1 and not any(char.isdigit() for char in parts[0]):
        return _named_bands(parts[0])
    if not parts or not all(_BOUND.fullmatch(part) for part in parts):
        raise UsageError(
            "De klassengrenzen zijn geen getallen.", fix="Schrijf bijvoorbeeld 5,10,20 of 5-10, 11-20."
        )
    edges = sorted({Decimal(0), *map(Decimal, parts)})
    given = [Decimal(part) for part in parts]
    if len(edges) < 2 or given not in (edges, edges[1:]):
        raise UsageError("De klassengrenzen stijgen niet.", fix="Schrijf ze van klein naar groot: 5,10,20.")
    codes = tuple(_band(start, end) for start, end in zip(edges, [*edges[1:], None], strict=True))
    return Codelist("klassen", "Klasse", _BANDS, codes)


def _written(parts: Sequence[str]) -> tuple[AskedBand, ...]:
    """Return the bands of labels, from low to high; nothing where one of them is no label of a band."""
    found = [band for part in parts if (band := read_band(part))]
    return tuple(sorted(found, key=lambda band: band.first)) if len(found) == len(parts) else ()


def _named_bands(name: str) -> Codelist:
    known = [entry for entry in codelist_names() if load_codelist(entry).kind == _BANDS]
    if name not in known:
        raise UsageError(
            f"De klassenindeling «{name}» bestaat niet.",
            fix=suggest(name, known) or f"Mogelijk: {', '.join(known)}.",
        )
    bands = load_codelist(name)
    if not bands.is_gapless:
        raise UsageError(
            f"De klassenindeling «{name}» laat een deel weg: het totaal zou van de klassen afhangen.",
            fix="Laat de klassen bij nul beginnen, aansluiten en open eindigen, of geef grenzen: 5,10,20.",
        )
    return bands


def _band(start: Decimal, end: Decimal | None) -> Code:
    if end is None:
        return Code(band_code(start, end), f"{_shown(start)} of meer", start, None)
    label = f"{_shown(start)} tot minder dan {_shown(end)}" if start else f"minder dan {_shown(end)}"
    return Code(band_code(start, end), label, start, end)


def band_code(start: Decimal | None, end: Decimal | None) -> str:
    """Return a code that says both bounds, so that other bands never share a cell key: "B5T10", "B20T"."""
    first, last = (start or Decimal(0)).normalize(), "" if end is None else f"{end.normalize():f}"
    return f"B{first:f}T{last}"


def band_label(code: str) -> str:
    """Return the words for a code of `band_code`, and nothing for another code."""
    bounds = band_bounds(code)
    return _band(*bounds).label if bounds else ""


def band_bounds(code: str) -> tuple[Decimal, Decimal | None] | None:
    """Return the bounds that a code of `band_code` says, None for another code."""
    found = _BAND_CODE.fullmatch(code)
    return (Decimal(found[1]), Decimal(found[2]) if found[2] else None) if found else None


def _shown(bound: Decimal) -> str:
    return nl.number(bound, max(0, -int(bound.normalize().as_tuple().exponent)))
