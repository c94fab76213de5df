"""Code lists: the codes, Dutch labels and order of measures, dimensions, bands, units and statuses."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Any

from pq_answers import nl
from pq_answers.errors import InputError, UsageError, suggest, toml_problem
from pq_answers.resources import find_files, locate, read_text, refuse_silent_replacement

TOTAL = "_T"
UNKNOWN = "_U"
JOIN = "+"
"""Between the codes of categories that are counted together."""
_FOLDER = "data/codelists"
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*\Z")
_REQUIRED_FLAGS = {"populatie": "personen"}
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
    """A named, ordered list of codes; `_T` (total) and `_U` (unknown) belong to every list (SDMX).

    `unit` is what the bounds of bands are measured in.
    """

    name: str
    title: str
    kind: str
    codes: tuple[Code, ...]
    description: str = ""
    unit: str = ""

    def __iter__(self) -> Iterator[Code]:
        return iter(self.codes)

    def __contains__(self, code: object) -> bool:
        return any(entry.code == code for entry in self.codes)

    @property
    def is_gapless(self) -> bool:
        """Whether the bands hold every size: from zero, without a gap between two, open at the end."""
        starts = [entry.start or Decimal(0) for entry in self.codes]
        return starts[:1] == [0] and [entry.end for entry in self.codes] == [*starts[1:], None]

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
        if JOIN in code:
            parts = sorted(code.split(JOIN), key=[*self.names, UNKNOWN, TOTAL].index)
            return Code(code, joined_label([self.get(one).label for one in parts]))
        raise self._unknown(code)

    def label(self, code: str) -> str:
        """Return the Dutch label of `code`."""
        return self.get(code).label

    def find(self, text: str) -> Code:
        """Return the entry whose code, label or synonym is `text`, case ignored; never total or unknown."""
        wanted = text.casefold()
        for entry in self.codes:
            if wanted in _names_of(entry):
                return entry
        raise self._unknown(text)

    def _unknown(self, text: str) -> UsageError:
        known = (*self.names, *(entry.label for entry in self.codes))
        return UsageError(
            f"«{text}» staat niet in de codelijst «{self.name}».",
            fix=suggest(text, known) or f"Mogelijk: {', '.join(self.names)}.",
        )


def joined_label(labels: Sequence[str]) -> str:
    """Return the label of categories that are counted together; neighbouring ages are one span of years."""
    ages = [_ages(label) for label in labels]
    adjoin = all(a and b and a[1] is not None and b[0] == a[1] + 1 for a, b in pairwise(ages))
    if adjoin and ages and ages[0] and ages[-1] and (span := _age_label(ages[0][0], ages[-1][1])):
        return span
    return nl.listing(labels)


_AGES = re.compile(
    r"jonger dan (?P<under>\d+) jaar|(?P<low>\d+) (?:tot en met (?P<high>\d+) jaar|jaar en ouder)"
)


def _ages(label: str) -> tuple[int, int | None] | None:
    """Return the first and the last age of a label like "25 tot en met 39 jaar", None for another one."""
    found = _AGES.fullmatch(label)
    if found is None:
        return None
    under, low, high = (int(text) if text else None for text in found.group("under", "low", "high"))
    return (low or 0, under - 1 if under is not None else high)


def _age_label(first: int, last: int | None) -> str:
    if last is None:
        return f"{first} jaar en ouder" if first else ""
    return f"{first} tot en met {last} jaar" if first else f"jonger dan {last + 1} jaar"


def _names_of(entry: Code) -> set[str]:
    names = (entry.code, entry.label, entry.text("kort"), *(entry.texts or {}).get("synoniemen", ()))
    return {name.casefold() for name in names}


def load_codelist(name: str) -> Codelist:
    """Return the code list `name` of the catalogue; raise `InputError` where it is missing or wrong."""
    files = locate(f"{_FOLDER}/{name}.toml")
    if not files:
        raise InputError(
            f"De codelijst «{name}» bestaat niet.", where=_FOLDER, fix=suggest(name, codelist_names())
        )
    # One stat a call: an edit is seen at once, and nothing is read or parsed again without one.
    status = files[-1].stat()
    return _read(files, status.st_mtime_ns, status.st_size)


def codelist_names() -> tuple[str, ...]:
    """Return the names of all code lists."""
    return tuple(Path(name).stem for name in find_files(_FOLDER, "*.toml"))


def dimension_name(dimension: str) -> str:
    """Return a dimension as people call it: the title of its code list, its own name where it has none."""
    if dimension not in codelist_names():
        return dimension.replace("_", " ")
    return nl.uncapital(load_codelist(dimension).title)


def code_lists_state() -> tuple[tuple[Path, int, int], ...]:
    """Return the files of all code lists as they are now, by their times and sizes."""
    files = find_files(_FOLDER, "*.toml").values()
    return tuple((path, (status := path.stat()).st_mtime_ns, status.st_size) for path in files)


def has_codelist(name: str) -> bool:
    """Whether there is a code list of this name; cheaper than asking for all names."""
    return bool(locate(f"{_FOLDER}/{name}.toml"))


def is_counted(unit: str) -> bool:
    """Whether a unit is counted in wholes, so that a printed figure is exact; VTE and euro are measured."""
    units = load_codelist("eenheid")
    return unit in units and bool((units.get(unit).texts or {}).get("telbaar"))


@lru_cache(maxsize=256)
def _read(files: tuple[Path, ...], _modified: int, _size: int) -> Codelist:
    path = files[-1]
    text = read_text(path)
    try:
        data = tomllib.loads(text, parse_float=Decimal)
    except tomllib.TOMLDecodeError as error:
        line, problem = toml_problem(error, text)
        raise _fault(path, f"Deze codelijst is geen geldige TOML: {problem}.", line=line) from error
    refuse_silent_replacement(files, declared=data.get("vervangt") is True)
    try:
        codelist = _codelist(data)
    except (KeyError, TypeError, ArithmeticError, AttributeError) as error:
        raise _fault(
            path, "Deze codelijst is niet volledig, of een waarde heeft een verkeerd type."
        ) from error
    _check(codelist, path)
    return codelist


def _codelist(data: Mapping[str, Any]) -> Codelist:
    return Codelist(
        _text(data["naam"]),
        _text(data["titel"]),
        _text(data["soort"]),
        tuple(_code(entry) for entry in data["code"]),
        _text(data.get("omschrijving", "")),
        _text(data.get("eenheid", "")),
    )


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(type(value).__name__)
    return value


def _code(entry: Mapping[str, Any]) -> Code:
    start, end = entry.get("van"), entry.get("tot")
    return Code(
        _text(entry["code"]),
        _text(entry["label"]),
        None if start is None else Decimal(start),
        None if end is None else Decimal(end),
        {k: v for k, v in entry.items() if k not in {"code", "label", "van", "tot"}},
    )


def _check(codelist: Codelist, path: Path) -> None:
    """Refuse codes that cannot be told apart, and bands that overlap."""
    if codelist.name != path.stem:
        raise _fault(path, f"Deze codelijst heet «{codelist.name}».", f'Schrijf naam = "{path.stem}".')
    bad = next((code for code in codelist.names if not _CODE.match(code)), None)
    if bad is not None:
        raise _fault(path, f"«{bad}» is geen code.", "Gebruik letters, cijfers, punt, _ en -.")
    _check_flags(codelist, path)
    seen: dict[str, str] = {}
    for entry in codelist:
        for name in _names_of(entry):
            if name in seen:
                fix = "Maak elke code, elk label en elk synoniem uniek."
                raise _fault(path, f"Deze codelijst noemt «{name}» twee keer.", fix)
        seen.update(dict.fromkeys(_names_of(entry), entry.code))
    _check_bands([entry for entry in codelist if entry.start is not None], path)


def _check_flags(codelist: Codelist, path: Path) -> None:
    """Refuse a code that leaves open what protection depends on, or says it in another way than yes or no."""
    flag = _REQUIRED_FLAGS.get(codelist.name, "")
    for entry in codelist if flag else ():
        if not isinstance((entry.texts or {}).get(flag), bool):
            raise _fault(
                path,
                f"De code «{entry.code}» zegt niet of het om {flag} gaat.",
                f"Voeg {flag} = true of {flag} = false toe; bij {flag} geldt de bescherming.",
            )


def _check_bands(bands: Sequence[Code], path: Path) -> None:
    for lower, upper in pairwise(bands):
        if lower.end is None or not (lower.start or 0) < lower.end <= (upper.start or 0):
            raise _fault(
                path,
                f"De klassen «{lower.label}» en «{upper.label}» overlappen of dalen.",
                "Schrijf ze van klein naar groot: [van, tot[.",
            )


def _fault(path: Path, what: str, fix: str = "", *, line: int = 0) -> InputError:
    where = f"{path}:{line}" if line else str(path)
    return InputError(
        what, where=where, fix=fix or "Geef naam, titel, soort en minstens een [[code]] met code en label."
    )
