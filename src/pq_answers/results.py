"""What an item delivers: its tables, what was asked and not delivered, and where it all came from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any, Generic, TypeVar

from pq_answers.tables import CellKey, Table

T_co = TypeVar("T_co", bound=Table, covariant=True)
U = TypeVar("U", bound=Table)


class GapKind(StrEnum):
    """What was asked and not delivered."""

    YEARS = "jaren"
    MEASURE = "maatregel"
    BREAKDOWN = "opsplitsing"
    UNIT = "eenheid"
    BANDS = "klassen"
    PROTECTION = "bescherming"
    MERGED = "samengevoegd"
    ROUNDED = "afgerond"
    YEARS_TOGETHER = "jaren samen"


class Remedy(StrEnum):
    """What a drafter may choose so that fewer counts are hidden, by its name in a plan."""

    MERGE = "samenvoegen"
    UNCROSS = "zonder kruising"
    YEARS = "jaren samen"


@dataclass(frozen=True, slots=True)
class Gap:
    """One difference between asked and delivered; `passage` names the standing text that explains it."""

    kind: GapKind
    measure: str
    asked: tuple[int, ...] = ()
    delivered: tuple[str, ...] = ()
    dimensions: tuple[str, ...] = ()
    passage: str = ""
    unit: tuple[str, str] = ("", "")
    asked_bands: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    base: int = 0


@dataclass(frozen=True, slots=True)
class Provenance:
    """The query behind a result: item, SQL hash, bound parameters per run, snapshot."""

    item: str
    sql_sha256: str
    snapshot: str
    parameters: tuple[Mapping[str, Any], ...]


@dataclass(frozen=True, slots=True)
class Citation:
    """Where a figure was printed: the publication, the `piece` that a second-hand one cites, its wording.

    `wording` are the words before a figure that is not exact: "bijna", "meer dan".
    """

    source: str
    piece: str = ""
    wording: str = ""


@dataclass(frozen=True, slots=True)
class Result(Generic[T_co]):
    """Everything that one item gives for one request; `notes` name passages that stand under its tables.

    `measures` are those delivered; `periods` the delivered periods of the figures without breakdown.
    `citations` say of each figure that was published where it stands.
    """

    item: str
    title: str
    indicator: str
    measures: tuple[str, ...]
    years: tuple[int, ...]
    periods: tuple[str, ...]
    tables: tuple[T_co, ...]
    gaps: tuple[Gap, ...]
    filters: Mapping[str, tuple[str, ...]]
    notes: tuple[str, ...]
    provenance: Provenance
    citations: Mapping[CellKey, Citation] = field(default_factory=dict)

    @property
    def shown(self) -> tuple[T_co, ...]:
        """The tables to print: those with a breakdown, and the figures alone where they reach further."""
        broken = [table for table in self.tables if table.breakdown]
        told = {(table.value, cell.key.measure, cell.key.period) for table in broken for cell in table}
        return tuple(table for table in self.tables if table.breakdown or not _told(table, told))

    def with_tables(self, tables: Sequence[U], gaps: Sequence[Gap] = ()) -> Result[U]:
        """Return the result with other tables, and with further gaps behind its own."""
        changed = replace(self, gaps=(*self.gaps, *gaps))
        return replace(changed, tables=tuple(tables))  # type: ignore[arg-type, return-value]


def _told(table: Table, told: Set[tuple[str, str, str]]) -> bool:
    """Whether every figure of `table` stands as a margin in a table with a breakdown."""
    places = {(table.value, cell.key.measure, cell.key.period) for cell in table if cell.value is not None}
    return places <= told
