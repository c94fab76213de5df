"""The rules of a column as SQL: how its text becomes a typed value, and which values break which rule."""

from __future__ import annotations

from collections.abc import Iterator

from pq_answers.codelists import load_codelist
from pq_answers.deliveries.faults import Rule
from pq_answers.deliveries.schema import Column

_TEXT_TYPES = ("VARCHAR", "ENUM", "UUID")
_INTEGERS = (
    "TINYINT",
    "SMALLINT",
    "INTEGER",
    "BIGINT",
    "HUGEINT",
    "UTINYINT",
    "USMALLINT",
    "UINTEGER",
    "UBIGINT",
)
_NUMBERS = (*_INTEGERS, "DECIMAL", "FLOAT", "DOUBLE")
_ACCEPTED = {
    "VARCHAR": (*_TEXT_TYPES, *_INTEGERS),
    "INTEGER": (*_TEXT_TYPES, *_NUMBERS),
    "DECIMAL": (*_TEXT_TYPES, *_NUMBERS),
    "DATE": (*_TEXT_TYPES, "DATE", "TIMESTAMP"),
}


def accepts(column: Column, found: str) -> bool:
    """Whether a file may hold the column as DuckDB type `found`."""
    # A list is no value, and a moment with a time zone is another day elsewhere.
    if found.endswith("]") or "TIME ZONE" in found:
        return False
    return found.startswith(_ACCEPTED[column.type.split("(", maxsplit=1)[0]])


def typed(column: Column, found: str, decimal_mark: str) -> str:
    """Return the SQL that turns the raw column into its type, NULL where it cannot without loss."""
    raw = f"nullif(CAST(\"{column.name}\" AS VARCHAR), '')"
    if found.startswith(_TEXT_TYPES) or column.type == "VARCHAR":
        return _from_text(column, raw, decimal_mark)
    # A round trip tells a value that fits from one that DuckDB would round or cut.
    cast = f'TRY_CAST("{column.name}" AS {column.type})'
    return f'CASE WHEN TRY_CAST({cast} AS {found}) = "{column.name}" THEN {cast} END'


def _from_text(column: Column, raw: str, decimal_mark: str) -> str:
    if column.type == "VARCHAR":
        if column.codelist or column.pattern:
            return raw
        return f"CASE WHEN {raw} = trim({raw}) AND NOT regexp_matches({raw}, '[[:cntrl:]]') THEN {raw} END"
    shape, value = _shape(column, decimal_mark), raw
    if column.scale and decimal_mark == ",":
        value = f"replace({raw}, ',', '.')"
    return f"CASE WHEN regexp_full_match({raw}, '{shape}') THEN TRY_CAST({value} AS {column.type}) END"


def _shape(column: Column, decimal_mark: str) -> str:
    """Return the form that a text must have: TRY_CAST alone would round 1.5 to 2 and take 2021/1/5."""
    if column.type == "DATE":
        return "[0-9]{4}-[0-9]{2}-[0-9]{2}"
    if column.scale:
        return f"-?[0-9]+([{decimal_mark}][0-9]{{1,{column.scale}}}0*)?"
    return "-?[0-9]+"


def missing(column: Column) -> str:
    """Return the SQL that tells whether the raw column is empty."""
    return f"nullif(CAST(\"{column.name}\" AS VARCHAR), '') IS NULL"


def column_rules(column: Column) -> Iterator[tuple[Rule, str]]:
    """Yield each rule of the column with the SQL condition, over the typed table, of rows that break it."""
    name = f'"{column.name}"'
    yield Rule.TYPE, f'"{column.name}!"'
    if column.required:
        yield Rule.REQUIRED, f'{name} IS NULL AND NOT "{column.name}!"'
    if column.codelist:
        codes = ", ".join(quoted(code) for code in load_codelist(column.codelist).names)
        yield Rule.CODELIST, f"{name} NOT IN ({codes})"
    if column.pattern:
        yield Rule.PATTERN, f"NOT regexp_full_match({name}, {quoted(column.pattern)})"
    if column.minimum is not None:
        yield Rule.MINIMUM, f"{name} < {column.minimum}"
    if column.maximum is not None:
        yield Rule.MAXIMUM, f"{name} > {column.maximum}"


def quoted(text: str) -> str:
    """Return `text` as an SQL string."""
    return "'" + text.replace("'", "''") + "'"
