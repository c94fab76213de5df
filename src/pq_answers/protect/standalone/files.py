"""The files of `pq-answers protect`: JSON, or one table as CSV; protected tables go out in the same form."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError, os_problem
from pq_answers.protect.policy import Policy
from pq_answers.protect.standalone.request import CountTable, Request, read_request
from pq_answers.protect.standalone.values import Key, refuse

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
        data = json.loads(text, object_pairs_hook=_object)
        json.dumps(data, ensure_ascii=False).encode("utf-8")
    except json.JSONDecodeError as error:
        where = f"{stem}.json, regel {error.lineno}"
        raise InputError("Dit is geen geldige JSON.", where=where, fix="Verbeter de schrijfwijze.") from error
    except UnicodeEncodeError:
        fix = "Schrijf tekens van buiten het basisvlak als een paar (\\ud83d\\ude00), of als het teken zelf."
        refuse("Een naam of een code bevat een half teken.", where=f"{stem}.json", fix=fix)
    except RecursionError:
        refuse(
            "De JSON zit te diep in elkaar.", where=f"{stem}.json", fix="Schrijf ze zoals in de handleiding."
        )
    except ValueError:  # a whole number of thousands of digits
        refuse("Een getal is te lang.", where=f"{stem}.json", fix="Verbeter het aantal.")
    return data


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """Return an object; a name that stands in it twice is refused, for one of the two would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        refuse(f"«{twice}» staat tweemaal in hetzelfde object.", fix="Laat er één van staan.")
    return found


def _from_csv(text: str, stem: str) -> Any:
    header, *lines = _rows(text, stem) or [(1, [])]
    names = [name.strip() for name in header[1]]
    count = [name for name in names if name in COUNT_COLUMNS]
    if len(count) != 1 or len({*names}) < len(names) or not all(names):
        fix = (
            f"Zet bovenaan de namen van de dimensies, elk één keer, en één kolom {COUNT_COLUMNS[0]} "
            f"(of {' of '.join(COUNT_COLUMNS[1:])})."
        )
        refuse("De kolommen zijn niet te lezen.", where=f"{stem}.csv", fix=fix)
    dimensions = [name for name in names if name != count[0]]
    cells = [_csv_cell(names, line, count[0], f"{stem}.csv, regel {number}") for number, line in lines]
    return {"tables": [{"name": stem, "dims": dimensions, "cells": cells}]}


def _rows(text: str, stem: str) -> list[tuple[int, list[str]]]:
    """Return the rows that are not empty, each with the number of its last line."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=_delimiter(text), strict=True)
    try:
        return [(reader.line_num, row) for row in reader if any(row)]
    except csv.Error:
        fix = "Kijk na of elk aanhalingsteken gesloten is."
        refuse("Het bestand is niet als CSV te lezen.", where=f"{stem}.csv, regel {reader.line_num}", fix=fix)


def _delimiter(text: str) -> str:
    first = text.lstrip().partition("\n")[0]
    return max(";,\t", key=first.count)


def _csv_cell(names: list[str], line: list[str], count: str, where: str) -> dict[str, Any]:
    # The line is named and not what stands in it: in a row that is too short a count may stand anywhere.
    if len(line) != len(names) or not all(text.strip() for text in line):
        fix = "Vul elke kolom in; een totaal krijgt de code _T."
        refuse("Een regel is niet volledig.", where=where, fix=fix)
    row = {name: text.strip() for name, text in zip(names, line, strict=True)}
    return {
        "key": {name: code for name, code in row.items() if name != count},
        "count": _csv_count(row[count]),
    }


def _csv_count(text: str) -> int | float | None:
    """Return a number; None for what is none, and for "1.234", which means two things."""
    if re.fullmatch(r"[+-]?[0-9]{1,30}", text):
        return int(text)
    if re.fullmatch(r"[+-]?[0-9]{1,30}[.,]([0-9]{1,2}|[0-9]{4,30})", text):
        return float(text.replace(",", "."))
    return None


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
