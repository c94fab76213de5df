"""The frozen Document: what every renderer sees, and all that it sees."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from pq_answers.tables import CellKey, State


class Origin(StrEnum):
    """Where a number in the text comes from."""

    CELL = "cel"
    PARAMETER = "parameter"
    DATE = "datum"
    CODE = "codelijst"
    CONSTANT = "constante"
    STRUCTURE = "structuur"
    PUBLISHED = "publicatie"
    PERSON = "persoon"


@dataclass(frozen=True, slots=True)
class Source:
    """What a number traces to: a cell key, or the name of the parameter, date, code, constant or label."""

    origin: Origin
    name: str
    key: CellKey | None = None
    basis: str = ""


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of text in one style; `source` is set where it states a number, and only there."""

    text: str
    source: Source | None = None
    bold: bool = False
    italic: bool = False


Runs = tuple[Run, ...]


def plain(runs: Runs) -> str:
    """Return the text of `runs` without style."""
    return "".join(run.text for run in runs)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; `style` is "tekst", "opmerking" (a remark) or "open" (a gap that a person fills)."""

    runs: Runs
    style: str = "tekst"


@dataclass(frozen=True, slots=True)
class BulletList:
    """A list of short points."""

    items: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class CellBox:
    """One body cell: `runs` as printed in every format; `value` and `decimals` for spreadsheets.

    `suffix` is the printed text behind the number ("VTE", a validity), already part of `runs`.
    """

    runs: Runs
    state: State
    value: Decimal | None = None
    decimals: int = 0
    suffix: str = ""


@dataclass(frozen=True, slots=True)
class HeaderBox:
    """One header cell that covers `span` columns, or `depth` rows of the head."""

    runs: Runs
    span: int = 1
    depth: int = 1


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: `head` rows of column headers, then one `rows` entry (row headers, cells) per line.

    `stub` holds the titles above the row headers, one per row-header column; `id` is unique in the document.
    `summary` is the alternative text for readers who cannot see it.
    """

    id: str
    caption: Runs
    stub: tuple[Runs, ...]
    head: tuple[tuple[HeaderBox, ...], ...]
    rows: tuple[tuple[tuple[Runs, ...], tuple[CellBox, ...]], ...]
    unit: Runs
    notes: tuple[Runs, ...] = ()
    summary: str = ""


class ChartKind(StrEnum):
    """How a chart shows its figures: lines over periods, or horizontal bars per category."""

    LINES = "lijn"
    BARS = "staaf"


@dataclass(frozen=True, slots=True)
class Series:
    """One line, or one bar per category: its name, and the very cells that the table prints."""

    name: Runs
    cells: tuple[CellBox, ...]


@dataclass(frozen=True, slots=True)
class ChartBlock:
    """A chart of the table before it: every series has one cell per category.

    `subject` says what the lines, or the categories of the bars, are ("Leeftijd"); `summary` is the
    alternative text. A cell without a value is a gap. Raises `ValueError` where a series has another length.
    """

    id: str
    caption: Runs
    kind: ChartKind
    subject: Runs
    categories: tuple[Runs, ...]
    series: tuple[Series, ...]
    unit: Runs
    summary: str

    def __post_init__(self) -> None:
        if any(len(one.cells) != len(self.categories) for one in self.series):
            raise ValueError(f"chart {self.id}: a series does not fit the categories")

    def texts(self) -> Iterator[Runs]:
        """Yield every text of the chart in reading order: caption, unit, categories, then the series.

        Of a cell only what a chart prints: not the unit and markers that the table prints behind it.
        """
        yield from (self.caption, self.subject, self.unit, *self.categories)
        for one in self.series:
            yield one.name
            yield from map(figure_runs, one.cells)


def figure_runs(cell: CellBox) -> Runs:
    """Return what a chart prints for a cell: its figure or its state, without unit, addition and markers."""
    # The first run is the figure by itself. A percent sign belongs to it; other units stand above the chart.
    percent = len(cell.runs) > 1 and cell.runs[1].text == "%"
    return cell.runs[: 1 + percent]


def figure(cell: CellBox) -> str:
    """Return the text that a chart prints for a cell."""
    return plain(figure_runs(cell))


Block = Paragraph | BulletList | TableBlock | ChartBlock


@dataclass(frozen=True, slots=True)
class Section:
    """One numbered answer; `path` is "7.f.ii", `labels` are its printed parts from the first that changes.

    After 7.e the section 7.f.i prints ("f.", "i)"); `depth` counts the parts of its path.
    """

    path: str
    labels: tuple[Run, ...]
    depth: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Annex:
    """An annex: its number, title and blocks; a spreadsheet of its own, one table a sheet."""

    number: int
    title: Runs
    blocks: tuple[Block, ...]

    @property
    def tables(self) -> tuple[TableBlock, ...]:
        """The annex's tables in order."""
        return tuple(block for block in self.blocks if isinstance(block, TableBlock))


@dataclass(frozen=True, slots=True)
class Letterhead:
    """Who answers and to what: the minister's name and title, then the lines under "ANTWOORD"."""

    name: str
    title: str
    heading: str
    lines: tuple[Runs, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole answer. `mark` is the visible warning that data are demonstration data, or empty.

    `made` is the declared timestamp (ISO 8601), the one thing that may differ between two runs.
    """

    title: str
    subject: str
    letterhead: Letterhead
    preliminary: tuple[Block, ...]
    sections: tuple[Section, ...]
    annexes: tuple[Annex, ...]
    made: str
    mark: str = ""
    annex_heading: str = "Bijlagen"
    language: str = "nl-BE"
    properties: tuple[tuple[str, str], ...] = field(default=())

    @property
    def charts(self) -> tuple[ChartBlock, ...]:
        """The charts in reading order."""
        return tuple(block for block in self.blocks() if isinstance(block, ChartBlock))

    def blocks(self) -> Iterator[Block]:
        """Yield every block in reading order: preliminary remark, answers, annexes."""
        yield from self.preliminary
        for section in self.sections:
            yield from section.blocks
        for annex in self.annexes:
            yield from annex.blocks
