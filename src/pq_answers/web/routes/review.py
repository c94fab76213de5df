"""The review: comments, what changed since the last time, approving and sending back."""

from __future__ import annotations

from dataclasses import replace
from difflib import unified_diff

from fastapi import APIRouter, Request
from starlette.responses import Response

from pq_answers.errors import InputError, UserError
from pq_answers.web.pages import back, page
from pq_answers.web.routes.dossiers import read
from pq_answers.web.visitor import Id, Posted, Visiting, Visitor
from pq_answers.workflow import (
    Dossier,
    State,
    Version,
    content_digest,
    dossiers,
    plan_of,
    review,
)

router = APIRouter()
_CONTEXT = 2


@router.get("/dossiers/{identifier:int}/nalezing")
def review_page(request: Request, identifier: Id, visitor: Visiting, plaats: str = "") -> Response:
    """Show the comments, what changed since the last review, and the decision."""
    with visitor.office.database.reading() as connection:
        found = dossiers.get(connection, identifier)
        comments = review.comments_of(connection, identifier)
        kept = dossiers.versions_of(connection, identifier)
        approval = review.approval_of(connection, identifier)
        wrote = visitor.user.id in dossiers.writers_of(connection, identifier)
    in_review = found.state is State.REVIEW
    digest = content_digest(visitor.office.desk.draft(found)) if in_review else ""
    labels = dict.fromkeys(part.label for part in plan_of(found).parts) if found.plan else {}
    return page(
        request,
        "nalezing",
        visitor,
        dossier=found,
        blad="nalezing",
        opmerkingen=comments,
        plaatsen=["algemeen", *(f"deelvraag {label}" for label in labels)],
        plaats=plaats,
        goedkeuring=approval,
        hash=digest,
        zelf=wrote,
        verschillen=_since_last(visitor, found, kept) if in_review else [],
    )


def _since_last(visitor: Visitor, dossier: Dossier, kept: tuple[Version, ...]) -> list[str]:
    """Return the lines that changed since the draft was in review before."""
    earlier = [one for one in kept[1:] if one.state is State.REVIEW]
    if not earlier:
        return []
    before = replace(dossier, plan=earlier[0].plan, snapshot=earlier[0].snapshot, changed=earlier[0].at)
    desk = visitor.office.desk
    try:
        old, new = (desk.draft(one).files["antwoord.txt"].decode().splitlines() for one in (before, dossier))
    except UserError:
        return ["De vorige versie kan niet meer gemaakt worden; er is niets om mee te vergelijken."]
    lines = list(unified_diff(old, new, n=_CONTEXT, lineterm=""))[2:]
    return lines or ["Er is niets veranderd."]


@router.post("/dossiers/{identifier:int}/voorleggen")
def submit(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Hand a draft in."""
    with visitor.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        review.submit(connection, visitor.act, found, visitor.office.desk)
    return back(f"/dossiers/{identifier}/nalezing", "voorgelegd")


@router.post("/dossiers/{identifier:int}/terughalen")
def take_back(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Take a draft back out of review."""
    with visitor.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        review.take_back(connection, visitor.act, found)
    return back(f"/dossiers/{identifier}/ontwerp", "teruggehaald")


@router.post("/dossiers/{identifier:int}/terugsturen")
def send_back(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Send a draft back, with the reason."""
    with visitor.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        review.send_back(connection, visitor.act, found, form.text("reden"))
    return back(f"/dossiers/{identifier}/nalezing", "teruggestuurd")


@router.post("/dossiers/{identifier:int}/goedkeuren")
def approve(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Approve what was read, and freeze it."""
    if form.text("gelezen") != "ja":
        raise InputError(
            "U bevestigde niet dat u tekst en cijfers hebt nagelezen.", fix="Vink het aan en keur dan goed."
        )
    office = visitor.office
    digest, version = form.text("hash"), form.number("versie")
    review.approve(office.database, visitor.act, identifier, version, digest, office.desk)
    return back(f"/dossiers/{identifier}/nalezing", "goedgekeurd")


@router.post("/dossiers/{identifier:int}/heropenen")
def reopen(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Open an approved dossier again."""
    office = visitor.office
    found = read(visitor, identifier)
    found = replace(found, version=form.number("versie"))
    review.reopen(office.database, visitor.act, found, form.text("reden"), office.desk)
    return back(f"/dossiers/{identifier}/ontwerp", "heropend")


@router.post("/dossiers/{identifier:int}/opmerkingen")
def comment(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Say something about a place."""
    with visitor.office.database.writing() as connection:
        found = dossiers.get(connection, identifier)
        review.add_comment(connection, visitor.act, found, form.text("plaats"), form.text("tekst"))
    return back(f"/dossiers/{identifier}/nalezing", "opgemerkt")


@router.post("/dossiers/{identifier:int}/opmerkingen/{number:int}/afgehandeld")
def resolve(identifier: Id, number: Id, visitor: Visiting, form: Posted) -> Response:
    """Say that a comment is dealt with."""
    del form
    with visitor.office.database.writing() as connection:
        found = dossiers.get(connection, identifier)
        review.resolve_comment(connection, visitor.act, found, number)
    return back(f"/dossiers/{identifier}/nalezing", "afgehandeld")
