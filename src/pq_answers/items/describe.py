"""Describing items to people: for `pq-answers items`, the options of `query`, and the catalogue's README."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pq_answers.codelists import load_codelist
from pq_answers.items.catalogue import measure_column
from pq_answers.items.contract import Availability, Item, Param, ParamKind
from pq_answers.items.params import asked_params, option_name


def describe_item(item: Item) -> dict[str, Any]:
    """Return everything that a person may want to know of an item, as plain values."""
    return {
        "naam": item.name,
        "titel": item.title,
        "indicator": item.indicator,
        "omschrijving": item.description,
        "bron": item.source,
        "populatie": item.population,
        "tijd": item.time,
        "trefwoorden": list(item.keywords),
        "parameters": [
            {"naam": option_name(param), "mogelijk": choices_text(item, param)}
            for param in asked_params(item)
        ],
        "kolommen": [{"naam": column.name, "rol": column.role.value} for column in item.columns.values()],
        "beschikbaar": [
            {"maatregel": measure, "wat": _available(entry)} for measure, entry in item.availability.items()
        ],
        "sql_sha256": item.sha256,
    }


def choices_text(item: Item, param: Param) -> str:
    """Return what a parameter accepts, in Dutch."""
    match param.kind:
        case ParamKind.CODES:
            several = "een of meer van" if param.many else "een van"
            rest = "" if param.required else " (niet verplicht)"
            own = param.name == measure_column(item)
            codes = tuple(item.availability) if own else load_codelist(param.codelist).names
            return f"{several}: {', '.join(codes)}{rest}"
        case ParamKind.BREAKDOWNS:
            pair = " x ".join(param.dimensions[:2])
            crossing = f"; een kruising met « x »: {pair}" if len(param.dimensions) > 1 else ""
            return f"een of meer van: {', '.join(param.dimensions)}{crossing}"
        case ParamKind.BANDS:
            return "stijgende grenzen (5,10,20) of de naam van een indeling"
        case _:
            return "jaren: 2021, 2019-2021 of 2015,2017"


def _available(entry: Availability) -> str:
    if entry.years is None:
        return "geen cijfers; een vaste passage antwoordt"
    return "; ".join(_spans(entry))


def _spans(entry: Availability) -> Iterator[str]:
    if entry.years:
        yield f"jaren {entry.years}"
    if entry.profile:
        yield f"opsplitsing {entry.profile}"


def catalogue_readme(items: list[Item]) -> str:
    """Return the Markdown page that lists every item; generated, so that it cannot drift."""
    lines = [
        "# Catalogus",
        "",
        "Gemaakt uit de koppen van de query's met `make catalogus`; niet met de hand aan te passen.",
        "",
    ]
    for item in items:
        lines += list(_section(item))
    return "\n".join(lines).rstrip() + "\n"


def _section(item: Item) -> Iterator[str]:
    facts = describe_item(item)
    yield from (f"## {item.title}", "", item.description, "")
    yield f"- naam: `{item.name}`; indicator: `{item.indicator}`"
    yield f"- populatie: {item.population}; tijd: {item.time}; bron: {item.source}"
    yield from (f"- `--{entry['naam']}`: {entry['mogelijk']}" for entry in facts["parameters"])
    yield from (f"- {entry['maatregel']}: {entry['wat']}" for entry in facts["beschikbaar"])
    yield ""
