"""What there is of an item, in words: per measure, and what a request would lack before it is run."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pq_answers import nl
from pq_answers.codelists import dimension_name, load_codelist
from pq_answers.items import Asked, Availability, Item, measure_column, read_request
from pq_answers.query.delivery import plan_delivery
from pq_answers.results import Gap, GapKind

UNIT = "eenheid"
"""Asked beside the parameters of an item: the unit in which a question wants its figures."""


def available(entry: Availability) -> str:
    """Return since when there is anything of a measure: "vanaf 2015, opsplitsing vanaf 2020"."""
    if entry.years is None:
        return "geen cijfers, wel een vaste tekst"
    broken = f", opsplitsing {entry.profile}" if entry.profile and entry.profile != entry.years else ""
    return f"{entry.years}{broken}"


def summary(item: Item) -> str:
    """Return for which measures there are figures, on one line."""
    label = load_codelist("maatregel").label
    return "; ".join(f"{label(name)} {available(entry)}" for name, entry in item.availability.items())


def usual_years(item: Item, last_year: int) -> str:
    """Return the years that an item is asked for first: its last three, or all that was published."""
    first, last = _reach(item, last_year)
    return _span(first if item.published else max(first, last - 2), last)


def year_hints(item: Item, last_year: int) -> tuple[str, ...]:
    """Return years that a person may well want: all there are, the last three, the last."""
    first, last = _reach(item, last_year)
    return tuple(dict.fromkeys((_span(first, last), _span(max(first, last - 2), last), str(last))))


def _reach(item: Item, last_year: int) -> tuple[int, int]:
    """Return the first and the last year of which an item has any figure; published ones may be newer."""
    spans = [entry.years for entry in item.availability.values() if entry.years]
    first = min((span.first.year for span in spans), default=last_year)
    ends = [span.last.year if span.last else max(last_year, span.first.year) for span in spans]
    last = max(ends, default=last_year)
    return first, max(first, last if item.published else min(last_year, last))


def _span(first: int, last: int) -> str:
    return str(last) if first >= last else f"{first}-{last}"


def shortfall(item: Item, asked: Asked, last_year: int) -> tuple[str, ...]:
    """Return what of a request there is not, in a sentence each; the answer itself says it as well.

    Raises `UsageError` for what the item does not know, `NoFiguresError` where there is nothing at all.
    """
    request = read_request(item, {name: value for name, value in asked.items() if name != UNIT})
    gaps = plan_delivery(item, request, last_year).gaps
    if item.period.free:
        # Of published figures only the rows themselves say which years they have.
        gaps = tuple(gap for gap in gaps if gap.kind is GapKind.MEASURE)
    return tuple(dict.fromkeys(_told(gaps)))


def _told(gaps: tuple[Gap, ...]) -> Iterator[str]:
    label = load_codelist("maatregel").label
    for gap in gaps:
        name = label(gap.measure)
        given = f"alleen {_periods(gap.delivered)}" if gap.delivered else "geen enkel gevraagd jaar"
        if gap.kind is GapKind.MEASURE:
            yield f"Over {name} zijn er geen cijfers; een vaste tekst zegt waarom."
        elif gap.kind is GapKind.YEARS:
            yield f"Over {name} is er {given}."
        else:
            kinds = nl.listing([dimension_name(one) for one in gap.dimensions])
            yield f"Opgesplitst naar {kinds} is er over {name} {given}."


def _periods(codes: Sequence[str]) -> str:
    if all(code.isdigit() for code in codes):
        return nl.years_in_words([int(code) for code in codes])
    return nl.listing([nl.period(code) for code in codes])


def told_values(item: Item, asked: Asked) -> Iterator[str]:
    """Yield what is asked of an item, a choice at a time: "maatregel: lokale diensteneconomie"."""
    for name, value in asked.items():
        values = [str(one) for one in value] if isinstance(value, list) else [str(value)]
        yield f"{name.replace('_', ' ')}: {nl.listing([_word(item, name, one) for one in values])}"


def _word(item: Item, name: str, value: str) -> str:
    if name == "opsplitsing":
        return dimension_name(value)
    param = item.params.get(name)
    codelist = param.codelist if param else "maatregel" if name == measure_column(item) else ""
    known = load_codelist(codelist) if codelist else None
    return known.label(value) if known and value in known else value
