"""Standing passages: texts that answer what no figure can, with their validity, legal basis and constants."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError, suggest
from pq_answers.items.header import read_text
from pq_answers.resources import find_files

_FENCE = "+++"
_KEYS = {
    "titel",
    "rechtsgrond",
    "geldig",
    "indicatoren",
    "maatregelen",
    "trefwoorden",
    "constanten",
    "plaats",
}
_REQUIRED = {"titel", "geldig"}
_PLACES = ("antwoord", "voorafgaand", "noot")
_CONSTANT = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Passage:
    """One standing passage; `constants` are the only numbers in its `text`, written as `{{ name }}`.

    `place` is "antwoord" (in the answer itself), "voorafgaand" (preliminary remark) or "noot" (table note).
    """

    name: str
    title: str
    text: str
    valid_from: date
    valid_to: date | None
    basis: str
    indicators: tuple[str, ...]
    measures: tuple[str, ...]
    keywords: tuple[str, ...]
    constants: Mapping[str, str]
    place: str
    path: Path

    def check_valid(self, on: date) -> None:
        """Raise `InputError` where the passage was not in force on the question's date."""
        if on < self.valid_from or (self.valid_to is not None and on > self.valid_to):
            raise InputError(
                f"De passage «{self.name}» was op {on.isoformat()} niet geldig.",
                where=str(self.path),
                fix="Kies een passage die op de datum van de vraag geldt, of pas haar geldigheid aan.",
            )


def load_passage(name: str) -> Passage:
    """Return the passage `name`; raise `InputError` with the nearest names where it does not exist."""
    files = find_files("data/passages", "*.md")
    path = files.get(f"{name}.md")
    if path is None:
        known = [Path(file).stem for file in files]
        raise InputError(
            f"De passage «{name}» bestaat niet.", where="data/passages", fix=suggest(name, known)
        )
    return read_passage(path)


def load_passages() -> dict[str, Passage]:
    """Return all passages by name."""
    return {Path(file).stem: read_passage(path) for file, path in find_files("data/passages", "*.md").items()}


def read_passage(path: Path) -> Passage:
    """Return the passage in `path`: TOML between two lines of `+++`, then Markdown."""
    head, body = _split(path)
    try:
        data = tomllib.loads(head)
        _check_keys(path, data)
        valid = data["geldig"]
        passage = Passage(
            name=path.stem,
            title=data["titel"],
            text=body.strip(),
            valid_from=_day(valid["van"]),
            valid_to=_day(valid["tot"]) if "tot" in valid else None,
            basis=data.get("rechtsgrond", ""),
            indicators=tuple(data.get("indicatoren", ())),
            measures=tuple(data.get("maatregelen", ())),
            keywords=tuple(data.get("trefwoorden", ())),
            constants=dict(data.get("constanten", {})),
            place=data.get("plaats", "antwoord"),
            path=path,
        )
    except (tomllib.TOMLDecodeError, KeyError, TypeError, AttributeError) as error:
        raise _fault(path, f"De kop van deze passage is niet leesbaar ({error}).") from error
    _check_body(passage)
    return passage


def _split(path: Path) -> tuple[str, str]:
    text = read_text(path)
    parts = text.split(f"{_FENCE}\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise _fault(path, f"Een passage begint met een kop tussen twee regels «{_FENCE}».")
    return parts[1], parts[2]


def _check_keys(path: Path, data: Mapping[str, Any]) -> None:
    for key in sorted(_REQUIRED - set(data)):
        raise _fault(path, f"«{key}» ontbreekt in de kop van deze passage.")
    for key in sorted(set(data) - _KEYS):
        raise _fault(path, f"De kop van een passage kent «{key}» niet.", suggest(key, sorted(_KEYS)))
    if data.get("plaats", "antwoord") not in _PLACES:
        raise _fault(path, f"«{data['plaats']}» is geen plaats.", f"Mogelijk: {', '.join(_PLACES)}.")


def _check_body(passage: Passage) -> None:
    if not passage.text:
        raise _fault(passage.path, "Deze passage heeft geen tekst.")
    used = set(_CONSTANT.findall(passage.text))
    if used != set(passage.constants):
        names = ", ".join(sorted(used ^ set(passage.constants)))
        raise _fault(passage.path, f"Constanten en tekst stemmen niet overeen: {names}.")
    bare = _CONSTANT.sub("", passage.text)
    if match := re.search(r"\d[\d.,/]*", bare):
        raise _fault(
            passage.path,
            f"Hier staat een getal in de tekst («{match[0]}»).",
            "Zet het bij [constanten] en schrijf {{ naam }}, met de rechtsgrond in de kop.",
        )
    if passage.constants and not passage.basis:
        raise _fault(passage.path, "Een passage met constanten noemt haar rechtsgrond.")


def _day(value: object) -> date:
    if not isinstance(value, date):
        raise TypeError(f"{value!r} is geen datum (2022-01-26)")
    return value


def _fault(path: Path, what: str, fix: str = "Verbeter de kop of de tekst.") -> InputError:
    return InputError(what, where=str(path), fix=fix)
