"""Who calls, on which version they build, and errors as problem+json in Dutch."""

from __future__ import annotations

import re
from typing import Annotated, Any

from fastapi import Depends, FastAPI, Header, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from starlette.exceptions import HTTPException

from pq_answers.errors import InputError, UserError
from pq_answers.web.api.models import Problem
from pq_answers.web.forwarded import address_of
from pq_answers.web.office import Office
from pq_answers.web.problems import PROBLEM, problem, status_of, words_of
from pq_answers.web.visitor import Visitor
from pq_answers.workflow import Dossier, people
from pq_answers.workflow.rates import TooManyError

_ETAG = re.compile(r'"(\d{1,9})"\Z')
_BEARER = HTTPBearer(auto_error=False, description="Een token van de pagina met uw account.")
_WHAT = {
    401: "Geen geldig token.",
    403: "Dit account mag dit niet.",
    404: "Bestaat niet.",
    409: "Kan niet in deze staat of met deze versie.",
    422: "De invoer klopt niet.",
    428: "De kop If-Match ontbreekt.",
    429: "Te vaak na elkaar, of te veel taken die wachten.",
    503: "De opslag is niet bereikbaar.",
}


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """Return the description of the errors that a call may answer with."""
    content = {PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": _WHAT[status], "content": content, "model": None}
        for status in sorted({401, 403, 422, 429, 503, *statuses})
    }


class Interface(FastAPI):
    """The interface for programs; its description names an error once, so that a generated client has one."""

    def openapi(self) -> dict[str, Any]:
        """Return the description, with the error among its components."""
        described = super().openapi()
        described["components"]["schemas"]["Problem"] = Problem.model_json_schema()
        return described


class NoTokenError(InputError):
    """There is no token, or it is not valid (any more)."""


class NoVersionError(InputError):
    """A change does not say on which version it builds."""


def caller_of(
    request: Request, given: Annotated[HTTPAuthorizationCredentials | None, Depends(_BEARER)]
) -> Visitor:
    """Return whose token this is; raises `NoTokenError` for none that is valid."""
    office: Office = request.app.state.office
    with office.database.reading() as connection:
        secret = given.credentials if given else ""
        user = people.user_of_token(connection, secret, office.now, office.source)
    if user is None:
        if given:
            # Right tokens are never counted: others at the same address keep working.
            origin = address_of(request, office.settings.proxies)
            office.take(f"token van {origin}", office.settings.rates.address)
        raise NoTokenError("Er is geen geldig token.", fix="Maak een token op de pagina met uw account.")
    return Visitor(office, user, "")


def version_of(if_match: Annotated[str | None, Header()] = None) -> int:
    """Return the version that a change builds on, from If-Match."""
    match = _ETAG.match(if_match or "")
    if match is None:
        fix = 'Geef de ETag van het dossier mee: If-Match: "3".'
        raise NoVersionError("Deze wijziging zegt niet op welke versie ze voortbouwt.", fix=fix)
    return int(match[1])


Caller = Annotated[Visitor, Depends(caller_of)]
OnVersion = Annotated[int, Depends(version_of)]


def tag(response: Response, dossier: Dossier) -> None:
    """Name the version in the answer."""
    response.headers["etag"] = f'"{dossier.version}"'


def add_problems(app: FastAPI) -> None:
    """Let every error of the interface become problem+json."""
    app.add_exception_handler(UserError, _user_error)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _invalid)


def _user_error(_request: Request, error: Exception) -> Response:
    if not isinstance(error, UserError):
        raise error
    if isinstance(error, NoTokenError):
        return problem(401, error.what, error.fix, {"www-authenticate": "Bearer"})
    status = 428 if isinstance(error, NoVersionError) else status_of(error)
    headers = {"retry-after": str(error.seconds)} if isinstance(error, TooManyError) else {}
    return problem(status, error.what, error.fix, headers)


def _http_error(_request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    headers = dict(error.headers or {}) if isinstance(error, HTTPException) else {}
    return problem(status, *words_of(status), headers)


def _invalid(_request: Request, error: Exception) -> Response:
    # The places only: what stands there may be anything that somebody typed.
    found = error.errors() if isinstance(error, RequestValidationError) else ()
    places = sorted({".".join(str(part) for part in one["loc"])[:80] for one in found})
    return problem(422, "De invoer klopt niet.", f"Kijk na: {', '.join(places)}.")
