"""A query is exactly one read-only SELECT whose parameters and columns are the declared ones.

What a SELECT may do is the store's to say (`check_select`); here its faults get the file's line, and the
header is held against the statement.
"""

from __future__ import annotations

import re
from typing import Any

from pq_answers.errors import InputError
from pq_answers.items.contract import Item
from pq_answers.items.headertext import HeaderText
from pq_answers.resources import read_text


def check_sql(item: Item) -> None:
    """Refuse an item whose SQL is not one read-only SELECT over its declared parameters and columns."""
    header = HeaderText(item.sql_path, read_text(item.sql_path))
    _check_parameters(item, header, _named_parameters(item))
    _check_columns(item, header, _returned(item))


def _named_parameters(item: Item) -> frozenset[str]:
    import duckdb

    from pq_answers.store import check_select

    try:
        with duckdb.connect(":memory:") as connection:
            return check_select(connection, item.sql, f"{item.sql_path}:{_sql_line(item)}")
    except duckdb.Error as error:
        near = re.search(r'at or near "([^"\n]+)"', str(error))
        what = f"De SQL is niet leesbaar{f' (bij «{near[1]}»)' if near else ''}."
        raise _fault(item, what, _error_line(item, error)) from error


def _check_parameters(item: Item, header: HeaderText, used: frozenset[str]) -> None:
    for name in sorted(used - set(item.params)):
        raise _fault(
            item,
            f"De parameter ${name} wordt gebruikt maar staat niet in [params].",
            _line_with(item, f"${name}"),
            fix=f"Voeg {name} = {{ … }} toe aan [params].",
        )
    for name in sorted(set(item.params) - used):
        raise header.fault(
            f"De parameter «{name}» is aangekondigd maar wordt niet gebruikt.",
            line=header.line_of("params", name),
            fix=f"Gebruik ${name} in de SQL, of haal hem weg uit [params].",
        )


def _returned(item: Item) -> tuple[str, ...]:
    """Return the names of the columns that the SQL returns; the parser is DuckDB's dialect in sqlglot."""
    import sqlglot
    from sqlglot.errors import SqlglotError

    try:
        tree: Any = sqlglot.parse_one(item.sql, read="duckdb")
    except SqlglotError as error:
        what = "De kolommen van deze SQL zijn niet te lezen."
        raise _fault(item, what, _sql_line(item), fix="Schrijf de SELECT eenvoudiger.") from error
    return tuple(tree.named_selects)


def _check_columns(item: Item, header: HeaderText, returned: tuple[str, ...]) -> None:
    for name in item.columns:
        if name not in returned:
            raise header.fault(
                f"De kolom «{name}» is aangekondigd maar de SQL geeft ze niet terug.",
                line=header.line_of("kolommen", name),
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


def _line_with(item: Item, name: str) -> int:
    pattern = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)")
    lines = item.sql.splitlines()
    return next((n for n, line in enumerate(lines, 1) if pattern.search(line)), _sql_line(item))


def _error_line(item: Item, error: Exception) -> int:
    match = re.search(r"LINE (\d+):", str(error))
    return int(match[1]) if match else _sql_line(item)
