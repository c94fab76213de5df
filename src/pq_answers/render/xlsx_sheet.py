"""One sheet with one table: caption, unit, a real Excel table with one header row, notes."""

from __future__ import annotations

import re
import textwrap
from decimal import Decimal
from functools import cached_property
from typing import Any

from pq_answers.document import CellBox, Runs, TableBlock
from pq_answers.errors import OutputError
from pq_answers.render import grid
from pq_answers.render.inline import printed
from pq_answers.tables import VALUED

_FIGURE = re.compile(r"^-?\d{1,3}(?:\.\d{3})*(?:,(\d+))?$")
_LEAST_NOTE = 90
_WIDEST = 46
_LINE = 15
_EMPTY_TITLE = "Kenmerk"


class Formats:
    """The cell formats of one workbook, made once."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._numbers: dict[tuple[int, bool], Any] = {}

    def _make(self, **properties: Any) -> Any:
        base = {"font_name": "Calibri", "font_size": 11, "font_color": "#333332", "valign": "vcenter"}
        return self._book.add_format({**base, **properties})

    @cached_property
    def title(self) -> Any:
        """The first line of a sheet."""
        return self._make(bold=True, font_size=14)

    @cached_property
    def heading(self) -> Any:
        """A heading within a sheet."""
        return self._make(bold=True, text_wrap=True, valign="bottom")

    @cached_property
    def text(self) -> Any:
        """Running text."""
        return self._make(text_wrap=True)

    @cached_property
    def plain(self) -> Any:
        """A line beside a table, which may run on over the next columns."""
        return self._make()

    @cached_property
    def mark(self) -> Any:
        """The warning that the data are for demonstration."""
        return self._make(
            bold=True, text_wrap=True, bg_color="#FFE615", font_color="#000000", valign="vcenter"
        )

    @cached_property
    def link(self) -> Any:
        """A link to another sheet."""
        return self._make(font_color="#0055CC", underline=1)

    @cached_property
    def head(self) -> Any:
        """The title above row headers or text."""
        return self._make(bold=True, text_wrap=True, valign="bottom", bottom=1)

    @cached_property
    def head_right(self) -> Any:
        """The title above a column of figures."""
        return self._make(bold=True, text_wrap=True, valign="bottom", align="right", bottom=1)

    @cached_property
    def right(self) -> Any:
        """What stands in place of a figure."""
        return self._make(align="right")

    @cached_property
    def total(self) -> Any:
        """The header of a row of totals."""
        return self._make(text_wrap=True, bold=True)

    @cached_property
    def total_right(self) -> Any:
        """What stands in place of a total."""
        return self._make(align="right", bold=True)

    def words(self, *, total: bool, right: bool) -> Any:
        """Return the format of what stands in place of a figure or beside it, in a row of totals or not."""
        if right:
            return self.total_right if total else self.right
        return self.total if total else self.text

    def number(self, decimals: int, *, total: bool = False) -> Any:
        """Return the format that shows a figure, or a total, as Dutch prints it."""
        if (decimals, total) not in self._numbers:
            pattern = "[$-813]#,##0" + ("." + "0" * decimals if decimals else "")
            self._numbers[decimals, total] = self._make(num_format=pattern, align="right", bold=total)
        return self._numbers[decimals, total]


def row_height(text: str, width: float) -> int:
    """Return the height of a row that shows `text` in `width` characters; not every program finds it."""
    lines = textwrap.wrap(text, max(1, int(width)), break_long_words=True, break_on_hyphens=False)
    return _LINE * max(1, len(lines))


def write_table(book: Any, table: TableBlock, number: int, formats: Formats, contents: str) -> None:
    """Add the sheet "Tabel N" to the workbook."""
    sheet = book.add_worksheet(f"Tabel {number}")
    sheet.hide_gridlines(2)
    titles = column_titles(table)
    widths = _widths(table, titles)
    top = _above(sheet, table, formats, contents)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    bottom = _grid(sheet, table, (number, top, titles), formats)
    _heights(sheet, table, top, titles, widths)
    _below(sheet, table, bottom, max(_LEAST_NOTE, int(sum(widths))), formats)
    _page(sheet, top, grid.stub_size(table))


def column_titles(table: TableBlock) -> list[str]:
    """Return one unique title per column: the header texts above it, joined from the top down."""
    titles: list[str] = []
    seen: set[str] = set()
    for above in grid.covering(table, grid.head(table)):
        title = " ".join(filter(None, map(printed, above))) or _EMPTY_TITLE
        # Excel refuses equal titles; a mark of its own keeps them apart without adding a figure.
        while title.casefold() in seen:
            title += "′"
        seen.add(title.casefold())
        titles.append(title)
    return titles


def figure(cell: CellBox) -> Decimal | None:
    """Return the number to store: exactly what the cell prints, or None where it prints text."""
    text = printed(cell.runs)
    match = _FIGURE.match(text)
    if cell.value is None or cell.state not in VALUED or not match or len(match[1] or "") != cell.decimals:
        return None
    return Decimal(text.replace(".", "").replace(",", "."))


def _above(sheet: Any, table: TableBlock, formats: Formats, contents: str) -> int:
    unit = printed(table.unit)
    pointer = "De noten staan onder de tabel." if table.notes else ""
    sheet.write_string(0, 0, printed(table.caption), formats.title)
    sheet.set_row(0, 21)
    sheet.write_string(1, 0, ". ".join(filter(None, [unit.rstrip("."), pointer])) or pointer, formats.plain)
    sheet.write_url(2, 0, f"internal:'{contents}'!A1", formats.link, "Naar de inhoud")
    return 3


def _grid(sheet: Any, table: TableBlock, place: tuple[int, int, list[str]], formats: Formats) -> int:
    number, top, titles = place
    right = grid.right_aligned(table)
    heads = [formats.head_right if side else formats.head for side in right]
    rows = len(table.rows)
    if rows and titles:
        columns = [
            {"header": title, "header_format": look} for title, look in zip(titles, heads, strict=True)
        ]
        options = {
            "name": f"tbl_{number}",
            "columns": columns,
            "autofilter": False,
            "style": "Table Style Light 1",
        }
        failed = sheet.add_table(top, 0, top + rows, len(titles) - 1, {**options, "banded_rows": False})
        if failed:
            fix = "Kies andere formaten dan xlsx, en bezorg het plan: dit is een fout in het programma."
            raise OutputError("Excel aanvaardt deze tabel niet.", where=f"Tabel {number}", fix=fix)
    else:
        for column, title in enumerate(titles):
            sheet.write_string(top, column, title, heads[column])
    for at, (headers, cells) in enumerate(table.rows, top + 1):
        _row(sheet, at, headers, cells, right, formats)
    return top + rows + 1


def _row(
    sheet: Any,
    at: int,
    headers: tuple[Runs, ...],
    cells: tuple[CellBox, ...],
    right: list[bool],
    formats: Formats,
) -> None:
    for column, header in enumerate(headers):
        sheet.write_string(at, column, printed(header), formats.total if _bold(header) else formats.text)
    for column, cell in enumerate(cells, len(headers)):
        value, total = figure(cell), _bold(cell.runs)
        if value is not None:
            sheet.write_number(at, column, _stored(value), formats.number(cell.decimals, total=total))
        else:
            look = formats.words(total=total, right=right[column])
            sheet.write_string(at, column, printed(cell.runs), look)


def _bold(runs: Runs) -> bool:
    return bool(runs) and all(run.bold for run in runs)


def _stored(value: Decimal) -> Decimal:
    """Return a number to write; a float would be written with sixteen digits: 931.0700000000001."""
    whole = value.to_integral_value()
    return whole if value == whole else value.normalize()


def _below(sheet: Any, table: TableBlock, row: int, width: int, formats: Formats) -> None:
    """Write the notes; a long one goes on in the next row, since merged cells hinder screen readers."""
    for note in table.notes:
        lines = textwrap.wrap(printed(note), width, break_long_words=False, break_on_hyphens=False)
        for line in lines:
            sheet.write_string(row, 0, line, formats.plain)
            row += 1


def _heights(sheet: Any, table: TableBlock, top: int, titles: list[str], widths: list[float]) -> None:
    for at, row in enumerate([titles, *grid.texts(table)]):
        height = max(
            (row_height(text, width - 1) for text, width in zip(row, widths, strict=False)), default=_LINE
        )
        if height > _LINE or at == 0:
            sheet.set_row(top + at, height + (4 if at == 0 else 0))


def _widths(table: TableBlock, titles: list[str]) -> list[float]:
    body = grid.texts(table)
    widths = []
    for column, title in enumerate(titles):
        words = max((len(word) for word in title.split(" ")), default=0)
        cells = max((len(row[column]) for row in body if column < len(row)), default=0)
        widths.append(min(_WIDEST, max(9, words * 1.15, len(title) / 2, cells * 1.05) + 3))
    return widths


def _page(sheet: Any, top: int, stub: int) -> None:
    sheet.freeze_panes(top + 1, stub)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.6, right=0.6, top=0.7, bottom=0.7)
    sheet.repeat_rows(top)
