"""Running an item on a snapshot: request in, raw tables with their gaps and provenance out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pq_answers.codelists import Codelist, load_codelist
from pq_answers.errors import UsageError
from pq_answers.items import (
    Asked,
    Item,
    Moment,
    ParamKind,
    Request,
    is_guarded,
    is_protected,
    other_bands,
    read_request,
)
from pq_answers.query.bind import bind
from pq_answers.query.delivery import Breakdown, Delivery, Slice, bands_of, plan_delivery
from pq_answers.query.free import hold_against
from pq_answers.query.grid import Grid, period_codes
from pq_answers.query.lookup import Expected, Lookup, read_rows
from pq_answers.results import Gap, GapKind, Provenance, Result
from pq_answers.store import Reader
from pq_answers.tables import RawTable

_UNIT = "eenheid"


def run_item(reader: Reader, item: Item, asked: Asked) -> Result[RawTable]:
    """Return the raw result of `item`; raise `UsageError` or `InputError` for what cannot be asked."""
    unit = str(asked.get(_UNIT, ""))
    request = read_request(item, {name: value for name, value in asked.items() if name != _UNIT})
    _refuse_joint_filter(item, request)
    last_year = reader.info.last_complete_year
    delivery = plan_delivery(item, request, last_year)
    lookup, parameters = _run_slices(reader, item, request, delivery)
    if item.period.free:
        delivery = hold_against(delivery, item, request, lookup)
    bands = {part.measure: bands_of(item, request, part.measure) for part in delivery.slices}
    alone = [part for part in delivery.slices if not part.breakdown]
    measures = tuple(dict.fromkeys(part.measure for part in delivery.slices))
    return Result(
        item=item.name,
        title=item.title,
        indicator=item.indicator,
        measures=measures,
        years=request.years,
        periods=_periods(item, alone, lookup),
        tables=Grid(item, request, delivery, lookup, bands).tables(),
        gaps=(*delivery.gaps, *_unit_gaps(item, unit, bands), *_band_gaps(item, request, delivery, bands)),
        filters=request.filters,
        notes=(*item.notes, *(note for m in measures for note in item.availability[m].notes)),
        provenance=Provenance(item.name, item.sha256, reader.info.id, parameters),
    )


def _periods(item: Item, alone: Sequence[Slice], lookup: Lookup) -> tuple[str, ...]:
    """Return the periods of the figures without breakdown: those asked, or the free ones of the rows."""
    if item.period.free:
        own = [spot.period for spot in lookup if not spot.codes and spot.value == item.value.name]
        return tuple(sorted(set(own)))
    return tuple(dict.fromkeys(code for part in alone for code in period_codes(item, part)))


def _refuse_joint_filter(item: Item, request: Request) -> None:
    """Refuse several codes of one dimension taken together where persons are counted, or figures are public.

    Such a figure is a margin that no cell key names, so protection could not see what it gives away; and no
    publication printed it.
    """
    guarded = is_guarded(item)
    for name, codes in request.filters.items():
        own = [part for entry in item.availability.values() for part in entry.breakdowns]
        breakdowns = request.breakdowns or own
        apart = bool(breakdowns) and all(name in breakdown for breakdown in breakdowns)
        if (guarded or item.published) and len(codes) > 1 and not apart:
            persons = any(is_protected(item, value) for value in item.values)
            kind = "Gepubliceerde cijfers" if item.published else "Personen" if persons else "Ondernemingen"
            raise UsageError(
                f"{kind} worden niet over enkele codes van «{name}» samengeteld.",
                fix=f"Kies één code, of splits ook op naar {name}, in elke opsplitsing.",
            )


def _run_slices(
    reader: Reader, item: Item, request: Request, delivery: Delivery
) -> tuple[Lookup, tuple[Mapping[str, Any], ...]]:
    """Run the query once per measure and set of moments, for all breakdowns that share them."""
    lookup: Lookup = {}
    parameters: list[Mapping[str, Any]] = []
    for (measure, moments), breakdowns in _shared(delivery.slices).items():
        values = bind(item, request, measure, moments, breakdowns)
        rows = reader.run(item.sql, values, where=str(item.sql_path))
        bands = _band_codes(item, request, measure)
        fixed = [name for name in request.filters if not any(name in part for part in breakdowns)]
        # A margin that two runs share counts the same periods in both, so the later one changes nothing.
        part = Slice(measure, (), moments)
        periods, years = frozenset(period_codes(item, part)), frozenset(part.years)
        expected = Expected(measure, periods, years, frozenset(fixed), bands)
        lookup.update(read_rows(item, rows.columns, rows.rows, expected))
        parameters.append(values)
    return lookup, tuple(parameters)


def _shared(slices: tuple[Slice, ...]) -> Mapping[tuple[str, tuple[Moment, ...]], list[Breakdown]]:
    groups: dict[tuple[str, tuple[Moment, ...]], list[Breakdown]] = defaultdict(list)
    for part in slices:
        groups[part.measure, part.moments].append(part.breakdown)
    return groups


def _band_codes(item: Item, request: Request, measure: str) -> dict[str, tuple[str, ...]]:
    if item.param(ParamKind.BANDS) is None:
        return {}
    bands = bands_of(item, request, measure)
    names = [name for name in item.dimensions if not item.columns[name].codelist]
    return dict.fromkeys(names, bands.names if bands else ())


def _unit_gaps(item: Item, asked: str, bands: Mapping[str, Codelist | None]) -> tuple[Gap, ...]:
    """State the unit that was asked where the item counts in another, in its figures or in its bands."""
    if not asked:
        return ()
    unit = load_codelist("eenheid").find(asked).code
    delivered = {measure: own.unit if own else item.value.unit for measure, own in bands.items()}
    return tuple(
        Gap(GapKind.UNIT, measure, unit=(unit, other))
        for measure, other in delivered.items()
        if other != unit
    )


def _band_gaps(
    item: Item, request: Request, delivery: Delivery, bands: Mapping[str, Codelist | None]
) -> Iterator[Gap]:
    """State the bands that were written out where a table has others, or prints them in another sense."""
    for measure, own in bands.items():
        broken = (part.breakdown for part in delivery.slices if part.measure == measure)
        shown = any(not item.columns[name].codelist for breakdown in broken for name in breakdown)
        if own and shown and request.asked_bands and other_bands(request.asked_bands, own.codes):
            asked = tuple(band.label for band in request.asked_bands)
            yield Gap(GapKind.BANDS, measure, asked_bands=asked, bands=tuple(code.label for code in own))
