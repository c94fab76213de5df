"""Whatever bytes a file holds, reading it gives text or a refusal in Dutch, and the same one each time."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from zipfile import ZipFile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pypdf import PdfWriter

from pq_answers.errors import ExitCode, InputError
from pq_answers.understand.reading import read_question
from pq_answers.understand.reading_blocks import counted

SUFFIXES = [".txt", ".docx", ".pdf", ".html", ".htm", ".eml"]
STARTS = {
    ".txt": [b"", b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"1. "],
    ".docx": [b"PK\x03\x04", b"\xd0\xcf\x11\xe0"],
    ".pdf": [b"%PDF-1.7\n", b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n"],
    ".html": [b"<p>", b"<ol start=", b"<table><tr><td>", b"<meta charset="],
    ".htm": [b"<?xml version='1.0' encoding='"],
    ".eml": [
        b"Subject: ",
        b"Date: ",
        b"Subject: x\nContent-Type: ",
        b"Subject: x\nContent-Type: multipart/mixed; ",
    ],
}
MARKUP = st.text(alphabet="<>/ol iptdbr=\"'&;!-1?a\n", max_size=300)
XML = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
TAGS = [
    "p",
    "r",
    "t",
    "tbl",
    "tr",
    "tc",
    "pPr",
    "numPr",
    "numId",
    "ilvl",
    "pStyle",
    "ins",
    "del",
    "br",
    "txbxContent",
]
NUMBERING_TAGS = [
    "num",
    "abstractNum",
    "lvl",
    "lvlOverride",
    "startOverride",
    "start",
    "numFmt",
    "lvlText",
    "abstractNumId",
]
FORMS = [
    "decimal",
    "lowerLetter",
    "upperRoman",
    "bullet",
    "none",
    "1",
    "2",
    "%1.%2)",
    "%9",
    "-5",
    "99999999999999",
]


def outcome(suffix: str, data: bytes) -> str:
    """What reading gives: the text, or the refusal after looking at what it says."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / f"vraag{suffix}"
        path.write_bytes(data)
        try:
            return read_question(path)
        except InputError as error:
            return refusal(error)


def refusal(error: InputError) -> str:
    """What an error says, which is always a Dutch sentence with a remedy."""
    assert error.exit_code == ExitCode.BAD_INPUT
    assert error.what.endswith(".")
    assert error.fix.endswith(".")
    return error.what


def zipped(parts: dict[str, str]) -> bytes:
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


@st.composite
def trees(draw: st.DrawFn, tags: list[str], depth: int = 4) -> str:
    """XML of the right names in any order and with any attributes."""
    tag, value = draw(st.sampled_from(tags)), draw(st.sampled_from(FORMS))
    inner = "".join(draw(st.lists(trees(tags, depth - 1), max_size=3))) if depth else "Hoe?"
    return f'<w:{tag} w:val="{value}" w:ilvl="{value}" w:numId="1" w:abstractNumId="1">{inner}</w:{tag}>'


@pytest.mark.parametrize("suffix", SUFFIXES)
@settings(max_examples=60)
@given(data=st.data())
def test_junk_gives_text_or_a_refusal(suffix: str, data: st.DataObject) -> None:
    content = data.draw(st.sampled_from([b"", *STARTS[suffix]])) + data.draw(st.binary(max_size=400))
    assert outcome(suffix, content) == outcome(suffix, content)


@settings(max_examples=80)
@given(MARKUP)
def test_any_markup_gives_text_or_a_refusal(markup: str) -> None:
    assert "<script" not in outcome(".html", f"<script>weg</script>{markup}".encode())


@settings(max_examples=80)
@given(st.lists(trees(TAGS), max_size=4), st.lists(trees(NUMBERING_TAGS), max_size=4))
def test_any_xml_in_a_word_file_gives_text_or_a_refusal(body: list[str], lists: list[str]) -> None:
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/numbering"
    parts = {
        "word/document.xml": f'<w:document xmlns:w="{XML}"><w:body>{"".join(body)}</w:body></w:document>',
        "word/_rels/document.xml.rels": f'<R><R Type="{kind}" Target="numbering.xml"/></R>',
        "word/numbering.xml": f'<w:numbering xmlns:w="{XML}">{"".join(lists)}</w:numbering>',
    }
    assert len(outcome(".docx", zipped(parts))) < 100_000


@settings(max_examples=60)
@given(st.integers(0, 10_000), st.binary(min_size=1, max_size=40))
def test_a_pdf_that_was_damaged_anywhere_gives_text_or_a_refusal(place: int, junk: bytes) -> None:
    writer, file = PdfWriter(), BytesIO()
    writer.add_blank_page(200, 200)
    writer.write(file)
    whole = file.getvalue()
    cut = place % len(whole)
    assert outcome(".pdf", whole[:cut] + junk + whole[cut + len(junk) :])


@settings(max_examples=80)
@given(
    st.text(
        alphabet=st.characters(codec="utf-8", exclude_categories=("Cc", "Cs", "Co", "Zl", "Zp")), max_size=200
    )
)
def test_a_text_that_asks_is_read_as_it_stands(words: str) -> None:
    text = f"1. Hoeveel?\n{words}"
    assert outcome(".txt", text.encode()).strip("\n") == text.strip("\n")


@given(st.integers(1, 78), st.integers(1, 78))
def test_letters_of_a_list_differ_where_its_numbers_do(one: int, other: int) -> None:
    assert (counted(one, "a") == counted(other, "a")) == (one == other)


@given(st.integers(1, 3999), st.integers(1, 3999))
def test_roman_numbers_of_a_list_differ_where_its_numbers_do(one: int, other: int) -> None:
    assert (counted(one, "i") == counted(other, "i")) == (one == other)
