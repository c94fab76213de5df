"""Reading one rule of `data/controles.toml` strictly: what is misspelt would silently check nothing."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from pq_answers.codelists import TOTAL, UNKNOWN, codelist_names, load_codelist
from pq_answers.errors import suggest

_SPECIAL = (TOTAL, UNKNOWN)


class WrongRuleError(Exception):
    """What is wrong with one rule, in Dutch; told with its file by who reads it."""


@dataclass(frozen=True, slots=True)
class Fields:
    """The fields of one rule, which `name` tells apart from the others: "verdeling 2"."""

    name: str
    data: Mapping[str, object]

    def only(self, *known: str) -> Fields:
        """Return the fields; refuse one that is not among `known`."""
        for field in self.data:
            if field not in known:
                raise self.wrong(f"«{field}» is hier niet bekend. {suggest(field, known)}".rstrip())
        return self

    def text(self, field: str, default: str | None = None) -> str:
        """Return a text that is not empty, or `default` where the field is left out."""
        if field not in self.data and default is not None:
            return default
        value = self.data.get(field)
        if not isinstance(value, str) or not value:
            raise self.wrong(f"«{field}» ontbreekt of is geen tekst.")
        return value

    def texts(self, field: str, *, needed: bool = False) -> tuple[str, ...]:
        """Return a list of different texts; an empty one only where it is not `needed`."""
        value = self.data.get(field, [])
        if not isinstance(value, list) or not all(isinstance(text, str) and text for text in value):
            raise self.wrong(f"«{field}» is geen lijst van teksten.")
        if len(set(value)) < len(value) or (needed and not value):
            raise self.wrong(f"«{field}» is leeg of noemt iets tweemaal.")
        return tuple(value)

    def flag(self, field: str, *, default: bool) -> bool:
        """Return yes or no."""
        value = self.data.get(field, default)
        if not isinstance(value, bool):
            raise self.wrong(f"«{field}» is niet true of false.")
        return value

    def number(self, field: str) -> Decimal:
        """Return a number that is not below zero."""
        value = self.data.get(field)
        number = isinstance(value, int | Decimal) and not isinstance(value, bool)
        if not number or not Decimal(str(value)).is_finite() or Decimal(str(value)) < 0:
            raise self.wrong(f"«{field}» ontbreekt of is geen getal vanaf 0.")
        return Decimal(str(value))

    def whole_number(self, field: str) -> int:
        """Return a whole number that is not below zero."""
        number = self.number(field)
        if number != number.to_integral_value():
            raise self.wrong(f"«{field}» is geen geheel getal.")
        return int(number)

    def part(self, field: str) -> Fields:
        """Return the fields within a field: none where it is left out."""
        value = self.data.get(field, {})
        if not isinstance(value, dict):
            raise self.wrong(f"«{field}» staat niet tussen accolades.")
        return Fields(f"{self.name}, {field}", value)

    def code(self, text: str, *codelists: str, special: bool = False) -> str:
        """Return a code of one of the lists; `special` where a total or unknown may stand too."""
        known = [name for codelist in codelists for name in load_codelist(codelist).names]
        if text not in known and not (special and text in _SPECIAL):
            raise self.wrong(f"«{text}» bestaat niet. {suggest(text, known)}".rstrip())
        return text

    def dimension(self, text: str, *others: str) -> str:
        """Return the name of a dimension (or of one of `others`)."""
        if text not in others and not _is_dimension(text):
            known = (*others, *codelist_names())
            raise self.wrong(f"De dimensie «{text}» bestaat niet. {suggest(text, known)}".rstrip())
        return text

    def wrong(self, what: str) -> WrongRuleError:
        """Return the error about this rule."""
        return WrongRuleError(f"{self.name}: {what}")


def _is_dimension(name: str) -> bool:
    return name in codelist_names() and load_codelist(name).kind == "dimensie"


def rules_of(data: Mapping[str, object], name: str) -> Iterator[Fields]:
    """Yield each rule of one kind, in order."""
    entries = data.get(name, [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise WrongRuleError(f"«{name}» staat tussen dubbele vierkante haken.")
    for number, entry in enumerate(entries, start=1):
        yield Fields(f"{name} {number}", entry)


def one_of(data: Mapping[str, object], name: str) -> Fields:
    """Return the fields of what is there once."""
    entry = data.get(name)
    if not isinstance(entry, dict):
        raise WrongRuleError(f"«[{name}]» ontbreekt of staat niet tussen enkele vierkante haken.")
    return Fields(name, entry)


def refuse_others(data: Collection[str], known: Collection[str]) -> None:
    """Refuse a kind of rule that does not exist."""
    for name in data:
        if name not in known:
            hint = suggest(name, tuple(known))
            raise WrongRuleError(f"de soort controle «{name}» bestaat niet. {hint}".rstrip())
