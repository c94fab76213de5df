"""Lines of a CSV file: its header, where each record stands, and what breaks its structure.

DuckDB reads the file; this slower walk is only taken to tell a person on which line something is wrong.
"""

from __future__ import annotations

import csv
from array import array
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

FIELD_LIMIT = 1_000_000


def read_header(path: Path, separator: str) -> tuple[list[str], str]:
    """Return the column names and the separator, found in the header where `separator` is empty.

    Raise `UnicodeDecodeError` where the header is not UTF-8.
    """
    with path.open("rb") as stream:
        line = "".join(stream.readline(FIELD_LIMIT).decode("utf-8-sig").splitlines()[:1])
    found = separator or (";" if ";" in line else ",")
    names = next(csv.reader([line], delimiter=found), [])
    return [name.strip() for name in names], found


def record_lines(path: Path, separator: str) -> array[int]:
    """Return the line on which each data record starts; empty lines hold no record."""
    with _records(path, separator) as records:
        return array("q", (line for line, fields in records if fields is not None))[1:]


def structure_faults(path: Path, separator: str, width: int) -> tuple[list[tuple[int, str]], int]:
    """Return the first faults of structure as (line, what), and how many there are."""
    shown: list[tuple[int, str]] = []
    count = 0
    with _records(path, separator) as records:
        for line, fields in records:
            what = _what_is_wrong(fields, width)
            if what:
                count += 1
                shown += [(line, what)] if count <= 100 else []
    return shown, count


def _what_is_wrong(fields: list[str] | None, width: int) -> str:
    if fields is None:
        return "Deze rij is niet te lezen: een aanhalingsteken blijft open of een veld is te lang."
    if any("\ufffd" in field for field in fields):
        return "Deze rij bevat tekens die geen UTF-8 zijn."
    if len(fields) != width:
        return f"Deze rij telt {len(fields)} velden, de kop {width}."
    return ""


@contextmanager
def _records(path: Path, separator: str) -> Iterator[Iterator[tuple[int, list[str] | None]]]:
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as stream:
        yield _walk(csv.reader(stream, delimiter=separator, strict=True))


def _walk(reader: Iterator[list[str]]) -> Iterator[tuple[int, list[str] | None]]:
    while True:
        start = reader.line_num + 1  # type: ignore[attr-defined]  # a csv.reader has no public type on 3.11
        try:
            fields = next(reader)
        except StopIteration:
            return
        except csv.Error:
            yield start, None
            continue
        if fields:
            yield start, fields
