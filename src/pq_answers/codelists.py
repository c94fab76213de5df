"""Code lists: the codes, Dutch labels and order of measures, dimensions, bands, units and statuses."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from pq_answers.errors import InputError, UsageError, suggest
from pq_answers.resources import find_files

TOTAL = "_T"
UNKNOWN = "_U"
_SPECIAL_LABELS = {TOTAL: "totaal", UNKNOWN: "onbekend"}


@dataclass(frozen=True, slots=True)
class Code:
    """One code with its label; `start` and `end` bound a half-open band; `texts` are further wordings."""

    code: str
    label: str
    start: Decimal | None = None
    end: Decimal | None = None
    texts: Mapping[str, Any] | None = None

    def text(self, name: str) -> str:
        """Return the wording `name` ("kort", "ondernemingen", …), or the label where the list has none."""
        return str((self.texts or {}).get(name, self.label))


@dataclass(frozen=True, slots=True)
class Codelist:
    """A named, ordered list of codes; `_T` (total) and `_U` (unknown) belong to every list (SDMX)."""

    name: str
    title: str
    kind: str
    codes: tuple[Code, ...]
    description: str = ""

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __contains__(self, code: object) -> bool:
        return any(entry.code == code for entry in self.codes)

    @property
    def names(self) -> tuple[str, ...]:
        """The codes in their printed order, without total and unknown."""
        return tuple(entry.code for entry in self.codes)

    def get(self, code: str) -> Code:
        """Return the entry of `code`; raise `UsageError` with the nearest codes where it is unknown."""
        if code in _SPECIAL_LABELS:
            return Code(code, _SPECIAL_LABELS[code])
        for entry in self.codes:
            if entry.code == code:
                return entry
        raise UsageError(f"«{code}» staat niet in de codelijst «{self.name}».", fix=suggest(code, self.names))

    def label(self, code: str) -> str:
        """Return the Dutch label of `code`."""
        return self.get(code).label

    def find(self, text: str) -> Code:
        """Return the entry whose code, label or synonym is `text`, case ignored."""
        wanted = text.casefold()
        for entry in self.codes:
            if wanted in {name.casefold() for name in _names_of(entry)}:
                return entry
        return self.get(text)


def _names_of(entry: Code) -> list[str]:
    return [entry.code, entry.label, entry.text("kort"), *(entry.texts or {}).get("synoniemen", [])]


def load_codelist(name: str) -> Codelist:
    """Return the code list `name` of the catalogue; raise `InputError` where it is missing or wrong."""
    path = find_files("data/codelists", "*.toml").get(f"{name}.toml")
    if path is None:
        raise InputError(
            f"De codelijst «{name}» bestaat niet.",
            where="data/codelists",
            fix=suggest(name, codelist_names()),
        )
    return _read(path, path.stat().st_mtime_ns)


def codelist_names() -> tuple[str, ...]:
    """Return the names of all code lists."""
    return tuple(Path(name).stem for name in find_files("data/codelists", "*.toml"))


@lru_cache(maxsize=256)
def _read(path: Path, _modified: int) -> Codelist:
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"), parse_float=Decimal)
        codes = tuple(_code(entry) for entry in data["code"])
        codelist = Codelist(data["naam"], data["titel"], data["soort"], codes, data.get("omschrijving", ""))
    except (tomllib.TOMLDecodeError, KeyError, TypeError, UnicodeDecodeError) as error:
        raise InputError(
            f"Deze codelijst is niet leesbaar ({error}).",
            where=str(path),
            fix="Geef naam, titel, soort en minstens een [[code]] met code en label.",
        ) from error
    _refuse_duplicates(codelist, path)
    return codelist


def _code(entry: Mapping[str, Any]) -> Code:
    start, end = entry.get("van"), entry.get("tot")
    return Code(
        entry["code"],
        entry["label"],
        None if start is None else Decimal(start),
        None if end is None else Decimal(end),
        {k: v for k, v in entry.items() if k not in {"code", "label", "van", "tot"}},
    )


def _refuse_duplicates(codelist: Codelist, path: Path) -> None:
    doubles = sorted({code for code in codelist.names if codelist.names.count(code) > 1})
    if doubles or len({entry.label for entry in codelist}) < len(codelist.codes):
        raise InputError(
            "Deze codelijst heeft een dubbele code of een dubbel label.",
            where=str(path),
            fix=f"Maak elke code en elk label uniek{': ' + ', '.join(doubles) if doubles else ''}.",
        )
