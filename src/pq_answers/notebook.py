"""The interface for analysts in a notebook: open a store, run an item, take the protected table along.

>>> from pq_answers import open_store                                        # doctest: +SKIP
>>> with open_store("var/opslag") as analysis:                               # doctest: +SKIP
...     result = analysis.query("doelgroepwerknemers", maatregel="lde", jaren=2021, opsplitsing="leeftijd")
...     result.to_pandas()
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from pq_answers.answer import ALL_FORMATS, Draft, answer, draft, query_item
from pq_answers.items import Catalogue, Item, describe_item, load_catalogue
from pq_answers.plan import Plan, read_plan
from pq_answers.results import Gap, Provenance, Result
from pq_answers.store import Reader, SnapshotInfo, Store
from pq_answers.tables import ProtectedTable

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, slots=True)
class ItemResult:
    """One item's checked and protected result; a hidden cell has no value anywhere in it.

    `protection` says in a sentence what is hidden, never which cells for their own sake.
    """

    item: Item
    result: Result[ProtectedTable]
    protection: str

    @property
    def tables(self) -> tuple[ProtectedTable, ...]:
        """The protected tables: the figures alone first, then one per breakdown."""
        return self.result.tables

    @property
    def gaps(self) -> tuple[Gap, ...]:
        """What was asked and not delivered."""
        return self.result.gaps

    @property
    def provenance(self) -> Provenance:
        """Item, SQL hash, bound parameters and snapshot."""
        return self.result.provenance

    def to_pandas(self) -> pd.DataFrame:
        """Return one row a cell: measure, period, a column per dimension (`_T` total), value, status, key.

        `waarde` is a Decimal, or None where the state carries no value; `attrs` holds the provenance.
        """
        import pandas as pd

        names = [name for name in self.item.dimensions if self._has(name)]
        rows = {str(cell.key): self._row(cell, names) for table in self.tables for cell in table}
        columns = ["maatregel", "periode", *names, "waarde", "status", "eenheid", "sleutel"]
        frame = pd.DataFrame(list(rows.values()), columns=columns)
        frame.attrs["herkomst"] = {"item": self.item.name, "momentopname": self.provenance.snapshot}
        return frame

    def _has(self, dimension: str) -> bool:
        return any(dimension in dict(cell.key.dimensions) for table in self.tables for cell in table)

    @staticmethod
    def _row(cell: Any, names: list[str]) -> tuple[Any, ...]:
        codes = dict(cell.key.dimensions)
        return (
            cell.key.measure,
            cell.key.period,
            *(codes.get(name, "_T") for name in names),
            cell.value,
            cell.state.value,
            cell.key.unit,
            str(cell.key),
        )


class Analysis:
    """An open snapshot with the catalogue; use it in a `with` statement."""

    def __init__(self, reader: Reader, catalogue: Catalogue, approved: Path | None = None) -> None:
        self._reader, self._catalogue, self._approved = reader, catalogue, approved

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._reader.close()

    @property
    def snapshot(self) -> SnapshotInfo:
        """The snapshot that is read."""
        return self._reader.info

    def items(self) -> Mapping[str, str]:
        """Return the titles of all items by name."""
        return {item.name: item.title for item in self._catalogue}

    def describe(self, item: str) -> dict[str, Any]:
        """Return everything about one item: parameters, columns, availability."""
        return describe_item(self._catalogue.get(item))

    def query(self, item: str, **asked: Any) -> ItemResult:
        """Run one item; the parameters are those of `pq-answers query`. Raises `UserError`."""
        found = self._catalogue.get(item)
        result, report = query_item(found, asked, self._reader, self._approved)
        return ItemResult(found, result, report.summary)

    def draft(self, plan: Plan | Path | str, *, made: str) -> Draft:
        """Return the answer to a plan without writing anything; `made` is the declared timestamp."""
        return draft(_plan(plan), self._reader, self._catalogue, made=made, approved=self._approved)

    def answer(
        self, plan: Plan | Path | str, out: Path | str, *, made: str, formats: tuple[str, ...] = ALL_FORMATS
    ) -> tuple[Path, ...]:
        """Draft the answer to a plan, write its files to `out`, and return their paths."""
        read, known = _plan(plan), self._catalogue
        placed = answer(
            read, self._reader, known, Path(out), made=made, formats=formats, approved=self._approved
        )
        return placed.paths


def _plan(plan: Plan | Path | str) -> Plan:
    return plan if isinstance(plan, Plan) else read_plan(Path(plan))


def open_store(
    path: Path | str | None = None, snapshot: str | None = None, eerder: Path | str | None = None
) -> Analysis:
    """Open the store at `path` (else `PQ_STORE`, else "var/opslag") on its current or the named snapshot.

    `eerder` (else `PQ_EERDER`) is the folder of approved answers: what they hid stays hidden.
    """
    root = Path(path or os.environ.get("PQ_STORE", "") or "var/opslag")
    folder = eerder or os.environ.get("PQ_EERDER", "")
    return Analysis(Store(root).open(snapshot), load_catalogue(), Path(folder) if folder else None)
