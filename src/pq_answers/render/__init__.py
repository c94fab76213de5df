"""Renderers: pure functions from the frozen Document to the bytes of each format; libraries load late."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from pq_answers.document import Annex, Document, TableBlock
from pq_answers.errors import UsageError, suggest

if TYPE_CHECKING:
    from pq_answers.render.html import Mark

__all__ = [
    "FORMATS",
    "html_context",
    "render",
    "render_docx",
    "render_html",
    "render_markdown",
    "render_text",
    "render_xlsx",
    "table_text",
]


def render_docx(document: Document) -> bytes:
    """Return the answer as a Word document in the house style; annexes are listed, not printed."""
    from pq_answers.render import docx

    return docx.render(document)


def render_html(document: Document) -> bytes:
    """Return the answer and its annexes as one page that also pastes into Word and mail."""
    from pq_answers.render import html

    return html.render(document)


def html_context(document: Document, mark: Mark | None = None) -> dict[str, object]:
    """Return what a page of its own needs to show the answer; `mark` may put something around a number."""
    from pq_answers.render import html

    return html.page_context(document, mark)


def render_markdown(document: Document) -> bytes:
    """Return the answer and its annexes as Markdown with pipe tables."""
    from pq_answers.render import markdown

    return markdown.render(document)


def render_text(document: Document) -> bytes:
    """Return the answer and its annexes as plain text with aligned columns."""
    from pq_answers.render import text

    return text.render(document)


def render_xlsx(document: Document, annex: Annex) -> bytes:
    """Return one annex as a workbook with a sheet per table."""
    from pq_answers.render import xlsx

    return xlsx.render(document, annex)


def table_text(table: TableBlock) -> str:
    """Return one table as plain text, for the command line."""
    from pq_answers.render import text

    return text.render_table(table)


def _workbooks(document: Document) -> dict[str, bytes]:
    return {f"bijlage-{annex.number}.xlsx": render_xlsx(document, annex) for annex in document.annexes}


FORMATS: Mapping[str, Callable[[Document], dict[str, bytes]]] = MappingProxyType(
    {
        "docx": lambda document: {"antwoord.docx": render_docx(document)},
        "html": lambda document: {"antwoord.html": render_html(document)},
        "md": lambda document: {"antwoord.md": render_markdown(document)},
        "txt": lambda document: {"antwoord.txt": render_text(document)},
        "xlsx": _workbooks,
    }
)
"""Every format by its short name: a function from the document to its files by file name."""


def render(document: Document, formats: Iterable[str] = tuple(FORMATS)) -> dict[str, bytes]:
    """Return the files of `formats` by file name; raise `UsageError` where a format is unknown."""
    files: dict[str, bytes] = {}
    for name in formats:
        if name not in FORMATS:
            raise UsageError(f"Het formaat «{name}» bestaat niet.", fix=suggest(name, tuple(FORMATS)))
        files.update(FORMATS[name](document))
    return files
