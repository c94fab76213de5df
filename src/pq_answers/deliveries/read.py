"""Read the files of a delivery into staging tables, each with the row that a person sees in the file.

A staging table `ruw_<table>` holds the columns that the schema knows: text from CSV and XLSX, so that a fault
can be pointed at instead of ending the read; the file's own types from Parquet.
"""

from __future__ import annotations

import glob
from array import array
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

import duckdb

from pq_answers.deliveries.faults import Fault, Rule, Tally
from pq_answers.deliveries.lines import read_header, record_lines, structure_faults
from pq_answers.deliveries.schema import Schema, Table
from pq_answers.deliveries.sheets import UnreadableSheetError, read_sheet
from pq_answers.errors import suggest

if TYPE_CHECKING:
    from pq_answers.deliveries.sidecar import DeliveredFile, Delivery

_BATCH = 10_000
TEXT = "VARCHAR"


@dataclass(frozen=True)
class StagedFile:
    """A file in its staging table: the types that were read per column, and where each record stands."""

    file: DeliveredFile
    types: dict[str, str]
    locate: Callable[[], Sequence[int]] | None = None
    offset: int = 1

    @cached_property
    def _lines(self) -> Sequence[int] | None:
        return self.locate() if self.locate else None

    def row(self, index: int) -> int:
        """Return the row in the file of the record with the zero-based `index`."""
        lines = self._lines
        return lines[index] if lines is not None and index < len(lines) else index + self.offset


@dataclass(slots=True)
class Staging:
    """What was read: per table its staged file, and the faults that kept files or columns out."""

    files: dict[str, StagedFile] = field(default_factory=dict)
    faults: list[Fault] = field(default_factory=list)
    tallies: list[Tally] = field(default_factory=list)

    def add(self, file: DeliveredFile, rule: Rule, what: str, fix: str, *, column: str = "") -> None:
        """Note a fault of a whole file or column."""
        self.faults.append(Fault(file.name, file.table, None, column, rule, what, fix))
        self.tallies.append(Tally(file.table, column, rule, 1))

    def add_rows(self, file: DeliveredFile, rows: Sequence[tuple[int, str]], count: int) -> None:
        """Note faults of structure on rows of a file; `count` counts those that are not shown as well."""
        fix = "Maak het bestand opnieuw op; zet tekst met een scheidingsteken tussen aanhalingstekens."
        for row, what in rows:
            self.faults.append(Fault(file.name, file.table, row, "", Rule.STRUCTURE, what, fix))
        self.tallies.append(Tally(file.table, "", Rule.STRUCTURE, count))


def stage(con: duckdb.DuckDBPyConnection, delivery: Delivery, schema: Schema) -> Staging:
    """Read every file of the delivery into a staging table of `con`, noting what cannot be read."""
    staging = Staging()
    readers = {"csv": _stage_csv, "parquet": _stage_parquet, "xlsx": _stage_xlsx}
    for file in delivery.files:
        table = schema.table(file.table)
        try:
            staged = readers[file.format](con, delivery, file, table, staging)
        except duckdb.Error as error:
            _note_unreadable(error, file, staging)
            continue
        if staged:
            staging.files[file.table] = staged
            _check_row_count(con, file, staging)
    return staging


def _note_unreadable(error: duckdb.Error, file: DeliveredFile, staging: Staging) -> None:
    # DuckDB's own text quotes the line, so it is left out. A full disk is not the file's fault.
    if isinstance(error, duckdb.OutOfMemoryException | duckdb.FatalException) or "No space" in str(error):
        raise error
    staging.add(file, Rule.FILE, "Dit bestand is niet leesbaar.", "Maak het opnieuw op.")


def _check_row_count(con: duckdb.DuckDBPyConnection, file: DeliveredFile, staging: Staging) -> None:
    found = _scalar(con, f'SELECT count(*) FROM "ruw_{file.table}"')
    if file.rows is not None and found != file.rows:
        what = f"Het bestand telt {found} rijen, de levering noemt er {file.rows}."
        staging.add(file, Rule.ROWS, what, "Vraag het volledige bestand of verbeter «rijen».")


def _scalar(con: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = con.execute(sql).fetchone()
    return int(row[0]) if row else 0


def _check_header(header: Sequence[str], file: DeliveredFile, table: Table, staging: Staging) -> bool:
    """Note missing, unknown and double columns; False where the first row holds no column names at all."""
    known = table.column_names
    if not set(known) & set(header):
        what = "De eerste rij bevat geen kolomnamen."
        staging.add(file, Rule.STRUCTURE, what, f"Zet bovenaan: {', '.join(known)}.")
        return False
    for name in known:
        if name not in header:
            staging.add(file, Rule.MISSING_COLUMN, "Deze kolom ontbreekt.", "Voeg ze toe.", column=name)
    for position, name in enumerate(header, start=1):
        if name not in known:
            # Only the position: a header that is partly wrong may hold a row's values.
            near = suggest(name, [column for column in known if column not in header]) or "Haal ze weg."
            staging.add(file, Rule.UNKNOWN_COLUMN, f"Kolom {position} is onbekend.", near)
        elif name in header[: position - 1]:
            staging.add(
                file, Rule.UNKNOWN_COLUMN, "Deze kolom staat er tweemaal in.", "Schrap er een.", column=name
            )
    return True


def _stage_csv(
    con: duckdb.DuckDBPyConnection, delivery: Delivery, file: DeliveredFile, table: Table, staging: Staging
) -> StagedFile | None:
    try:
        header, separator = read_header(file.path, delivery.separator)
    except UnicodeDecodeError:
        staging.add(file, Rule.STRUCTURE, "De kop is geen UTF-8.", "Bewaar het bestand als CSV UTF-8.")
        return None
    if not _check_header(header, file, table, staging):
        return None
    try:
        _load_csv(con, file, table, header, separator)
    except duckdb.InvalidInputException:
        rows, count = structure_faults(file.path, separator, len(header))
        staging.add_rows(file, rows or [(1, "Dit bestand is niet leesbaar als CSV.")], count or 1)
        return None
    lines = lambda: record_lines(file.path, separator)  # noqa: E731 - evaluated only when a fault must be placed
    return StagedFile(file, dict.fromkeys(_known(header, table), TEXT), lines, offset=2)


def _known(header: Sequence[str], table: Table) -> list[str]:
    return [name for name in table.column_names if name in header]


def _load_csv(
    con: duckdb.DuckDBPyConnection, file: DeliveredFile, table: Table, header: list[str], separator: str
) -> None:
    chosen = ", ".join(f'k{header.index(name)} AS "{name}"' for name in _known(header, table))
    columns = ", ".join(f"k{index}: 'VARCHAR'" for index in range(len(header)))
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE "ruw_{table.name}" AS SELECT {chosen} FROM read_csv($path,
            delim = '{separator}', quote = '"', escape = '"', header = true, auto_detect = false,
            nullstr = '', columns = {{{columns}}}, compression = 'none', hive_partitioning = false)""",
        {"path": _literal(file)},
    )


def _literal(file: DeliveredFile) -> str:
    """Return the path as a pattern that only matches itself: DuckDB reads [, * and ? as a glob."""
    return glob.escape(str(file.path))


def _stage_parquet(
    con: duckdb.DuckDBPyConnection, _delivery: Delivery, file: DeliveredFile, table: Table, staging: Staging
) -> StagedFile | None:
    source, path = "read_parquet($path, hive_partitioning = false)", {"path": _literal(file)}
    described = con.execute(f"DESCRIBE SELECT * FROM {source}", path).fetchall()
    types = {str(row[0]): str(row[1]) for row in described}
    if not _check_header(list(types), file, table, staging):
        return None
    known = _known(list(types), table)
    chosen = ", ".join(f'"{name}"' for name in known)
    con.execute(f'CREATE OR REPLACE TEMP TABLE "ruw_{table.name}" AS SELECT {chosen} FROM {source}', path)
    return StagedFile(file, {name: types[name] for name in known})


def _stage_xlsx(
    con: duckdb.DuckDBPyConnection, _delivery: Delivery, file: DeliveredFile, table: Table, staging: Staging
) -> StagedFile | None:
    try:
        sheet = read_sheet(file.path, table.name, file.sheet)
    except UnreadableSheetError as error:
        staging.add(file, Rule.FILE, str(error), "Bewaar de tabel als eerste en enige werkblad van een XLSX.")
        return None
    if not _check_header(sheet.header, file, table, staging):
        return None
    if sheet.too_wide:
        what = "Deze rij heeft waarden voorbij de laatste kolomnaam."
        staging.add_rows(file, [(row, what) for row in sheet.too_wide[:100]], len(sheet.too_wide))
    known = _known(sheet.header, table)
    columns = ", ".join(f'"{name}" VARCHAR' for name in known)
    con.execute(f'CREATE OR REPLACE TEMP TABLE "ruw_{table.name}" ({columns})')
    _insert(con, table.name, [sheet.header.index(name) for name in known], sheet.rows)
    lines: array[int] = sheet.lines
    return StagedFile(file, dict.fromkeys(known, TEXT), lambda: lines)


def _insert(
    con: duckdb.DuckDBPyConnection, table: str, chosen: list[int], rows: list[tuple[str | None, ...]]
) -> None:
    # One list per column and batch: executemany binds row by row, and is a hundred times slower.
    values = ", ".join(f"unnest($k{index}::VARCHAR[])" for index in chosen)
    for start in range(0, len(rows), _BATCH):
        batch = rows[start : start + _BATCH]
        params = {f"k{index}": [row[index] for row in batch] for index in chosen}
        con.execute(f'INSERT INTO "ruw_{table}" SELECT {values}', params)
