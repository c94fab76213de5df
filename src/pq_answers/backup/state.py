"""The rows of the database as lines of JSON, the same for SQLite and PostgreSQL, and back again."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import Column, Connection, MetaData, Table, delete, func, insert, inspect, select, text
from sqlalchemy.exc import SQLAlchemyError

from pq_answers.backup.archive import Archive, ArchiveError, Writer

FLEETING = frozenset({"sessions", "rates"})
"""What is not kept: who was signed in signs in again, and who tried often may try again."""

_VERSION = "alembic_version"
_ROWS = 500


def write_state(connection: Connection, writer: Writer) -> None:
    """Write every table as it is at this moment."""
    for table in _tables(connection):
        writer.add(f"staat/{table.name}.jsonl", _written(connection, table))


def _tables(connection: Connection) -> list[Table]:
    """Return the tables that the database really has, each after those that it refers to."""
    found = MetaData()
    found.reflect(connection)
    return [table for table in found.sorted_tables if table.name not in {*FLEETING, _VERSION}]


def _written(connection: Connection, table: Table) -> Iterator[bytes]:
    yield _line([column.name for column in table.columns])
    rows = connection.execution_options(yield_per=_ROWS).execute(
        select(table).order_by(*table.primary_key.columns)
    )
    for row in rows:
        yield _line([_plain(value) for value in row])


def _line(values: list[Any]) -> bytes:
    return json.dumps(values, ensure_ascii=False).encode("utf-8", "surrogatepass") + b"\n"


def _plain(value: Any) -> Any:
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, Decimal):
        return str(value)
    return value.isoformat() if isinstance(value, date) else value


def fill(connection: Connection, archive: Archive) -> None:
    """Put the rows of a backup into tables of the same form; raises `ArchiveError` where they do not fit."""
    tables = {f"staat/{table.name}.jsonl": table for table in _tables(connection)}
    unknown = set(archive.names("staat")) ^ set(tables)
    if unknown:
        raise _misfit(sorted(unknown)[0])
    for name, table in tables.items():
        # A migration may have put rows in a table, which are in the backup too.
        if connection.execute(select(table).limit(1)).first():
            connection.execute(delete(table))
        try:
            for rows in _batches(_read(archive, name, table)):
                connection.execute(insert(table), rows)
        except (SQLAlchemyError, ValueError, TypeError, KeyError) as error:
            raise _misfit(name) from error
        _go_on_numbering(connection, table)


def _read(archive: Archive, name: str, table: Table) -> Iterator[dict[str, Any]]:
    lines = archive.lines(name)
    columns = [table.columns[column] for column in json.loads(next(lines, b"[]"))]
    for line in lines:
        values = json.loads(line)
        yield {column.name: _typed(column, value) for column, value in zip(columns, values, strict=True)}


def _typed(column: Column[Any], value: Any) -> Any:
    try:
        kind = column.type.python_type
    except NotImplementedError:
        return value
    if value is None or not isinstance(value, str):
        return value
    if kind is datetime:
        return datetime.fromisoformat(value)
    if kind is date:
        return date.fromisoformat(value)
    if kind is Decimal:
        return Decimal(value)
    return base64.b64decode(value, validate=True) if kind is bytes else value


def _batches(rows: Iterable[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    batch: list[dict[str, Any]] = []
    for row in rows:
        batch.append(row)
        if len(batch) == _ROWS:
            yield batch
            batch = []
    if batch:
        yield batch


def _go_on_numbering(connection: Connection, table: Table) -> None:
    """Let PostgreSQL number new rows after those that were put back; SQLite does so by itself."""
    if connection.dialect.name != "postgresql" or "id" not in table.columns:
        return
    sequence = connection.execute(
        select(func.pg_get_serial_sequence(f'"{table.name}"', "id"))
    ).scalar_one_or_none()
    if sequence:
        highest = connection.execute(select(func.max(table.columns.id))).scalar_one()
        connection.execute(select(func.setval(sequence, highest or 1, highest is not None)))


def empty(connection: Connection) -> None:
    """Remove the tables and functions of PostgreSQL; nobody sees that before the transaction ends."""
    found = MetaData()
    found.reflect(connection)
    found.drop_all(connection)
    functions = text(
        "SELECT p.oid::regprocedure::text FROM pg_proc p "
        "WHERE p.pronamespace = current_schema()::regnamespace AND p.prorettype = 'trigger'::regtype "
        "AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')"
    )
    for name in connection.execute(functions).scalars().all():
        connection.execute(text(f"DROP FUNCTION {name}"))


def has_tables(connection: Connection) -> bool:
    """Whether anything was ever put in this database."""
    return bool(inspect(connection).get_table_names())


def _misfit(name: str) -> ArchiveError:
    what = f"«{name}» past niet in de tabellen van deze versie."
    return ArchiveError(what, fix="Zet de reservekopie terug met de versie die ze maakte.")
