"""Plain text for a mail: at most 100 columns where a table allows it, columns aligned with spaces."""

from __future__ import annotations

import re
import textwrap

from pq_answers.document import Block, BulletList, ChartBlock, Document, Paragraph, Runs, Section, TableBlock
from pq_answers.render import grid
from pq_answers.render.inline import clean, printed

WIDTH = 100
_STEP = 4
_GAP = "  "
_DIGIT = re.compile(r"\d")


def render(document: Document) -> bytes:
    """Return the whole document, annexes in full, as UTF-8."""
    parts = [*_letterhead(document), *_blocks(document.preliminary, 0)]
    for section in document.sections:
        parts += _section(section)
    parts += _annex_list(document)
    for annex in document.annexes:
        parts += [_underlined(f"Bijlage {annex.number}: {printed(annex.title)}"), *_blocks(annex.blocks, 0)]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _letterhead(document: Document) -> list[str]:
    head = document.letterhead
    top = "\n".join(_wrap(clean(text)) for text in (head.name, head.title) if text)
    lines = [_underlined(clean(head.heading)) if head.heading else "", *map(_paragraph, head.lines)]
    mark = f"*** {clean(document.mark)} ***" if document.mark else ""
    return [top, "\n".join(filter(None, lines)), mark]


def _underlined(text: str) -> str:
    return f"{_wrap(text)}\n{'=' * min(len(text), WIDTH)}"


def _paragraph(runs: Runs) -> str:
    return _wrap(printed(runs))


def _wrap(text: str, first: str = "", rest: str | None = None) -> str:
    return textwrap.fill(
        text,
        WIDTH,
        initial_indent=first,
        subsequent_indent=first if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )


def _section(section: Section) -> list[str]:
    depth = max(section.depth, len(section.labels))
    indent = _STEP * depth
    outer = " " * (_STEP * (depth - len(section.labels)))
    labels = outer + "".join(f"{clean(label.text)} ".ljust(_STEP) for label in section.labels)
    match section.blocks:
        case (Paragraph() as first, *rest):
            opening = _wrap(printed(first.runs), _marked(first, labels), " " * indent)
            return [opening, *_blocks(tuple(rest), indent)]
    return [labels.rstrip(), *_blocks(section.blocks, indent)]


def _marked(paragraph: Paragraph, lead: str) -> str:
    return f"{lead}>>> " if paragraph.style == "open" else lead


def _annex_list(document: Document) -> list[str]:
    if not document.annexes:
        return []
    items = [_wrap(f"{annex.number}. {printed(annex.title)}", "", "   ") for annex in document.annexes]
    return [_underlined(clean(document.annex_heading)), "\n".join(items)]


def _blocks(blocks: tuple[Block, ...], indent: int) -> list[str]:
    return [part for block in blocks for part in _block(block, " " * indent)]


def _block(block: Block, lead: str) -> list[str]:
    match block:
        case Paragraph():
            return [_wrap(printed(block.runs), _marked(block, lead), lead)]
        case BulletList():
            return ["\n".join(_wrap(printed(item), f"{lead}- ", f"{lead}  ") for item in block.items)]
        case TableBlock():
            top = "\n".join(_wrap(printed(runs), lead) for runs in (block.caption, block.unit) if runs)
            notes = "\n".join(_wrap(printed(note), lead) for note in block.notes)
            return [top, _table(block, lead), notes]
        case ChartBlock():
            return []  # its figures stand in the table just above


def render_table(table: TableBlock) -> str:
    """Return one table with its caption, unit and notes as text, for the command line."""
    return "\n\n".join(part for part in _block(table, "") if part) + "\n"


def _table(table: TableBlock, lead: str) -> str:
    heads = grid.head(table)
    rows = grid.texts(table)
    widths = _widths(table, heads, rows, WIDTH - len(lead))
    right = grid.right_aligned(table)
    rule = _GAP.join("-" * width for width in widths)
    lines = [line for row in heads for line in _head_lines(row, widths, right)]
    lines += [rule] if lines else []
    lines += [line for row in rows for line in _row_lines(row, widths, right)]
    return "\n".join((lead + line).rstrip() for line in lines)


def _widths(
    table: TableBlock, heads: list[list[grid.HeadCell]], rows: list[list[str]], room: int
) -> list[int]:
    count = grid.column_count(table)
    single = [(cell.column, printed(cell.runs)) for row in heads for cell in row if cell.span == 1]
    cells = [(column, text) for row in rows for column, text in enumerate(row)] + single
    widest = [max((len(text) for at, text in cells if at == column), default=1) for column in range(count)]
    narrow = [
        max((_unbreakable(text) for at, text in cells if at == column), default=1) for column in range(count)
    ]
    excess = sum(widest) + len(_GAP) * (count - 1) - room
    if excess > sum(widest) - sum(narrow):
        return _with_groups(heads, [max(width, 1) for width in widest])
    for column in sorted(range(count), key=lambda column: narrow[column] - widest[column]):
        cut = max(0, min(excess, widest[column] - narrow[column]))
        widest[column] -= cut
        excess -= cut
    return _with_groups(heads, [max(width, 1) for width in widest])


def _unbreakable(text: str) -> int:
    """Return the least width of a cell: figures stay on its first line, so that rows read in order."""
    kept = text[: last.end()] if (last := _last_digit(text)) else ""
    tail = text[len(kept) :]
    first = len(kept) + len(tail.split(" ", 1)[0]) if kept else 0
    return max([first, *(len(word) for word in tail.split(" "))])


def _last_digit(text: str) -> re.Match[str] | None:
    return next(iter(reversed(list(_DIGIT.finditer(text)))), None)


def _with_groups(heads: list[list[grid.HeadCell]], widths: list[int]) -> list[int]:
    for cell in (cell for row in heads for cell in row if cell.span > 1):
        columns = range(cell.column, min(cell.column + cell.span, len(widths)))
        missing = len(printed(cell.runs)) - sum(widths[c] for c in columns) - len(_GAP) * (len(columns) - 1)
        for extra in range(max(0, missing)):
            widths[columns[extra % len(columns)]] += 1
    return widths


def _head_lines(row: list[grid.HeadCell], widths: list[int], right: list[bool]) -> list[str]:
    texts, spans, sides = [], [], []
    for cell in row:
        texts.append("" if cell.continued else printed(cell.runs))
        columns = range(cell.column, min(cell.column + cell.span, len(widths)))
        spans.append(sum(widths[c] for c in columns) + len(_GAP) * (len(columns) - 1))
        sides.append(cell.span == 1 and right[cell.column])
    return _row_lines(texts, spans, sides)


def _row_lines(texts: list[str], widths: list[int], right: list[bool]) -> list[str]:
    wrapped = [_cell_lines(text, width) for text, width in zip(texts, widths, strict=False)]
    height = max((len(lines) for lines in wrapped), default=0)
    padded = [lines + [""] * (height - len(lines)) for lines in wrapped]
    return [
        _GAP.join(_aligned(cell, widths[at], right[at]) for at, cell in enumerate(line))
        for line in zip(*padded, strict=True)
    ]


def _aligned(text: str, width: int, right: bool) -> str:
    return text.rjust(width) if right else text.ljust(width)


def _cell_lines(text: str, width: int) -> list[str]:
    if len(text) <= width:
        return [text]
    return textwrap.wrap(text, width, break_long_words=False, break_on_hyphens=False)
