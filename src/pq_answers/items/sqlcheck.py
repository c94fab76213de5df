"""A query is exactly one read-only SELECT whose parameters and columns are the declared ones.

DuckDB types `WITH x AS (COPY …) SELECT` as a SELECT, so the statement's type alone proves nothing: the
parse tree's nodes are checked against an allow-list (DuckDB's own serialisation), sqlglot's tree against
writing expressions, and table functions against a list. The store's sandbox is the backstop.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from pq_answers.errors import InputError
from pq_answers.items.contract import Item

_NODES = {"SELECT_NODE", "SET_OPERATION_NODE", "RECURSIVE_CTE_NODE", "CTE_NODE"}
_TABLE_FUNCTIONS = {"unnest", "range", "generate_series"}
_WRITING = {"Insert", "Update", "Delete", "Merge", "Copy", "Command", "Create", "Drop", "Alter", "Attach"}


def check_sql(item: Item) -> None:
    """Refuse an item whose SQL is not one read-only SELECT over its declared parameters and columns."""
    _check_statement(item)
    _check_parameters(item)
    _check_columns(item)


def _check_statement(item: Item) -> None:
    import duckdb

    try:
        statements = duckdb.extract_statements(item.sql)
    except duckdb.Error as error:
        raise _fault(
            item, f"De SQL is niet leesbaar: {_first_line(error)}.", _error_line(item, error)
        ) from error
    if len(statements) != 1:
        raise _fault(item, f"Een vraag is één SELECT; hier staan er {len(statements)}.", _sql_line(item))
    if statements[0].type != duckdb.StatementType.SELECT:
        raise _fault(item, "Een vraag leest alleen: dit is geen SELECT.", _sql_line(item))
    tree = _serialized(item.sql)
    if tree.get("error"):
        raise _fault(item, "Dit soort opdracht mag in een vraag niet voorkomen.", _sql_line(item))
    for node in _nodes(tree):
        _refuse_node(item, node)
    _refuse_writing(item)


def _serialized(sql: str) -> dict[str, Any]:
    import duckdb

    with duckdb.connect() as connection:
        row = connection.execute("SELECT json_serialize_sql($sql)", {"sql": sql}).fetchone()
    return dict(json.loads(row[0])) if row else {"error": True}


def _nodes(tree: object) -> Iterator[dict[str, Any]]:
    if isinstance(tree, dict):
        yield tree
        for value in tree.values():
            yield from _nodes(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from _nodes(value)


def _refuse_node(item: Item, node: dict[str, Any]) -> None:
    kind = str(node.get("type", ""))
    if kind.endswith("_NODE") and kind not in _NODES:
        raise _fault(item, "Een vraag leest alleen: hier wordt geschreven.", _sql_line(item))
    if kind == "TABLE_FUNCTION":
        name = str(node.get("function", {}).get("function_name", "")).lower()
        if name not in _TABLE_FUNCTIONS:
            raise _fault(
                item,
                f"De tabelfunctie «{name}» mag in een vraag niet.",
                _line_with(item, name),
                fix="Lees uit de tabellen van de opslag.",
            )


def _refuse_writing(item: Item) -> None:
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        trees = sqlglot.parse(item.sql, read="duckdb")
    except SqlglotError as error:
        raise _fault(item, f"De SQL is niet leesbaar: {_first_line(error)}.", _sql_line(item)) from error
    for tree in trees:
        if tree is not None and any(type(node).__name__ in _WRITING for node in tree.walk()):
            raise _fault(item, "Een vraag leest alleen: hier wordt geschreven.", _sql_line(item))


def _check_parameters(item: Item) -> None:
    import duckdb

    used = set(duckdb.extract_statements(item.sql)[0].named_parameters)
    for name in sorted(used - set(item.params)):
        raise _fault(
            item,
            f"De parameter ${name} wordt gebruikt maar staat niet in [params].",
            _line_with(item, f"${name}"),
            fix=f"Voeg {name} = {{ … }} toe aan [params].",
        )
    for name in sorted(set(item.params) - used):
        raise InputError(
            f"De parameter «{name}» is aangekondigd maar wordt niet gebruikt.",
            where=f"{item.sql_path}:{_header_line(item, name)}",
            fix=f"Gebruik ${name} in de SQL, of haal hem weg uit [params].",
        )


def _check_columns(item: Item) -> None:
    import sqlglot

    tree: Any = sqlglot.parse_one(item.sql, read="duckdb")
    returned = tuple(tree.named_selects)
    for name in item.columns:
        if name not in returned:
            raise InputError(
                f"De kolom «{name}» is aangekondigd maar de SQL geeft ze niet terug.",
                where=f"{item.sql_path}:{_header_line(item, name)}",
                fix=f"De SQL geeft: {', '.join(returned)}.",
            )
    for name in returned:
        if name not in item.columns or returned.count(name) > 1:
            raise _fault(
                item,
                f"De SQL geeft de kolom «{name}» terug, maar [kolommen] kent ze niet (één keer).",
                _line_with(item, name),
                fix="Voeg ze toe aan [kolommen], of haal ze uit de SELECT.",
            )


def _fault(item: Item, what: str, line: int, *, fix: str = "Verbeter de SQL.") -> InputError:
    return InputError(what, where=f"{item.sql_path}:{line}", fix=fix)


def _sql_line(item: Item) -> int:
    return next((n for n, line in enumerate(item.sql.splitlines(), 1) if line.strip()), 1)


def _line_with(item: Item, text: str) -> int:
    return next((n for n, line in enumerate(item.sql.splitlines(), 1) if text in line), _sql_line(item))


def _error_line(item: Item, error: Exception) -> int:
    match = re.search(r"LINE (\d+):", str(error))
    return int(match[1]) if match else _sql_line(item)


def _header_line(item: Item, name: str) -> int:
    lines = item.sql_path.read_text(encoding="utf-8").splitlines()
    return next((n for n, line in enumerate(lines, 1) if re.match(rf"^-- *{re.escape(name)} *=", line)), 1)


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0].rstrip(".") if str(error) else type(error).__name__
