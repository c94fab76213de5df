"""Where published figures of a table were printed: the publication, the piece that it cites, the words."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

from pq_answers import nl
from pq_answers.ledger.keys import Names, canonical
from pq_answers.published import COLUMNS, Precision, PublishedFigure, Role, load_sources, read_row
from pq_answers.results import Citation
from pq_answers.store import Reader
from pq_answers.tables import Cell, CellKey, Table

_SQL = f"""
    SELECT {", ".join(COLUMNS)} FROM cijfer
    WHERE list_contains($bronnen::VARCHAR[], bron) AND list_contains($indicatoren::VARCHAR[], indicator)
    ORDER BY rowid
"""
_FIRST_HAND = "primair"
# The words in front of a figure, as the footnote of its row repeats them: «meer dan € 10 miljoen».
_LEAD = re.compile(r"Gedrukt als «([^»\d€]*)")
_WORDINGS: Mapping[Precision, Mapping[str, str]] = {
    Precision.AT_MOST: {
        "bijna": "bijna",
        "een kleine": "bijna",
        "minder dan": "minder dan",
        "<": "minder dan",
    },
    Precision.AT_LEAST: {"meer dan": "meer dan", "ruim": "meer dan", ">": "meer dan"},
}

Found = Mapping[CellKey, Sequence[PublishedFigure]]


def read_citations(reader: Reader, tables: Iterable[Table]) -> Mapping[CellKey, Citation]:
    """Return where the figures of published tables come from; what was computed from them has no place."""
    own = [table for table in tables if table.sources]
    figures = _figures(reader, own) if own else {}
    found = ((cell, _printed(cell, table, figures)) for table in own for cell in table)
    return {cell.key: _citation(figure) for cell, figure in found if figure}


def _figures(reader: Reader, tables: Sequence[Table]) -> Found:
    asked = {
        "bronnen": sorted({code for table in tables for code in table.sources}),
        "indicatoren": sorted({cell.key.indicator for table in tables for cell in table}),
    }
    found: dict[CellKey, list[PublishedFigure]] = defaultdict(list)
    names = Names()
    for row in reader.run(_SQL, asked, where="cijfer").rows:
        texts = {name: None if cell is None else str(cell) for name, cell in zip(COLUMNS, row, strict=True)}
        figure = read_row(texts)
        found[names.of(figure.key)].append(figure)
    return found


def _printed(cell: Cell, table: Table, figures: Found) -> PublishedFigure | None:
    """Return the row that a cell repeats: the same quantity, in a publication of its table, equally exact."""
    return next((f for f in figures.get(canonical(cell.key), ()) if _repeats(cell, table, f)), None)


def _repeats(cell: Cell, table: Table, figure: PublishedFigure) -> bool:
    if cell.value is None or figure.value is None or figure.role is Role.CONSTANT:
        return False
    exact = cell.note if cell.note in tuple(Precision) else ""
    same = nl.rounded(cell.value, cell.decimals) == nl.rounded(figure.value, cell.decimals)
    return same and figure.precision == exact and figure.source in table.sources


def _citation(figure: PublishedFigure) -> Citation:
    first_hand = load_sources()[figure.source].reliability.startswith(_FIRST_HAND)
    return Citation(figure.source, "" if first_hand else figure.table, worded(figure))


def worded(figure: PublishedFigure) -> str:
    """Return the words that stand before a figure that is not exact, of the kind that its source used."""
    leads = [match.lower() for match in _LEAD.findall(figure.note)]
    return next(iter(_fitting(figure.precision, leads)), figure.precision.value)


def _fitting(precision: Precision, leads: Sequence[str]) -> Iterator[str]:
    words = _WORDINGS.get(precision, {})
    return (said for lead in leads for begin, said in words.items() if lead.strip().startswith(begin))
