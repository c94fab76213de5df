"""Fill a new database file: register tables, code lists, published figures, the delivery's row, and marts."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

import duckdb

from pq_answers.codelists import load_codelist
from pq_answers.deliveries import Column, Delivery, Schema, Table
from pq_answers.errors import InputError, StoreError, UserError
from pq_answers.published import COLUMNS as CIJFER_COLUMNS
from pq_answers.published import figure_row, read_files
from pq_answers.store.failures import is_full, query_failure
from pq_answers.store.guard import check_select
from pq_answers.store.sources import CIJFER, CODELIJST, LEVERING, Sources

Progress = Callable[[str], None]
MEMORY_MB = 1000
_DECIMAL = "DECIMAL(18,4)"


def connect_for_building(path: Path, temporary: Path) -> duckdb.DuckDBPyConnection:
    """Return a connection to a new database file that may read files and spill into `temporary`."""
    return duckdb.connect(
        path,
        config={
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "memory_limit": f"{MEMORY_MB}MB",
            "temp_directory": str(temporary),
        },
    )


def build(
    con: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    identity: Mapping[str, str],
    sources: Sources,
    say: Progress,
) -> dict[str, int]:
    """Build all tables from the validated `lev_<table>` staging tables; return the rows per table."""
    say("Tabellen opbouwen")
    for table in sources.schema.tables:
        _build_table(con, table)
    _build_cijfer(con, sources.published)
    _build_codelijst(con, sources.codelists)
    _build_levering(con, delivery, identity)
    # From here on only our own tables are needed: a mart that reads a file is refused.
    con.execute("SET enable_external_access = false")
    for name, path in sources.marts.items():
        say(f"Afgeleide tabel {name}")
        _build_mart(con, name, path)
    con.execute("ANALYZE")
    con.execute("CHECKPOINT")
    return _count(con, sources.schema, tuple(sources.marts))


def _build_table(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    columns = ", ".join(_declared(column) for column in table.columns)
    names = ", ".join(f'"{name}"' for name in table.column_names)
    key = ", ".join(f'"{name}"' for name in table.key)
    con.execute(f'CREATE TABLE "{table.name}" ({columns})')
    con.execute(f'INSERT INTO "{table.name}" SELECT {names} FROM "lev_{table.name}" ORDER BY {key}')
    con.execute(f'DROP TABLE "lev_{table.name}"')
    if table.description:
        _comment(con, table)


def _declared(column: Column) -> str:
    return f'"{column.name}" {column.type}{" NOT NULL" if column.required else ""}'


def _comment(con: duckdb.DuckDBPyConnection, table: Table) -> None:
    text = table.description.replace("'", "''")
    con.execute(f"COMMENT ON TABLE \"{table.name}\" IS '{text}'")


def _build_cijfer(con: duckdb.DuckDBPyConnection, published: Mapping[str, Path]) -> None:
    """Build one row per published figure, as printed; a fault in any file refuses them all."""
    columns = ", ".join(f'"{name}" {_DECIMAL if name == "waarde" else "VARCHAR"}' for name in CIJFER_COLUMNS)
    con.execute(f'CREATE TABLE "{CIJFER}" ({columns})')
    rows = [figure_row(figure) for figure in read_files(published)]
    if rows:
        values = ", ".join(f"unnest(${name}::VARCHAR[])" for name in CIJFER_COLUMNS)
        con.execute(
            f'INSERT INTO "{CIJFER}" SELECT {values}',
            {name: [row[name] for row in rows] for name in CIJFER_COLUMNS},
        )


def _build_codelijst(con: duckdb.DuckDBPyConnection, codelists: Mapping[str, Path]) -> None:
    """Build one row per code, so that marts and items put values in bands without naming the bounds."""
    con.execute(
        f"""CREATE TABLE {CODELIJST} (lijst VARCHAR NOT NULL, code VARCHAR NOT NULL, label VARCHAR NOT NULL,
            van {_DECIMAL}, tot {_DECIMAL}, volgorde INTEGER NOT NULL)"""
    )
    for file in codelists:
        codelist = load_codelist(Path(file).stem)
        for position, code in enumerate(codelist, start=1):
            row = [codelist.name, code.code, code.label, code.start, code.end, position]
            con.execute(f"INSERT INTO {CODELIJST} VALUES (?, ?, ?, ?, ?, ?)", row)


def _build_levering(con: duckdb.DuckDBPyConnection, delivery: Delivery, identity: Mapping[str, str]) -> None:
    con.execute(
        f"""CREATE TABLE {LEVERING} (momentopname VARCHAR NOT NULL, producent VARCHAR NOT NULL,
            soort VARCHAR NOT NULL, naam VARCHAR NOT NULL, volledig_tot VARCHAR NOT NULL,
            laatste_jaar INTEGER NOT NULL, factor {_DECIMAL} NOT NULL, sha256 VARCHAR NOT NULL)"""
    )
    con.execute(
        f"""INSERT INTO {LEVERING}
            VALUES ($id, $producent, $soort, $naam, $tot, $jaar, $factor, $sha256)""",
        {
            "id": identity["id"],
            "producent": delivery.producer,
            "soort": delivery.kind,
            "naam": delivery.name,
            "tot": delivery.complete_until,
            "jaar": delivery.last_complete_year,
            "factor": delivery.factor,
            "sha256": identity["sha256"],
        },
    )


def _build_mart(con: duckdb.DuckDBPyConnection, name: str, path: Path) -> None:
    sql, where = path.read_text(encoding="utf-8"), f"queries/marts/{path.name}"
    try:
        if check_select(con, sql, where):
            raise InputError("Een afgeleide tabel heeft geen parameters.", where=where, fix="Schrap $naam.")
        con.execute(f'CREATE TABLE "{name}" AS\n{sql}')
    except duckdb.Error as error:
        if is_full(error):
            raise
        raise _mart_failure(error, where) from None


def _mart_failure(error: duckdb.Error, where: str) -> UserError:
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreError(
            "Er is te weinig geheugen om deze tabel op te bouwen.", where=where, fix="Sluit programma's."
        )
    return query_failure(error, where, 0, MEMORY_MB)


def _count(con: duckdb.DuckDBPyConnection, schema: Schema, marts: tuple[str, ...]) -> dict[str, int]:
    names = (*schema.names, CIJFER, *marts)
    counts = con.execute(" UNION ALL ".join(f"SELECT '{name}', count(*) FROM \"{name}\"" for name in names))
    found = {str(name): int(count) for name, count in counts.fetchall()}
    return {name: found[name] for name in names}
