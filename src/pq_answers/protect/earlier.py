"""Earlier answers beside this one: what they showed is known, what they hid stays hidden, and both link.

Source: linked tables as one set of additivity constraints, Handbook on Statistical Disclosure Control,
chapter 4; an earlier release is one more linked table.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any, TypeVar

from pq_answers.errors import UnprotectedError
from pq_answers.ledger import NOTHING, Past, PastFigures, PastTable
from pq_answers.protect.policy import Policy
from pq_answers.protect.witness import fill
from pq_answers.tables import Cell, CellKey, RawTable, State

Dated = TypeVar("Dated", PastTable, PastFigures)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What this answer has to reckon with: `tables` and their `values`, which keys were `hidden`, the `past`.

    `values` has every count of these tables, also one that this answer has too: its table may be withheld.
    A count that an earlier answer hid and this one does not have gets some value that fits all that is known:
    what an attacker can work out does not depend on which.
    """

    tables: tuple[RawTable, ...] = ()
    values: Mapping[CellKey, int] = field(default_factory=dict)
    hidden: frozenset[CellKey] = frozenset()
    past: Past = NOTHING


def recall(tables: Sequence[RawTable], values: Mapping[CellKey, int], past: Past, policy: Policy) -> Earlier:
    """Return what the past means for these tables with these counts.

    A table of a period with a figure that has changed since, or that fits no more, tells nothing exact about
    the figures of now; what it hid stays hidden all the same.
    """
    close = [part for table in near(tables, past) for part in per_period(table)]
    if not close:
        return Earlier(past=past)
    _refuse_rounded(close)
    hidden = {key for table in close for key, count in table.cells.items() if count is None}
    known = dict(values)
    linked: list[PastTable] = []
    for table in close:
        shown = _shown(table, policy)
        if all(known.get(key, count) == count for key, count in shown.items()):
            known |= shown
            linked.append(table)
    linked, found = fill(linked, tables, known, policy)
    kept = _still_hidden(hidden, values, found)
    counts = {**known, **found}
    raw = tuple(_as_raw(table, counts) for table in linked)
    return Earlier(raw, {cell.key: counts[cell.key] for table in raw for cell in table}, kept, past)


def per_period(table: Dated) -> Iterator[Dated]:
    """Yield a table as one for each of its periods: no sum goes from one to another."""
    cells: dict[str, dict[CellKey, Any]] = defaultdict(dict)
    for key, value in table.cells.items():
        cells[key.period][key] = value
    for own in cells.values():
        yield replace(table, cells=own)


def near(tables: Sequence[RawTable], past: Past) -> list[PastTable]:
    """Return the earlier tables about what these tables count."""
    indicators = _indicators(tables)
    return [table for table in past.tables if _shares(table, indicators)]


def _refuse_rounded(close: Sequence[PastTable]) -> None:
    rounded = [table for table in close if table.rounded]
    if rounded:
        raise UnprotectedError(
            "Een eerder antwoord over deze personen rondt aantallen af in plaats van ze te verbergen.",
            where=rounded[0].answer,
            fix='Schrijf methode = "afronden" onder [bescherming] in het plan: twee methodes is te veel.',
        )


def _indicators(tables: Sequence[RawTable]) -> frozenset[str]:
    own = {cell.key.indicator for table in tables if table.persons for cell in table}
    return frozenset(own | {table.within[1] for table in tables if table.within})


def _shares(table: PastTable, indicators: Collection[str]) -> bool:
    outer = table.within[1] if table.within else ""
    return outer in indicators or any(key.indicator in indicators for key in table.cells)


def _shown(table: PastTable, policy: Policy) -> dict[CellKey, int]:
    return {
        key: count for key, count in table.cells.items() if count is not None and key.unit in policy.units
    }


def _still_hidden(
    hidden: Iterable[CellKey], values: Mapping[CellKey, int], found: Mapping[CellKey, int]
) -> frozenset[CellKey]:
    # A count that has become zero since is another count: hiding it would say that it is at least one.
    return frozenset(key for key in hidden if values.get(key) or key in found)


def _as_raw(table: PastTable, counts: Mapping[CellKey, int]) -> RawTable:
    """Return the table with a count in every cell; its grid is a single column that nobody reads."""
    cells = tuple((_cell(key, counts[key]),) for key in table.cells if key in counts)
    return RawTable(
        id=table.answer,
        item="",
        title="",
        unit="",
        breakdown=(),
        rows=((),) * len(cells),
        columns=((),),
        cells=cells,
        additive=table.additive,
        persons=True,
        complete=table.complete,
        within=table.within,
    )


def _cell(key: CellKey, count: int) -> Cell:
    return Cell(key, Decimal(count), State.VALUE if count else State.ZERO)
