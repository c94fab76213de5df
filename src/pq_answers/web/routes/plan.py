"""The plan: what was understood of each sub-question, and what answers it."""

from __future__ import annotations

from fastapi import APIRouter, Request
from starlette.responses import Response

from pq_answers.errors import UserError
from pq_answers.plan import Plan, parse_plan
from pq_answers.web import planform, planstep
from pq_answers.web.pages import back, back_at, page
from pq_answers.web.plancards import Cards, Typed
from pq_answers.web.reading import pieces
from pq_answers.web.routes.dossiers import read
from pq_answers.web.visitor import Form, Id, Posted, Visiting, Visitor
from pq_answers.workflow import Dossier, Right, StaleError, State, dossiers, plan_of, review

router = APIRouter()


@router.get("/dossiers/{identifier:int}/plan")
def plan_page(
    request: Request, identifier: Id, visitor: Visiting, deel: int = -1, keuze: str = ""
) -> Response:
    """Show the plan; `deel` with `keuze` shows the fields of another choice, not kept yet."""
    found = read(visitor, identifier)
    plan = plan_of(found)
    chosen = {deel: keuze} if keuze else {}
    return _shown(request, visitor, found, plan, chosen)


def _shown(
    request: Request,
    visitor: Visitor,
    found: Dossier,
    plan: Plan,
    chosen: dict[int, str],
    typed: Typed | None = None,
) -> Response:
    shown = Cards.of(visitor.office.desk, found, plan)
    cards = [shown.card(number, chosen.get(number, "")) for number in range(len(plan.parts))]
    if typed and 0 <= typed.number < len(cards):
        cards[typed.number] = shown.given_back(typed)
    return page(
        request,
        "plan",
        visitor,
        422 if typed else 200,
        dossier=found,
        blad="plan",
        kaarten=cards,
        stukken=pieces(shown.understood),
        wijzigbaar=_changeable(visitor, found),
        labels=shown.labels,
        overzicht=shown.overview,
        nieuw=typed if typed and typed.number < 0 else None,
    )


def _changeable(visitor: Visitor, dossier: Dossier) -> bool:
    return dossier.is_open and visitor.user.may(Right.DRAFT)


@router.get("/dossiers/{identifier:int}/plan/{number:int}/velden")
def part_fields(request: Request, identifier: Id, number: Id, visitor: Visiting, keuze: str = "") -> Response:
    """Show the fields of another choice, for who has JavaScript."""
    plan = plan_of(read(visitor, identifier))
    part = planstep.part_at(plan, number)
    desk = visitor.office.desk
    last_year = desk.store.current().last_complete_year
    shown = planform.fields(keuze, part, plan, desk.catalogue(), last_year)
    return page(
        request, "velden", visitor, velden=shown, nummer=number, vaste_tekst=planform.passage_text(keuze)
    )


@router.post("/dossiers/{identifier:int}/plan/{number:int}")
def save_part(request: Request, identifier: Id, number: Id, visitor: Visiting, form: Posted) -> Response:
    """Keep what a person made of one part, or change the shape; what is wrong comes back filled in."""
    office = visitor.office
    try:
        with office.database.writing() as connection:
            found = dossiers.read_at(connection, identifier, form.number("versie"))
            visitor.act.need(Right.DRAFT)
            done = planstep.step_of(plan_of(found), number, form, office.desk, found)
            if done.plan is not None:
                dossiers.set_plan(connection, visitor.act, found, done.plan, done.told)
    except UserError as error:
        return _refused(request, visitor, identifier, Typed(number, form, error))
    if done.choice:
        return back(f"/dossiers/{identifier}/plan?deel={done.place}&keuze={done.choice}#deel-{done.place}")
    return back_at(f"/dossiers/{identifier}/plan", "bewaard", f"deel-{done.place}")


def _refused(request: Request, visitor: Visitor, identifier: int, typed: Typed) -> Response:
    """Show the plan again with what was typed; raises what a plan on the page cannot mend."""
    found = read(visitor, identifier)
    plan = plan_of(found) if found.plan else None
    if not planstep.can_mend(typed.fault) or plan is None or typed.number >= len(plan.parts):
        raise typed.fault
    return _shown(request, visitor, found, plan, {}, typed)


@router.get("/dossiers/{identifier:int}/plan/tekst")
def text_page(request: Request, identifier: Id, visitor: Visiting) -> Response:
    """Show the whole plan as text, for what the fields cannot."""
    found = read(visitor, identifier)
    return _text(request, visitor, found, found.plan, None)


def _text(request: Request, visitor: Visitor, found: Dossier, text: str, fault: UserError | None) -> Response:
    return page(
        request,
        "plantekst",
        visitor,
        422 if fault else 200,
        dossier=found,
        blad="plan",
        wijzigbaar=_changeable(visitor, found),
        tekst=text,
        fout=fault,
    )


@router.post("/dossiers/{identifier:int}/plan/tekst")
def save_text(request: Request, identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Keep the plan as a person wrote it; what is wrong comes back with the line."""
    visitor.act.need(Right.DRAFT)
    try:
        with visitor.office.database.writing() as connection:
            found = dossiers.read_at(connection, identifier, form.number("versie"))
            plan = parse_plan(form.text("plan"))
            dossiers.set_plan(connection, visitor.act, found, plan, "plan gewijzigd als tekst")
    except UserError as error:
        if not planstep.can_mend(error):
            raise
        return _text(request, visitor, read(visitor, identifier), form.text("plan"), error)
    return back(f"/dossiers/{identifier}/plan", "bewaard")


@router.post("/dossiers/{identifier:int}/plan")
def finish(request: Request, identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Remember the plan, add a sub-question to it, or go on to the draft."""
    office = visitor.office
    if form.text("actie") == "deelvraag":
        return _add(request, visitor, identifier, form)
    with office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        if form.text("actie") == "onthouden":
            visitor.act.need(Right.DRAFT)
            office.desk.remember(plan_of(found))
            return back(f"/dossiers/{identifier}/plan", "onthouden")
        if found.state is not State.DRAFT:
            review.start_draft(connection, visitor.act, found, office.desk)
    return back(f"/dossiers/{identifier}/ontwerp")


def _add(request: Request, visitor: Visitor, identifier: int, form: Form) -> Response:
    """Add a sub-question with what is proposed for its words."""
    visitor.act.need(Right.DRAFT)
    try:
        with visitor.office.database.writing() as connection:
            found = dossiers.read_at(connection, identifier, form.number("versie"))
            step = planstep.added_to(plan_of(found), form, visitor.office.desk, found)
            dossiers.set_plan(connection, visitor.act, found, step.changed, step.told)
    except StaleError:
        raise
    except UserError as error:
        return _refused(request, visitor, identifier, Typed(-1, form, error))
    return back_at(f"/dossiers/{identifier}/plan", "bewaard", f"deel-{step.place}")
