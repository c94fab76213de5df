"""Bytes of unknown encoding as text: UTF-8, UTF-16 with its mark, else that of older Windows."""

from __future__ import annotations

import codecs
import re

from pq_answers.errors import InputError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Tab, line ends, the new page of pdftotext, and the end mark of DOS are all that a text has of these.
_CONTROL = re.compile("[\x00-\x08\x0e-\x19\x1b-\x1f\x7f]")
_LEAST_ASCII = 0.8


def decode(data: bytes) -> str:
    """Return the text of `data` with plain line ends; raises `InputError` for what is no text."""
    text = _marked(data)
    if text is None:
        text = _unmarked(data)
    if _CONTROL.search(text):
        raise no_text()
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\x1a", "")


def no_text() -> InputError:
    """Return the error for bytes that are no text, whatever the name says."""
    return InputError(
        "Dit is geen tekstbestand.", fix="Bewaar de vraag als gewone tekst (UTF-8) of als .docx."
    )


def _marked(data: bytes) -> str | None:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise no_text() from error
    return None


def _unmarked(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        # Nearly all bytes have a sign in cp1252: only a text that is mostly plain letters is taken for one.
        if sum(byte < 0x80 for byte in data) < _LEAST_ASCII * len(data):
            raise no_text() from None
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise no_text() from error
