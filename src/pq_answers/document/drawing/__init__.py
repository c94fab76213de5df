"""The drawing of a chart: one SVG for every format, and the picture that is made from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape

from pq_answers.document import ChartBlock, ChartKind, Runs, plain
from pq_answers.document.drawing.bars import draw_bars
from pq_answers.document.drawing.canvas import INK, WIDTH, Canvas, shown
from pq_answers.document.drawing.lines import draw_lines
from pq_answers.document.text import clean

__all__ = ["WIDTH", "Drawing", "draw", "picture"]

FONT = "templates/huisstijl/grafiek.ttf"
_ZOOM = 3
"""Pixels per unit: about 285 to the inch over the width of a page."""


@dataclass(frozen=True, slots=True)
class Drawing:
    """An SVG element and the height of its canvas, which is `WIDTH` wide."""

    svg: str
    height: int


@lru_cache(maxsize=64)
def draw(chart: ChartBlock) -> Drawing:
    """Return the chart as an SVG element that prints the figures of its cells and no other."""
    canvas = Canvas(clean(chart.id))
    height = _DRAWERS[chart.kind](chart, canvas)
    return Drawing(_wrapped(chart, canvas, height), height)


_DRAWERS = {ChartKind.LINES: draw_lines, ChartKind.BARS: draw_bars}


def _wrapped(chart: ChartBlock, canvas: Canvas, height: int) -> str:
    title, described = f"{canvas.id}-titel", f"{canvas.id}-tekst"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" '
        f'height="{height}" role="img" aria-labelledby="{title} {described}" '
        f'style="display:block;max-width:100%;height:auto" '
        f'font-family="Calibri,Carlito,Arial,sans-serif" fill="{INK}">'
        f'<title id="{title}">{_escaped(chart.caption)}</title>'
        f'<desc id="{described}">{escape(clean(chart.summary))}</desc>'
        f"{canvas.definitions}{canvas.body}</svg>"
    )


def _escaped(runs: Runs) -> str:
    return escape(shown(plain(runs)))


@lru_cache(maxsize=64)
def picture(chart: ChartBlock) -> bytes:
    """Return the drawing as a PNG, set in the font that is shipped and in no other of the machine."""
    import resvg_py

    from pq_answers.resources import find_file

    png: bytes = resvg_py.svg_to_bytes(
        svg_string=draw(chart).svg,
        background="#ffffff",
        zoom=_ZOOM,
        skip_system_fonts=True,
        font_files=[str(find_file(FONT))],
        font_family="PQ Grafiek",
        sans_serif_family="PQ Grafiek",
    )
    return png
