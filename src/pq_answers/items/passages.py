"""Standing passages: texts that answer what no figure can, with their validity, legal basis and constants."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any

from pq_answers.codelists import load_codelist
from pq_answers.errors import InputError, suggest, toml_problem
from pq_answers.resources import find_files, layers, locate, read_text, refuse_silent_replacement

_FENCE = "+++"
_FOLDER = "data/passages"
_KEYS = {
    "titel": str,
    "rechtsgrond": str,
    "geldig": dict,
    "indicatoren": list,
    "maatregelen": list,
    "trefwoorden": list,
    "constanten": dict,
    "plaats": str,
    "wijze": str,
    "verwijst": bool,
    "vervangt": bool,
}
_REQUIRED = ("titel", "geldig")
_PLACES = ("antwoord", "voorafgaand", "noot")
_MANNERS = ("antwoord", "voorrang", "toelichting")
_CONSTANT = re.compile(r"\{\{\s*([a-z_]+)\s*\}\}")


@dataclass(frozen=True, slots=True)
class Passage:
    """One standing passage; `constants` are the only numbers in its `text`, written as `{{ name }}`.

    `place` is "antwoord" (in the answer itself), "voorafgaand" (preliminary remark) or "noot" (table note).
    `manner` says when it is proposed for a question: where no item answers ("antwoord"), before any item does
    ("voorrang"), or behind the figures ("toelichting"). `refers` says that the figures on the same indicator
    and measure elsewhere in the answer hold for it.
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
    manner: str
    refers: bool
    path: Path

    def filled(self, constant: Callable[[str, str], str]) -> str:
        """Return the text with each constant replaced by what `constant` makes of its name and value."""
        return _CONSTANT.sub(lambda match: constant(match[1], self.constants[match[1]]), self.text)

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
    files = locate(f"{_FOLDER}/{name}.md")
    if not files:
        known = [Path(file).stem for file in find_files(_FOLDER, "*.md")]
        raise InputError(
            f"De passage «{name}» bestaat niet.",
            where=_FOLDER,
            fix=suggest(name, known) or "Zie data/passages voor de namen.",
        )
    status = files[-1].stat()
    return _read(files, status.st_mtime_ns, status.st_size)


def passage_files(name: str) -> tuple[Path, ...]:
    """Return where the passage `name` stands, the shipped file first; the last one is in force."""
    return locate(f"{_FOLDER}/{name}.md")


def own_passage_file(name: str) -> Path:
    """Return where the ministry's own passage `name` stands or would; raises `InputError` without a place."""
    own = [layer for layer in layers() if layer.overlay]
    if not own:
        raise InputError(
            "Er is geen eigen catalogus om deze tekst in te bewaren.",
            where="PQ_CATALOGUE",
            fix="Zet PQ_CATALOGUE op een map waarin de toepassing mag schrijven, en start ze opnieuw.",
        )
    return own[-1].root / _FOLDER / f"{name}.md"


def load_passages() -> dict[str, Passage]:
    """Return all passages by name."""
    return {Path(file).stem: load_passage(Path(file).stem) for file in find_files(_FOLDER, "*.md")}


@lru_cache(maxsize=256)
def _read(files: tuple[Path, ...], _modified: int, _size: int) -> Passage:
    """Return the passage in the last of `files`."""
    return parse_passage(files, read_text(files[-1]))


def parse_passage(files: tuple[Path, ...], content: str) -> Passage:
    """Return the passage that `content` is in the last of `files`; the ones before are those it replaces.

    It is TOML between two lines of `+++`, then Markdown. Raises `InputError` with the line of what is wrong.
    """
    path = files[-1]
    head, body = _split(path, content)
    try:
        data = tomllib.loads(head)
    except tomllib.TOMLDecodeError as error:
        line, problem = toml_problem(error, head)
        raise _fault(path, f"De kop is geen geldige TOML: {problem}.", line=line + 1) from error
    _check_head(path, data)
    refuse_silent_replacement(files, declared=data.get("vervangt", False))
    passage = _passage(path, data, body.strip())
    _check_body(passage)
    return passage


def _passage(path: Path, data: Mapping[str, Any], text: str) -> Passage:
    valid = data["geldig"]
    if type(valid.get("van")) is not date or type(valid.get("tot", date.max)) is not date:
        raise _fault(path, "De geldigheid is geen periode.", "Schrijf geldig = { van = 2022-01-26 }.")
    return Passage(
        name=path.stem,
        title=data["titel"],
        text=text,
        valid_from=valid["van"],
        valid_to=valid.get("tot"),
        basis=data.get("rechtsgrond", ""),
        indicators=_codes(path, data, "indicatoren", "indicator"),
        measures=_codes(path, data, "maatregelen", "maatregel"),
        keywords=tuple(data.get("trefwoorden", ())),
        constants=dict(data.get("constanten", {})),
        place=data.get("plaats", "antwoord"),
        manner=data.get("wijze", "antwoord"),
        refers=data.get("verwijst", False),
        path=path,
    )


def _codes(path: Path, data: Mapping[str, Any], key: str, codelist: str) -> tuple[str, ...]:
    known = load_codelist(codelist).names
    for code in data.get(key, ()):
        if code not in known:
            raise _fault(
                path, f"«{code}» staat niet in de codelijst «{codelist}».", suggest(str(code), known)
            )
    return tuple(data.get(key, ()))


def _split(path: Path, content: str) -> tuple[str, str]:
    parts = content.split(f"{_FENCE}\n", 2)
    if len(parts) != 3 or parts[0].strip():
        raise _fault(path, f"Een passage begint met een kop tussen twee regels «{_FENCE}».")
    return parts[1], parts[2]


def _check_head(path: Path, data: Mapping[str, Any]) -> None:
    for key in _REQUIRED:
        if not data.get(key):
            raise _fault(path, f"«{key}» ontbreekt in de kop van deze passage.", f"Voeg {key} = … toe.")
    for key, value in data.items():
        if key not in _KEYS:
            raise _fault(path, f"De kop van een passage kent «{key}» niet.", suggest(key, sorted(_KEYS)))
        if type(value) is not _KEYS[key]:
            raise _fault(path, f"«{key}» heeft een waarde van een verkeerd type.")
    if data.get("plaats", "antwoord") not in _PLACES:
        raise _fault(path, f"«{data['plaats']}» is geen plaats.", f"Mogelijk: {', '.join(_PLACES)}.")
    if data.get("wijze", "antwoord") not in _MANNERS:
        raise _fault(path, f"«{data['wijze']}» is geen wijze.", f"Mogelijk: {', '.join(_MANNERS)}.")
    if not all(isinstance(value, str) for value in data.get("constanten", {}).values()):
        raise _fault(path, "Een constante is een tekst.", 'Schrijf uren = "30", zoals ze gedrukt wordt.')


def _check_body(passage: Passage) -> None:
    """Hold the text against the constants: they are its only numbers, and each rests on a legal basis."""
    if not passage.text:
        raise _fault(passage.path, "Deze passage heeft geen tekst.", "Schrijf de tekst onder de kop.")
    bare = _CONSTANT.sub("", passage.text)
    if "{{" in bare or "}}" in bare:
        fix = "Schrijf {{ naam }} met kleine letters en _."
        raise _fault(passage.path, "Een constante in de tekst heeft geen geldige naam.", fix)
    used = set(_CONSTANT.findall(passage.text))
    if used != set(passage.constants):
        names = ", ".join(sorted(used ^ set(passage.constants)))
        fix = "Zet bij [constanten] precies de namen die in de tekst staan."
        raise _fault(passage.path, f"Constanten en tekst stemmen niet overeen: {names}.", fix)
    if digits := next((word for word in bare.split() if any(map(str.isnumeric, word))), ""):
        raise _fault(
            passage.path,
            f"Hier staat een getal in de tekst («{digits}»).",
            "Zet het bij [constanten] en schrijf {{ naam }}, met de rechtsgrond in de kop.",
        )
    if passage.constants and not passage.basis:
        raise _fault(
            passage.path, "Een passage met constanten noemt haar rechtsgrond.", "Voeg rechtsgrond = … toe."
        )


def _fault(path: Path, what: str, fix: str = "Verbeter de kop of de tekst.", *, line: int = 0) -> InputError:
    return InputError(what, where=f"{path}:{line}" if line else str(path), fix=fix)
