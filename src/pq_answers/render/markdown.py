"""Markdown: headings, paragraphs and pipe tables; only what would change meaning is escaped."""

from __future__ import annotations

import re

from pq_answers.document import (
    Block,
    BulletList,
    ChartBlock,
    Document,
    Paragraph,
    Run,
    Runs,
    Section,
    TableBlock,
)
from pq_answers.render import grid
from pq_answers.render.inline import clean, merged, printed

_INLINE = re.compile(r"[\\`*\[|~]|<(?=[A-Za-z/!?])|&(?=#?\w+;)|(?<![^\W_])_|_(?![^\W_])")
_LINE_START = re.compile(r"^(\s*)(?:(\d+)([.)])(?=\s|$)|([-+](?=\s|$)|#{1,6}(?=\s|$)|>|={2,}|-{2,}))")


def render(document: Document) -> bytes:
    """Return the whole document, annexes in full, as UTF-8."""
    parts = [*_letterhead(document), *_blocks(document.preliminary)]
    for section in document.sections:
        parts += _section(section)
    parts += _annex_list(document)
    for annex in document.annexes:
        parts += [f"## Bijlage {annex.number}: {_runs(annex.title)}", *_blocks(annex.blocks)]
    return ("\n\n".join(part for part in parts if part) + "\n").encode()


def _letterhead(document: Document) -> list[str]:
    head = document.letterhead
    top = "  \n".join(filter(None, [_bold(escape(head.name)), escape(head.title)]))
    lines = "  \n".join(_start(_runs(line)) for line in head.lines)
    mark = f"> {_bold(escape(document.mark))}" if document.mark else ""
    return [top, f"# {escape(head.heading)}" if head.heading else "", lines, mark]


def _bold(text: str) -> str:
    return f"**{text}**" if text.strip() else text


def _section(section: Section) -> list[str]:
    labels = _bold(" ".join(escape(label.text) for label in section.labels))
    match section.blocks:
        case (Paragraph() as first, *rest) if labels:
            text = _runs(first.runs)
            opening = f"> {labels} {text}" if first.style == "open" else f"{labels} {text}"
            return [opening, *_blocks(tuple(rest))]
    return [labels, *_blocks(section.blocks)]


def _annex_list(document: Document) -> list[str]:
    if not document.annexes:
        return []
    items = [f"{annex.number}. {_runs(annex.title)}" for annex in document.annexes]
    return [f"## {escape(document.annex_heading)}", "\n".join(items)]


def _blocks(blocks: tuple[Block, ...]) -> list[str]:
    return [part for block in blocks for part in _block(block)]


def _block(block: Block) -> list[str]:
    match block:
        case Paragraph():
            return [("> " if block.style == "open" else "") + _start(_runs(block.runs))]
        case BulletList():
            return ["\n".join(f"- {_start(_runs(item))}" for item in block.items)]
        case TableBlock():
            notes = [_start(_runs(note)) for note in block.notes]
            return [_bold(escape(printed(block.caption))), _start(_runs(block.unit)), _table(block), *notes]
        case ChartBlock():
            return []  # its figures stand in the table just above


def _table(table: TableBlock) -> str:
    # Markdown knows one header row; the lower ones stand below it in bold, so each figure is printed once.
    width = grid.column_count(table)
    heads = [_head_row(row, width) for row in grid.head(table)] or [[""] * width]
    rule = ["---:" if right else ":---" for right in grid.right_aligned(table)]
    lower = [[_bold(text) for text in row] for row in heads[1:]]
    rows = [[_runs(runs) for runs in row] for row in grid.body(table)]
    return "\n".join(_line(row, width) for row in [heads[0], rule, *lower, *rows])


def _head_row(row: list[grid.HeadCell], width: int) -> list[str]:
    texts = [""] * width
    for cell in row:
        texts[cell.column] = "" if cell.continued else escape(printed(cell.runs))
    return texts


def _line(texts: list[str], width: int) -> str:
    return f"| {' | '.join(texts + [''] * (width - len(texts)))} |"


def _start(text: str) -> str:
    """Return a paragraph's text whose opening cannot be taken for a list, a heading or a quotation."""
    return _LINE_START.sub(lambda m: f"{m[1]}{m[2]}\\{m[3]}" if m[2] else f"{m[1]}\\{m[4]}", text)


def _runs(runs: Runs) -> str:
    return "".join(_run(run) for run in merged(runs))


def _run(run: Run) -> str:
    text = escape(run.text)
    stars = "*" * (2 * run.bold + run.italic)
    core = text.strip()
    # Stars beside punctuation inside a word would be printed instead of read.
    if not stars or not core or not (core[0].isalnum() and core[-1].isalnum()):
        return text
    return text.replace(core, f"{stars}{core}{stars}", 1)


def escape(text: str) -> str:
    """Return `text` with the characters escaped that Markdown would take for markup."""
    return _INLINE.sub(lambda match: "\\" + match[0], clean(text))
