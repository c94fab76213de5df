"""The records of answers that were approved: found in a folder, and read whole or refused."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pq_answers.errors import InputError

_RECORD = "answer.json"
T = TypeVar("T")


def record_paths(folder: Path) -> list[Path]:
    """Return the records of the answers in `folder`, each in a folder of its own; raises `InputError`."""
    if not folder.is_dir():
        what = "De map met goedgekeurde antwoorden bestaat niet."
        raise InputError(what, where=str(folder), fix="Kijk de naam na.")
    return sorted(folder.rglob(_RECORD))


def read_records(folder: Path, read: Callable[[Mapping[str, Any]], list[T]]) -> Iterator[T]:
    """Yield what `read` finds in each record; raises `InputError` for one that is no record any more."""
    for _, found in read_named_records(folder, read):
        yield from found


def read_named_records(
    folder: Path, read: Callable[[Mapping[str, Any]], list[T]]
) -> Iterator[tuple[str, list[T]]]:
    """Yield the name of each answer, which is that of its folder, with what `read` finds in its record."""
    for path in record_paths(folder):
        yield path.parent.relative_to(folder).as_posix(), _read(path, read)


def _read(path: Path, read: Callable[[Mapping[str, Any]], list[T]]) -> list[T]:
    try:
        return read(json.loads(path.read_text(encoding="utf-8")))
    except (
        OSError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        ArithmeticError,
        RecursionError,
    ) as error:
        raise InputError(
            "Dit goedgekeurde antwoord is niet leesbaar.",
            where=str(path),
            fix=f"Zet de map van het antwoord terug zoals ze was, met {_RECORD} erin.",
        ) from error
