"""A part of a plan as form fields and back: what is asked of an item comes from the item's own header."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from pq_answers import nl
from pq_answers.codelists import codelist_names, load_codelist
from pq_answers.errors import InputError, UsageError
from pq_answers.items import (
    Catalogue,
    Item,
    Param,
    ParamKind,
    asked_params,
    load_passages,
    measure_column,
    option_name,
    read_request,
)
from pq_answers.plan import Part, Plan, PlannedAnnex
from pq_answers.planwrite import write_plan
from pq_answers.web.visitor import Form

TEXT, OPEN = "tekst", "open"
_ITEM, _PASSAGE = "item:", "passage:"
_CROSSINGS = "kruisingen"
_UNIT = "eenheid"
_NEW_ANNEX = "nieuw"
_LONGEST = 20_000
_TO_FILL = "In te vullen door de opsteller."
_LABELS = {
    "maatregel": "Maatregel",
    "jaren": "Jaren",
    "opsplitsing": "Opsplitsing",
    "klassen": "Klassen",
    _UNIT: "Gevraagde eenheid",
}
_HELP = {
    "jaren": "2021, 2019-2021 of 2015,2017",
    "klassen": "stijgende grenzen (5,10,20) of de naam van een indeling; leeg is de gewone indeling",
    _CROSSINGS: "bijvoorbeeld: leeftijd x herkomst; meerdere met een komma ertussen",
}


@dataclass(frozen=True, slots=True)
class Option:
    """One thing to choose."""

    value: str
    label: str
    chosen: bool = False


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a form: "keuzes" (tick several), "keuze" (one of a list), "tekst" or "lang"."""

    name: str
    label: str
    kind: str
    options: tuple[Option, ...] = ()
    value: str = ""
    help: str = ""


@dataclass(frozen=True, slots=True)
class Group:
    """Choices that belong together, with what they are."""

    label: str
    options: tuple[Option, ...]


def choice_of(part: Part) -> str:
    """Return what answers a part, as the value of its choice."""
    if part.item:
        return _ITEM + part.item
    if part.passage:
        return _PASSAGE + part.passage
    return TEXT if part.text else OPEN


def choices(
    chosen: str, catalogue: Catalogue, candidates: Sequence[str], offered: Sequence[str]
) -> tuple[Group, ...]:
    """Return all that could answer a part, what fits first."""
    passages = [name for name, one in sorted(load_passages().items()) if one.place == "antwoord"]
    near = [name for name in candidates if name in catalogue.items]
    far = [name for name in catalogue.items if name not in near]

    def items(names: Sequence[str]) -> list[tuple[str, str]]:
        return [(_ITEM + name, catalogue.get(name).title) for name in names]

    def texts(names: Sequence[str]) -> list[tuple[str, str]]:
        return [(_PASSAGE + name, name.replace("-", " ").capitalize()) for name in names]

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


def fields(choice: str, part: Part, plan: Plan, catalogue: Catalogue) -> tuple[Field, ...]:
    """Return the fields of what is chosen; with the values of `part` where it is about the same."""
    if choice.startswith(_ITEM):
        item = catalogue.get(choice.removeprefix(_ITEM))
        same = part.item == item.name
        asked = part.asked if same else {k: v for k, v in part.asked.items() if k in {"maatregel", "jaren"}}
        return (*_item_fields(item, asked), *_placing(part, plan))
    if choice == TEXT:
        help_text = "Een lege regel begint een alinea; een streepje vooraan een punt van een opsomming."
        return (Field("tekst", "Uw antwoord", "lang", value=part.text, help=help_text),)
    if choice == OPEN:
        return (Field("open", "Wat er nog moet komen", "tekst", value=part.gap or _TO_FILL),)
    return (_see(part, plan),)


def passage_text(choice: str) -> str:
    """Return the text of the passage that is chosen, nothing for another choice."""
    passage = load_passages().get(choice.removeprefix(_PASSAGE)) if choice.startswith(_PASSAGE) else None
    return passage.filled(lambda _name, value: value) if passage else ""


def _item_fields(item: Item, asked: Any) -> Iterator[Field]:
    for param in asked_params(item):
        name = option_name(param)
        values = _listed(asked.get(name))
        match param.kind:
            case ParamKind.CODES:
                yield _codes_field(item, param, values)
            case ParamKind.BREAKDOWNS:
                yield from _breakdown_fields(param, values)
            case _:
                yield Field(name, _label(name), "tekst", value=",".join(values), help=_HELP.get(name, ""))
    units = [Option("", "–"), *_options(load_codelist(_UNIT).names, _UNIT, _listed(asked.get(_UNIT)))]
    yield Field(
        _UNIT, _LABELS[_UNIT], "keuze", tuple(units), help="alleen als die anders is dan die van het cijfer"
    )


def _codes_field(item: Item, param: Param, values: Sequence[str]) -> Field:
    own = param.name == measure_column(item)
    names = tuple(item.availability) if own else load_codelist(param.codelist).names
    known = load_codelist(param.codelist)
    codes = [known.find(value).code if _is_known(value, param.codelist) else value for value in values]
    options = _options(names, param.codelist, codes)
    if param.many and param.required:
        return Field(param.name, _label(param.name), "keuzes", tuple(options))
    empty = [] if param.required else [Option("", "alle", not codes)]
    return Field(param.name, _label(param.name), "keuze", (*empty, *options))


def _is_known(value: str, codelist: str) -> bool:
    try:
        load_codelist(codelist).find(value)
    except UsageError:
        return False
    return True


def _breakdown_fields(param: Param, values: Sequence[str]) -> Iterator[Field]:
    crossings = [value for value in values if value not in param.dimensions]
    options = tuple(Option(name, _dimension(name), name in values) for name in param.dimensions)
    yield Field("opsplitsing", _LABELS["opsplitsing"], "keuzes", options)
    if len(param.dimensions) > 1:
        yield Field(_CROSSINGS, "Kruisingen", "tekst", value=", ".join(crossings), help=_HELP[_CROSSINGS])


def _placing(part: Part, plan: Plan) -> Iterator[Field]:
    annexes = [
        Option(str(a.number), f"Bijlage {a.number}: {a.title}", a.number == part.annex) for a in plan.annexes
    ]
    options = (Option("", "in het antwoord zelf"), *annexes, Option(_NEW_ANNEX, "in een nieuwe bijlage"))
    yield Field("bijlage", "Tabellen", "keuze", options)
    yield _see(part, plan)
    yield Field("grafiek", "Grafiek", "keuzes", (Option("ja", "bij elke tabel", part.chart),))


def _see(part: Part, plan: Plan) -> Field:
    labels = dict.fromkeys(one.label for one in plan.parts if one.label != part.label)
    options = (Option("", "–"), *(Option(label, label, label == part.see) for label in labels))
    return Field("zie", "Verwijs naar deelvraag", "keuze", options)


def _options(names: Sequence[str], codelist: str, chosen: Sequence[str]) -> Iterator[Option]:
    known = load_codelist(codelist)
    yield from (Option(name, known.label(name), name in chosen) for name in names)


def _label(name: str) -> str:
    return _LABELS.get(name, name.replace("_", " ").capitalize())


def _dimension(name: str) -> str:
    return nl.uncapital(load_codelist(name).title) if name in codelist_names() else name.replace("_", " ")


def _listed(value: object) -> list[str]:
    if value is None:
        return []
    if isinstance(value, str):
        return [part.strip() for part in value.split(",") if part.strip()]
    return [text for one in value for text in _listed(one)] if isinstance(value, list) else [str(value)]


# Back: from what a person sent to a part and a plan


def part_of(form: Form, part: Part, catalogue: Catalogue) -> Part:
    """Return the part that a person made of `part`; raises an error for people where it cannot be."""
    choice = form.text("keuze")
    bare = replace(part, item="", passage="", gap="", text="", asked={}, annex=None, see="", chart=False)
    if choice.startswith(_ITEM):
        item = catalogue.get(choice.removeprefix(_ITEM))
        asked = _asked(item, form)
        read_request(item, {name: value for name, value in asked.items() if name != _UNIT})
        return replace(
            bare, item=item.name, asked=asked, see=form.text("zie"), chart=bool(form.texts("grafiek"))
        )
    if choice.startswith(_PASSAGE):
        name = choice.removeprefix(_PASSAGE)
        if name not in load_passages():
            raise InputError("Deze vaste tekst bestaat niet.", fix="Kies een andere.")
        return replace(bare, passage=name, see=form.text("zie"))
    text = form.text(TEXT if choice == TEXT else OPEN).strip()
    if len(text) > _LONGEST:
        raise InputError("Deze tekst is te lang.", fix=f"Schrijf hoogstens {_LONGEST // 1000}.000 tekens.")
    return replace(bare, text=text) if choice == TEXT and text else replace(bare, gap=text or _TO_FILL)


def _asked(item: Item, form: Form) -> dict[str, Any]:
    asked: dict[str, Any] = {}
    for param in asked_params(item):
        name = option_name(param)
        if param.kind is ParamKind.BREAKDOWNS:
            value: Any = [*form.texts(name), *_listed(form.text(_CROSSINGS))]
        elif param.kind is ParamKind.CODES and param.many:
            value = form.texts(name)
        else:
            value = form.text(name).strip()
        asked |= {name: value} if value else {}
    unit = form.text(_UNIT)
    return asked | ({_UNIT: unit} if unit else {})


def with_part(plan: Plan, index: int, part: Part, annex: str, catalogue: Catalogue) -> Plan:
    """Return the plan with another part, its tables in the annex that is asked for."""
    annexes = list(plan.annexes)
    if annex == _NEW_ANNEX:
        annexes.append(PlannedAnnex(len(annexes) + 1, _annex_title(part, catalogue)))
        annex = str(len(annexes))
    placed = replace(part, annex=int(annex) if annex.isdecimal() and part.item else None)
    parts = [placed if number == index else one for number, one in enumerate(plan.parts)]
    return tidied(plan, parts, annexes)


def _annex_title(part: Part, catalogue: Catalogue) -> str:
    # A title may hold no figure that traces to nothing.
    title = catalogue.get(part.item).title if part.item else "Bijlage"
    return title if not any(char.isnumeric() for char in title) else "Tabellen"


def tidied(plan: Plan, parts: Sequence[Part], annexes: Sequence[PlannedAnnex]) -> Plan:
    """Return the plan with these parts, its annexes numbered on without those that nothing is left for."""
    used = [annex for annex in annexes if any(part.annex == annex.number for part in parts)]
    numbers = {annex.number: number for number, annex in enumerate(used, start=1)}
    moved = [replace(part, annex=numbers.get(part.annex or 0)) for part in parts]
    kept = [replace(annex, number=numbers[annex.number]) for annex in used]
    return write_plan(plan.question, moved, kept, plan.edits, file=plan.file)


def with_new_part(plan: Plan, index: int) -> Plan:
    """Return the plan with one more, still open, answer to the same sub-question."""
    before = plan.parts[index]
    new = Part(before.label, 0, gap=_TO_FILL, question=before.question, understood=before.understood)
    return tidied(plan, [*plan.parts[: index + 1], new, *plan.parts[index + 1 :]], plan.annexes)


def without_part(plan: Plan, index: int) -> Plan:
    """Return the plan without a part; raises `InputError` for the last one."""
    if len(plan.parts) == 1:
        raise InputError("Een plan heeft minstens één antwoord.", fix="Kies voor deze deelvraag iets anders.")
    gone = plan.parts[index].label
    parts = [one for number, one in enumerate(plan.parts) if number != index]
    left = {one.label for one in parts}
    parts = [replace(one, see="") if one.see == gone and gone not in left else one for one in parts]
    return tidied(plan, parts, plan.annexes)
