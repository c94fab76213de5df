"""An item over published figures reads nothing else: its figures pass by protection, so this fails closed.

What a query reads is taken from DuckDB's own parser, through common table expressions and subqueries. A
derived table counts as published only where its own query reads published tables and nothing else.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError
from pq_answers.items.contract import Item
from pq_answers.resources import find_files, read_text

_PUBLIC = frozenset({"cijfer", "codelijst"})
_ORDER = re.compile(r"^[0-9]+_")


def check_public(item: Item) -> None:
    """Refuse a published item that reads a register table, however indirectly, with file, line and remedy."""
    if not item.published:
        return
    public = public_tables(find_files("queries/marts", "*.sql"))
    for name in sorted(tables_of(item.sql) - public):
        raise InputError(
            f"Deze vraag over gepubliceerde cijfers leest de tabel «{name}».",
            where=f"{item.sql_path}:{_line_with(item.sql, name)}",
            fix=f"Gebruik alleen {', '.join(sorted(public))}, of haal gepubliceerd = true weg.",
        )


def public_tables(marts: Mapping[str, Path]) -> frozenset[str]:
    """Return the tables with nothing but published figures; `marts` are the files of the derived tables.

    They are looked at in building order, so that one that reads another comes after it.
    """
    public = set(_PUBLIC)
    for name, path in sorted(marts.items()):
        if tables_of(read_text(path)) <= public:
            public.add(_ORDER.sub("", Path(name).stem))
    return frozenset(public)


@lru_cache(maxsize=256)
def tables_of(sql: str) -> frozenset[str]:
    """Return the tables that `sql` reads, in small letters; a name that the query makes itself is none.

    What DuckDB's parser cannot write out reads the table «?», which is not public.
    """
    import duckdb

    with duckdb.connect(":memory:", config={"enable_external_access": "false"}) as connection:
        row = connection.execute("SELECT json_serialize_sql($sql::VARCHAR)", {"sql": sql}).fetchone()
    tree = json.loads(row[0]) if row else {"error": True}
    return frozenset({"?"} if tree.get("error") else _read(tree, frozenset()))


def _read(node: Any, made: frozenset[str]) -> Iterator[str]:
    """Yield the tables below `node`, in which the names in `made` are those of common table expressions."""
    if isinstance(node, list):
        for child in node:
            yield from _read(child, made)
    if not isinstance(node, dict):
        return
    if node.get("type") == "BASE_TABLE":
        # Only a bare name can be one that the query made; with its schema it is a table.
        name = ".".join(map(str.lower, node["qualified_name"]["path"]))
        yield from () if name in made else (name.removeprefix("main."),)
    for name, query in _made_in(node):
        yield from _read(query, made)
        made |= {name}
    if node.get("type") == "RECURSIVE_CTE_NODE":
        yield from _read(node["left"], made)
        yield from _read(node["right"], made | {node["cte_name"].lower()})
        return
    yield from _read([child for key, child in node.items() if key != "cte_map"], made)


def _made_in(node: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the common table expressions of a node in their order: each knows those before it, not itself."""
    for entry in (node.get("cte_map") or {"map": []})["map"]:
        yield entry["key"].lower(), entry["value"]


def _line_with(sql: str, name: str) -> int:
    pattern = re.compile(rf"(?<!\w){re.escape(name.rpartition('.')[2])}(?!\w)", re.IGNORECASE)
    return next((n for n, line in enumerate(sql.splitlines(), 1) if pattern.search(line)), 1)
