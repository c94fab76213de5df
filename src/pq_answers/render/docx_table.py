"""Word XML of a table: repeated header rows, unbroken rows, figures to the right, alternative text."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from pq_answers.document import Runs, TableBlock
from pq_answers.render import grid
from pq_answers.render.docx_xml import Look, paragraph, runs_xml
from pq_answers.render.inline import clean, printed
from pq_answers.render.widths import PADDING, Fit

_SMALL = 24
"""A table of at most so many rows stays on one page."""


def table(block: TableBlock, fit: Fit, indent: int, styles: Mapping[str, str]) -> str:
    """Return the table itself; its caption and notes are paragraphs around it."""
    head = "".join(_head(block, fit, styles))
    body = "".join(_body(block, fit, styles))
    columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in fit.widths)
    properties = _properties(block, fit, indent, styles)
    return f"<w:tbl>{properties}<w:tblGrid>{columns}</w:tblGrid>{head}{body}</w:tbl>"


def _properties(block: TableBlock, fit: Fit, indent: int, styles: Mapping[str, str]) -> str:
    caption = printed(block.caption)
    return (
        f'<w:tblPr><w:tblStyle w:val="{styles["Antwoordtabel"]}"/><w:tblW w:w="{fit.total}" w:type="dxa"/>'
        f'<w:tblInd w:w="{indent}" w:type="dxa"/><w:tblLayout w:type="fixed"/>'
        f'<w:tblCellMar><w:left w:w="{PADDING}" w:type="dxa"/>'
        f'<w:right w:w="{PADDING}" w:type="dxa"/></w:tblCellMar>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" '
        'w:noHBand="1" w:noVBand="1"/>'
        f'<w:tblCaption w:val="{escape(caption)}"/>'
        f'<w:tblDescription w:val="{escape(clean(block.summary) or caption)}"/></w:tblPr>'
    )


def _head(block: TableBlock, fit: Fit, styles: Mapping[str, str]) -> Iterator[str]:
    rows = grid.head(block)
    right = grid.right_aligned(block)
    for number, row in enumerate(rows):
        cells = [_head_cell(cell, fit, right, styles, number == len(rows) - 1) for cell in row]
        yield f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{''.join(cells)}</w:tr>"


def _head_cell(
    cell: grid.HeadCell, fit: Fit, right: list[bool], styles: Mapping[str, str], last: bool
) -> str:
    columns = fit.widths[cell.column : cell.column + cell.span]
    align = "center" if cell.span > 1 else ("right" if right[cell.column] else "")
    merge = f'<w:vMerge w:val="{"continue" if cell.continued else "restart"}"/>' if cell.depth > 1 else ""
    inner = merge + _rule(cell, last)
    text = "" if cell.continued else runs_xml(cell.runs, size=fit.size)
    content = paragraph(styles["Tabelkop"], Look(keep_next=True, align=align), text)
    return _cell(sum(columns), cell.span, inner, content, "bottom")


def _rule(cell: grid.HeadCell, last: bool) -> str:
    if last:
        return '<w:tcBorders><w:bottom w:val="single" w:sz="8" w:space="0" w:color="333332"/></w:tcBorders>'
    if cell.span > 1:
        return '<w:tcBorders><w:bottom w:val="single" w:sz="4" w:space="0" w:color="8C8C8C"/></w:tcBorders>'
    return ""


def _cell(width: int, span: int, inner: str, content: str, vertical: str = "") -> str:
    spanned = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    placed = f'<w:vAlign w:val="{vertical}"/>' if vertical else ""
    properties = f'<w:tcW w:w="{width}" w:type="dxa"/>{spanned}{inner}{placed}'
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content}</w:tc>"


def _body(block: TableBlock, fit: Fit, styles: Mapping[str, str]) -> Iterator[str]:
    right = grid.right_aligned(block)
    names = [styles["Tabelgetal"] if to_right else styles["Tabelcel"] for to_right in right]
    count = len(block.rows)
    for number, row in enumerate(grid.body(block)):
        keep = _kept(number, count, bool(block.notes))
        padded = row + [()] * (len(names) - len(row))
        cells = "".join(_body_cell(runs, at, names[at], keep, fit) for at, runs in enumerate(padded))
        yield f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{cells}</w:tr>"


def _kept(number: int, count: int, noted: bool) -> bool:
    """Return whether a row stays with the next: small tables whole, of others the first and last rows."""
    last = number == count - 1
    return noted if last else count <= _SMALL or number < 2 or number == count - 2


def _body_cell(runs: Runs, at: int, style: str, keep: bool, fit: Fit) -> str:
    content = paragraph(style, Look(keep_next=keep), runs_xml(runs, size=fit.size))
    return _cell(fit.widths[at], 1, "", content)
