"""The question in an e-mail: its day and subject, then its body, or else the document that hangs on it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parsedate_to_datetime
from pathlib import PurePath

from pq_answers.errors import InputError
from pq_answers.understand.reading_html import markup_text
from pq_answers.understand.reading_question import asks, is_numbered, question_part

_HEADERS = ("subject", "from", "to", "date", "content-type", "mime-version")
_DOCUMENTS = {".docx", ".pdf"}
_PREFIX = re.compile(r"\A(?:(?:re|fwd?|antw|tr|doorst)\s*:\s*)+", re.IGNORECASE)
_POINTS = re.compile(
    r"\b(?:(?:in|als) bijlage|bijgevoegde?|bijgaande?|hierbij|aangehechte?)\b", re.IGNORECASE
)
_QUOTED = re.compile(r"^(?:>[ \t]?)+", re.MULTILINE)
_SIGNATURE = re.compile(r"^-- $.*", re.MULTILINE | re.DOTALL)
_OWN_DAY = re.compile(r"^[^\w\n]*(?:datum|d\.d\.)\s*:?[^\n]*\b(?:19|20)\d\d\b", re.MULTILINE | re.IGNORECASE)


def mail_text(data: bytes, read: Callable[[str, bytes], str]) -> str:
    """Return the text of an e-mail; `read` gives that of an attachment, where the question is in there."""
    try:
        message = message_from_bytes(data, policy=policy.default)
        headers = {name: str(message[name] or "") for name in _HEADERS}
        bodies = list(_bodies(message))
        attachments = list(_attachments(message))
    # Hostile headers make the parser stumble in more ways than it documents.
    except Exception as error:
        raise _broken() from error
    # The parser takes anything for a mail; without a single header it is some other file.
    if not any(headers.values()):
        raise _broken()
    subject, day = _PREFIX.sub("", headers["subject"].strip()), _day(headers["date"])
    asking = next((body for body in bodies if _asks(body)), None)
    if attachments and (asking is None or _is_cover(asking)):
        # The attachment has a title of its own, so that of the mail around it is left out.
        return _under("", day, _attached(attachments, read))
    return _under(subject, day, asking if asking is not None else "\n".join(bodies[:1]))


def _broken() -> InputError:
    return InputError("Dit is geen leesbaar e-mailbericht.", fix="Bewaar het bericht opnieuw als .eml.")


def _bodies(message: EmailMessage) -> Iterator[str]:
    """Yield the body as plain text, then as a web page."""
    plain, page = message.get_body(("plain",)), message.get_body(("html",))
    if plain is not None:
        yield _SIGNATURE.sub("", _QUOTED.sub("", str(plain.get_content()).replace("\r\n", "\n")))
    if page is not None:
        yield markup_text(str(page.get_content()))


def _attachments(message: EmailMessage) -> Iterator[tuple[str, bytes]]:
    """Yield the ending and the bytes of each attachment that may hold a question."""
    for part in message.walk():
        ending = PurePath(part.get_filename() or "").suffix.lower()
        # Only what is needed is decoded: pictures and other files stay as they came.
        content = part.get_payload(decode=True) if ending in _DOCUMENTS else None
        if isinstance(content, bytes):
            yield ending, content


def _attached(attachments: list[tuple[str, bytes]], read: Callable[[str, bytes], str]) -> str:
    """Return the text of the first attachment that asks something, else of the first that can be read."""
    readable: list[str] = []
    faults: list[InputError] = []
    for ending, content in attachments:
        try:
            readable.append(read(ending, content))
        except InputError as error:
            faults.append(error)
    if not readable:
        raise InputError(f"De bijlage van dit bericht: {faults[0].what}", fix=faults[0].fix)
    return next((text for text in readable if _asks(text)), readable[0])


def _asks(text: str) -> bool:
    """Whether a text holds a question, also when an answer or a faulty one stands there."""
    try:
        return asks(question_part(text))
    except InputError:
        return False


def _is_cover(body: str) -> bool:
    """Whether a body only points to its attachment: "Gelieve in bijlage een vraag te vinden."."""
    return _POINTS.search(body) is not None and not is_numbered(body)


def _day(header: str) -> str:
    """Return the day of sending as the clock of the sender gave it, so that it is the same everywhere."""
    try:
        return f"{parsedate_to_datetime(header):%d-%m-%Y}" if header else ""
    except (ValueError, TypeError, OverflowError, IndexError):
        return ""


def _under(subject: str, day: str, text: str) -> str:
    """Return the text under the day and the subject, where it does not have these itself.

    A question that was passed on has a day of its own, from which "de voorbije vijf jaar" counts.
    """
    stripped = text.strip()
    title = " ".join(subject.split())
    shown = "" if stripped.lower().startswith(title.lower()) else title
    dated = f"Datum: {day}" if day and not _OWN_DAY.search(stripped) else ""
    return "\n\n".join(part for part in (dated, shown, stripped) if part)
