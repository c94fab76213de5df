"""The text of a Word file: paragraphs, table cells and text boxes in order, with the numbers of its lists."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pq_answers.understand.reading_blocks import Block, as_text, joined_row
from pq_answers.understand.reading_numbering import Numbering
from pq_answers.understand.reading_package import Package, attribute, broken, child, local

_WRAPPERS = {"sdt", "sdtContent", "ins", "moveTo", "customXml", "smartTag", "AlternateContent", "Choice"}
# What a reader of the page does not see: removed text, a field's code, the older twin of a drawing.
_UNSEEN = {
    "del",
    "moveFrom",
    "delText",
    "instrText",
    "Fallback",
    "pPr",
    "rPr",
    "sdtPr",
    "drawing",
    "pict",
    "object",
}
_SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_OFF = {"0", "false", "off"}


def docx_text(data: bytes) -> str:
    """Return the text of a Word file; its headers and footers are other parts, which are not read."""
    package = Package(data)
    body = child(package.main, "body")
    if body is None:
        raise broken()
    return as_text(list(_blocks(body, Numbering(package.numbering, package.styles))))


def _blocks(node: Any, numbering: Numbering) -> Iterator[Block]:
    for part in node:
        name = local(part)
        if name == "p":
            yield from _paragraph(part, numbering)
        elif name == "tbl":
            yield from _table(part, numbering)
        elif name in _WRAPPERS:
            yield from _blocks(part, numbering)


def _paragraph(paragraph: Any, numbering: Numbering) -> Iterator[Block]:
    text = "".join(_inline(paragraph)).strip()
    label, level = numbering.label(paragraph)
    if text or label:
        yield Block(text, label, level)
    for box in _boxes(paragraph):
        yield from _blocks(box, numbering)


def _table(table: Any, numbering: Numbering) -> Iterator[Block]:
    for row in _within(table, "tr"):
        if child(row, "trPr", "del") is None:
            yield from joined_row([list(_blocks(cell, numbering)) for cell in _within(row, "tc")])


def _within(node: Any, name: str) -> Iterator[Any]:
    """Yield the children of a name, also those that a content control or a tracked change wraps."""
    for part in node:
        if local(part) == name:
            yield part
        elif local(part) in _WRAPPERS:
            yield from _within(part, name)


def _inline(node: Any) -> Iterator[str]:
    for part in node:
        name = local(part)
        if name == "t":
            # A line end inside a text is only how the file was saved; a real one is an element.
            yield re.sub(r"\s", " ", part.text or "")
        elif name in _SIGNS:
            yield _SIGNS[name]
        elif name not in _UNSEEN and not _hidden(part):
            yield from _inline(part)


def _hidden(run: Any) -> bool:
    mark = child(run, "rPr", "vanish")
    return mark is not None and attribute(mark) not in _OFF


def _boxes(node: Any) -> Iterator[Any]:
    """Yield the text boxes that hang on a paragraph, each once."""
    for part in node:
        if local(part) == "txbxContent":
            yield part
        # The same box stands twice in a file, the second time for Word of before 2010.
        elif local(part) not in {"Fallback", "del", "moveFrom", ""}:
            yield from _boxes(part)
