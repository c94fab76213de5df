"""The standard sentences, read from `data/zinnen.toml`, filled with traced values."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pq_answers.errors import InputError, toml_problem
from pq_answers.resources import find_file, read_text

_FIX = 'Schrijf elke zin onder haar [sectie] als naam = "…".'


class Sentences:
    """The standard sentences by section and name: "verschil.jaren"."""

    def __init__(self, data: Mapping[str, str], path: Path) -> None:
        self._data, self._path = data, path

    def fill(self, name: str, **values: str) -> str:
        """Return the sentence `name` ("verschil.jaren") filled in; raise `InputError` for other fields."""
        sentence = self._data.get(name)
        if sentence is None:
            raise self._fault(f"De standaardzin «{name}» ontbreekt.", "Voeg ze toe.")
        if _fields(sentence) != set(values):
            raise self._fault(
                f"De standaardzin «{name}» gebruikt andere namen dan {', '.join(sorted(values)) or 'geen'}.",
                "Gebruik precies de namen van de meegeleverde zin.",
            )
        if any(char.isnumeric() for char in sentence):
            raise self._fault(
                f"In de standaardzin «{name}» staat een getal.",
                "Laat elk getal uit een naam in accolades komen.",
            )
        return sentence.format_map(values)

    def _fault(self, what: str, fix: str) -> InputError:
        return InputError(what, where=str(self._path), fix=fix)


def _fields(sentence: str) -> set[str]:
    try:
        return {field for _, field, _, _ in string.Formatter().parse(sentence) if field is not None}
    except ValueError:
        return {"{"}


def load_sentences() -> Sentences:
    """Return the standard sentences, the overlay's file where it has one."""
    path = find_file("data/zinnen.toml")
    status = path.stat()
    return _read(path, status.st_mtime_ns, status.st_size)


@lru_cache(maxsize=4)
def _read(path: Path, _modified: int, _size: int) -> Sentences:
    text = read_text(path)
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        line, problem = toml_problem(error, text)
        raise InputError(
            f"De standaardzinnen zijn geen geldige TOML: {problem}.", where=f"{path}:{line}", fix=_FIX
        ) from error
    sections = {name: section for name, section in data.items() if isinstance(section, dict)}
    named = {f"{name}.{key}": value for name, section in sections.items() for key, value in section.items()}
    if len(sections) < len(data) or not all(isinstance(value, str) for value in named.values()):
        raise InputError("Een standaardzin is geen tekst.", where=str(path), fix=_FIX)
    return Sentences(named, path)
