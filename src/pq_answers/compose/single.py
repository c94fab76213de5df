"""The tables and remarks of one item by themselves: for `query`, notebooks and the examples."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from pq_answers.compose.build import passage_blocks
from pq_answers.compose.gaps import GapSentences
from pq_answers.compose.markdown import blocks_of
from pq_answers.compose.sentences import load_sentences
from pq_answers.compose.tables import TableMaker
from pq_answers.compose.trace import Tracer
from pq_answers.document import Block, BulletList, Paragraph, TableBlock, plain
from pq_answers.items import Item, load_passage
from pq_answers.results import Result
from pq_answers.tables import ProtectedTable


def result_blocks(item: Item, result: Result[ProtectedTable]) -> tuple[TableBlock, ...]:
    """Return the printed tables of `result` as blocks."""
    maker = TableMaker(item, load_sentences(), citations=result.citations)
    return tuple(maker.block(table, f"tabel-{n}", ()) for n, table in enumerate(result.shown, start=1))


def result_remarks(item: Item, result: Result[ProtectedTable]) -> tuple[str, ...]:
    """Return what must be said beside the tables: the texts of the passages, and what was not delivered.

    Without a question there is no date either, so a passage that is no longer in force is given as well.
    """
    tracer = Tracer()
    remarks: list[str] = []
    for name in dict.fromkeys([*result.notes, *(gap.passage for gap in result.gaps if gap.passage)]):
        passage = load_passage(name)
        remarks += _lines(passage_blocks(tracer, passage, passage.valid_from))
    return (*remarks, *gap_remarks(item, result))


def gap_remarks(item: Item, result: Result[ProtectedTable]) -> tuple[str, ...]:
    """Return a sentence for each thing that was asked and not delivered."""
    tracer = Tracer()
    sentences = GapSentences(item, tracer, load_sentences()).sentences_of(result.gaps)
    return tuple(line for sentence in sentences for line in _lines(blocks_of(sentence, tracer)))


def _lines(blocks: Iterable[Block]) -> Iterator[str]:
    for block in blocks:
        match block:
            case Paragraph():
                yield plain(block.runs)
            case BulletList():
                yield from (f"- {plain(runs)}" for runs in block.items)


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
