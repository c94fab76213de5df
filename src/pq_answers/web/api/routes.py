"""The calls of the interface, version 1: the same steps as the pages, in the same order."""

from __future__ import annotations

import mimetypes
from typing import Annotated, Any

from fastapi import APIRouter, Header, Query, Response

from pq_answers.errors import InputError
from pq_answers.items import describe_item
from pq_answers.plan import parse_plan
from pq_answers.understand import question_text, understood_record
from pq_answers.web.api.access import Caller, OnVersion, problems, tag
from pq_answers.web.api.models import (
    ApprovalIn,
    ApprovalOut,
    AskedOut,
    CommentIn,
    CommentOut,
    DossierOut,
    DossierPage,
    DraftOut,
    HeadIn,
    ItemOut,
    LogOut,
    MeOut,
    NewDossier,
    PlanIn,
    PlanOut,
    QuestionOut,
    Reason,
)
from pq_answers.web.costly import CALLED_DOWNLOADING, CALLED_DRAFTING, CALLED_UNDERSTANDING
from pq_answers.web.routes.draft import files_of, may_see_why, names_of, record_of
from pq_answers.web.routes.library import matching
from pq_answers.web.routes.review import said
from pq_answers.web.visitor import Id, Visitor
from pq_answers.workflow import (
    Dossier,
    Head,
    Right,
    State,
    UnknownError,
    content_digest,
    dossiers,
    log,
    plan_of,
    removal,
    review,
)
from pq_answers.workflow.dossiers import PAGE_SIZE, Wanted
from pq_answers.workflow.once import create_once

router = APIRouter()
Words = Annotated[str, Query(max_length=200)]
_CHANGES = problems(404, 409, 428)
_READS = problems(404, 409)


@router.get("/ik", responses=problems(), tags=["account"])
def me(caller: Caller) -> MeOut:
    """Wie met dit token werkt."""
    return MeOut.of(caller.user)


@router.get("/dossiers", responses=problems(), tags=["dossiers"])
def listing(
    caller: Caller,
    q: Words = "",
    staat: State | None = None,
    vanaf: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
    aantal: Annotated[int, Query(ge=1, le=PAGE_SIZE)] = PAGE_SIZE,
) -> DossierPage:
    """Dossiers zoeken, per bladzijde; wat het eerst klaar moet zijn staat bovenaan."""
    with caller.office.database.reading() as connection:
        found = dossiers.find(connection, Wanted(staat, q), offset=vanaf, limit=aantal)
    shown = [DossierOut.of(one) for one in found.dossiers]
    return DossierPage(dossiers=shown, totaal=found.total, vanaf=vanaf, aantal=len(shown))


@router.post(
    "/dossiers",
    status_code=201,
    responses=problems(409),
    tags=["dossiers"],
    dependencies=[CALLED_UNDERSTANDING],
)
def create(
    caller: Caller,
    body: NewDossier,
    response: Response,
    idempotency_key: Annotated[str | None, Header(max_length=80, min_length=1)] = None,
) -> DossierOut:
    """Een dossier maken van de tekst van een vraag. Dezelfde sleutel nog eens geeft hetzelfde dossier."""
    caller.act.need(Right.DRAFT)
    text = question_text("vraag.txt", body.tekst.encode("utf-8", "replace"))
    head = caller.office.desk.head_of(text)
    with caller.office.database.writing() as connection:
        calendar = caller.office.calendar
        made = create_once(connection, caller.act, text, head, calendar, idempotency_key)
    tag(response, made)
    response.headers["location"] = f"/api/v1/dossiers/{made.id}"
    return DossierOut.of(made)


@router.get("/dossiers/{identifier}", responses=_READS, tags=["dossiers"])
def dossier(caller: Caller, identifier: Id, response: Response) -> DossierOut:
    """Een dossier, met zijn versie als ETag."""
    found = _read(caller, identifier)
    tag(response, found)
    return DossierOut.of(found)


def _read(caller: Visitor, identifier: int) -> Dossier:
    with caller.office.database.reading() as connection:
        return dossiers.get(connection, identifier)


@router.delete("/dossiers/{identifier}", status_code=204, responses=_CHANGES, tags=["dossiers"])
def remove(caller: Caller, identifier: Id, version: OnVersion) -> Response:
    """Een dossier verwijderen dat per vergissing gemaakt is en nog nooit voorlag.

    Dat doet de eigen opsteller of een beheerder. Het logboek bewaart dat het er was.
    """
    with caller.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, version)
        removal.remove(connection, caller.act, found)
    return Response(status_code=204)


@router.get(
    "/dossiers/{identifier}/vraag",
    responses=_READS,
    tags=["dossiers"],
    dependencies=[CALLED_UNDERSTANDING],
)
def question(caller: Caller, identifier: Id) -> QuestionOut:
    """De tekst van de vraag, en wat ervan begrepen is, met de woorden die ertoe leidden."""
    found = _read(caller, identifier)
    understood = caller.office.desk.understood(found.text, found.head.day)
    return QuestionOut(tekst=understood.text, begrepen=understood_record(understood))


@router.put("/dossiers/{identifier}/kop", responses=_CHANGES, tags=["dossiers"])
def head(caller: Caller, identifier: Id, version: OnVersion, body: HeadIn, response: Response) -> DossierOut:
    """De kop verbeteren."""
    office, new = caller.office, Head(body.nummer, body.datum, body.steller, body.titel)
    with office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, version)
        received = body.ontvangen or found.received
        changed = dossiers.set_head(connection, caller.act, found, new, received, office.calendar)
    tag(response, changed)
    return DossierOut.of(changed)


@router.get("/dossiers/{identifier}/plan", responses=_READS, tags=["plan"])
def plan(caller: Caller, identifier: Id, response: Response) -> PlanOut:
    """Het plan."""
    found = _read(caller, identifier)
    tag(response, found)
    return PlanOut(tekst=plan_of(found).text)


@router.post(
    "/dossiers/{identifier}/plan",
    responses=_CHANGES,
    tags=["plan"],
    dependencies=[CALLED_UNDERSTANDING],
)
def first_plan(caller: Caller, identifier: Id, version: OnVersion, response: Response) -> PlanOut:
    """Het plan laten voorstellen uit de tekst van de vraag."""
    office = caller.office
    with office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, version)
        made = office.desk.first_plan(found)
        changed = dossiers.set_plan(connection, caller.act, found, made, "plan gemaakt")
    tag(response, changed)
    return PlanOut(tekst=changed.plan)


@router.put("/dossiers/{identifier}/plan", responses=_CHANGES, tags=["plan"])
def save_plan(
    caller: Caller, identifier: Id, version: OnVersion, body: PlanIn, response: Response
) -> PlanOut:
    """Het plan vervangen."""
    caller.act.need(Right.DRAFT)
    new = parse_plan(body.tekst)
    with caller.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, version)
        changed = dossiers.set_plan(connection, caller.act, found, new, "plan gewijzigd")
    tag(response, changed)
    return PlanOut(tekst=changed.plan)


@router.post("/dossiers/{identifier}/ontwerp", responses=_CHANGES, tags=["ontwerp"])
def start_draft(caller: Caller, identifier: Id, version: OnVersion, response: Response) -> DossierOut:
    """Van plan naar ontwerp, op de huidige momentopname."""
    return _step(caller, identifier, version, response, review.start_draft, caller.office.desk)


def _step(
    caller: Visitor, identifier: int, version: int, response: Response, step: Any, *more: Any
) -> DossierOut:
    """Let a dossier go one step further."""
    with caller.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, version)
        changed: Dossier = step(connection, caller.act, found, *more)
    tag(response, changed)
    return DossierOut.of(changed)


@router.get(
    "/dossiers/{identifier}/ontwerp",
    responses=_READS,
    tags=["ontwerp"],
    dependencies=[CALLED_DRAFTING],
)
def draft(caller: Caller, identifier: Id, response: Response) -> DraftOut:
    """Het ontwerp: het verslag met cijfers, herkomst, controles en bescherming."""
    found = _read(caller, identifier)
    record = record_of(caller, found)
    tag(response, found)
    with caller.office.database.reading() as connection:
        approval = review.approval_of(connection, identifier)
    digest = approval.digest if approval else content_digest(caller.office.desk.draft(found))
    return DraftOut(
        inhoud_sha256=digest,
        verslag=dict(record),
        bestanden=sorted(names_of(record, why=may_see_why(caller))),
    )


@router.get(
    "/dossiers/{identifier}/bestanden/{name}",
    responses={**_READS, 200: {"content": {"application/octet-stream": {}}, "description": "Het bestand."}},
    response_class=Response,
    tags=["ontwerp"],
    dependencies=[CALLED_DOWNLOADING],
)
def file(caller: Caller, identifier: Id, name: str) -> Response:
    """Een bestand van het antwoord."""
    files = files_of(caller, _read(caller, identifier))
    if name not in files:
        raise UnknownError("Dit bestand hoort niet bij dit antwoord.")
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return Response(files[name], media_type=kind, headers={"content-disposition": "attachment"})


@router.post("/dossiers/{identifier}/voorleggen", responses=_CHANGES, tags=["nalezing"])
def submit(caller: Caller, identifier: Id, version: OnVersion, response: Response) -> DossierOut:
    """Het ontwerp voorleggen ter nalezing."""
    return _step(caller, identifier, version, response, review.submit, caller.office.desk)


@router.post("/dossiers/{identifier}/terughalen", responses=_CHANGES, tags=["nalezing"])
def take_back(caller: Caller, identifier: Id, version: OnVersion, response: Response) -> DossierOut:
    """Het ontwerp terughalen uit de nalezing."""
    return _step(caller, identifier, version, response, review.take_back)


@router.post("/dossiers/{identifier}/terugsturen", responses=_CHANGES, tags=["nalezing"])
def send_back(
    caller: Caller, identifier: Id, version: OnVersion, body: Reason, response: Response
) -> DossierOut:
    """Het ontwerp terugsturen naar de opsteller."""
    return _step(caller, identifier, version, response, review.send_back, body.reden)


@router.post("/dossiers/{identifier}/goedkeuring", responses=_CHANGES, tags=["nalezing"])
def approve(
    caller: Caller, identifier: Id, version: OnVersion, body: ApprovalIn, response: Response
) -> DossierOut:
    """Goedkeuren wat gelezen is, en het bevriezen."""
    office = caller.office
    done = review.approve(office.database, caller.act, identifier, version, body.inhoud_sha256, office.desk)
    tag(response, done)
    return DossierOut.of(done)


@router.get("/dossiers/{identifier}/goedkeuring", responses=_READS, tags=["nalezing"])
def approval(caller: Caller, identifier: Id) -> ApprovalOut:
    """De goedkeuring die geldt."""
    with caller.office.database.reading() as connection:
        dossiers.get(connection, identifier)
        found = review.approval_of(connection, identifier)
    if found is None:
        raise UnknownError("Dit dossier is niet goedgekeurd.")
    return ApprovalOut.of(found)


@router.post("/dossiers/{identifier}/heropenen", responses=_CHANGES, tags=["nalezing"])
def reopen(
    caller: Caller, identifier: Id, version: OnVersion, body: Reason, response: Response
) -> DossierOut:
    """Een goedgekeurd dossier heropenen; de goedkeuring vervalt."""
    office = caller.office
    with office.database.reading() as connection:
        found = dossiers.read_at(connection, identifier, version)
    opened = review.reopen(office.database, caller.act, found, body.reden, office.desk)
    tag(response, opened)
    return DossierOut.of(opened)


@router.get("/dossiers/{identifier}/opmerkingen", responses=_READS, tags=["nalezing"])
def comments(caller: Caller, identifier: Id) -> list[CommentOut]:
    """De opmerkingen, de oudste eerst."""
    with caller.office.database.reading() as connection:
        dossiers.get(connection, identifier)
        return [CommentOut.of(one) for one in review.comments_of(connection, identifier)]


@router.post("/dossiers/{identifier}/opmerkingen", status_code=201, responses=_READS, tags=["nalezing"])
def comment(caller: Caller, identifier: Id, body: CommentIn) -> CommentOut:
    """Iets opmerken over een plaats: «deelvraag 1.a», «alinea 1.a/2», of «cijfer» met haar sleutel."""
    number = said(caller, identifier, body.plaats, body.tekst)
    with caller.office.database.reading() as connection:
        made = [one for one in review.comments_of(connection, identifier) if one.id == number]
    return CommentOut.of(made[0])


@router.get("/dossiers/{identifier}/verloop", responses=_READS, tags=["dossiers"])
def history(caller: Caller, identifier: Id) -> list[LogOut]:
    """Wie deed wat, wanneer; het nieuwste eerst."""
    with caller.office.database.reading() as connection:
        dossiers.get(connection, identifier)
        return [LogOut.of(one) for one in log.entries(connection, identifier)]


@router.get("/catalogus", responses=problems(), tags=["catalogus"])
def catalogue(caller: Caller, q: Words = "") -> list[ItemOut]:
    """De catalogusvragen."""
    found = matching(caller.office.desk.catalogue(), q)
    return [ItemOut(naam=one.name, titel=one.title, omschrijving=one.description) for one in found]


@router.get("/catalogus/{name}", responses=problems(404), tags=["catalogus"])
def item(caller: Caller, name: str) -> dict[str, Any]:
    """Eén catalogusvraag: wat ze telt, haar keuzes, haar SQL."""
    known = caller.office.desk.catalogue()
    if name not in known.items:
        raise UnknownError("Deze catalogusvraag bestaat niet.")
    return {**describe_item(known.get(name)), "sql": known.get(name).sql}


@router.get("/eerdere-antwoorden", responses=problems(), tags=["catalogus"])
def earlier(caller: Caller, q: Annotated[str, Query(min_length=1, max_length=200)]) -> list[AskedOut]:
    """Zoeken in goedgekeurde antwoorden: alle woorden moeten voorkomen."""
    words = q.casefold().split()[:10]
    if not words:
        raise InputError("Er zijn geen woorden om te zoeken.")
    found = [
        one
        for one in caller.office.desk.asked_before()
        if all(word in f"{one.number} {one.text} {one.answer}".casefold() for word in words)
    ]
    return [AskedOut.of(one) for one in found[:PAGE_SIZE]]
