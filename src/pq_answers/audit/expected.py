"""What each file must say, from the frozen Document alone: texts and tables in reading order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pq_answers.audit.tokens import all_numbers, normal
from pq_answers.document import (
    Annex,
    Block,
    BulletList,
    ChartBlock,
    Document,
    Paragraph,
    Runs,
    TableBlock,
    plain,
)

Row = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grid:
    """The texts of a table: `head` row by row without empty cells, `titles` one per column, `body` rows."""

    head: Row
    head_rows: int
    titles: Row
    body: tuple[Row, ...]

    @property
    def texts(self) -> Iterator[str]:
        """All texts of the grid in reading order."""
        yield from self.head
        for row in self.body:
            yield from row


Outline = list[str | Grid]


def outline(document: Document, *, annexes: bool, charts: bool = False) -> Outline:
    """Return the texts and tables of an answer; `annexes` says whether they follow in full.

    `charts` says whether charts have their captions in the text; their drawings are compared by themselves.
    """
    head = document.letterhead
    parts: Outline = [head.name, head.title, head.heading, *map(plain, head.lines), document.mark]
    parts += _blocks(document.preliminary, charts)
    for section in document.sections:
        parts += [label.text for label in section.labels]
        parts += _blocks(section.blocks, charts)
    if document.annexes:
        parts.append(document.annex_heading)
    for annex in document.annexes:
        parts += [f"{annex.number}.", plain(annex.title)]
    for annex in document.annexes if annexes else ():
        parts += [f"Bijlage {annex.number}:", plain(annex.title), *_blocks(annex.blocks, charts)]
    return parts


def outline_numbers(parts: Outline) -> list[str]:
    """Return the numeric tokens of an outline."""
    return all_numbers(text for part in parts for text in (part.texts if isinstance(part, Grid) else (part,)))


def grids(parts: Outline) -> list[Grid]:
    """Return the tables of an outline."""
    return [part for part in parts if isinstance(part, Grid)]


def grid(table: TableBlock) -> Grid:
    """Return the texts of `table` as a reader sees them."""
    boxes = [box for row in table.head for box in row]
    head = tuple(filter(None, [*map(_text, table.stub), *(_text(box.runs) for box in boxes)]))
    rows = len(table.head) or int(any(table.stub))
    body = tuple(
        trimmed([*map(_text, headers), *(_text(cell.runs) for cell in cells)])
        for headers, cells in table.rows
    )
    return Grid(head, rows, _titles(table), body)


def trimmed(row: list[str]) -> Row:
    """Return a row without empty cells at its end: formats may pad it."""
    while row and not row[-1]:
        row = row[:-1]
    return tuple(row)


def annex_notes(annex: Annex) -> list[str]:
    """Return the texts of the notes sheet: paragraphs, points, and the notes that every table shares."""
    texts = [plain(runs) for block in annex.blocks for runs in _plain_runs(block)]
    first, *others = annex.tables or (None,)
    if first is not None and others:
        shared = [{_text(note) for note in table.notes} for table in others]
        texts += [plain(note) for note in first.notes if all(_text(note) in notes for notes in shared)]
    return texts


def attribute_texts(document: Document) -> set[str]:
    """Return the texts with which a file may describe itself and its tables outside the visible text."""
    tables = [block for block in document.blocks() if isinstance(block, TableBlock)]
    texts = [
        document.title,
        document.subject,
        document.mark,
        *(section.path for section in document.sections),
    ]
    texts += [table.summary for table in tables] + [plain(table.caption) for table in tables]
    texts += [chart.summary for chart in document.charts]
    texts += [value for pair in document.properties for value in pair]
    texts += [plain(annex.title) for annex in document.annexes]
    head = document.letterhead
    texts += [head.name, head.title, head.heading, *map(plain, head.lines)]
    return {normal(text) for text in texts}


def _text(runs: Runs) -> str:
    return normal(plain(runs))


def _blocks(blocks: tuple[Block, ...], charts: bool) -> Outline:
    parts: Outline = []
    for block in blocks:
        if isinstance(block, TableBlock):
            parts += [plain(block.caption), plain(block.unit), grid(block), *map(plain, block.notes)]
        elif isinstance(block, ChartBlock):
            parts += [plain(block.caption)] if charts else []
        else:
            parts += [plain(runs) for runs in _plain_runs(block)]
    return parts


def _plain_runs(block: Block) -> tuple[Runs, ...]:
    match block:
        case Paragraph():
            return (block.runs,)
        case BulletList():
            return block.items
    return ()


def _titles(table: TableBlock) -> Row:
    """Return the texts above each column joined from the top down: a workbook has one header row."""
    stub = max([len(table.stub), *(len(headers) for headers, _ in table.rows[:1])])
    columns = [[_text(runs)] for runs in table.stub] + [[] for _ in range(stub - len(table.stub))]
    taken: dict[int, set[int]] = {}
    for number, row in enumerate(table.head):
        column = stub
        for box in row:
            while column in taken.get(number, ()):
                column += 1
            covered = range(column, column + box.span)
            columns += [[] for _ in range(covered.stop - len(columns))]
            for below in range(number, number + box.depth):
                taken.setdefault(below, set()).update(covered)
            for place in covered:
                columns[place].append(_text(box.runs))
    return tuple(" ".join(filter(None, texts)) for texts in columns)
