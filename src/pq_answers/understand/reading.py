"""The text of a question from the file in which it came: text, Word, PDF, web page or e-mail."""

from __future__ import annotations

import stat
from pathlib import Path

from pq_answers.errors import InputError, os_problem
from pq_answers.understand.reading_formats import text_of
from pq_answers.understand.reading_question import question_part, refuse_no_question

_MOST_BYTES = 20_000_000
_FILE_FIX = "Geef het bestand waarin de vraag staat."


def read_question(path: Path) -> str:
    """Return the raw text of the question in the file `path`, without the answer that may stand behind it.

    The same file always gives the same text; nothing outside the file is read. Raises `InputError` for
    whatever holds no Dutch question that can be read; its message never repeats the text.
    """
    return question_text(str(path), _content(path))


def question_text(name: str, data: bytes) -> str:
    """Return the text of a question from the content of a file called `name`, as `read_question` does."""
    _refuse_size(name, len(data))
    try:
        text = question_part(text_of(Path(name).suffix, data))
        refuse_no_question(text)
    except InputError as error:
        raise InputError(error.what, where=name, fix=error.fix) from error
    return text


def _content(path: Path) -> bytes:
    """Return the bytes of a file of a size that can be a question."""
    try:
        mode = path.stat().st_mode
        _refuse_no_file(path, mode)
        with path.open("rb") as file:
            # The size may grow between asking and reading, so the reading itself is what stops.
            data = file.read(_MOST_BYTES + 1)
    except (FileNotFoundError, ValueError) as error:
        raise InputError("Dit bestand bestaat niet.", where=str(path), fix=_FILE_FIX) from error
    except OSError as error:
        problem = f"Dit bestand kan niet gelezen worden: {os_problem(error)}."
        raise InputError(problem, where=str(path), fix="Kijk de rechten en het pad na.") from error
    _refuse_size(str(path), len(data))
    return data


def _refuse_no_file(path: Path, mode: int) -> None:
    if stat.S_ISDIR(mode):
        raise InputError("Dit is een map, geen bestand.", where=str(path), fix=_FILE_FIX)
    # Opening a pipe would wait for ever, and a device has no end.
    if not stat.S_ISREG(mode):
        raise InputError("Dit is geen gewoon bestand.", where=str(path), fix=_FILE_FIX)


def _refuse_size(name: str, size: int) -> None:
    if not size:
        raise InputError("Dit bestand is leeg.", where=name, fix=_FILE_FIX)
    if size > _MOST_BYTES:
        fix = "Bewaar enkel de tekst van de vraag, zonder beelden."
        raise InputError("Dit bestand is groter dan 20 MB.", where=name, fix=fix)
