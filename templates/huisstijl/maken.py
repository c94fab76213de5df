"""Make the first Word template of the house style; from then on the .docx is edited in Word itself.

    python templates/huisstijl/maken.py

Every placeholder and every style name below is used by `pq_answers.render.docx`; fonts, sizes, colours,
margins, header and footer are free to change.
"""

from __future__ import annotations

import re
import sys
from dataclasses import dataclass
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from pq_answers.render.package import stable

TARGET = Path(__file__).with_name("antwoord.docx")
FONT, FALLBACK = "Calibri", "Carlito"
BLACK, GREY, RULE, HAIR, YELLOW = "333332", "5F5F5E", "333332", "CFCFCE", "FFE615"
STEP = 454


@dataclass(frozen=True)
class Style:
    """One style: paragraph properties and run properties in Word's own words."""

    name: str
    based: str = "Normal"
    after: str = ""
    ppr: str = ""
    rpr: str = ""
    kind: str = "paragraph"


def size(half_points: int) -> str:
    """Return the XML of a type size."""
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def color(value: str) -> str:
    """Return the XML of a text colour."""
    return f'<w:color w:val="{value}"/>'


def spacing(before: int, after: int, line: int = 0) -> str:
    """Return the XML of the space around a paragraph."""
    lines = f' w:line="{line}" w:lineRule="auto"' if line else ""
    return f'<w:spacing w:before="{before}" w:after="{after}"{lines}/>'


def border(side: str, width: int, value: str, space: int) -> str:
    """Return the XML of one paragraph border."""
    return f'<w:pBdr><w:{side} w:val="single" w:sz="{width}" w:space="{space}" w:color="{value}"/></w:pBdr>'


TABS = "".join(f'<w:tab w:val="left" w:pos="{STEP * level}"/>' for level in range(1, 7))
BOX = "".join(
    f'<w:{side} w:val="single" w:sz="4" w:space="3" w:color="{YELLOW}"/>'
    for side in ("top", "left", "bottom", "right")
)
SHADE = f'<w:shd w:val="clear" w:color="auto" w:fill="{YELLOW}"/>'

STYLES = (
    Style("Minister", ppr=f"<w:keepNext/>{spacing(0, 20)}", rpr=f"<w:b/><w:caps/>{size(25)}"),
    Style(
        "Ministertitel",
        ppr=f"<w:keepNext/>{border('bottom', 36, YELLOW, 8)}{spacing(0, 320)}",
        rpr=f"<w:caps/>{color(GREY)}{size(17)}",
    ),
    Style(
        "Antwoordkop",
        "heading 1",
        "Regel",
        f'<w:keepNext/>{spacing(0, 60)}<w:outlineLvl w:val="0"/>',
        f"<w:b/>{size(36)}",
    ),
    Style("Regel", ppr=f"<w:keepNext/>{spacing(0, 0)}", rpr=size(22)),
    Style(
        "Merk",
        ppr=f'<w:pBdr>{BOX}</w:pBdr>{SHADE}{spacing(200, 120)}<w:ind w:left="85" w:right="85"/>',
        rpr="<w:b/>",
    ),
    Style("Antwoord", ppr=spacing(0, 120)),
    Style("Vraagnummer", "Antwoord", "Antwoord", f"<w:tabs>{TABS}</w:tabs>{spacing(240, 120)}"),
    Style("Opmerking", "Antwoord", rpr=f"<w:i/>{color(GREY)}"),
    Style("Open", "Antwoord", ppr=SHADE),
    Style("Opsomming", "Antwoord", ppr=spacing(0, 60)),
    Style(
        "Tabeltitel",
        "caption",
        ppr=f"<w:keepNext/><w:keepLines/>{spacing(160, 60)}",
        rpr=f"<w:b/>{color(BLACK)}{size(20)}",
    ),
    Style("Tabeleenheid", ppr=f"<w:keepNext/>{spacing(0, 60)}", rpr=f"<w:i/>{color(GREY)}{size(18)}"),
    Style("Tabelcel", ppr=spacing(25, 25, 240), rpr=size(19)),
    Style("Tabelgetal", "Tabelcel", ppr='<w:jc w:val="right"/>'),
    Style("Tabelkop", "Tabelcel", ppr="<w:keepNext/>", rpr="<w:b/>"),
    Style("Tabelnoot", ppr=f"<w:keepLines/>{spacing(0, 20)}", rpr=f"{color(GREY)}{size(17)}"),
    Style(
        "Bijlagenkop",
        "heading 1",
        "Bijlage",
        f'<w:keepNext/>{border("top", 36, YELLOW, 8)}{spacing(480, 120)}<w:outlineLvl w:val="0"/>',
        f"<w:b/>{size(26)}",
    ),
    Style("Bijlage", "Antwoord", ppr=f"<w:tabs>{TABS}</w:tabs>{spacing(0, 60)}"),
    Style("Vraaglabel", "Default Paragraph Font", rpr="<w:b/>", kind="character"),
    Style("Open gedeelte", "Default Paragraph Font", rpr=SHADE, kind="character"),
)
KEPT = {
    "Normal",
    "heading 1",
    "caption",
    "header",
    "footer",
    "Default Paragraph Font",
    "Normal Table",
    "No List",
}

TABLE_STYLE = f"""<w:style {nsdecls("w")} w:type="table" w:customStyle="1" w:styleId="Antwoordtabel">
<w:name w:val="Antwoordtabel"/><w:basedOn w:val="TableNormal"/><w:uiPriority w:val="59"/><w:qFormat/>
<w:tblPr><w:tblBorders><w:top w:val="single" w:sz="8" w:space="0" w:color="{RULE}"/>
<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{RULE}"/>
<w:insideH w:val="single" w:sz="4" w:space="0" w:color="{HAIR}"/></w:tblBorders>
<w:tblCellMar><w:top w:w="0" w:type="dxa"/><w:left w:w="85" w:type="dxa"/><w:bottom w:w="0" w:type="dxa"/>
<w:right w:w="85" w:type="dxa"/></w:tblCellMar></w:tblPr>
<w:tblStylePr w:type="firstRow"><w:rPr><w:b/></w:rPr></w:tblStylePr></w:style>"""


def style_id(name: str) -> str:
    """Return the id under which a style stands in the file."""
    return {
        "heading 1": "Heading1",
        "caption": "Caption",
        "Default Paragraph Font": "DefaultParagraphFont",
    }.get(name, re.sub(r"\W", "", name))


def style_xml(style: Style) -> str:
    """Return the whole XML of one style."""
    follow = f'<w:next w:val="{style_id(style.after)}"/>' if style.after else ""
    ppr = f"<w:pPr>{style.ppr}</w:pPr>" if style.ppr else ""
    rpr = f"<w:rPr>{style.rpr}</w:rPr>" if style.rpr else ""
    return (
        f'<w:style {nsdecls("w")} w:type="{style.kind}" w:customStyle="1" w:styleId="{style_id(style.name)}">'
        f'<w:name w:val="{style.name}"/><w:basedOn w:val="{style_id(style.based)}"/>{follow}'
        f'<w:uiPriority w:val="1"/><w:qFormat/>{ppr}{rpr}</w:style>'
    )


def replace_styles(document: Any) -> None:
    """Keep only Word's own styles that are in use, and add those of the house style."""
    root = document.styles.element
    for element in root.findall(qn("w:style")):
        if element.find(qn("w:name")).get(qn("w:val")).lower() not in {name.lower() for name in KEPT}:
            root.remove(element)
    plain = document.styles["Normal"].element
    for name in ("w:pPr", "w:rPr"):
        for element in plain.findall(qn(name)):
            plain.remove(element)
    for name in ("heading 1", "caption", "header", "footer"):
        base = next(
            s for s in root.findall(qn("w:style")) if s.find(qn("w:name")).get(qn("w:val")).lower() == name
        )
        for tag in ("w:pPr", "w:rPr", "w:link"):
            for element in base.findall(qn(tag)):
                base.remove(element)
    defaults = root.find(qn("w:docDefaults"))
    root.replace(defaults, parse_xml(DEFAULTS))
    for style in STYLES:
        root.append(parse_xml(style_xml(style)))
    root.append(parse_xml(TABLE_STYLE))


DEFAULTS = f"""<w:docDefaults {nsdecls("w")}><w:rPrDefault><w:rPr>
<w:rFonts w:ascii="{FONT}" w:hAnsi="{FONT}" w:eastAsia="{FONT}" w:cs="{FONT}"/><w:color w:val="{BLACK}"/>
<w:sz w:val="21"/><w:szCs w:val="21"/><w:lang w:val="nl-BE" w:eastAsia="nl-BE" w:bidi="ar-SA"/></w:rPr>
</w:rPrDefault><w:pPrDefault><w:pPr><w:widowControl/>
<w:spacing w:before="0" w:after="0" w:line="259" w:lineRule="auto"/></w:pPr></w:pPrDefault></w:docDefaults>"""


def field(instruction: str) -> str:
    """Return a field that Word fills when it lays out the page; no figure is stored."""
    text = f'<w:instrText xml:space="preserve"> {instruction} </w:instrText>'
    begin, separate, end = (f'<w:fldChar w:fldCharType="{kind}"/>' for kind in ("begin", "separate", "end"))
    return "".join(f"<w:r>{part}</w:r>" for part in (begin, text, separate, end))


def running_xml(kind: str, content: str) -> str:
    """Return the paragraph of a page header or footer."""
    return (
        f'<w:p {nsdecls("w")}><w:pPr><w:pStyle w:val="{kind}"/><w:jc w:val="right"/></w:pPr>{content}</w:p>'
    )


def text_run(text: str, properties: str = "") -> str:
    """Return one run of text."""
    return f'<w:r><w:rPr>{properties}</w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'


def page(document: Any) -> None:
    """Set A4, margins, and the running header and footer."""
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2.5)
    section.header_distance = section.footer_distance = Cm(1.2)
    small = f"{color(GREY)}{size(17)}"
    mark = text_run("{{ merk }}", f"<w:b/>{size(17)}{SHADE}")
    numbers = f"{text_run('Pagina ', small)}{field('PAGE')}{text_run(' van ', small)}{field('NUMPAGES')}"
    numbers = numbers.replace("<w:r><w:fld", f"<w:r><w:rPr>{small}</w:rPr><w:fld")
    for part, xml in (
        (section.header, running_xml("Header", mark)),
        (section.footer, running_xml("Footer", numbers)),
    ):
        part.is_linked_to_previous = False
        element = part._element
        element.replace(element.find(qn("w:p")), parse_xml(xml))


def body(document: Any) -> None:
    """Write the placeholders, each in its style."""
    lines = (
        ("Minister", "{{ naam }}"),
        ("Ministertitel", "{{ titel }}"),
        ("Antwoordkop", "{{ kop }}"),
        ("Regel", "{{p regels }}"),
        ("Merk", "{%p if merk %}"),
        ("Merk", "{{ merk }}"),
        ("Merk", "{%p endif %}"),
        ("Antwoord", "{{p vooraf }}"),
        ("Antwoord", "{{p antwoorden }}"),
        ("Bijlagenkop", "{%p if bijlagen %}"),
        ("Bijlagenkop", "{{ bijlagenkop }}"),
        ("Bijlage", "{{p bijlagen }}"),
        ("Bijlagenkop", "{%p endif %}"),
    )
    for style, text in lines:
        document.add_paragraph(text, style=document.styles[style])


def properties(document: Any) -> None:
    """Give the template a title and a language, and a fixed date."""
    core = document.core_properties
    core.title, core.language = "Antwoord op een schriftelijke vraag", "nl-BE"
    core.author = core.comments = core.keywords = core.last_modified_by = ""
    core.created = core.modified = datetime(2025, 1, 1, tzinfo=UTC).replace(tzinfo=None)
    core.revision = 1


def fonts(data: bytes) -> bytes:
    """Return the font table: Calibri, and Carlito where there is none."""
    del data
    return (
        f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        f'<w:fonts {nsdecls("w")}><w:font w:name="{FONT}">'
        f'<w:altName w:val="{FALLBACK}"/><w:panose1 w:val="020F0502020204030204"/><w:charset w:val="00"/>'
        '<w:family w:val="swiss"/><w:pitch w:val="variable"/></w:font></w:fonts>'
    ).encode()


def settings(document: Any) -> None:
    """Set the compatibility mode of current Word, and the step of tabs."""
    root = document.settings.element
    for element in list(root):
        root.remove(element)
    for xml in (
        f'<w:zoom {nsdecls("w")} w:percent="100"/>',
        f'<w:defaultTabStop {nsdecls("w")} w:val="{STEP}"/>',
        f'<w:compat {nsdecls("w")}><w:compatSetting w:name="compatibilityMode" '
        'w:uri="http://schemas.microsoft.com/office/word" w:val="15"/></w:compat>',
        f'<w:themeFontLang {nsdecls("w")} w:val="nl-BE"/>',
    ):
        root.append(parse_xml(xml))


def main() -> None:
    """Write the template beside this script."""
    document = Document()
    replace_styles(document)
    page(document)
    body(document)
    settings(document)
    properties(document)
    thumbnails = [
        key for key, rel in document.part.package.rels.items() if rel.reltype.endswith("/thumbnail")
    ]
    for key in thumbnails:
        del document.part.package.rels[key]
    raw = BytesIO()
    document.save(raw)
    TARGET.write_bytes(stable(raw.getvalue(), {"word/fontTable.xml": fonts}))
    sys.stdout.write(f"{TARGET}\n")


if __name__ == "__main__":
    main()
