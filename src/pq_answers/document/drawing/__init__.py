"""The drawing of a chart: one SVG for every format, and the picture that is made from it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from html import escape
from pathlib import Path

from pq_answers.document import ChartBlock, ChartKind, Runs, plain
from pq_answers.document.drawing.bars import draw_bars
from pq_answers.document.drawing.canvas import INK, WIDTH, Canvas, shown
from pq_answers.document.drawing.lines import draw_lines
from pq_answers.document.text import clean
from pq_answers.errors import InputError
from pq_answers.resources import find_file

__all__ = ["WIDTH", "Drawing", "draw", "picture"]

FONT = "templates/huisstijl/grafiek.ttf"
_FAMILY = "PQ Grafiek"
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
    # Named by its title and described by its text: what screen readers support most widely.
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


def picture(chart: ChartBlock) -> bytes:
    """Return the drawing as a PNG; raise `InputError` where the font of the house style draws no letters."""
    font = find_file(FONT)
    if not _has_letters(font, font.stat().st_mtime_ns):
        raise InputError(
            "Het lettertype van de grafieken is niet bruikbaar.",
            where=str(font),
            fix=f"Neem een lettertype met de familienaam «{_FAMILY}», of zet het meegeleverde terug.",
        )
    return _pixels(draw(chart).svg, font)


@lru_cache(maxsize=4)
def _has_letters(font: Path, _modified: int) -> bool:
    """Return whether a figure leaves a trace: resvg passes over a font that it cannot read."""
    empty = '<svg xmlns="http://www.w3.org/2000/svg" width="20" height="20" font-family="sans-serif">{}</svg>'
    return _pixels(empty.format('<text x="2" y="15">8</text>'), font) != _pixels(empty.format(""), font)


@lru_cache(maxsize=64)
def _pixels(svg: str, font: Path) -> bytes:
    """Return the PNG of an SVG, set in `font` and in no other of the machine."""
    import resvg_py

    png: bytes = resvg_py.svg_to_bytes(
        svg_string=svg,
        background="#ffffff",
        zoom=_ZOOM,
        # The fonts of the machine would make the bytes differ from one machine to another.
        skip_system_fonts=True,
        font_files=[str(font)],
        font_family=_FAMILY,
        sans_serif_family=_FAMILY,
    )
    return png
