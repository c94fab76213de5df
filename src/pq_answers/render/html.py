"""The HTML answer: one standalone page from a Jinja2 template that a ministry may replace."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from markupsafe import Markup, escape

from pq_answers.document import (
    Annex,
    Block,
    BulletList,
    ChartBlock,
    Document,
    Paragraph,
    Run,
    Runs,
    Section,
    Source,
    TableBlock,
)
from pq_answers.document.drawing import draw
from pq_answers.errors import InputError
from pq_answers.render import grid
from pq_answers.render.faults import template_problem
from pq_answers.render.inline import clean, merged, printed
from pq_answers.resources import find_file

if TYPE_CHECKING:
    from jinja2 import Template

TEMPLATE = "templates/huisstijl/antwoord.html.j2"
_WIDE = 10
_NONE = Markup("")
_NOT_IN_ID = re.compile(r"[^\w-]+")


@dataclass(frozen=True, slots=True)
class HeadView:
    """A header cell as the template prints it; an empty corner has no text and is no header."""

    text: Markup
    span: int
    depth: int
    scope: str
    right: bool


@dataclass(frozen=True, slots=True)
class TableView:
    """A table as the template prints it."""

    anchor: str
    caption: Markup
    unit: Markup
    summary: str
    head: list[list[HeadView]]
    rows: list[tuple[list[Markup], list[tuple[Markup, bool]]]]
    notes: list[Markup]
    wide: bool


@dataclass(frozen=True, slots=True)
class BlockView:
    """One block: `kind` is the paragraph's style, "lijst", "tabel" or "grafiek"; a chart has a caption."""

    kind: str
    text: Markup = _NONE
    caption: Markup = _NONE
    items: tuple[Markup, ...] = ()
    table: TableView | None = None


@dataclass(frozen=True, slots=True)
class SectionView:
    """One numbered answer; its labels stand before the first paragraph."""

    path: str
    anchor: str
    labels: tuple[str, ...]
    depth: int
    first: BlockView
    rest: list[BlockView]


@dataclass(frozen=True, slots=True)
class AnnexView:
    """One annex in full."""

    number: int
    title: Markup
    blocks: list[BlockView]


def render(document: Document) -> bytes:
    """Return the page as UTF-8; raise `InputError` where the template is not usable."""
    from jinja2 import TemplateError

    path = find_file(TEMPLATE)
    try:
        template = _template(path.read_text(encoding="utf-8"))
        return template.render(page_context(document)).encode()
    except (TemplateError, UnicodeDecodeError) as error:
        line = getattr(error, "lineno", None)
        raise InputError(
            f"Het HTML-sjabloon is niet bruikbaar: {template_problem(error)}.",
            where=f"{path}:{line}" if line else str(path),
            fix="Verbeter het sjabloon, of zet het meegeleverde terug.",
        ) from error


@lru_cache(maxsize=4)
def _template(source: str) -> Template:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    return environment.from_string(source)


Mark = Callable[[Source, Markup], Markup]
"""Puts something around a number that is printed, given what it traces to."""


def page_context(document: Document, mark: Mark | None = None) -> dict[str, object]:
    """Return what a template of a page needs; `mark` may put something around every traced number."""
    views, head = _Views(mark), document.letterhead
    return {
        "taal": document.language,
        "documenttitel": clean(document.title),
        "onderwerp": clean(document.subject),
        "eigenschappen": [(clean(name), clean(value)) for name, value in document.properties],
        "naam": clean(head.name),
        "titel": clean(head.title),
        "kop": clean(head.heading),
        "regels": [views.markup(line) for line in head.lines],
        "merk": clean(document.mark),
        "vooraf": views.blocks(document.preliminary),
        "antwoorden": [views.section(section) for section in document.sections],
        "bijlagenkop": clean(document.annex_heading),
        "bijlagen": [views.annex(annex) for annex in document.annexes],
    }


@dataclass(frozen=True, slots=True)
class _Views:
    """Turns the parts of a document into what a template prints."""

    mark: Mark | None

    def markup(self, runs: Runs) -> Markup:
        if self.mark is None:
            return Markup("").join(map(_run, merged(runs)))
        return Markup("").join(_marked(run, self.mark) for run in runs)

    def section(self, section: Section) -> SectionView:
        blocks = self.blocks(section.blocks)
        opens = bool(section.blocks) and isinstance(section.blocks[0], Paragraph)
        first, rest = (blocks[0], blocks[1:]) if opens else (BlockView("tekst"), blocks)
        labels = tuple(clean(label.text) for label in section.labels)
        depth = max(section.depth, len(labels))
        return SectionView(clean(section.path), _anchor(section.path), labels, depth, first, rest)

    def annex(self, annex: Annex) -> AnnexView:
        return AnnexView(annex.number, self.markup(annex.title), self.blocks(annex.blocks))

    def blocks(self, blocks: tuple[Block, ...]) -> list[BlockView]:
        return [self.block(block) for block in blocks]

    def block(self, block: Block) -> BlockView:
        match block:
            case Paragraph():
                return BlockView(block.style, self.markup(block.runs))
            case BulletList():
                return BlockView("lijst", items=tuple(map(self.markup, block.items)))
            case TableBlock():
                return BlockView("tabel", table=self.table(block))
            case ChartBlock():
                # As its text, so that a template of a ministry that knows no charts still shows it.
                svg = Markup(draw(block).svg)  # noqa: S704 - escaped where it is drawn
                return BlockView("grafiek", svg, self.markup(block.caption))

    def table(self, table: TableBlock) -> TableView:
        right = grid.right_aligned(table)
        size = grid.stub_size(table)
        return TableView(
            _anchor(table.id),
            self.markup(table.caption),
            self.markup(table.unit),
            clean(table.summary) or printed(table.caption),
            [[self.head(cell, right) for cell in row if not cell.continued] for row in grid.head(table)],
            [self.row(row, size, right) for row in grid.body(table)],
            [self.markup(note) for note in table.notes],
            grid.column_count(table) > _WIDE,
        )

    def row(
        self, row: list[Runs], size: int, right: list[bool]
    ) -> tuple[list[Markup], list[tuple[Markup, bool]]]:
        texts = [self.markup(runs) for runs in row]
        return texts[:size], list(zip(texts[size:], right[size:], strict=False))

    def head(self, cell: grid.HeadCell, right: list[bool]) -> HeadView:
        scope = "colgroup" if cell.span > 1 else "col"
        return HeadView(self.markup(cell.runs), cell.span, cell.depth, scope, right[cell.column])


def _run(run: Run) -> Markup:
    text = escape(run.text)
    text = Markup("<em>{}</em>").format(text) if run.italic else text
    return Markup("<strong>{}</strong>").format(text) if run.bold else text


def _marked(run: Run, mark: Mark) -> Markup:
    shown = _run(replace(run, text=clean(run.text)))
    return mark(run.source, shown) if run.source and shown else shown


def _anchor(name: str) -> str:
    return _NOT_IN_ID.sub("-", clean(name))
