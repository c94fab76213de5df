"""The plan: what was understood of each sub-question, and what answers it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from fastapi import APIRouter, Request
from starlette.responses import Response

from pq_answers.items import Catalogue
from pq_answers.plan import Part, Plan, parse_plan
from pq_answers.web import planform
from pq_answers.web.pages import back, page
from pq_answers.web.reading import Reading, pieces, readings
from pq_answers.web.routes.dossiers import read
from pq_answers.web.visitor import Form, Id, Posted, Visiting, Visitor
from pq_answers.workflow import Dossier, Right, State, UnknownError, dossiers, plan_of, review

router = APIRouter()


@dataclass(frozen=True, slots=True)
class Card:
    """One part of a plan as the page shows it."""

    index: int
    part: Part
    reading: Reading | None
    choice: str
    groups: tuple[planform.Group, ...]
    fields: tuple[planform.Field, ...]
    passage: str
    first: bool


@router.get("/dossiers/{identifier:int}/plan")
def plan_page(
    request: Request, identifier: Id, visitor: Visiting, deel: int = -1, keuze: str = ""
) -> Response:
    """Show the plan; `deel` with `keuze` shows the fields of another choice, not kept yet."""
    found = read(visitor, identifier)
    plan = plan_of(found)
    understood = visitor.office.desk.understood(found.text, found.head.day)
    known = readings(understood, plan.parts)
    catalogue = visitor.office.desk.catalogue()
    cards = [
        _card(number, plan, known, catalogue, keuze if number == deel else "")
        for number in range(len(plan.parts))
    ]
    return page(
        request,
        "plan",
        visitor,
        dossier=found,
        blad="plan",
        kaarten=cards,
        stukken=pieces(understood),
        wijzigbaar=_changeable(visitor, found),
    )


def _changeable(visitor: Visitor, dossier: Dossier) -> bool:
    return dossier.is_open and visitor.user.may(Right.DRAFT)


def _card(
    number: int, plan: Plan, known: Sequence[Reading | None], catalogue: Catalogue, choice: str
) -> Card:
    part, reading = plan.parts[number], known[number]
    choice = choice or planform.choice_of(part)
    candidates = reading.candidates if reading else ()
    offered = reading.offered if reading else ()
    return Card(
        number,
        part,
        reading,
        choice,
        planform.choices(choice, catalogue, candidates, offered),
        planform.fields(choice, part, plan, catalogue),
        planform.passage_text(choice),
        number == 0 or plan.parts[number - 1].label != part.label,
    )


@router.get("/dossiers/{identifier:int}/plan/{number:int}/velden")
def part_fields(request: Request, identifier: Id, number: Id, visitor: Visiting, keuze: str = "") -> Response:
    """Show the fields of another choice, for who has JavaScript."""
    plan = plan_of(read(visitor, identifier))
    part = _part(plan, number)
    catalogue = visitor.office.desk.catalogue()
    shown = planform.fields(keuze, part, plan, catalogue)
    return page(
        request, "velden", visitor, velden=shown, nummer=number, vaste_tekst=planform.passage_text(keuze)
    )


def _part(plan: Plan, number: int) -> Part:
    if not 0 <= number < len(plan.parts):
        raise UnknownError("Dit deel van het plan bestaat niet.", fix="Laad het plan opnieuw.")
    return plan.parts[number]


@router.post("/dossiers/{identifier:int}/plan/{number:int}")
def save_part(identifier: Id, number: Id, visitor: Visiting, form: Posted) -> Response:
    """Keep what a person made of one part; or add one, or take it away."""
    office = visitor.office
    with office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        plan = plan_of(found)
        changed = _changed(plan, number, form, office.desk.catalogue())
        dossiers.set_plan(
            connection, visitor.act, found, changed, f"plan gewijzigd: {plan.parts[number].label}"
        )
    return back(f"/dossiers/{identifier}/plan?gedaan=bewaard#deel-{number}")


def _changed(plan: Plan, number: int, form: Form, catalogue: Catalogue) -> Plan:
    part = _part(plan, number)
    match form.text("actie"):
        case "toevoegen":
            return planform.with_new_part(plan, number)
        case "verwijderen":
            return planform.without_part(plan, number)
        case _:
            made = planform.part_of(form, part, catalogue)
            return planform.with_part(plan, number, made, form.text("bijlage"), catalogue)


@router.get("/dossiers/{identifier:int}/plan/tekst")
def text_page(request: Request, identifier: Id, visitor: Visiting) -> Response:
    """Show the whole plan as text, for what the fields cannot: other labels, another order."""
    found = read(visitor, identifier)
    return page(
        request, "plantekst", visitor, dossier=found, blad="plan", wijzigbaar=_changeable(visitor, found)
    )


@router.post("/dossiers/{identifier:int}/plan/tekst")
def save_text(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Keep the plan as a person wrote it."""
    visitor.act.need(Right.DRAFT)
    with visitor.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        plan = parse_plan(form.text("plan"))
        dossiers.set_plan(connection, visitor.act, found, plan, "plan gewijzigd als tekst")
    return back(f"/dossiers/{identifier}/plan", "bewaard")


@router.post("/dossiers/{identifier:int}/plan")
def finish(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Remember the plan, or go on to the draft."""
    office = visitor.office
    with office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        if form.text("actie") == "onthouden":
            visitor.act.need(Right.DRAFT)
            office.desk.remember(plan_of(found))
            return back(f"/dossiers/{identifier}/plan", "onthouden")
        if found.state is not State.DRAFT:
            review.start_draft(connection, visitor.act, found, office.desk)
    return back(f"/dossiers/{identifier}/ontwerp")
