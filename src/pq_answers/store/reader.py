"""Read one snapshot: a read-only, sandboxed connection whose time, memory and rows are limited."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import duckdb

from pq_answers.errors import InputError, StoreError
from pq_answers.store.failures import query_failure
from pq_answers.store.guard import check_select
from pq_answers.store.snapshot import SnapshotInfo

_RELOAD = "Laad de levering opnieuw: pq-answers load LEVERING."


@dataclass(frozen=True, slots=True)
class Limits:
    """What one query may use: seconds, megabytes of memory and of spilled data, result rows, threads."""

    seconds: float = 10.0
    # The interpreter and the document libraries take some 120 MB: together they stay below 300 MB.
    memory_mb: int = 160
    spill_mb: int = 1000
    rows: int = 200_000
    # One thread adds floats and breaks ties in one order: the same query gives the same bytes.
    threads: int = 1


@dataclass(frozen=True, slots=True)
class Rows:
    """A query's result: column names, DuckDB types, and the rows as Python values."""

    columns: tuple[str, ...]
    types: tuple[str, ...]
    rows: list[tuple[Any, ...]]


class Reader:
    """A connection to one snapshot. Not to be shared between threads; opening one takes some milliseconds."""

    def __init__(
        self, info: SnapshotInfo, path: Path, limits: Limits, spill: Path, secret: Callable[[], bytes]
    ) -> None:
        self.info, self.limits, self.secret = info, limits, secret
        self._con = _connect(path, limits, spill)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connection; a second time does nothing."""
        self._con.close()

    def run(self, sql: str, params: Mapping[str, Any] | None = None, *, where: str = "") -> Rows:
        """Return the result of one SELECT; `where` is the SQL file that messages name.

        Parameters that the SQL does not name are left out. Raise `InputError` for SQL that is wrong or not
        allowed, `StoreError` for a limit that is reached.
        """
        with self._told(where):
            bound = self._bound(sql, params or {}, where)
            return self._fetch(self._con.execute(sql, bound), where)

    def columns(self, sql: str, params: Mapping[str, Any] | None = None, *, where: str = "") -> Rows:
        """Return the columns and types of one SELECT, without rows and without running it."""
        with self._told(where):
            bound = self._bound(sql, params or {}, where)
            # The line break ends a comment on the last line; a semicolon has no place inside parentheses.
            inner = sql.strip().removesuffix(";")
            return self._fetch(self._con.execute(f"SELECT * FROM (\n{inner}\n) LIMIT 0", bound), where)

    def _bound(self, sql: str, params: Mapping[str, Any], where: str) -> dict[str, Any]:
        names = sorted(check_select(self._con, sql, where))
        missing = [name for name in names if name not in params]
        if missing:
            named = not missing[0].isdigit()
            raise InputError(
                f"De parameter «{missing[0]}» heeft geen waarde."
                if named
                else "Een parameter heeft geen naam.",
                where=where,
                fix="Geef de parameter een waarde." if named else "Schrijf $naam in plaats van ? of $1.",
            )
        return {name: params[name] for name in names}

    def _fetch(self, cursor: duckdb.DuckDBPyConnection, where: str) -> Rows:
        description = cursor.description or []
        rows = cursor.fetchmany(self.limits.rows + 1)
        if len(rows) > self.limits.rows:
            raise StoreError(
                f"Het resultaat telt meer dan {self.limits.rows} rijen.",
                where=where,
                fix="Vraag minder jaren of opsplitsingen tegelijk.",
            )
        columns = tuple(str(column[0]) for column in description)
        return Rows(columns, tuple(str(column[1]).strip('"') for column in description), rows)

    @contextmanager
    def _told(self, where: str) -> Iterator[None]:
        try:
            yield
        except duckdb.Error as error:
            # «from None»: DuckDB's own text may quote a value, and a traceback would print it.
            raise query_failure(error, where, self.limits.seconds, self.limits.memory_mb) from None


def _connect(path: Path, limits: Limits, spill: Path) -> duckdb.DuckDBPyConnection:
    try:
        return duckdb.connect(path, config=_config(limits, spill))
    except duckdb.ConnectionException:
        raise StoreError(
            "Deze momentopname staat in dit programma al open met andere grenzen.",
            where=str(path),
            fix="Sluit de eerste lezer, of gebruik dezelfde grenzen.",
        ) from None
    except (duckdb.Error, OSError):
        raise StoreError("Deze momentopname is beschadigd.", where=str(path), fix=_RELOAD) from None


def _config(limits: Limits, spill: Path) -> dict[str, str | bool | int | float | list[str]]:
    return {
        "access_mode": "READ_ONLY",
        "enable_external_access": "false",
        "autoinstall_known_extensions": "false",
        "autoload_known_extensions": "false",
        "allow_community_extensions": "false",
        "allow_persistent_secrets": "false",
        "memory_limit": f"{limits.memory_mb}MB",
        "max_execution_time": str(max(1, round(limits.seconds * 1000))),
        "threads": str(limits.threads),
        # Made when a query first spills and removed on closing: inside the store, with the same data.
        "temp_directory": str(spill) if limits.spill_mb else "",
        "max_temp_directory_size": f"{limits.spill_mb}MB",
        "lock_configuration": "true",
    }
