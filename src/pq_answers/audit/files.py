"""The number check over all files of an answer; a file that it cannot read or does not know is one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from pq_answers.audit.content import compare
from pq_answers.audit.drawn import compare_page, compare_word
from pq_answers.audit.expected import attribute_texts, outline
from pq_answers.audit.finding import Finding, fault
from pq_answers.audit.flat import compare_text, read_markdown
from pq_answers.audit.page import read_page
from pq_answers.audit.untraced import untraced
from pq_answers.audit.word import read_word
from pq_answers.audit.workbook import compare_workbook
from pq_answers.document import Document


def audit_files(document: Document, files: Mapping[str, bytes]) -> tuple[Finding, ...]:
    """Return how the rendered files differ from the Document; empty when all numbers trace and agree.

    Numbers are compared by position, table cells also by their whole text. Method of our own, after the
    rule that an export is read back from its bytes before it may leave.
    """
    found = list(untraced(document))
    for file, data in files.items():
        found += _audit_safely(file, data, document)
    return tuple(found)


def _audit_safely(file: str, data: bytes, document: Document) -> list[Finding]:
    try:
        return list(_audit(file, data, document))
    except Exception:  # a damaged file fails anywhere, and must never pass unread
        return [fault(file, "Dit bestand is niet leesbaar voor de getallencontrole.")]


def _audit(file: str, data: bytes, document: Document) -> Iterator[Finding]:
    annexes = {f"bijlage-{annex.number}.xlsx": annex for annex in document.annexes}
    if file in annexes:
        yield from compare_workbook(file, data, document, annexes[file])
    elif file == "antwoord.docx":
        content, parts = read_word(data, document), outline(document, annexes=False, charts=True)
        yield from compare(file, content, parts, attribute_texts(document))
        yield from compare_word(file, content, document)
    elif file == "antwoord.html":
        content, parts = read_page(data), outline(document, annexes=True, charts=True)
        yield from compare(file, content, parts, attribute_texts(document))
        yield from compare_page(file, content, document)
    elif file == "antwoord.md":
        parts = outline(document, annexes=True)
        yield from compare(file, read_markdown(data), parts, attribute_texts(document))
    elif file == "antwoord.txt":
        yield from compare_text(file, data, outline(document, annexes=True))
    else:
        yield fault(file, "De getallencontrole kent dit bestand niet.")
