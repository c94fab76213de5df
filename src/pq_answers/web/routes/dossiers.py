"""The list of dossiers, a new question, its head and its term, and how it went."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from pq_answers.errors import InputError
from pq_answers.understand import KINDS, Understood, question_text
from pq_answers.web.costly import UNDERSTANDING
from pq_answers.web.pages import back, page
from pq_answers.web.reading import bare, is_recognised, pieces, stems_before
from pq_answers.web.visitor import Form, Id, Posted, Visiting, Visitor
from pq_answers.workflow import Dossier, Head, Pause, Right, State, dossiers, log, people, removal, review
from pq_answers.workflow.dossiers import PAGE_SIZE, Wanted
from pq_answers.workflow.kinds import SHOWN_STATES

router = APIRouter()
_SOON_DAYS = 7
_FIRST_PAGE = {State.NEW: "vraag", State.PLAN: "plan", State.REVIEW: "nalezing"}


@router.get("/dossiers")
def listing(
    request: Request,
    visitor: Visiting,
    q: str = "",
    staat: str = "",
    eigenaar: str = "",
    termijn: str = "",
    pagina: int = 1,
) -> Response:
    """Show the dossiers, those that are due first on top."""
    state = next((one for one in State if one == staat), None)
    today = visitor.office.today
    until = {"laat": today - timedelta(days=1), "dringend": today + timedelta(days=_SOON_DAYS)}.get(termijn)
    wanted = Wanted(state, q[:200], eigenaar[:80], until)
    number = min(max(1, pagina), 10_000)
    with visitor.office.database.reading() as connection:
        found = dossiers.find(connection, wanted, offset=(number - 1) * PAGE_SIZE)
        names = [user.name for user in people.all_users(connection)]
    return page(
        request,
        "dossiers",
        visitor,
        gevonden=found,
        wanted=wanted,
        termijnkeuze=termijn,
        staten=SHOWN_STATES,
        namen=names,
        pagina=number,
        paginas=-(-found.total // PAGE_SIZE) or 1,
    )


@router.get("/dossiers/nieuw")
def new_page(request: Request, visitor: Visiting) -> Response:
    """Show where a question is pasted or uploaded."""
    visitor.act.need(Right.DRAFT)
    return page(request, "nieuw", visitor)


@router.post("/dossiers/nieuw", dependencies=[UNDERSTANDING])
def new(visitor: Visiting, form: Posted) -> Response:
    """Make a dossier of a pasted text or an uploaded file."""
    visitor.act.need(Right.DRAFT)
    office = visitor.office
    try:
        text = _question(form)
        head = office.desk.head_of(text)
    except InputError as error:
        raise InputError(error.what, fix=f"Er is geen dossier gemaakt. {error.fix}") from error
    with office.database.writing() as connection:
        made = dossiers.create(connection, visitor.act, text, head, office.calendar)
    return back(f"/dossiers/{made.id}/vraag")


def _question(form: Form) -> str:
    """Return the text of the question; the name of a file tells only what kind of file it is."""
    uploaded = form.file("bestand")
    if uploaded is None:
        text = form.text("tekst")
        if not text.strip():
            fix = "Plak de tekst van de vraag, of kies een bestand."
            raise InputError("Er is geen vraag ingevuld.", fix=fix)
        uploaded = ("vraag.txt", text.encode("utf-8", "replace"))
    name, data = uploaded
    ending = name.rpartition(".")[2].lower()
    try:
        return question_text(f"bestand.{ending}"[:40], data)
    except InputError as error:
        raise InputError(error.what, fix=error.fix) from error


@router.get("/dossiers/{identifier:int}")
def dossier(identifier: Id, visitor: Visiting) -> Response:
    """Go to the page where a dossier goes on."""
    found = read(visitor, identifier)
    return RedirectResponse(f"/dossiers/{identifier}/{_FIRST_PAGE.get(found.state, 'ontwerp')}", 303)


def read(visitor: Visitor, identifier: int) -> Dossier:
    """Return a dossier as it is now."""
    with visitor.office.database.reading() as connection:
        return dossiers.get(connection, identifier)


@router.get("/dossiers/{identifier:int}/vraag")
def question_page(request: Request, identifier: Id, visitor: Visiting) -> Response:
    """Show the question: its head, the tree of sub-questions, its term."""
    found = read(visitor, identifier)
    understood = visitor.office.desk.understood(found.text, found.head.day)
    with visitor.office.database.reading() as connection:
        removable = removal.is_removable(connection, found)
    return page(
        request,
        "vraag",
        visitor,
        dossier=found,
        blad="vraag",
        boom=[*_tree(understood)],
        stukken=pieces(understood),
        herkend=is_recognised(understood),
        verwijderbaar=removable and removal.may_remove(visitor.act, found),
    )


def _tree(understood: Understood) -> Iterator[tuple[str, str, str]]:
    """Yield the sub-questions with their kinds, each after the sentences above it that it completes."""
    for part, stems in zip(understood.parts, stems_before(understood.parts), strict=True):
        yield from ((label, text, "") for label, text in stems)
        yield part.meaning.label, bare(part.meaning.text), KINDS[part.meaning.kind]


@router.post("/dossiers/{identifier:int}/vraag", dependencies=[UNDERSTANDING])
def save_head(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Keep the corrected head; with the button for it also make the first plan."""
    office = visitor.office
    head = Head(form.text("nummer"), form.day("datum"), form.text("steller"), form.text("titel"))
    with office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        received = form.day("ontvangen") or found.received
        found = dossiers.set_head(connection, visitor.act, found, head, received, office.calendar)
        if form.text("actie") == "plan":
            plan = office.desk.first_plan(found)
            dossiers.set_plan(connection, visitor.act, found, plan, "plan gemaakt")
            return back(f"/dossiers/{identifier}/plan")
    return back(f"/dossiers/{identifier}/vraag", "bewaard")


@router.post("/dossiers/{identifier:int}/verwijderen")
def remove(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Take a dossier that was made by mistake out of sight."""
    if not form.texts("zeker"):
        raise InputError("U bevestigde het verwijderen niet.", fix="Vink aan dat het dossier weg mag.")
    with visitor.office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        removal.remove(connection, visitor.act, found)
    return back("/dossiers", "verwijderd")


@router.post("/dossiers/{identifier:int}/termijn")
def stop_clock(identifier: Id, visitor: Visiting, form: Posted) -> Response:
    """Let the term stand still."""
    office = visitor.office
    pause = Pause(form.day("van") or office.today, form.day("tot"))
    with office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        dossiers.stop_clock(connection, visitor.act, found, pause, form.text("reden"), office.calendar)
    return back(f"/dossiers/{identifier}/vraag", "bewaard")


@router.post("/dossiers/{identifier:int}/termijn/{stop:int}")
def end_stop(identifier: Id, stop: Id, visitor: Visiting, form: Posted) -> Response:
    """Let the term run again."""
    office = visitor.office
    with office.database.writing() as connection:
        found = dossiers.read_at(connection, identifier, form.number("versie"))
        last = form.day("tot") or office.today
        dossiers.end_stop(connection, visitor.act, found, stop, last, office.calendar)
    return back(f"/dossiers/{identifier}/vraag", "bewaard")


@router.get("/dossiers/{identifier:int}/verloop")
def history(request: Request, identifier: Id, visitor: Visiting) -> Response:
    """Show who did what, when."""
    with visitor.office.database.reading() as connection:
        found = dossiers.get(connection, identifier)
        told = log.entries(connection, identifier)
        kept = dossiers.versions_of(connection, identifier)
        approval = review.approval_of(connection, identifier)
    return page(
        request,
        "verloop",
        visitor,
        dossier=found,
        blad="verloop",
        regels=told,
        versies=kept,
        goedkeuring=approval,
    )
