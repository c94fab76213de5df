"""The draft: how it will look, where each figure comes from, other words around figures, and its files."""

from __future__ import annotations

import mimetypes
from collections.abc import Mapping
from typing import Any, TypeVar

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from pq_answers.answer import ALL_FORMATS, PAGE, RECORD, dump_record
from pq_answers.compose import editable
from pq_answers.document import Origin
from pq_answers.errors import InputError, UserError
from pq_answers.plan import Edit, Plan
from pq_answers.planwrite import rewritten
from pq_answers.web.answer import draft_page, figure_of, record_panels
from pq_answers.web.costly import DOWNLOADING, count_drafting
from pq_answers.web.guard import ANSWER_CSP
from pq_answers.web.pages import back, back_at, kept_page, page
from pq_answers.web.places import by_block, figure_place, remarks
from pq_answers.web.routes.dossiers import read
from pq_answers.web.visitor import Id, Posted, Visiting, Visitor, visitor_of
from pq_answers.workflow import (
    Approval,
    Comment,
    Dossier,
    Right,
    State,
    UnknownError,
    dossiers,
    jobs,
    plan_of,
    review,
)
from pq_answers.workflow.jobs import Job, Kind, Wanted
from pq_answers.workflow.work import zipped

router = APIRouter()
T = TypeVar("T")
HTML = "antwoord.html"
ZIP = "antwoord.zip"
_LARGE = 40
"""With more parts than this in its plan, an answer is made in the background first."""


@router.get("/dossiers/{identifier:int}/ontwerp")
def draft(request: Request, identifier: Id) -> Response:
    """Show the draft, or of an approved dossier the frozen answer."""
    # Not as a dependency, which is a thread of its own: that costs as much as all the rest of this page.
    visitor = visitor_of(request)
    found = read(visitor, identifier)
    said = _comments(visitor, identifier)
    key = (found, said, visitor.office.desk.in_force(visitor.office.now))
    return kept_page(
        request,
        visitor,
        key,
        lambda anybody: _draft(request, anybody, found, said),
        lambda: _before_drafting(visitor, found),
    )


def _before_drafting(visitor: Visitor, dossier: Dossier) -> Response | None:
    """Count a draft that has to be worked out, or return the way to the job that makes a large one."""
    if not dossier.snapshot or dossier.state is State.APPROVED:
        return None
    waiting = _in_background(visitor, dossier)
    if waiting is not None:
        return back(f"/taken/{waiting.id}")
    if not visitor.office.desk.has_draft(dossier):
        count_drafting(visitor)
    return None


def _draft(request: Request, visitor: Visitor, found: Dossier, said: tuple[Comment, ...]) -> HTMLResponse:
    shared: dict[str, Any] = {"dossier": found, "blad": "ontwerp", "bewerkingen": _edits(found)}
    approval = _approval(visitor, found)
    if approval is not None:
        record = review.frozen_record(visitor.office.desk, approval)
        kept = record["bestanden"] if may_see_why(visitor) else without_why(record["bestanden"])
        names = [*sorted(kept), RECORD, review.APPROVAL]
        shared |= {"nieuwer": _is_newer(visitor, found), "bestanden": names}
        return page(request, "bevroren", visitor, **shared, **record_panels(record))
    if not found.snapshot:
        return page(request, "geen_ontwerp", visitor, **shared, fout=None)
    try:
        made = visitor.office.desk.draft(found)
        shown = visitor.office.desk.view(
            found, lambda one: draft_page(one.document, f"/dossiers/{found.id}/ontwerp")
        )
    except UserError as error:
        return page(request, "geen_ontwerp", visitor, 409, **shared, fout=error)
    return page(
        request,
        "ontwerp",
        visitor,
        **shared,
        **record_panels(made.record),
        **shown,
        bestanden=names_of(made.record, why=may_see_why(visitor)),
        nieuwer=_is_newer(visitor, found),
        gezegd=by_block(said, shown["eerste_plaatsen"]),
        opmerkingen=remarks([one for one in said if one.resolved is None], f"/dossiers/{found.id}/ontwerp"),
        open=found.is_open and visitor.user.may(Right.DRAFT),
    )


def _is_newer(visitor: Visitor, dossier: Dossier) -> bool:
    """Whether the current snapshot is another than that of the answer."""
    return visitor.office.desk.store.current().id != dossier.snapshot


def _in_background(visitor: Visitor, dossier: Dossier) -> Job | None:
    """Return the job that makes a large draft; None for a small one, and for one that was made before."""
    if len(plan_of(dossier).parts) <= _LARGE or visitor.office.desk.has_draft(dossier):
        return None
    wanted = Wanted(Kind.ANSWER, dossier.name, {"dossier": dossier.id, "versie": dossier.version})
    with visitor.office.database.writing() as connection:
        # Another process may have made it: this one then makes it again, and sends nobody in circles.
        return None if jobs.done_before(connection, wanted) else jobs.add(connection, visitor.act, wanted)


def _comments(visitor: Visitor, identifier: int) -> tuple[Comment, ...]:
    with visitor.office.database.reading() as connection:
        return review.comments_of(connection, identifier)


def _edits(dossier: Dossier) -> tuple[Edit, ...]:
    return plan_of(dossier).edits if dossier.plan else ()


def _approval(visitor: Visitor, dossier: Dossier) -> Approval | None:
    if dossier.state is not State.APPROVED:
        return None
    with visitor.office.database.reading() as connection:
        return review.approval_of(connection, dossier.id)


def names_of(record: Mapping[str, Any], *, why: bool) -> list[str]:
    """Return the names of the files of a draft, without making them; `why` with the page for the drafter."""
    annexes = sorted({entry["bijlage"] for entry in record["antwoorden"] if "bijlage" in entry})
    books = [f"bijlage-{number}.xlsx" for number in annexes]
    return ["antwoord.docx", *books, HTML, "antwoord.md", "antwoord.txt", *([PAGE] if why else []), RECORD]


def record_of(visitor: Visitor, dossier: Dossier) -> Mapping[str, Any]:
    """Return the record of a dossier's answer: the frozen one where it is approved."""
    approval = _approval(visitor, dossier)
    if approval is not None:
        return review.frozen_record(visitor.office.desk, approval)
    if not dossier.snapshot:
        raise UnknownError(
            "Dit dossier heeft nog geen ontwerp.", fix="Maak het eerst, op de pagina van het plan."
        )
    return visitor.office.desk.draft(dossier).record


@router.get("/dossiers/{identifier:int}/ontwerp/herkomst")
def origin(request: Request, identifier: Id, visitor: Visiting, soort: str, naam: str) -> Response:
    """Show where a number comes from; only the panel for who asks with htmx."""
    found = read(visitor, identifier)
    record = record_of(visitor, found)
    told = figure_of(record, soort, naam, visitor.office.desk.catalogue())
    name = "herkomst_paneel" if request.headers.get("hx-request") else "herkomst"
    place = figure_place(naam) if soort == Origin.CELL else ""
    said = [one for one in _comments(visitor, identifier) if one.place == place]
    return page(
        request,
        name,
        visitor,
        plek=place,
        opmerkingen=said,
        dossier=found,
        blad="ontwerp",
        cijfer=told,
        momentopname=record["momentopname"],
    )


@router.get("/dossiers/{identifier:int}/ontwerp/alinea/{number:int}")
def paragraph(request: Request, identifier: Id, number: Id, visitor: Visiting) -> Response:
    """Show a paragraph whose words can be rewritten."""
    found = read(visitor, identifier)
    one = _paragraph(visitor, found, number)
    return page(request, "alinea", visitor, dossier=found, blad="ontwerp", alinea=one, nummer=number)


def _paragraph(visitor: Visitor, dossier: Dossier, number: int) -> Any:
    paragraphs = editable(visitor.office.desk.draft(dossier).document)
    if not 0 <= number < len(paragraphs):
        raise UnknownError("Deze alinea bestaat niet.", fix="Kies ze in het ontwerp.")
    return paragraphs[number]


@router.post("/dossiers/{identifier:int}/ontwerp/alinea/{number:int}")
def rewrite(identifier: Id, number: Id, visitor: Visiting, form: Posted) -> Response:
    """Keep other words around the figures of a paragraph."""
    with visitor.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        one = _paragraph(visitor, found, number)
        plan = plan_of(found)
        edits = _edited(plan, one.label, one.was, one.stored(form.text("tekst")))
        changed = rewritten(plan, edits=edits)
        dossiers.set_plan(connection, visitor.act, found, changed, f"tekst herschreven: {one.label}")
    place = f"antwoord-{one.label.replace('.', '-')}"
    return back_at(f"/dossiers/{identifier}/ontwerp", "bewaard", place)


def _edited(plan: Plan, label: str, was: str, becomes: str) -> list[Edit]:
    """Return the edits with one more; a paragraph rewritten again keeps its first words as `was`."""
    if becomes == was:
        return list(plan.edits)
    again = [edit for edit in plan.edits if (edit.label, edit.becomes) == (label, was)]
    kept = [edit for edit in plan.edits if edit not in again]
    return [*kept, Edit(label, 0, again[0].was if again else was, becomes)]


@router.post("/dossiers/{identifier:int}/ontwerp/bewerking/{number:int}")
def undo(identifier: Id, number: Id, visitor: Visiting, form: Posted) -> Response:
    """Take a rewriting back: the words of the programme return."""
    with visitor.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        plan = plan_of(found)
        if not 0 <= number < len(plan.edits):
            raise UnknownError("Deze bewerking bestaat niet.")
        edits = [edit for place, edit in enumerate(plan.edits) if place != number]
        changed = rewritten(plan, edits=edits)
        dossiers.set_plan(connection, visitor.act, found, changed, "bewerking teruggenomen")
    return back(f"/dossiers/{identifier}/ontwerp", "bewaard")


@router.get("/dossiers/{identifier:int}/bestanden/{name}", dependencies=[DOWNLOADING])
def file(identifier: Id, name: str, visitor: Visiting, toon: bool = False) -> Response:
    """Give a file of the answer by its very name; `toon` shows the page itself, in its sandbox."""
    files = files_of(visitor, read(visitor, identifier))
    if name not in files:
        raise UnknownError(
            "Dit bestand hoort niet bij dit antwoord.", fix="Kies het in de lijst van bestanden."
        )
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"content-security-policy": ANSWER_CSP}
    if toon and name == HTML:
        headers["x-frame-options"] = "SAMEORIGIN"
    else:
        headers["content-disposition"] = f'attachment; filename="{name}"'
    return Response(files[name], media_type=kind, headers=headers)


def files_of(visitor: Visitor, dossier: Dossier) -> dict[str, bytes]:
    """Return the files of an answer by name, and all of them in one."""
    desk, approval = visitor.office.desk, _approval(visitor, dossier)
    if approval is not None:
        names = [*review.frozen_record(desk, approval)["bestanden"], RECORD, review.APPROVAL]
        files = {
            name: data for name in names if (data := review.frozen_file(desk, approval, name)) is not None
        }
    elif not dossier.snapshot:
        raise InputError("Dit dossier heeft nog geen ontwerp.", fix="Maak het eerst.")
    else:
        made = desk.draft(dossier, ALL_FORMATS)
        files = {**made.files, RECORD: dump_record(made.record)}
    return {**(files if may_see_why(visitor) else without_why(files)), ZIP: zipped(files)}


def may_see_why(visitor: Visitor) -> bool:
    """Whether somebody may know which counts are small: who writes or reviews, not who only reads."""
    return visitor.user.may(Right.DRAFT) or visitor.user.may(Right.REVIEW)


def without_why(files: Mapping[str, T]) -> dict[str, T]:
    """Return the files without the page that says which counts are small."""
    return {name: data for name, data in files.items() if name != PAGE}
