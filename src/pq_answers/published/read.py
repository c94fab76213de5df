"""Reading `data/published/*.csv`: every row is held against the code lists before anything is loaded."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from io import StringIO
from pathlib import Path

from pq_answers.errors import InputError, os_problem
from pq_answers.published.faults import reject
from pq_answers.published.model import Precision, PublishedFigure, Role
from pq_answers.published.numbers import printed_number
from pq_answers.published.rows import Row, row_faults
from pq_answers.published.sources import load_sources
from pq_answers.published.whole import whole_faults
from pq_answers.resources import find_files
from pq_answers.tables import State

_FOLDER = "data/published"

COLUMNS = (
    "cijfer_id", "bron", "tabel", "plaats", "indicator", "maatregel", "dimensies", "periode",
    "eenheid", "waarde", "gedrukt", "nauwkeurigheid", "rol", "status", "voetnoot",
)  # fmt: skip


def read_catalogue() -> tuple[PublishedFigure, ...]:
    """Return the figures of the catalogue's `data/published`, the overlay's files included."""
    return read_files(dict(sorted(find_files("data/published", "*.csv").items())))


def read_files(files: Mapping[str, Path]) -> tuple[PublishedFigure, ...]:
    """Return the figures of all `files` (name to path) in their order.

    Raises `InputError` that lists every fault with file, row and column; nothing is returned then.
    """
    rows = [row for name, path in files.items() for row in _read(path, f"{_FOLDER}/{name}")]
    sources = load_sources()
    reject([fault for row in rows for fault in row_faults(row, sources)])
    figures = tuple(_figure(row) for row in rows)
    reject(list(whole_faults(figures)))
    return figures


def _read(path: Path, where: str) -> list[Row]:
    records = _records(_text(path, where), where)
    _, header = next(records, (1, []))
    if sorted(header) != sorted(COLUMNS):
        fix = f"Zet bovenaan, met komma's ertussen: {','.join(COLUMNS)}."
        raise InputError("De kolommen van dit bestand kloppen niet.", where=where, fix=fix)
    return [Row(where, path.stem, line, _cells(header, fields, where, line)) for line, fields in records]


def _text(path: Path, where: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as error:
        raise InputError(f"Dit bestand is niet leesbaar: {os_problem(error)}.", where=where) from error
    except UnicodeDecodeError as error:
        raise InputError("Dit bestand is geen UTF-8.", where=where, fix="Bewaar als CSV UTF-8.") from error


def _records(text: str, where: str) -> Iterator[tuple[int, list[str]]]:
    """Yield the records with the line on which each begins: a text between quotes may hold several lines."""
    reader = csv.reader(StringIO(text, newline=""), strict=True)
    line = 1
    try:
        for fields in reader:
            if fields:
                yield line, fields
            line = reader.line_num + 1
    except csv.Error as error:
        fix = "Kijk aanhalingstekens en regeleinden na."
        raise InputError("Dit bestand is geen geldige CSV.", where=f"{where}:{line}", fix=fix) from error


def _cells(header: Sequence[str], fields: Sequence[str], where: str, line: int) -> dict[str, str]:
    if len(fields) != len(header):
        raise InputError(
            "Deze rij heeft te veel of te weinig velden.",
            where=f"{where}:{line}",
            fix="Verbeter de rij; zet tekst met een komma tussen aanhalingstekens.",
        )
    return dict(zip(header, fields, strict=True))


def _figure(row: Row) -> PublishedFigure:
    cells = row.cells
    return PublishedFigure(
        id=cells["cijfer_id"],
        source=cells["bron"],
        table=cells["tabel"],
        place=cells["plaats"],
        indicator=cells["indicator"],
        measure=cells["maatregel"],
        dimensions=tuple(sorted(row.dimensions)),
        period=cells["periode"],
        unit=cells["eenheid"],
        value=Decimal(cells["waarde"]) if cells["waarde"] else None,
        printed=cells["gedrukt"],
        precision=Precision(cells["nauwkeurigheid"]),
        role=Role(cells["rol"]),
        state=State(cells["status"]),
        note=cells["voetnoot"],
        line=row.line,
    )


def figure_row(figure: PublishedFigure) -> dict[str, str | None]:
    """Return a figure as a row of the table `cijfer`, by column; what is empty is None."""
    texts = (
        figure.id, figure.source, figure.table, figure.place, figure.indicator, figure.measure,
        ";".join(f"{name}={code}" for name, code in figure.dimensions), figure.period, figure.unit,
        "" if figure.value is None else f"{figure.value:f}", figure.printed, figure.precision.value,
        figure.role.value, figure.state.value, figure.note,
    )  # fmt: skip
    return {name: text or None for name, text in zip(COLUMNS, texts, strict=True)}


def read_row(cells: Mapping[str, str | None]) -> PublishedFigure:
    """Return the figure that a row of the table `cijfer` holds; the inverse of `figure_row`.

    The table gives every number four decimals; those that are printed are read from the column «gedrukt».
    """
    texts = {name: cells[name] or "" for name in COLUMNS}
    value = printed_number(texts["gedrukt"]) if texts["waarde"] else ""
    return _figure(Row("", "", 0, texts | {"waarde": value}))
