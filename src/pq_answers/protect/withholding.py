"""Which table must go where its cells cannot be protected, and where nothing of it would be left."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from pq_answers.errors import UnprotectedError
from pq_answers.protect.lines import CellGraph, sort_key
from pq_answers.protect.targets import nearest_own
from pq_answers.tables import CellKey, RawTable


def to_withhold(tables: Sequence[RawTable], cells: CellGraph, node: int) -> int:
    """Return the position of the table to withhold because `node` cannot be protected."""
    return max(_deepest(tables, key)[2] for key in _to_blame(cells, node))


def _to_blame(cells: CellGraph, node: int) -> list[CellKey]:
    """Return printed keys of which one must go: a rest and what was hidden before stand in no table."""
    key = cells.keys[node]
    rest = cells.rests.get(key)
    own = {one for one in rest.members if one in cells.keys[: cells.own]} if rest else set()
    found = sorted(own, key=sort_key) or nearest_own(cells, node)
    if not found:
        raise UnprotectedError(
            "De eerdere antwoorden zijn niet met elkaar te rijmen.",
            where=str(key),
            fix="Meld dit aan de beheerder.",
        )
    return found


def _deepest(tables: Sequence[RawTable], key: CellKey) -> tuple[bool, int, int]:
    """Return the rank and position of the table to withhold for a cell: where it is inner, finest, last."""
    present = {name for name, _ in key.dimensions}
    holders = [
        (present.issuperset(table.breakdown), len(table.breakdown), position)
        for position, table in enumerate(tables)
        if (table.persons or table.companies) and any(cell.key == key for cell in table)
    ]
    return max(holders)


def nothing_left(table: RawTable, hidden: Collection[CellKey]) -> bool:
    """Return whether no inner cell of a table is left; a table of totals alone still tells something."""
    inner = [
        cell.key
        for cell in table
        if cell.value is not None and any(name in table.breakdown for name, _ in cell.key.dimensions)
    ]
    return bool(inner) and all(key in hidden for key in inner)
