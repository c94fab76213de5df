"""A protected table as a table block: captions, headers, cells and notes as runs with their sources."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from operator import itemgetter

from pq_answers import nl
from pq_answers.codelists import TOTAL, dimension_name, load_codelist
from pq_answers.compose.cited import CitedNotes
from pq_answers.compose.markdown import merged
from pq_answers.compose.sentences import Sentences
from pq_answers.compose.trace import words
from pq_answers.compose.view import measure_text, years_of
from pq_answers.document import CellBox, HeaderBox, Origin, Run, Runs, Source, TableBlock, plain
from pq_answers.errors import UnprotectedError
from pq_answers.items import Item, Place, Role, measure_column
from pq_answers.published import Precision
from pq_answers.results import Citation
from pq_answers.tables import VALUED, Category, Cell, CellKey, Header, ProtectedTable, State

_INEXACT = frozenset(filter(None, Precision))
HIDDEN_NOTES = {False: "noot.onderdrukt", True: "noot.overwicht"}
"""What a dash says: of persons, and of companies."""
_NOTED = {State.SUPPRESSED: HIDDEN_NOTES[False], State.NOT_AVAILABLE: "noot.nb"}


@dataclass(frozen=True)
class TableMaker:
    """Makes the blocks of one item's tables.

    `markers` maps a period code to the marker of its note; `unit_marker` is that of the note on the unit,
    printed in the first cell that shows the unit. `citations` say where published figures were printed.
    """

    item: Item
    sentences: Sentences
    markers: Mapping[str, str] = field(default_factory=dict)
    unit_marker: str = ""
    citations: Mapping[CellKey, Citation] = field(default_factory=dict)

    def block(self, table: ProtectedTable, block_id: str, notes: Sequence[Runs]) -> TableBlock:
        """Return the block of `table`; raise `UnprotectedError` for a table that was not protected."""
        if not isinstance(table, ProtectedTable):
            raise UnprotectedError(
                "Een onbeschermde tabel komt niet in een antwoord.", fix="Bescherm ze eerst."
            )
        caption = self.caption(table)
        stub = self._stub(table)
        axis = nl.listing([plain(runs) for runs in stub if plain(runs)]) or table.title
        return TableBlock(
            id=block_id,
            caption=caption,
            stub=stub,
            head=tuple(self._head(table.columns)),
            rows=tuple(
                self._row(header, cells, table) for header, cells in zip(table.rows, table.cells, strict=True)
            ),
            unit=self._unit(table),
            notes=(*notes, *self._state_notes(table), *self._cited(table)),
            summary=f"{plain(caption)}. Rijen: {axis}.",
        )

    def _row(
        self, header: Header, cells: tuple[Cell, ...], table: ProtectedTable
    ) -> tuple[tuple[Runs, ...], tuple[CellBox, ...]]:
        labels = tuple(self._label(category) for category in header)
        boxes = tuple(self._marked(cell, table) for cell in cells)
        if not any(map(self._is_sum, header)):
            return labels, boxes
        return tuple(map(strong, labels)), tuple(replace(box, runs=strong(box.runs)) for box in boxes)

    def _is_sum(self, category: Category) -> bool:
        """Whether a row adds others up: the total, or a code whose list says so."""
        column = self.item.columns.get(category.dimension)
        if category.code == TOTAL or column is None or not column.codelist:
            return category.code == TOTAL
        return (load_codelist(column.codelist).get(category.code).texts or {}).get("totaal") is True

    def caption(self, table: ProtectedTable) -> Runs:
        """Return the caption: what is counted, by what, for which measure and years."""
        title = words(table.title)
        if table.breakdown:
            title += f" naar {words(dimension_names(self.item, table.breakdown))}"
        scope = [runs for runs in self._scope(table) if plain(runs) not in title]
        years = Run(self._span(table), Source(Origin.PARAMETER, "jaren"))
        return merged(
            (Run(title), *(run for runs in scope for run in (Run(": "), *runs)), Run(" ("), years, Run(")"))
        )

    def _span(self, table: ProtectedTable) -> str:
        """Return the years of a caption; a change between two years reads as the one period that it is."""
        periods = {cell.key.period for cell in table}
        if self.item.period.free and len(periods) == 1:
            return nl.period(*periods)
        return nl.years(years_of(table, self.item))

    def _scope(self, table: ProtectedTable) -> Iterator[Runs]:
        """Yield what the whole table is about: its one measure, and the codes that filters hold."""
        key = next(iter(table)).key
        entry = load_codelist("maatregel").get(key.measure)
        # Figures that are about no measure at all have none to name.
        named = (entry.texts or {}).get("opschrift") is not False
        if named and self.item.columns[measure_column(self.item)].place is Place.TABLE:
            yield (Run(words(measure_text(key.measure))),)
        for name, codes in key.dimensions:
            # What else a key holds belongs to the figure itself, and its title says it.
            if name not in table.breakdown and name in self.item.columns:
                codelist = load_codelist(self.item.columns[name].codelist)
                yield labelled(codelist.label(codes), Source(Origin.CODE, f"{name}={codes}"))

    def _unit(self, table: ProtectedTable) -> Runs:
        if table.show_unit:
            return ()
        label = load_codelist("eenheid").label(table.unit)
        return (Run(self.sentences.fill("noot.eenheid", eenheid=label)),)

    def _stub(self, table: ProtectedTable) -> tuple[Runs, ...]:
        return tuple((Run(nl.capital(self._stub_title(c))),) for c in table.rows[0]) if table.rows else ((),)

    def _stub_title(self, category: Category) -> str:
        column = self.item.columns.get(category.dimension)
        if column is None or column.role is Role.VALUE:
            return "" if self.item.columns[category.code].table else self.item.period.title
        return column.title or (load_codelist(column.codelist).title if column.codelist else "")

    def _head(self, columns: tuple[Header, ...]) -> Iterator[tuple[HeaderBox, ...]]:
        for level in self._levels(columns):
            groups = groupby(columns, key=itemgetter(slice(level + 1)))
            yield tuple(HeaderBox(self._label(prefix[-1]), span=len(list(group))) for prefix, group in groups)

    def _levels(self, columns: tuple[Header, ...]) -> Iterator[int]:
        """Yield the levels to print: one period below every group says only what the caption says."""
        for level in range(len(columns[0]) if columns else 0):
            codes = {header[level].code for header in columns}
            if level == 0 or len(codes) > 1 or not self._is_period(columns[0][level]):
                yield level

    def _label(self, category: Category) -> Runs:
        marker = self.markers.get(category.code, "")
        origin = Origin.PARAMETER if self._is_period(category) else Origin.CODE
        runs = labelled(category.label, Source(origin, f"{category.dimension}={category.code}"))
        return (*runs, Run(marker)) if marker else runs

    def _is_period(self, category: Category) -> bool:
        column = self.item.columns.get(category.dimension)
        return column is not None and column.role is Role.PERIOD

    def _marked(self, cell: Cell, table: ProtectedTable) -> CellBox:
        box = self._cell(cell, table)
        first = next((other for other in table if other.state in VALUED), None)
        if not self.unit_marker or not table.show_unit or cell is not first:
            return box
        marker = f" {self.unit_marker}"
        return replace(box, runs=(*box.runs, Run(marker)), suffix=box.suffix + marker)

    def _cell(self, cell: Cell, table: ProtectedTable) -> CellBox:
        source = Source(Origin.CELL, str(cell.key), cell.key)
        if cell.state not in VALUED or cell.value is None:
            return CellBox((Run(state_text(cell.state), source),), cell.state)
        unit = unit_behind(table.unit) if table.show_unit else ""
        wording = self._wording(cell)
        note = f" ({cell.note})" if cell.note and not wording else ""
        figure = nl.number(cell.value, cell.decimals, signed=table.signed)
        runs = [Run(f"{wording} {figure}".lstrip(), source)]
        runs += labelled(unit, source) if unit else ()
        runs += [Run(note, source)] if note else []
        return CellBox(tuple(runs), cell.state, cell.value, cell.decimals, unit + note)

    def _state_notes(self, table: ProtectedTable) -> Iterator[Runs]:
        states = {cell.state for cell in table}
        for state, sentence in _NOTED.items():
            if state in states:
                whose = HIDDEN_NOTES[table.companies] if state is State.SUPPRESSED else sentence
                yield (Run(self.sentences.fill(whose)),)
        if any(cell.note and not self._wording(cell) for cell in table):
            yield (Run(self._addition()),)

    def _addition(self) -> str:
        """Return what the additions between brackets say: a validity, unless the header tells otherwise."""
        title = next((column.title for column in self.item.by_role(Role.NOTE) if column.title), "")
        return (
            self.sentences.fill("noot.toelichting", wat=title)
            if title
            else self.sentences.fill("noot.geldigheid")
        )

    def _cited(self, table: ProtectedTable) -> Iterator[Runs]:
        return CitedNotes(table, self.sentences, self.citations).notes()

    def _wording(self, cell: Cell) -> str:
        """Return the words before a figure that is not exact, as its source has them."""
        if cell.note not in _INEXACT:
            return ""
        citation = self.citations.get(cell.key)
        return citation.wording if citation and citation.wording else cell.note


def strong(runs: Runs) -> Runs:
    """Return `runs` in bold, as a total is printed."""
    return tuple(replace(run, bold=True) for run in runs)


def labelled(text: str, source: Source) -> Runs:
    """Return a label as one run, with its source where it holds a number."""
    return (Run(text, source if any(char.isnumeric() for char in text) else None),)


def unit_behind(unit: str) -> str:
    """Return a unit as it stands behind a figure: " VTE", or what the code list has for it ("%")."""
    suffix = (load_codelist("eenheid").get(unit).texts or {}).get("achtervoegsel")
    return f" {unit.replace('_', ' ')}" if suffix is None else str(suffix)


def state_text(state: State) -> str:
    """Return how a state reads in every format."""
    label = load_codelist("status").label(state)
    return nl.capital(label) if state is State.NOT_APPLICABLE else label


def dimension_names(item: Item, dimensions: Sequence[str]) -> str:
    """Return the dimensions as an enumeration: "leeftijd en kennis van het Nederlands"."""
    return nl.listing([dimension_name(item.columns[name].codelist or name) for name in dimensions])
