"""Reconciliation: every figure that an answer shows, beside what was published of it before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import date

from pq_answers.checks.figures import Figure, cell_figure
from pq_answers.ledger import Cause, Entry, Ledger, Match, Outcome, canonical
from pq_answers.published import Role
from pq_answers.tables import Cell, ProtectedTable, State


def reconcile(
    tables: Iterable[ProtectedTable], ledger: Ledger, day: date, *, demonstration: bool
) -> tuple[Match, ...]:
    """Return every shown figure with each earlier publication of the same quantity, in the tables' order.

    Only protected tables are compared, so that a figure that is hidden is told by no sentence either. `day`
    is that of the question: what was published later was not said before. Figures taken from a publication
    are not held against that publication itself.
    """
    found: dict[tuple[str, str], Match] = {}
    for table in tables:
        for cell in table:
            for match in _matches(cell, table, ledger, day, demonstration=demonstration):
                found.setdefault((str(match.key), match.entry.id), match)
    return tuple(found.values())


def _matches(
    cell: Cell, table: ProtectedTable, ledger: Ledger, day: date, *, demonstration: bool
) -> Iterator[Match]:
    if cell.value is None or cell.state is State.SUPPRESSED:
        return
    mine = cell_figure(cell, Role.VALUE, "", table.id)
    for entry in ledger.find(canonical(cell.key), day):
        same = mine.interval.meets(_figure(entry, mine).interval)
        if entry.source in table.sources and same:
            continue
        outcome = Outcome.SAME if same else Outcome.OTHER
        cause = Cause.NONE if same else _cause(entry, table, demonstration=demonstration)
        yield Match(cell.key, cell.value, cell.decimals, entry, outcome, cause)


def _figure(entry: Entry, mine: Figure) -> Figure:
    return replace(mine, id=entry.id, value=entry.value, printed=entry.printed, precision=entry.precision)


def _cause(entry: Entry, table: ProtectedTable, *, demonstration: bool) -> Cause:
    """Return what can explain a difference, the surest first.

    Two publications that contradict each other explain nothing; a source that counts in its own way may;
    registers are corrected and completed after an answer was given.
    """
    if entry.definition and table.item not in entry.items:
        return Cause.DEFINITION
    if table.sources:
        return Cause.PUBLICATIONS
    return Cause.DEMONSTRATION if demonstration else Cause.LATER_DATA
