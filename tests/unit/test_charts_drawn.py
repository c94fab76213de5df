"""A drawing shows values in proportion, prints figures as the table does, and lets no text overlap."""

from __future__ import annotations

import os
import re
import struct
import subprocess
import sys
from collections.abc import Callable
from decimal import Decimal
from itertools import pairwise
from typing import Any

import pytest
from lxml import etree

from pq_answers.document import CellBox, ChartBlock, ChartKind, Origin, Run, Runs, Series, Source, figure
from pq_answers.document.drawing import WIDTH, draw, picture
from pq_answers.document.drawing.canvas import COLOURS, DASHES, MOST, SIZE, wrapped
from pq_answers.document.text import measure
from pq_answers.resources import find_file
from pq_answers.tables import State

SOURCE = Source(Origin.CONSTANT, "toets")
SVG = "{http://www.w3.org/2000/svg}"


def text(words: str) -> Runs:
    return (Run(words, SOURCE if any(map(str.isdigit, words)) else None),)


def cell(value: float | None, sign: str = "–") -> CellBox:
    if value is None:
        return CellBox(text(sign), State.SUPPRESSED if sign == "–" else State.NOT_AVAILABLE)
    number = Decimal(str(value))
    printed = f"{number:,}".translate(str.maketrans(",.", ".,"))
    return CellBox(
        (*text(printed), Run(" VTE (*)")), State.VALUE if value else State.ZERO, number, 0, " VTE (*)"
    )


def chart(kind: ChartKind, categories: list[str], **series: list[float | None]) -> ChartBlock:
    made = (Series(text(name.replace("_", " ")), tuple(map(cell, row))) for name, row in series.items())
    return ChartBlock(
        "grafiek-1", text("Grafiek: proef"), kind, text("Leeftijd"), tuple(map(text, categories)),
        tuple(made), text("Eenheid: personen"), "Een proef.",
    )  # fmt: skip


def bars(categories: list[str], **series: list[float | None]) -> ChartBlock:
    return chart(ChartKind.BARS, categories, **series)


def lines(categories: list[str], **series: list[float | None]) -> ChartBlock:
    return chart(ChartKind.LINES, categories, **series)


YEARS = ["2019", "2020", "2021", "2022"]
BANDS = ["jonger dan 25", "25 tot 50", "50 en ouder"]


def root(drawn: ChartBlock) -> Any:
    return etree.fromstring(draw(drawn).svg)


def texts(drawn: ChartBlock) -> list[str]:
    return [node.text for node in root(drawn).iter(f"{SVG}text")]


def rects(drawn: ChartBlock, colour: int = 0) -> list[dict[str, float]]:
    """Return the bars of a series without the box of its legend, from the top down."""
    found = [
        {name: float(node.get(name)) for name in ("x", "y", "width", "height")}
        for node in root(drawn).iter(f"{SVG}rect")
        if node.get("stroke") == COLOURS[colour]
    ]
    return found if len(drawn.series) == 1 else found[1:]


def marks(drawn: ChartBlock, colour: int = 0) -> list[tuple[float, float]]:
    places = [
        re.findall(r"-?[\d.]+", node.get("transform"))
        for node in root(drawn).iter(f"{SVG}path")
        if node.get("fill") == COLOURS[colour] and node.get("transform")
    ]
    return [(float(x), float(y)) for x, y in places]


def strokes(drawn: ChartBlock, colour: int = 0) -> str:
    """Return the shape of a series' line."""
    found = [
        node.get("d")
        for node in root(drawn).iter(f"{SVG}path")
        if node.get("stroke") == COLOURS[colour] and node.get("fill") == "none"
    ]
    return found[0] if found else ""


def baseline(drawn: ChartBlock) -> float:
    [shape] = [n.get("d") for n in root(drawn).iter(f"{SVG}path") if n.get("stroke") == "#333332"][:1]
    return float(shape.partition(" ")[2].partition("H")[0])


# The values


@pytest.mark.parametrize("values", [[1, 2, 3], [10.5, 0.5, 7], [123456, 1000, 61728], [5, 5, 5]])
def test_a_bar_is_as_long_as_its_value(values: list[float | None]) -> None:
    found = rects(bars(BANDS, reeks=values))
    ratios = [bar["width"] / float(value or 1) for bar, value in zip(found, values, strict=True)]
    longest = max(bar["width"] for bar in found)
    assert all(
        abs(ratio - ratios[0]) * max(v or 0 for v in values) < longest * 0.01 + 0.2 for ratio in ratios
    )


def test_all_bars_of_all_series_start_at_the_same_line() -> None:
    drawn = bars(BANDS, een=[1, 2, 3], twee=[3, 2, 1])
    assert len({bar["x"] for number in (0, 1) for bar in rects(drawn, number)}) == 1


@pytest.mark.parametrize("values", [[10, 20, 40, 5], [0, 7, 14, 21], [2100.7, 1868, 1829.9, 2161.3]])
def test_a_point_is_as_high_above_the_baseline_as_its_value(values: list[float | None]) -> None:
    drawn = lines(YEARS, reeks=values)
    zero = baseline(drawn)
    highest = max(value or 0 for value in values)
    tallest = max(zero - y for _, y in marks(drawn))
    for (_, y), value in zip(marks(drawn), values, strict=True):
        assert zero - y == pytest.approx(tallest * float(value or 0) / highest, abs=0.11)


def test_points_stand_above_their_period_at_equal_distances() -> None:
    places = [x for x, _ in marks(lines(YEARS, reeks=[1, 2, 3, 4]))]
    steps = [after - before for before, after in pairwise(places)]
    assert steps == pytest.approx([steps[0]] * 3, abs=0.11)


def test_two_series_share_one_scale() -> None:
    drawn = lines(YEARS, een=[10, 10, 10, 10], twee=[20, 20, 20, 20])
    zero = baseline(drawn)
    (_, one), (_, two) = marks(drawn, 0)[0], marks(drawn, 1)[0]
    assert (zero - two) == pytest.approx(2 * (zero - one), abs=0.2)


# Hidden and missing


def test_a_hidden_cell_has_its_sign_and_no_bar() -> None:
    drawn = bars(BANDS, reeks=[4, None, 6])
    assert len(rects(drawn)) == 2
    assert texts(drawn).count("–") == 1


def test_a_zero_has_its_figure_and_no_bar() -> None:
    drawn = bars(BANDS, reeks=[4, 0, 6])
    assert len(rects(drawn)) == 2
    assert "0" in texts(drawn)


def test_a_hidden_cell_has_no_point_and_breaks_the_line() -> None:
    drawn = lines([*YEARS, "2023"], reeks=[4, 5, None, 6, 7])
    assert len(marks(drawn)) == 4
    assert strokes(drawn).count("M") == 2
    assert strokes(drawn).count("L") == 2


def test_a_point_between_two_hidden_ones_stands_alone() -> None:
    drawn = lines(YEARS, reeks=[4, None, 6, None])
    assert len(marks(drawn)) == 2
    assert "L" not in strokes(drawn)


def test_a_line_that_ends_hidden_keeps_its_name_and_shows_the_sign() -> None:
    drawn = lines(YEARS, een=[4, 5, 6, None], twee=[1, 2, 3, 4])
    assert {"een", "twee", "–", "4"} <= set(texts(drawn))


def test_a_series_that_is_hidden_whole_is_named_all_the_same() -> None:
    drawn = lines(YEARS, een=[None] * 4, twee=[1, 2, 3, 4])
    assert marks(drawn, 0) == []
    assert strokes(drawn, 0) == ""
    assert {"een", "–"} <= set(texts(drawn))


@pytest.mark.parametrize("make", [bars, lines])
def test_what_is_hidden_leaves_no_trace_in_the_drawing(make: Callable[..., ChartBlock]) -> None:
    categories = BANDS if make is bars else YEARS[:3]
    one, other = make(categories, reeks=[40, None, 60]), make(categories, reeks=[40, None, 60])
    assert draw(one) == draw(other)
    assert not re.search(r"data-|<!--", draw(one).svg)


# What is printed


def test_every_figure_of_a_bar_chart_is_printed_once_as_in_the_table() -> None:
    drawn = bars(BANDS, een=[1868, 2, 345], twee=[12.5, None, 0])
    printed = [figure(one) for series in drawn.series for one in series.cells]
    assert printed == ["1.868", "2", "345", "12,5", "–", "0"]
    assert sorted(set(printed)) == sorted(set(texts(drawn)) & set(printed))
    assert all(texts(drawn).count(one) == 1 for one in printed)


def test_every_figure_of_a_single_line_is_printed() -> None:
    drawn = lines(YEARS, reeks=[1868, 1829.9, 1874.9, 2109])
    assert {"1.868", "1.829,9", "1.874,9", "2.109"} <= set(texts(drawn))


def test_units_and_markers_of_the_table_are_not_repeated_at_every_figure() -> None:
    drawn = bars(BANDS, reeks=[1, 2, 3])
    assert not any("VTE" in one or "(*)" in one for one in texts(drawn))


def test_several_lines_carry_their_names_and_last_figures_at_their_ends() -> None:
    drawn = lines(YEARS, een=[1, 2, 3, 40], twee=[9, 8, 7, 61])
    assert {"een", "twee", "40", "61"} <= set(texts(drawn))
    assert "Leeftijd" in texts(drawn)


def test_a_single_line_needs_no_name() -> None:
    assert "reeks" not in texts(lines(YEARS, reeks=[1, 2, 3, 4]))


def test_categories_subject_and_unit_stand_in_a_bar_chart() -> None:
    assert {*BANDS, "Leeftijd", "Eenheid: personen"} <= set(texts(bars(BANDS, reeks=[1, 2, 3])))


def test_a_single_series_of_bars_needs_no_legend() -> None:
    assert "reeks" not in texts(bars(BANDS, reeks=[1, 2, 3]))


def test_no_number_is_computed_for_an_axis() -> None:
    drawn = lines(YEARS, een=[7, 8, 9, 11], twee=[3, 3, 3, 3])
    known = {figure(one) for series in drawn.series for one in series.cells} | set(YEARS)
    assert {one for one in texts(drawn) if one[0].isdigit()} <= known


def test_markup_in_a_label_stays_text() -> None:
    drawn = bars(["<5", ">100 & meer", "a\x00b\u202ec"], reeks=[1, 2, 3])
    assert {"<5", ">100 & meer", "abc"} <= set(texts(drawn))


# Room


def boxes(drawn: ChartBlock) -> list[tuple[str, float, float, float, float]]:
    """Return the place of every text, measured without the slack that the drawing allows."""
    found = []
    for node in root(drawn).iter(f"{SVG}text"):
        size = float(node.get("font-size"))
        wide = measure(node.text) * size / 1000
        x = float(node.get("x")) - {"end": wide, "middle": wide / 2}.get(node.get("text-anchor"), 0)
        y = float(node.get("y"))
        found.append((node.text, x, y - size * 0.7, x + wide, y))
    return found


def overlapping(drawn: ChartBlock) -> list[tuple[str, str]]:
    places = boxes(drawn)
    return [
        (a[0], b[0])
        for at, a in enumerate(places)
        for b in places[at + 1 :]
        if a[1] < b[3] and b[1] < a[3] and a[2] < b[4] and b[2] < a[4]
    ]


LONG = "Zeer goede kennis van het Nederlands en van een andere landstaal"
CROWDED = [
    lines(YEARS, een=[1, 1, 1, 1], twee=[1, 1, 1, 1], drie=[2, 2, 2, 2], vier=[500, 400, 300, 2]),
    lines([f"20{n}" for n in range(10, 24)], een=[12345] * 14, twee=[12400] * 14),
    lines(YEARS, **{f"reeks_{n}": [n, n + 1, n, n + 1] for n in range(MOST)}),
    lines(["31 december 2019", "31 december 2020", "31 december 2021"], een=[1, 2, 3], twee=[3, 2, 1]),
    lines(YEARS, **{LONG: [1, 2, 3, 4], LONG + "_x": [1, 2, 3, 4], "kort": [1, 2, 3, 4]}),
    lines(YEARS, reeks=[19407.5, 19585.8, 19769, 19769]),
    bars(BANDS, **{f"reeks_{n}": [n * 1000, None, 0] for n in range(MOST)}),
    bars([LONG, LONG + " x", "kort"], een=[123456, 0, None], twee=[1, 2, 3]),
    bars([LONG] * 20, reeks=[5] * 20),
    bars(BANDS, **{LONG: [1, 2, 3], LONG + "_x": [1, 2, 3], "kort": [1, 2, 3]}),
]


@pytest.mark.parametrize("drawn", CROWDED, ids=range(len(CROWDED)))
def test_no_text_stands_over_another(drawn: ChartBlock) -> None:
    assert overlapping(drawn) == []


@pytest.mark.parametrize("drawn", CROWDED, ids=range(len(CROWDED)))
def test_no_text_leaves_the_canvas(drawn: ChartBlock) -> None:
    height = draw(drawn).height
    assert [
        box for box in boxes(drawn) if box[1] < 0 or box[2] < 0 or box[3] > WIDTH or box[4] > height
    ] == []


@pytest.mark.parametrize("drawn", CROWDED, ids=range(len(CROWDED)))
def test_no_bar_leaves_the_canvas(drawn: ChartBlock) -> None:
    height = draw(drawn).height
    found = [bar for number in range(len(drawn.series)) for bar in rects(drawn, number)]
    assert all(bar["x"] + bar["width"] <= WIDTH and bar["y"] + bar["height"] <= height for bar in found)


def test_a_long_label_is_broken_at_spaces_and_keeps_all_its_words() -> None:
    broken = wrapped(LONG, 200)
    assert len(broken) > 1
    assert " ".join(broken) == LONG
    assert all(measure(line) * SIZE / 1000 <= 200 for line in broken)


@pytest.mark.parametrize(("label", "room"), [("1.868,0", 5), ("2021 (kw1)", 20), ("", 50), ("Woord", 1)])
def test_a_figure_is_never_broken(label: str, room: float) -> None:
    assert " ".join(wrapped(label, room)) == label


# To be seen by everybody


def contrast(colour: str) -> float:
    """Return the contrast of a colour with white, as WCAG 2 counts it."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 1.05 / (0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2] + 0.05)


@pytest.mark.parametrize("colour", [*COLOURS, "#5f5f5e", "#333332"])
def test_every_colour_can_be_read_as_text_on_white(colour: str) -> None:
    assert contrast(colour) >= 4.5


def test_lines_differ_by_mark_and_by_dash_too() -> None:
    drawn = root(lines(YEARS, **{f"reeks_{n}": [n + 1] * 4 for n in range(MOST)}))
    shapes = {node.get("d") for node in drawn.iter(f"{SVG}path") if node.get("transform")}
    assert len(shapes) == MOST
    assert len(set(DASHES)) == MOST


def test_bars_differ_by_pattern_too() -> None:
    drawn = root(bars(BANDS, **{f"reeks_{n}": [1, 2, 3] for n in range(MOST)}))
    patterns = [etree.tostring(node[1]) for node in drawn.iter(f"{SVG}pattern")]
    assert len(set(patterns)) == MOST - 1  # the first is plain


def test_the_drawing_is_one_image_with_a_name_and_a_description() -> None:
    drawn = root(bars(BANDS, reeks=[1, 2, 3]))
    assert drawn.get("role") == "img"
    title, described = drawn.get("aria-labelledby").split()
    named = {node.get("id"): node.text for node in drawn if node.get("id")}
    assert (named[title], named[described]) == ("Grafiek: proef", "Een proef.")


def test_the_drawing_fetches_and_runs_nothing() -> None:
    svg = draw(bars(BANDS, een=[1, 2, 3], twee=[1, 2, 3])).svg
    assert not re.search(r"<script|href|@import|<style|<image|<foreignObject|\son\w+=", svg)
    assert set(re.findall(r"url\((.)", svg)) == {"#"}


def test_patterns_of_two_charts_on_a_page_keep_apart() -> None:
    one = bars(BANDS, een=[1, 2, 3], twee=[1, 2, 3])
    ids = set(re.findall(r' id="([^"]+)"', draw(one).svg))
    assert all(name.startswith("grafiek-1-") for name in ids)


# The picture


def test_the_picture_is_three_pixels_a_unit() -> None:
    drawn = bars(BANDS, reeks=[1, 2, 3])
    data = picture(drawn)
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", data[16:24]) == (3 * WIDTH, 3 * draw(drawn).height)


def test_the_picture_differs_where_one_figure_does() -> None:
    assert picture(bars(BANDS, reeks=[1, 2, 31])) != picture(bars(BANDS, reeks=[1, 2, 32]))


def test_the_picture_shows_letters_without_a_font_of_the_machine() -> None:
    with_words = picture(bars(["aa", "bb"], reeks=[1, 2]))
    assert with_words != picture(bars(["aa", "bc"], reeks=[1, 2]))


def test_the_shipped_font_is_small_and_has_its_licence_beside_it() -> None:
    font = find_file("templates/huisstijl/grafiek.ttf")
    assert font.stat().st_size < 400_000
    assert "SIL OPEN FONT LICENSE" in font.with_name("grafiek-OFL.txt").read_text(encoding="utf-8")


@pytest.mark.slow
def test_another_process_makes_the_same_bytes() -> None:
    code = (
        "import hashlib, sys; sys.path.insert(0, sys.argv[1]); from test_charts_drawn import CROWDED;"
        "from pq_answers.document.drawing import draw, picture;"
        "print([hashlib.sha256(draw(c).svg.encode() + picture(c)).hexdigest() for c in CROWDED])"
    )
    seen = {
        subprocess.run(
            [sys.executable, "-c", code, os.path.dirname(__file__)],  # noqa: PTH120 - for the command line
            check=True, capture_output=True, env={**os.environ, "PYTHONHASHSEED": seed, "LC_ALL": "C.UTF-8"},
        ).stdout
        for seed in ("1", "77")
    }  # fmt: skip
    assert len(seen) == 1


# The block


def test_a_series_of_another_length_is_refused() -> None:
    with pytest.raises(ValueError, match="does not fit the categories"):
        bars(BANDS, reeks=[1, 2])


def test_the_texts_of_a_chart_hold_every_label_and_figure_once() -> None:
    drawn = bars(BANDS, een=[1, None, 3], twee=[4, 5, 6])
    said = ["".join(run.text for run in runs) for runs in drawn.texts()]
    assert said == [
        "Grafiek: proef", "Leeftijd", "Eenheid: personen", *BANDS,
        "een", "1", "–", "3", "twee", "4", "5", "6",
    ]  # fmt: skip
