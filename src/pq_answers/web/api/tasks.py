"""The calls about snapshots, deliveries and work in the background."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, File, Query, Response, UploadFile

from pq_answers.errors import InputError
from pq_answers.web.api.access import Caller, problems
from pq_answers.web.api.task_models import (
    ComparisonIn,
    JobOut,
    JobPage,
    MovedListOut,
    SnapshotIn,
    SnapshotOut,
)
from pq_answers.web.costly import CALLED_DRAFTING
from pq_answers.web.routes.dossiers import read
from pq_answers.web.routes.jobs import file_name, made, started
from pq_answers.web.routes.moved import moved_since
from pq_answers.web.routes.snapshots import comparison, current_of, snapshot_of, switched
from pq_answers.web.visitor import Id, Visitor
from pq_answers.workflow import Right, jobs
from pq_answers.workflow.jobs import PAGE_SIZE, Kind, Wanted

router = APIRouter()
Upload = Annotated[UploadFile, File(description="Een zip van hoogstens 12 MB.")]
_STARTS = problems(404, 429)


@router.get("/momentopnames", responses=problems(), tags=["momentopnames"])
def snapshots(caller: Caller) -> list[SnapshotOut]:
    """De momentopnames, de oudste eerst; één ervan is de huidige."""
    desk = caller.office.desk
    current = current_of(desk)
    return [SnapshotOut.of(one, current) for one in desk.store.snapshots()]


@router.get("/momentopnames/{snapshot}", responses=problems(404), tags=["momentopnames"])
def snapshot(caller: Caller, snapshot: str) -> SnapshotOut:
    """Eén momentopname."""
    desk = caller.office.desk
    return SnapshotOut.of(snapshot_of(desk, snapshot), current_of(desk))


@router.put("/huidige-momentopname", responses=problems(404), tags=["momentopnames"])
def switch(caller: Caller, body: SnapshotIn) -> SnapshotOut:
    """Een momentopname de huidige maken: elk nieuw ontwerp staat er voortaan op."""
    info = switched(caller, body.id)
    return SnapshotOut.of(info, info.id)


@router.post("/momentopnames", status_code=202, responses=_STARTS, tags=["momentopnames"])
def deliver(caller: Caller, bestand: Upload, response: Response) -> JobOut:
    """Een levering laden: een zip met levering.toml en haar bestanden. Dezelfde zip geeft dezelfde taak."""
    caller.act.need(Right.MANAGE)
    name, data = _content(bestand)
    return _started(caller, Wanted(Kind.DELIVERY, name, data=data), response)


def _content(upload: UploadFile) -> tuple[str, bytes]:
    data = upload.file.read()
    if not data:
        raise InputError("Het bestand is leeg.", fix="Geef een zip.")
    return file_name(upload.filename or ""), data


def _started(caller: Visitor, wanted: Wanted, response: Response) -> JobOut:
    job = started(caller, wanted)
    response.headers["location"] = f"/api/v1/taken/{job.id}"
    return JobOut.of(job)


@router.post("/vergelijkingen", status_code=202, responses=_STARTS, tags=["momentopnames"])
def compare(caller: Caller, body: ComparisonIn, response: Response) -> JobOut:
    """Twee momentopnames vergelijken; enkel cijfers die beide mogen tonen."""
    return _started(caller, comparison(caller.office.desk, body.van, body.naar, body.vragen), response)


@router.post("/reeksen", status_code=202, responses=_STARTS, tags=["taken"])
def batch(caller: Caller, bestand: Upload, response: Response) -> JobOut:
    """Een zip met plannen, lijsten en vragen beantwoorden; er worden geen dossiers gemaakt."""
    caller.act.need(Right.DRAFT)
    name, data = _content(bestand)
    current = caller.office.desk.store.current().id
    return _started(caller, Wanted(Kind.BATCH, name, {"momentopname": current}, data), response)


@router.get("/taken", responses=problems(), tags=["taken"])
def listing(
    caller: Caller,
    vanaf: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    aantal: Annotated[int, Query(ge=1, le=PAGE_SIZE)] = PAGE_SIZE,
) -> JobPage:
    """De taken, de nieuwste eerst."""
    with caller.office.database.reading() as connection:
        found, total = jobs.newest(connection, offset=vanaf, limit=aantal)
    return JobPage(taken=[JobOut.of(one) for one in found], totaal=total, vanaf=vanaf, aantal=len(found))


@router.get("/taken/{identifier}", responses=problems(404), tags=["taken"])
def job(caller: Caller, identifier: Id) -> JobOut:
    """Hoe ver een taak is, en wat ze gaf."""
    with caller.office.database.reading() as connection:
        return JobOut.of(jobs.get(connection, identifier))


@router.post("/taken/{identifier}/annuleren", responses=problems(404, 409), tags=["taken"])
def cancel(caller: Caller, identifier: Id) -> JobOut:
    """Een eigen taak annuleren; de beheerder kan ze allemaal annuleren."""
    with caller.office.database.writing() as connection:
        return JobOut.of(jobs.cancel(connection, caller.act, identifier))


@router.get(
    "/taken/{identifier}/resultaat",
    responses={
        **problems(404),
        200: {"content": {"application/octet-stream": {}}, "description": "Het bestand."},
    },
    response_class=Response,
    tags=["taken"],
)
def result(caller: Caller, identifier: Id) -> Response:
    """Het bestand dat een taak maakte: antwoorden, of alle fouten van een levering."""
    name, data = made(caller, identifier)
    headers = {"content-disposition": f'attachment; filename="{name}"'}
    return Response(data, media_type="application/octet-stream", headers=headers)


@router.get(
    "/dossiers/{identifier}/verschuivingen",
    responses=problems(404, 409),
    tags=["ontwerp"],
    dependencies=[CALLED_DRAFTING],
)
def moved(caller: Caller, identifier: Id) -> MovedListOut:
    """Welke cijfers de huidige momentopname verandert, ook van een bevroren antwoord."""
    found = read(caller, identifier)
    one, new = moved_since(caller, found)
    return MovedListOut.of(one, found.snapshot, str(new["id"]))
