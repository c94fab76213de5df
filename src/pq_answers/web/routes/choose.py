"""Choosing items without a question: the choices stand in the address, and give figures or a plan."""

from __future__ import annotations

import mimetypes
import re
import unicodedata
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, quote_plus

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from pq_answers.answer import ALL_FORMATS, RECORD, Draft, dump_record
from pq_answers.errors import UserError
from pq_answers.items import Catalogue, Item
from pq_answers.plan import Plan
from pq_answers.web import selection as chosen
from pq_answers.web.answer import draft_page, figure_of, record_panels
from pq_answers.web.availability import summary
from pq_answers.web.costly import DOWNLOADING, DRAFTING
from pq_answers.web.guard import ANSWER_CSP
from pq_answers.web.office import Office
from pq_answers.web.pages import back, page
from pq_answers.web.planform import Field
from pq_answers.web.planshape import printable
from pq_answers.web.problems import status_of
from pq_answers.web.routes.draft import HTML, ZIP, names_of
from pq_answers.web.routes.library import matching
from pq_answers.web.selection import Row, Selection, read_selection
from pq_answers.web.visitor import Posted, Visiting, Visitor
from pq_answers.workflow import Right, UnknownError, dossiers
from pq_answers.workflow.work import zipped

router = APIRouter()
BASE = "/kiezen"
_ANSWER = f"{BASE}/antwoord"
_NAME = 60


@dataclass(frozen=True, slots=True)
class Card:
    """One chosen item as the page shows it; `missing` says what there is not of what is asked."""

    number: int
    name: str
    title: str = ""
    description: str = ""
    fields: tuple[Field, ...] = ()
    fault: UserError | None = None
    missing: tuple[str, ...] = ()


@router.get(BASE)
def choose_page(
    request: Request, visitor: Visiting, q: str = "", toets: bool = False, vol: bool = False
) -> Response:
    """Show the catalogue and what is chosen of it; a button leads to the address of what it makes."""
    selection, words = read_selection(request.query_params.multi_items()), printable(q[:200])
    if _is_sent(request):
        made, place = _after(request, visitor, selection)
        return _to(BASE, made, words, place=place)
    catalogue = visitor.office.desk.catalogue()
    last_year = visitor.office.desk.store.current().last_complete_year
    cards = [
        _card(catalogue, last_year, number, row, told=toets)
        for number, row in enumerate(selection.rows, start=1)
    ]
    return page(
        request,
        "kiezen",
        visitor,
        keuze=selection,
        kaarten=cards,
        groepen=_groups(catalogue, words),
        q=words,
        vol=vol or selection.cut,
        meest=chosen.MOST,
        fout=_head_fault(visitor.office, selection),
    )


def _groups(catalogue: Catalogue, words: str) -> list[tuple[str, list[tuple[Item, str]]]]:
    """Return the items with these words and what there is of each, those on the register first."""
    found = sorted(matching(catalogue, words), key=lambda item: item.title)
    kinds = (("Cijfers uit het register", False), ("Cijfers uit eerdere publicaties", True))
    groups = [
        (kind, [(one, summary(one)) for one in found if one.published is known]) for kind, known in kinds
    ]
    return [group for group in groups if group[1]]


def _is_sent(request: Request) -> bool:
    """Whether the address comes from the form: it then still holds empty fields and the button."""
    return "actie" in request.query_params or "erbij" in request.query_params


def _after(request: Request, visitor: Visitor, selection: Selection) -> tuple[Selection, int]:
    """Return the selection with what is ticked, after the button that was pressed; and where to look."""
    desk = visitor.office.desk
    ticked = request.query_params.getlist("erbij")
    added = chosen.with_items(selection, ticked, desk.catalogue(), desk.store.current().last_complete_year)
    made, place = chosen.after(added, request.query_params.get("actie", ""))
    first_new = len(selection.rows) + 1
    return made, place or (min(first_new, len(made.rows)) if ticked else 0)


def _to(path: str, selection: Selection, words: str = "", *, place: int = 0, told: bool = False) -> Response:
    """Return the way to the address of a selection, in which nothing is empty; the search words stay."""
    rest = (
        f"q={quote_plus(words)}" if words else "",
        "toets=1" if told else "",
        "vol=1" if selection.cut else "",
    )
    query = "&".join(filter(None, (selection.address, *rest)))
    return RedirectResponse(f"{path}?{query}" + (f"#vraag-{place}" if place else ""), 303)


def _head_fault(office: Office, selection: Selection) -> UserError | None:
    try:
        chosen.day_of(selection, office.today)
    except UserError as error:
        return error
    return None


def _card(catalogue: Catalogue, last_year: int, number: int, row: Row, *, told: bool) -> Card:
    """Return the card of a chosen item; that a choice is missing is told once somebody went on without it."""
    try:
        item = catalogue.get(row.item)
    except UserError as error:
        return Card(number, row.item, fault=error)
    fields = tuple(chosen.shown_fields(row, item, last_year))
    fault: UserError | None = None
    missing: tuple[str, ...] = ()
    try:
        missing = chosen.check_row(row, catalogue, last_year)
    except UserError as error:
        fault = None if _is_new(fields) and not told else error
    return Card(number, item.name, item.title, item.description, fields, fault, missing)


def _is_new(fields: tuple[Field, ...]) -> bool:
    """Whether nothing is ticked yet in the first list, as for an item that was added just now."""
    return bool(fields) and fields[0].kind == "keuzes" and not any(one.chosen for one in fields[0].options)


# From choices to figures


def plan_of(office: Office, selection: Selection) -> Plan:
    """Return the plan of a selection as things stand here; raises what a wrong choice raises."""
    last_year = office.desk.store.current().last_complete_year
    return chosen.plan_of(selection, office.desk.catalogue(), office.today, last_year)


@dataclass(frozen=True, slots=True)
class _Chosen:
    """A selection that makes a plan."""

    selection: Selection
    plan: Plan


def _read(request: Request, visitor: Visitor, path: str) -> _Chosen | Response:
    """Return the plan of the address, or else where to go: to mend the choices, or without what is empty."""
    selection = read_selection(request.query_params.multi_items())
    if _is_sent(request):
        selection, _ = _after(request, visitor, selection)
    office = visitor.office
    try:
        plan = plan_of(office, selection)
    except UserError:
        return _to(BASE, selection, told=True)
    return _to(path, selection) if _is_sent(request) else _Chosen(selection, plan)


def drafted(office: Office, plan: Plan, formats: tuple[str, ...] = ("txt",)) -> Draft:
    """Return the draft of a plan without a dossier; its moment is the day, so that it is made once a day."""
    return office.desk.draft_of(plan, f"{office.today.isoformat()}T00:00:00+00:00", formats)


@router.get(_ANSWER, dependencies=[DRAFTING])
def answer_page(request: Request, visitor: Visiting) -> Response:
    """Show the protected tables of what is chosen, to copy, to download or to go on with."""
    read = _read(request, visitor, _ANSWER)
    if isinstance(read, Response):
        return read
    address = read.selection.address
    try:
        made = drafted(visitor.office, read.plan)
    except UserError as error:
        return page(request, "kiezen_fout", visitor, status_of(error), adres=address, fout=error)
    return page(
        request,
        "kiezen_antwoord",
        visitor,
        adres=address,
        bestanden=names_of(made.record),
        zip=ZIP,
        **record_panels(made.record),
        **draft_page(made.document, BASE, f"{address}&"),
    )


@router.get(f"{BASE}/herkomst")
def origin(request: Request, visitor: Visiting, soort: str, naam: str) -> Response:
    """Show where a number comes from; only the panel for who asks with htmx."""
    read = _read(request, visitor, _ANSWER)
    if isinstance(read, Response):
        return read
    record = drafted(visitor.office, read.plan).record
    told = figure_of(record, soort, naam, visitor.office.desk.catalogue())
    # Without a dossier there is nowhere to remark on it.
    shown: dict[str, Any] = {"cijfer": told, "momentopname": record["momentopname"], "plek": ""}
    if request.headers.get("hx-request"):
        return page(request, "herkomst_paneel", visitor, **shown)
    return page(request, "kiezen_herkomst", visitor, **shown, adres=read.selection.address)


@router.get(f"{BASE}/plan.toml")
def plan_file(request: Request, visitor: Visiting) -> Response:
    """Give the plan, for `pq-answers answer` and `pq-answers batch`."""
    read = _read(request, visitor, f"{BASE}/plan.toml")
    if isinstance(read, Response):
        return read
    headers = {"content-disposition": f'attachment; filename="{file_name(read.plan)}"'}
    return Response(read.plan.text, media_type="application/toml", headers=headers)


def file_name(plan: Plan) -> str:
    """Return a name for the file of a plan, from its title: a folder of plans needs different ones."""
    bare = unicodedata.normalize("NFKD", plan.question.title).encode("ascii", "ignore").decode().lower()
    return f"{re.sub('[^a-z0-9]+', '-', bare)[:_NAME].strip('-') or 'plan'}.toml"


@router.get(f"{BASE}/bestanden/{{name}}", dependencies=[DOWNLOADING])
def file(request: Request, name: str, visitor: Visiting, toon: bool = False) -> Response:
    """Give a file of the answer by its very name; `toon` shows the page itself, in its sandbox."""
    read = _read(request, visitor, f"{BASE}/bestanden/{quote_plus(name)}")
    if isinstance(read, Response):
        return read
    content = file_of(visitor.office, read.plan, name)
    headers = {"content-security-policy": ANSWER_CSP}
    if toon and name == HTML:
        headers["x-frame-options"] = "SAMEORIGIN"
    else:
        headers["content-disposition"] = f'attachment; filename="{name}"'
    return Response(
        content, media_type=mimetypes.guess_type(name)[0] or "application/octet-stream", headers=headers
    )


def file_of(office: Office, plan: Plan, name: str) -> bytes:
    """Return a file of the answer to a plan, or all in one; raises `UnknownError` for another name."""
    made = drafted(office, plan, ALL_FORMATS)
    files = {**made.files, RECORD: dump_record(made.record)}
    if name == ZIP:
        return zipped(files)
    if name not in files:
        raise UnknownError(
            "Dit bestand hoort niet bij dit antwoord.", fix="Kies het in de lijst van bestanden."
        )
    return files[name]


@router.post(f"{BASE}/dossier")
def open_dossier(visitor: Visiting, form: Posted) -> Response:
    """Go on with the choices in a dossier, with their plan."""
    act, office = visitor.act, visitor.office
    act.need(Right.DRAFT)
    selection = read_selection(parse_qsl(form.text("keuze")))
    plan = plan_of(office, selection)
    with office.database.writing() as connection:
        made = dossiers.create(connection, act, chosen.text_of(plan), chosen.head_of(plan), office.calendar)
        dossiers.set_plan(connection, act, made, plan, "plan gemaakt van gekozen vragen")
    return back(f"/dossiers/{made.id}/plan")
