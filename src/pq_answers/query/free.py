"""Free periods: which of what was asked has a published figure shows only in the rows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from pq_answers.items import Item, Request
from pq_answers.query.delivery import Delivery, Slice, nothing
from pq_answers.query.lookup import Lookup
from pq_answers.results import Gap, GapKind
from pq_answers.tables import years_within


def hold_against(delivery: Delivery, item: Item, request: Request, lookup: Lookup) -> Delivery:
    """Return the delivery with the gaps that the rows leave; raise `InputError` where there are no rows."""
    if not lookup and not delivery.absent:
        raise nothing(item, request)
    measures = dict.fromkeys(part.measure for part in delivery.slices)
    # A measure that has no year of those asked was not run, so its gap is already right.
    others = tuple(gap for gap in delivery.gaps if gap.measure not in measures)
    found = (gap for measure in measures for gap in _Rows(delivery, item, request, lookup).gaps(measure))
    kept = tuple(part for part in delivery.slices if any(spot.measure == part.measure for spot in lookup))
    return replace(delivery, slices=kept, gaps=(*others, *found))


class _Rows:
    """The periods that the rows of one run hold, held against the years that were asked."""

    def __init__(self, delivery: Delivery, item: Item, request: Request, lookup: Lookup) -> None:
        self.slices, self.item, self.request, self.lookup = delivery.slices, item, request, lookup

    def gaps(self, measure: str) -> Iterator[Gap]:
        """Yield what the rows of one measure lack: years altogether, then breakdowns."""
        years, whole = self.request.years, self._periods(measure)
        if set(years) - _covered(whole):
            span = self.item.availability[measure].years
            yield Gap(GapKind.YEARS, measure, years, whole, passage=span.outside if span else "")
        for part in self._broken(measure):
            own = self._periods(measure, part)
            if whole and (not own or _covered(own) & set(years) < _covered(whole) & set(years)):
                yield Gap(GapKind.BREAKDOWN, measure, years, own, part.breakdown)

    def _broken(self, measure: str) -> Iterator[Slice]:
        """Yield the slices of a measure whose breakdown was asked: a default one is no promise."""
        asked = self.request.breakdowns
        return (part for part in self.slices if part.measure == measure and part.breakdown in asked)

    def _periods(self, measure: str, part: Slice | None = None) -> tuple[str, ...]:
        """Return the periods of a measure's figures, of one breakdown or of any.

        A change between two periods says nothing about the years themselves, so it counts only where there
        is nothing else.
        """
        spots = [
            spot
            for spot in self.lookup
            if spot.measure == measure and (part is None or spot.dimensions == set(part.breakdown))
        ]
        levels = [spot for spot in spots if not self.item.columns[spot.value].signed]
        return tuple(sorted({spot.period for spot in levels or spots}))


def _covered(periods: Sequence[str]) -> set[int]:
    return {year for period in periods for year in years_within(period)}
