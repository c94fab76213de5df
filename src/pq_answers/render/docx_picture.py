"""Word XML of a chart: its picture in the line, as wide as the text, with alternative text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from html import escape
from io import BytesIO
from itertools import count
from typing import Any

from pq_answers.document import ChartBlock
from pq_answers.document.drawing import WIDTH, draw, picture
from pq_answers.document.text import clean
from pq_answers.render.docx_xml import Look, paragraph

_TWIP = 635
# Numbers of drawings are unique in a file; those of the template's own pictures are small.
_FIRST = 1001
_SPACES = (
    'xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing" '
    'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" '
    'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture" '
    'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
)


@dataclass(frozen=True, slots=True)
class Pictures:
    """Puts pictures in a Word file; `add` takes the bytes of one and returns the id that refers to it."""

    add: Callable[[bytes], str]
    numbers: Any = field(default_factory=lambda: count(_FIRST))

    def xml(self, chart: ChartBlock, style: str, look: Look, room: tuple[int, int]) -> str:
        """Return the paragraph with the picture as large as `room`, twentieths of a point wide and high."""
        tall = draw(chart).height
        scale = min(room[0] / WIDTH, room[1] / tall) * _TWIP
        wide, high = round(WIDTH * scale), round(tall * scale)
        drawing = _drawing(next(self.numbers), self.add(picture(chart)), clean(chart.summary), wide, high)
        return paragraph(style, look, f"<w:r>{drawing}</w:r>")


def pictures(word: Any) -> Pictures:
    """Return what puts pictures in the main part of `word`."""
    return Pictures(lambda data: str(word.part.get_or_add_image(BytesIO(data))[0]))


def _drawing(number: int, reference: str, summary: str, wide: int, high: int) -> str:
    size = f'cx="{wide}" cy="{high}"'
    fill = f'<pic:blipFill><a:blip r:embed="{reference}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
    shape = (
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext {size}/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr>'
    )
    named = '<pic:nvPicPr><pic:cNvPr id="0" name="Grafiek"/><pic:cNvPicPr/></pic:nvPicPr>'
    return (
        f'<w:drawing><wp:inline {_SPACES} distT="0" distB="0" distL="0" distR="0"><wp:extent {size}/>'
        f'<wp:docPr id="{number}" name="Grafiek" descr="{escape(summary)}"/>'
        '<a:graphic><a:graphicData uri="http://schemas.openxmlformats.org/drawingml/2006/picture">'
        f"<pic:pic>{named}{fill}{shape}</pic:pic></a:graphicData></a:graphic></wp:inline></w:drawing>"
    )
