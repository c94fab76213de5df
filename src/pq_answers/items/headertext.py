"""The header of a query file: its lines, where they stand, and the faults that name them."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError, suggest, toml_problem

_OPEN, _CLOSE = "-- /// item", "-- ///"
_KIND_NAMES = {
    str: "een tekst",
    list: "een lijst van teksten",
    bool: "true of false",
    int: "een geheel getal",
    dict: "een tabel { … }",
}
Keys = Mapping[str, type]
"""The keys that a part of the header knows, with their type; `object` is checked by who reads it."""


class HeaderText:
    """The header's lines and where they stand, so that every fault can name its line."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()
        starts = [i for i, line in enumerate(self.lines) if line.rstrip() == _OPEN]
        if len(starts) != 1:
            raise self.fault(
                "Een vraagbestand begint met precies één kop.", fix=f"Zet «{_OPEN}» op één regel."
            )
        self.start = starts[0]
        ends = [i for i in range(self.start + 1, len(self.lines)) if self.lines[i].rstrip() == _CLOSE]
        if not ends:
            raise self.fault(
                "De kop is niet afgesloten.", line=self.start + 1, fix=f"Sluit hem af met «{_CLOSE}»."
            )
        self.end = ends[0]

    @property
    def sql(self) -> str:
        """The statement behind the header, on its own lines of the file so that line numbers stay right."""
        return "\n" * (self.end + 1) + "\n".join(self.lines[self.end + 1 :]) + "\n"

    def toml(self) -> dict[str, Any]:
        """Return the header as TOML; raise `InputError` with the file's own line."""
        body = []
        for number, line in enumerate(self.lines[self.start + 1 : self.end], start=self.start + 2):
            if not line.startswith("--"):
                raise self.fault(
                    "Elke regel van de kop is een SQL-commentaar.", line=number, fix="Begin met «-- »."
                )
            body.append(line[2:].removeprefix(" "))
        text = "\n".join(body)
        try:
            return tomllib.loads(text, parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            place, problem = toml_problem(error, text)
            raise self.fault(
                f"De kop is geen geldige TOML: {problem}.",
                line=self.start + 1 + place,
                fix="Verbeter deze regel.",
            ) from error

    def line_of(self, *path: str) -> int:
        """Return the line of the key `path`, or that of the nearest key above it that can be found."""
        line = self.start + 1
        for depth, key in enumerate(path, start=1):
            section = self._find(rf"-- *\[{re.escape('.'.join(path[:depth]))}\]", self.start + 1)
            line = section or self._find(rf"-- *{re.escape(key)} *=", line, inside=True) or line
        return line

    def _find(self, pattern: str, start: int, *, inside: bool = False) -> int:
        """Return the first line behind `start` that matches, or 0; `inside` stops at the next section."""
        for number in range(start, self.end):
            if re.match(pattern, self.lines[number]):
                return number + 1
            if inside and re.match(r"-- *\[", self.lines[number]):
                return 0
        return 0

    def fault(self, what: str, *, line: int = 1, fix: str = "Verbeter de kop.") -> InputError:
        """Return the error `what` at `line` of this file."""
        return InputError(what, where=f"{self.path}:{line}", fix=fix)

    def check_keys(self, data: Mapping[str, Any], known: Keys, *path: str) -> None:
        """Refuse a key that this part of the header does not know, or a value of another type."""
        for key, value in data.items():
            if key not in known:
                raise self.fault(
                    f"De kop kent «{key}» niet{f' bij «{path[-1]}»' if path else ''}.",
                    line=self.line_of(*path, key),
                    fix=suggest(key, sorted(known)) or "Haal het weg.",
                )
            if not _is_kind(value, known[key]):
                raise self.fault(
                    f"«{key}» moet {_KIND_NAMES[known[key]]} zijn.",
                    line=self.line_of(*path, key),
                    fix="Verbeter de waarde.",
                )

    def one_of(self, value: str, known: tuple[str, ...], *path: str) -> str:
        """Return `value`, which must be one of `known`."""
        if value not in known:
            raise self.fault(
                f"«{value}» is geen geldige waarde voor «{path[-1]}».",
                line=self.line_of(*path),
                fix=suggest(value, known) or f"Mogelijk: {', '.join(filter(None, known)) or 'niets'}.",
            )
        return value


def _is_kind(value: object, kind: type) -> bool:
    if isinstance(value, list) and kind is list:
        return all(
            isinstance(entry, str) or (isinstance(entry, list) and _is_kind(entry, list)) for entry in value
        )
    return kind is object or type(value) is kind
