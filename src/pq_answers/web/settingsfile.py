"""Reading the settings of an installation: one TOML file, and the environment above it."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError, os_problem, suggest, toml_problem
from pq_answers.resources import read_text
from pq_answers.web.settingkeys import KEYS, TABLES, Key

FILE = "PQ_SETTINGS"


class Found:
    """The values that are set, and where each stands."""

    def __init__(self, file: Path | None, environment: Mapping[str, str]) -> None:
        self.file, self.lines = file, read_text(file).splitlines() if file else []
        self.values: dict[str, Any] = {}
        self.places: dict[str, str] = {}
        for name, value in _flat(_parsed(file, "\n".join(self.lines))):
            self._add(name, value)
        for name, key in KEYS.items():
            self._add_variable(name, key, environment)

    def _add(self, name: str, value: object) -> None:
        where = f"{self.file}:{_line(self.lines, name)}, «{name}»"
        if name not in KEYS:
            fix = suggest(name, sorted(KEYS)) or "Kijk in de handleiding «Aanmelden en instellen»."
            raise InputError("Deze instelling bestaat niet.", where=where, fix=fix)
        self._take(name, value, where)

    def _add_variable(self, name: str, key: Key, environment: Mapping[str, str]) -> None:
        """Let a variable of the environment go before the file."""
        text = environment.get(key.variable, "") if key.variable else ""
        if text:
            self._take(name, text, key.variable)

    def _take(self, name: str, value: object, where: str) -> None:
        try:
            self.values[name] = KEYS[name].read(value)
        except ValueError as error:
            raise InputError(
                "Deze instelling is niet leesbaar.", where=where, fix=f"Geef {error}."
            ) from error
        self.places[name] = where

    def get(self, name: str, default: Any = None) -> Any:
        """Return what is set under a name."""
        return self.values.get(name, default)

    def needed(self, name: str) -> Any:
        """Return what is set under a name; raises `InputError` where nothing is."""
        if name not in self.values:
            table, _, key = name.rpartition(".")
            variable = KEYS[name].variable
            other = f", of zet {variable}" if variable else ""
            where = str(self.file or FILE)
            raise InputError(
                f"De instelling «{name}» ontbreekt.",
                where=where,
                fix=f"Zet ze in [{table}] als «{key}»{other}.",
            )
        return self.values[name]


def _parsed(file: Path | None, text: str) -> Mapping[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, what = toml_problem(error, text)
        fix = "Verbeter die regel."
        raise InputError(f"Het bestand is geen TOML: {what}.", where=f"{file}:{line}", fix=fix) from error


def _flat(values: Mapping[str, Any], above: str = "") -> Iterator[tuple[str, object]]:
    """Yield all settings by their full names."""
    for key, value in values.items():
        name = f"{above}{key}"
        if isinstance(value, dict) and name in TABLES:
            yield from _flat(value, f"{name}.")
        else:
            yield name, value


def _line(lines: list[str], name: str) -> int:
    """Return the line where a setting stands, or its table where it has another form."""
    table, _, key = name.rpartition(".")
    begin = next((n for n, line in enumerate(lines) if line.strip().startswith(f"[{table}]")), 0)
    start = re.compile(rf'\s*(\[{re.escape(name)}\]|"?{re.escape(key)}"?\s*=)')
    return next((n + 1 for n, line in enumerate(lines) if n >= begin and start.match(line)), begin + 1)


def read_secret(found: Found, name: str) -> str:
    """Return the secret in a file that a setting names."""
    path: Path = found.get(name)
    try:
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        why = os_problem(error) if isinstance(error, OSError) else "geen tekst"
        fix = "Geef de gebruiker van de server leesrecht op een bestand met alleen het geheim."
        raise InputError(
            f"Het bestand met het geheim is niet leesbaar: {why}.", where=found.places[name], fix=fix
        ) from error
    if not text or not text.isprintable():
        fix = "Zet er alleen het geheim in, op één regel."
        raise InputError(
            "Het bestand met het geheim is leeg of heeft meer regels.", where=found.places[name], fix=fix
        )
    return text
