"""Word XML of paragraphs, lists and numbered answers, by the names of the template's styles."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

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
    TableBlock,
)
from pq_answers.render import docx_table
from pq_answers.render.docx_pages import Pages
from pq_answers.render.docx_picture import Pictures
from pq_answers.render.docx_xml import Look, paragraph, run_xml, runs_xml
from pq_answers.render.inline import clean, merged
from pq_answers.render.widths import Fit, fit

STEP = 454
"""The depth of one level of numbering in twentieths of a point (0,8 cm)."""

_STYLES = {"opmerking": "Opmerking", "open": "Open"}


@dataclass(frozen=True, slots=True)
class Composer:
    """What turns blocks into Word XML: the template's style ids by name, its pages, and its pictures."""

    styles: Mapping[str, str]
    pages: Pages
    pictures: Pictures

    def sections(self, sections: tuple[Section, ...]) -> str:
        """Return the numbered answers."""
        return "".join(part for section in sections for part in self._section(section))

    def blocks(self, blocks: tuple[Block, ...], indent: int = 0) -> Iterator[str]:
        """Yield the blocks, each kept with the table that it introduces."""
        for at, block in enumerate(blocks):
            follower = blocks[at + 1] if at + 1 < len(blocks) else None
            before = blocks[at - 1] if at else None
            look = Look(
                indent=indent,
                keep_next=isinstance(follower, TableBlock),
                after_table=isinstance(before, TableBlock),
            )
            yield from self._block(block, look)

    def lines(self, document: Document) -> str:
        """Return the lines under the heading."""
        return "".join(self._runs(line, "Regel", Look()) for line in document.letterhead.lines)

    def annexes(self, annexes: tuple[Annex, ...]) -> str:
        """Return the list of annexes: number and title."""
        look = Look(indent=STEP, hanging=STEP)
        lines = ((run_xml(Run(f"{annex.number}.")), runs_xml(annex.title)) for annex in annexes)
        return "".join(paragraph(self.styles["Bijlage"], look, _TAB.join(line)) for line in lines)

    def _section(self, section: Section) -> Iterator[str]:
        depth = max(section.depth, len(section.labels))
        indent = STEP * depth
        match section.blocks:
            case (Paragraph() as first, *rest):
                opening, others = first, tuple(rest)
            case blocks:
                opening, others = Paragraph(()), blocks
        introduces = (bool(others) and isinstance(others[0], TableBlock)) or not opening.runs
        look = Look(indent=indent, hanging=STEP * len(section.labels), keep_next=introduces)
        yield self._opening(section.labels, opening, look)
        yield from self.blocks(others, indent)

    def _opening(self, labels: tuple[Run, ...], opening: Paragraph, look: Look) -> str:
        style = self.styles["Vraaglabel"]
        marks = _TAB.join(run_xml(Run(clean(label.text)), style) for label in labels)
        text = runs_xml(opening.runs, self.styles["Open gedeelte"] if opening.style == "open" else "")
        joined = f"{marks}{_TAB if marks and text else ''}{text}"
        return paragraph(self.styles["Vraagnummer"], look, joined)

    def _block(self, block: Block, look: Look) -> Iterator[str]:
        match block:
            case Paragraph():
                yield self._runs(block.runs, _STYLES.get(block.style, "Antwoord"), look)
            case BulletList():
                point = Look(indent=look.indent + STEP // 2, hanging=STEP // 2)
                for item in block.items:
                    yield paragraph(
                        self.styles["Opsomming"], point, run_xml(Run("•")) + _TAB + runs_xml(item)
                    )
            case TableBlock():
                yield self._table(block, look)
            case ChartBlock():
                yield self._chart(block, look.indent)

    def _runs(self, runs: Runs, style: str, look: Look) -> str:
        return paragraph(self.styles[style], look, runs_xml(runs))

    def _table(self, table: TableBlock, look: Look) -> str:
        chosen, indent = fit(table, self.pages.upright - look.indent), look.indent
        if chosen.wraps:
            # The margin of the numbering is there to be used before labels wrap or figures shrink.
            wide = fit(table, self.pages.upright)
            if chosen.size or not wide.wraps:
                chosen, indent = wide, 0
        if chosen.fits:
            return self._whole(table, chosen, indent)
        return self.pages.turned(self._whole(table, fit(table, self.pages.sideways), 0))

    def _chart(self, chart: ChartBlock, indent: int) -> str:
        caption = self._runs(chart.caption, "Tabeltitel", Look(indent=indent, keep_next=True))
        # A page is about as high as it is wide on its side; the caption stands on it too.
        room = (self.pages.upright - indent, self.pages.sideways * 9 // 10)
        return caption + self.pictures.xml(chart, self.styles["Antwoord"], Look(indent=indent), room)

    def _whole(self, table: TableBlock, chosen: Fit, indent: int) -> str:
        beside = Look(indent=indent, keep_next=True)
        parts = [self._runs(table.caption, "Tabeltitel", beside)]
        if merged(table.unit):
            parts.append(self._runs(table.unit, "Tabeleenheid", beside))
        parts.append(docx_table.table(table, chosen, indent, self.styles))
        for at, note in enumerate(table.notes):
            more = at < len(table.notes) - 1
            parts.append(
                self._runs(note, "Tabelnoot", Look(indent=indent, keep_next=more, after_table=not at))
            )
        return "".join(parts)


_TAB = "<w:r><w:tab/></w:r>"
