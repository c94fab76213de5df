"""The publications behind the figures: who published what and when, and how each defined what it counted."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError, toml_problem
from pq_answers.resources import locate, read_text

FILE = "data/published/bronnen.toml"


@dataclass(frozen=True, slots=True)
class Definition:
    """How a source counts an indicator; an empty `measure` stands for all of them.

    `moment` is "stand", "stroom" or "jaargemiddelde" where the source says so.
    """

    indicator: str
    measure: str
    text: str
    moment: str = ""


@dataclass(frozen=True, slots=True)
class Break:
    """A definition that changed inside a series: figures from period `since` count something else."""

    indicator: str
    measure: str
    since: str
    text: str


@dataclass(frozen=True, slots=True)
class PublishedSource:
    """One publication."""

    code: str
    title: str
    publisher: str
    day: date
    kind: str
    reliability: str
    definitions: tuple[Definition, ...] = ()
    breaks: tuple[Break, ...] = ()

    def definition(self, indicator: str, measure: str) -> Definition | None:
        """Return how the source counts `indicator` for `measure`, or None where it does not say."""
        fitting = (d for d in self.definitions if d.indicator == indicator and d.measure in {"", measure})
        return max(fitting, key=lambda found: bool(found.measure), default=None)


def load_sources() -> Mapping[str, PublishedSource]:
    """Return all sources by code, the overlay's added; raise `InputError` with the file for a faulty one."""
    sources: dict[str, PublishedSource] = {}
    for path in locate(FILE):
        for entry in _entries(path):
            source = _source(entry, path)
            if source.code in sources:
                raise InputError(
                    f"De bron «{source.code}» staat er tweemaal in.", where=str(path), fix="Geef één code."
                )
            sources[source.code] = source
    return sources


def _entries(path: Path) -> list[Mapping[str, Any]]:
    text = read_text(path)
    try:
        return list(tomllib.loads(text).get("bron", []))
    except tomllib.TOMLDecodeError as error:
        line, problem = toml_problem(error, text)
        raise InputError(f"De bronnen zijn geen geldige TOML: {problem}.", where=f"{path}:{line}") from error


def _source(entry: Mapping[str, Any], path: Path) -> PublishedSource:
    try:
        day = entry["datum"]
        if type(day) is not date:
            raise TypeError("datum")
        return PublishedSource(
            code=str(entry["code"]),
            title=str(entry["titel"]),
            publisher=str(entry["uitgever"]),
            day=day,
            kind=str(entry["soort"]),
            reliability=str(entry["betrouwbaarheid"]),
            definitions=tuple(_definition(part) for part in entry.get("definitie", ())),
            breaks=tuple(_break(part) for part in entry.get("breuk", ())),
        )
    except (KeyError, TypeError) as error:
        raise InputError(
            f"De bron «{entry.get('code', '')}» is niet volledig: {error}.",
            where=str(path),
            fix="Geef code, titel, uitgever, datum = 2022-01-26, soort en betrouwbaarheid.",
        ) from error


def _definition(part: Mapping[str, Any]) -> Definition:
    return Definition(part["indicator"], part.get("maatregel", ""), part["tekst"], part.get("moment", ""))


def _break(part: Mapping[str, Any]) -> Break:
    return Break(part["indicator"], part.get("maatregel", ""), str(part["vanaf"]), part["tekst"])
