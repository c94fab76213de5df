"""The smallest pieces of Word XML: escaped text, runs and paragraphs."""

from __future__ import annotations

from dataclasses import dataclass
from html import escape

from pq_answers.document import Run, Runs
from pq_answers.render.inline import merged

NAMESPACE = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"


@dataclass(frozen=True, slots=True)
class Look:
    """What a paragraph sets beside its style: indents in twentieths of a point, and what it stays with."""

    indent: int = 0
    hanging: int = 0
    keep_next: bool = False
    after_table: bool = False
    align: str = ""


def run_xml(run: Run, style: str = "", size: int = 0) -> str:
    """Return one run; `style` is a character style's id, `size` half points that replace the style's size."""
    properties = (
        (f'<w:rStyle w:val="{style}"/>' if style else "")
        + ("<w:b/>" if run.bold else "")
        + ("<w:i/>" if run.italic else "")
        + (f'<w:sz w:val="{size}"/>' if size else "")
    )
    wrapped = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    return f'<w:r>{wrapped}<w:t xml:space="preserve">{escape(run.text)}</w:t></w:r>'


def runs_xml(runs: Runs, style: str = "", size: int = 0) -> str:
    """Return runs one after another."""
    return "".join([run_xml(run, style, size) for run in merged(runs)])


def paragraph(style: str, look: Look, content: str) -> str:
    """Return a paragraph in the style with this id."""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{_properties(look)}</w:pPr>{content}</w:p>'


def _properties(look: Look) -> str:
    indent = f'<w:ind w:left="{look.indent}" w:hanging="{look.hanging}"/>' if look.indent else ""
    return (
        ("<w:keepNext/>" if look.keep_next else "")
        + ('<w:spacing w:before="120"/>' if look.after_table else "")
        + indent
        + (f'<w:jc w:val="{look.align}"/>' if look.align else "")
    )
