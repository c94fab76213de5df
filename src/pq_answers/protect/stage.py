"""The stage itself: all tables of an answer in, the tables that may be shown and a report out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import fields
from decimal import Decimal

from pq_answers.errors import UnprotectedError
from pq_answers.protect.lines import CellGraph, build_graph, sort_key
from pq_answers.protect.policy import Policy, load_policy
from pq_answers.protect.report import HiddenCell, Kind, Protected, Reason, Report, TableReport, Withheld
from pq_answers.protect.secondary import Pattern, UnprotectableError, suppress
from pq_answers.tables import Cell, CellKey, ProtectedTable, RawTable, State

Hidden = dict[CellKey, Kind]


def protect(tables: Sequence[RawTable], policy: Policy | None = None) -> Protected:
    """Return the tables without the cells that could identify a person, judged over all tables together.

    Where no safe pattern can be shown, the whole table is withheld and the others are judged anew.
    Method: threshold rule, secondary suppression and attacker's audit as in the Handbook on Statistical
    Disclosure Control (Hundepool and others), chapter 4.
    """
    policy = policy or load_policy()
    _refuse_contradictions(tables)
    uncountable = [number for number, table in enumerate(tables) if _uncountable(table, policy)]
    withheld = dict.fromkeys(uncountable, Reason.NOT_COUNTS)
    while True:  # each round withholds at least one table, or ends
        kept = [table for number, table in enumerate(tables) if number not in withheld]
        hidden, refused = _judge(kept, policy)
        refused = refused or _empty(kept, _with_derived(tables, kept, hidden, policy))
        if not refused:
            break
        numbers = [number for number in range(len(tables)) if number not in withheld]
        withheld.update({numbers[position]: reason for position, reason in refused.items()})
    return _result(tables, withheld, _with_derived(tables, kept, hidden, policy), policy)


def _refuse_contradictions(tables: Sequence[RawTable]) -> None:
    """Raise where one key stands for two values: a defect that would give hidden cells away."""
    known: dict[CellKey, Decimal | None] = {}
    for table in tables:
        for cell in table:
            if cell.value is None and cell.state is not State.SUPPRESSED:
                continue
            if known.setdefault(cell.key, cell.value) != cell.value:
                raise UnprotectedError(
                    "Eenzelfde cel heeft in twee tabellen een andere waarde.",
                    where=f"tabel {table.id}, cel {cell.key}",
                    fix="Verbeter de query: gelijke sleutels moeten gelijke cijfers geven.",
                )


def _counts(table: RawTable, policy: Policy) -> list[Cell]:
    """Return the cells of `table` that count persons."""
    if not table.persons:
        return []
    return [cell for cell in table if cell.value is not None and cell.key.unit in policy.units]


def _uncountable(table: RawTable, policy: Policy) -> bool:
    return any(cell.value is None or cell.value < 0 or cell.value % 1 for cell in _counts(table, policy))


def _judge(tables: Sequence[RawTable], policy: Policy) -> tuple[Hidden, dict[int, Reason]]:
    """Return the hidden keys, or the position and reason of the table that must go first."""
    values = {cell.key: int(cell.value or 0) for table in tables for cell in _counts(table, policy)}
    cells = build_graph([table for table in tables if table.persons], values, policy)
    primary = cells.nodes([key for key, value in values.items() if policy.hides(value)] + list(cells.rests))
    if not primary:
        return {}, {}
    try:
        return _kinds(cells, suppress(cells.graph, primary, policy)), {}
    except UnprotectableError as error:
        reason = Reason.INCONSISTENT if error.broken else Reason.UNSAFE
        key = cells.keys[error.node]
        # A rest stands in no table: one of the tables that it is subtracted from has to go.
        candidates = [*cells.rests[key].whole, *cells.rests[key].parts] if key in cells.rests else [key]
        return {}, {max(_deepest(tables, candidate) for candidate in candidates)[2]: reason}


def _kinds(cells: CellGraph, pattern: Pattern) -> Hidden:
    printed = (cells.keys[node] for node in pattern.primary)
    hidden = {key: Kind.PRIMARY for key in printed if key not in cells.rests}
    hidden.update({cells.keys[node]: Kind.SECONDARY for node in pattern.secondary})
    return hidden


def _deepest(tables: Sequence[RawTable], key: CellKey) -> tuple[bool, int, int]:
    """Return the rank and position of the table to withhold for a cell: where it is inner, finest, last."""
    present = {name for name, _ in key.dimensions}
    holders = [
        (present.issuperset(table.breakdown), len(table.breakdown), position)
        for position, table in enumerate(tables)
        if table.persons and any(cell.key == key for cell in table)
    ]
    return max(holders)


def _with_derived(
    tables: Sequence[RawTable], kept: Sequence[RawTable], hidden: Hidden, policy: Policy
) -> Hidden:
    """Return the hidden keys with those in other units that go with a count that is not shown.

    The full-time equivalents or the share of two persons say as much as their number.
    """
    shown = {cell.key for table in kept for cell in _counts(table, policy)} - hidden.keys()
    counts = {cell.key for table in tables for cell in _counts(table, policy)}
    unshown = {_sibling(key) for key in counts - shown}
    derived = {
        cell.key: Kind.DERIVED
        for table in kept
        for cell in (table if table.persons and unshown else ())
        if cell.value is not None and cell.key.unit not in policy.units and _sibling(cell.key) in unshown
    }
    return hidden | derived


def _sibling(key: CellKey) -> tuple[str, str, str, tuple[tuple[str, str], ...], str]:
    return key.indicator, key.population, key.measure, key.dimensions, key.period


def _empty(tables: Sequence[RawTable], hidden: Hidden) -> dict[int, Reason]:
    """Return the tables of which no inner cell survives; a table of totals alone still tells something."""
    return {
        position: Reason.EMPTY
        for position, table in enumerate(tables)
        if table.persons and table.breakdown and _nothing_left(table, hidden)
    }


def _nothing_left(table: RawTable, hidden: Hidden) -> bool:
    inner = [
        cell.key
        for cell in table
        if cell.value is not None and any(name in table.breakdown for name, _ in cell.key.dimensions)
    ]
    return bool(inner) and all(key in hidden for key in inner)


def _result(
    tables: Sequence[RawTable], withheld: Mapping[int, Reason], hidden: Hidden, policy: Policy
) -> Protected:
    kept = [_protected(table, hidden) for number, table in enumerate(tables) if number not in withheld]
    gone = tuple(
        Withheld(tables[number].id, tables[number].title, tables[number].breakdown, reason)
        for number, reason in sorted(withheld.items())
    )
    cells = tuple(HiddenCell(key, hidden[key]) for key in sorted(hidden, key=sort_key))
    accounts = tuple(_account(table, hidden) for table in kept if table.persons)
    return Protected(tuple(kept), Report(policy.name, accounts, gone, cells))


def _protected(table: RawTable, hidden: Hidden) -> ProtectedTable:
    copy = ProtectedTable(**{field.name: getattr(table, field.name) for field in fields(table)})
    if not hidden:
        return copy
    return copy.map(lambda cell: cell.suppressed() if cell.value is not None and cell.key in hidden else cell)


def _account(table: ProtectedTable, hidden: Hidden) -> TableReport:
    kinds = [hidden[cell.key] for cell in table if cell.key in hidden]
    primary, secondary, derived = (kinds.count(kind) for kind in Kind)
    return TableReport(table.id, primary, secondary, derived, sum(cell.value is not None for cell in table))
