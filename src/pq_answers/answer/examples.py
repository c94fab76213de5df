"""Holding an item against its examples."""

from __future__ import annotations

from pq_answers.answer.recipe import query_item
from pq_answers.compose import block_grid, result_blocks
from pq_answers.errors import BlockedError
from pq_answers.items import Catalogue, Example, Grid, format_grid
from pq_answers.store import Reader


def run_example(example: Example, reader: Reader, catalogue: Catalogue) -> Grid:
    """Return the printed table that an example's request gives; several tables stand below each other."""
    item = catalogue.get(example.item)
    result, _ = query_item(item, example.asked, reader)
    return tuple(row for block in result_blocks(item, result) for row in block_grid(block))


def check_example(example: Example, reader: Reader, catalogue: Catalogue) -> None:
    """Raise `BlockedError` where an example's table is not what it says."""
    found = run_example(example, reader, catalogue)
    if found != example.expected:
        raise BlockedError(
            f"Het voorbeeld «{example.description}» geeft een andere tabel:\n{format_grid(found)}\n",
            where=str(example.path),
            fix="Verbeter de vraag, of het voorbeeld als de tabel juist is.",
        )
