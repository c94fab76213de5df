"""Examples of items: what was asked and what must come back, as small text tables that anyone can read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError, toml_problem
from pq_answers.resources import read_text

_KEYS = {"omschrijving": str, "gevraagd": dict, "verwacht": str}
_BLANK = re.compile(r"\n\s*\n")
Grid = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Example:
    """One example: the asked parameters, and the printed table as rows of texts, its head first."""

    item: str
    description: str
    asked: Mapping[str, Any]
    expected: Grid
    path: Path


def read_examples(path: Path) -> tuple[Example, ...]:
    """Return the examples in `path`, whose name is the item's; raise `InputError` where they are wrong."""
    text = read_text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, problem = toml_problem(error, text)
        raise _fault(f"{path}:{line}", f"Dit voorbeeld is geen geldige TOML: {problem}.") from error
    entries = data.get("voorbeeld")
    if not isinstance(entries, list) or not entries:
        raise _fault(str(path), "Dit bestand heeft geen [[voorbeeld]].")
    return tuple(_example(path, entry) for entry in entries)


def _example(path: Path, entry: Mapping[str, Any]) -> Example:
    if set(entry) != set(_KEYS) or any(type(entry[key]) is not kind for key, kind in _KEYS.items()):
        raise _fault(str(path), "Een voorbeeld is niet volledig, of een waarde heeft een verkeerd type.")
    grid = parse_grid(entry["verwacht"])
    tables = map(parse_grid, _BLANK.split(entry["verwacht"]))
    if not grid or any(len({len(row) for row in table}) > 1 for table in tables):
        raise _fault(str(path), f"De tabel van «{entry['omschrijving']}» heeft ongelijke rijen.")
    return Example(path.stem, entry["omschrijving"], entry["gevraagd"], grid, path)


def _fault(where: str, what: str) -> InputError:
    fix = "Geef elk [[voorbeeld]] omschrijving, gevraagd = { … } en verwacht (een tabel met |)."
    return InputError(what, where=where, fix=fix)


def parse_grid(text: str) -> Grid:
    """Return the rows of a text table, or of several below each other, whose columns stand between bars."""
    lines = [line for line in text.splitlines() if line.strip()]
    return tuple(tuple(part.strip() for part in line.split("|")) for line in lines)


def format_grid(grid: Grid) -> str:
    """Return rows of texts as aligned text tables, one for each run of rows with equally many columns."""
    return "\n\n".join(_aligned(list(rows)) for _, rows in groupby(grid, key=len))


def _aligned(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[i]) for row in rows) for i in range(len(rows[0]))]
    lines = (" | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)) for row in rows)
    return "\n".join(line.rstrip() for line in lines)
