"""Errors for people: a page that says what is wrong and how to mend it, and gives back what they typed."""

from __future__ import annotations

import logging
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse, RedirectResponse, Response

from pq_answers.errors import BlockedError, OutputError, StoreError, UserError
from pq_answers.items import Catalogue
from pq_answers.web.formpages import page_above, way_back
from pq_answers.web.formwords import typed_in_words
from pq_answers.web.guard import API
from pq_answers.web.pages import page
from pq_answers.web.visitor import SignInNeededError, office_of, read_form, visitor_of
from pq_answers.web.watch.requests import REQUEST, route_of
from pq_answers.workflow import ForbiddenError, StaleError, StateError, UnknownError
from pq_answers.workflow.jobs import QueueFullError
from pq_answers.workflow.rates import TooManyError

PROBLEM = "application/problem+json"
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
    if isinstance(error, UnknownError) and (led := _led(request)):
        return led
    headers = {"retry-after": str(error.seconds)} if isinstance(error, TooManyError) else {}
    shown = _shown(request, status_of(error), error.what, error.fix)
    shown.headers.update(headers)
    return shown


def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    if status == 405 and (led := _led(request)):
        return led
    return _shown(request, status, *words_of(status))


def _led(request: Request) -> Response | None:
    """Return the way to the page of a form, for who asks for the address that it is sent to."""
    if request.method != "GET" or request.url.path.startswith(API):
        return None
    path = page_above(request.url.path, request.app.state.pages)
    return RedirectResponse(path, 303) if path else None


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
    typed = typed_in_words(form, _catalogue(request)) if form is not None else []
    path, read = request.url.path, request.method == "GET"
    terug = "" if read else page_above(path, request.app.state.pages)
    terug = terug or way_back(path, read=read)
    return page(request, "fout", visitor, status, wat=what, oplossing=fix, ingevuld=typed, terug=terug)


def _catalogue(request: Request) -> Catalogue | None:
    try:
        return office_of(request).desk.catalogue()
    except UserError:
        return None
