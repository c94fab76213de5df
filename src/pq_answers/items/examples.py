"""Examples of items: what was asked and what must come back, as small text tables that anyone can read."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError
from pq_answers.items.header import read_text

_KEYS = {"omschrijving", "gevraagd", "verwacht"}
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
    try:
        entries = tomllib.loads(read_text(path))["voorbeeld"]
        for entry in entries:
            if set(entry) != _KEYS:
                raise KeyError(", ".join(sorted(set(entry) ^ _KEYS)))
        return tuple(
            Example(path.stem, e["omschrijving"], dict(e["gevraagd"]), parse_grid(e["verwacht"]), path)
            for e in entries
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError) as error:
        raise InputError(
            f"Dit voorbeeld is niet leesbaar ({error}).",
            where=str(path),
            fix="Geef elk [[voorbeeld]] omschrijving, gevraagd en verwacht.",
        ) from error


def parse_grid(text: str) -> Grid:
    """Return the rows of a text table whose columns stand between bars."""
    lines = [line for line in text.splitlines() if line.strip()]
    return tuple(tuple(part.strip() for part in line.split("|")) for line in lines)


def format_grid(grid: Grid) -> str:
    """Return rows of texts as an aligned text table."""
    widths = [max(len(row[i]) for row in grid) for i in range(len(grid[0]))]
    return "\n".join(
        " | ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in grid
    )
