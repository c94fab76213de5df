"""What was shown and hidden of counts of persons before: what protection has to reckon with.

Source: a sequence of releases from one population is protected as one, Handbook on Statistical Disclosure
Control (Hundepool and others), chapter 4, on linked tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pq_answers.ledger.entry import Ledger
from pq_answers.ledger.keys import Names
from pq_answers.ledger.records import read_named_records
from pq_answers.published import Precision
from pq_answers.tables import CellKey, State

F = TypeVar("F", int, Decimal)


@dataclass(frozen=True, slots=True)
class PastTable:
    """A table of counts of persons in an approved answer: its shown counts, None for what was hidden.

    `additive`, `complete`, `within` and `rounded` are those of the table (`pq_answers.tables.Table`).
    """

    answer: str
    cells: Mapping[CellKey, int | None]
    additive: tuple[str, ...]
    complete: tuple[str, ...]
    within: tuple[str, str, str] | tuple[()] = ()
    rounded: int = 0


@dataclass(frozen=True, slots=True)
class PastFigures:
    """A table of sums over companies in an approved answer: its shown figures, None for what was hidden."""

    answer: str
    cells: Mapping[CellKey, Decimal | None]
    additive: tuple[str, ...]
    complete: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Past:
    """Everything that was said before: tables of answers, and `public` figures by their canonical key.

    `tables` count persons, `companies` are sums over companies.
    """

    tables: tuple[PastTable, ...] = ()
    public: Mapping[CellKey, frozenset[int | Decimal]] = field(default_factory=dict)
    companies: tuple[PastFigures, ...] = ()

    @property
    def answers(self) -> tuple[str, ...]:
        """The names of the answers, in order, each once."""
        names = [table.answer for table in self.tables] + [table.answer for table in self.companies]
        return tuple(dict.fromkeys(names))


NOTHING = Past()
WITHDRAWN = "ingetrokken"
"""The folder of answers that were taken back, beside that of the approved ones."""


def read_past(ledger: Ledger, approved: Path | None, only: Collection[str] | None = None) -> Past:
    """Return the past from the publications in the ledger and the records in the folder `approved`.

    Answers that were approved and taken back since, in the folder beside it, may have been sent all the same:
    they count too. `only` names the answers to reckon with, for who repeats an answer; None means all. Raises
    `InputError` for a record that cannot be read.
    """
    found = [(table, told) for table, told in _tables_of(approved) if only is None or table.answer in only]
    public: dict[CellKey, set[int | Decimal]] = defaultdict(set)
    for entry in ledger.entries:
        if entry.precision is Precision.EXACT and not entry.approved:
            public[entry.key].add(entry.value)
    for _, told in found:
        for key, figure in told:
            public[key].add(figure)
    tables = tuple(table for table, _ in found if isinstance(table, PastTable))
    companies = tuple(table for table, _ in found if isinstance(table, PastFigures))
    return Past(tables, {key: frozenset(counts) for key, counts in public.items()}, companies)


_Told = tuple[PastTable | PastFigures, Sequence[tuple[CellKey, int | Decimal]]]
"""A table, with what it makes public: exact figures by their canonical keys."""


def _tables_of(approved: Path | None) -> Iterator[_Told]:
    if approved is None:
        return
    withdrawn = approved.parent / WITHDRAWN
    for folder, prefix in ((approved, ""), (withdrawn, f"{WITHDRAWN}/")):
        if folder is approved or folder.is_dir():
            for name, tables in read_named_records(folder, tables_in):
                yield from ((replace(table, answer=f"{prefix}{name}"), told) for table, told in tables)


def tables_in(record: Mapping[str, Any], names: Names) -> list[_Told]:
    """Return the protected tables, without a name yet; raises where any table is not as it was written."""
    tables = record["tabellen"]
    persons = [found for table in tables if (found := _table(table)) is not None]
    companies = [_figures(table) for table in tables if table.get("ondernemingen", False)]
    return [
        *((table, [] if table.rounded else _public(table.cells, names)) for table in persons),
        *((table, _public(table.cells, names)) for table in companies),
    ]


def _public(cells: Mapping[CellKey, F | None], names: Names) -> list[tuple[CellKey, F]]:
    return [(names.of(key), figure) for key, figure in cells.items() if figure is not None]


def _figures(table: Mapping[str, Any]) -> PastFigures:
    cells = {
        CellKey.parse(cell["sleutel"]): None
        if cell["status"] == State.SUPPRESSED
        else Decimal(cell["waarde"])
        for cell in table["cellen"]
        if "waarde" in cell or cell["status"] == State.SUPPRESSED
    }
    additive, complete = (tuple(map(str, table[name])) for name in ("optelbaar", "volledig"))
    return PastFigures("", cells, additive, complete)


def _table(table: Mapping[str, Any]) -> PastTable | None:
    within = tuple(map(str, table.get("binnen", ())))
    additive, complete = (tuple(map(str, table[name])) for name in ("optelbaar", "volledig"))
    if len(within) not in {0, 3} or not isinstance(table["personen"], bool):
        raise ValueError(within)
    if not table["personen"]:
        return None
    cells = dict(_cells(table["cellen"]))
    # With a gap in the grid the parts need not make up their margin.
    complete = complete if len(cells) == len({cell["sleutel"] for cell in table["cellen"]}) else ()
    rounded = int(table.get("afgerond", 0))
    return PastTable("", cells, additive, complete, within, rounded)  # type: ignore[arg-type]


def _cells(cells: Iterable[Mapping[str, Any]]) -> Iterator[tuple[CellKey, int | None]]:
    for cell in cells:
        if cell["status"] == State.SUPPRESSED:
            yield CellKey.parse(cell["sleutel"]), None
        elif "waarde" in cell and not int(cell["decimalen"]):
            yield CellKey.parse(cell["sleutel"]), int(cell["waarde"])
