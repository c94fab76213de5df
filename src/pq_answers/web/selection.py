"""Items that a person chose without any question: kept in the address itself, and made into a plan."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from urllib.parse import urlencode

from pq_answers.errors import InputError, UserError
from pq_answers.items import Catalogue, Item, asked_params, measure_column, option_name, read_request
from pq_answers.plan import Part, Plan, PlannedAnnex, Question
from pq_answers.planwrite import write_plan
from pq_answers.web import planform, planinput, planshape
from pq_answers.web.availability import UNIT, shortfall, told_values, usual_years
from pq_answers.web.planinput import Fields
from pq_answers.workflow import Head

MOST = 40
FILE = "plan.toml"
_LONGEST_WORDS, _LONGEST_NAME = 500, 60
HEAD = ("nummer", "datum", "steller", "titel")
_TITLE = "Cijfers uit de catalogus"
_ROW = re.compile(r"([0-9]{1,3})(?:\.([0-9a-z_]{1,60}))?\Z")
_BESIDE = frozenset({planinput.CROSSINGS, UNIT, "grafiek", "bijlage"})
Pairs = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One chosen item, by name, with what was filled in for it; both as they stand in the address."""

    item: str
    sent: Pairs = ()

    @property
    def fields(self) -> Fields:
        """What was filled in, as a form gives it."""
        return Fields((("keuze", f"item:{self.item}"), *self.sent))


@dataclass(frozen=True, slots=True)
class Selection:
    """What stands above the answer, and the chosen items in order; `cut` says that there were too many."""

    head: Pairs = ()
    rows: tuple[Row, ...] = ()
    cut: bool = False

    @property
    def address(self) -> str:
        """Return the selection as the end of an address, always the same for the same choices."""
        pairs = [*self.head]
        for number, row in enumerate(self.rows, start=1):
            pairs.append((str(number), row.item))
            pairs += [(f"{number}.{name}", value) for name, value in row.sent]
        return urlencode(pairs)

    def headed(self, name: str) -> str:
        """Return what was filled in above the answer, empty where nothing was."""
        return next((value for key, value in self.head if key == name), "")


def read_selection(pairs: Iterable[tuple[str, str]]) -> Selection:
    """Return the selection that an address holds; what it does not know of it is left out.

    What is wrong in an item stays in it, so that the page can show it and say what is wrong.
    """
    head: dict[str, str] = {}
    items: dict[int, str] = {}
    sent: dict[int, list[tuple[str, str]]] = {}
    for key, raw in pairs:
        match = _ROW.match(key)
        value = " ".join(planshape.printable(raw).split())
        if key in HEAD and value:
            head.setdefault(key, value[:_LONGEST_WORDS])
        elif match and match[2] is None:
            items.setdefault(int(match[1]), value[:_LONGEST_NAME])
        elif match and value:
            sent.setdefault(int(match[1]), []).append((match[2], value[:_LONGEST_WORDS]))
    numbers = sorted(number for number, item in items.items() if item)
    rows = tuple(Row(items[number], tuple(sent.get(number, ()))) for number in numbers)
    ordered = tuple((name, head[name]) for name in HEAD if name in head)
    return Selection(ordered, rows[:MOST], len(rows) > MOST)


# What the buttons do


def with_items(selection: Selection, names: Sequence[str], catalogue: Catalogue, last_year: int) -> Selection:
    """Return the selection with these items behind the others, filled in with what is usual."""
    known = [catalogue.get(name) for name in names if name in catalogue.items]
    rows = (*selection.rows, *(Row(item.name, _usual(item, last_year)) for item in known))
    return replace(selection, rows=rows[:MOST], cut=selection.cut or len(rows) > MOST)


def _usual(item: Item, last_year: int) -> Pairs:
    """Return the measure where there is but one, and the latest years."""
    measures = [(measure_column(item), name) for name in item.availability]
    return (*(measures if len(measures) == 1 else ()), ("jaren", usual_years(item, last_year)))


def after(selection: Selection, action: str) -> tuple[Selection, int]:
    """Return the selection after a button ("omhoog.2"), and which item to look at, counted from 1.

    Another button, or a number that is not there, changes nothing.
    """
    name, _, text = action.partition(".")
    number = int(text) if text.isascii() and text.isdecimal() and len(text) < 4 else 0
    rows = list(selection.rows)
    if not 1 <= number <= len(rows):
        return selection, 0
    place, to = number - 1, number
    other = place + {"omhoog": -1, "omlaag": 1}.get(name, 0)
    if name in {"omhoog", "omlaag"} and 0 <= other < len(rows):
        rows[place], rows[other], to = rows[other], rows[place], other + 1
    elif name == "verwijder":
        del rows[place]
        to = min(number, len(rows))
    elif name == "dubbel" and len(rows) < MOST:
        rows.insert(number, rows[place])
        to = number + 1
    return replace(selection, rows=tuple(rows)), to


# Into a plan


def check_row(row: Row, catalogue: Catalogue, last_year: int) -> tuple[str, ...]:
    """Return what there is not of what a row asks, in sentences.

    Raises `UsageError` for an unknown item or choice, `NoFiguresError` where there is nothing at all.
    """
    item = catalogue.get(row.item)
    known = {option_name(param) for param in asked_params(item)} | _BESIDE
    asked = planinput.asked_of(item, row.fields)
    strange = {name: value for name, value in row.sent if name not in known}
    if strange:
        read_request(item, {**asked, **strange} if UNIT not in asked else strange)
    planinput.check_asked(item, asked)
    return shortfall(item, asked, last_year)


def plan_of(selection: Selection, catalogue: Catalogue, today: date, last_year: int) -> Plan:
    """Return the plan of a selection; raises `InputError` where it is empty, or what a choice raises."""
    if not selection.rows:
        raise InputError("Er is nog geen vraag gekozen.", fix="Vink er aan in de catalogus en voeg ze toe.")
    parts: list[Part] = []
    annexes: list[PlannedAnnex] = []
    for number, row in enumerate(selection.rows, start=1):
        _check(row, number, catalogue, last_year)
        item = catalogue.get(row.item)
        part = planinput.part_of(row.fields, Part(str(number), 0, question=told(row, item)), catalogue)
        if row.fields.texts("bijlage"):
            annexes.append(PlannedAnnex(len(annexes) + 1, planshape.annex_title(part, catalogue)))
            part = replace(part, annex=len(annexes))
        parts.append(part)
    return write_plan(_question(selection, today), parts, annexes, file=FILE)


def _check(row: Row, number: int, catalogue: Catalogue, last_year: int) -> None:
    try:
        check_row(row, catalogue, last_year)
    except UserError as error:
        raise type(error)(f"Bij vraag {number}: {error.what}", fix=error.fix) from error


def _question(selection: Selection, today: date) -> Question:
    return Question(
        selection.headed("nummer"),
        day_of(selection, today),
        selection.headed("steller"),
        selection.headed("titel") or _TITLE,
    )


def day_of(selection: Selection, today: date) -> date:
    """Return the day on which the figures are asked; raises `InputError` for what is no day."""
    text = selection.headed("datum")
    try:
        return date.fromisoformat(text) if text else today
    except ValueError as error:
        raise InputError(f"«{text[:20]}» is geen datum.", fix="Schrijf 2022-01-26.") from error


def told(row: Row, item: Item) -> str:
    """Return in words what is asked of an item."""
    asked = "; ".join(told_values(item, planinput.asked_of(item, row.fields)))
    return f"{item.title} ({asked})" if asked else item.title


def text_of(plan: Plan) -> str:
    """Return the plan as the text of a question, for the dossier that it goes on in."""
    question = plan.question
    head = [
        *([f"Schriftelijke vraag nr. {question.number}"] if question.number else []),
        *([f"van {question.asker}"] if question.asker else []),
        f"datum: {question.day.isoformat()}",
        "",
        question.title,
        "",
    ]
    return "\n".join([*head, *(f"{part.label}. {part.question}" for part in plan.parts)]) + "\n"


def head_of(plan: Plan) -> Head:
    """Return what stands above the plan, for a dossier."""
    question = plan.question
    return Head(question.number, question.day, question.asker, question.title)


def shown_fields(row: Row, item: Item, last_year: int) -> Iterator[planform.Field]:
    """Yield the fields of a row with what was filled in."""
    fields = row.fields
    yield from planform.item_fields(item, planinput.asked_of(item, fields), last_year)
    yield planform.tick("bijlage", "Tabellen", "in een eigen bijlage", chosen=bool(fields.texts("bijlage")))
    yield planform.tick("grafiek", "Grafiek", "bij elke tabel", chosen=bool(fields.texts("grafiek")))
