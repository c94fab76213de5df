"""A part of a plan as form fields: what can be asked of an item comes from the item's own header."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from pq_answers.codelists import codelist_names, dimension_name, load_codelist
from pq_answers.items import (
    Asked,
    Catalogue,
    Item,
    Param,
    ParamKind,
    Passage,
    asked_params,
    load_passages,
    measure_column,
    option_name,
)
from pq_answers.plan import Part, Plan
from pq_answers.web.availability import UNIT, available, year_hints
from pq_answers.web.planinput import (
    CROSSINGS,
    ITEM,
    OPEN,
    PASSAGE,
    TEXT,
    WRITTEN,
    is_known,
    label_of,
    listed,
)
from pq_answers.web.planshape import NEW_ANNEX, TO_FILL

_WRITING = "Een lege regel begint een alinea; een streepje vooraan een punt van een opsomming."
_HELP = {
    "jaren": "2021, 2019-2021 of 2015,2017",
    "klassen": "stijgende grenzen (5,10,20) of de naam van een indeling; leeg is de gewone indeling",
    CROSSINGS: "bijvoorbeeld: leeftijd x herkomst; meerdere met een komma ertussen",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool = False
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: "keuzes" (tick several), "keuze" (one of a list), "tekst" or "lang".

    `hints` are values that a text may well have; a person may write another.
    """

    name: str
    label: str
    kind: str
    options: tuple[Option, ...] = ()
    value: str = ""
    help: str = ""
    hints: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Group:
    """Choices that belong together, with what they are."""

    label: str
    options: tuple[Option, ...]


def choice_of(part: Part) -> str:
    """Return what answers a part, as the value of its choice."""
    if part.item:
        return ITEM + part.item
    if part.passage:
        return PASSAGE + part.passage
    return TEXT if part.text else OPEN


def choices(
    chosen: str, catalogue: Catalogue, candidates: Sequence[str], offered: Sequence[str]
) -> tuple[Group, ...]:
    """Return all that could answer a part, what fits first."""
    known = load_passages()
    passages = [name for name, one in sorted(known.items()) if one.place == "antwoord"]
    near = [name for name in candidates if name in catalogue.items]
    far = [name for name in catalogue.items if name not in near]

    def items(names: Sequence[str]) -> list[tuple[str, str]]:
        return [(ITEM + name, catalogue.get(name).title) for name in names]

    def texts(names: Sequence[str]) -> list[tuple[str, str]]:
        return [(PASSAGE + name, known[name].title) for name in names if name in known]

    own = [(TEXT, "Eigen tekst"), (OPEN, "Nog in te vullen")]
    listed = (
        ("Past bij de vraag", items(near) + texts(offered)),
        ("Zelf", own),
        ("Andere catalogusvragen", items(far)),
        ("Andere vaste teksten", texts([name for name in passages if name not in offered])),
    )
    return tuple(
        Group(label, tuple(Option(value, text, value == chosen) for value, text in entries))
        for label, entries in listed
        if entries
    )


@dataclass(frozen=True, slots=True)
class Offer:
    """Another answer that a sub-question could have, at one click; a passage with its text."""

    value: str
    label: str
    text: str = ""


def offers(
    chosen: str, catalogue: Catalogue, candidates: Sequence[str], offered: Sequence[str]
) -> tuple[Offer, ...]:
    """Return what else fits a sub-question, besides what is chosen."""
    items = (Offer(ITEM + name, catalogue.get(name).title) for name in candidates if name in catalogue.items)
    known = load_passages() if offered else {}
    texts = (Offer(PASSAGE + name, known[name].title, _text(known[name])) for name in offered)
    return tuple(one for one in (*items, *texts) if one.value != chosen)


def item_of(choice: str, catalogue: Catalogue) -> Item | None:
    """Return the item that is chosen, None for another choice; raises `UsageError` for an unknown one."""
    return catalogue.get(choice.removeprefix(ITEM)) if choice.startswith(ITEM) else None


def known_choice(choice: str, catalogue: Catalogue) -> str:
    """Return a choice that a page can show, nothing for another one."""
    item = choice.removeprefix(ITEM)
    return "" if choice.startswith(ITEM) and item not in catalogue.items else choice


def _text(passage: Passage) -> str:
    return passage.filled(lambda _name, value: value)


def fields(choice: str, part: Part, plan: Plan, catalogue: Catalogue, last_year: int) -> tuple[Field, ...]:
    """Return the fields of what is chosen; with the values of `part` where it is about the same."""
    if choice.startswith(ITEM):
        item = catalogue.get(choice.removeprefix(ITEM))
        same = part.item == item.name
        asked = part.asked if same else {k: v for k, v in part.asked.items() if k in {"maatregel", "jaren"}}
        return (*item_fields(item, asked, last_year), *_placing(part, plan))
    if choice == TEXT:
        return (Field(TEXT, "Uw antwoord", "lang", value=part.text, help=_WRITING),)
    if choice == OPEN:
        gap = Field(OPEN, "Of zeg wat er nog moet komen", "tekst", value=part.gap or TO_FILL)
        return (Field(WRITTEN, "Uw antwoord", "lang", help=_WRITING), gap)
    return (_see(part, plan),)


def passage_text(choice: str) -> str:
    """Return the text of the passage that is chosen, nothing for another choice."""
    passage = load_passages().get(choice.removeprefix(PASSAGE)) if choice.startswith(PASSAGE) else None
    return _text(passage) if passage else ""


def item_fields(item: Item, asked: Asked, last_year: int) -> Iterator[Field]:
    """Yield what can be asked of an item, filled in with what is asked; `last_year` is the store's."""
    for param in asked_params(item):
        name = option_name(param)
        values = listed(asked.get(name))
        match param.kind:
            case ParamKind.CODES:
                yield _codes_field(item, param, values)
            case ParamKind.BREAKDOWNS:
                yield from _breakdown_fields(param, values)
            case _:
                bands = param.kind is ParamKind.BANDS
                hints = band_names() if bands else year_hints(item, last_year)
                shown = ",".join(values)
                yield Field(name, label_of(name), "tekst", value=shown, help=_HELP.get(name, ""), hints=hints)
    units = [Option("", "–"), *_options(load_codelist(UNIT).names, UNIT, listed(asked.get(UNIT)))]
    yield Field(
        UNIT, label_of(UNIT), "keuze", tuple(units), help="alleen als die anders is dan die van het cijfer"
    )


def _codes_field(item: Item, param: Param, values: Sequence[str]) -> Field:
    own = param.name == measure_column(item)
    names = tuple(item.availability) if own else load_codelist(param.codelist).names
    known = load_codelist(param.codelist)
    codes = [known.find(value).code if is_known(value, param.codelist) else value for value in values]
    options: Iterable[Option] = _options(names, param.codelist, codes)
    if own:
        options = (replace(one, hint=available(item.availability[one.value])) for one in options)
    if param.many and param.required:
        return Field(param.name, label_of(param.name), "keuzes", tuple(options))
    empty = [] if param.required else [Option("", "alle", not codes)]
    return Field(param.name, label_of(param.name), "keuze", (*empty, *options))


def _breakdown_fields(param: Param, values: Sequence[str]) -> Iterator[Field]:
    crossings = [value for value in values if value not in param.dimensions]
    options = tuple(Option(name, dimension_name(name), name in values) for name in param.dimensions)
    yield Field("opsplitsing", label_of("opsplitsing"), "keuzes", options)
    if len(param.dimensions) > 1:
        yield Field(CROSSINGS, "Kruisingen", "tekst", value=", ".join(crossings), help=_HELP[CROSSINGS])


def _placing(part: Part, plan: Plan) -> Iterator[Field]:
    annexes = [
        Option(str(a.number), f"Bijlage {a.number}: {a.title}", a.number == part.annex) for a in plan.annexes
    ]
    options = (Option("", "in het antwoord zelf"), *annexes, Option(NEW_ANNEX, "in een nieuwe bijlage"))
    yield Field("bijlage", "Tabellen", "keuze", options)
    yield _see(part, plan)
    yield tick("grafiek", "Grafiek", "bij elke tabel", chosen=part.chart)


def tick(name: str, label: str, words: str, *, chosen: bool) -> Field:
    """Return a field with one thing to tick."""
    return Field(name, label, "keuzes", (Option("ja", words, chosen),))


def _see(part: Part, plan: Plan) -> Field:
    labels = dict.fromkeys(one.label for one in plan.parts if one.label != part.label)
    options = (Option("", "–"), *(Option(label, label, label == part.see) for label in labels))
    return Field("zie", "Verwijs naar deelvraag", "keuze", options)


def _options(names: Sequence[str], codelist: str, chosen: Sequence[str]) -> Iterator[Option]:
    known = load_codelist(codelist)
    yield from (Option(name, known.label(name), name in chosen) for name in names)


def band_names() -> tuple[str, ...]:
    """Return the divisions into bands that go without gaps, by name."""
    lists = (load_codelist(name) for name in codelist_names())
    return tuple(one.name for one in lists if one.kind == "klassen" and one.is_gapless)
