"""Every figure of the Document stands in every format, in the same order, to the character; no other does."""

from __future__ import annotations

import re
import runpy
from html.parser import HTMLParser
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from pq_answers.document import Document, TableBlock, plain
from pq_answers.render import (
    FORMATS,
    render,
    render_docx,
    render_html,
    render_markdown,
    render_text,
    render_xlsx,
)

GOLDEN = Path(__file__).parents[1] / "golden" / "render"
EXAMPLE = runpy.run_path(str(GOLDEN / "voorbeeld.py"))
_SKIPPED = {"style", "title", "script"}


@pytest.fixture(scope="module")
def document() -> Document:
    return EXAMPLE["document"]()


def digits(text: str) -> list[str]:
    return re.findall(r"\d+", text)


def squeezed(text: str) -> str:
    return re.sub(r"\s+", "", text)


class Reader(HTMLParser):
    """Collects the visible text of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.parts: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in {"meta", "br"}:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        if not _SKIPPED & set(self._open):
            self.parts.append(data)


def read_html(data: bytes) -> Reader:
    reader = Reader()
    reader.feed(data.decode())
    return reader


def docx_text(data: bytes) -> str:
    body = docx.Document(BytesIO(data)).element.body
    return "\n".join(
        "".join(node.text or "" for node in paragraph.iter(qn("w:t"))) for paragraph in body.iter(qn("w:p"))
    )


def test_the_html_page_prints_the_whole_document_in_order(document: Document) -> None:
    shown = "".join(read_html(render_html(document)).parts)
    assert squeezed(shown) == squeezed("".join(EXAMPLE["printed_in_order"](document, annexes=True)))


def test_the_word_file_prints_the_answer_in_order_and_lists_the_annexes(document: Document) -> None:
    wanted = squeezed("".join(EXAMPLE["printed_in_order"](document, annexes=False)))
    assert squeezed(docx_text(render_docx(document))).replace("•", "") == wanted


@pytest.mark.parametrize("form", ["md", "txt"])
def test_flat_formats_print_every_figure_in_order(document: Document, form: str) -> None:
    (data,) = render(document, [form]).values()
    assert digits(data.decode()) == digits("\n".join(EXAMPLE["printed_in_order"](document, annexes=True)))


def test_the_text_holds_each_cell_as_printed(document: Document) -> None:
    shown = render_text(document).decode()
    for block in (block for block in document.blocks() if isinstance(block, TableBlock)):
        for headers, cells in block.rows:
            row = [*map(plain, headers), *(plain(cell.runs) for cell in cells)]
            assert re.search(r"\s+".join(map(re.escape, row)), shown), row


def test_markdown_rows_equal_the_table(document: Document) -> None:
    lines = render_markdown(document).decode().replace("\\", "").splitlines()
    for block in (block for block in document.blocks() if isinstance(block, TableBlock)):
        for headers, cells in block.rows:
            assert f"| {' | '.join([*map(plain, headers), *(plain(cell.runs) for cell in cells)])} |" in lines


def test_word_tables_equal_the_document_cell_by_cell(document: Document) -> None:
    blocks = [b for section in document.sections for b in section.blocks if isinstance(b, TableBlock)]
    tables = docx.Document(BytesIO(render_docx(document))).tables
    assert len(tables) == len(blocks)
    for block, table in zip(blocks, tables, strict=True):
        texts = [[cell.text for cell in row.cells] for row in table.rows][len(block.head) :]
        wanted = [[*map(plain, headers), *(plain(c.runs) for c in cells)] for headers, cells in block.rows]
        assert texts == wanted


def shown_as(cell: openpyxl.cell.Cell) -> str:
    """Return what a spreadsheet in Dutch shows for a cell."""
    if isinstance(cell.value, str) or cell.value is None:
        return cell.value or ""
    decimals = len(cell.number_format.partition(".")[2])
    assert cell.number_format.startswith("[$-813]#,##0")
    return f"{cell.value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


def test_spreadsheet_cells_show_what_the_document_prints(document: Document) -> None:
    for annex in document.annexes:
        book = openpyxl.load_workbook(BytesIO(render_xlsx(document, annex)))
        assert book.sheetnames[:3] == ["Voorblad", "Inhoud", "Toelichting"]
        for number, block in enumerate(annex.tables, 1):
            rows = list(book[f"Tabel {number}"].iter_rows(min_row=4))
            assert rows[0][0].value == plain(block.stub[0])
            for (headers, cells), row in zip(block.rows, rows[1:], strict=False):
                wanted = [*map(plain, headers), *(plain(cell.runs) for cell in cells)]
                assert [shown_as(cell) for cell in row[: len(wanted)]] == wanted


def test_figures_are_numbers_and_signs_are_text(document: Document) -> None:
    sheet = openpyxl.load_workbook(BytesIO(render_xlsx(document, document.annexes[0])))["Tabel 1"]
    values = [cell.value for row in sheet.iter_rows(min_row=5, max_row=64, min_col=3) for cell in row]
    assert {value for value in values if isinstance(value, str)} == {"–"}
    assert sum(isinstance(value, int | float) for value in values) > 300


def test_a_spreadsheet_adds_no_digits_but_its_sheet_names(document: Document) -> None:
    annex = document.annexes[1]
    book = openpyxl.load_workbook(BytesIO(render_xlsx(document, annex)))
    for number, block in enumerate(annex.tables, 1):
        body = list(book[f"Tabel {number}"].iter_rows(min_row=5))[len(block.rows) :]
        below = [str(cell.value) for row in body for cell in row if cell.value is not None]
        assert " ".join(below) == " ".join(map(plain, block.notes))
    assert digits(" ".join(str(c.value) for row in book["Toelichting"] for c in row if c.value)) == []


@pytest.mark.parametrize("name", ["antwoord.txt", "antwoord.md"])
def test_the_flat_files_are_the_golden_ones(document: Document, name: str) -> None:
    assert render(document, ["txt", "md"])[name] == (GOLDEN / name).read_bytes()


def test_all_formats_together_have_their_fixed_names(document: Document) -> None:
    assert list(render(document)) == [
        "antwoord.docx",
        "antwoord.html",
        "antwoord.md",
        "antwoord.txt",
        "bijlage-1.xlsx",
        "bijlage-2.xlsx",
    ]
    assert set(FORMATS) == {"docx", "html", "md", "txt", "xlsx"}
