"""What SQL may do: exactly one SELECT, over tables, with functions that neither reach out nor idle.

The sandbox of the connection is the wall; this is the door. It refuses what the wall lets through: DuckDB 2.0
types `WITH x AS (COPY …) SELECT` as a SELECT, and allows COPY to the snapshot's own `.wal` and to the spill
folder even with external access disabled. It also refuses what no limit stops, such as a call that sleeps.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import cache, lru_cache
from typing import Any

import duckdb

from pq_answers.errors import InputError

_NODES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
_TABLE_FUNCTIONS = {"unnest", "range", "generate_series", "json_each", "json_tree"}
_REFUSED = re.compile(
    r"(pg_)?sleep(_ms)?|write_log|.*_logging|getenv|getvariable|(force_)?checkpoint|nextval|currval|query(_table)?"
    r"|read_.*|parquet_.*|duckdb_.*|pragma_.*|glob|sniff_csv|which_secret|current_setting|txid_current"
)
ONE_SELECT = "Schrijf precies één SELECT."


def check_select(con: duckdb.DuckDBPyConnection, sql: str, where: str = "") -> frozenset[str]:
    """Return the names of the parameters of `sql`; raise `InputError` unless it is one harmless SELECT.

    An error of the parser passes as DuckDB's own.
    """
    statements = con.extract_statements(sql)
    if len(statements) != 1:
        raise InputError(f"Hier staan {len(statements)} opdrachten.", where=where, fix=ONE_SELECT)
    if statements[0].type != duckdb.StatementType.SELECT:
        raise InputError("Deze opdracht is geen SELECT.", where=where, fix=ONE_SELECT)
    if problem := _problem(sql):
        raise InputError(problem, where=where, fix=ONE_SELECT)
    return frozenset(statements[0].named_parameters)


@lru_cache(maxsize=512)
def _problem(sql: str) -> str:
    """Return what the parsed SQL does that it may not, or nothing."""
    with _parser().cursor() as parser:
        row = parser.execute("SELECT json_serialize_sql($sql::VARCHAR)", {"sql": sql}).fetchone()
    tree = json.loads(row[0]) if row else {"error": True}
    if tree.get("error"):
        return "Deze opdracht is geen gewone SELECT."
    return next(_refusals(tree), "")


@cache
def _parser() -> duckdb.DuckDBPyConnection:
    """Return a connection of the guard's own: a reader's may have reached its memory or its time limit."""
    return duckdb.connect(":memory:", config={"threads": "1", "enable_external_access": "false"})


def _refusals(node: Any) -> Iterator[str]:
    if isinstance(node, dict):
        yield from _refusals_of(node)
        children: Any = node.values()
    else:
        children = node if isinstance(node, list) else ()
    for child in children:
        yield from _refusals(child)


def _refusals_of(node: dict[str, Any]) -> Iterator[str]:
    kind, function = str(node.get("type", "")), node.get("function")
    name = str(node.get("function_name", "")).lower()
    if kind.endswith("_NODE") and kind not in _NODES:
        yield "Deze opdracht wijzigt of schrijft gegevens."
    if kind == "SHOW_REF":
        yield "Deze opdracht is geen gewone SELECT."
    if kind == "TABLE_FUNCTION" and isinstance(function, dict):
        called = str(function.get("function_name", "")).lower()
        if called not in _TABLE_FUNCTIONS:
            yield f"De tabelfunctie «{called}» is niet toegelaten."
    if name and _REFUSED.fullmatch(name):
        yield f"De functie «{name}» is niet toegelaten."
