"""What an item is asked by default, to hold two snapshots against each other: all it has."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product
from typing import Any

from pq_answers.codelists import load_codelist
from pq_answers.items import Item, ParamKind, measure_column, option_name


def standard_requests(item: Item, last_year: int) -> Iterator[dict[str, Any]]:
    """Yield what to ask: every measure, every year until `last_year`, each breakdown by itself.

    A choice that an item needs, such as a result of trajectories, gives a request for each of its codes.
    """
    known = {name: entry for name, entry in item.availability.items() if entry.years}
    if not known:
        return
    asked: dict[str, Any] = {measure_column(item): list(known), "jaren": _years(item, last_year)}
    breakdowns = item.param(ParamKind.BREAKDOWNS)
    if breakdowns and not item.published:
        asked[option_name(breakdowns)] = list(breakdowns.dimensions)
    needed = [
        [(name, code) for code in load_codelist(param.codelist).names]
        for name, param in item.params.items()
        if param.kind is ParamKind.CODES and param.required and name != measure_column(item)
    ]
    for choice in product(*needed):
        yield asked | dict(choice)


def _years(item: Item, last_year: int) -> list[int]:
    spans = [entry.years for entry in item.availability.values() if entry.years]
    first = min(span.first.year for span in spans)
    last = max(span.last.year if span.last else last_year for span in spans)
    return list(range(first, max(first, last) + 1))
