"""Reading `data/published/*.csv`: every row is held against the code lists before anything is loaded."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from decimal import Decimal
from pathlib import Path

from pq_answers.errors import InputError
from pq_answers.published.faults import Fault, reject
from pq_answers.published.model import Precision, PublishedFigure, Role
from pq_answers.published.rows import Row, row_faults
from pq_answers.published.sources import load_sources
from pq_answers.published.whole import whole_faults
from pq_answers.tables import State

COLUMNS = (
    "cijfer_id", "bron", "tabel", "plaats", "indicator", "maatregel", "dimensies", "periode",
    "eenheid", "waarde", "gedrukt", "nauwkeurigheid", "rol", "status", "voetnoot",
)  # fmt: skip


def read_files(files: Mapping[str, Path]) -> tuple[PublishedFigure, ...]:
    """Return the figures of all `files` (name to path) in their order.

    Raises `InputError` that lists every fault with file, row and column; nothing is returned then.
    """
    sources = load_sources()
    faults: list[Fault] = []
    figures: list[PublishedFigure] = []
    for name, path in files.items():
        rows = _read(path, f"data/published/{name}")
        wrong = [fault for row in rows for fault in row_faults(row, sources)]
        faults += wrong
        if not wrong:
            figures += [_figure(row) for row in rows]
    reject(faults or list(whole_faults(figures)))
    return tuple(figures)


def _read(path: Path, where: str) -> list[Row]:
    try:
        return list(_rows(path, where))
    except csv.Error as error:
        fix = "Kijk aanhalingstekens en regeleinden na."
        raise InputError("Dit bestand is geen geldige CSV.", where=where, fix=fix) from error
    except UnicodeDecodeError as error:
        raise InputError("Dit bestand is geen UTF-8.", where=where, fix="Bewaar als CSV UTF-8.") from error


def _rows(path: Path, where: str) -> Iterator[Row]:
    with path.open(encoding="utf-8-sig", newline="") as stream:
        reader = csv.DictReader(stream, strict=True)
        header = tuple(reader.fieldnames or ())
        if set(header) != set(COLUMNS) or len(header) != len(COLUMNS):
            raise InputError(
                "De kolommen van dit bestand kloppen niet.",
                where=where,
                fix=f"Zet bovenaan: {','.join(COLUMNS)}.",
            )
        for cells in reader:
            line = reader.line_num
            if None in cells or any(value is None for value in cells.values()):
                raise InputError(
                    "Deze rij heeft te veel of te weinig velden.",
                    where=f"{where}:{line}",
                    fix="Verbeter de rij; zet tekst met een komma tussen aanhalingstekens.",
                )
            yield Row(where, path.stem, line, dict(cells))


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
        "" if figure.value is None else str(figure.value), figure.printed, figure.precision.value,
        figure.role.value, figure.state.value, figure.note,
    )  # fmt: skip
    return {name: text or None for name, text in zip(COLUMNS, texts, strict=True)}


def read_row(cells: Mapping[str, str | None]) -> PublishedFigure:
    """Return the figure that a row of the table `cijfer` holds; the inverse of `figure_row`."""
    return _figure(Row("", "", 0, {name: cells[name] or "" for name in COLUMNS}))
