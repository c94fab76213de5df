"""Tables keep their shape and stay readable: headers, alternative text, language, widths, pages."""

from __future__ import annotations

import re
import runpy
import shutil
import subprocess
import zipfile
from dataclasses import replace
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from pq_answers.document import Document, HeaderBox, Run, TableBlock, plain
from pq_answers.render import render, render_docx, render_html, render_text, render_xlsx
from pq_answers.render.grid import covering, head
from pq_answers.render.widths import fit
from pq_answers.render.xlsx_sheet import column_titles

EXAMPLE = runpy.run_path(str(Path(__file__).parents[1] / "golden" / "render" / "voorbeeld.py"))


@pytest.fixture(scope="module")
def document() -> Document:
    return EXAMPLE["document"]()


@pytest.fixture(scope="module")
def word(document: Document) -> docx.document.Document:
    return docx.Document(BytesIO(render_docx(document)))


@pytest.fixture(scope="module")
def workbook(document: Document) -> openpyxl.Workbook:
    return openpyxl.load_workbook(BytesIO(render_xlsx(document, document.annexes[0])))


def tables(document: Document) -> list[TableBlock]:
    return [b for section in document.sections for b in section.blocks if isinstance(b, TableBlock)]


def test_header_rows_repeat_and_rows_never_break(document: Document, word: docx.document.Document) -> None:
    for block, table in zip(tables(document), word.tables, strict=True):
        for number, row in enumerate(table.rows):
            properties = row._tr.trPr
            assert properties.find(qn("w:cantSplit")) is not None
            assert (properties.find(qn("w:tblHeader")) is not None) == (number < len(block.head))


def test_a_small_table_stays_on_one_page_with_its_caption(word: docx.document.Document) -> None:
    table = word.tables[0]
    before = table._tbl.getprevious()
    assert before.find(qn("w:pPr")).find(qn("w:keepNext")) is not None
    kept = [all(p.paragraph_format.keep_with_next for p in row.cells[0].paragraphs) for row in table.rows]
    assert kept == [True] * (len(kept) - 1) + [False]


def test_word_tables_carry_alternative_text(document: Document, word: docx.document.Document) -> None:
    for block, table in zip(tables(document), word.tables, strict=True):
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == plain(block.caption)
        assert properties.find(qn("w:tblDescription")).get(qn("w:val")) == block.summary


def test_figures_stand_to_the_right_and_captions_above(word: docx.document.Document) -> None:
    table = word.tables[0]
    assert table.rows[1].cells[0].paragraphs[0].style.name == "Tabelcel"
    assert {cell.paragraphs[0].style.name for cell in table.rows[1].cells[1:]} == {"Tabelgetal"}
    caption = docx.text.paragraph.Paragraph(table._tbl.getprevious(), word)
    assert caption.style.name == "Tabeltitel"
    assert caption.style.base_style.name.lower() == "caption"


def test_no_table_is_wider_than_the_text(word: docx.document.Document) -> None:
    section = word.sections[0]
    room = (section.page_width - section.left_margin - section.right_margin) / 635
    for table in word.tables:
        properties = table._tbl.tblPr
        indent = int(properties.find(qn("w:tblInd")).get(qn("w:w")))
        assert indent + int(properties.find(qn("w:tblW")).get(qn("w:w"))) <= room + 1


def test_a_wide_table_shrinks_its_text_before_it_wraps_a_figure() -> None:
    cells = " | ".join(["19.407,5"] * 12)
    names = EXAMPLE["head"](*[f"Jaar {year}" for year in range(2010, 2022)])
    wide = EXAMPLE["table"]("w", "Breed", ("Kenmerk",), (names,), (f"Toegekend contingent | {cells}",))
    assert fit(wide, 9000).size > 0
    assert fit(wide, 9000).total <= 9000
    assert fit(wide, 20000).size == 0


def test_labels_of_one_answer_stand_beside_each_other(word: docx.document.Document) -> None:
    texts = [p.text for p in word.paragraphs if p.style.name == "Vraagnummer"]
    assert texts[0].startswith("1.\ta.\tOnderstaande")
    assert any(text.startswith("f.\ti)\t") for text in texts)


def test_language_title_and_author_are_set(
    document: Document, word: docx.document.Document, workbook: openpyxl.Workbook
) -> None:
    core = word.core_properties
    assert (core.title, core.language, core.author) == (document.title, "nl-BE", "Departement WSE")
    assert core.created.isoformat() == "2026-11-21T08:30:00+00:00"
    languages = {node.get(qn("w:val")) for node in word.styles.element.iter(qn("w:lang"))}
    assert languages == {"nl-BE"}
    assert workbook.properties.creator == "Departement WSE"
    assert workbook.properties.language == "nl-BE"
    assert b'<html lang="nl-BE">' in render_html(document)


def test_the_mark_stands_on_page_one_and_in_every_page_header(
    document: Document, word: docx.document.Document
) -> None:
    assert document.mark in [p.text for p in word.paragraphs]
    assert document.mark in word.sections[0].header.paragraphs[0].text
    plain_word = docx.Document(BytesIO(render_docx(replace(document, mark=""))))
    assert "Merk" not in {p.style.name for p in plain_word.paragraphs}
    assert plain_word.sections[0].header.paragraphs[0].text == ""


def test_the_footer_counts_pages_with_fields_and_stores_no_digit(word: docx.document.Document) -> None:
    footer = word.sections[0].footer.paragraphs[0]
    fields = [node.text.strip() for node in footer._p.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert footer.text == "Pagina  van "


def test_gaps_for_a_person_stand_out(document: Document, word: docx.document.Document) -> None:
    (gap,) = [p for p in word.paragraphs if "Aan te vullen" in p.text]
    assert gap.runs[-1].style.name == "Open gedeelte"
    assert re.search(r"background:#ffe615[^>]*>.*Aan te vullen", render_html(document).decode())
    assert ">>> Aan te vullen" in render_text(document).decode()


def test_html_is_one_file_without_scripts_or_requests(document: Document) -> None:
    page = render_html(document).decode()
    assert not re.search(r"<script|<link|<img|@import|url\(|https?:", page)
    assert page.count("<h1") == 1


def test_html_tables_are_semantic(document: Document) -> None:
    page = render_html(document).decode()
    count = len([b for b in document.blocks() if isinstance(b, TableBlock)])
    assert page.count("<caption") == page.count("<thead>") == page.count("<tbody>") == count
    assert all("scope=" in tag for tag in re.findall(r"<th\b[^>]*>", page))
    assert 'scope="colgroup" colspan="3"' in page
    assert 'rowspan="2"' in page


def test_text_stays_within_a_hundred_columns(document: Document) -> None:
    assert max(map(len, render_text(document).decode().splitlines())) <= 100


def test_a_deep_header_takes_its_place_in_the_grid() -> None:
    def box(text: str, span: int = 1, depth: int = 1) -> HeaderBox:
        return HeaderBox((Run(text),), span, depth)

    rows = ((box("A", depth=2), box("B", 2), box("C", depth=2)), (box("b1"), box("b2")))
    block = TableBlock("t", (), ((Run("s"),),), rows, (), ())
    placed = [[(cell.column, plain(cell.runs), cell.continued) for cell in row] for row in head(block)]
    assert placed == [
        [(0, "s", False), (1, "A", False), (2, "B", False), (4, "C", False)],
        [(0, "s", True), (1, "A", True), (2, "b1", False), (3, "b2", False), (4, "C", True)],
    ]
    assert [list(map(plain, above)) for above in covering(block, head(block))][3] == ["B", "b2"]
    assert column_titles(block) == ["s", "A", "B b1", "B b2", "C"]


def test_spreadsheet_titles_are_unique_and_never_empty() -> None:
    same = tuple(HeaderBox((Run(text),)) for text in ("Aantal", "aantal", ""))
    block = TableBlock("t", (), ((),), (same,), (), ())
    titles = column_titles(block)
    assert len({title.casefold() for title in titles}) == 4
    assert all(titles)
    assert not re.search(r"\d", "".join(titles))


def test_a_spreadsheet_is_accessible(workbook: openpyxl.Workbook) -> None:
    sheet = workbook["Tabel 1"]
    (table,) = sheet.tables.values()
    assert (table.name, table.ref) == ("tbl_1", "A4:H64")
    assert [column.name for column in table.tableColumns][2:4] == ["2020 Mannen", "2020 Vrouwen"]
    assert not sheet.merged_cells.ranges
    assert sheet.freeze_panes == "C5"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
    assert sheet.sheet_properties.pageSetUpPr.fitToPage
    assert sheet.page_setup.fitToHeight == 0
    assert sheet.print_title_rows == "$4:$4"
    assert {s.sheet_state for s in workbook} == {"visible"}
    assert workbook["Inhoud"]["A3"].hyperlink.location == "'Tabel 1'!A1"


def test_only_signs_that_occur_are_explained(document: Document, workbook: openpyxl.Workbook) -> None:
    notes = [cell.value for row in workbook["Toelichting"] for cell in row]
    assert any(text.startswith("–: ") for text in notes)
    assert not any(text.startswith("n.b.") for text in notes)
    second = openpyxl.load_workbook(BytesIO(render_xlsx(document, document.annexes[1])))
    explained = {str(cell.value).partition(":")[0] for row in second["Toelichting"] for cell in row}
    assert {"–", "n.b.", "Geen"} <= explained


def test_hidden_cells_carry_no_value_anywhere_in_a_file(document: Document) -> None:
    with zipfile.ZipFile(BytesIO(render_xlsx(document, document.annexes[0]))) as package:
        sheet = package.read("xl/worksheets/sheet4.xml").decode()
    assert re.search(r'<c r="D8" s="\d+" t="s">', sheet)


@pytest.mark.office
@pytest.mark.slow
def test_office_opens_every_file_and_repeats_the_header(document: Document, tmp_path: Path) -> None:
    missing = [name for name in ("soffice", "pdftotext") if not shutil.which(name)]
    assert not missing, f"{missing}: sh tools/office.sh installeert of noemt de pakketten"
    files = {
        name: data for name, data in render(document, ["docx", "xlsx"]).items() if name != "bijlage-2.xlsx"
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    profile = f"-env:UserInstallation=file://{tmp_path}/profiel"
    command = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", str(tmp_path)]
    subprocess.run([*command, *(str(tmp_path / name) for name in files)], check=True, capture_output=True)
    pages = [
        subprocess.run(
            ["pdftotext", "-layout", tmp_path / name, "-"], check=True, capture_output=True, text=True
        ).stdout
        for name in ("antwoord.pdf", "bijlage-1.pdf")
    ]
    assert "2.100,7" in pages[0]
    assert "Pagina 1 van 3" in pages[0]
    assert len(re.findall(r"Leeftijd +Herkomst", pages[1])) == 6
    assert "17.472" in pages[1]


def with_blocks(document: Document, *blocks: TableBlock) -> docx.document.Document:
    answer = replace(document.sections[0], blocks=blocks)
    return docx.Document(BytesIO(render_docx(replace(document, sections=(answer,), annexes=()))))


def very_wide(name: str) -> TableBlock:
    names = EXAMPLE["head"](*[f"Jaar {year}" for year in range(2008, 2022)])
    row = " | ".join(["Toegekend contingent", *["19.407,5"] * 14])
    return EXAMPLE["table"](name, "Zeer breed", ("Kenmerk",), (names,), (row,))


@pytest.mark.parametrize(
    ("kinds", "orientations"),
    [
        ("small", [0]),
        ("wide", [0, 1]),
        ("wide wide", [0, 1]),
        ("wide small", [0, 1, 0]),
        ("small wide small wide", [0, 1, 0, 1]),
    ],
)
def test_a_table_too_wide_for_the_page_gets_a_turned_page_and_no_page_stays_empty(
    document: Document, kinds: str, orientations: list[int]
) -> None:
    small = tables(document)[0]
    chosen = [very_wide(f"w{n}") if kind == "wide" else small for n, kind in enumerate(kinds.split())]
    word = with_blocks(document, *chosen)
    assert [section.orientation for section in word.sections] == orientations
    assert len(word.tables) == len(chosen)
    assert all(section.header.paragraphs[0].text == document.mark for section in word.sections)
    last = word.element.body[-2]
    assert last.tag == qn("w:p"), "Word wants a paragraph behind a table"
