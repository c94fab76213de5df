"""The tables of one item by themselves, as blocks: for `query`, notebooks and the examples."""

from __future__ import annotations

from pq_answers.compose.sentences import load_sentences
from pq_answers.compose.tables import TableMaker
from pq_answers.document import TableBlock, plain
from pq_answers.items import Item
from pq_answers.results import Result
from pq_answers.tables import ProtectedTable


def result_blocks(item: Item, result: Result[ProtectedTable]) -> tuple[TableBlock, ...]:
    """Return the printed tables of `result` as blocks."""
    maker = TableMaker(item, load_sentences())
    return tuple(maker.block(table, f"tabel-{n}", ()) for n, table in enumerate(result.shown, start=1))


def block_grid(block: TableBlock) -> tuple[tuple[str, ...], ...]:
    """Return a table as rows of printed texts, the column headers flattened into one row."""
    columns = len(block.rows[0][1]) if block.rows else 0
    levels = [[plain(box.runs) for box in level for _ in range(box.span)] for level in block.head]
    head = [" / ".join(level[i] for level in levels) for i in range(columns)]
    stub = [""] * len(block.stub)
    body = [
        (*(plain(runs) for runs in heads), *(plain(box.runs) for box in cells)) for heads, cells in block.rows
    ]
    return ((*stub, *head), *body)
