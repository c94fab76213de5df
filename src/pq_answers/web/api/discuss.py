"""The calls about a review and the term: what changed since a version, comments, stops of the clock."""

from __future__ import annotations

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Response
from pydantic import BaseModel, Field

from pq_answers.web.api.access import Caller, OnVersion, problems, tag
from pq_answers.web.api.models import CommentOut, DossierOut, Strict
from pq_answers.web.api.task_models import MovedOut, moved_values
from pq_answers.web.changes import Changes
from pq_answers.web.routes.review import changes_since
from pq_answers.web.visitor import Id
from pq_answers.workflow import Pause, Stop, UnknownError, dossiers, review

router = APIRouter()
_CHANGES = problems(404, 409, 428)


class StopIn(Strict):
    """From which day the term stands still, until when (nothing: until further notice), and why."""

    van: date
    tot: date | None = None
    reden: Annotated[str, Field(min_length=1, max_length=500, examples=["Verduidelijking gevraagd."])]


class StopEndIn(Strict):
    """Until which day the term stood still."""

    tot: date


class StopOut(BaseModel):
    """A time during which the term stands still."""

    id: int
    van: date
    tot: date | None
    reden: str

    @classmethod
    def of(cls, one: Stop) -> StopOut:
        """Return what programs see of a stop."""
        return cls(id=one.id, van=one.pause.first, tot=one.pause.last, reden=one.reason)


class PieceOut(BaseModel):
    """A piece of a line that changed: taken out, put in, or the same."""

    soort: Annotated[str, Field(examples=["bij"])]
    tekst: str


class LineOut(BaseModel):
    """A line that changed, and its place in the answer."""

    plaats: str
    stukken: list[PieceOut]


class ChangesOut(BaseModel):
    """What changed between two versions; what either hides is a dash in both."""

    sinds: int
    versie: int
    regels: list[LineOut]
    cijfers: list[MovedOut]
    gelijk: int
    verborgen: list[str]
    weggelaten: list[str]

    @classmethod
    def of(cls, found: Changes, since: int, version: int) -> ChangesOut:
        """Return what programs see of it."""
        lines = [
            LineOut(plaats=one.place, stukken=[PieceOut(soort=p.kind, tekst=p.text) for p in one.pieces])
            for one in found.lines
        ]
        return cls(sinds=since, versie=version, regels=lines, **moved_values(found.figures))


@router.get("/dossiers/{identifier}/wijzigingen", responses=problems(404, 409), tags=["nalezing"])
def changed(
    caller: Caller, identifier: Id, sinds: Annotated[int, Query(ge=1, le=1_000_000_000)]
) -> ChangesOut:
    """Wat veranderde sinds een versie: woorden en cijfers."""
    with caller.office.database.reading() as connection:
        found = dossiers.get(connection, identifier)
        kept = dossiers.versions_of(connection, identifier)
    version = next((one for one in kept if one.number == sinds), None)
    if version is None or not found.snapshot:
        raise UnknownError("Deze versie bestaat niet, of er is nog geen ontwerp.")
    return ChangesOut.of(changes_since(caller, found, version), sinds, found.version)


@router.post(
    "/dossiers/{identifier}/opmerkingen/{comment}/afgehandeld", responses=problems(404), tags=["nalezing"]
)
def resolve(caller: Caller, identifier: Id, comment: Id) -> CommentOut:
    """Een opmerking afhandelen."""
    with caller.office.database.writing() as connection:
        found = dossiers.get(connection, identifier)
        review.resolve_comment(connection, caller.act, found, comment)
        kept = review.comments_of(connection, identifier)
    return next(CommentOut.of(one) for one in kept if one.id == comment)


@router.get("/dossiers/{identifier}/termijn", responses=problems(404), tags=["dossiers"])
def stops(caller: Caller, identifier: Id) -> list[StopOut]:
    """Wanneer de termijn stilstond of stilstaat."""
    with caller.office.database.reading() as connection:
        return [StopOut.of(one) for one in dossiers.get(connection, identifier).stops]


@router.post("/dossiers/{identifier}/termijn", responses=_CHANGES, tags=["dossiers"])
def stop(caller: Caller, identifier: Id, version: OnVersion, body: StopIn, response: Response) -> DossierOut:
    """De termijn stilzetten."""
    office = caller.office
    with office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, version)
        pause = Pause(body.van, body.tot)
        changed = dossiers.stop_clock(connection, caller.act, found, pause, body.reden, office.calendar)
    tag(response, changed)
    return DossierOut.of(changed)


@router.put("/dossiers/{identifier}/termijn/{number}", responses=_CHANGES, tags=["dossiers"])
def end_stop(
    caller: Caller, identifier: Id, number: Id, version: OnVersion, body: StopEndIn, response: Response
) -> DossierOut:
    """De termijn weer laten lopen na een dag."""
    office = caller.office
    with office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, version)
        changed = dossiers.end_stop(connection, caller.act, found, number, body.tot, office.calendar)
    tag(response, changed)
    return DossierOut.of(changed)


@router.post("/dossiers/{identifier}/momentopname", responses=_CHANGES, tags=["ontwerp"])
def renew(caller: Caller, identifier: Id, version: OnVersion, response: Response) -> DossierOut:
    """De huidige momentopname nemen voor een ontwerp."""
    with caller.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, version)
        changed = review.renew_snapshot(connection, caller.act, found, caller.office.desk)
    tag(response, changed)
    return DossierOut.of(changed)
