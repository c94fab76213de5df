"""What of a request can be delivered: which periods for which measure and breakdown, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from pq_answers import nl
from pq_answers.codelists import Codelist, load_codelist
from pq_answers.errors import InputError
from pq_answers.items import Availability, Item, Moment, ParamKind, Request, Span, band_code
from pq_answers.results import Gap, GapKind

Breakdown = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Slice:
    """One table's worth of a request: a measure, a breakdown, and the moments that exist for them."""

    measure: str
    breakdown: Breakdown
    moments: tuple[Moment, ...]

    @property
    def years(self) -> tuple[int, ...]:
        """The years of the moments."""
        return tuple(moment.year for moment in self.moments)


@dataclass(frozen=True, slots=True)
class Delivery:
    """The slices that can be delivered and the gaps that must be stated; `absent` have a state instead."""

    slices: tuple[Slice, ...]
    gaps: tuple[Gap, ...]
    absent: tuple[Availability, ...]


def plan_delivery(item: Item, request: Request, last_year: int) -> Delivery:
    """Split the request into what exists and what does not; raise `InputError` where nothing does."""
    slices: list[Slice] = []
    gaps: list[Gap] = []
    absent: list[Availability] = []
    for measure in request.measures:
        available = _availability(item, measure)
        if available.years is None:
            absent.append(available)
            gaps.append(Gap(GapKind.MEASURE, measure, passage=available.passage))
            continue
        breakdowns = _breakdowns(request, available)
        slices.extend(_slice(available, breakdown, request.years, last_year) for breakdown in breakdowns)
        gaps.extend(_gaps(available, slices, request.years))
    delivered = tuple(part for part in slices if part.moments)
    if not delivered and not absent:
        raise _nothing(item, slices, request.years, last_year)
    return Delivery(delivered, tuple(gaps), tuple(absent))


def _availability(item: Item, measure: str) -> Availability:
    available = item.availability.get(measure)
    if available is None:
        known = ", ".join(load_codelist("maatregel").label(name) for name in item.availability)
        raise InputError(
            f"De vraag «{item.name}» heeft geen gegevens over {load_codelist('maatregel').label(measure)}.",
            where=item.name,
            fix=f"Er zijn gegevens over: {known}.",
        )
    return available


def _breakdowns(request: Request, available: Availability) -> tuple[Breakdown, ...]:
    """Return the figure alone and the asked (else the measure's default) breakdowns.

    A breakdown by the very dimension that is filtered has no figure beside it: the figure would be a margin
    over some of the codes, which no cell key can name.
    """
    asked = request.breakdowns or available.breakdowns
    alone: tuple[Breakdown, ...] = () if _filtered(request, asked) else ((),)
    return (*alone, *asked)


def _filtered(request: Request, breakdowns: tuple[Breakdown, ...]) -> bool:
    return any(dimension in request.filters for breakdown in breakdowns for dimension in breakdown)


def _slice(available: Availability, breakdown: Breakdown, years: tuple[int, ...], last_year: int) -> Slice:
    moments = _moments(_span(available, breakdown), years, last_year)
    return Slice(available.measure, breakdown, tuple(moments))


def _span(available: Availability, breakdown: Breakdown) -> Span:
    """Return the years of a measure that has data: those of its figure, or those of its profile."""
    span = available.profile if breakdown and available.profile else available.years
    if span is None:
        raise ValueError(f"{available.measure} has no years")
    return span


def _moments(span: Span, years: tuple[int, ...], last_year: int) -> Iterator[Moment]:
    last = span.last or Moment(last_year)
    for year in years:
        if span.first.year <= year <= min(last.year, last_year):
            yield Moment(year, last.quarter if year == last.year else 0)


def _gaps(available: Availability, slices: list[Slice], years: tuple[int, ...]) -> Iterator[Gap]:
    own = [part for part in slices if part.measure == available.measure]
    base = own[0]
    span = _span(available, base.breakdown)
    if _misses(base.moments, years):
        delivered = tuple(map(str, base.moments))
        yield Gap(GapKind.YEARS, available.measure, years, delivered, passage=span.outside)
    short = [part for part in own if part.breakdown and len(part.moments) < len(base.moments)]
    if short:
        dimensions = tuple(dict.fromkeys(name for part in short for name in part.breakdown))
        delivered = tuple(map(str, short[0].moments))
        outside = _span(available, short[0].breakdown).outside
        yield Gap(GapKind.BREAKDOWN, available.measure, years, delivered, dimensions, outside)


def _misses(moments: tuple[Moment, ...], years: tuple[int, ...]) -> bool:
    return len(moments) < len(years) or any(moment.quarter for moment in moments)


def _nothing(item: Item, slices: list[Slice], years: tuple[int, ...], last_year: int) -> InputError:
    label = load_codelist("maatregel").label
    spans = dict.fromkeys(
        (part.measure, _span(item.availability[part.measure], part.breakdown)) for part in slices
    )
    known = [f"{label(measure)} {span.first}-{span.last or last_year}" for measure, span in spans]
    return InputError(
        f"Voor {nl.years(years)} heeft de vraag «{item.name}» geen gegevens.",
        where=item.name,
        fix=f"Er zijn gegevens over: {nl.listing(known)}.",
    )


def bands_of(item: Item, request: Request, measure: str) -> Codelist | None:
    """Return the bands for `measure`: the asked ones, else the measure's default; None without bands.

    Bands that are not the measure's own get codes that say their bounds: "B5" means [5, 11[ in one list and
    [5, 10[ in another, and one cell key cannot stand for both.
    """
    if item.param(ParamKind.BANDS) is None:
        return None
    own = load_codelist(item.availability[measure].bands)
    if request.bands is None or request.bands.name == own.name:
        return own
    codes = tuple(replace(code, code=band_code(code.start, code.end)) for code in request.bands)
    return replace(request.bands, codes=codes, unit=own.unit)
