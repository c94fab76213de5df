"""A query is exactly one read-only SELECT whose parameters and columns are the declared ones.

What a SELECT may do is the store's to say (`check_select`); here its faults get the file's line, and the
header is held against the statement.
"""

from __future__ import annotations

import re
from typing import Any

from pq_answers.errors import InputError
from pq_answers.items.contract import Item


def check_sql(item: Item) -> None:
    """Refuse an item whose SQL is not one read-only SELECT over its declared parameters and columns."""
    _check_parameters(item, _named_parameters(item))
    _check_columns(item)


def _named_parameters(item: Item) -> frozenset[str]:
    import duckdb

    from pq_answers.store import check_select

    try:
        with duckdb.connect(":memory:") as connection:
            return check_select(connection, item.sql, f"{item.sql_path}:{_sql_line(item)}")
    except duckdb.Error as error:
        raise _fault(
            item, f"De SQL is niet leesbaar: {_first_line(error)}.", _error_line(item, error)
        ) from error


def _check_parameters(item: Item, used: frozenset[str]) -> None:
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
