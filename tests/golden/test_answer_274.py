"""Every figure that the real answer 274 prints stands in ours, in its place, to the character."""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

TABLES = ("1.a", "1.b", "2.a", "2.b", "3.a", "3.b", "4", "7.a", "7.b")
LIST = Path(__file__).parents[1] / "vragen" / "cijfers-274.csv"
Grid = list[list[str]]


def printed() -> list[dict[str, str]]:
    with LIST.open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


def docx_tables(folder: Path) -> list[Grid]:
    document = docx.Document(str(folder / "antwoord.docx"))
    return [
        [[cell_text(cell) for cell in row.iter(qn("w:tc"))] for row in table._tbl.tr_lst]
        for table in document.tables
    ]


def cell_text(cell: object) -> str:
    return "".join(node.text or "" for node in cell.iter(qn("w:t")))  # type: ignore[attr-defined]


class HtmlTables(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tables: list[Grid] = []
        self.open = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "table":
            self.tables.append([])
        elif tag == "tr":
            self.tables[-1].append([])
        elif tag in {"td", "th"}:
            self.tables[-1][-1].append("")
            self.open = True

    def handle_endtag(self, tag: str) -> None:
        if tag in {"td", "th"}:
            self.open = False

    def handle_data(self, data: str) -> None:
        if self.open:
            self.tables[-1][-1][-1] += data


def html_tables(folder: Path) -> list[Grid]:
    parser = HtmlTables()
    parser.feed((folder / "antwoord.html").read_text(encoding="utf-8"))
    return [[[text.strip() for text in row] for row in table] for table in parser.tables]


READERS = {"docx": docx_tables, "html": html_tables}


def cell_of(grid: Grid, row: str, column: str) -> str:
    """Return the cell in the row that begins with `row`, below the head that reads `column`."""
    line = next(line for line in grid if plain(line[0]) == plain(row))
    body = len(line) - 1
    heads = [head for head in grid if plain(column) in map(plain, head)]
    if not heads or body == 1:
        assert body == 1, f"no column {column!r} in {grid[0]}"
        return line[1]
    head = [plain(text) for text in heads[0]]
    return line[head.index(plain(column)) - len(head) + len(line)]


def plain(text: str) -> str:
    return re.sub(r"\s*\(\*+\)|[()]", "", text).strip().casefold()


def figures_in_tables() -> Iterator[tuple[str, str, str, str]]:
    for entry in printed():
        if entry["deelvraag"] in TABLES and not entry["rij"].startswith("noot"):
            row = entry["rij"].removeprefix("onder ").replace("(**)", "")
            yield entry["deelvraag"], row, entry["kolom"], entry["gedrukt"]


@pytest.mark.parametrize("form", READERS)
def test_each_printed_figure_stands_in_its_cell(answer_274: Path, form: str) -> None:
    tables = dict(zip(TABLES, READERS[form](answer_274), strict=False))
    wrong = [
        (question, row, column, expected, found)
        for question, row, column, expected in figures_in_tables()
        if (found := cell_of(tables[question], row, column)) != expected
        and not not_applicable(expected, found)
    ]
    assert wrong == []


def not_applicable(expected: str, found: str) -> bool:
    """The one cell that is a sentence in the original: the sentence is not ours to take, its meaning is."""
    return expected == "Formeel niet van toepassing." and found == "Niet van toepassing"


def test_every_printed_figure_was_held_against_a_cell() -> None:
    counted: dict[str, int] = defaultdict(int)
    for question, *_ in figures_in_tables():
        counted[question] += 1
    assert dict(counted) == {
        "1.a": 42,
        "1.b": 7,
        "2.a": 15,
        "2.b": 3,
        "3.a": 12,
        "3.b": 20,
        "4": 3,
        "7.a": 3,
        "7.b": 3,
    }


def docx_sections(folder: Path) -> dict[str, str]:
    """Return the running text below each printed label ("7.f.ii"), read from the Word document."""
    document = docx.Document(str(folder / "antwoord.docx"))
    sections: dict[str, str] = defaultdict(str)
    path: list[str] = []
    for paragraph in document.paragraphs:
        text = "".join(
            node.text if node.tag == qn("w:t") else "\t"
            for node in paragraph._p.iter(qn("w:t"), qn("w:tab"))
            if node.text or node.tag == qn("w:tab")
        )
        labels, _, rest = text.rpartition("\t")
        for label in filter(None, (part.strip(" •") for part in labels.split("\t"))):
            path = [*path[: depth_of(label)], label.rstrip(".)")]
        sections[".".join(path)] += f" {rest}"
    return sections


def depth_of(label: str) -> int:
    if label.rstrip(".").isdigit():
        return 0
    return 2 if label.endswith(")") else 1


@pytest.mark.parametrize(
    ("question", "figures"),
    [
        ("5", ["1"]),
        ("7.f.i", ["10%"]),
        ("7.f.ii", ["67", "12"]),
        ("7.f.iii", ["282", "70"]),
        ("7.f.iv", ["128", "83"]),
    ],
)
def test_figures_in_running_text_stand_in_the_answer_to_their_own_question(
    answer_274: Path, question: str, figures: list[str]
) -> None:
    text = docx_sections(answer_274)[question]
    for figure in figures:
        assert re.search(rf"(?<![\d.,]){re.escape(figure)}(?![\d%])", text), (
            f"{figure} is not in {question}: {text}"
        )


def test_the_note_on_hours_and_the_quarter_are_printed_with_their_markers(answer_274: Path) -> None:
    text = (answer_274 / "antwoord.txt").read_text(encoding="utf-8")
    assert "(*) 1 VTE = 30u/week" in text
    assert "2021 (kw1)(**)" in text
    assert "(**) " in text


def xlsx_rows(path: Path, sheet: int) -> dict[str, list[str]]:
    workbook = openpyxl.load_workbook(path)
    names = [name for name in workbook.sheetnames if name.startswith("Tabel")]
    rows = workbook[names[sheet]].iter_rows(min_row=5)
    return {str(row[0].value): [shown(cell) for cell in row[1:]] for row in rows if row[0].value}


def shown(cell: object) -> str:
    """Return how Excel shows a cell with Dutch separators."""
    value, pattern = cell.value, cell.number_format  # type: ignore[attr-defined]
    if not isinstance(value, int | float):
        return "" if value is None else str(value)
    decimals = (
        len(pattern.partition(".")[2].rstrip("0")) or pattern.count("0", pattern.find("."))
        if "." in pattern
        else 0
    )
    return f"{value:,.{decimals}f}".translate(str.maketrans(",.", ".,"))


@pytest.mark.parametrize(
    ("annex", "tables", "totals"),
    [
        (2, 6, ["7.061", "869"]),
        (3, 4, ["67", "12"]),
        (4, 4, ["282", "70"]),
    ],
)
def test_every_table_of_an_annex_has_the_total_that_the_answer_prints(
    answer_274: Path, annex: int, tables: int, totals: list[str]
) -> None:
    for sheet in range(tables):
        assert xlsx_rows(answer_274 / f"bijlage-{annex}.xlsx", sheet)["Totaal"][:2] == totals


def test_the_letterhead_names_minister_question_date_and_asker(answer_274: Path) -> None:
    text = (answer_274 / "antwoord.txt").read_text(encoding="utf-8")
    assert text.startswith("HILDE CREVITS\n")
    assert "op vraag nr. 274 van 26 januari 2022\nvan CAROLINE GENNEZ" in text


@pytest.mark.parametrize(
    "name", ["antwoord.docx", "antwoord.html", "antwoord.md", "antwoord.txt", "bijlage-1.xlsx"]
)
def test_every_document_says_that_its_data_are_for_demonstration(answer_274: Path, name: str) -> None:
    assert "Demonstratiegegevens" in readable(answer_274 / name)


def readable(path: Path) -> str:
    if path.suffix == ".docx":
        return "\n".join(paragraph.text for paragraph in docx.Document(str(path)).paragraphs)
    if path.suffix == ".xlsx":
        sheet = openpyxl.load_workbook(path)["Voorblad"]
        return "\n".join(str(cell.value) for row in sheet.iter_rows() for cell in row)
    return path.read_text(encoding="utf-8")


def test_the_four_annexes_are_listed_and_made(answer_274: Path) -> None:
    assert sorted(path.name for path in answer_274.glob("bijlage-*")) == [
        f"bijlage-{n}.xlsx" for n in range(1, 5)
    ]


def test_no_code_name_or_english_word_is_left_in_the_text(answer_274: Path) -> None:
    text = (answer_274 / "antwoord.txt").read_text(encoding="utf-8")
    assert not re.search(
        r"_T|_U|\b(none|null|total|table|page|year|unknown|nan)\b|[a-z]_[a-z]|\{\{|\ue000",
        text,
        re.IGNORECASE,
    )
