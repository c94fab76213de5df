"""The geometry of a table, equal in every format: header cells in their place, and how columns align."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from pq_answers.document import HeaderBox, Runs, TableBlock
from pq_answers.render.inline import printed

# A longer addition ("VTE (16/7/2018 – 15/10/19)") makes a cell a text, which reads from the left.
_LONG_SUFFIX = 6


@dataclass(frozen=True, slots=True)
class HeadCell:
    """One cell of the head's grid; `continued` marks the lower part of a cell that is more rows deep."""

    column: int
    runs: Runs = ()
    span: int = 1
    depth: int = 1
    continued: bool = False
    stub: bool = False


def stub_size(table: TableBlock) -> int:
    """Return the number of row-header columns."""
    return max([len(table.stub), *(len(headers) for headers, _ in table.rows[:1])])


def column_count(table: TableBlock) -> int:
    """Return the number of columns, row headers included."""
    values = max((len(cells) for _, cells in table.rows), default=0)
    return stub_size(table) + max([values, *(sum(box.span for box in row) for row in table.head)])


def head(table: TableBlock) -> list[list[HeadCell]]:
    """Return the head's rows as full grid rows: stub titles first, each in its column."""
    if not (table.head or any(table.stub)):
        return []
    boxes = [list(row) for row in table.head or ((),)]
    size = stub_size(table)
    titles = table.stub + ((),) * (size - len(table.stub))
    boxes[0][:0] = [HeaderBox(title, depth=len(boxes)) for title in titles]
    return _placed(boxes, size, column_count(table))


def _placed(boxes: list[list[HeaderBox]], stub: int, width: int) -> list[list[HeadCell]]:
    pending: list[list[HeadCell]] = [[] for _ in boxes]
    for number, row in enumerate(boxes):
        taken = {c for cell in pending[number] for c in range(cell.column, cell.column + cell.span)}
        free = iter(column for column in range(width + len(row)) if column not in taken)
        for box in row:
            column = next(free)
            for _ in range(box.span - 1):
                next(free)
            depth = min(box.depth, len(boxes) - number)
            for lower in range(depth):
                cell = HeadCell(column, box.runs, box.span, depth, lower > 0, column < stub)
                pending[number + lower].append(cell)
        pending[number] += [HeadCell(column) for column in free if column < width]
    return [sorted(row, key=lambda cell: cell.column) for row in pending]


def covering(table: TableBlock, rows: list[list[HeadCell]]) -> list[list[Runs]]:
    """Return for every column the header texts above it, from the top down."""
    above: list[list[Runs]] = [[] for _ in range(column_count(table))]
    for cell in (cell for row in rows for cell in row if cell.runs and not cell.continued):
        for column in range(cell.column, cell.column + cell.span):
            above[column].append(cell.runs)
    return above


def is_text_table(table: TableBlock) -> bool:
    """Return whether cells carry long additions, so that the table reads as text."""
    cells = (cell for _, row in table.rows for cell in row)
    return any(len(cell.suffix.strip()) > _LONG_SUFFIX for cell in cells)


def right_aligned(table: TableBlock) -> list[bool]:
    """Return for every column whether its cells are figures, which stand to the right."""
    columns = [False] * stub_size(table)
    as_text = is_text_table(table)
    for index in range(column_count(table) - len(columns)):
        cells = [row[index] for _, row in table.rows if index < len(row)]
        columns.append(not (as_text and any(cell.suffix or cell.value is None for cell in cells)))
    return columns


def body(table: TableBlock) -> Iterator[list[Runs]]:
    """Yield every body row as texts: row headers, then cells."""
    for headers, cells in table.rows:
        yield [*headers, *(cell.runs for cell in cells)]


def texts(table: TableBlock) -> list[list[str]]:
    """Return every body row as printed texts."""
    return [[printed(runs) for runs in row] for row in body(table)]
