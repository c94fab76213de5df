"""Renderers print hostile text literally, give the same bytes anywhere, and refuse unusable templates."""

from __future__ import annotations

import hashlib
import os
import re
import runpy
import subprocess
import sys
import zipfile
from dataclasses import replace
from decimal import Decimal
from html import unescape
from io import BytesIO
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from pq_answers import resources
from pq_answers.document import (
    Annex,
    BulletList,
    CellBox,
    Document,
    HeaderBox,
    Letterhead,
    Paragraph,
    Run,
    Section,
    TableBlock,
)
from pq_answers.errors import InputError, UsageError
from pq_answers.render import render, render_docx, render_html, render_markdown, render_text, render_xlsx
from pq_answers.resources import find_file
from pq_answers.tables import State

EXAMPLE_FILE = Path(__file__).parents[1] / "golden" / "render" / "voorbeeld.py"
EXAMPLE = runpy.run_path(str(EXAMPLE_FILE))
HOSTILE = "a<b>&amp; {{ 7*7 }} {_{x}_} {% if %} |p| *s* _u_ 'q' \"d\" \ue000 ‘’“”"
TEMPLATE = "templates/huisstijl/antwoord.docx"


@pytest.fixture(scope="module")
def document() -> Document:
    return EXAMPLE["document"]()


def hostile(text: str) -> Document:
    runs = (Run(text),)
    cell = CellBox(runs, State.NOT_AVAILABLE)
    table = TableBlock(
        "t<1>", runs, (runs,), ((HeaderBox(runs),),), (((runs,), (cell,)),), runs, (runs,), text
    )
    blocks = (Paragraph(runs), BulletList((runs,)), table, Paragraph(runs, "open"))
    section = Section("1", (Run("1."),), 1, blocks)
    head = Letterhead(text, text, text, (runs,))
    return Document(text, text, head, blocks, (section,), (Annex(1, runs, blocks),), "2026-01-02", mark=text)


def minimal() -> Document:
    head = Letterhead("", "", "", ())
    return Document("", "", head, (), (Section("1", (), 1, ()),), (), "2026-01-02")


def body_text(data: bytes) -> str:
    body = docx.Document(BytesIO(data)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def test_word_prints_hostile_text_literally() -> None:
    lines = body_text(render_docx(hostile(HOSTILE))).splitlines()
    assert sum(line.endswith(HOSTILE) for line in lines) >= 16


def test_html_prints_hostile_text_literally() -> None:
    page = render_html(hostile(HOSTILE)).decode()
    assert "<b>" not in page
    assert unescape(page).count(HOSTILE) >= 20


def test_text_and_spreadsheet_print_hostile_text_literally() -> None:
    document = hostile(HOSTILE)
    assert render_text(document).decode().count(HOSTILE) >= 10
    book = openpyxl.load_workbook(BytesIO(render_xlsx(document, document.annexes[0])))
    assert book["Tabel 1"]["A1"].value == HOSTILE
    assert book["Tabel 1"]["B5"].value == HOSTILE


@pytest.mark.parametrize(
    "formula", ["=1+1", "+1", "-cmd", "@x", "{=1}", "https://x.be", "internal:'Inhoud'!A1"]
)
def test_a_spreadsheet_never_makes_a_formula_or_link_of_text(formula: str) -> None:
    document = hostile(formula)
    book = openpyxl.load_workbook(BytesIO(render_xlsx(document, document.annexes[0])))
    for place in ("A1", "A5", "B5", "A6"):
        cell = book["Tabel 1"][place]
        assert (cell.value, cell.data_type, cell.hyperlink) == (formula, "s", None)


def test_control_characters_and_direction_marks_are_dropped_and_line_ends_become_a_space() -> None:
    files = render(hostile("1\n2\x00\x07\x1b3\u202e4\ud8005\uffff6\u20287"))
    texts = [
        files["antwoord.html"].decode(),
        files["antwoord.txt"].decode(),
        body_text(files["antwoord.docx"]),
    ]
    for text in texts:
        assert "1 23456 7" in text
    book = openpyxl.load_workbook(BytesIO(files["bijlage-1.xlsx"]))
    assert book["Tabel 1"]["A1"].value == "1 23456 7"


def test_very_long_words_and_wide_tables_are_printed_whole() -> None:
    for name, data in render(hostile("x" * 3000)).items():
        if name.endswith(("md", "txt", "html")):
            assert b"x" * 3000 in data
    assert "x" * 3000 in body_text(render_docx(hostile("x" * 3000)))


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("<5 en >100 – 12,3 %", "<5 en >100 – 12,3 %"),
        ("(*) 1 VTE", r"(\*) 1 VTE"),
        ("a|b <i> &amp; [x](y)", r"a\|b \<i> \&amp; \[x](y)"),
        ("snake_case en _nadruk_", r"snake_case en \_nadruk\_"),
        ("2021. Daarna", r"2021\. Daarna"),
        ("- geen lijst", r"\- geen lijst"),
        ("# geen kop", r"\# geen kop"),
        (">100", r"\>100"),
    ],
)
def test_markdown_escapes_only_what_would_change_meaning(text: str, printed: str) -> None:
    document = replace(minimal(), preliminary=(Paragraph((Run(text),)),))
    assert render_markdown(document).decode().strip() == printed


def test_bold_and_italic_are_kept() -> None:
    runs = (Run("gewoon "), Run("vet ", bold=True), Run("schuin", italic=True))
    document = replace(minimal(), preliminary=(Paragraph(runs),))
    assert render_markdown(document).decode() == "gewoon **vet** *schuin*\n"
    assert "gewoon <strong>vet </strong><em>schuin</em>" in render_html(document).decode()
    (first,) = [p for p in docx.Document(BytesIO(render_docx(document))).paragraphs if "vet" in p.text]
    assert [(r.text, bool(r.bold), bool(r.italic)) for r in first.runs] == [
        ("gewoon ", False, False),
        ("vet ", True, False),
        ("schuin", False, True),
    ]


def test_an_almost_empty_document_renders_in_every_format() -> None:
    assert len(render(minimal())) == 4


def test_a_table_without_rows_or_heads_renders_in_every_format() -> None:
    runs = (Run("x"),)
    bare = TableBlock("t", runs, (), (), (), ())
    headless = TableBlock("u", runs, (), (), (((runs,), (CellBox(runs, State.NONE),)),), ())
    titles = TableBlock("v", runs, (runs,), ((HeaderBox(runs), HeaderBox(runs), HeaderBox(())),), (), ())
    document = replace(
        minimal(), annexes=(Annex(3, runs, (bare, headless, titles)),), preliminary=(headless,)
    )
    files = render(document)
    assert "bijlage-3.xlsx" in files
    assert openpyxl.load_workbook(BytesIO(files["bijlage-3.xlsx"])).sheetnames[-1] == "Tabel 3"


def test_a_value_that_does_not_print_as_such_stays_text() -> None:
    def cell(text: str, value: str, decimals: int = 0) -> CellBox:
        return CellBox((Run(text),), State.VALUE, Decimal(value), decimals)

    cells = (
        cell("1.868,0", "1868.04", 1),
        cell("12,3 %", "12.3", 1),
        cell("1868,0", "1868", 1),
        cell("7", "7", 1),
    )
    name = ((Run("rij"),),)
    head = tuple(HeaderBox((Run(letter),)) for letter in "abcd")
    block = TableBlock("t", (Run("t"),), name, (head,), ((name, cells),), ())
    document = replace(minimal(), annexes=(Annex(1, (Run("t"),), (block,)),))
    sheet = openpyxl.load_workbook(BytesIO(render_xlsx(document, document.annexes[0])))["Tabel 1"]
    assert [c.value for c in next(sheet.iter_rows(min_row=5, max_row=5, min_col=2))] == [
        1868,
        "12,3 %",
        "1868,0",
        "7",
    ]


_HASH = """
import hashlib, runpy, sys
import pq_answers.render as r
heavy = {"docxtpl", "docx", "xlsxwriter", "jinja2", "lxml", "babel"} & set(sys.modules)
assert not heavy, heavy
document = runpy.run_path(sys.argv[1])["document"]()
print({name: hashlib.sha256(data).hexdigest() for name, data in r.render(document).items()})
"""


@pytest.mark.parametrize(
    "environment",
    [
        {"PYTHONHASHSEED": "1", "TZ": "America/New_York", "LC_ALL": "C"},
        {"PYTHONHASHSEED": "2", "TZ": "Asia/Tokyo", "LC_ALL": "nl_BE.UTF-8"},
    ],
)
def test_bytes_are_the_same_in_any_locale_zone_and_hash_seed_and_importing_is_cheap(
    document: Document, environment: dict[str, str]
) -> None:
    source = str(Path(resources.__file__).parents[1])
    done = subprocess.run(
        [sys.executable, "-c", _HASH, str(EXAMPLE_FILE)],
        env={**os.environ, **environment, "PYTHONPATH": source},
        capture_output=True,
        text=True,
        check=True,
    )
    here = {name: hashlib.sha256(data).hexdigest() for name, data in render(document).items()}
    assert done.stdout.strip() == str(here)


def test_packages_have_fixed_dates_and_order(document: Document) -> None:
    for data in (render_docx(document), render_xlsx(document, document.annexes[0])):
        with zipfile.ZipFile(BytesIO(data)) as package:
            names = package.namelist()
            assert names[0] == "[Content_Types].xml"
            assert names[1:] == sorted(names[1:])
            assert {entry.date_time for entry in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def overlay(monkeypatch: pytest.MonkeyPatch, folder: Path, name: str, content: bytes) -> Path:
    target = folder / "templates" / "huisstijl" / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    monkeypatch.setenv("PQ_CATALOGUE", str(folder))
    return target


def changed_template(old: str, new: str, part: str = "word/document.xml") -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(find_file(TEMPLATE)) as source, zipfile.ZipFile(target, "w") as out:
        for name in source.namelist():
            data = source.read(name)
            if name == part:
                assert old in data.decode()
                data = data.decode().replace(old, new).encode()
            out.writestr(name, data)
    return target.getvalue()


def test_a_ministry_may_overlay_the_word_template(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, document: Document
) -> None:
    overlay(monkeypatch, tmp_path, "antwoord.docx", changed_template("{{ kop }}", "EIGEN {{ kop }}"))
    assert "EIGEN ANTWOORD" in body_text(render_docx(document))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ("{{ naam }}", "{{ naam }}{{ nam }}", ["«nam»", "«naam»"]),
        ("{{p antwoorden }}", "", ["geen plaats voor: antwoorden"]),
        ("{{p antwoorden }}", "{{ antwoorden }}", ["«antwoorden» is niet bruikbaar", "eigen alinea"]),
        ("{{ merk }}", "{{ merk", ["niet bruikbaar", "haakje of een opdracht"]),
        ("{{ naam }}", "{{ naam.x.y }}", ["niet bruikbaar", "een naam bestaat niet"]),
    ],
)
def test_a_wrong_template_is_refused_with_its_path_and_a_remedy(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, document: Document, old: str, new: str, words: list[str]
) -> None:
    path = overlay(monkeypatch, tmp_path, "antwoord.docx", changed_template(old, new))
    with pytest.raises(InputError) as caught:
        render_docx(document)
    assert caught.value.where == str(path)
    assert all(word in str(caught.value) for word in words), str(caught.value)


def test_an_unknown_name_in_the_page_header_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, document: Document
) -> None:
    with zipfile.ZipFile(find_file(TEMPLATE)) as source:
        (part,) = [name for name in source.namelist() if re.match(r"word/header\d*\.xml", name)]
    overlay(monkeypatch, tmp_path, "antwoord.docx", changed_template("{{ merk }}", "{{ mrk }}", part))
    with pytest.raises(InputError, match="«mrk»"):
        render_docx(document)


def test_a_template_without_one_of_the_styles_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, document: Document
) -> None:
    content = changed_template('w:val="Tabelgetal"', 'w:val="Getal"', "word/styles.xml")
    overlay(monkeypatch, tmp_path, "antwoord.docx", content)
    with pytest.raises(InputError, match="«Tabelgetal»"):
        render_docx(document)


@pytest.mark.parametrize("content", [b"", b"geen zip", b"PK\x03\x04" + b"\0" * 40])
def test_a_damaged_word_template_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, document: Document, content: bytes
) -> None:
    overlay(monkeypatch, tmp_path, "antwoord.docx", content)
    with pytest.raises(InputError, match="niet bruikbaar"):
        render_docx(document)


@pytest.mark.parametrize("form", ["docx", "html"])
def test_a_missing_template_is_an_input_error(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, document: Document, form: str
) -> None:
    monkeypatch.setattr(resources, "package_root", lambda: tmp_path)
    with pytest.raises(InputError, match="ontbreekt"):
        render(document, [form])


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{{ naaam }}", "een naam bestaat niet bij «naaam»"),
        ("{% if %}", "een haakje of een opdracht klopt niet"),
        ("{{ ''.__class__.__mro__ }}", "het vraagt iets dat een sjabloon niet mag"),
    ],
)
def test_a_wrong_html_template_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, document: Document, content: str, words: str
) -> None:
    path = overlay(monkeypatch, tmp_path, "antwoord.html.j2", content.encode())
    with pytest.raises(InputError, match=f"niet bruikbaar: {words}") as caught:
        render_html(document)
    assert caught.value.where.startswith(str(path))


def test_an_unknown_format_is_a_usage_error_that_offers_the_nearest(document: Document) -> None:
    with pytest.raises(UsageError, match="«docx»"):
        render(document, ["doc"])
