"""The records of answers that were approved: found in a folder, and read whole or refused.

Every record is looked at every time; what was read from its bytes is kept by their digest, so that an edited
one is read anew and a damaged one refused, however often the others were read before.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any, TypeVar, cast

from pq_answers.codelists import code_lists_state
from pq_answers.errors import InputError
from pq_answers.ledger.kept import Kept
from pq_answers.ledger.keys import Names, names_for

_RECORD = "answer.json"
_MOST_BYTES = 200_000_000
_UNREADABLE = (
    OSError, ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError,
)  # fmt: skip
T = TypeVar("T")
Reading = Callable[[Mapping[str, Any], Names], list[T]]
"""A plain function of a record and of how the code lists name quantities, of which the result is kept."""
_KEPT = Kept(_MOST_BYTES)


def record_paths(folder: Path) -> list[Path]:
    """Return the records of the answers in `folder`, each in a folder of its own; raises `InputError`."""
    if not folder.is_dir():
        what = "De map met goedgekeurde antwoorden bestaat niet."
        raise InputError(what, where=str(folder), fix="Kijk de naam na.")
    return sorted(folder.rglob(_RECORD))


def read_records(folder: Path, read: Reading[T], beside: Sequence[Reading[Any]] = ()) -> Iterator[T]:
    """Yield what `read` finds in each record; raises `InputError` for one that is no record any more.

    What the readings `beside` find is kept for who asks that next: a record is parsed once.
    """
    for _, found in read_named_records(folder, read, beside):
        yield from found


def read_named_records(
    folder: Path, read: Reading[T], beside: Sequence[Reading[Any]] = ()
) -> Iterator[tuple[str, list[T]]]:
    """Yield the name of each answer, which is that of its folder, with what `read` finds in its record."""
    _KEPT.begin()
    lists = code_lists_state()
    for path in record_paths(folder):
        yield path.parent.relative_to(folder).as_posix(), _read(path, lists, read, beside)


def _read(path: Path, lists: Hashable, read: Reading[T], beside: Sequence[Reading[Any]]) -> list[T]:
    try:
        data = path.read_bytes()
        content = hashlib.sha256(data).digest(), lists
        known = _KEPT.find((read, *content))
        return cast("list[T]", _parsed(data, content, [read, *beside]) if known is None else known)
    except _UNREADABLE as error:
        raise InputError(
            "Dit goedgekeurde antwoord is niet leesbaar.",
            where=str(path),
            fix=f"Zet de map van het antwoord terug zoals ze was, met {_RECORD} erin.",
        ) from error


def _parsed(data: bytes, content: tuple[bytes, Hashable], readings: Sequence[Reading[Any]]) -> list[Any]:
    """Return what the first of the readings finds, and keep what each does."""
    record, names = json.loads(data.decode("utf-8")), names_for(content[1])
    wanted, *beside = readings
    found = wanted(record, names)
    _KEPT.keep((wanted, *content), found, len(data))
    for read in beside:
        with suppress(*_UNREADABLE):  # whoever asks for it is told
            _KEPT.keep((read, *content), read(record, names), len(data))
    return found
