"""The text of a web page: blocks as lines, list items with their numbers; nothing is fetched or run."""

from __future__ import annotations

import re
from typing import Any

from lxml import etree

from pq_answers.errors import InputError
from pq_answers.understand.reading_blocks import BULLET, Block, as_text, counted, joined_row, small_number
from pq_answers.understand.reading_plain import decode

_UNSEEN = {
    "head", "script", "style", "title", "template", "noscript", "svg", "object", "iframe", "select",
    "textarea", "button", "nav",
}  # fmt: skip
_BLOCKS = {
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "div", "dl",
    "dt", "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html",
    "legend", "main", "p", "pre", "section", "summary", "table", "tbody", "tfoot", "thead", "ul", "ol", "li",
    "tr",
}  # fmt: skip
_FORMS = {
    "lower-alpha": "a", "lower-latin": "a", "upper-alpha": "A", "upper-latin": "A", "lower-roman": "i",
    "upper-roman": "I", "decimal": "1",
}  # fmt: skip
_STYLE = re.compile(r"list-style(?:-type)?\s*:\s*([a-z-]+)", re.IGNORECASE)
_HIDDEN = re.compile(r"display\s*:\s*none|mso-hide\s*:\s*all", re.IGNORECASE)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([a-zA-Z0-9_-]{1,30})", re.IGNORECASE)
_DECLARATION = re.compile(r"\A\s*<\?xml[^>]{0,200}\?>")
_SPACE = re.compile(r"[ \t\n\r\f]+")
_AROUND_BREAK = re.compile(r" *\n *")


def html_text(data: bytes) -> str:
    """Return the text of a web page whose encoding it states itself, else UTF-8 or that of older Windows."""
    return markup_text(_decoded(data))


def markup_text(markup: str) -> str:
    """Return the text of a web page that is decoded already."""
    parser = etree.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = etree.fromstring(_DECLARATION.sub("", markup), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise _broken() from error
    # libxml2 drops what lies too deep and says so only here; half a question must not pass for a whole one.
    if any(entry.type_name == "ERR_RESOURCE_LIMIT" for entry in parser.error_log):
        raise _broken()
    return "" if root is None else as_text(_Page().read(root))


def _broken() -> InputError:
    fix = "Open ze in een browser, kopieer de vraag en bewaar die als .txt of .docx."
    return InputError("Deze webpagina kan niet gelezen worden.", fix=fix)


def _decoded(data: bytes) -> str:
    stated = _CHARSET.search(data[:4096])
    if stated and not data.startswith((b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")):
        try:
            return data.decode(stated[1].decode("ascii"))
        except (LookupError, UnicodeError):
            # A page may name an encoding that is not its own; then its bytes are looked at.
            return decode(data)
    return decode(data)


class _Page:
    """Walks through a page once and gathers its blocks."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._text: list[str] = []
        self._label, self._level = "", -1
        self._lists: list[tuple[str, int]] = []
        self._kept = 0

    def read(self, root: Any) -> list[Block]:
        """Return the blocks of an element."""
        self._visit(root)
        self._flush()
        return self._blocks

    def _visit(self, node: Any) -> None:
        name = node.tag if isinstance(node.tag, str) else "script"
        if name not in _UNSEEN and not _hidden(node):
            self._element(node, name)
        if name in _BLOCKS:
            self._flush()
        self._add(node.tail)

    def _element(self, node: Any, name: str) -> None:
        # An item whose words stand in a paragraph of their own keeps its number on the same line.
        if name in _BLOCKS and not (name in {"p", "div"} and self._only_label()):
            self._flush()
        if name == "br":
            self._text.append("\n")
        elif name == "tr":
            # Each cell is a page of its own, so that an open list outside does not number what is in it.
            self._blocks += joined_row([_Page().read(cell) for cell in node if cell.tag in {"td", "th"}])
        elif name in {"ol", "ul"}:
            self._list(node, name)
        else:
            self._other(node, name)

    def _other(self, node: Any, name: str) -> None:
        if name == "li":
            self._item(node)
        self._kept += name == "pre"
        self._inside(node)
        self._kept -= name == "pre"

    def _inside(self, node: Any) -> None:
        self._add(node.text)
        for part in node:
            self._visit(part)

    def _list(self, node: Any, name: str) -> None:
        self._lists.append((_form(node, name), small_number(node.get("start"), 1)))
        self._inside(node)
        self._flush()
        self._lists.pop()

    def _item(self, node: Any) -> None:
        form, value = self._lists[-1] if self._lists else (BULLET, 1)
        own = _form(node, "") or form
        value = small_number(node.get("value"), value)
        if self._lists:
            self._lists[-1] = (form, value + 1)
        self._level = len(self._lists)
        self._label = "" if own == "none" else BULLET if own == BULLET else f"{counted(value, own)}."

    def _only_label(self) -> bool:
        """Whether an item has begun and has no words yet: "<li><p>Hoeveel" is one line."""
        return bool(self._label) and not "".join(self._text).strip()

    def _add(self, text: str | None) -> None:
        if text:
            self._text.append(text if self._kept else _SPACE.sub(" ", text))

    def _flush(self) -> None:
        text = _AROUND_BREAK.sub("\n", re.sub(" {2,}", " ", "".join(self._text))).strip()
        if text or self._label:
            self._blocks.append(Block(text, self._label, self._level if self._label else -1))
        self._text, self._label = [], ""


def _hidden(node: Any) -> bool:
    return node.get("hidden") is not None or _HIDDEN.search(node.get("style") or "") is not None


def _form(node: Any, name: str) -> str:
    """Return how a list counts: "1", "a", "A", "i", "I", a bullet or "none"; "" where nothing says."""
    styled = _STYLE.search(node.get("style") or "")
    if styled and styled[1].lower() in {*_FORMS, "none"}:
        return _FORMS.get(styled[1].lower(), "none")
    if node.get("type") in {"1", "a", "A", "i", "I"}:
        return str(node.get("type"))
    return {"ol": "1", "ul": BULLET}.get(name, "")
