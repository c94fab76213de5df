"""No digit of a rendered file can be altered, added, dropped or moved without a finding."""

# ruff: noqa: E501
from __future__ import annotations

import re
import zipfile
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from io import BytesIO

import pytest

from pq_answers.audit import audit_files
from pq_answers.document import (
    Annex,
    BulletList,
    CellBox,
    Document,
    HeaderBox,
    Letterhead,
    Origin,
    Paragraph,
    Run,
    Runs,
    Section,
    Source,
    TableBlock,
)
from pq_answers.render import render
from pq_answers.tables import State

DOCX, HTML, MD, TXT, XLSX = "antwoord.docx", "antwoord.html", "antwoord.md", "antwoord.txt", "bijlage-1.xlsx"
BODY, BOOK, SHEET = "word/document.xml", "xl/workbook.xml", "xl/worksheets/sheet4.xml"
SOURCE = Source(Origin.CONSTANT, "toets")


def runs(text: str) -> Runs:
    parts = [part for part in re.split(r"(\d+(?:[.,/]\d+)*)", text) if part]
    return tuple(Run(part, SOURCE if part[0].isdigit() else None) for part in parts)


def cell(text: str) -> CellBox:
    if text == "–":
        return CellBox(runs(text), State.SUPPRESSED)
    if not text[0].isdigit():
        return CellBox(runs(text), State.NOT_AVAILABLE)
    number, _, suffix = text.partition(" ")
    value = Decimal(number.replace(".", "").replace(",", "."))
    return CellBox(runs(text), State.VALUE, value, len(number.partition(",")[2]), f" {suffix}".rstrip())


def table(name: str) -> TableBlock:
    head = (
        (HeaderBox(runs("2020"), span=2), HeaderBox(runs("Totaal"), depth=2)),
        (HeaderBox(runs("mannen")), HeaderBox(runs("vrouwen"))),
    )
    rows = [("<25 jaar", "1.868,0", "–", "12,5"), ("25 tot 50", "n.b.", "3,0 VTE", "–")]
    body = tuple(((runs(first),), tuple(map(cell, rest))) for first, *rest in rows)
    caption = runs(f"Tabel {name}: werknemers in 2020")
    return TableBlock(
        name,
        caption,
        (runs("Leeftijd"),),
        head,
        body,
        runs("In VTE"),
        (runs("Stand op 31/12/2020."),),
        "Per leeftijd.",
    )


def made() -> Document:
    labels = (Run("1.", SOURCE), Run("a.", SOURCE))
    blocks = (
        Paragraph(runs("Er waren 45 personen, of -3,2 % minder.")),
        table("7"),
        BulletList((runs("punt 8"),)),
    )
    annex = Annex(1, runs("Cijfers van 2020"), (Paragraph(runs("Bron van 2021.")), table("9"), table("6")))
    head = Letterhead(
        "DE MINISTER", "Vlaams minister", "ANTWOORD", (runs("op vraag nr. 274 van 26 januari 2022"),)
    )
    return Document(
        "Antwoord op vraag 274", "Sociale economie", head, (Paragraph(runs("Vooraf.")),),
        (Section("1.a", labels, 2, blocks),), (annex,), "2026-11-21T09:30:00+01:00", "Demonstratiegegevens",
    )  # fmt: skip


DOCUMENT = made()
FILES = render(DOCUMENT)


def rezipped(data: bytes, changes: Mapping[str, bytes]) -> bytes:
    target = BytesIO()
    with zipfile.ZipFile(BytesIO(data)) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            new.writestr(name, changes.get(name, old.read(name)))
        for name in changes.keys() - set(old.namelist()):
            new.writestr(name, changes[name])
    return target.getvalue()


def part(file: str, name: str) -> str:
    with zipfile.ZipFile(BytesIO(FILES[file])) as archive:
        return archive.read(name).decode()


def caught(file: str, data: bytes) -> bool:
    return bool(audit_files(DOCUMENT, {file: data}))


def edited(file: str, name: str, change: Callable[[str], str]) -> bytes:
    """Return the file with one part changed; a change that changes nothing is a broken test."""
    old = part(file, name) if name else FILES[file].decode()
    new = change(old)
    assert new != old
    return rezipped(FILES[file], {name: new.encode()}) if name else new.encode()


def digit_places(text: str, within: str) -> Iterator[int]:
    """Yield the places of the digits inside the matches of `within` (its first group)."""
    for match in re.finditer(within, text, re.DOTALL):
        yield from (match.start(1) + at for at, char in enumerate(match[1]) if char.isdigit())


def swap(old: str, new: str, count: int = -1) -> Callable[[str], str]:
    return lambda text: text.replace(old, new, count)


def sub(pattern: str, new: str) -> Callable[[str], str]:
    return lambda text: re.sub(pattern, new, text, count=1, flags=re.DOTALL)


ALL = r"(.+)"
VISIBLE = [
    (MD, "", ALL),
    (TXT, "", ALL),
    (HTML, "", r"(?:>)([^<>]+)(?=<)(?!</style)"),
    (DOCX, BODY, r"<w:t[^>]*>([^<]*)</w:t>"),
    (DOCX, "docProps/core.xml", r"<(?:dc:title|dcterms:\w+)[^>]*>([^<]*)<"),
    (XLSX, SHEET, r'<c r="[A-Z]+(?:1|[4-9])"[^>]*><v>([^<]*)</v>'),  # lines two and three hold words only
    (XLSX, SHEET, r'<c r="[A-Z]+\d+" s="(\d+)"><v>'),
    (XLSX, "xl/sharedStrings.xml", r"<t[^>]*>([^<]*)</t>"),
    (XLSX, "xl/tables/table1.xml", r' name="([^"]*)"/?>'),
    (XLSX, "docProps/core.xml", r"<(?:dc:title|dcterms:\w+)[^>]*>([^<]*)<"),
]  # fmt: skip


def test_the_files_as_rendered_pass() -> None:
    assert audit_files(DOCUMENT, FILES) == ()


@pytest.mark.parametrize(
    ("file", "name", "within"), VISIBLE, ids=[f"{v[0]} {v[1]} {v[2][:12]}" for v in VISIBLE]
)
def test_altering_any_digit_is_found(file: str, name: str, within: str) -> None:
    text = part(file, name) if name else FILES[file].decode()
    style = re.search(r"<style>.*</style>", text, re.DOTALL) if file.endswith("html") else None
    places = [at for at in digit_places(text, within) if not (style and style.start() < at < style.end())]
    assert places
    missed = []
    for at in places:
        changed = text[:at] + str((int(text[at]) + 1) % 10) + text[at + 1 :]
        data = rezipped(FILES[file], {name: changed.encode()}) if name else changed.encode()
        if not caught(file, data):
            missed.append(text[max(0, at - 30) : at + 10])
    assert missed == []


@pytest.mark.parametrize("file", [MD, TXT])
def test_removing_any_digit_is_found(file: str) -> None:
    text = FILES[file].decode()
    assert all(caught(file, (text[:at] + text[at + 1 :]).encode()) for at in digit_places(text, ALL))


CHANGES: list[tuple[str, str, str, Callable[[str], str]]] = [
    ("a dropped row", MD, "", sub(r"\| <25 jaar[^\n]*\n", "")),
    ("a dropped row", TXT, "", sub(r" *<25 jaar[^\n]*\n", "")),
    ("a dropped row", HTML, "", sub(r"<tr><th scope=\"row\".*?</tr>", "")),
    ("a dropped row", DOCX, BODY, sub(r"(.*)<w:tr>.*?</w:tr>", r"\1")),
    ("a dropped row", XLSX, SHEET, sub(r'<row r="5".*?</row>', "")),
    ("swapped cells", MD, "", swap("| n.b. | 3,0 VTE |", "| 3,0 VTE | n.b. |", 1)),
    ("swapped cells", MD, "", swap("| – | 12,5 |", "| 12,5 | – |", 1)),
    ("swapped cells", TXT, "", sub(r"–(\s+)12,5", r"12,5\1–")),
    ("swapped cells", HTML, "", swap(">–<", ">n.b.<", 1)),
    ("swapped cells", DOCX, BODY, swap(">–<", ">n.b.<", 1)),
    ("a hidden cell told", DOCX, BODY, swap(">–<", ">2<", 1)),
    ("a hidden cell told", HTML, "", swap(">–<", ">2<", 1)),
    ("a hidden cell told in words", TXT, "", swap("–", "x", 1)),
    ("a blanked cell", XLSX, SHEET, sub(r'(<c r="C5"[^>]*) t="s"><v>\d+</v>', r"\1><v></v>")),
    ("an added number", MD, "", lambda t: t + "\n7\n"),
    ("an added number", TXT, "", lambda t: t + "\n7\n"),
    ("an added number", HTML, "", swap("</main>", "<p>7</p></main>")),
    ("an added column", HTML, "", swap("</tr>", "<td>x</td></tr>", 1)),
    ("a number in an attribute", HTML, "", swap("<p ", '<p title="2 personen" ', 1)),
    ("a number in a data attribute", HTML, "", swap("<p ", '<p data-n="2" ', 1)),
    ("another number in a description", HTML, "", swap("Per leeftijd.", "Met 2020.", 1)),
    ("a comment", HTML, "", swap("</main>", "<!-- 2 --></main>")),
    ("a script", HTML, "", swap("</main>", "<script>x</script></main>")),
    ("hidden text", HTML, "", swap("<p style=\"", '<p style="display: none;', 1)),
    ("a number in the page's title", HTML, "", swap("vraag 274<", "vraag 275<", 1)),
    ("a changed sign", HTML, "", swap("-3,2", "3,2", 1)),
    ("an added paragraph", DOCX, BODY, swap("<w:body>", "<w:body><w:p><w:r><w:t>7</w:t></w:r></w:p>")),
    ("hidden text", DOCX, BODY, swap("<w:rPr>", "<w:rPr><w:vanish/>", 1)),
    ("a tracked deletion", DOCX, BODY, swap("<w:body>", "<w:body><w:p><w:del><w:r><w:delText>2</w:delText></w:r></w:del></w:p>")),
    ("a number in the alternative text", DOCX, BODY, swap('Description w:val="Per leeftijd."', 'Description w:val="2 personen"', 1)),
    ("a number in the footer", DOCX, "word/footer1.xml", swap("Pagina ", "Pagina 7 ")),
    ("a field in the footer", DOCX, "word/footer1.xml", swap(" NUMPAGES ", " DOCPROPERTY x ")),
    ("a comment", DOCX, "word/comments.xml", lambda t: "<x/>"),
    ("an embedded workbook", DOCX, "word/embeddings/x.xlsx", lambda t: "2"),
    ("a number in a property", DOCX, "docProps/core.xml", swap("</dc:subject>", " 7</dc:subject>")),
    ("a hidden sheet", XLSX, BOOK, swap('name="Tabel 1"', 'state="hidden" name="Tabel 1"')),
    ("an added sheet", XLSX, BOOK, swap("</sheets>", '<sheet name="Ruw" sheetId="9" r:id="rId4"/></sheets>')),
    ("a renamed sheet", XLSX, BOOK, swap('name="Tabel 1"', 'name="Tabel 8"')),
    ("a defined name", XLSX, BOOK, swap("</definedNames>", '<definedName name="x">2</definedName></definedNames>')),
    ("a comment", XLSX, "xl/comments1.xml", lambda t: "<x/>"),
    ("a hidden row", XLSX, SHEET, swap('<row r="5"', '<row r="5" hidden="1"')),
    ("hidden precision", XLSX, SHEET, swap("<v>1868</v>", "<v>1868.0001</v>")),
    ("a formula", XLSX, SHEET, swap("<v>1868</v>", "<f>1868</f><v>1868</v>")),
    ("a cell out of the table", XLSX, SHEET, swap("</sheetData>", '<row r="99"><c r="Z99" s="9"><v>2</v></c></row></sheetData>')),
    ("an extra cell in a row", XLSX, SHEET, swap("</row>", '<c r="Z5" s="9"><v>2</v></c></row>', 5)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("what", "file", "name", "change"), CHANGES, ids=[f"{c[0]} in {c[1]}" for c in CHANGES]
)
def test_it_finds(what: str, file: str, name: str, change: Callable[[str], str]) -> None:
    with zipfile.ZipFile(BytesIO(FILES[file])) if name else BytesIO() as archive:
        new = bool(name) and name not in archive.namelist()  # type: ignore[union-attr]
    data = rezipped(FILES[file], {name: change("").encode()}) if new else edited(file, name, change)
    findings = audit_files(DOCUMENT, {file: data})
    assert findings, what
    assert not any("niet leesbaar" in finding.sentence for finding in findings), what


def test_a_file_that_is_cut_short_is_a_finding() -> None:
    for file, data in FILES.items():
        assert caught(file, data[: len(data) // 2])


def test_a_file_that_nobody_knows_is_a_finding() -> None:
    assert audit_files(DOCUMENT, {"antwoord.pdf": b""})[0].file == "antwoord.pdf"


def test_the_sentence_of_a_finding_repeats_no_number_of_the_file() -> None:
    findings = audit_files(DOCUMENT, {MD: FILES[MD].replace(b"45", b"7777")})
    assert findings[0].found == "7777"
    assert findings[0].expected == "45"
    assert all("7777" not in finding.sentence for finding in findings)
