"""Binding a slice of a request to an item's parameters; no SQL is ever assembled."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations
from typing import Any

from pq_answers.codelists import Codelist
from pq_answers.items import Item, Moment, Param, ParamKind, Request, measure_column
from pq_answers.query.delivery import Breakdown, bands_of


def bind(
    item: Item, request: Request, measure: str, moments: Sequence[Moment], breakdowns: Sequence[Breakdown]
) -> dict[str, Any]:
    """Return the values for every parameter of `item` for one measure and the moments that exist for it."""
    values: dict[str, Any] = {}
    for param in item.params.values():
        values[param.name] = _value(item, request, param, measure, moments, breakdowns)
    return values


def _value(
    item: Item,
    request: Request,
    param: Param,
    measure: str,
    moments: Sequence[Moment],
    breakdowns: Sequence[Breakdown],
) -> Any:
    years = [moment.year for moment in moments]
    bound: dict[ParamKind, Any] = {
        ParamKind.YEARS: years,
        ParamKind.PERIODS: [str(moment) for moment in moments],
        ParamKind.SPAN: span_label(years),
        ParamKind.BREAKDOWNS: [list(breakdown) for breakdown in with_margins(breakdowns)],
        ParamKind.BANDS: _bands(measure, bands_of(item, request, measure)),
        ParamKind.CODES: list(request.filters.get(param.filters, ())),
    }
    return [measure] if param.name == measure_column(item) else bound[param.kind]


def with_margins(breakdowns: Sequence[Breakdown]) -> tuple[Breakdown, ...]:
    """Return the breakdowns with all their margins, each once: a crossing needs both one-way tables."""
    wanted = {
        tuple(sorted(part))
        for breakdown in breakdowns
        for size in range(len(breakdown) + 1)
        for part in combinations(breakdown, size)
    }
    return tuple(sorted(wanted, key=lambda part: (len(part), part)))


def span_label(years: Sequence[int]) -> str:
    """Return the period code of years taken together: "2021", "2019-2021" or "2019+2021"."""
    if len(years) == 1:
        return str(years[0])
    if years[-1] - years[0] == len(years) - 1:
        return f"{years[0]}-{years[-1]}"
    return "+".join(map(str, years))


def _bands(measure: str, bands: Codelist | None) -> list[dict[str, Any]]:
    return [
        {
            "maatregel": measure,
            "code": code.code,
            "van": float(code.start or 0),
            "tot": None if code.end is None else float(code.end),
        }
        for code in bands or ()
    ]
