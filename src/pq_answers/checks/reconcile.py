"""Reconciliation: every figure that an answer shows, beside what was published of it before."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial

from pq_answers.checks.declared import Rules, load_rules
from pq_answers.checks.figures import Figure, cell_figure
from pq_answers.checks.related import contradict, counterparts
from pq_answers.checks.same import explained_by_moment, is_moment_within
from pq_answers.ledger import Cause, Entry, Ledger, Match, Names, Outcome
from pq_answers.published import Role
from pq_answers.tables import Cell, ProtectedTable, State


@dataclass(frozen=True, slots=True)
class _Past:
    """What an answer is held against: all that was published before the day of its question."""

    ledger: Ledger
    day: date
    rules: Rules
    demonstration: bool
    names: Names = field(default_factory=Names)


def reconcile(
    tables: Iterable[ProtectedTable],
    ledger: Ledger,
    day: date,
    *,
    demonstration: bool,
    rules: Rules | None = None,
) -> tuple[Match, ...]:
    """Return every shown figure with each earlier publication of the same quantity, in the tables' order.

    A level inside the same year, and a quantity that a declared rule says is taken for this one, are told
    where they differ. Only protected tables are compared, so that a figure that is hidden is told by no
    sentence either. `day` is that of the question: what was published later was not said before. Figures
    taken from a publication are not held against that publication itself. Who asks for many parts of one
    answer gives the `rules`, read once.
    """
    past = _Past(ledger, day, rules or load_rules(), demonstration)
    found: dict[tuple[str, str], Match] = {}
    for table in tables:
        # A rounded figure differs from the published one because it is rounded.
        for cell in () if table.rounded else table:
            for match in _matches(cell, table, past):
                found.setdefault((str(match.key), match.entry.id), match)
    return tuple(found.values())


def _matches(cell: Cell, table: ProtectedTable, past: _Past) -> Iterator[Match]:
    if cell.value is None or cell.state is State.SUPPRESSED:
        return
    match = partial(Match, cell.key, cell.value, cell.decimals)
    key = past.names.of(cell.key)
    mine = replace(cell_figure(cell, Role.VALUE, "", table.id), key=key)
    for entry in past.ledger.find(key, past.day):
        same = mine.interval.meets(_figure(entry, mine).interval)
        if entry.source in table.sources and same:
            continue
        cause = Cause.NONE if same else _cause(entry, table, demonstration=past.demonstration)
        yield match(entry, Outcome.SAME if same else Outcome.OTHER, cause)
    for entry, cause in [*_moments(mine, past), *_related(mine, table, past)]:
        if entry.source not in table.sources:
            yield match(entry, Outcome.OTHER, cause)


def _moments(mine: Figure, past: _Past) -> Iterator[tuple[Entry, Cause]]:
    """Yield what was published of another moment of the same year, where it differs."""
    if mine.key.indicator not in past.rules.levels.indicators:
        return
    for entry in past.ledger.find_in_any_period(mine.key, past.day):
        periods = entry.key.period, mine.key.period
        theirs = _figure(entry, mine)
        near = is_moment_within(*periods) or is_moment_within(*reversed(periods))
        if near and not mine.interval.meets(theirs.interval):
            explained = explained_by_moment(mine, theirs, past.rules.levels)
            yield entry, Cause.MOMENT if explained else Cause.NONE


def _related(mine: Figure, table: ProtectedTable, past: _Past) -> Iterator[tuple[Entry, Cause]]:
    """Yield what readers take for this figure and cannot be it."""
    for key in counterparts(mine.key, past.rules.related):
        for entry in past.ledger.find_in_any_period(key, past.day):
            if contradict(mine, _figure(entry, mine)):
                counts_otherwise = entry.definition and table.item not in entry.items
                yield entry, Cause.DEFINITION if counts_otherwise else Cause.NONE


def _figure(entry: Entry, mine: Figure) -> Figure:
    return replace(
        mine,
        id=entry.id,
        key=entry.key,
        value=entry.value,
        printed=entry.printed,
        precision=entry.precision,
    )


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
