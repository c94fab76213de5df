"""No chart of a rendered file can be altered, swapped, added or dropped without a finding."""

# ruff: noqa: E501
from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path

import docx
import pytest

from pq_answers.audit import audit_files, drawn, untraced
from pq_answers.document import (
    Annex,
    CellBox,
    ChartBlock,
    ChartKind,
    Document,
    Letterhead,
    Origin,
    Paragraph,
    Run,
    Runs,
    Section,
    Series,
    Source,
)
from pq_answers.document.drawing import Drawing, draw, picture
from pq_answers.render import render
from pq_answers.resources import find_file
from pq_answers.tables import State

DOCX, HTML, MD, TXT = "antwoord.docx", "antwoord.html", "antwoord.md", "antwoord.txt"
BODY, RELATIONS = "word/document.xml", "word/_rels/document.xml.rels"
SOURCE = Source(Origin.CELL, "toets")


def runs(text: str) -> Runs:
    parts = [part for part in re.split(r"(\d+(?:[.,]\d+)*)", text) if part]
    return tuple(Run(part, SOURCE if part[0].isdigit() else None) for part in parts)


def cell(text: str) -> CellBox:
    if not text[0].isdigit():
        return CellBox((Run(text, SOURCE),), State.SUPPRESSED)
    value = Decimal(text.replace(".", "").replace(",", "."))
    return CellBox((Run(text, SOURCE), Run(" VTE")), State.VALUE, value, len(text.partition(",")[2]), " VTE")


def chart(name: str, kind: ChartKind, categories: list[str], summary: str, **rows: list[str]) -> ChartBlock:
    series = (Series(runs(key), tuple(map(cell, row))) for key, row in rows.items())
    return ChartBlock(
        name, runs(f"Grafiek: cijfers van 2021 ({name})"), kind, runs("Leeftijd"),
        tuple(map(runs, categories)), tuple(series), runs("Eenheid: personen"), summary,
    )  # fmt: skip


LINES = chart(
    "grafiek-a", ChartKind.LINES, ["2019", "2020", "2021"], "Jong: van 1.868 in 2019 naar 12 in 2021.",
    jong=["1.868", "450", "12"], oud=["900", "–", "703"],
)  # fmt: skip
BARS = chart(
    "grafiek-b", ChartKind.BARS, ["<25 jaar", "25 tot 50", "50 en ouder"], "Een staaf voor <25 jaar.",
    mannen=["81", "–", "7"], vrouwen=["64", "35", "0"],
)  # fmt: skip
ANNEXED = chart("grafiek-c", ChartKind.BARS, ["<5", ">100"], "Een staaf voor <5.", aantal=["49", "3"])


def made() -> Document:
    section = Section("a", (Run("a."),), 1, (Paragraph(runs("Er waren 45 personen.")), LINES, BARS))
    annex = Annex(1, runs("Cijfers"), (Paragraph(runs("Bron.")), ANNEXED))
    head = Letterhead("DE MINISTER", "Vlaams minister", "ANTWOORD", (runs("op vraag 274"),))
    return Document("Antwoord", "Onderwerp", head, (), (section,), (annex,), "2026-11-21T09:30:00+01:00")


DOCUMENT = made()
FILES = render(DOCUMENT)


def rezipped(changes: Mapping[str, bytes | None]) -> bytes:
    """Return the Word file with parts changed, added, or (None) left out."""
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(FILES[DOCX])) as old, zipfile.ZipFile(target, "w") as new:
        parts = {name: old.read(name) for name in old.namelist()} | changes
        for name, data in parts.items():
            if data is not None:
                new.writestr(name, data)
    return target.getvalue()


def part(name: str) -> bytes:
    with zipfile.ZipFile(BytesIO(FILES[DOCX])) as archive:
        return archive.read(name)


def media() -> list[str]:
    with zipfile.ZipFile(BytesIO(FILES[DOCX])) as archive:
        return [name for name in archive.namelist() if "media/" in name]


def sentences(file: str, data: bytes, document: Document = DOCUMENT) -> list[str]:
    return [finding.sentence for finding in audit_files(document, {file: data})]


def page(change: Callable[[str], str]) -> bytes:
    """Return the page with a change; a change that changes nothing is a broken test."""
    old = FILES[HTML].decode()
    new = change(old)
    assert new != old
    return new.encode()


def drawings(text: str) -> Iterator[re.Match[str]]:
    yield from re.finditer(r"<svg.*?</svg>", text, re.DOTALL)


# As rendered


def test_the_files_as_rendered_pass() -> None:
    assert audit_files(DOCUMENT, FILES) == ()


def test_word_holds_the_charts_of_the_text_and_the_page_those_of_the_annex_too() -> None:
    assert len(list(drawings(FILES[HTML].decode()))) == 3
    assert len(media()) == 2


# The page


def test_altering_any_digit_that_a_chart_prints_is_found() -> None:
    text = FILES[HTML].decode()
    places = [
        label.start(1) + at
        for svg in drawings(text)
        for label in re.compile(r"<(?:text|title|desc)[^>]*>([^<]*)<").finditer(text, svg.start(), svg.end())
        for at, char in enumerate(label[1])
        if char.isdigit()
    ]
    assert len(places) > 60
    missed = [
        text[at - 20 : at + 5]
        for at in places
        if not sentences(HTML, (text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]).encode())
    ]
    assert missed == []


def test_altering_any_digit_of_a_bar_or_a_line_is_found() -> None:
    text = FILES[HTML].decode()
    places = [
        shape.start(1) + at
        for svg in drawings(text)
        for shape in re.compile(r' (?:width|height|d|transform)="([^"]*)"').finditer(
            text, svg.start(), svg.end()
        )
        for at, char in enumerate(shape[1])
        if char.isdigit()
    ][::7]
    assert len(places) > 40
    for at in places:
        assert sentences(HTML, (text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]).encode())


def swap(old: str, new: str, count: int = 1) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, count)


def sub(pattern: str, new: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, lambda _: new, text, count=1, flags=re.DOTALL)


def _exchanged(text: str) -> str:
    first, second, *_ = drawings(text)
    between = text[first.end() : second.start()]
    return text[: first.start()] + second[0] + between + first[0] + text[second.end() :]


PAGE: list[tuple[str, Callable[[str], str]]] = [
    ("a dropped chart", sub(r"<svg.*?</svg>", "")),
    ("a dropped figure with its caption", sub(r"<figure.*?</figure>", "")),
    ("a repeated chart", lambda text: text.replace("</main>", next(drawings(text))[0] + "</main>")),
    ("another chart", swap("</main>", "<svg><text>7</text></svg></main>")),
    ("an empty drawing", swap("</main>", "<svg></svg></main>")),
    ("a drawing in capitals", swap("</main>", "<SVG><text>x</text></SVG></main>")),
    ("a drawing in a comment", sub(r"<svg.*?</svg>", "<!-- <svg></svg> -->")),
    ("charts that changed places", _exchanged),
    ("a figure added", swap("</svg>", "<text>2</text></svg>")),
    ("a word added", swap("</svg>", "<text>stijgt</text></svg>")),
    ("a hidden cell told", swap(">–</text>", ">2</text>")),
    ("a hidden cell told in words", swap(">–</text>", ">weinig</text>")),
    ("a label altered", swap("25 tot 50</text>", "tot</text>")),
    ("a bar added for a hidden cell", swap("</svg>", '<rect width="9" height="9"/></svg>')),
    ("a colour taken from a bar", swap('fill="#0063a3"', 'fill="#ffffff"')),
    ("a script in the drawing", swap("</svg>", "<script>1</script></svg>")),
    ("a link in the drawing", swap("</svg>", '<a href="https://example.org">x</a></svg>')),
    ("a foreign object", swap("</svg>", "<foreignObject><p>2</p></foreignObject></svg>")),
    ("a nested drawing", swap("</svg>", "<svg></svg></svg>")),
    ("a drawing that is not closed", swap("</svg>", "", 1)),
    ("a hidden figure", swap("<figure style=\"", '<figure style="display:none;')),
    ("an invisible drawing", swap("<svg ", '<svg visibility="hidden" ')),
    ("an altered alternative text", swap("naar 12 in 2021", "naar 13 in 2021")),
    ("an altered caption", swap("<strong>Grafiek: cijfers van 2021", "<strong>Grafiek: cijfers van 2020")),
    ("a comment with a number in the drawing", swap("</svg>", "<!-- 2 --></svg>")),
    ("an attribute in the drawing", swap("<rect ", '<rect data-waarde="2" ')),
]  # fmt: skip


@pytest.mark.parametrize(("what", "change"), PAGE, ids=[what for what, _ in PAGE])
def test_in_the_page_it_finds(what: str, change: Callable[[str], str]) -> None:
    found = sentences(HTML, page(change))
    assert found, what
    assert not any("niet leesbaar" in sentence for sentence in found), what


def test_text_after_a_chart_is_still_read() -> None:
    assert sentences(HTML, page(swap("</main>", "<p>7</p></main>")))
    assert sentences(HTML, page(swap("</figure>", "</figure><p>Nog 3.</p>")))


# The Word file


def test_any_picture_that_differs_is_found() -> None:
    for name in media():
        data = part(name)
        for at in range(40, len(data), max(1, len(data) // 25)):
            changed = data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]
            assert sentences(DOCX, rezipped({name: changed})), (name, at)


def test_pictures_that_changed_places_are_found() -> None:
    first, second = media()
    found = sentences(DOCX, rezipped({first: part(second), second: part(first)}))
    assert found == [f"Grafiek {number} is een andere dan die van het antwoord." for number in (1, 2)]


def test_references_that_changed_places_are_found() -> None:
    body = part(BODY).decode()
    one, other = re.findall(r'r:embed="([^"]+)"', body)
    swapped = body.replace(one, "@").replace(other, one).replace("@", other)
    assert sentences(DOCX, rezipped({BODY: swapped.encode()}))


def test_a_picture_of_another_chart_is_found() -> None:
    other = replace(BARS, series=(BARS.series[1], BARS.series[0]))
    assert sentences(DOCX, rezipped({media()[0]: picture(other)}))


WORD: list[tuple[str, str, Callable[[str], str]]] = [
    ("a dropped picture", BODY, sub(r"<w:drawing>.*?</w:drawing>", "")),
    ("a repeated picture", BODY, lambda text: re.sub(r"(<w:drawing>.*?</w:drawing>)", r"\1\1", text, count=1)),
    ("a reference to nothing", BODY, lambda text: re.sub(r'r:embed="[^"]+"', 'r:embed="rId999"', text, count=1)),
    ("a picture from elsewhere", RELATIONS, lambda text: re.sub(r'Target="media/image\d.png"', 'Target="https://example.org/x.png" TargetMode="External"', text, count=1)),
    ("a number in the alternative text", BODY, swap("naar 12 in 2021", "naar 13 in 2021")),
    ("another alternative text with a number", BODY, lambda text: re.sub(r'descr="[^"]*"', 'descr="2 personen"', text, count=1)),
    ("a title with a number", BODY, swap("<wp:docPr ", '<wp:docPr title="2 personen" ')),
    ("an altered caption", BODY, swap(">Grafiek: cijfers van 2021", ">Grafiek: cijfers van 2020")),
]  # fmt: skip


@pytest.mark.parametrize(("what", "name", "change"), WORD, ids=[what for what, _, _ in WORD])
def test_in_word_it_finds(what: str, name: str, change: Callable[[str], str]) -> None:
    old = part(name).decode()
    new = change(old)
    assert new != old
    found = sentences(DOCX, rezipped({name: new.encode()}))
    assert found, what
    assert not any("niet leesbaar" in sentence for sentence in found), what


def test_an_unused_picture_in_the_file_is_found() -> None:
    [sentence] = sentences(DOCX, rezipped({"word/media/geheim.png": b"2"}))
    assert sentence == "Het bestand bevat een afbeelding die er niet hoort: word/media/geheim.png."


def test_a_logo_of_the_house_style_is_no_chart(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A ministry's template may have pictures, in its text and in its margins."""
    logo = picture(ANNEXED)
    own = docx.Document(str(find_file("templates/huisstijl/antwoord.docx")))
    own.paragraphs[0].insert_paragraph_before().add_run().add_picture(BytesIO(logo))
    target = tmp_path / "templates" / "huisstijl" / "antwoord.docx"
    target.parent.mkdir(parents=True)
    own.save(str(target))
    monkeypatch.setenv("PQ_CATALOGUE", str(tmp_path))
    files = render(DOCUMENT, ["docx"])
    assert audit_files(DOCUMENT, files) == ()
    with zipfile.ZipFile(BytesIO(files[DOCX])) as package:
        assert len([name for name in package.namelist() if "media/" in name]) == 3


# The drawing itself


def test_a_drawing_that_prints_a_number_of_its_own_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The page and the picture are compared with the drawing; the drawing is not taken at its word."""

    def with_axis(chart: ChartBlock) -> Drawing:
        drawing = draw(chart)
        return replace(drawing, svg=drawing.svg.replace("</svg>", "<text>1000</text></svg>"))

    monkeypatch.setattr(drawn, "draw", with_axis)
    found = [finding for finding in audit_files(DOCUMENT, {DOCX: FILES[DOCX]}) if finding.found == "1000"]
    assert [finding.sentence for finding in found] == [
        "In grafiek 1 staat een getal te veel.",
        "In grafiek 2 staat een getal te veel.",
    ]


def test_a_drawing_that_prints_a_figure_twice_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def doubled(chart: ChartBlock) -> Drawing:
        drawing = draw(chart)
        return replace(drawing, svg=re.sub(r"(<text[^>]*>7</text>)", r"\1\1", drawing.svg))

    monkeypatch.setattr(drawn, "draw", doubled)
    assert "In grafiek 2 staat een getal te veel." in sentences(DOCX, FILES[DOCX])


# The Document


def with_chart(chart: ChartBlock) -> Document:
    [section] = DOCUMENT.sections
    return replace(DOCUMENT, sections=(replace(section, blocks=(chart,)),), annexes=())


def test_a_number_without_a_source_in_any_text_of_a_chart_is_found() -> None:
    loose = (Run("7"),)
    broken = [
        replace(BARS, caption=loose),
        replace(BARS, subject=loose),
        replace(BARS, unit=loose),
        replace(BARS, categories=(loose, *BARS.categories[1:])),
        replace(BARS, series=(replace(BARS.series[0], name=loose), BARS.series[1])),
        replace(
            BARS, series=(replace(BARS.series[0], cells=(CellBox(loose, State.VALUE, Decimal(7)),) * 3),)
        ),
    ]
    for chart in broken:
        sentences_of = [finding.sentence for finding in untraced(with_chart(chart))]
        assert any("Ongetraceerd getal in een grafiek van antwoord a" in one for one in sentences_of)


def test_a_number_in_the_alternative_text_that_the_chart_does_not_show_is_found() -> None:
    [finding] = untraced(with_chart(replace(BARS, summary="Er waren 82 mannen.")))
    assert finding.found == "82"
    assert "de alternatieve tekst van een grafiek" in finding.sentence


@pytest.mark.parametrize(
    "hidden",
    [
        CellBox((Run("–", SOURCE),), State.SUPPRESSED, Decimal(2)),
        CellBox((Run("2", SOURCE),), State.SUPPRESSED),
        CellBox((Run("–", SOURCE),), State.SUPPRESSED, suffix=" (klein)"),
    ],
)
def test_a_hidden_cell_that_says_something_is_found(hidden: CellBox) -> None:
    series = replace(BARS.series[0], cells=(hidden, *BARS.series[0].cells[1:]))
    assert any(
        "draagt nog een waarde" in f.sentence for f in untraced(with_chart(replace(BARS, series=(series,))))
    )


def test_what_is_hidden_is_in_no_file() -> None:
    """Two answers that differ in a hidden value only cannot exist: the cell holds none to draw."""
    hidden = [
        c for chart in DOCUMENT.charts for s in chart.series for c in s.cells if c.state is State.SUPPRESSED
    ]
    assert len(hidden) == 2
    assert all(cell.value is None for cell in hidden)


def test_charts_add_nothing_to_the_plain_formats() -> None:
    without = replace(
        DOCUMENT,
        sections=tuple(replace(s, blocks=s.blocks[:1]) for s in DOCUMENT.sections),
        annexes=tuple(replace(a, blocks=a.blocks[:1]) for a in DOCUMENT.annexes),
    )
    for file, data in render(without, ["md", "txt", "xlsx"]).items():
        assert data == FILES[file]


@pytest.mark.parametrize("file", [MD, TXT])
def test_a_number_of_a_chart_in_a_plain_format_is_one_too_many(file: str) -> None:
    assert sentences(file, FILES[file] + b"\n1.868\n")
