"""The publications behind the figures: who published what and when, and how each defined what it counted."""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pq_answers.codelists import load_codelist
from pq_answers.errors import InputError, suggest, toml_problem
from pq_answers.published.periods import is_period
from pq_answers.resources import locate, read_text

FILE = "data/published/bronnen.toml"
_REQUIRED = ("code", "titel", "uitgever", "datum", "soort", "betrouwbaarheid")
_OPTIONAL = ("datum_betekenis", "opmerkingen", "noot", "definitie", "breuk")
_DEFINITION = ("indicator", "maatregel", "tekst", "moment", "zelfde_als")
_BREAK = ("indicator", "maatregel", "vanaf", "tekst")
_MOMENTS = ("stand", "stroom", "jaargemiddelde")
_Entry = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Definition:
    """How a source counts an indicator; an empty `measure` stands for all of them.

    `moment` is "stand", "stroom" or "jaargemiddelde" where the source says so; `items` count in the same way.
    """

    indicator: str
    measure: str
    text: str
    moment: str = ""
    items: tuple[str, ...] = ()


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


def _entries(path: Path) -> list[_Entry]:
    text = read_text(path)
    try:
        return _tables(tomllib.loads(text), "bron")
    except tomllib.TOMLDecodeError as error:
        line, problem = toml_problem(error, text)
        raise InputError(f"De bronnen zijn geen geldige TOML: {problem}.", where=f"{path}:{line}") from error
    except _WrongError as error:
        raise InputError(f"De bronnen kloppen niet: {error}", where=str(path)) from error


def _source(entry: _Entry, path: Path) -> PublishedSource:
    try:
        return _read_source(entry)
    except _WrongError as error:
        raise InputError(
            f"De bron «{entry.get('code', '')}» klopt niet: {error}",
            where=str(path),
            fix="Geef code, titel, uitgever, datum = 2022-01-26, soort en betrouwbaarheid.",
        ) from error


def _read_source(entry: _Entry) -> PublishedSource:
    _refuse_unknown(entry, (*_REQUIRED, *_OPTIONAL))
    return PublishedSource(
        code=_text(entry, "code"),
        title=_text(entry, "titel"),
        publisher=_text(entry, "uitgever"),
        day=_day(entry),
        kind=_text(entry, "soort"),
        reliability=_text(entry, "betrouwbaarheid"),
        definitions=tuple(_definition(part) for part in _tables(entry, "definitie")),
        breaks=tuple(_break(part) for part in _tables(entry, "breuk")),
    )


def _definition(part: _Entry) -> Definition:
    _refuse_unknown(part, _DEFINITION)
    indicator, measure = _subject(part)
    moment = str(part.get("moment", ""))
    if moment and moment not in _MOMENTS:
        raise _WrongError(f"het moment «{moment}» bestaat niet. {suggest(moment, _MOMENTS)}")
    return Definition(indicator, measure, _text(part, "tekst"), moment, _texts(part, "zelfde_als"))


def _break(part: _Entry) -> Break:
    _refuse_unknown(part, _BREAK)
    since = str(part.get("vanaf", ""))
    if not is_period(since):
        raise _WrongError(f"«vanaf» is geen periode: «{since}».")
    return Break(*_subject(part), since, _text(part, "tekst"))


def _subject(part: _Entry) -> tuple[str, str]:
    """Return the indicator and the measure, "" for all of them; a code that is mistyped would never apply."""
    codes = _text(part, "indicator"), _text(part, "maatregel") if "maatregel" in part else ""
    for name, code in zip(("indicator", "maatregel"), codes, strict=True):
        if code and code not in load_codelist(name):
            hint = suggest(code, load_codelist(name).names)
            raise _WrongError(f"de code «{code}» bestaat niet bij «{name}». {hint}".rstrip())
    return codes


class _WrongError(Exception):
    """What is wrong inside one source; told with its file and code by who reads it."""


def _tables(data: _Entry, name: str) -> list[_Entry]:
    found = data.get(name, [])
    if not isinstance(found, list) or not all(isinstance(part, dict) for part in found):
        raise _WrongError(f"«{name}» staat tussen dubbele vierkante haken.")
    return found


def _text(entry: _Entry, name: str) -> str:
    text = entry.get(name)
    if not isinstance(text, str) or not text.strip():
        raise _WrongError(f"«{name}» ontbreekt of is geen tekst.")
    return text


def _texts(entry: _Entry, name: str) -> tuple[str, ...]:
    texts = entry.get(name, [])
    if not isinstance(texts, list) or not all(isinstance(text, str) for text in texts):
        raise _WrongError(f"«{name}» is geen lijst van teksten.")
    return tuple(texts)


def _day(entry: _Entry) -> date:
    day = entry.get("datum")
    if type(day) is not date:
        raise _WrongError("«datum» ontbreekt of is geen datum zonder aanhalingstekens.")
    return day


def _refuse_unknown(entry: _Entry, known: Collection[str]) -> None:
    for name in entry:
        if name not in known:
            raise _WrongError(f"«{name}» is hier niet bekend. {suggest(name, tuple(known))}".rstrip())
