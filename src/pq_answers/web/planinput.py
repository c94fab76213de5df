"""What somebody sent of one part of a plan, and the part that it makes; nothing wrong passes."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Protocol

from pq_answers.codelists import load_codelist
from pq_answers.errors import InputError, UsageError
from pq_answers.items import (
    Asked,
    Catalogue,
    Item,
    Param,
    ParamKind,
    asked_params,
    load_passages,
    option_name,
    read_request,
)
from pq_answers.plan import Part
from pq_answers.web.availability import UNIT
from pq_answers.web.planshape import TO_FILL, printable

TEXT, OPEN, WRITTEN = "tekst", "open", "antwoord"
ITEM, PASSAGE = "item:", "passage:"
CROSSINGS = "kruisingen"
_LONGEST = 20_000
_WITH_DEFAULT = {ParamKind.BREAKDOWNS, ParamKind.BANDS}
_LABELS = {
    "maatregel": "Maatregel",
    "jaren": "Jaren",
    "opsplitsing": "Opsplitsing",
    "klassen": "Klassen",
    UNIT: "Gevraagde eenheid",
}


class Sent(Protocol):
    """What somebody sent: a form, or the choices in an address."""

    def text(self, name: str) -> str:
        """Return a field, empty where it is not there."""
        ...

    def texts(self, name: str) -> list[str]:
        """Return all values of a field that may be ticked several times."""
        ...

    def has(self, name: str) -> bool:
        """Whether a field was sent at all, be it empty."""
        ...


@dataclass(frozen=True, slots=True)
class Fields:
    """What was sent otherwise than by a form: names with their values."""

    pairs: tuple[tuple[str, str], ...]

    @classmethod
    def chosen(cls, choice: str, asked: Asked) -> Fields:
        """Return the fields of a choice with what is asked of it."""
        values = (
            (name, one)
            for name, value in asked.items()
            for one in (value if isinstance(value, list | tuple) else [value])
        )
        return cls((("keuze", choice), *((name, str(one)) for name, one in values)))

    def text(self, name: str) -> str:
        """Return a field, empty where it is not there."""
        return next(iter(self.texts(name)), "")

    def texts(self, name: str) -> list[str]:
        """Return all values of a field."""
        return [value for key, value in self.pairs if key == name and value]

    def has(self, name: str) -> bool:
        """Whether a field was sent at all."""
        return any(key == name for key, _ in self.pairs)


def part_of(form: Sent, part: Part, catalogue: Catalogue) -> Part:
    """Return the part that a person made of `part`; raises an error for people where it cannot be."""
    choice = form.text("keuze")
    bare = replace(part, item="", passage="", gap="", text="", asked={}, annex=None, see="", chart=False)
    if choice.startswith(ITEM):
        item = catalogue.get(choice.removeprefix(ITEM))
        asked = asked_of(item, form)
        check_asked(item, asked)
        return replace(
            bare, item=item.name, asked=asked, see=form.text("zie"), chart=bool(form.texts("grafiek"))
        )
    if choice.startswith(PASSAGE):
        name = choice.removeprefix(PASSAGE)
        if name not in load_passages():
            raise InputError("Deze vaste tekst bestaat niet.", fix="Kies een andere.")
        return replace(bare, passage=name, see=form.text("zie"))
    text, gap = own_text(form.text(TEXT if choice == TEXT else WRITTEN)), own_text(form.text(OPEN))
    return replace(bare, text=text) if text else replace(bare, gap=gap or TO_FILL)


def own_text(text: str) -> str:
    """Return a text that a person wrote; raises `InputError` where it is too long."""
    if len(text) > _LONGEST:
        raise InputError("Deze tekst is te lang.", fix=f"Schrijf hoogstens {_LONGEST // 1000}.000 tekens.")
    return printable(text).strip()


def typed_part(form: Sent, part: Part, catalogue: Catalogue) -> Part:
    """Return the part with what somebody typed, right or wrong, to show it to them again."""
    choice = form.text("keuze")
    bare = replace(part, item="", passage="", gap="", text="", asked={}, see=form.text("zie"))
    name = choice.removeprefix(ITEM)
    if choice.startswith(ITEM) and name in catalogue.items:
        asked = asked_of(catalogue.get(name), form)
        return replace(bare, item=name, asked=asked, chart=bool(form.texts("grafiek")))
    if choice.startswith(PASSAGE):
        return replace(bare, passage=choice.removeprefix(PASSAGE))
    return replace(bare, text=form.text(TEXT) or form.text(WRITTEN), gap=form.text(OPEN))


def check_asked(item: Item, asked: Asked) -> None:
    """Raise `UsageError` for a choice that is missing, or that is none of those that a person can make."""
    for param in asked_params(item):
        _check_choice(param, listed(asked.get(option_name(param))))
    unit = str(asked.get(UNIT, ""))
    if unit and not is_known(unit, UNIT):
        raise _no_choice(unit, UNIT)
    read_request(item, {name: value for name, value in asked.items() if name != UNIT})


def _check_choice(param: Param, values: list[str]) -> None:
    name = option_name(param)
    if param.required and param.kind not in _WITH_DEFAULT and not values:
        fix = "Vul ze in." if param.kind is not ParamKind.CODES else "Kies er minstens één."
        raise UsageError(f"Er is nog niets ingevuld bij «{label_of(name)}».", fix=fix)
    for value in values if param.kind is ParamKind.CODES else ():
        if not is_known(value, param.codelist):
            raise _no_choice(value, name)


def _no_choice(value: str, name: str) -> UsageError:
    return UsageError(
        f"«{value[:60]}» is geen keuze bij «{label_of(name)}».", fix="Kies er een uit de lijst."
    )


def asked_of(item: Item, form: Sent) -> dict[str, Any]:
    """Return what somebody asks of an item, by the names that people use; nothing is checked yet."""
    asked: dict[str, Any] = {}
    for param in asked_params(item):
        name = option_name(param)
        if param.kind is ParamKind.BREAKDOWNS:
            value: Any = [*form.texts(name), *listed(form.text(CROSSINGS))]
        elif param.kind is ParamKind.CODES and param.many:
            value = form.texts(name)
        else:
            value = form.text(name).strip()
        asked |= {name: value} if value else {}
    unit = form.text(UNIT)
    return asked | ({UNIT: unit} if unit else {})


def is_known(value: str, codelist: str) -> bool:
    """Whether a value is a code of a list, or one of its names."""
    try:
        load_codelist(codelist).find(value)
    except UsageError:
        return False
    return True


def listed(value: object) -> list[str]:
    """Return the values of a parameter, which a person may write in one text with commas."""
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [text for one in value for text in listed(one)] if isinstance(value, list) else [str(value)]


def label_of(name: str) -> str:
    """Return what a parameter is called on a page."""
    return _LABELS.get(name, name.replace("_", " ").capitalize())
