"""The report on protection, for those who write and review, and the remedies that it proposes."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from pq_answers.answer import Draft, protection_told
from pq_answers.errors import UserError
from pq_answers.planwrite import rewritten
from pq_answers.results import Remedy
from pq_answers.web.costly import DRAFTING
from pq_answers.web.pages import back, page
from pq_answers.web.routes.dossiers import read
from pq_answers.web.visitor import Id, Posted, Visiting, Visitor
from pq_answers.workflow import Dossier, Right, State, UnknownError, dossiers, plan_of

router = APIRouter()


@router.get("/dossiers/{identifier:int}/bescherming", dependencies=[DRAFTING])
def report(request: Request, identifier: Id, visitor: Visiting) -> Response:
    """Show why each cell is hidden; who only reads may not know which counts are small."""
    _need(visitor)
    found = read(visitor, identifier)
    if not found.plan or not found.snapshot or found.state is State.APPROVED:
        raise UnknownError("Er is geen ontwerp.", fix="Het verslag hoort bij een ontwerp; maak het eerst.")
    shared: dict[str, Any] = {"dossier": found, "blad": "ontwerp"}
    try:
        made = visitor.office.desk.draft(found)
    except UserError as error:
        return page(request, "geen_ontwerp", visitor, 409, **shared, fout=error)
    return page(
        request,
        "bescherming",
        visitor,
        **shared,
        verslag=protection_told(made.protection),
        voorstellen=_proposals(made, found),
        open=found.is_open and visitor.user.may(Right.DRAFT),
    )


def _need(visitor: Visitor) -> None:
    if not visitor.user.may(Right.REVIEW):
        visitor.act.need(Right.DRAFT)


def _proposals(made: Draft, dossier: Dossier) -> list[dict[str, Any]]:
    """Return what can be chosen, and what was chosen and can be taken back."""
    found = [
        {
            "label": one.label,
            "deel": one.part,
            "zin": one.told,
            "keuzes": [str(remedy) for remedy in one.remedies],
            "knop": "Pas toe",
        }
        for one in made.proposals
    ]
    chosen = [(n, part) for n, part in enumerate(plan_of(dossier).parts) if part.remedies]
    return found + [
        {
            "label": part.label,
            "deel": number,
            "zin": f"Toegepast: {', '.join(part.remedies)}.",
            "keuzes": [],
            "knop": "Neem terug",
        }
        for number, part in chosen
    ]


@router.post("/dossiers/{identifier:int}/bescherming/{number:int}")
def choose(identifier: Id, number: Id, visitor: Visiting, form: Posted) -> Response:
    """Put remedies into a part of the plan, or take them out again."""
    known = {str(remedy) for remedy in Remedy}
    # In the order of the proposal: joining after uncrossing is not uncrossing after joining.
    remedies = tuple(Remedy(name) for name in dict.fromkeys(form.texts("keuze")) if name in known)
    with visitor.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        plan = plan_of(found)
        if not 0 <= number < len(plan.parts) or not plan.parts[number].item:
            raise UnknownError("Dit deel van het plan heeft geen cijfers.", fix="Laad de pagina opnieuw.")
        parts = [
            replace(part, remedies=remedies) if place == number else part
            for place, part in enumerate(plan.parts)
        ]
        label = plan.parts[number].label
        dossiers.set_plan(
            connection, visitor.act, found, rewritten(plan, parts=parts), f"bescherming gekozen: {label}"
        )
    return back(f"/dossiers/{identifier}/bescherming", "bewaard")
