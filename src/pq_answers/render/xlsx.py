"""The spreadsheet of an annex: cover, contents, notes, then a sheet per table that machines can read too."""

from __future__ import annotations

from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from pq_answers.document import Annex, Block, BulletList, Document, Paragraph, Runs
from pq_answers.render import package
from pq_answers.render.inline import clean, printed
from pq_answers.render.xlsx_legend import common_notes, legend
from pq_answers.render.xlsx_sheet import Formats, row_height, write_table

COVER, CONTENTS, NOTES = "Voorblad", "Inhoud", "Toelichting"
_PROPERTIES = {"auteur": "author", "author": "author", "trefwoorden": "keywords", "keywords": "keywords"}
_WIDE = 110
_AIR = 12


@dataclass(slots=True)
class _Page:
    """A sheet of text that is written from the top down in its first columns."""

    sheet: Any
    row: int = field(default=0)

    def line(self, text: str, style: Any, above: int = 0) -> None:
        """Write one line, which is never taken for a formula; nothing where there is no text."""
        if text:
            self.sheet.write_string(self.row, 0, text, style)
            self.sheet.set_row(self.row, above + row_height(text, _WIDE * 1.1))
            self.row += 1


def render(document: Document, annex: Annex) -> bytes:
    """Return the workbook of `annex`."""
    from xlsxwriter import Workbook

    target = BytesIO()
    book = Workbook(target, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    formats = Formats(book)
    _properties(book, document, annex)
    _cover(book, document, annex, formats)
    _contents(book, annex, formats)
    _notes(book, annex, formats)
    for number, table in enumerate(annex.tables, 1):
        write_table(book, table, number, formats, CONTENTS)
    book.close()
    return package.stable(
        target.getvalue(), {"docProps/core.xml": lambda core: _language(core, document.language)}
    )


def sheet_name(number: int) -> str:
    """Return the name of the sheet that holds a table."""
    return f"Tabel {number}"


def _properties(book: Any, document: Document, annex: Annex) -> None:
    known = {"title": printed(annex.title)[:255], "subject": clean(document.subject)[:255]}
    for name, value in document.properties:
        if name.casefold() in _PROPERTIES:
            known[_PROPERTIES[name.casefold()]] = clean(value)[:255]
        elif name and value:
            book.set_custom_property(clean(name)[:255], clean(value)[:255], "text")
    book.set_properties({**known, "created": package.moment(document.made)})


def _language(core: bytes, language: str) -> bytes:
    """Return the core properties with the language, which XlsxWriter has no option for."""
    tag = f"<dc:language>{language}</dc:language></cp:coreProperties>"
    return core.replace(b"</cp:coreProperties>", tag.encode())


def _text_sheet(book: Any, name: str) -> Any:
    sheet = book.add_worksheet(name)
    sheet.hide_gridlines(2)
    sheet.set_column(0, 0, _WIDE)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    return sheet


def _cover(book: Any, document: Document, annex: Annex, formats: Formats) -> None:
    page = _Page(_text_sheet(book, COVER))
    head = document.letterhead
    page.line(clean(document.title), formats.title, 6)
    page.line(clean(document.subject), formats.text)
    page.line(f"Bijlage {annex.number}: {printed(annex.title)}", formats.heading, _AIR)
    page.line(clean(head.name), formats.heading, _AIR)
    page.line(clean(head.title), formats.text)
    page.line(clean(head.heading), formats.heading, _AIR)
    for line in head.lines:
        page.line(printed(line), formats.text)
    page.line(clean(document.mark), formats.mark, 4)
    page.line(f"Taal: {_LANGUAGES.get(document.language, document.language)}", formats.text, _AIR)


_LANGUAGES = {"nl-BE": "Nederlands", "nl": "Nederlands", "nl-NL": "Nederlands"}


def _contents(book: Any, annex: Annex, formats: Formats) -> None:
    sheet = _text_sheet(book, CONTENTS)
    sheet.set_column(0, 0, 14)
    sheet.set_column(1, 1, _WIDE - 14)
    sheet.write_string(0, 0, CONTENTS, formats.title)
    sheet.write_string(1, 0, "Blad", formats.head)
    sheet.write_string(1, 1, "Tabel", formats.head)
    for number, table in enumerate(annex.tables, 1):
        name = sheet_name(number)
        sheet.write_url(1 + number, 0, f"internal:'{name}'!A1", formats.link, name)
        sheet.write_string(1 + number, 1, printed(table.caption), formats.text)
    sheet.freeze_panes(2, 0)


def _notes(book: Any, annex: Annex, formats: Formats) -> None:
    page = _Page(_text_sheet(book, NOTES))
    page.line(NOTES, formats.title, 6)
    for block in annex.blocks:
        for runs in _texts(block):
            page.line(printed(runs), formats.text)
    shared = common_notes(annex.tables)
    if shared:
        page.line("Bij alle tabellen", formats.heading, _AIR)
    for note in shared:
        page.line(printed(note), formats.text)
    signs = legend(annex.tables)
    if signs:
        page.line("Tekens in de tabellen", formats.heading, _AIR)
    for sign, meaning in signs:
        page.line(f"{sign}: {meaning}", formats.text)
    if not (shared or signs or any(map(_texts, annex.blocks))):
        noted = any(table.notes for table in annex.tables)
        page.line(_OWN_NOTES if noted else _NO_NOTES, formats.text)


_OWN_NOTES = "De noten staan op elk blad onder de tabel."
_NO_NOTES = "Bij de tabellen van deze bijlage horen geen noten."


def _texts(block: Block) -> tuple[Runs, ...]:
    match block:
        case Paragraph():
            return (block.runs,)
        case BulletList():
            return block.items
    return ()
