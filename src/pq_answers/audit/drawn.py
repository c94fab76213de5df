"""Holds the charts of a file against the Document: the whole drawing, and what it says by itself."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence

from pq_answers.audit.content import Content
from pq_answers.audit.finding import Finding, fault
from pq_answers.audit.office import local, parse
from pq_answers.audit.tokens import all_numbers
from pq_answers.document import Block, ChartBlock, Document, plain
from pq_answers.document.drawing import draw, picture


def compare_page(file: str, content: Content, document: Document) -> Iterator[Finding]:
    """Yield how the charts of a page differ from those of the Document, annexes included."""
    yield from _compare(file, content, document.charts, lambda chart: draw(chart).svg.encode())


def compare_word(file: str, content: Content, document: Document) -> Iterator[Finding]:
    """Yield how the pictures of a Word file differ from the Document's charts outside the annexes."""
    # Annexes are listed in Word, not printed.
    sections = (block for section in document.sections for block in section.blocks)
    charts = [*_charts(document.preliminary), *_charts(tuple(sections))]
    yield from _compare(file, content, charts, picture)


def _charts(blocks: Sequence[Block]) -> list[ChartBlock]:
    return [block for block in blocks if isinstance(block, ChartBlock)]


def _compare(
    file: str, content: Content, charts: Sequence[ChartBlock], made: Callable[[ChartBlock], bytes]
) -> Iterator[Finding]:
    found = content.drawings
    if len(found) != len(charts):
        yield fault(file, f"Het bestand telt {len(found)} grafieken in plaats van {len(charts)}.")
    for number, (data, chart) in enumerate(zip(found, charts, strict=False), 1):
        if data != made(chart):
            yield fault(file, f"Grafiek {number} is een andere dan die van het antwoord.")
    for number, chart in enumerate(charts, 1):
        if foreign := _foreign(chart):
            yield fault(file, f"In grafiek {number} staat een getal te veel.", found=" ".join(foreign))


def _foreign(chart: ChartBlock) -> list[str]:
    """Return the numbers that the drawing prints and the chart does not hold, or not so often.

    The comparison above trusts the drawing; this does not. A line may leave figures out for want of room.
    """
    # Text elements only: the name and the alternative text are held against the chart by themselves.
    root = parse(draw(chart).svg.encode())
    drawn = all_numbers("".join(node.itertext()) for node in root.iter() if local(node) == "text")
    held = Counter(all_numbers(plain(runs) for runs in chart.texts()))
    return list((Counter(drawn) - held).elements())
