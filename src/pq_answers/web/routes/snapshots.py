"""The snapshots: which there are, a new delivery, which one is current, and what differs between two."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fastapi import APIRouter, Request
from starlette.responses import Response

from pq_answers.errors import InputError, StoreError
from pq_answers.store import SnapshotInfo
from pq_answers.web.pages import back, page
from pq_answers.web.routes.jobs import started, uploaded
from pq_answers.web.visitor import Posted, Visiting, Visitor
from pq_answers.workflow import Desk, Right, UnknownError, log
from pq_answers.workflow.jobs import Kind, Wanted

router = APIRouter()


@router.get("/momentopnames")
def listing(request: Request, visitor: Visiting) -> Response:
    """Show the snapshots, the newest on top, and how to hold two against each other."""
    desk = visitor.office.desk
    found = sorted(desk.store.snapshots(), key=lambda one: (one.loaded_at, one.id), reverse=True)
    return page(
        request,
        "momentopnames",
        visitor,
        opnames=found,
        huidige=current_of(desk),
        vragen=list(desk.catalogue()),
    )


def current_of(desk: Desk) -> str:
    """Return the id of the current snapshot, empty where none can be used."""
    try:
        return desk.store.current().id
    except StoreError:
        return ""


@router.post("/momentopnames")
def upload(visitor: Visiting, form: Posted) -> Response:
    """Put a delivery in the queue to be loaded."""
    visitor.act.need(Right.MANAGE)
    name, data = uploaded(form)
    return back(f"/taken/{started(visitor, Wanted(Kind.DELIVERY, name, data=data)).id}")


@router.post("/momentopnames/vergelijken")
def compare(visitor: Visiting, form: Posted) -> Response:
    """Hold two snapshots against each other, for the chosen items or for all."""
    wanted = comparison(visitor.office.desk, form.text("van"), form.text("naar"), form.texts("vraag"))
    return back(f"/taken/{started(visitor, wanted).id}")


def comparison(desk: Desk, old: str, new: str, items: Sequence[str]) -> Wanted:
    """Return the work of a comparison; raises `UnknownError` for a snapshot or an item that is not there."""
    if old == new:
        raise InputError("Dit is twee keer dezelfde momentopname.", fix="Kies er twee verschillende.")
    for identifier in (old, new):
        snapshot_of(desk, identifier)
    known = desk.catalogue().items
    if any(name not in known for name in items):
        raise UnknownError("Deze catalogusvraag bestaat niet.", fix="Kies ze in de lijst.")
    chosen = sorted(set(items)) or sorted(known)
    return Wanted(Kind.COMPARISON, f"{old} en {new}", {"van": old, "naar": new, "vragen": chosen})


def snapshot_of(desk: Desk, identifier: str) -> SnapshotInfo:
    """Return a snapshot; raises `UnknownError` where there is none of that name."""
    try:
        return desk.store.info(identifier)
    except StoreError as error:
        fix = "Kies ze op de pagina Momentopnames."
        raise UnknownError("Deze momentopname bestaat niet of is beschadigd.", fix=fix) from error


@router.get("/momentopnames/{identifier}")
def snapshot(request: Request, identifier: str, visitor: Visiting) -> Response:
    """Show one snapshot: what it holds, and from whom."""
    desk = visitor.office.desk
    info = snapshot_of(desk, identifier)
    loaded = datetime.fromisoformat(info.loaded_at)
    return page(request, "momentopname", visitor, opname=info, geladen=loaded, huidige=current_of(desk))


@router.post("/momentopnames/{identifier}/huidige")
def choose(identifier: str, visitor: Visiting, form: Posted) -> Response:
    """Make a snapshot the current one."""
    del form
    switched(visitor, identifier)
    return back(f"/momentopnames/{identifier}", "gekozen")


def switched(visitor: Visitor, identifier: str) -> SnapshotInfo:
    """Make a snapshot the current one and write down who did; only for who manages.

    Every new draft is made on it, so that is a decision of its own, after the report and the comparison.
    """
    visitor.act.need(Right.MANAGE)
    desk = visitor.office.desk
    snapshot_of(desk, identifier)
    before = current_of(desk)
    with visitor.office.database.writing() as connection:
        told = {"momentopname": identifier}
        log.write(
            connection, visitor.act, "momentopname gekozen", before={"momentopname": before}, after=told
        )
        return desk.store.switch(identifier)
