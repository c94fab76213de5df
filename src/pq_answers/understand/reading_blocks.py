"""Paragraphs with the label of their list, as lines of text; for Word files and web pages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

_BARE_MARK = re.compile(r"\(?\w{1,5}[.)°:]{0,2}|[•*–-]")
_ROMAN = ((1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"),
          (10, "x"), (9, "ix"), (5, "v"), (4, "iv"), (1, "i"))  # fmt: skip
# A file may state any start; Roman numbers and letters grow longer with it, decimal ones hardly.
_LAST_ROMAN = 3999
# Letters go round: aa behind z. Behind zzz a list is no list any more.
_LAST_LETTER = 3 * 26
BULLET = "•"


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph; `label` is the number or bullet before it, `level` how deep its list lies."""

    text: str
    label: str = ""
    level: int = -1

    @property
    def line(self) -> str:
        """The label and the text."""
        return f"{self.label} {self.text}".strip()


def as_text(blocks: Sequence[Block]) -> str:
    """Return the blocks with an empty line between them, which says that they are paragraphs.

    A number without text stands only where a deeper list hangs under it: "7." above "a) Hoeveel".
    """
    after: list[Block | None] = [*blocks[1:], None]
    kept = (block for block, follows in zip(blocks, after, strict=False) if _stands(block, follows))
    return "\n\n".join(block.line for block in kept)


def _stands(block: Block, after: Block | None) -> bool:
    return bool(block.text) or (bool(block.label) and after is not None and after.level > block.level)


def joined_row(cells: Sequence[Sequence[Block]]) -> Iterator[Block]:
    """Yield a table row: one line where its cells are short; a number in a cell of its own joins the next."""
    # Letters lay out numbers in a column of their own; apart from its words "1." would number nothing.
    filled = [list(cell) for cell in cells if any(block.line for block in cell)]
    if all(len(cell) == 1 for cell in filled):
        if filled:
            yield Block("\t".join(cell[0].line for cell in filled))
        return
    if len(filled[0]) == 1 and _BARE_MARK.fullmatch(filled[0][0].line):
        mark = filled.pop(0)[0].line
        filled[0][0] = Block(f"{mark} {filled[0][0].line}")
    for cell in filled:
        yield from cell


def counted(value: int, form: str) -> str:
    """Return a number of a list as printed: "1", "a", "A", "i" or "I"; decimal where letters end."""
    if form in {"a", "A"} and 1 <= value <= _LAST_LETTER:
        rounds, place = divmod(value - 1, 26)
        return chr(ord(form) + place) * (rounds + 1)
    if form in {"i", "I"} and 1 <= value <= _LAST_ROMAN:
        return _roman(value) if form == "i" else _roman(value).upper()
    return str(value)


def _roman(value: int) -> str:
    text = ""
    for worth, sign in _ROMAN:
        text += sign * (value // worth)
        value %= worth
    return text


def small_number(text: str | None, otherwise: int) -> int:
    """Return a number of a file; a file may also hold none, or one of a thousand figures."""
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,4}", text.strip()) else otherwise
