"""The review: comments, what changed since the last time, approving and sending back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from pq_answers.errors import InputError, UserError
from pq_answers.ledger import ledger_digest
from pq_answers.web.changes import Changes, changes
from pq_answers.web.pages import back, back_at, page
from pq_answers.web.places import GENERAL, Place, check_place, is_checked, place_of, remarks
from pq_answers.web.routes.dossiers import read
from pq_answers.web.routes.moved import row_of
from pq_answers.web.visitor import Id, Posted, Visiting, Visitor
from pq_answers.workflow import (
    Dossier,
    State,
    UnknownError,
    Version,
    content_digest,
    dossiers,
    plan_of,
    review,
)

router = APIRouter()


@router.get("/dossiers/{identifier:int}/nalezing")
def review_page(
    request: Request, identifier: Id, visitor: Visiting, plaats: str = "", sinds: int = 0
) -> Response:
    """Show the comments, what changed since an earlier version, and the decision."""
    with visitor.office.database.reading() as connection:
        found = dossiers.get(connection, identifier)
        comments = review.comments_of(connection, identifier)
        kept = dossiers.versions_of(connection, identifier)
        approval = review.approval_of(connection, identifier)
        wrote = visitor.user.id in dossiers.writers_of(connection, identifier)
    digest = content_digest(visitor.office.desk.draft(found)) if found.state is State.REVIEW else ""
    base = f"/dossiers/{identifier}/ontwerp"
    return page(
        request,
        "nalezing",
        visitor,
        dossier=found,
        blad="nalezing",
        opmerkingen=remarks(comments, base),
        plaatsen=_places(found, plaats, base),
        plaats=plaats,
        goedkeuring=approval,
        hash=digest,
        zelf=wrote,
        versies=comparable(found, kept),
        **_since(visitor, found, kept, sinds),
    )


def _places(dossier: Dossier, chosen: str, base: str) -> list[Place]:
    """Return the places to choose from: all sub-questions, and what was chosen in the draft."""
    labels = dict.fromkeys(part.label for part in plan_of(dossier).parts) if dossier.plan else {}
    offered = [GENERAL, *(f"deelvraag {label}" for label in labels)]
    return [place_of(one, base) for one in dict.fromkeys((*([chosen[:500]] if chosen else ()), *offered))]


def comparable(dossier: Dossier, kept: Sequence[Version]) -> list[Version]:
    """Return the earlier versions that a draft can be held against, the newest first."""
    drafts = [one for one in kept if one.plan and one.snapshot and one.number < dossier.version]
    told = {(dossier.plan, dossier.snapshot)}
    found = []
    for one in drafts:
        if (one.plan, one.snapshot) not in told:
            told.add((one.plan, one.snapshot))
            found.append(one)
    return found


def _since(visitor: Visitor, dossier: Dossier, kept: Sequence[Version], number: int) -> dict[str, Any]:
    """Return what changed since the version that was asked for, or since the last one that was in review."""
    reviewed = [one for one in kept[1:] if one.state is State.REVIEW and dossier.state is State.REVIEW]
    chosen = next((one for one in kept if one.number == number), None) or next(iter(reviewed), None)
    told: dict[str, Any] = {"sinds": chosen, "gewijzigd": None, "cijfers": [], "geen_vergelijking": ""}
    if chosen is None or not dossier.snapshot:
        return told
    try:
        found = changes_since(visitor, dossier, chosen)
    except UserError as error:
        return {**told, "geen_vergelijking": error.what}
    rows = [row_of(one, f"/dossiers/{dossier.id}/ontwerp") for one in found.figures.moved]
    return {**told, "gewijzigd": found, "cijfers": rows}


def changes_since(visitor: Visitor, dossier: Dossier, version: Version) -> Changes:
    """Return what changed since a version; raises `UserError` where one of them cannot be made any more."""
    if not version.plan or not version.snapshot:
        raise UnknownError("Deze versie had nog geen ontwerp.", fix="Kies een latere versie.")
    desk = visitor.office.desk
    before = replace(dossier, plan=version.plan, snapshot=version.snapshot, changed=version.at)
    state = desk.catalogue().sha256, ledger_digest(desk.approved)
    key = ("gewijzigd", dossier.id, version.number, dossier.version, *state)
    return desk.once(key, lambda: changes(desk.draft(before), desk.draft(dossier)))


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
    number = said(visitor, identifier, form.text("plaats"), form.text("tekst"))
    return back_at(f"/dossiers/{identifier}/nalezing", "opgemerkt", f"opmerking-{number}")


def said(visitor: Visitor, identifier: int, place: str, text: str) -> int:
    """Keep a comment and return its number; raises `UnknownError` for a place that is not in the answer."""
    found = read(visitor, identifier)
    if found.snapshot and is_checked(place):
        check_place(place, visitor.office.desk.draft(found).document)
    with visitor.office.database.writing() as connection:
        return review.add_comment(connection, visitor.act, dossiers.get(connection, identifier), place, text)


@router.post("/dossiers/{identifier:int}/opmerkingen/{number:int}/afgehandeld")
def resolve(identifier: Id, number: Id, visitor: Visiting, form: Posted) -> Response:
    """Say that a comment is dealt with."""
    del form
    with visitor.office.database.writing() as connection:
        found = dossiers.get(connection, identifier)
        review.resolve_comment(connection, visitor.act, found, number)
    return back(f"/dossiers/{identifier}/nalezing", "afgehandeld")
