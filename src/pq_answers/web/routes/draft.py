"""The draft: how it will look, where each figure comes from, other words around figures, and its files."""

from __future__ import annotations

import io
import mimetypes
import zipfile
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from fastapi import APIRouter, Request
from starlette.responses import HTMLResponse, Response

from pq_answers.answer import ALL_FORMATS, RECORD, dump_record
from pq_answers.compose import editable
from pq_answers.errors import InputError, UserError
from pq_answers.plan import Edit, Plan
from pq_answers.planwrite import write_plan
from pq_answers.web.answer import changed_figures, draft_page, figure_of, record_panels
from pq_answers.web.guard import ANSWER_CSP
from pq_answers.web.pages import back, kept_page, page
from pq_answers.web.routes.dossiers import read
from pq_answers.web.visitor import Id, Posted, Visiting, Visitor, visitor_of
from pq_answers.workflow import Approval, Dossier, Right, State, UnknownError, dossiers, plan_of, review

router = APIRouter()
_HTML = "antwoord.html"
_ZIP = "antwoord.zip"
_EARLIEST = (1980, 1, 1, 0, 0, 0)


@router.get("/dossiers/{identifier:int}/ontwerp")
def draft(request: Request, identifier: Id) -> Response:
    """Show the draft, or of an approved dossier the frozen answer."""
    # Not as a dependency, which is a thread of its own: that costs as much as all the rest of this page.
    visitor = visitor_of(request)
    found = read(visitor, identifier)
    key = (found, visitor.office.desk.in_force(visitor.office.now))
    return kept_page(request, visitor, key, lambda anybody: _draft(request, anybody, found))


def _draft(request: Request, visitor: Visitor, found: Dossier) -> HTMLResponse:
    shared: dict[str, Any] = {"dossier": found, "blad": "ontwerp", "bewerkingen": _edits(found)}
    approval = _approval(visitor, found)
    if approval is not None:
        record = review.frozen_record(visitor.office.desk, approval)
        names = [*sorted(record["bestanden"]), RECORD, review.APPROVAL]
        return page(request, "bevroren", visitor, **shared, **record_panels(record), bestanden=names)
    if not found.snapshot:
        return page(request, "geen_ontwerp", visitor, **shared, fout=None)
    try:
        made = visitor.office.desk.draft(found)
        shown = visitor.office.desk.view(
            found, lambda one: draft_page(one.document, f"/dossiers/{found.id}/ontwerp")
        )
    except UserError as error:
        return page(request, "geen_ontwerp", visitor, 409, **shared, fout=error)
    current = visitor.office.desk.store.current().id
    return page(
        request,
        "ontwerp",
        visitor,
        **shared,
        **record_panels(made.record),
        **shown,
        bestanden=names_of(made.record),
        nieuwer=current if current != found.snapshot else "",
        open=found.is_open and visitor.user.may(Right.DRAFT),
    )


def _edits(dossier: Dossier) -> tuple[Edit, ...]:
    return plan_of(dossier).edits if dossier.plan else ()


def _approval(visitor: Visitor, dossier: Dossier) -> Approval | None:
    if dossier.state is not State.APPROVED:
        return None
    with visitor.office.database.reading() as connection:
        return review.approval_of(connection, dossier.id)


def names_of(record: Mapping[str, Any]) -> list[str]:
    """Return the names of the files of a draft, without making them."""
    annexes = sorted({entry["bijlage"] for entry in record["antwoorden"] if "bijlage" in entry})
    books = [f"bijlage-{number}.xlsx" for number in annexes]
    return ["antwoord.docx", *books, _HTML, "antwoord.md", "antwoord.txt", "opsteller.html", RECORD]


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
    return page(
        request,
        name,
        visitor,
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
        changed = write_plan(plan.question, plan.parts, plan.annexes, edits, file=plan.file)
        dossiers.set_plan(connection, visitor.act, found, changed, f"tekst herschreven: {one.label}")
    return back(f"/dossiers/{identifier}/ontwerp?gedaan=bewaard#antwoord-{one.label.replace('.', '-')}")


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
        changed = write_plan(plan.question, plan.parts, plan.annexes, edits, file=plan.file)
        dossiers.set_plan(connection, visitor.act, found, changed, "bewerking teruggenomen")
    return back(f"/dossiers/{identifier}/ontwerp", "bewaard")


@router.get("/dossiers/{identifier:int}/ontwerp/momentopname")
def newer(request: Request, identifier: Id, visitor: Visiting) -> Response:
    """Show which figures the current snapshot would change, before it is taken."""
    found = read(visitor, identifier)
    desk = visitor.office.desk
    before = record_of(visitor, found)
    after = desk.draft(replace(found, snapshot=desk.store.current().id)).record
    moved = changed_figures(before, after)
    return page(
        request,
        "nieuwer",
        visitor,
        dossier=found,
        blad="ontwerp",
        verschillen=moved,
        nieuw=after["momentopname"],
    )


@router.post("/dossiers/{identifier:int}/ontwerp/momentopname")
def renew(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Take the current snapshot."""
    with visitor.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        review.renew_snapshot(connection, visitor.act, found, visitor.office.desk)
    return back(f"/dossiers/{identifier}/ontwerp", "bijgewerkt")


@router.get("/dossiers/{identifier:int}/bestanden/{name}")
def file(identifier: Id, name: str, visitor: Visiting, toon: bool = False) -> Response:
    """Give a file of the answer by its very name; `toon` shows the page itself, in its sandbox."""
    files = files_of(visitor, read(visitor, identifier))
    if name not in files:
        raise UnknownError(
            "Dit bestand hoort niet bij dit antwoord.", fix="Kies het in de lijst van bestanden."
        )
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    headers = {"content-security-policy": ANSWER_CSP}
    if toon and name == _HTML:
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
    return {**files, _ZIP: _zipped(files)}


def _zipped(files: Mapping[str, bytes]) -> bytes:
    """Return the files in one, the same bytes for the same files."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in sorted(files):
            archive.writestr(zipfile.ZipInfo(name, _EARLIEST), files[name], zipfile.ZIP_DEFLATED)
    return stream.getvalue()
