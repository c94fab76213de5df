"""Worksheets of an XLSX delivery as text, with the row that each record has in the sheet."""

from __future__ import annotations

import datetime as dt
import warnings
import zipfile
from array import array
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

_MAX_UNZIPPED = 2_000_000_000


class UnreadableSheetError(Exception):
    """The workbook cannot be read; the text says why, in Dutch."""


@dataclass(slots=True)
class SheetRows:
    """The records of one worksheet: `rows[i]` stands on row `lines[i]`, `too_wide` rows pass the header."""

    header: list[str]
    rows: list[tuple[str | None, ...]] = field(default_factory=list)
    lines: array[int] = field(default_factory=lambda: array("q"))
    too_wide: list[int] = field(default_factory=list)


def read_sheet(path: Path, table: str, sheet: str) -> SheetRows:
    """Return the records of worksheet `sheet`, else of the one named after the table, else of the only one.

    Raise `UnreadableSheetError` where the file is no workbook or the worksheet is not there.
    """
    with _workbook(path) as book:
        records = _records(_pick(book, table, sheet))
        _, header = next(records, (1, ()))
        result = SheetRows([str(value or "").strip() for value in _trimmed(header)])
        width = len(result.header)
        for line, values in records:
            result.rows.append(tuple(_fitted(values, width)))
            result.lines.append(line)
            result.too_wide += [line] if len(_trimmed(values)) > width else []
        return result


@contextmanager
def _workbook(path: Path) -> Iterator[Any]:
    import openpyxl

    with warnings.catch_warnings():
        # openpyxl warns of styles and validations that it leaves out: no data is lost by that.
        warnings.simplefilter("ignore")
        try:
            _refuse_bomb(path)
            book = openpyxl.load_workbook(path, read_only=True, data_only=True)
        except (zipfile.BadZipFile, KeyError, ValueError, OSError) as error:
            raise UnreadableSheetError("Dit is geen leesbaar XLSX-bestand.") from error
        try:
            yield book
        finally:
            book.close()


def _refuse_bomb(path: Path) -> None:
    with zipfile.ZipFile(path) as archive:
        if sum(entry.file_size for entry in archive.infolist()) > _MAX_UNZIPPED:
            raise UnreadableSheetError("Dit XLSX-bestand is te groot; lever het als Parquet of CSV.")


def _pick(book: Any, table: str, sheet: str) -> Any:
    names = list(book.sheetnames)
    wanted = sheet or (table if table in names else "")
    if wanted in names:
        return book[wanted]
    if sheet or len(names) != 1:
        raise UnreadableSheetError(f"Het werkblad «{sheet or table}» is er niet.")
    return book[names[0]]


def _records(worksheet: Any) -> Iterator[tuple[int, tuple[object, ...]]]:
    # A sheet may state a size that is too small; without it openpyxl reads to the real end.
    worksheet.reset_dimensions()
    for line, values in enumerate(worksheet.iter_rows(values_only=True), start=1):
        if any(value is not None and value != "" for value in values):
            yield line, values


def _trimmed(values: Sequence[object]) -> Sequence[object]:
    end = len(values)
    while end and values[end - 1] in {None, ""}:
        end -= 1
    return values[:end]


def _fitted(values: Sequence[object], width: int) -> Iterator[str | None]:
    for index in range(width):
        yield _text(values[index]) if index < len(values) else None


def _text(value: object) -> str | None:
    """Write a cell as a CSV would: ISO dates, plain numbers, an empty text as missing."""
    if value is None or value == "":
        return None
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat()
    if isinstance(value, float):
        # 15 digits are what a worksheet shows; more would turn 0.3 into 0.30000000000000004.
        return str(int(value)) if value.is_integer() else format(value, ".15g")
    return str(value)
