"""What a reader of a workbook needs beside its tables: shared notes, and the meaning of each sign."""

from __future__ import annotations

from collections.abc import Iterable

from pq_answers.codelists import load_codelist
from pq_answers.document import CellBox, Runs, TableBlock
from pq_answers.render.inline import printed
from pq_answers.tables import State

_EXPLAINED = (State.SUPPRESSED, State.NOT_AVAILABLE, State.NOT_APPLICABLE, State.NONE, State.PROVISIONAL)


def common_notes(tables: tuple[TableBlock, ...]) -> list[Runs]:
    """Return the notes that stand under every one of several tables."""
    if len(tables) < 2:
        return []
    texts = [{printed(note) for note in table.notes} for table in tables]
    return [note for note in tables[0].notes if all(printed(note) in others for others in texts)]


def legend(tables: Iterable[TableBlock]) -> list[tuple[str, str]]:
    """Return each sign that occurs with its meaning, in the order of the code list."""
    cells = [cell for table in tables for _, row in table.rows for cell in row]
    found = {(cell.state, sign) for cell in cells if cell.state in _EXPLAINED and (sign := _sign(cell))}
    meanings = load_codelist("status")
    ordered = sorted(found, key=lambda pair: (_EXPLAINED.index(pair[0]), pair[1]))
    return [(sign, meanings.get(state.value).text("toelichting")) for state, sign in ordered]


def _sign(cell: CellBox) -> str:
    """Return what stands in a cell in place of a figure, or behind it; never text with a figure in it."""
    text = cell.suffix.strip() if cell.state is State.PROVISIONAL else printed(cell.runs)
    return "" if any(char.isdigit() for char in text) else text
