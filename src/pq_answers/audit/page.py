"""Reads the HTML answer back: its visible text, tables and drawings, and what it says outside them."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from pq_answers.audit.content import Content
from pq_answers.audit.tokens import numbers

_INLINE = frozenset(["a", "abbr", "b", "em", "i", "mark", "small", "span", "strong", "sub", "sup", "u"])
_UNSEEN = frozenset({"style", "head"})
_REFUSED = frozenset({"script", "iframe", "object", "embed", "template", "input", "canvas"})
# Attributes that lay out or link; every other one is text to some reader.
_STRUCTURE = frozenset(
    {
        "id", "class", "style", "colspan", "rowspan", "scope", "lang", "role", "tabindex", "charset",
        "aria-labelledby", "width", "height",
    }
)  # fmt: skip
_HIDING = re.compile(r"display:none|visibility:hidden|opacity:0(?!\.)|font-size:0(?![.\d])")


def read_page(data: bytes) -> Content:
    """Return the content of an HTML page."""
    text = data.decode("utf-8")
    reader = _Reader(text)
    reader.feed(text)
    reader.close()
    reader.flush()
    return reader.content


class _Reader(HTMLParser):
    """Collects texts at block boundaries, cells and drawings; the title of the page is an aside."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.content = Content()
        self._page = page
        self._lines = [0, *(match.end() for match in re.finditer("\n", page))]
        self._drawing: int | None = None
        self._text: list[str] = []
        self._cell: list[str] | None = None
        self._unseen: list[str] = []
        self._title = False

    def flush(self) -> None:
        """End the running text."""
        if self._text:
            self.content.texts.append("".join(self._text))
            self._text.clear()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if self._drawing is None and tag == "svg":
            self._drawing = self._place()
        if self._drawing is not None:
            return  # a drawing is compared whole
        self._attributes(tag, dict(attrs))
        if tag in _UNSEEN:
            self._unseen.append(tag)
        self._title = tag == "title"
        if tag in _REFUSED:
            self.content.faults.append(f"De pagina bevat een onderdeel «{tag}», dat iets anders kan tonen.")
        if tag in _INLINE:
            return  # figures in one word stay one number
        self.flush()
        if tag == "table":
            self.content.tables.append([])
        elif tag == "tr" and self.content.tables:
            self.content.tables[-1].append([])
        elif tag in {"td", "th"}:
            self._cell = []
        elif self._cell is not None:
            self._cell.append(" ")

    def _place(self) -> int:
        line, column = self.getpos()
        return self._lines[line - 1] + column

    def handle_endtag(self, tag: str) -> None:
        if self._drawing is not None:
            if tag == "svg":
                # The very characters of the page: a parser's view would miss what it mends or passes over.
                drawing = self._page[self._drawing : self._page.index(">", self._place()) + 1]
                self.content.drawings.append(drawing.encode())
                self._drawing = None
            return
        if tag in self._unseen:
            self._unseen.remove(tag)
        self._title = False
        if tag in _INLINE:
            return
        self.flush()
        if tag in {"td", "th"} and self._cell is not None:
            if self.content.tables and self.content.tables[-1]:
                self.content.tables[-1][-1].append("".join(self._cell))
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._drawing is not None:
            return
        if self._title:
            self.content.asides.append(data)
        elif not self._unseen:
            self._text.append(data)
            if self._cell is not None:
                self._cell.append(data)

    def handle_comment(self, data: str) -> None:
        if numbers(data):
            self.content.faults.append("De pagina bevat een opmerking met een getal.")

    def _attributes(self, tag: str, attrs: dict[str, str | None]) -> None:
        if "hidden" in attrs or _HIDING.search((attrs.get("style") or "").replace(" ", "")):
            self.content.faults.append("De pagina bevat verborgen tekst.")
        for name, value in attrs.items():
            layout = name in _STRUCTURE or (tag == "meta" and attrs.get("name") == "viewport")
            link = name == "href" and (value or "").startswith("#")
            if value and not layout and not link:
                self.content.asides.append(value)
