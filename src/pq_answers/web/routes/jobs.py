"""Work in the background: what waits, how far it is, what it gave; and answering many questions at once."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import Response

from pq_answers.compose import described
from pq_answers.errors import InputError, UserError
from pq_answers.tables import CellKey
from pq_answers.web.pages import back, page
from pq_answers.web.visitor import Form, Id, Posted, Visiting, Visitor
from pq_answers.workflow import Right, jobs
from pq_answers.workflow.jobs import PAGE_SIZE, Job, Kind, Wanted

router = APIRouter()


@router.get("/taken")
def listing(request: Request, visitor: Visiting, pagina: int = 1) -> Response:
    """Show the jobs, the newest on top, and where many questions are handed over."""
    number = min(max(1, pagina), 10_000)
    with visitor.office.database.reading() as connection:
        found, total = jobs.newest(connection, offset=(number - 1) * PAGE_SIZE)
    pages = -(-total // PAGE_SIZE) or 1
    return page(request, "taken", visitor, taken=found, pagina=number, paginas=pages)


@router.post("/taken")
def batch(visitor: Visiting, form: Posted) -> Response:
    """Answer the plans and questions of a ZIP."""
    visitor.act.need(Right.DRAFT)
    name, data = uploaded(form)
    wanted = Wanted(Kind.BATCH, name, {"momentopname": visitor.office.desk.store.current().id}, data)
    return back(f"/taken/{started(visitor, wanted).id}")


def uploaded(form: Form) -> tuple[str, bytes]:
    """Return the last part of the name of the chosen file, and its content."""
    found = form.file("bestand")
    if found is None or not found[1]:
        raise InputError("Er is geen bestand gekozen, of het is leeg.", fix="Kies een zip.")
    return file_name(found[0]), found[1]


def file_name(name: str) -> str:
    """Return a name of a file that can be shown: without a path, and without what does not print."""
    last = name.replace("\\", "/").rpartition("/")[2]
    return "".join(char for char in last if char.isprintable())[:120] or "zonder naam"


def started(visitor: Visitor, wanted: Wanted) -> Job:
    """Put work in the queue for somebody."""
    with visitor.office.database.writing() as connection:
        return jobs.add(connection, visitor.act, wanted)


@router.get("/taken/{identifier:int}")
def job(request: Request, identifier: Id, visitor: Visiting) -> Response:
    """Show how far a job is, or what it gave; only that part for who asks with htmx."""
    with visitor.office.database.reading() as connection:
        found = jobs.get(connection, identifier)
    name = "taakstand" if request.headers.get("hx-request") else "taak"
    mine = found.user == visitor.user.name or visitor.user.may(Right.MANAGE)
    return page(request, name, visitor, taak=found, eigen=mine, gevonden=_shown(found))


def _shown(found: Job) -> Mapping[str, Any]:
    """Return what a job gave, with words for its cells."""
    if found.kind is not Kind.COMPARISON or "vragen" not in found.outcome:
        return found.outcome
    return {**found.outcome, "vragen": [_compared(one) for one in found.outcome["vragen"]]}


def _compared(one: Mapping[str, Any]) -> dict[str, Any]:
    figures = [{**moved, "wat": in_words(moved["key"])} for moved in one["cijfers"]]
    return {**one, "cijfers": figures, "verborgen": [in_words(key) for key in one["verborgen"]]}


def in_words(key: str) -> str:
    """Return what a cell counts; a code of an older catalogue has no words any more, and stays itself."""
    try:
        return described(CellKey.parse(key))
    except (UserError, ValueError):
        return key


@router.get("/taken/{identifier:int}/resultaat")
def result(identifier: Id, visitor: Visiting) -> Response:
    """Give the file that a job made."""
    name, data = made(visitor, identifier)
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type=kind, headers=headers)


def made(visitor: Visitor, identifier: int) -> tuple[str, bytes]:
    """Return the name and content of the file that a job made."""
    with visitor.office.database.reading() as connection:
        return jobs.made_file(connection, jobs.get(connection, identifier))


@router.post("/taken/{identifier:int}/annuleren")
def cancel(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Stop a job."""
    del form
    with visitor.office.database.writing() as connection:
        jobs.cancel(connection, visitor.act, identifier)
    return back(f"/taken/{identifier}", "geannuleerd")
