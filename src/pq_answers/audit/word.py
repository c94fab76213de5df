"""Reads the Word answer back: texts, tables and pictures in order, margins, and what hides in it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from pq_answers.audit.content import Content
from pq_answers.audit.office import Package, check_dates, check_parts, local, property_texts
from pq_answers.audit.tokens import numbers
from pq_answers.document import Document
from pq_answers.resources import find_file

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_DRAWING = "{http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing}docPr"
_BLIP = "{http://schemas.openxmlformats.org/drawingml/2006/main}blip"
_EMBED = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}embed"
_RELATIONS = "word/_rels/document.xml.rels"
_TEMPLATE = "templates/huisstijl/antwoord.docx"
_TEXT = tuple(f"{_W}{name}" for name in ("t", "tab", "br", "cr", "noBreakHyphen"))
_SIGNS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# What shows another text than the file holds, holds another than it shows, or numbers by itself.
_REFUSED = tuple(
    f"{_W}{name}"
    for name in (
        "del", "ins", "moveFrom", "moveTo", "delText", "commentReference", "footnoteReference",
        "endnoteReference", "object", "altChunk", "sym", "instrText", "fldSimple", "numPr",
    )
)  # fmt: skip
_COUNTS = frozenset({"PAGE", "NUMPAGES", "SECTIONPAGES"})


def read_word(data: bytes, document: Document) -> Content:
    """Return the content of a Word file."""
    package = Package(data)
    content = Content(faults=[*check_parts(package), *check_dates(package, document)])
    body = package.xml("word/document.xml")
    content.faults += _hidden(body, _hiding_styles(package))
    content.faults += [
        f"Het bestand bevat een onverwacht element: {local(item)}." for item in body.iter(*_REFUSED)
    ]
    _walk(body, content)
    content.asides += property_texts(package) + list(_descriptions(body))
    _pictures(package, body, content)
    for part in ("word/header", "word/footer", "word/footnotes", "word/endnotes"):
        for name in package.matching(part):
            _margin(package.xml(name), content)
    return content


def _walk(element: Any, content: Content) -> list[str]:
    """Collect the paragraphs under `element` in order, tables cell by cell; return their texts."""
    found: list[str] = []
    for child in element:
        if child.tag == f"{_W}p":
            text = _paragraph(child)
            content.texts.append(text)
            found.append(text)
        elif child.tag == f"{_W}tbl":
            rows: list[list[str]] = []
            content.tables.append(rows)
            rows += [_row(row, content) for row in child.iter(f"{_W}tr")]
        elif isinstance(child.tag, str):
            found += _walk(child, content)
    return found


def _row(row: Any, content: Content) -> list[str]:
    return [" ".join(_walk(cell, content)) for cell in row.iter(f"{_W}tc")]


def _paragraph(paragraph: Any) -> str:
    return "".join(
        (node.text or "") if node.tag == _TEXT[0] else _SIGNS[local(node)] for node in paragraph.iter(*_TEXT)
    )


def _hidden(root: Any, styles: set[str]) -> Iterator[str]:
    marks = (*root.iter(f"{_W}vanish", f"{_W}webHidden", f"{_W}specVanish"),)
    used = {node.get(f"{_W}val") for node in root.iter(f"{_W}pStyle", f"{_W}rStyle", f"{_W}tblStyle")}
    if any(map(_on, marks)) or used & styles:
        yield "Het bestand bevat verborgen tekst."


def _on(mark: Any) -> bool:
    return mark.get(f"{_W}val", "1") not in {"0", "false", "off"}


def _hiding_styles(package: Package) -> set[str]:
    if "word/styles.xml" not in package.parts or b"anish" not in package.parts["word/styles.xml"]:
        return set()
    styles = package.xml("word/styles.xml").iter(f"{_W}style")
    return {style.get(f"{_W}styleId") for style in styles if any(map(_on, style.iter(f"{_W}vanish")))}


def _descriptions(root: Any) -> Iterator[str]:
    """Yield the texts that only a screen reader says."""
    for node in root.iter(f"{_W}tblCaption", f"{_W}tblDescription", f"{_W}alias", f"{_W}tag"):
        yield node.get(f"{_W}val", "")
    for node in root.iter(_DRAWING):
        yield from (node.get(name, "") for name in ("title", "descr"))


def _pictures(package: Package, body: Any, content: Content) -> None:
    """Collect the pictures in the text in order; those of the house style are no part of the answer."""
    style = _house_style() if any(map(_is_picture, package.parts)) else frozenset()
    targets = {rel.get("Id"): rel.get("Target", "") for rel in package.xml(_RELATIONS)}
    shown = [targets.get(blip.get(_EMBED), "") for blip in body.iter(_BLIP)]
    found = [package.parts.get(_whole_name(target), b"") for target in shown]
    content.drawings += [data for data in found if data not in style]
    for name in filter(_is_picture, package.parts):
        if package.parts[name] not in style and package.parts[name] not in found:
            content.faults.append(f"Het bestand bevat een afbeelding die er niet hoort: {name}.")


def _whole_name(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"word/{target}"


def _is_picture(name: str) -> bool:
    return "media/" in name


def _house_style() -> frozenset[bytes]:
    """Return the pictures of the Word template: a logo may stand in the text, the header or the footer."""
    parts = Package(find_file(_TEMPLATE).read_bytes()).parts
    return frozenset(data for name, data in parts.items() if _is_picture(name))


def _margin(root: Any, content: Content) -> None:
    """Collect a header, footer or note; the only numbers of its own are those of pages."""
    content.faults += _hidden(root, set())
    for paragraph in root.iter(f"{_W}p"):
        text, result, code = "", False, ""
        for node in paragraph.iter(f"{_W}t", f"{_W}fldChar", f"{_W}instrText", f"{_W}fldSimple"):
            kind = node.get(f"{_W}fldCharType", "")
            code += node.text or "" if local(node) == "instrText" else ""
            code += node.get(f"{_W}instr", "") + " "
            # Word stores the last page number that it showed: a result, not a text of ours.
            result = kind == "separate" or (result and kind != "end")
            text += (node.text or "") if local(node) == "t" and not result else ""
        if numbers(text):
            content.asides.append(text)
        if not set(code.split()) <= _COUNTS:
            content.faults.append("De kop- of voettekst bevat een onverwacht veld.")
