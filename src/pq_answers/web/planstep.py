"""One step on a plan, for a page or a program: which change, what the log tells, and where it shows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import quote

from pq_answers.errors import BlockedError, InputError, StoreError, UserError
from pq_answers.items import Item, measure_column
from pq_answers.plan import Part, Plan
from pq_answers.understand import SubQuestion, parameters
from pq_answers.web import planform, planinput, planshape
from pq_answers.web.planinput import TEXT, WRITTEN, Fields, Sent
from pq_answers.web.reading import readings
from pq_answers.workflow import Desk, Dossier, ForbiddenError, StaleError, StateError, UnknownError

_UP, _DOWN = "omhoog", "omlaag"
_DATA = "data"


@dataclass(frozen=True, slots=True)
class Step:
    """A changed plan, what the log tells of it, and which part to look at.

    With a `choice` the person has to fill in something first; without a plan nothing changed yet.
    """

    plan: Plan | None
    told: str
    place: int
    choice: str = ""

    @property
    def changed(self) -> Plan:
        """The changed plan; raises `InputError` where something has to be filled in first."""
        if self.plan is None:
            raise InputError("Deze keuze heeft nog gegevens nodig.", fix="Vul ze in en bewaar.")
        return self.plan


def can_mend(error: UserError) -> bool:
    """Whether a person can mend what is wrong in the fields themselves."""
    return not isinstance(
        error, StaleError | StateError | ForbiddenError | UnknownError | StoreError | BlockedError
    )


def part_at(plan: Plan, number: int) -> Part:
    """Return a part by its place; raises `UnknownError` where there is none."""
    if not 0 <= number < len(plan.parts):
        raise UnknownError("Dit deel van het plan bestaat niet.", fix="Laad het plan opnieuw.")
    return plan.parts[number]


def step_of(plan: Plan, number: int, form: Sent, desk: Desk, dossier: Dossier) -> Step:
    """Return what the button that was pressed makes of a plan; what was typed beside it is kept as well."""
    part = part_at(plan, number)
    if form.text("anders"):
        return _with_own_text(chosen(plan, number, form.text("anders"), desk, dossier), plan, form)
    action = form.text("actie")
    if action == "verwijderen":
        return Step(
            planshape.without_part(plan, number), f"antwoord verwijderd: {part.label}", max(0, number - 1)
        )
    plan = _with_typed(plan, number, form, desk)
    make = _SHAPES.get(action)
    return (
        make(plan, number, form, desk, dossier)
        if make
        else Step(plan, f"plan gewijzigd: {part.label}", number)
    )


def _with_own_text(step: Step, plan: Plan, form: Sent) -> Step:
    """Return the step with the text that was typed beside it as an answer of its own: a click loses none."""
    text = form.text(TEXT).strip() or form.text(WRITTEN).strip()
    if not text:
        return step
    done = planshape.with_new_part(step.plan or plan, step.place)
    written = replace(done.parts[step.place + 1], gap="", text=planinput.own_text(text))
    parts = [*done.parts[: step.place + 1], written, *done.parts[step.place + 2 :]]
    told = step.told or f"tekst bewaard: {plan.parts[step.place].label}"
    return replace(step, plan=planshape.tidied(done, parts, done.annexes), told=told)


def _with_typed(plan: Plan, number: int, form: Sent, desk: Desk) -> Plan:
    """Return the plan with the fields of a part as they were sent, where they were."""
    if not form.has("keuze"):
        return plan
    catalogue = desk.catalogue()
    made = planinput.part_of(form, plan.parts[number], catalogue)
    return planshape.with_part(plan, number, made, form.text("bijlage"), catalogue)


def _one_more(plan: Plan, number: int, *_: Any) -> Step:
    label = plan.parts[number].label
    return Step(planshape.with_new_part(plan, number), f"antwoord erbij: {label}", number + 1)


def _move(step: int) -> Shape:
    def move(plan: Plan, number: int, *_: Any) -> Step:
        label = plan.parts[number].label
        done = planshape.moved(plan, number, step)
        inside = plan.parts[number + step].label == label
        place = number + step if inside else [part.label for part in done.parts].index(label)
        return Step(done, f"deelvraag verplaatst: {label}", place)

    return move


def _merge(plan: Plan, number: int, *_: Any) -> Step:
    gone = plan.parts[number].label
    done = planshape.merged(plan, number)
    label = done.parts[number].label
    place = [part.label for part in done.parts].index(label)
    return Step(done, f"deelvraag {gone} samengevoegd met {label}", place)


def _rename(plan: Plan, number: int, form: Sent, *_: Any) -> Step:
    before = plan.parts[number].label
    done = planshape.renamed(plan, number, form.text("label"), form.text("deelvraag"))
    return Step(done, f"deelvraag gewijzigd: {before}", number)


def _split(plan: Plan, number: int, form: Sent, desk: Desk, dossier: Dossier) -> Step:
    pieces = planshape.pieces_of(form.text("deelvraag"))
    label = plan.parts[number].label
    done = planshape.split(plan, number, pieces, lambda piece: desk.proposed(piece, dossier.head.day))
    return Step(done, f"deelvraag gesplitst: {label}", number)


Shape = Callable[..., Step]
_SHAPES: Mapping[str, Shape] = {
    "toevoegen": _one_more,
    _UP: _move(-1),
    _DOWN: _move(1),
    "samenvoegen": _merge,
    "hernoemen": _rename,
    "splitsen": _split,
}


def added_to(plan: Plan, form: Sent, desk: Desk, dossier: Dossier) -> Step:
    """Return the plan with a new sub-question, with what is proposed for its words."""
    words = planshape.checked_text(form.text("deelvraag"))
    if not words:
        raise InputError("De deelvraag heeft geen tekst.", fix="Schrijf wat er gevraagd wordt.")
    done = planshape.added(plan, form.text("na"), form.text("label"), desk.proposed(words, dossier.head.day))
    known = {part.label for part in plan.parts}
    place = next(number for number, part in enumerate(done.parts) if part.label not in known)
    return Step(done, f"deelvraag toegevoegd: {done.parts[place].label}", place)


def chosen(plan: Plan, number: int, choice: str, desk: Desk, dossier: Dossier) -> Step:
    """Return the plan with another choice for a part, an item with what the sub-question says of it."""
    part, catalogue = part_at(plan, number), desk.catalogue()
    asked: dict[str, Any] | None = {}
    item = planform.item_of(choice, catalogue)
    if item is not None:
        asked = _asked(item, part, desk, dossier)
        if asked is None:
            return Step(None, "", number, quote(choice))
    made = planinput.part_of(Fields.chosen(choice, asked or {}), part, catalogue)
    annex = str(part.annex or "")
    return Step(
        planshape.with_part(plan, number, made, annex, catalogue), f"plan gewijzigd: {part.label}", number
    )


def _asked(item: Item, part: Part, desk: Desk, dossier: Dossier) -> dict[str, Any] | None:
    """Return the parameters that the words of a sub-question give an item; else those of the part itself."""
    one = _reading(part, desk, dossier)
    if one is not None and dossier.head.day is not None:
        found = parameters(replace(one.meaning, kind=_DATA), item, dossier.head.day)
        if found is not None:
            return found
    column = measure_column(item)
    kept = {name: value for name, value in part.asked.items() if name in {column, "jaren"}}
    return kept if len(kept) == 2 else None


def _reading(part: Part, desk: Desk, dossier: Dossier) -> SubQuestion | None:
    day = dossier.head.day
    understood = desk.understood(dossier.text, day)
    found = readings(understood, (part,), lambda words: desk.alone(words, day))[0]
    return found.read if found else None
