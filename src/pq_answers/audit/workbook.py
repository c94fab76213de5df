"""Holds the workbook of an annex against the Document: text sheets by their numbers, tables cell by cell."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from pq_answers.audit.content import compare_asides, compare_rows
from pq_answers.audit.expected import Row, annex_notes, attribute_texts, grid, trimmed
from pq_answers.audit.finding import Finding, compare_numbers, fault
from pq_answers.audit.office import Package, check_dates, check_parts, property_texts
from pq_answers.audit.sheets import Sheet, read_sheets, unexpected_names
from pq_answers.audit.tokens import all_numbers, normal
from pq_answers.document import Annex, Document, TableBlock, plain

_APART = "′"  # keeps equal titles apart in a spreadsheet
_UNTITLED = "Kenmerk"


def compare_workbook(file: str, data: bytes, document: Document, annex: Annex) -> Iterator[Finding]:
    """Yield how the workbook of `annex` differs from the Document."""
    package = Package(data)
    faults = [*check_parts(package), *check_dates(package, document), *unexpected_names(package)]
    yield from (fault(file, sentence) for sentence in faults)
    yield from compare_asides(file, property_texts(package), attribute_texts(document))
    sheets = list(read_sheets(package))
    wanted = [
        "Voorblad",
        "Inhoud",
        "Toelichting",
        *(f"Tabel {number + 1}" for number in range(len(annex.tables))),
    ]
    # Sheets are paired by place below, which means nothing once one is missing or added.
    if [sheet.name for sheet in sheets] != wanted:
        yield fault(file, "De werkmap heeft andere bladen dan de bijlage.")
        return
    for sheet in sheets:
        yield from (fault(file, f"Blad «{sheet.name}» {what}.") for what in sheet.faults)
    texts = (_cover(document, annex), _contents(annex), annex_notes(annex))
    for sheet, expected in zip(sheets, texts, strict=False):
        yield from _numbers(file, sheet, expected, [text for row in _ordered(sheet) for text in row])
    for sheet, table in zip(sheets[3:], annex.tables, strict=True):
        yield from _compare_table(file, sheet, table)


def _cover(document: Document, annex: Annex) -> list[str]:
    head = document.letterhead
    title = [f"Bijlage {annex.number}:", plain(annex.title)]
    texts = [document.title, document.subject, *title, head.name, head.title, head.heading]
    return [*texts, *map(plain, head.lines), document.mark]


def _contents(annex: Annex) -> list[str]:
    pairs = ((f"Tabel {number}", plain(table.caption)) for number, table in enumerate(annex.tables, 1))
    return [text for pair in pairs for text in pair]


def _ordered(sheet: Sheet) -> list[list[str]]:
    return [sheet.rows[number] for number in sorted(sheet.rows)]


def _numbers(file: str, sheet: Sheet, expected: Sequence[str], found: Sequence[str]) -> Iterator[Finding]:
    yield from compare_numbers(file, f"blad «{sheet.name}»: ", all_numbers(expected), all_numbers(found))


def _compare_table(file: str, sheet: Sheet, table: TableBlock) -> Iterator[Finding]:
    """Yield what differs on the sheet of a table: texts above it, titles, rows, then notes."""
    wanted = grid(table)
    rows = [trimmed(list(row)) for row in _ordered(sheet)]
    # The first line is the caption, which may equal the only title.
    start = next((at for at, row in enumerate(rows) if at and _is_head(row, wanted.titles)), None)
    if start is None:
        yield fault(file, f"Op blad «{sheet.name}» ontbreken de kolomtitels van het antwoord.")
        return
    end = start + 1 + len(wanted.body)
    yield from compare_rows(file, f"blad «{sheet.name}»", rows[start + 1 : end], wanted.body)
    above = [text for row in rows[:start] for text in row]
    yield from _numbers(file, sheet, [plain(table.caption), plain(table.unit)], above)
    below = [text for row in rows[end:] for text in row]
    if _words(below) != _words([plain(note) for note in table.notes]):
        yield fault(file, f"Op blad «{sheet.name}» staat onder de tabel iets anders dan haar noten.")
    if any(not _is_head(tuple(titles), wanted.titles) for titles in sheet.titles):
        yield fault(file, f"Op blad «{sheet.name}» heeft de Excel-tabel andere kolomtitels.")


def _is_head(row: Row, titles: Row) -> bool:
    shown = tuple(text.rstrip(_APART).rstrip() for text in row)
    return shown == tuple(title or _UNTITLED for title in titles)


def _words(texts: Sequence[str]) -> list[str]:
    return [word for text in texts for word in normal(text).split()]
