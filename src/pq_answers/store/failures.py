"""DuckDB's errors in the words of a person: what went wrong and the remedy, never a value."""

from __future__ import annotations

import errno
import re

import duckdb

from pq_answers.errors import InputError, StoreError, UserError

_QUERY_FIX = "Verbeter de vraag."
_NAMES = re.compile(
    r'(?P<kind>Referenced column|Table with name|Function with name|Referenced table) "?(?P<name>[^"\n]+?)"?'
    r"(?: does not exist| not found)"
)
_KINDS = {
    "Referenced column": "De kolom",
    "Table with name": "De tabel",
    "Referenced table": "De tabel",
    "Function with name": "De functie",
}
_BINDING = (
    ("GROUP BY", "een kolom ontbreekt in GROUP BY"),
    ("mbiguous", "een kolom komt uit meer dan een tabel"),
    ("does not have a column", "een tabel heeft deze kolom niet"),
    ("No function matches", "een functie krijgt waarden van een verkeerd type"),
    ("Cannot compare", "twee waarden van een verschillend type worden vergeleken"),
    ("Cannot mix", "twee waarden van een verschillend type staan samen"),
)
_FULL = ("No space left", "File too large", "out of disk", "max_temp_directory_size", "Could not write")


def is_full(error: BaseException) -> bool:
    """Whether the error says that the disk is full."""
    if isinstance(error, OSError):
        return error.errno in {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
    return isinstance(error, duckdb.Error) and any(mark in str(error) for mark in _FULL)


def query_failure(error: duckdb.Error, where: str, seconds: float, memory_mb: int) -> UserError:
    """Return the error of a query as a `StoreError` (a limit, the file) or an `InputError` (the SQL)."""
    text = str(error)
    if isinstance(error, duckdb.InterruptException):
        return _interrupted(text, where, seconds)
    if isinstance(error, duckdb.OutOfMemoryException):
        return StoreError(
            f"De vraag heeft meer geheugen nodig dan de grens van {memory_mb} MB.",
            where=where,
            fix="Vraag minder jaren of opsplitsingen tegelijk.",
        )
    if isinstance(error, duckdb.PermissionException):
        return InputError(
            "De vraag wil bestanden of uitbreidingen openen; dat mag niet.", where=where, fix=_QUERY_FIX
        )
    if isinstance(error, duckdb.IOException | duckdb.FatalException | duckdb.InternalException):
        return StoreError(
            "De momentopname is beschadigd of niet leesbaar.",
            where=where,
            fix="Laad de levering opnieuw: pq-answers load LEVERING.",
        )
    return _sql_failure(error, text, where)


def _interrupted(text: str, where: str, seconds: float) -> UserError:
    if "maximum execution time" in text:
        what = f"De vraag duurt langer dan de grens van {seconds:g} seconden.".replace(
            ".", ",", 1 if seconds % 1 else 0
        )
        return StoreError(what, where=where, fix="Vraag minder jaren of opsplitsingen tegelijk.")
    return StoreError("De vraag is onderbroken.", where=where, fix="Probeer opnieuw.")


def _sql_failure(error: duckdb.Error, text: str, where: str) -> UserError:
    return InputError(_what_is_wrong(error, text), where=where, fix=_QUERY_FIX)


def _what_is_wrong(error: duckdb.Error, text: str) -> str:
    if "read-only mode" in text:
        return "De vraag wil gegevens wijzigen; dat mag niet."
    if "has been locked" in text:
        return "De vraag wil instellingen wijzigen; dat mag niet."
    if found := _NAMES.search(text):
        return f"{_KINDS[found['kind']]} «{found['name']}» bestaat niet in de momentopname."
    return _by_type(error, text)


def _binding(text: str) -> str:
    """Return what does not fit: the binder sees SQL, types and column names, never a row."""
    names = [f"«{name}»" for name in re.findall(r'"([^"\n]+)"', text)]
    near = f" bij {' en '.join(dict.fromkeys(names))}" if names else ""
    return next((f": {dutch}{near}" for mark, dutch in _BINDING if mark in text), near and f":{near}")


def _by_type(error: duckdb.Error, text: str) -> str:
    if isinstance(error, duckdb.ParserException):
        # The parser only sees the SQL, so the word that it stumbles over is no data.
        near = re.search(r'at or near "([^"\n]+)"', text)
        return f"De vraag is geen geldige SQL{f' (bij «{near[1]}»)' if near else ''}."
    if isinstance(error, duckdb.BinderException):
        return f"De vraag past niet op de tabellen{_binding(text.splitlines()[0])}."
    if isinstance(error, duckdb.ConversionException | duckdb.OutOfRangeException):
        return "Een waarde past niet in het gevraagde type."
    return f"De vraag kan niet uitgevoerd worden ({type(error).__name__.removesuffix('Exception')})."
