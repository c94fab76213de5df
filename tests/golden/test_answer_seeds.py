"""Every figure that the publications print stands in its cell of our answers.

They are the inventory of 2013, the participation ladder, the study of 2005 and the series found since. The
lists in `tests/vragen` were typed from the publications by hand, so that a mistake in `data/published` shows
here; the representation index and the filling rates in them were worked out by hand.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Callable
from decimal import Decimal
from itertools import takewhile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn
from lxml import html

from pq_answers import nl
from pq_answers.answer import answer
from pq_answers.items import load_catalogue
from pq_answers.plan import read_plan
from pq_answers.published import load_sources
from pq_answers.resources import find_file
from pq_answers.store import Store

MADE = "2026-11-21T00:00:00+00:00"
LISTS = Path(__file__).parents[1] / "vragen"
PLANS = ("inventaris", "ladder", "studie-2005", "reeksen")
STATES = {"nvt": "Niet van toepassing"}
"""How our documents word what the publications abbreviate."""

Cells = dict[tuple[str, str, str], str]
"""The text of each cell by its table's caption, its row and its column, levels joined by « / »."""
Grid = list[list[str]]


@pytest.fixture(scope="session")
def folders(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The answers to the shipped plans as they are: short tables in the text, long ones in workbooks."""
    made = {name: tmp_path_factory.mktemp(name) for name in PLANS}
    with demo_store.open() as reader:
        for name, folder in made.items():
            plan = read_plan(find_file(f"data/demo/vraag-{name}.toml"))
            answer(plan, reader, load_catalogue(), folder, made=MADE)
    return made


def printed(name: str) -> list[dict[str, str]]:
    with (LISTS / f"tabellen-{name}.csv").open(encoding="utf-8") as stream:
        return list(csv.DictReader(stream))


# Reading the tables back


def docx_cells(folders: dict[str, Path], name: str) -> Cells:
    document = docx.Document(str(folders[name] / "antwoord.docx"))
    depths, cells = stub_depths(folders, name), dict[tuple[str, str, str], str]()
    for table in document.tables:
        head = [row for row in table._tbl.tr_lst if row.find(f".//{qn('w:tblHeader')}") is not None]
        rows = [[docx_text(cell) for cell in row.tc_lst] for row in table._tbl.tr_lst[len(head) :]]
        heads = [[docx_text(cell) for cell in row.tc_lst for _ in range(docx_span(cell))] for row in head]
        cells |= by_place(caption := docx_caption(table), heads, rows, depths[caption])
    return cells


def docx_text(element: Any) -> str:
    return "".join(node.text or "" for node in element.iter(qn("w:t")))


def docx_span(cell: Any) -> int:
    span = cell.find(f".//{qn('w:gridSpan')}")
    return 1 if span is None else int(span.get(qn("w:val")))


def docx_caption(table: Any) -> str:
    """Return the paragraph above a table, past the line with the unit."""
    paragraph = table._tbl.getprevious()
    while docx_text(paragraph).startswith("Eenheid"):
        paragraph = paragraph.getprevious()
    return docx_text(paragraph)


def html_cells(folders: dict[str, Path], name: str) -> Cells:
    tree = html.fromstring((folders[name] / "antwoord.html").read_bytes())
    cells: Cells = {}
    for table in tree.iter("table"):
        heads = [
            [html_text(cell) for cell in row for _ in range(int(cell.get("colspan", "1")))]
            for row in table.findall("thead/tr")
        ]
        # A title that is more rows deep is written once, in the first of them.
        deep = sum(int(cell.get("rowspan", "1")) > 1 for cell in table.find("thead/tr"))
        heads[1:] = [[""] * deep + row for row in heads[1:]]
        rows = [[html_text(cell) for cell in row] for row in table.findall("tbody/tr")]
        depth = len(table.findall("tbody/tr[1]/th"))
        cells |= by_place(html_text(table.find("caption")), heads, rows, depth)
    return cells


def stub_depths(folders: dict[str, Path], name: str) -> dict[str, int]:
    """Return how many columns of each table name its rows: a name can be a year, so only the page tells."""
    tree = html.fromstring((folders[name] / "antwoord.html").read_bytes())
    return {
        html_text(table.find("caption")).partition("Eenheid:")[0].strip(): len(
            table.findall("tbody/tr[1]/th")
        )
        for table in tree.iter("table")
    }


def html_text(element: Any) -> str:
    return " ".join(element.text_content().split())


def xlsx_cells(folders: dict[str, Path], name: str) -> Cells:
    depths, cells = stub_depths(folders, name), dict[tuple[str, str, str], str]()
    for path in sorted(folders[name].glob("bijlage-*.xlsx")):
        for sheet in (sheet for sheet in openpyxl.load_workbook(path) if sheet.title.startswith("Tabel")):
            [area] = [table.ref for table in sheet.tables.values()]
            head, *rows = [[xlsx_text(cell) for cell in row] for row in sheet[area]]
            caption = str(sheet["A1"].value)
            cells |= by_place(caption, [head], rows, depths[caption])
    return cells


def office_cells(folders: dict[str, Path], name: str) -> Cells:
    """What goes to parliament: the document with its annexes, which share no table."""
    text, annexes = docx_cells(folders, name), xlsx_cells(folders, name)
    assert not {caption for caption, *_ in text} & {caption for caption, *_ in annexes}
    return text | annexes


def xlsx_text(cell: Any) -> str:
    if not isinstance(cell.value, int | float):
        return str(cell.value or "")
    decimals = len(cell.number_format.partition(".")[2])
    return nl.number(Decimal(str(cell.value)), decimals)


def by_place(caption: str, heads: Grid, rows: Grid, stub: int) -> Cells:
    """Return the cells of a table; its first `stub` columns hold the rows' own names."""
    found: Cells = {}
    for row in rows:
        for at, text in enumerate(row[stub:], stub):
            levels = [head[at] for head in heads if head[at]]
            found[caption, " / ".join(row[:stub]), " / ".join(levels)] = text
    return found


READERS: dict[str, Callable[[dict[str, Path], str], Cells]] = {
    "docx en xlsx": office_cells,
    "html": html_cells,
}
LONG = {
    "inventaris": {"Tewerkstelling van kansengroepen", "Evolutie van de tewerkstelling"},
    "ladder": {"Personen op de participatieladder naar trede, werkvorm en regio"},
    "studie-2005": {
        "Aantal vacatures naar beroep: sociale werkplaatsen",
        "Aandeel in de vacatures naar activiteit",
    },
    "reeksen": {"Contingent (2019-2026)", "Werkzoekenden met een advies naar provincie", "Budget naar fase"},
}
"""Tables that are too long for the text, by the words with which their caption begins."""


# Holding them against the lists


def places_of(cells: Cells, entry: dict[str, str]) -> list[tuple[str, str, str]]:
    """Return where a figure belongs; Excel has one head row, which joins its levels by a space."""
    column = entry["kolom"].replace(" / ", " ")
    return [
        (caption, row, head)
        for caption, row, head in cells
        if caption.startswith(entry["tabel"]) and row == entry["rij"] and head.replace(" / ", " ") == column
    ]


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("form", READERS)
def test_each_printed_figure_stands_in_its_cell(folders: dict[str, Path], form: str, name: str) -> None:
    cells = READERS[form](folders, name)
    wrong = [
        (entry, found)
        for entry in printed(name)
        if (found := [cells[place] for place in places_of(cells, entry)])
        != [STATES.get(entry["gedrukt"], entry["gedrukt"])]
    ]
    assert wrong == []


@pytest.mark.parametrize("name", PLANS)
@pytest.mark.parametrize("form", READERS)
def test_no_table_shows_a_figure_that_was_not_printed(folders: dict[str, Path], form: str, name: str) -> None:
    cells = READERS[form](folders, name)
    places = {place for entry in printed(name) for place in places_of(cells, entry)}
    others = {place: text for place, text in cells.items() if place not in places and text != "n.b."}
    # The composition repeats the totals of its rungs, which the ladder's own table holds too.
    assert all(row.endswith(" / Totaal") for _, row, _ in others), others


@pytest.mark.parametrize("name", PLANS)
def test_the_long_tables_of_a_shipped_plan_stand_in_workbooks_of_their_own(
    folders: dict[str, Path], name: str
) -> None:
    captions = {caption for caption, *_ in xlsx_cells(folders, name)}
    for words in LONG[name]:
        assert any(caption.startswith(words) for caption in captions), words
    text = " ".join((folders[name] / "antwoord.txt").read_text(encoding="utf-8").split())
    for path in folders[name].glob("bijlage-*.xlsx"):
        assert f"in {path.stem.replace('-', ' ')}." in text


@pytest.mark.parametrize("name", PLANS)
def test_no_sheet_of_a_workbook_is_a_title_alone(folders: dict[str, Path], name: str) -> None:
    for path in folders[name].glob("bijlage-*.xlsx"):
        for sheet in openpyxl.load_workbook(path):
            assert sheet.max_row > 1, (path.name, sheet.title)


def test_the_lists_hold_every_figure_of_the_publications() -> None:
    assert len(printed("inventaris")) == 25 * 8 + 5 + 1 + 1
    assert [len(printed(name)) for name in PLANS[1:]] == [67, 204 + 9, 144]
    for name in PLANS:
        assert len({(e["tabel"], e["rij"], e["kolom"]) for e in printed(name)}) == len(printed(name)), name


@pytest.mark.parametrize(
    ("name", "sources"),
    [
        ("inventaris", {"pom-2013"}),
        ("ladder", {"ladder-2017", "slang-2021"}),
        ("studie-2005", {"vdab-2005"}),
        (
            "reeksen",
            {f"reeksen-{own}" for own in ("antwoorden", "begroting", "geciteerd", "kamer", "opendata")},
        ),
    ],
)
def test_every_table_names_its_publication_in_the_record_and_below_itself(
    folders: dict[str, Path], name: str, sources: set[str]
) -> None:
    folder = folders[name]
    record = json.loads((folder / "answer.json").read_bytes())
    assert all(table["bronnen"] for table in record["tabellen"])
    assert {code for table in record["tabellen"] for code in table["bronnen"]} == sources
    # Only a title with a number in it needs a source.
    numbered = {code for code in sources if re.search(r"\d", load_sources()[code].title)}
    traced = {entry["naam"] for entry in record["getallen"] if entry["naam"].startswith("bron=")}
    assert {f"bron={code}" for code in numbered} <= traced <= {f"bron={code}" for code in sources}
    cells = [cell for table in record["tabellen"] for cell in table["cellen"] if "bron" in cell]
    assert {cell["bron"] for cell in cells} == sources
    for table in html.fromstring((folder / "antwoord.html").read_bytes()).iter("table"):
        below = takewhile(lambda element: element.tag == "p", table.itersiblings())
        assert any(html_text(note).startswith("Bron") for note in below), html_text(table.find("caption"))


@pytest.mark.parametrize(
    ("name", "printed", "computed"),
    [
        ("studie-2005", "3702", "2.915 + 687 = 3.602; 2.652 + 950 = 3.602"),
        ("ladder", "10.740", "1.070 + 7.744 + 74 + 361 + 1.013 + 161 = 10.423"),
    ],
)
def test_an_answer_that_repeats_a_misprint_warns_once_with_the_sum_worked_out(
    folders: dict[str, Path], name: str, printed: str, computed: str
) -> None:
    record = json.loads((folders[name] / "answer.json").read_bytes())
    found = [entry for entry in record["controles"] if entry["gedrukt"] == printed]
    assert [(entry["ernst"], entry["berekend"]) for entry in found] == [("waarschuwing", computed)]


def test_what_the_publication_leaves_uncertain_is_said_in_the_answer(folders: dict[str, Path]) -> None:
    text = " ".join((folders["ladder"] / "antwoord.txt").read_text(encoding="utf-8").split())
    assert "komen uit een figuur waarin niet bij elk getal een titel staat" in text
    assert "vermeldde «Tewerkstelling en participatie" in text


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("studie-2005", "minstens 5 jaar zonder onderbreking inactief"),
        ("studie-2005", "Per 5 VTE arbeidszorgmedewerkers kreeg de werkgever er één voor 1 VTE begeleider."),
        ("studie-2005", "minstens 12 maanden voor wie jonger was dan 50 jaar"),
        ("studie-2005", "al meer dan 40 jaar"),
        ("studie-2005", "samen ¾ van de doelgroep"),
        ("studie-2005", "Het is niet de som van de delen: die ligt honderd VTE lager."),
        ("studie-2005", "tussen 1999 en 2005 werd het Vlaamse budget vier keer zo groot"),
        ("inventaris", "een op vier industriële ondernemingen uit de sterke clusters"),
        ("ladder", "ruim een op vijf van de potentiële beroepsbevolking"),
        (
            "reeksen",
            "naar provincie en gewest staat in bijlage 2. Hoe de bron telt: Werkzoekenden zonder werk",
        ),
        ("reeksen", "Het cijfer voor 2024 gaat over een onvolledig jaar."),
        ("reeksen", "Tot en met 2022 tellen de maatwerkafdelingen mee"),
        ("reeksen", "7.061 personen; hier staat 4.704 personen. Die publicatie telt anders"),
    ],
)
def test_conditions_and_what_to_mind_stand_beside_the_figures(
    folders: dict[str, Path], name: str, words: str
) -> None:
    text = (folders[name] / "antwoord.txt").read_text(encoding="utf-8")
    assert words in " ".join(text.split())
