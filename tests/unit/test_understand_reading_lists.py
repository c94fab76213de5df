"""Numbers that stand in no text: Word and browsers count their lists, so the reader counts along."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from pq_answers.understand.reading import read_question
from pq_answers.understand.reading_blocks import counted

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_STRICT = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
_TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def level(place: int, form: str, text: str, more: str = "", start: int = 1) -> str:
    return (
        f'<w:lvl w:ilvl="{place}"><w:start w:val="{start}"/><w:numFmt w:val="{form}"/>{more}'
        f'<w:lvlText w:val="{text}"/></w:lvl>'
    )


def definition(number: int, *levels: str) -> str:
    return f'<w:abstractNum w:abstractNumId="{number}">{"".join(levels)}</w:abstractNum>'


def use(number: int, of: int, more: str = "") -> str:
    return f'<w:num w:numId="{number}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


def item(text: str, number: int = 1, depth: int = 0) -> str:
    numbered = f'<w:numPr><w:ilvl w:val="{depth}"/><w:numId w:val="{number}"/></w:numPr>'
    return f"<w:p><w:pPr>{numbered}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def para(text: str, style: str = "") -> str:
    styled = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{styled}<w:r><w:t>{text}</w:t></w:r></w:p>"


def read_word(folder: Path, body: str, numbering: str = "", styles: str = "", space: str = _W) -> list[str]:
    """The lines of a Word file of which the parts have names that Word does not usually give."""
    parts = {"document2": f"<w:body>{body}</w:body>", "lijsten": numbering, "stijlen": styles}
    links = (
        f'<Relationship Id="a" Type="{_TYPE}/numbering" Target="lijsten.xml"/>'
        f'<Relationship Id="b" Type="{_TYPE}/styles" Target="/word/stijlen.xml"/>'
    )
    main = f'<Relationship Id="a" Type="{_TYPE}/officeDocument" Target="word/document2.xml"/>'
    file = BytesIO()
    with ZipFile(file, "w") as archive:
        archive.writestr("_rels/.rels", f"<Relationships>{main}</Relationships>")
        archive.writestr("word/_rels/document2.xml.rels", f"<Relationships>{links}</Relationships>")
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", f"<w:deel {space}>{content}</w:deel>")
    (folder / "vraag.docx").write_bytes(file.getvalue())
    return read_question(folder / "vraag.docx").split("\n\n")


THREE = definition(
    1, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"), level(2, "lowerRoman", "%3.")
) + use(1, 1)


@pytest.mark.parametrize("space", [_W, _STRICT])
def test_levels_count_and_begin_again_under_each_new_one(space: str, tmp_path: Path) -> None:
    depths = [0, 1, 1, 2, 2, 1, 0, 1, 2]
    body = "".join(item("Hoe?", depth=depth) for depth in depths)
    marks = [line.split()[0] for line in read_word(tmp_path, body, THREE, space=space)]
    assert marks == ["1.", "a)", "b)", "i.", "ii.", "c)", "2.", "a)", "i."]


@pytest.mark.parametrize(
    ("form", "text", "third"),
    [
        ("decimal", "%1.", "3."),
        ("decimal", "Vraag %1:", "Vraag 3:"),
        ("lowerLetter", "%1)", "c)"),
        ("upperLetter", "(%1)", "(C)"),
        ("lowerRoman", "%1.", "iii."),
        ("upperRoman", "%1.", "III."),
        ("bullet", "\uf0b7", "•"),
        ("bullet", "o", "•"),
        ("none", "§%1", "§"),
        ("decimalZero", "%1.", "3."),
        ("cardinalText", "%1.", "3."),
    ],
)
def test_each_kind_of_number_is_printed_as_word_does(
    form: str, text: str, third: str, tmp_path: Path
) -> None:
    numbering = definition(1, level(0, form, text)) + use(1, 1)
    assert read_word(tmp_path, item("Hoe?") * 3, numbering)[2] == f"{third} Hoe?"


def test_a_list_may_start_at_another_number(tmp_path: Path) -> None:
    numbering = definition(1, level(0, "decimal", "%1.", start=4)) + use(1, 1)
    assert read_word(tmp_path, item("Hoe?") * 2, numbering) == ["4. Hoe?", "5. Hoe?"]


def test_a_number_may_repeat_those_above_it(tmp_path: Path) -> None:
    numbering = definition(1, level(0, "upperRoman", "%1."), level(1, "decimal", "%1.%2.")) + use(1, 1)
    body = item("A?") + item("B?", depth=1) + item("C?") + item("D?", depth=1)
    assert read_word(tmp_path, body, numbering) == ["I. A?", "I.1. B?", "II. C?", "II.1. D?"]


def test_legal_numbers_are_figures_throughout(tmp_path: Path) -> None:
    legal = level(1, "decimal", "%1.%2.", "<w:isLgl/>")
    numbering = definition(1, level(0, "upperRoman", "%1."), legal) + use(1, 1)
    assert read_word(tmp_path, item("A?") + item("B?", depth=1), numbering)[1] == "1.1. B?"


def test_a_level_without_the_one_above_takes_its_first_number(tmp_path: Path) -> None:
    numbering = definition(1, level(0, "decimal", "%1."), level(1, "decimal", "%1.%2.")) + use(1, 1)
    assert read_word(tmp_path, item("A?", depth=1), numbering) == ["1.1. A?"]


def test_two_lists_of_one_definition_count_on(tmp_path: Path) -> None:
    body = item("A?", 1) + item("B?", 2) + item("C?", 1)
    numbering = definition(1, level(0, "decimal", "%1.")) + use(1, 1) + use(2, 1)
    assert read_word(tmp_path, body, numbering) == ["1. A?", "2. B?", "3. C?"]


def test_a_list_that_says_so_starts_again(tmp_path: Path) -> None:
    again = '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="1"/></w:lvlOverride>'
    numbering = definition(1, level(0, "decimal", "%1.")) + use(1, 1) + use(2, 1, again)
    body = item("A?", 1) * 2 + item("B?", 2) * 2
    assert read_word(tmp_path, body, numbering) == ["1. A?", "2. A?", "1. B?", "2. B?"]


def test_a_list_may_change_one_level_of_its_definition(tmp_path: Path) -> None:
    own = f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1.")}</w:lvlOverride>'
    numbering = definition(1, level(0, "decimal", "%1.")) + use(1, 1, own)
    assert read_word(tmp_path, item("A?"), numbering) == ["A. A?"]


@pytest.mark.parametrize(("restart", "expected"), [("", "a)"), ('<w:lvlRestart w:val="0"/>', "b)")])
def test_a_level_that_never_restarts_goes_on(restart: str, expected: str, tmp_path: Path) -> None:
    numbering = definition(1, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)", restart)) + use(1, 1)
    body = (item("A?") + item("B?", depth=1)) * 2
    assert read_word(tmp_path, body, numbering)[3] == f"{expected} B?"


def test_a_level_may_restart_under_the_first_level_only(tmp_path: Path) -> None:
    deep = level(2, "lowerRoman", "%3.", '<w:lvlRestart w:val="1"/>')
    numbering = definition(1, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)"), deep) + use(1, 1)
    body = "".join(item("Hoe?", depth=depth) for depth in (0, 1, 2, 1, 2, 0, 1, 2))
    marks = [line.split()[0] for line in read_word(tmp_path, body, numbering)]
    assert marks == ["1.", "a)", "i.", "b)", "ii.", "2.", "a)", "i."]


def style(name: str, more: str, based: str = "") -> str:
    on = f'<w:basedOn w:val="{based}"/>' if based else ""
    return f'<w:style w:type="paragraph" w:styleId="{name}">{on}<w:pPr>{more}</w:pPr></w:style>'


def test_a_number_may_come_with_the_style(tmp_path: Path) -> None:
    styles = style("Vraag", '<w:numPr><w:numId w:val="1"/></w:numPr>') + style("Kind", "", "Vraag")
    assert read_word(tmp_path, para("A?", "Vraag") + para("B?", "Kind"), THREE, styles) == ["1. A?", "2. B?"]


def test_a_style_may_give_the_level_or_be_named_by_it(tmp_path: Path) -> None:
    numbering = definition(
        1, level(0, "decimal", "%1."), level(1, "lowerLetter", "%2)", '<w:pStyle w:val="Sub"/>')
    ) + use(1, 1)
    own = '<w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr>'
    styles = style("Sub", '<w:numPr><w:numId w:val="1"/></w:numPr>') + style("Diep", own)
    assert read_word(tmp_path, para("A?", "Sub") + para("B?", "Diep"), numbering, styles) == [
        "a) A?",
        "b) B?",
    ]


def test_a_paragraph_may_refuse_the_number_of_its_style(tmp_path: Path) -> None:
    styles = style("Vraag", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    plain = para("A?", "Vraag").replace("</w:pPr>", '<w:numPr><w:numId w:val="0"/></w:numPr></w:pPr>')
    assert read_word(tmp_path, plain, THREE, styles) == ["A?"]


def test_a_definition_may_point_to_a_list_style(tmp_path: Path) -> None:
    pointer = '<w:abstractNum w:abstractNumId="2"><w:numStyleLink w:val="Lijst"/></w:abstractNum>'
    styles = style("Lijst", '<w:numPr><w:numId w:val="1"/></w:numPr>')
    assert read_word(tmp_path, item("A?", 9), THREE + pointer + use(9, 2), styles) == ["1. A?"]


def test_styles_that_are_based_on_each_other_end(tmp_path: Path) -> None:
    styles = style("A", "", "B") + style("B", "", "A")
    assert read_word(tmp_path, para("Hoe?", "A"), THREE, styles) == ["Hoe?"]


@pytest.mark.parametrize(
    "numbering",
    [
        "",
        use(1, 5),
        definition(1) + use(1, 1),
        definition(1, level(0, "decimal", "")) + use(1, 1),
        '<w:num w:numId="1"/>',
    ],
)
def test_a_list_that_is_not_defined_has_no_number(numbering: str, tmp_path: Path) -> None:
    assert read_word(tmp_path, item("Hoe?"), numbering) == ["Hoe?"]


@pytest.mark.parametrize("depth", ["-1", "9", "99999999999999999999", "x"])
def test_a_level_that_cannot_be_does_no_harm(depth: str, tmp_path: Path) -> None:
    body = item("Hoe?").replace('ilvl w:val="0"', f'ilvl w:val="{depth}"')
    assert read_word(tmp_path, body, THREE)[0].endswith("Hoe?")


def test_a_start_of_a_thousand_million_letters_is_not_written_out(tmp_path: Path) -> None:
    numbering = definition(1, level(0, "lowerLetter", "%1)", start=9999)) + use(1, 1)
    assert read_word(tmp_path, item("Hoe?"), numbering) == ["9999) Hoe?"]


def test_a_number_without_words_stands_above_a_deeper_list_only(tmp_path: Path) -> None:
    body = item("") + item("Hoe?", depth=1) + item("") + para("Met dank.")
    assert read_word(tmp_path, body, THREE) == ["1.", "a) Hoe?", "Met dank."]


# What else stands in a Word file


def run(inner: str) -> str:
    return f"<w:p><w:r>{inner}</w:r></w:p>"


@pytest.mark.parametrize(
    ("inner", "expected"),
    [
        ("<w:t>1.</w:t><w:tab/><w:t>Hoe?</w:t>", "1.\tHoe?"),
        ("<w:t>Hoe?</w:t><w:br/><w:t>Wat?</w:t>", "Hoe?\nWat?"),
        ("<w:t>LDE</w:t><w:noBreakHyphen/><w:t>werk?</w:t>", "LDE-werk?"),
        ("<w:t>Hoe\n veel?</w:t>", "Hoe  veel?"),
        ("<w:t>Hoe?</w:t><w:instrText>PAGE</w:instrText>", "Hoe?"),
        ("<w:t>Hoe?</w:t><w:footnoteReference w:id='1'/>", "Hoe?"),
    ],
)
def test_signs_in_a_line_are_kept_and_codes_are_not(inner: str, expected: str, tmp_path: Path) -> None:
    assert read_word(tmp_path, run(inner)) == [expected]


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ("<w:p><w:ins><w:r><w:t>Hoe?</w:t></w:r></w:ins></w:p>", ["Hoe?"]),
        (para("Hoe?") + "<w:p><w:del><w:r><w:delText>Weg?</w:delText></w:r></w:del></w:p>", ["Hoe?"]),
        (para("Hoe?") + "<w:p><w:moveFrom><w:r><w:t>Weg?</w:t></w:r></w:moveFrom></w:p>", ["Hoe?"]),
        (para("Hoe?") + run("<w:rPr><w:vanish/></w:rPr><w:t>Weg?</w:t>"), ["Hoe?"]),
        (run('<w:rPr><w:vanish w:val="0"/></w:rPr><w:t>Hoe?</w:t>'), ["Hoe?"]),
        (f"<w:sdt><w:sdtContent>{para('Hoe?')}</w:sdtContent></w:sdt>", ["Hoe?"]),
        ("<w:p><w:hyperlink><w:r><w:t>Hoe?</w:t></w:r></w:hyperlink></w:p>", ["Hoe?"]),
        (para("Hoe?") + "<w:p/><!-- niets --><w:sectPr/>", ["Hoe?"]),
    ],
)
def test_only_what_the_page_shows_is_read(body: str, expected: list[str], tmp_path: Path) -> None:
    assert read_word(tmp_path, body) == expected


def test_a_text_box_is_read_once(tmp_path: Path) -> None:
    box = f"<w:drawing><w:txbxContent>{para('Wat?')}</w:txbxContent></w:drawing>"
    twin = (
        f"<w:AlternateContent><w:Choice>{box}</w:Choice><w:Fallback>{box}</w:Fallback></w:AlternateContent>"
    )
    assert read_word(tmp_path, run(f"<w:t>Hoe?</w:t>{twin}")) == ["Hoe?", "Wat?"]


def table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [[para("Datum"), para("26-01-2022")], [para("1."), para("Hoe?")]],
            ["Datum\t26-01-2022", "1.\tHoe?"],
        ),
        ([[para("1."), para("Hoe?") + para("Graag per jaar.")]], ["1. Hoe?", "Graag per jaar."]),
        ([[para("Hoe?") + para("Wat?"), para("Wie?")]], ["Hoe?", "Wat?", "Wie?"]),
        ([["", ""], ["", para("Hoe?")]], ["Hoe?"]),
        ([[item("Hoe?") + item("Wat?")]], ["1. Hoe?", "2. Wat?"]),
        ([[table([para("1."), para("Hoe?")])]], ["1.\tHoe?"]),
    ],
)
def test_cells_are_read_in_order_and_a_number_joins_its_words(
    rows: list[list[str]], expected: list[str], tmp_path: Path
) -> None:
    assert read_word(tmp_path, table(*rows), THREE) == expected


def test_a_removed_row_is_not_read(tmp_path: Path) -> None:
    gone = f"<w:tr><w:trPr><w:del/></w:trPr><w:tc>{para('Weg?')}</w:tc></w:tr>"
    body = table([para("Hoe?")]).replace("</w:tbl>", f"{gone}</w:tbl>")
    assert read_word(tmp_path, body) == ["Hoe?"]


# Web pages


def read_page(folder: Path, markup: str | bytes) -> list[str]:
    (folder / "vraag.html").write_bytes(markup if isinstance(markup, bytes) else markup.encode())
    return read_question(folder / "vraag.html").split("\n\n")


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ol><li>A?<li>B?</ol>", ["1. A?", "2. B?"]),
        ("<ol start=4><li>A?<li>B?</ol>", ["4. A?", "5. B?"]),
        ("<ol type=a><li>A?<li>B?</ol>", ["a. A?", "b. B?"]),
        ("<ol type=A><li>A?</ol>", ["A. A?"]),
        ("<ol type=i start=3><li>A?<li>B?</ol>", ["iii. A?", "iv. B?"]),
        ("<ol type=I><li>A?<li>B?</ol>", ["I. A?", "II. B?"]),
        ("<ol><li>A?<li value=7>B?<li>C?</ol>", ["1. A?", "7. B?", "8. C?"]),
        ("<ol style='list-style-type: lower-alpha'><li>A?</ol>", ["a. A?"]),
        ("<ol style='LIST-STYLE:upper-roman'><li>A?</ol>", ["I. A?"]),
        ("<ol style='list-style-type:none'><li>1.a) A?</ol>", ["1.a) A?"]),
        ("<ul><li>A?<li>B?</ul>", ["• A?", "• B?"]),
        ("<ol><li><p>A?</p><p>Graag per jaar.</p></ol>", ["1. A?", "Graag per jaar."]),
        ("<ol><li>A?<ul><li>B?</ul><li>C?</ol>", ["1. A?", "• B?", "2. C?"]),
        ("<ol><li><ol type=a><li>A?</ol></ol>", ["1.", "a. A?"]),
        ("<ol><li>A?<li></ol><p>Dank.", ["1. A?", "Dank."]),
        ("<ol start=x><li value=99999999999>A?</ol>", ["1. A?"]),
        ("<li>A?", ["• A?"]),
    ],
)
def test_list_items_get_the_number_that_a_browser_shows(
    markup: str, expected: list[str], tmp_path: Path
) -> None:
    assert read_page(tmp_path, markup) == expected


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<p>Hoeveel\n   werk<b>nemers</b>?</p>", ["Hoeveel werknemers?"]),
        ("<h1>Titel</h1><div>Hoe?<div>Wat?</div>Wie?</div>", ["Titel", "Hoe?", "Wat?", "Wie?"]),
        ("Hoe?<br>Wat?<br/><br/>Wie?", ["Hoe?\nWat?", "Wie?"]),
        ("<pre>1. Hoe?\n2. Wat?</pre>", ["1. Hoe?\n2. Wat?"]),
        ("<p>Hoe?<script>weg()</script><style>p{}</style><noscript>weg</noscript>", ["Hoe?"]),
        ("<nav>Menu</nav><p>Hoe?<p style='display: none'>Weg?<p hidden>Weg?", ["Hoe?"]),
        ("<!-- weg? --><?php weg ?><p>Hoe?", ["Hoe?"]),
        (
            "<p class=MsoListParagraph><![if !supportLists]><span>1.&nbsp; </span><![endif]>Hoe?",
            ["1.\u00a0 Hoe?"],
        ),
        ("<table><tr><td>1.<td>Hoe?<tr><td>2.<td><p>Wat?</table>", ["1.\tHoe?", "2.\tWat?"]),
        ("<table><tr><td>1.<td><p>Hoe?<p>Graag per jaar.</table>", ["1. Hoe?", "Graag per jaar."]),
        ("<table><tr><td><table><tr><td>Hoe?</table></table>", ["Hoe?"]),
        ("<?xml version='1.0' encoding='utf-8'?><html><body><p>Hoe?</p></body></html>", ["Hoe?"]),
        ("&euro; 5 &amp; meer?", ["€ 5 & meer?"]),
    ],
)
def test_blocks_are_lines_and_what_no_reader_sees_is_gone(
    markup: str, expected: list[str], tmp_path: Path
) -> None:
    assert read_page(tmp_path, markup) == expected


@pytest.mark.parametrize(
    ("stated", "encoding"),
    [
        ("<meta charset=windows-1252>", "cp1252"),
        ('<meta http-equiv=Content-Type content="text/html; charset=iso-8859-15">', "iso-8859-15"),
        ("<meta charset=utf-8>", "utf-8"),
        ("<meta charset=utf-8>", "cp1252"),
        ("<meta charset=bestaat-niet>", "utf-8"),
        ("", "cp1252"),
        ("", "utf-16"),
    ],
)
def test_a_page_is_read_in_its_encoding(stated: str, encoding: str, tmp_path: Path) -> None:
    assert read_page(tmp_path, f"{stated}<p>Hoeveel geïndiceerden?".encode(encoding)) == [
        "Hoeveel geïndiceerden?"
    ]


def test_an_entity_in_a_page_reads_no_other_file(tmp_path: Path) -> None:
    (tmp_path / "geheim.txt").write_text("geheim")
    source = (tmp_path / "geheim.txt").as_uri()
    entity = f'<!DOCTYPE html [<!ENTITY e SYSTEM "{source}">]>'
    markup = f'{entity}<p>Hoe? &e;<img src="{source}"><iframe src="{source}">'
    assert "geheim" not in "".join(read_page(tmp_path, markup)).replace(source, "")


def test_a_page_that_is_too_deep_is_refused_rather_than_cut(tmp_path: Path) -> None:
    with pytest.raises(Exception, match="Deze webpagina kan niet gelezen worden"):
        read_page(tmp_path, "<p>Hoe?</p>" + "<div>" * 5000 + "Wat?")


@pytest.mark.parametrize(
    ("value", "form", "printed"),
    [
        (1, "a", "a"), (26, "a", "z"), (27, "a", "aa"), (28, "A", "BB"), (78, "a", "zzz"), (79, "a", "79"),
        (0, "a", "0"), (4, "i", "iv"), (9, "I", "IX"), (39, "i", "xxxix"), (1994, "I", "MCMXCIV"),
        (3999, "i", "mmmcmxcix"), (4000, "i", "4000"), (0, "I", "0"), (-3, "i", "-3"), (12, "1", "12"),
    ],
)  # fmt: skip
def test_numbers_letters_and_roman_numbers(value: int, form: str, printed: str) -> None:
    assert counted(value, form) == printed
