"""A chart is there when a plan asks and it helps, with the very cells of its table, and nowhere else."""

from __future__ import annotations

import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from pq_answers.answer import Draft, draft, dump_record
from pq_answers.audit import audit_files
from pq_answers.compose.chart import chart_of
from pq_answers.compose.sentences import load_sentences
from pq_answers.document import (
    CellBox,
    ChartBlock,
    ChartKind,
    Document,
    Letterhead,
    Origin,
    Run,
    Section,
    Source,
    TableBlock,
    figure,
    plain,
)
from pq_answers.document.drawing import draw, picture
from pq_answers.errors import InputError
from pq_answers.items import load_catalogue
from pq_answers.plan import Plan, parse_plan
from pq_answers.render import render, render_docx
from pq_answers.store import Reader, Store
from pq_answers.tables import Category, Cell, CellKey, Header, ProtectedTable, State

HEAD = '[vraag]\nnummer = 1\ndatum = 2022-01-26\nsteller = "Jan Peeters"\ntitel = "Proef"\n'
MADE = "2022-01-26T00:00:00+00:00"
SIZES = 'item = "ondernemingen_grootteklasse"\nmaatregel = "lde"\njaren = "2015-2021"'
AGES = 'item = "doelgroepwerknemers"\nmaatregel = "lde"\njaren = "2020-2021"\nopsplitsing = "leeftijd"'
HIDDEN = (
    'item = "doorstroom_resultaat"\nmaatregel = ["lde", "collectief_maatwerk"]\njaren = "2019-2021"\n'
    'trajectresultaat = "succesvol"\nopsplitsing = ["herkomst", "leeftijd"]'
)
ANNEX = '[[bijlage]]\nnummer = 1\ntitel = "Cijfers"\n'
ON = "\ngrafiek = true"


def planned(*parts: str, annexes: str = "") -> Plan:
    blocks = [f'[[antwoord]]\nlabel = "{number}"\n{part}\n' for number, part in enumerate(parts, 1)]
    return parse_plan(HEAD + "".join(blocks) + annexes, where="plan.toml")


@pytest.fixture(scope="module")
def reader(demo_store: Store) -> Iterator[Reader]:
    with demo_store.open() as opened:
        yield opened


def drafted(reader: Reader, *parts: str, annexes: str = "") -> Draft:
    return draft(planned(*parts, annexes=annexes), reader, load_catalogue(), made=MADE)


@pytest.fixture(scope="module")
def made(reader: Reader) -> Draft:
    """An answer with lines, bars and hidden cells in the text, and bars in an annex."""
    parts = [SIZES + ON, HIDDEN + ON, AGES + "\nbijlage = 1" + ON, AGES]
    return drafted(reader, *parts, annexes=ANNEX)


def charts(document: Document) -> list[ChartBlock]:
    return list(document.charts)


def before(document: Document, chart: ChartBlock) -> TableBlock:
    """Return the table that stands just before a chart."""
    blocks = list(document.blocks())
    table = blocks[blocks.index(chart) - 1]
    assert isinstance(table, TableBlock)
    return table


# The plan


def test_a_plan_without_the_key_asks_for_no_chart() -> None:
    assert [part.chart for part in planned(SIZES, AGES).parts] == [False, False]


def test_a_plan_asks_for_charts_per_answer() -> None:
    plan = planned(SIZES + ON, AGES + "\ngrafiek = false")
    assert [part.chart for part in plan.parts] == [True, False]
    assert "grafiek" not in plan.parts[0].asked


@pytest.mark.parametrize(
    ("part", "words"),
    [
        (SIZES + '\ngrafiek = "ja"', r"«grafiek» is niet true of false.*grafiek = true"),
        (SIZES + "\ngrafiek = 1", "«grafiek» is niet true of false"),
        (SIZES + "\ngrafiek = [true]", "«grafiek» is niet true of false"),
        ('passage = "werkvloer-stages"' + ON, "antwoord op 1 heeft geen cijfers voor een grafiek.*Haal"),
        ('open = "Nog na te gaan."' + ON, "antwoord op 1 heeft geen cijfers voor een grafiek"),
        ('open = "x"\ngrafiekje = true', "kent «grafiekje» hier niet.*«grafiek»"),
    ],
)
def test_a_wrong_wish_is_refused_with_its_line_and_remedy(part: str, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        planned(part)
    assert caught.value.where == "plan.toml:6"


# Where a chart comes


def test_without_the_wish_no_file_holds_a_chart(reader: Reader) -> None:
    plain_draft = drafted(reader, SIZES, AGES)
    assert charts(plain_draft.document) == []
    assert b"<svg" not in plain_draft.files["antwoord.html"]
    with zipfile.ZipFile(BytesIO(plain_draft.files["antwoord.docx"])) as package:
        assert not any("media/" in name for name in package.namelist())


def test_a_chart_stands_directly_after_its_table(made: Draft) -> None:
    for chart in charts(made.document):
        assert plain(chart.caption) == f"Grafiek: {plain(before(made.document, chart).caption)}"


def test_every_table_of_an_answer_that_asks_has_its_chart(made: Draft) -> None:
    kinds = [[type(block).__name__ for block in section.blocks] for section in made.document.sections]
    assert [names.count("ChartBlock") for names in kinds] == [1, 2, 0, 0]
    assert [names.count("TableBlock") for names in kinds] == [1, 2, 0, 1]


def test_the_chart_of_a_table_in_an_annex_stands_in_the_annex(made: Draft) -> None:
    [annex] = made.document.annexes
    assert [type(block).__name__ for block in annex.blocks] == ["TableBlock", "ChartBlock"]


def test_charts_and_tables_have_names_of_their_own(made: Draft) -> None:
    ids = [block.id for block in made.document.blocks() if isinstance(block, TableBlock | ChartBlock)]
    assert len(ids) == len(set(ids))


def test_a_wish_for_a_chart_also_asks_for_the_tables(reader: Reader) -> None:
    part = 'item = "doelgroepwerknemers"\nmaatregel = "lde"\njaren = "2019-2021"'
    [section] = drafted(reader, part + ON).document.sections
    names = [type(block).__name__ for block in section.blocks]
    assert names.index("ChartBlock") == names.index("TableBlock") + 1


# The same figures as the table


def test_a_chart_holds_the_very_cells_of_its_table(made: Draft) -> None:
    for chart in charts(made.document):
        known = {id(cell) for _, row in before(made.document, chart).rows for cell in row}
        assert {id(cell) for series in chart.series for cell in series.cells} <= known


def test_every_figure_of_the_parts_is_in_the_chart_and_no_total_is(made: Draft) -> None:
    for chart in charts(made.document):
        rows = before(made.document, chart).rows
        parts = [cell for headers, row in rows if plain(headers[0]) != "Totaal" for cell in row]
        drawn = [cell for series in chart.series for cell in series.cells]
        assert sorted(map(figure, drawn)) == sorted(map(figure, parts))


def test_every_number_of_a_chart_has_a_source(made: Draft) -> None:
    for chart in charts(made.document):
        for run in (run for runs in chart.texts() for run in runs):
            assert run.source or not any(map(str.isnumeric, run.text))


def test_figures_trace_to_cells_and_years_to_the_plan(made: Draft) -> None:
    chart = charts(made.document)[0]
    origins = {run.source.origin for cell in chart.series[0].cells for run in cell.runs[:1] if run.source}
    assert origins == {Origin.CELL}
    assert {runs[0].source.origin for runs in chart.categories if runs[0].source} == {Origin.PARAMETER}


def test_a_hidden_cell_is_hidden_in_the_chart_too(made: Draft) -> None:
    cells = [cell for chart in charts(made.document) for one in chart.series for cell in one.cells]
    hidden = [cell for cell in cells if cell.state is State.SUPPRESSED]
    assert hidden
    assert all(cell.value is None and figure(cell) == "–" for cell in hidden)


def test_the_alternative_text_says_no_number_that_the_chart_does_not_show(made: Draft) -> None:
    for chart in charts(made.document):
        shown = {n for runs in chart.texts() for n in re.findall(r"\d[\d.,]*\d|\d", plain(runs))}
        assert set(re.findall(r"\d[\d.,]*\d|\d", chart.summary)) <= shown


def test_the_alternative_text_of_lines_says_where_they_begin_and_end(made: Draft) -> None:
    summary = charts(made.document)[0].summary
    assert summary.startswith("Lijngrafiek bij de tabel «Aantal ondernemingen naar grootteklasse")
    assert "<5: van 115 in 2015 naar 49 in 2021; 5 tot 10: van 58 in 2015 naar 46 in 2021" in summary
    assert summary.endswith("Alle cijfers staan in de tabel.")


def test_the_alternative_text_of_bars_names_categories_and_series(made: Draft) -> None:
    summary = charts(made.document)[-1].summary
    assert summary.startswith("Staafdiagram bij de tabel «Aantal personen naar leeftijd")
    assert "Een staaf voor Jonger dan 25 jaar, 25 tot en met 39 jaar" in summary
    assert "; telkens voor 2020 en 2021." in summary


# Which chart, and when there is none

ITEM = load_catalogue().get("doelgroepwerknemers")


def years(*codes: str) -> tuple[Header, ...]:
    return tuple(
        (Category("periode", code, code.replace("-Q", " (kw") + ")" * ("Q" in code)),) for code in codes
    )


def ages(*labels: str) -> tuple[Header, ...]:
    return tuple((Category("leeftijd", f"L{n}", label),) for n, label in enumerate(labels))


TOTAL: Header = (Category("leeftijd", "_T", "Totaal"),)


def cell(value: float | None, note: str = "") -> Cell:
    key = CellKey("doelgroepwerknemers", "doelgroepwerknemer", "lde", (), "2021", "personen")
    if value is None:
        return Cell(key, None, State.SUPPRESSED)
    return Cell(key, Decimal(str(value)), State.VALUE if value else State.ZERO, note=note)


def charted(
    rows: tuple[Header, ...], columns: tuple[Header, ...], *values: list[float | None], note: str = ""
) -> ChartBlock | None:
    table = ProtectedTable(
        "t", ITEM.name, "Aantal personen", "personen", (), rows, columns,
        tuple(tuple(cell(value, note) for value in row) for row in values),
    )  # fmt: skip
    return chart_of(ITEM, load_sentences(), table, printed(table), "grafiek-1")


def printed(table: ProtectedTable) -> TableBlock:
    """Return the block of a table whose codes no code list knows."""
    rows = tuple(((), tuple(map(box, cells))) for cells in table.cells)
    return TableBlock("tabel-1", (Run("Aantal personen"),), (), (), rows, ())


def box(cell: Cell) -> CellBox:
    text = "–" if cell.value is None else str(cell.value)
    return CellBox((Run(text, Source(Origin.CELL, str(cell.key))),), cell.state, cell.value)


def names(chart: ChartBlock | None) -> tuple[list[str], list[str]]:
    assert chart is not None
    return [plain(runs) for runs in chart.categories], [plain(one.name) for one in chart.series]


def kind(chart: ChartBlock | None) -> ChartKind:
    assert chart is not None
    return chart.kind


def test_years_in_a_row_make_lines_wherever_they_stand() -> None:
    across = charted(ages("jong", "oud"), years("2019", "2020", "2021"), [1, 2, 3], [4, 5, 6])
    down = charted(years("2019", "2020", "2021"), ages("jong", "oud"), [1, 4], [2, 5], [3, 6])
    assert kind(across) is kind(down) is ChartKind.LINES
    assert names(across) == names(down) == (["2019", "2020", "2021"], ["jong", "oud"])
    assert across
    assert down
    assert [[c.value for c in s.cells] for s in across.series] == [
        [c.value for c in s.cells] for s in down.series
    ]


@pytest.mark.parametrize(
    "codes",
    [
        ("2020", "2021"),
        ("2015", "2017", "2018"),
        ("2015", "2016", "2019-2021"),
        ("2021-Q1", "2021-Q2", "2021-Q4"),
        ("2015+2016", "2017", "2018"),
        ("2019-12-31", "2020-06-30", "2021-12-31"),
        ("2019-01-01/2019-12-31", "2020-01-01/2020-12-31", "2021-01-01/2021-12-31"),
    ],
)
def test_periods_that_do_not_follow_each_other_make_bars(codes: tuple[str, ...]) -> None:
    chart = charted(ages("jong", "oud"), years(*codes), [1] * len(codes), [2] * len(codes))
    assert kind(chart) is ChartKind.BARS


@pytest.mark.parametrize(
    "codes",
    [
        ("2019", "2020", "2021"),
        ("2020-Q3", "2020-Q4", "2021-Q1"),
        ("2019", "2020", "2021-Q1"),
        ("2019-12-31", "2020-12-31", "2021-12-31"),
    ],
)
def test_periods_that_follow_each_other_make_lines(codes: tuple[str, ...]) -> None:
    assert kind(charted(ages("jong"), years(*codes), [1, 2, 3])) is ChartKind.LINES


def test_a_combination_that_the_table_does_not_have_is_a_gap_in_its_line() -> None:
    columns = tuple(
        (Category("maatregel", measure, measure.upper()), *years(year)[0])
        for measure, year in [
            ("lde", "2019"),
            ("lde", "2020"),
            ("lde", "2021"),
            ("cm", "2020"),
            ("cm", "2021"),
        ]
    )
    chart = charted(ages("alle"), columns, [1, 2, 3, 4, 5])
    assert names(chart) == (["2019", "2020", "2021"], ["LDE", "CM"])
    assert chart
    assert [box.value for box in chart.series[1].cells] == [None, 4, 5]
    assert figure(chart.series[1].cells[0]) == ""


def test_several_columns_make_groups_of_bars() -> None:
    chart = charted(ages("jong", "oud"), years("2020", "2021"), [1, 2], [3, 4])
    assert names(chart) == (["jong", "oud"], ["2020", "2021"])


def test_a_single_row_makes_a_bar_per_column() -> None:
    assert names(charted(ages("alle"), years("2020", "2021"), [1, 2])) == (["2020", "2021"], ["alle"])


def test_a_single_column_makes_a_bar_per_row() -> None:
    assert names(charted(ages("jong", "oud"), years("2021"), [1], [2]))[0] == ["jong", "oud"]


def test_totals_are_left_out_where_their_parts_are_shown() -> None:
    chart = charted((*ages("jong", "oud"), TOTAL), years("2020", "2021"), [1, 2], [3, 4], [4, 6])
    assert names(chart)[0] == ["jong", "oud"]
    lines = charted(
        (*ages("jong", "oud"), TOTAL), years("2019", "2020", "2021"), [1, 2, 2], [3, 4, 4], [4, 6, 6]
    )
    assert names(lines)[1] == ["jong", "oud"]


INVENTORY = (
    'item = "inventaris_tewerkstelling"\nmaatregel = "sociale_economie"\njaren = "2012-2013"\n'
    'regio = "West-Vlaanderen"\nopsplitsing = "werkvorm"'
)


def test_rows_that_add_up_others_are_left_out_as_totals_are(reader: Reader) -> None:
    chart, *_ = charts(drafted(reader, INVENTORY + ON).document)
    categories, series = names(chart)
    assert series == ["2012", "2013"]
    assert "Arbeidszorg" in categories
    assert not any("(a)" in name or "totaal" in name.lower() for name in categories)


def test_a_series_of_which_nothing_is_available_does_not_stand_in_the_legend() -> None:
    nothing = replace(cell(None), state=State.NOT_AVAILABLE)
    for hidden, kept in ((nothing, ["jong"]), (cell(None), ["jong", "oud"])):
        rows = ((cell(1), cell(2), cell(3)), (nothing, nothing, hidden))
        table = ProtectedTable(
            "t", ITEM.name, "Aantal personen", "personen", (), ages("jong", "oud"),
            years("2019", "2020", "2021"), rows,
        )  # fmt: skip
        assert names(chart_of(ITEM, load_sentences(), table, printed(table), "g"))[1] == kept


def test_a_percent_sign_belongs_to_its_figure(reader: Reader) -> None:
    _, shares, *_ = charts(drafted(reader, INVENTORY + ON).document)
    assert "24,1%" in [figure(cell) for cell in shares.series[0].cells]
    assert ">24,1%</text>" in draw(shares).svg


def test_a_total_alone_is_shown() -> None:
    assert names(charted((TOTAL,), years("2020", "2021"), [4, 6])) == (["2020", "2021"], ["Totaal"])


def test_crossed_characteristics_are_named_together() -> None:
    rows = tuple(
        (Category("leeftijd", age, age), Category("herkomst", origin, origin))
        for age in ("jong", "oud")
        for origin in ("hier", "elders")
    )
    chart = charted(rows, years("2021"), [1], [2], [3], [4])
    assert names(chart)[0] == ["jong, hier", "jong, elders", "oud, hier", "oud, elders"]
    assert chart
    assert plain(chart.subject) == "Leeftijd en herkomst"


def test_what_is_the_same_in_all_columns_is_left_to_the_caption() -> None:
    columns = tuple((*years("2020")[0], Category("herkomst", c, c)) for c in ("hier", "elders"))
    assert names(charted(ages("jong", "oud"), columns, [1, 2], [3, 4]))[1] == ["hier", "elders"]


@pytest.mark.parametrize(
    ("rows", "columns", "values"),
    [
        (ages("alle"), years("2021"), [[5]]),
        (ages("a", "b"), years("2021"), [[5], [None]]),
        (ages("a", "b"), years("2021"), [[None], [None]]),
        (ages("a", "b"), years("2021"), [[0], [0]]),
        (ages("a", "b"), years("2021"), [[5], [-1]]),
        (ages(*"abcdefghi"), years("2019", "2020", "2021"), [[1, 2, 3]] * 9),
        (ages(*(f"leeftijd {n}" for n in "abcdefghijklmnopqrstuvwxyz")), years("2021"), [[1]] * 26),
        (ages(*"abcdefghijklmnopqrstu"), years("2020", "2021"), [[1, 2]] * 21),
        (ages("a", "b"), tuple((Category("herkomst", c, c),) for c in "abcdefghi"), [[1] * 9] * 2),
    ],
    ids=[
        "one figure", "one figure that is shown", "all hidden", "nothing but zero", "a negative figure",
        "nine lines", "26 categories", "42 bars", "nine bars a group",
    ],
)  # fmt: skip
def test_there_is_no_chart_where_it_would_not_help(
    rows: tuple[Header, ...], columns: tuple[Header, ...], values: list[list[float | None]]
) -> None:
    assert charted(rows, columns, *values) is None


def test_there_is_no_chart_where_units_differ() -> None:
    table = ProtectedTable(
        "t", ITEM.name, "Aantal personen", "personen", (), ages("a", "b"), years("2021"),
        ((cell(1),), (replace(cell(2), key=replace(cell(2).key, unit="procent")),)),
    )  # fmt: skip
    assert chart_of(ITEM, load_sentences(), table, printed(table), "grafiek-1") is None


def test_there_is_no_chart_of_figures_that_hold_for_a_part_of_their_period() -> None:
    row: list[float | None] = [1, 2, 3]
    assert charted(ages("a"), years("2019", "2020", "2021"), row) is not None
    assert charted(ages("a"), years("2019", "2020", "2021"), row, note="16/10/19 – 31/12/20") is None


def test_the_largest_charts_that_are_made_fit_on_a_page() -> None:
    for size, columns in ((25, years("2021")), (20, years("2020", "2021"))):
        chart = charted(
            ages(*(f"leeftijd {chr(97 + n)}" for n in range(size))), columns, *[[1] * len(columns)] * size
        )
        assert chart
        assert draw(chart).height < 900


def test_a_line_whose_end_is_hidden_is_not_described_by_figures() -> None:
    chart = charted(ages("a", "b"), years("2019", "2020", "2021"), [7, 8, None], [4, 5, 6])
    assert chart
    assert "A: van 2019 tot 2021, niet volledig; b: van 4 in 2019 naar 6 in 2021" in chart.summary


def test_the_unit_is_said_in_the_chart() -> None:
    chart = charted(ages("a", "b"), years("2021"), [1], [2])
    assert chart
    assert plain(chart.unit) == "Eenheid: aantal personen"


# In the files


def test_the_answer_with_charts_passes_the_number_check(made: Draft) -> None:
    sent = {n: d for n, d in made.files.items() if n not in {"answer.json", "opsteller.html"}}
    assert audit_files(made.document, sent) == ()


def test_the_page_holds_every_drawing_after_its_caption(made: Draft) -> None:
    page = made.files["antwoord.html"].decode()
    assert page.count("<svg") == page.count("<figure") == len(charts(made.document)) == 4
    for chart in charts(made.document):
        assert draw(chart).svg in page
    assert "break-inside:avoid" in page


def test_the_page_stays_without_scripts_and_fonts_from_elsewhere(made: Draft) -> None:
    page = made.files["antwoord.html"].decode()
    assert not re.search(r"<script|@font-face|https?://(?!www\.w3\.org/2000/svg)", page)


def test_word_holds_a_picture_per_chart_with_its_alternative_text(made: Draft) -> None:
    word = docx.Document(BytesIO(made.files["antwoord.docx"]))
    shown = [
        chart
        for section in made.document.sections
        for chart in section.blocks
        if isinstance(chart, ChartBlock)
    ]
    drawings = list(word.element.body.iter(qn("wp:inline")))
    assert [drawing.find(qn("wp:docPr")).get("descr") for drawing in drawings] == [c.summary for c in shown]
    references = [next(drawing.iter(qn("a:blip"))).get(qn("r:embed")) for drawing in drawings]
    assert [word.part.related_parts[name].blob for name in references] == list(map(picture, shown))


def test_pictures_in_word_have_numbers_of_their_own(made: Draft) -> None:
    word = docx.Document(BytesIO(made.files["antwoord.docx"]))
    numbers = [node.get("id") for node in word.element.body.iter(qn("wp:docPr"))]
    assert len(numbers) == len(set(numbers)) == 3


def test_a_picture_keeps_its_proportions_and_stays_within_the_text(made: Draft) -> None:
    word = docx.Document(BytesIO(made.files["antwoord.docx"]))
    section = word.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for shape in word.inline_shapes:
        image = word.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].image
        assert shape.width / shape.height == pytest.approx(image.px_width / image.px_height, rel=0.01)
        indent = shape._inline.getparent().getparent().getparent().pPr.ind
        assert shape.width + (indent.left if indent is not None else 0) <= room + 635


def test_a_very_high_chart_shrinks_to_the_page() -> None:
    labels = [
        f"{chr(97 + n)} een zeer lange naam die in de kolom op drie regels komt te staan" for n in range(25)
    ]
    chart = charted(ages(*labels), years("2021"), *[[1]] * 25)
    assert chart
    data = render_docx(alone(chart))
    [shape] = docx.Document(BytesIO(data)).inline_shapes
    assert shape.height.cm < 24
    assert shape.width.cm < 14


def test_the_caption_has_the_style_of_captions_and_stays_with_the_picture(made: Draft) -> None:
    word = docx.Document(BytesIO(made.files["antwoord.docx"]))
    captions = [p for p in word.paragraphs if p.text.startswith("Grafiek: ")]
    assert len(captions) == 3
    for caption in captions:
        assert caption.style.name == "Tabeltitel"
        assert caption._p.pPr.find(qn("w:keepNext")) is not None
        assert next(caption._p.getnext().iter(qn("w:drawing")), None) is not None


def test_markdown_and_plain_text_say_nothing_of_charts(reader: Reader, made: Draft) -> None:
    parts = [SIZES, HIDDEN, AGES + "\nbijlage = 1", AGES]
    without = drafted(reader, *parts, annexes=ANNEX)
    for name in ("antwoord.md", "antwoord.txt"):
        assert made.files[name] == without.files[name]


def test_a_workbook_has_its_tables_and_no_chart(made: Draft) -> None:
    book = openpyxl.load_workbook(BytesIO(made.files["bijlage-1.xlsx"]))
    assert book.sheetnames == ["Voorblad", "Inhoud", "Toelichting", "Tabel 1"]
    with zipfile.ZipFile(BytesIO(made.files["bijlage-1.xlsx"])) as package:
        assert not any(re.search("drawing|chart|media", name) for name in package.namelist())


def test_the_record_says_where_each_number_of_a_chart_comes_from(made: Draft) -> None:
    numbers = json.loads(dump_record(made.record))["getallen"]
    own = [entry for entry in numbers if "Grafiek: " in entry["plaats"]]
    assert {"115", "49"} <= {entry["tekst"] for entry in own if entry["herkomst"] == "cel"}
    assert {entry["plaats"].split(",")[0] for entry in own} == {"vraag 1", "vraag 2", "bijlage 1"}


def test_the_same_plan_gives_the_same_bytes(reader: Reader, made: Draft) -> None:
    parts = [SIZES + ON, HIDDEN + ON, AGES + "\nbijlage = 1" + ON, AGES]
    again = drafted(reader, *parts, annexes=ANNEX)
    assert again.files == made.files


# The house style of a ministry


def alone(chart: ChartBlock) -> Document:
    """Return a document that holds one chart and nothing else."""
    head = Letterhead("NAAM", "titel", "ANTWOORD", ())
    section = Section("a", (Run("a."),), 1, (replace(chart, summary="Een proef."),))
    return Document("Titel", "Onderwerp", head, (), (section,), (), MADE)


def small() -> ChartBlock:
    chart = charted(ages("jong", "oud"), years("2021"), [10], [20])
    assert chart
    return chart


def overlay(monkeypatch: pytest.MonkeyPatch, folder: Path, name: str, content: bytes) -> None:
    target = folder / "templates" / "huisstijl" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    monkeypatch.setenv("PQ_CATALOGUE", str(folder))


def test_a_font_that_draws_nothing_is_refused_and_not_left_blank(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    overlay(monkeypatch, tmp_path, "grafiek.ttf", b"geen lettertype")
    with pytest.raises(InputError, match=r"lettertype van de grafieken is niet bruikbaar.*PQ Grafiek"):
        picture(small())


def test_a_web_template_that_knows_no_charts_still_shows_them(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = "{% for s in antwoorden %}{% for b in s.rest %}<p>{{ b.text }}</p>{% endfor %}{% endfor %}"
    overlay(monkeypatch, tmp_path, "antwoord.html.j2", own.encode())
    chart = small()
    page = render(alone(chart), ["html"])["antwoord.html"].decode()
    assert page.count("<svg") == 1
