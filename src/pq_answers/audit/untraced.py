"""Numbers in the Document itself that trace to nothing, and hidden cells that are not sealed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pq_answers.audit.finding import Finding, fault
from pq_answers.audit.tokens import all_numbers, numbers
from pq_answers.document import (
    Block,
    BulletList,
    CellBox,
    ChartBlock,
    Document,
    Paragraph,
    Runs,
    TableBlock,
    plain,
)
from pq_answers.tables import State

PLACE = "document"
SUPPRESSED = "–"


def untraced(document: Document) -> tuple[Finding, ...]:
    """Return a finding for every number that has no source, and for every hidden cell that says something."""
    found = [_no_source(where, text) for where, runs in _texts(document) for text in _loose(runs)]
    for table in (block for block in document.blocks() if isinstance(block, TableBlock)):
        found += _open_cells(cell for _, row in table.rows for cell in row)
        found += _loose_summary("een tabel", table.summary, table_texts(table))
    for chart in document.charts:
        found += _open_cells(cell for series in chart.series for cell in series.cells)
        found += _loose_summary("een grafiek", chart.summary, chart.texts())
    return tuple(found)


def _no_source(where: str, text: str) -> Finding:
    return fault(PLACE, f"Ongetraceerd getal in {where}: het heeft geen herkomst.", found=text)


def _loose(runs: Runs) -> Iterator[str]:
    """Yield the texts that hold a figure and name no source."""
    return (run.text for run in runs if run.source is None and any(map(str.isnumeric, run.text)))


def _texts(document: Document) -> Iterator[tuple[str, Runs]]:
    for line in document.letterhead.lines:
        yield "de hoofding", line
    for block in document.preliminary:
        yield from _of_block("de inleiding", block)
    for section in document.sections:
        yield f"het nummer van antwoord {section.path}", section.labels
        for block in section.blocks:
            yield from _of_block(f"antwoord {section.path}", block)
    for annex in document.annexes:
        yield f"de titel van bijlage {annex.number}", annex.title
        for block in annex.blocks:
            yield from _of_block(f"bijlage {annex.number}", block)


def _of_block(where: str, block: Block) -> Iterator[tuple[str, Runs]]:
    match block:
        case Paragraph():
            yield where, block.runs
        case BulletList():
            yield from ((where, item) for item in block.items)
        case TableBlock():
            yield from ((f"een tabel van {where}", runs) for runs in table_texts(block))
        case ChartBlock():
            yield from ((f"een grafiek van {where}", runs) for runs in block.texts())


def table_texts(table: TableBlock) -> Iterator[Runs]:
    """Yield all texts of a table in reading order."""
    yield table.caption
    yield table.unit
    yield from table.stub
    yield from (box.runs for row in table.head for box in row)
    for headers, cells in table.rows:
        yield from headers
        yield from (cell.runs for cell in cells)
    yield from table.notes


def _open_cells(cells: Iterable[CellBox]) -> Iterator[Finding]:
    """Yield the suppressed cells that carry a value or print anything but the sign."""
    for cell in (cell for cell in cells if cell.state is State.SUPPRESSED):
        if cell.value is not None or cell.suffix or plain(cell.runs) != SUPPRESSED:
            yield fault(PLACE, "Een niet-weergegeven cel draagt nog een waarde of een toevoeging.")


def _loose_summary(what: str, summary: str, texts: Iterable[Runs]) -> Iterator[Finding]:
    """Yield the numbers of an alternative text that its block does not show: that text has no sources."""
    shown = set(all_numbers(map(plain, texts)))
    for number in numbers(summary):
        if number not in shown:
            yield _no_source(f"de alternatieve tekst van {what}", number)
