"""What somebody sent with a form, in the words of the page: to give it back where it could not be kept."""

from __future__ import annotations

from datetime import date

from pq_answers import nl
from pq_answers.codelists import dimension_name, load_codelist
from pq_answers.errors import UserError
from pq_answers.items import Catalogue, Item, load_passages
from pq_answers.web.availability import UNIT
from pq_answers.web.planinput import CROSSINGS, ITEM, OPEN, PASSAGE, TEXT, WRITTEN, is_known, label_of
from pq_answers.web.planshape import NEW_ANNEX
from pq_answers.web.visitor import Form

_NOT_TYPED = frozenset({"csrf", "versie", "wachtwoord", "actie", "hash", "deel", "gelezen", "zeker"})
_FIELDS = {
    "keuze": "Antwoord met",
    "anders": "Gekozen antwoord",
    TEXT: "Tekst",
    WRITTEN: "Uw antwoord",
    OPEN: "Wat er nog moet komen",
    CROSSINGS: "Kruisingen",
    "bijlage": "Tabellen",
    "zie": "Verwijs naar deelvraag",
    "grafiek": "Grafiek bij elke tabel",
    "deelvraag": "Tekst van de deelvraag",
    "na": "Na deelvraag",
    "plan": "Plan als tekst",
    "plaats": "Waarover",
    "reden": "Waarom",
    "ontvangen": "Ontvangen op",
    "van": "Vanaf",
    "tot": "Tot en met",
    "rol": "Rol",
}
_DATES = frozenset({"datum", "ontvangen", "van", "tot"})
_OWN = {TEXT: "Eigen tekst", OPEN: "Nog in te vullen"}


def typed_in_words(form: Form, catalogue: Catalogue | None) -> list[tuple[str, str]]:
    """Return the fields that a person filled in, each once, with all that was ticked in it.

    Without a catalogue its questions keep their names.
    """
    item = _item(form.text("keuze"), catalogue)
    names = dict.fromkeys(name for name in form.data if name not in _NOT_TYPED)
    told = (
        (name, [_value(name, value, item, catalogue) for value in form.texts(name) if value.strip()])
        for name in names
    )
    return [(_FIELDS.get(name) or label_of(name), ", ".join(values)) for name, values in told if values]


def _item(choice: str, catalogue: Catalogue | None) -> Item | None:
    name = choice.removeprefix(ITEM)
    return catalogue.get(name) if catalogue and choice.startswith(ITEM) and name in catalogue.items else None


def _value(name: str, value: str, item: Item | None, catalogue: Catalogue | None) -> str:
    if name in {"keuze", "anders"}:
        return _choice(value, catalogue)
    if name == "opsplitsing":
        return _dimension(value)
    if name == "bijlage":
        return "in een nieuwe bijlage" if value == NEW_ANNEX else f"bijlage {value}"
    if name in _DATES:
        return _day(value)
    param = item.params.get(name) if item else None
    codelist = UNIT if name == UNIT else param.codelist if param else ""
    return load_codelist(codelist).label(value) if codelist and is_known(value, codelist) else value


def _choice(value: str, catalogue: Catalogue | None) -> str:
    item = _item(value, catalogue)
    if item is not None:
        return item.title
    passage = load_passages().get(value.removeprefix(PASSAGE)) if value.startswith(PASSAGE) else None
    return passage.title if passage else _OWN.get(value, value)


def _dimension(value: str) -> str:
    try:
        return dimension_name(value)
    except UserError:
        return value


def _day(value: str) -> str:
    try:
        return nl.day(date.fromisoformat(value))
    except ValueError:
        return value
