"""Which reader belongs to which ending, and files whose name promises something else than they hold."""

from __future__ import annotations

import re
from collections.abc import Callable

from pq_answers.errors import InputError
from pq_answers.understand.reading_docx import docx_text
from pq_answers.understand.reading_html import html_text
from pq_answers.understand.reading_mail import mail_text
from pq_answers.understand.reading_pdf import pdf_text
from pq_answers.understand.reading_plain import decode

_KNOWN = ".txt, .docx, .pdf, .html of .eml"
_OFFICE = {".doc", ".dot", ".docm", ".dotx", ".odt", ".rtf", ".pages", ".wpd"}
# How a file begins, and what it then is.
_STARTS = (
    (b"%PDF-", "een pdf", {".pdf"}),
    (b"PK\x03\x04", "een Word- of zipbestand", {".docx"}),
    (b"{\\rtf", "een rtf-bestand", {".rtf"}),
    # An old or locked Word file that is called .docx gets the explanation of its own reader.
    (b"\xd0\xcf\x11\xe0", "een oud Word-bestand", {".doc", ".docx"}),
)
_CONTROL = re.compile("[\x00-\x08\x0e-\x1f\x7f\ud800-\udfff]")
_PRIVATE_BULLET = re.compile("^([ \t]*)[\ue000-\uf8ff](?=[ \t])", re.MULTILINE)
_PRIVATE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010fffd]")


def text_of(suffix: str, data: bytes) -> str:
    """Return all text of a file with the ending `suffix`; raises `InputError` where that cannot be read."""
    ending = suffix.lower()
    # Mail is apart: it may hold a file of another kind, for which it needs this function itself.
    if ending == ".eml":
        _refuse_other_kind(ending, data)
        return _clean(mail_text(data, text_of))
    reader = _READERS.get(ending)
    if reader is None:
        raise _unknown(ending)
    _refuse_other_kind(ending, data)
    return _clean(reader(data))


def _unknown(ending: str) -> InputError:
    what = (
        f"Bestanden met de uitgang «{ending}» worden niet gelezen."
        if ending
        else "Dit bestand heeft geen uitgang."
    )
    if ending in _OFFICE:
        return InputError(what, fix="Open het in Word of LibreOffice en bewaar het als .docx.")
    return InputError(what, fix=f"Geef een {_KNOWN}.")


def _refuse_other_kind(ending: str, data: bytes) -> None:
    for start, kind, endings in _STARTS:
        if data.startswith(start) and ending not in endings:
            fix = "Geef het de uitgang die erbij hoort, of bewaar het als .docx."
            raise InputError(f"Dit bestand heet {ending}, maar is {kind}.", fix=fix)


def _clean(text: str) -> str:
    """Return the text without what no reader can see; a bullet of a symbol font becomes an ordinary one.

    Private-use characters go because the answer's own marks for traced numbers are made of them.
    """
    shown = _PRIVATE.sub("", _PRIVATE_BULLET.sub(r"\1•", _CONTROL.sub("", text)))
    return shown.replace("\u2028", "\n").replace("\u2029", "\n\n")


_READERS: dict[str, Callable[[bytes], str]] = {
    ".txt": decode,
    ".docx": docx_text,
    ".pdf": pdf_text,
    ".html": html_text,
    ".htm": html_text,
}
ENDINGS = (*_READERS, ".eml")
"""The endings of the files that a question is read from."""
