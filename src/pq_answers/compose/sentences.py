"""The standard sentences, read from `data/zinnen.toml`, filled with traced values."""

from __future__ import annotations

import string
import tomllib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pq_answers.errors import InputError
from pq_answers.resources import find_file


class Sentences:
    """The standard sentences by section and name."""

    def __init__(self, data: Mapping[str, Mapping[str, str]], path: Path) -> None:
        self._data, self._path = data, path

    def fill(self, name: str, **values: str) -> str:
        """Return the sentence `name` ("verschil.jaren") filled in; raise `InputError` for other fields."""
        section, _, key = name.partition(".")
        try:
            sentence = self._data[section][key]
        except KeyError as error:
            raise InputError(
                f"De standaardzin «{name}» ontbreekt.", where=str(self._path), fix="Voeg ze toe."
            ) from error
        fields = {field for _, field, _, _ in string.Formatter().parse(sentence) if field}
        if fields != set(values):
            raise InputError(
                f"De standaardzin «{name}» gebruikt andere namen dan {', '.join(sorted(values)) or 'geen'}.",
                where=str(self._path),
                fix="Gebruik precies de namen van de meegeleverde zin.",
            )
        return sentence.format_map(values)


def load_sentences() -> Sentences:
    """Return the standard sentences, the overlay's file where it has one."""
    path = find_file("data/zinnen.toml")
    return _read(path, path.stat().st_mtime_ns)


@lru_cache(maxsize=4)
def _read(path: Path, _modified: int) -> Sentences:
    try:
        return Sentences(tomllib.loads(path.read_text(encoding="utf-8")), path)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputError(f"De standaardzinnen zijn niet leesbaar ({error}).", where=str(path)) from error
