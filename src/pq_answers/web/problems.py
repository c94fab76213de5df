"""Errors for people: a page that says what is wrong and how to mend it, and gives back what they typed."""

from __future__ import annotations

import logging
import re
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from pq_answers.errors import BlockedError, OutputError, StoreError, UserError
from pq_answers.web.guard import API
from pq_answers.web.pages import page
from pq_answers.web.visitor import SignInNeededError, read_form, visitor_of
from pq_answers.web.watch.requests import REQUEST, route_of
from pq_answers.workflow import ForbiddenError, StaleError, StateError, UnknownError
from pq_answers.workflow.jobs import QueueFullError
from pq_answers.workflow.rates import TooManyError

PROBLEM = "application/problem+json"
_FORMS = re.compile(
    r"(?P<new>/dossiers/nieuw)|(?P<base>/dossiers/\d+)(?:/(?P<step>[a-z]+)(?:/(?P<number>\d+)|/[^/]+)?(?:/.*)?)?"
)
_STANDS_ON = {
    "voorleggen": "ontwerp",
    "terughalen": "ontwerp",
    "goedkeuren": "nalezing",
    "terugsturen": "nalezing",
    "opmerkingen": "nalezing",
    "heropenen": "nalezing",
    "termijn": "vraag",
}
"""On which page the form of a step stands, where that is another one."""
_LOG = logging.getLogger("pq_answers.web")
_STATUS: tuple[tuple[type[UserError], int], ...] = (
    (TooManyError, 429),
    (QueueFullError, 429),
    (ForbiddenError, 403),
    (UnknownError, 404),
    (StaleError, 409),
    (StateError, 409),
    (BlockedError, 409),
    (StoreError, 503),
    (OutputError, 503),
)
WORDS = {
    400: ("Deze vraag is niet leesbaar.", "Ga terug en probeer het opnieuw."),
    404: ("Deze pagina bestaat niet.", "Zoek ze via het menu."),
    405: ("Zo kan deze pagina niet gebruikt worden.", "Ga terug en gebruik de knoppen."),
    413: ("Dit is te groot.", "Stuur minder tekst of een kleiner bestand."),
    422: ("Dit adres of formulier klopt niet.", "Ga terug en probeer het opnieuw."),
    500: ("Er ging intern iets mis.", "Probeer het opnieuw; meld het aan de beheerder als het zo blijft."),
}


def status_of(error: UserError) -> int:
    """Return the HTTP status of an error."""
    return next((status for kind, status in _STATUS if isinstance(error, kind)), 422)


def words_of(status: int) -> tuple[str, str]:
    """Return what to say about a status, and how to mend it."""
    return WORDS.get(status, ("Dit kan niet.", "Ga terug en probeer het opnieuw."))


def add_problem_pages(app: FastAPI) -> None:
    """Let every error of the pages become a page."""
    app.add_exception_handler(SignInNeededError, _sign_in)
    app.add_exception_handler(UserError, _user_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)


async def _sign_in(request: Request, error: Exception) -> Response:
    if request.method == "POST":
        # The session ended while somebody was typing: they get it back.
        await read_form(request)
        fix = "Meld u in een ander venster opnieuw aan, ga hier terug en stuur het opnieuw."
        return _shown(request, 401, "U bent niet meer aangemeld.", fix)
    path = error.path if isinstance(error, SignInNeededError) else "/"
    return RedirectResponse(f"/aanmelden?naar={quote(path)}", 303)


def _user_error(request: Request, error: Exception) -> Response:
    if not isinstance(error, UserError):
        raise error
    headers = {"retry-after": str(error.seconds)} if isinstance(error, TooManyError) else {}
    shown = _shown(request, status_of(error), error.what, error.fix)
    shown.headers.update(headers)
    return shown


def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return _shown(request, status, *words_of(status))


def _invalid(request: Request, _error: Exception) -> Response:
    return _shown(request, 422, *words_of(422))


def internal(request: Request, error: Exception) -> Response:
    """Return the page for what nobody foresaw."""
    # The kind and the place only: the message of an exception may hold what somebody typed.
    kind, number = type(error).__name__, request.scope.get(REQUEST, "")
    _LOG.error("interne fout %s op %s in verzoek %s", kind, route_of(request.scope), number)
    return _shown(request, 500, *words_of(500))


def problem(status: int, title: str, detail: str, headers: dict[str, str] | None = None) -> Response:
    """Return an error for programs (RFC 9457)."""
    told = {"type": "about:blank", "title": title, "status": status, "detail": detail}
    return JSONResponse(told, status, headers, media_type=PROBLEM)


def _shown(request: Request, status: int, what: str, fix: str) -> Response:
    if request.url.path.startswith(API):
        return problem(status, what, fix)
    try:
        visitor = visitor_of(request)
    except (SignInNeededError, UserError):
        visitor = None
    form = getattr(request.state, "form", None)
    typed = list(form.shown) if form is not None else []
    terug = way_back(request.url.path, read=request.method == "GET")
    return page(request, "fout", visitor, status, wat=what, oplossing=fix, ingevuld=typed, terug=terug)


def way_back(path: str, *, read: bool) -> str:
    """Return the page on which a form stands that was sent to `path`; the list where that is not known.

    A page that could not be read is no way back from itself.
    """
    found = _FORMS.fullmatch(path)
    if found is None or read:
        return "/dossiers"
    if found["new"]:
        return found["new"]
    base, step, number = found["base"], found["step"] or "", found["number"]
    if step == "plan" and number:
        return f"{base}/plan#deel-{number}"
    return f"{base}/{_STANDS_ON.get(step, step)}".rstrip("/")
