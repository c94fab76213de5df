"""What of a request can be delivered: which periods for which measure and breakdown, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from decimal import Decimal

from pq_answers import nl
from pq_answers.codelists import Codelist, load_codelist
from pq_answers.errors import NoFiguresError
from pq_answers.items import CROSSING, Availability, Item, Moment, ParamKind, Request, Span
from pq_answers.results import Gap, GapKind

Breakdown = tuple[str, ...]
_LAST = 9999


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
    """Split the request into what exists and what does not; raise `NoFiguresError` where nothing does.

    Public figures do not end with the snapshot's last complete year.
    """
    last_year = _LAST if item.published else last_year
    slices: list[Slice] = []
    gaps: list[Gap] = []
    absent: list[Availability] = []
    spans = _Spans(item, request)
    for measure in request.measures:
        available = _availability(item, measure)
        if available.years is None:
            absent.append(available)
            gaps.append(Gap(GapKind.MEASURE, measure, passage=available.passage))
            continue
        breakdowns = _breakdowns(request, available)
        slices.extend(spans.slice(available, breakdown, last_year) for breakdown in breakdowns)
        gaps.extend(spans.gaps(available, slices))
    delivered = tuple(part for part in slices if part.moments)
    if not delivered and not absent:
        raise nothing(item, request, last_year)
    return Delivery(delivered, tuple(gaps), tuple(absent))


def _availability(item: Item, measure: str) -> Availability:
    available = item.availability.get(measure)
    if available is None:
        known = ", ".join(load_codelist("maatregel").label(name) for name in item.availability)
        raise NoFiguresError(
            f"De vraag «{item.title}» heeft geen gegevens over {load_codelist('maatregel').label(measure)}.",
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


@dataclass(frozen=True, slots=True)
class _Spans:
    """The years that a request can have: its figures reach as far as the profile where a filter needs it."""

    item: Item
    request: Request

    def of(self, available: Availability, breakdown: Breakdown) -> Span:
        """Return the years of a measure that has data: those of its figure, or those of its profile."""
        profiled = bool(breakdown) or self._filters_profile()
        span = available.profile if profiled and available.profile else available.years
        if span is None:
            raise ValueError(f"{available.measure} has no years")
        return span

    def _filters_profile(self) -> bool:
        """Whether a filter holds a characteristic, which is known only where there is a profile."""
        param = self.item.param(ParamKind.BREAKDOWNS)
        return param is not None and any(name in param.dimensions for name in self.request.filters)

    def slice(self, available: Availability, breakdown: Breakdown, last_year: int) -> Slice:
        """Return the slice of one measure and breakdown with the moments that exist for it."""
        moments = _moments(self.of(available, breakdown), self.request.years, last_year)
        return Slice(available.measure, breakdown, tuple(moments))

    def gaps(self, available: Availability, slices: list[Slice]) -> Iterator[Gap]:
        """Yield what the slices of one measure lack of the years asked."""
        own, years = [part for part in slices if part.measure == available.measure], self.request.years
        base = own[0]
        if _misses(base.moments, years):
            delivered = tuple(map(str, base.moments))
            outside = self.of(available, base.breakdown).outside
            yield Gap(GapKind.YEARS, available.measure, years, delivered, passage=outside)
        short = [part for part in own if part.breakdown and len(part.moments) < len(base.moments)]
        if short:
            dimensions = tuple(dict.fromkeys(name for part in short for name in part.breakdown))
            delivered = tuple(map(str, short[0].moments))
            outside = self.of(available, short[0].breakdown).outside
            yield Gap(GapKind.BREAKDOWN, available.measure, years, delivered, dimensions, outside)


def _moments(span: Span, years: tuple[int, ...], last_year: int) -> Iterator[Moment]:
    last = span.last or Moment(last_year)
    for year in years:
        if span.first.year <= year <= min(last.year, last_year):
            yield Moment(year, last.quarter if year == last.year else 0)


def _misses(moments: tuple[Moment, ...], years: tuple[int, ...]) -> bool:
    return len(moments) < len(years) or any(moment.quarter for moment in moments)


def nothing(item: Item, request: Request, last_year: int = _LAST) -> NoFiguresError:
    """Return the refusal of a request for which there is no figure at all, with what there is."""
    spans, label = _Spans(item, request), load_codelist("maatregel").label
    known: dict[str, None] = {}
    for measure in request.measures:
        available = item.availability[measure]
        for breakdown in _breakdowns(request, available) if available.years else ():
            span = spans.of(available, breakdown)
            open_end = span.last is None and item.published
            years = str(span) if open_end else f"{span.first}-{span.last or last_year}"
            known[f"{label(measure)} {years}"] = None
    own = {
        CROSSING.join(part) for measure in request.measures for part in item.availability[measure].breakdowns
    }
    # Publications give a figure at some breakdowns only, so the years need not be what is wrong.
    broken = item.period.free and request.breakdowns != ()
    usual = f" De gewone opsplitsing is {nl.listing(sorted(own))}." if broken and own else ""
    return NoFiguresError(
        f"Voor {nl.years(request.years)} heeft de vraag «{item.title}» geen gegevens"
        f"{' met deze opsplitsing' if broken else ''}.",
        where=item.name,
        fix=f"Er zijn gegevens over: {nl.listing(list(known))}.{usual}",
    )


def bands_of(item: Item, request: Request, measure: str) -> Codelist | None:
    """Return the bands for `measure`: the asked ones, else the measure's default; None without bands.

    Where the asked bands written out are the default ones, these keep the labels that were published.
    """
    if item.param(ParamKind.BANDS) is None:
        return None
    own, asked = load_codelist(item.availability[measure].bands), request.bands
    if asked is None or (request.asked_bands and _bounds(asked) == _bounds(own)):
        return own
    return replace(asked, unit=own.unit)


def _bounds(bands: Codelist) -> list[tuple[Decimal, Decimal | None]]:
    return [(code.start or Decimal(0), code.end) for code in bands]
