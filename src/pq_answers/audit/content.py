"""What a reader of a file sees, in one shape for every format, and its comparison with the Document."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pq_answers.audit.expected import Grid, Outline, Row, grids, outline_numbers, trimmed
from pq_answers.audit.finding import Finding, compare_numbers, fault
from pq_answers.audit.tokens import all_numbers, normal


@dataclass(slots=True)
class Content:
    """The texts of a file in order, its tables row by row, and what no reader should find in it.

    `asides` are texts outside the visible page: attributes, properties. `headed` says that the format gives
    every table a header row, empty where the table has none. `drawings` are the charts as they stand in the
    file: the element of a page, the picture of a Word file.
    """

    texts: list[str] = field(default_factory=list)
    tables: list[list[list[str]]] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    asides: list[str] = field(default_factory=list)
    headed: bool = False
    drawings: list[bytes] = field(default_factory=list)


def compare(file: str, content: Content, parts: Outline, allowed: set[str]) -> Iterator[Finding]:
    """Yield how the content of a file differs from what it must say."""
    yield from (fault(file, sentence) for sentence in content.faults)
    yield from compare_asides(file, content.asides, allowed)
    yield from compare_numbers(file, "", outline_numbers(parts), all_numbers(content.texts))
    yield from compare_tables(file, content, grids(parts))


def compare_asides(file: str, asides: Sequence[str], allowed: set[str]) -> Iterator[Finding]:
    """Yield the texts beside the page that hold a number and are not known."""
    for text in asides:
        if all_numbers([text]) and normal(text) not in allowed:
            yield fault(file, "Buiten de zichtbare tekst staat een getal dat er niet hoort.", found=text)


def compare_tables(file: str, content: Content, expected: Sequence[Grid]) -> Iterator[Finding]:
    """Yield the cells that read otherwise than in the Document, at their position."""
    found = content.tables
    if len(found) != len(expected):
        yield fault(file, f"Het bestand telt {len(found)} tabellen in plaats van {len(expected)}.")
    for number, (rows, grid) in enumerate(zip(found, expected, strict=False), 1):
        texts = [[normal(cell) for cell in row] for row in rows]
        under = max(grid.head_rows, int(content.headed))
        head = tuple(cell for row in texts[:under] for cell in row if cell)
        body = [trimmed(row) for row in texts[under:]]
        if head != grid.head:
            yield _differs(file, f"In de kop van tabel {number} staat iets anders", grid.head, head)
        yield from compare_rows(file, f"tabel {number}", body, grid.body)


def compare_rows(file: str, place: str, found: Sequence[Row], expected: Sequence[Row]) -> Iterator[Finding]:
    """Yield the first row that differs, and a difference in the number of rows."""
    if len(found) != len(expected):
        yield fault(file, f"In {place} staan {len(found)} rijen in plaats van {len(expected)}.")
    for number, (row, wanted) in enumerate(zip(found, expected, strict=False), 1):
        if row != wanted:
            yield _differs(file, f"In {place}, rij {number}, staat iets anders", wanted, row)
            return


def _differs(file: str, what: str, expected: Row, found: Row) -> Finding:
    sentence = f"{what} dan in het antwoord."
    return fault(file, sentence, expected=" | ".join(expected), found=" | ".join(found))
