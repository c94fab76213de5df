"""The files of `pq-answers protect`: JSON, or one table as CSV; protected tables go out in the same form."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError, os_problem
from pq_answers.protect.policy import Policy
from pq_answers.protect.request import CountTable, Key, Request, read_request, refuse

COUNT_COLUMNS = ("aantal", "count", "n")
HIDDEN = "–"


def read_file(path: Path, house: Policy) -> Request:
    """Return the request in a .json or .csv file; raise `InputError` where it is wrong."""
    readers: Mapping[str, Callable[[str, str], Any]] = {".json": _from_json, ".csv": _from_csv}
    read = readers.get(path.suffix.lower())
    if read is None:
        refuse("Dit bestand is geen CSV of JSON.", where=str(path), fix="Geef een bestand .csv of .json.")
    try:
        text = path.read_text(encoding="utf-8-sig")
    except OSError as error:
        what = f"Het bestand is niet te lezen ({os_problem(error)})."
        raise InputError(what, where=str(path), fix="Kijk de naam en de rechten na.") from error
    except UnicodeDecodeError as error:
        fix = "Bewaar het als UTF-8."
        raise InputError("Het bestand is niet in UTF-8 geschreven.", where=str(path), fix=fix) from error
    return read_request(read(text, path.stem), house)


def _from_json(text: str, stem: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        where = f"{stem}.json, regel {error.lineno}"
        raise InputError("Dit is geen geldige JSON.", where=where, fix="Verbeter de schrijfwijze.") from error


def _from_csv(text: str, stem: str) -> Any:
    header, *lines = [
        row for row in csv.reader(io.StringIO(text), delimiter=_delimiter(text)) if any(row)
    ] or [[]]
    names = [name.strip() for name in header]
    count = next((name for name in COUNT_COLUMNS if name in names), "")
    if not count or len({*names}) < len(names):
        fix = f"Zet bovenaan de namen van de dimensies, elk één keer, en een kolom {COUNT_COLUMNS[0]}."
        refuse("De kolommen zijn niet te lezen.", where=f"{stem}.csv", fix=fix)
    dimensions = [name for name in names if name != count]
    cells = [
        _csv_cell(dict(zip(names, line, strict=False)), count, len(line) == len(names)) for line in lines
    ]
    return {"tables": [{"name": stem, "dims": dimensions, "cells": cells}]}


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(";,\t", key=first.count)


def _csv_cell(row: Mapping[str, str], count: str, whole: bool) -> dict[str, Any]:
    key = {name: code.strip() for name, code in row.items() if name != count}
    text = row.get(count, "").strip()
    if not whole or not all(key.values()):
        fix = "Vul elke kolom in; een totaal krijgt de code _T."
        refuse("Een regel is niet volledig.", [", ".join(f"{d}={c}" for d, c in key.items())], fix=fix)
    try:
        return {
            "key": key,
            "count": float(text.replace(",", ".")) if text.count(".") + text.count(",") < 2 else None,
        }
    except ValueError:
        return {"key": key, "count": None}


def protected_files(request: Request, hidden: frozenset[Key], source: Path) -> dict[str, str]:
    """Return the protected tables by file name, in the form of the source; never a hidden count."""
    if source.suffix.lower() == ".csv":
        return {f"{source.stem}.csv": _csv_text(request.tables[0], request, hidden)}
    tables = [_table_record(table, request, hidden) for table in request.tables]
    return {f"{source.stem}.json": json.dumps({"tables": tables}, ensure_ascii=False, indent=1) + "\n"}


def _csv_text(table: CountTable, request: Request, hidden: frozenset[Key]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    writer.writerow([*table.dimensions, COUNT_COLUMNS[0]])
    for key, codes in table.cells:
        writer.writerow(
            [*(codes[name] for name in table.dimensions), HIDDEN if key in hidden else request.counts[key]]
        )
    return out.getvalue()


def _table_record(table: CountTable, request: Request, hidden: frozenset[Key]) -> dict[str, Any]:
    cells: list[dict[str, Any]] = [
        {"key": dict(codes), "count": None if key in hidden else request.counts[key]}
        | ({"state": "onderdrukt"} if key in hidden else {})
        for key, codes in table.cells
    ]
    population = {"population": table.population} if table.population else {}
    return {"name": table.name, **population, "dims": list(table.dimensions), "cells": cells}
