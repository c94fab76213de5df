"""Typing what a person asks: words from a plan, a form or the command line become bound values."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import Any

from pq_answers.codelists import Code, Codelist, codelist_names, load_codelist
from pq_answers.errors import UsageError, suggest
from pq_answers.items.contract import Item, Param, ParamKind

CROSSING = " x "
_YEAR_SPAN = re.compile(r"^(\d{4})(?:\s*(?:-|–|t/m|tot en met)\s*(\d{4}))?$")
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

    `bands` is None where the measure's own default bands hold; `filters` maps a dimension to its codes.
    """

    measures: tuple[str, ...]
    years: tuple[int, ...]
    breakdowns: tuple[tuple[str, ...], ...]
    bands: Codelist | None
    filters: Mapping[str, tuple[str, ...]]


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
                f"De vraag «{item.name}» kent de parameter «{name}» niet.", fix=suggest(name, sorted(options))
            )
    measure_name = next(c.name for c in item.columns.values() if c.role.value == "maatregel")
    return Request(
        measures=_codes(item, item.params[measure_name], asked) if measure_name in item.params else (),
        years=read_years(asked["jaren"]) if "jaren" in asked else (),
        breakdowns=_breakdowns(item, asked.get("opsplitsing")),
        bands=read_bands(asked["klassen"]) if asked.get("klassen") else None,
        filters={
            p.filters: _codes(item, p, asked) for p in item.params.values() if p.filters and p.name in asked
        },
    )


def _codes(item: Item, param: Param, asked: Asked) -> tuple[str, ...]:
    values = _listed(asked.get(param.name, ()))
    if not values and param.required:
        raise UsageError(
            f"De vraag «{item.name}» heeft een keuze nodig voor «{param.name}».",
            fix=f"Mogelijk: {', '.join(load_codelist(param.codelist).names)}.",
        )
    if len(values) > 1 and not param.many:
        raise UsageError(f"«{param.name}» neemt maar één waarde.", fix=f"Kies één van: {', '.join(values)}.")
    codelist = load_codelist(param.codelist)
    return tuple(dict.fromkeys(codelist.find(value).code for value in values))


def _listed(value: object) -> list[str]:
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    if isinstance(value, Sequence):
        return [part for entry in value for part in _listed(str(entry))]
    return [str(value)]


def read_years(value: object) -> tuple[int, ...]:
    """Return the years that "2019-2021", "2015, 2017", 2021 or a list of these names, sorted."""
    years: set[int] = set()
    for part in _listed(value):
        match = _YEAR_SPAN.match(part)
        if match is None:
            raise UsageError(
                f"«{part}» is geen jaar of periode.", fix="Schrijf 2021, 2019-2021 of 2015,2017."
            )
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            raise UsageError(f"De periode {part} loopt achteruit.", fix=f"Schrijf {last}-{first}.")
        years.update(range(first, last + 1))
    if not years:
        raise UsageError("Er zijn geen jaren gevraagd.", fix="Schrijf 2021 of 2019-2021.")
    return tuple(sorted(years))


def _breakdowns(item: Item, value: object) -> tuple[tuple[str, ...], ...]:
    param = item.param(ParamKind.BREAKDOWNS)
    if value is None or param is None:
        return ()
    asked = tuple(tuple(name.strip() for name in part.split(CROSSING)) for part in _listed(value))
    for name in (name for crossing in asked for name in crossing):
        if name not in param.dimensions:
            raise UsageError(
                f"De vraag «{item.name}» kan niet naar «{name}» opgesplitst worden.",
                fix=suggest(name, param.dimensions) or f"Mogelijk: {', '.join(param.dimensions)}.",
            )
    for crossing in asked:
        if len(set(crossing)) < len(crossing):
            raise UsageError(f"De kruising «{CROSSING.join(crossing)}» noemt een kenmerk twee keer.")
    return tuple(dict.fromkeys(asked))


def read_bands(value: object) -> Codelist:
    """Return the bands that a code list's name or a row of rising bounds ("5,10,20") names: [a, b)."""
    parts = _listed(value)
    if len(parts) == 1 and not parts[0].replace(".", "").isdigit():
        return _named_bands(parts[0])
    try:
        bounds = [Decimal(part) for part in parts]
    except InvalidOperation as error:
        raise UsageError(
            "De klassengrenzen zijn geen getallen.", fix="Schrijf bijvoorbeeld 5,10,20."
        ) from error
    if any(b <= a for a, b in zip([Decimal(0), *bounds], bounds, strict=False)):
        raise UsageError("De klassengrenzen stijgen niet.", fix="Schrijf ze van klein naar groot: 5,10,20.")
    edges = [Decimal(0), *bounds]
    codes = tuple(_band(start, end) for start, end in zip(edges, [*bounds, None], strict=True))
    return Codelist("klassen", "Klasse", "klassen", codes)


def _named_bands(name: str) -> Codelist:
    known = [entry for entry in codelist_names() if load_codelist(entry).kind == "klassen"]
    if name not in known:
        raise UsageError(f"De klassenindeling «{name}» bestaat niet.", fix=suggest(name, known))
    return load_codelist(name)


def _band(start: Decimal, end: Decimal | None) -> Code:
    if end is None:
        return Code(f"B{start}", f"{start} of meer", start, None)
    label = f"minder dan {end}" if start == 0 else f"{start} tot minder dan {end}"
    return Code(f"B{start}", label, start, end)
