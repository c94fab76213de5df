"""Check a staged delivery against the schema: a few set-based queries per table, whatever its size."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import duckdb

from pq_answers.deliveries.faults import SHOWN_PER_RULE, Fault, FaultReport, Rule, Tally, wording
from pq_answers.deliveries.read import TEXT, StagedFile, Staging
from pq_answers.deliveries.rules import accepts, column_rules, missing, typed
from pq_answers.deliveries.schema import Column, Schema, Table, Validity
from pq_answers.deliveries.sidecar import Delivery

_FOUND = (
    "CREATE OR REPLACE TEMP TABLE fout (tabel INT, kolom VARCHAR, regel VARCHAR, rij BIGINT, ander BIGINT)"
)
_REPORT_COLUMNS = ("bestand", "tabel", "rij", "kolom", "regel", "fout", "herstel")


def validate(
    con: duckdb.DuckDBPyConnection, delivery: Delivery, schema: Schema, staging: Staging
) -> FaultReport:
    """Check what `stage` read; leave typed tables `lev_<table>` in `con` and return all faults, counted."""
    con.execute(_FOUND)
    for position, table in enumerate(schema.tables):
        if table.name in staging.files:
            _type_table(con, table, staging, delivery.decimal_mark)
            _check_values(con, position, table)
            _check_key(con, position, table, staging.files[table.name])
            for validity in table.validity:
                _check_validity(con, position, table, validity, staging.files[table.name])
    for position, table in enumerate(schema.tables):
        _check_references(con, position, table, staging)
    return _report(con, schema, staging)


def _type_table(con: duckdb.DuckDBPyConnection, table: Table, staging: Staging, decimal_mark: str) -> None:
    staged = staging.files[table.name]
    raw = f'"ruw_{table.name}"'
    for column in table.columns:
        _check_type(con, column, staged, staging)
    chosen = [_typed_column(column, staged, decimal_mark) for column in table.columns]
    columns = ", ".join(chosen)
    con.execute(
        f'CREATE OR REPLACE TEMP TABLE "lev_{table.name}" AS SELECT rowid AS "rij!", {columns} FROM {raw}'
    )
    con.execute(f"DROP TABLE {raw}")


def _check_type(con: duckdb.DuckDBPyConnection, column: Column, staged: StagedFile, staging: Staging) -> None:
    """Note a Parquet column of the wrong type; one without any value may have whatever type it likes."""
    found = staged.types.get(column.name)
    if found is None or accepts(column, found):
        return
    if con.execute(
        f'SELECT 1 FROM "ruw_{staged.file.table}" WHERE "{column.name}" IS NOT NULL LIMIT 1'
    ).fetchone():
        what = f"Deze kolom heeft het type {found}; gevraagd is {column.type}."
        staging.add(staged.file, Rule.COLUMN_TYPE, what, "Zet het type om.", column=column.name)
        del staged.types[column.name]
    else:
        staged.types[column.name] = TEXT


def _typed_column(column: Column, staged: StagedFile, decimal_mark: str) -> str:
    """Return the typed column and a flag «name!» that says that its text could not become that type."""
    if column.name not in staged.types:
        return f'CAST(NULL AS {column.type}) AS "{column.name}", CAST(NULL AS BOOLEAN) AS "{column.name}!"'
    value = typed(column, staged.types[column.name], decimal_mark)
    return f'{value} AS "{column.name}", NOT ({missing(column)}) AND ({value}) IS NULL AS "{column.name}!"'


def _check_values(con: duckdb.DuckDBPyConnection, position: int, table: Table) -> None:
    """Count all rules of all columns in one scan; only a broken one is looked at again, to find its rows."""
    rules = [(column.name, rule, sql) for column in table.columns for rule, sql in column_rules(column)]
    counts = ", ".join(f"count(*) FILTER ({sql})" for _, _, sql in rules)
    totals = con.execute(f'SELECT {counts} FROM "lev_{table.name}"').fetchone() or ()
    for (column, rule, sql), total in zip(rules, totals, strict=True):
        if total:
            _note(
                con,
                f"""SELECT {position}, '{column}', '{rule}', "rij!", NULL
                    FROM "lev_{table.name}" WHERE {sql}""",
            )


def _note(con: duckdb.DuckDBPyConnection, select: str) -> None:
    con.execute(f"INSERT INTO fout {select}")


def _names(columns: tuple[str, ...]) -> str:
    return ", ".join(f'"{name}"' for name in columns)


def _filled(columns: tuple[str, ...]) -> str:
    return " AND ".join(f'"{name}" IS NOT NULL' for name in columns)


def _check_key(con: duckdb.DuckDBPyConnection, position: int, table: Table, staged: StagedFile) -> None:
    if not set(table.key) <= set(staged.types):
        return
    key, source = _names(table.key), f'"lev_{table.name}"'
    doubles = f"SELECT 1 FROM {source} WHERE {_filled(table.key)} GROUP BY {key} HAVING count(*) > 1 LIMIT 1"
    if con.execute(doubles).fetchone():
        _note(
            con,
            f"""SELECT {position}, '{table.key[0]}', '{Rule.KEY}', "rij!", eerste FROM (
                SELECT "rij!", min("rij!") OVER (PARTITION BY {key}) AS eerste
                FROM {source} WHERE {_filled(table.key)}) WHERE "rij!" <> eerste""",
        )


def _check_validity(
    con: duckdb.DuckDBPyConnection, position: int, table: Table, validity: Validity, staged: StagedFile
) -> None:
    start, end, source = f'"{validity.start}"', f'"{validity.end}"', f'"lev_{table.name}"'
    if not {validity.start, validity.end, *validity.per} <= set(staged.types):
        return
    _note(
        con,
        f"""SELECT {position}, '{validity.end}', '{Rule.ORDER}', "rij!", NULL
            FROM {source} WHERE {end} < {start}""",
    )
    # A row clashes with the row before it that runs longest: a long period may reach past a short one.
    # A faulty end says nothing, so such a row is left out instead of being read as «still running».
    _note(
        con,
        f"""SELECT {position}, '{validity.start}', '{Rule.OVERLAP}', "rij!", vorige.rij FROM (
            SELECT "rij!", {start} AS van,
                max({{'tot': coalesce({end}, DATE '9999-12-31'), 'rij': "rij!"}}) OVER (
                PARTITION BY {_names(validity.per)} ORDER BY {start}, "rij!"
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING) AS vorige
            FROM {source}
            WHERE {_filled((validity.start, *validity.per))}
              AND NOT "{validity.end}!" AND ({end} IS NULL OR {end} >= {start})
        ) WHERE vorige.tot >= van""",
    )


def _check_references(con: duckdb.DuckDBPyConnection, position: int, table: Table, staging: Staging) -> None:
    for column in table.columns:
        target, _, key = column.references.partition(".")
        # Without the file that is referred to every row would be a fault, which tells nothing new.
        if all(_staged(staging, *pair) for pair in ((table.name, column.name), (target, key))):
            _note(
                con,
                f"""SELECT {position}, '{column.name}', '{Rule.REFERENCE}', "rij!", NULL
                    FROM "lev_{table.name}" van WHERE "{column.name}" IS NOT NULL AND NOT EXISTS (
                        SELECT 1 FROM "lev_{target}" naar WHERE naar."{key}" = van."{column.name}")""",
            )


def _staged(staging: Staging, table: str, column: str) -> bool:
    return table in staging.files and column in staging.files[table].types


def _report(con: duckdb.DuckDBPyConnection, schema: Schema, staging: Staging) -> FaultReport:
    counted = con.execute(
        "SELECT tabel, kolom, regel, count(*) FROM fout GROUP BY ALL ORDER BY ALL"
    ).fetchall()
    tallies = [
        Tally(schema.tables[position].name, column, Rule(rule), n) for position, column, rule, n in counted
    ]
    shown = f"QUALIFY row_number() OVER (PARTITION BY tabel, kolom, regel ORDER BY rij) <= {SHOWN_PER_RULE}"
    found = tuple(_found(con, schema, staging, shown))
    return FaultReport((*staging.faults, *found), (*staging.tallies, *tallies))


def _found(
    con: duckdb.DuckDBPyConnection, schema: Schema, staging: Staging, shown: str = ""
) -> Iterator[Fault]:
    cursor = con.execute(f"SELECT * FROM fout {shown} ORDER BY tabel, rij, kolom, regel")
    while rows := cursor.fetchmany(10_000):
        for position, column, rule, row, other in rows:
            table = schema.tables[position]
            staged = staging.files[table.name]
            clash = None if other is None else staged.row(other)
            what, fix = wording(table, column, Rule(rule), clash)
            yield Fault(staged.file.name, table.name, staged.row(row), column, Rule(rule), what, fix)


def write_report(
    con: duckdb.DuckDBPyConnection, schema: Schema, staging: Staging, report: FaultReport, stem: Path
) -> tuple[Path, Path]:
    """Write every fault, shown or not, to `<stem>.csv` and `<stem>.json`; return both paths."""
    paths = stem.with_suffix(".csv"), stem.with_suffix(".json")
    with (
        paths[0].open("w", encoding="utf-8-sig", newline="") as rows,
        paths[1].open("w", encoding="utf-8") as text,
    ):
        writer = csv.writer(rows, delimiter=";")
        writer.writerow(_REPORT_COLUMNS)
        text.write('{"aantal": ' + str(report.count) + ',\n"fouten": [')
        before = "\n"
        for fault in chain(staging.faults, _found(con, schema, staging)):
            values = (
                fault.file,
                fault.table,
                fault.row,
                fault.column,
                str(fault.rule),
                fault.what,
                fault.fix,
            )
            writer.writerow(values)
            text.write(
                before + json.dumps(dict(zip(_REPORT_COLUMNS, values, strict=True)), ensure_ascii=False)
            )
            before = ",\n"
        text.write("\n]}\n")
    return paths
