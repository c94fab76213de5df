"""What changed since: the figures of a draft or a frozen answer that another snapshot moves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from pq_answers.answer import Comparison, Moved, compare_records
from pq_answers.errors import InputError, UserError
from pq_answers.web.costly import DRAFTING
from pq_answers.web.pages import back, page
from pq_answers.web.places import place_of
from pq_answers.web.routes.dossiers import read
from pq_answers.web.routes.draft import record_of
from pq_answers.web.routes.jobs import in_words
from pq_answers.web.visitor import Id, Posted, Visiting, Visitor
from pq_answers.workflow import Dossier, dossiers, review

router = APIRouter()


def moved_since(visitor: Visitor, dossier: Dossier) -> tuple[Comparison, Mapping[str, Any]]:
    """Return what the current snapshot moves in a dossier's answer, frozen or not, and that snapshot.

    Raises `UserError` where no answer can be made on it.
    """
    desk = visitor.office.desk
    before = record_of(visitor, dossier)
    if not dossier.plan or not dossier.snapshot:
        raise InputError("Dit dossier heeft nog geen ontwerp.", fix="Maak het eerst.")
    after = desk.draft(replace(dossier, snapshot=desk.store.current().id)).record
    return compare_records(before, after), after["momentopname"]


def row_of(moved: Moved, base: str) -> dict[str, Any]:
    """Return a figure that moved in words, with its place and the way to it."""
    place = moved.places[0] if moved.places else ""
    label = place.removeprefix("vraag ").partition(",")[0] if place.startswith("vraag ") else ""
    return {
        "wat": in_words(moved.key),
        "was": moved.was,
        "now": moved.now,
        "plaats": place.replace("vraag ", "deelvraag ", 1) if label else place,
        "link": place_of(f"deelvraag {label}", base).link if label else "",
    }


@router.get("/dossiers/{identifier:int}/ontwerp/momentopname", dependencies=[DRAFTING])
def newer(request: Request, identifier: Id, visitor: Visiting) -> Response:
    """Show which figures the current snapshot would change, before it is taken."""
    found = read(visitor, identifier)
    shared: dict[str, Any] = {"dossier": found, "blad": "ontwerp"}
    record_of(visitor, found)
    try:
        comparison, snapshot = moved_since(visitor, found)
    except UserError as error:
        return page(request, "nieuwer", visitor, 409, **shared, fout=error, stand=None, rijen=[], nieuw={})
    rows = [row_of(one, f"/dossiers/{identifier}/ontwerp") for one in comparison.moved]
    hidden = [in_words(key) for key in comparison.hidden]
    shared |= {"stand": comparison, "rijen": rows, "verborgen": hidden, "nieuw": snapshot, "fout": None}
    return page(request, "nieuwer", visitor, **shared)


@router.post("/dossiers/{identifier:int}/ontwerp/momentopname")
def renew(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Take the current snapshot."""
    with visitor.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        review.renew_snapshot(connection, visitor.act, found, visitor.office.desk)
    return back(f"/dossiers/{identifier}/ontwerp", "bijgewerkt")
