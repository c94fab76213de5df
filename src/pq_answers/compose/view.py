"""What a template sees of a result: figures by their codes, years, measures; never a raw number."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pq_answers import nl
from pq_answers.codelists import load_codelist
from pq_answers.errors import InputError
from pq_answers.items import Column, Item, Role, population_of
from pq_answers.results import GapKind, Result
from pq_answers.tables import Cell, CellKey, ProtectedTable, State, years_within

_COARSER = frozenset({GapKind.PROTECTION, GapKind.MERGED, GapKind.YEARS_TOGETHER})


@dataclass(frozen=True)
class ResultView:
    """The variable `r` of a template."""

    item: Item
    result: Result[ProtectedTable]
    opgesplitst: bool = False

    @property
    def titel(self) -> str:
        """The item's title."""
        return self.result.title

    @property
    def maatregelen(self) -> tuple[str, ...]:
        """The codes of the measures that have data, in the order asked."""
        return self.result.measures

    @property
    def maatregel(self) -> str:
        """The measure, for templates about one; raises `InputError` where the result has several or none."""
        if len(self.maatregelen) != 1:
            number = len(self.maatregelen) or "geen"
            raise InputError(
                f"Het sjabloon noemt één maatregel, het resultaat heeft er {number}.",
                where=str(self.item.template_path),
                fix="Schrijf «{% for m in r.maatregelen %}», of «{{ r.maatregelen | de_maatregel }}».",
            )
        return self.maatregelen[0]

    @property
    def jaren(self) -> tuple[int, ...]:
        """The years that the printed tables hold, or that the figures hold where nothing is printed.

        A change between two years is about both, but the figures of the first need not be there.
        """
        tables = self.result.shown
        levels = [table for table in tables if not table.signed] or tables
        shown = {year for table in levels for year in years_of(table, self.item)}
        return tuple(sorted(shown)) or self.jaren_cijfer

    @property
    def jaren_cijfer(self) -> tuple[int, ...]:
        """The years that the figures without breakdown hold."""
        return tuple(sorted({year for period in self.result.periods for year in years_within(period)}))

    @property
    def heeft_tabel(self) -> bool:
        """Whether any table is left to print."""
        return bool(self.result.tables)

    def filter(self, dimension: str) -> str:
        """Return the code to which `dimension` is restricted, or an empty text."""
        return "+".join(self.result.filters.get(dimension, ()))

    def waarde(self, **codes: str) -> Cell:
        """Return the one cell with these codes; a dimension that is not named is the total.

        `kolom` names the column with figures; without it that is the first. A cell that protection withheld,
        or that went into a wider one, reads as hidden. Raises `InputError` where the result has no such cell,
        or more than one period fits.
        """
        value = self._value(codes.pop("kolom", self.item.value.name))
        cells = (cell for table in self.result.tables for cell in table)
        found = {cell.key: cell for cell in cells if self._fits(cell, value, codes)}
        if not found and any(gap.kind in _COARSER for gap in self.result.gaps):
            return self._withheld(value, codes)
        if len(found) != 1:
            names = ", ".join(f"{name}={code}" for name, code in sorted(codes.items())) or "alleen totalen"
            raise InputError(
                f"Het resultaat heeft {'geen' if not found else 'meer dan één'} cel met {names}.",
                where=str(self.item.template_path),
                fix="Noem de maatregel, de periode en de kenmerken van precies één cel.",
            )
        return next(iter(found.values()))

    def _value(self, name: str) -> Column:
        column = self.item.columns.get(name)
        if column is None or column.role is not Role.VALUE:
            raise InputError(
                f"De vraag heeft geen kolom «{name}» met cijfers.",
                where=str(self.item.template_path),
                fix=f"Mogelijk: {', '.join(value.name for value in self.item.values)}.",
            )
        return column

    def _withheld(self, value: Column, codes: Mapping[str, str]) -> Cell:
        measure = codes.get("maatregel") or self.maatregel
        period = codes.get("periode", "+".join(self.result.periods))
        names = (value.indicator or self.item.indicator, population_of(self.item, value), measure)
        key = CellKey.make(*names, self._counted(codes) | dict(value.fixed), period, value.unit)
        return Cell(key, None, State.SUPPRESSED)

    def _fits(self, cell: Cell, value: Column, codes: Mapping[str, str]) -> bool:
        key = cell.key
        return (
            dict(key.dimensions) == self._counted(codes) | dict(value.fixed)
            and (key.indicator, key.unit) == (value.indicator or self.item.indicator, value.unit)
            and codes.get("maatregel", key.measure) == key.measure
            and codes.get("periode", key.period) == key.period
        )

    def _counted(self, codes: Mapping[str, str]) -> dict[str, str]:
        """Return the codes that a cell's key has: those that the filters hold and those that are named."""
        held = {name: "+".join(sorted(only)) for name, only in self.result.filters.items()}
        return held | {name: code for name, code in codes.items() if name not in {"maatregel", "periode"}}


def years_of(table: ProtectedTable, item: Item) -> tuple[int, ...]:
    """Return the years that stand in the headers of a table."""
    name = item.by_role(Role.PERIOD)[0].name
    codes = {c.code for header in (*table.rows, *table.columns) for c in header if c.dimension == name}
    return tuple(sorted({year for code in codes for year in years_within(code)}))


def measure_text(code: str | Sequence[str], wording: str = "label") -> str:
    """Return a wording of a measure: its label, or "deelnemers", "ondernemingen", "kort".

    Several measures make an enumeration: "de lokale diensteneconomie en collectief maatwerk".
    """
    if not isinstance(code, str):
        return nl.listing([measure_text(one, wording) for one in code])
    entry = load_codelist("maatregel").get(code)
    return entry.label if wording == "label" else entry.text(wording)
