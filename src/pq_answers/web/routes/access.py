"""Signing in and out, and tokens for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from pq_answers.web.pages import back, page
from pq_answers.web.visitor import Form, Id, InOffice, Posted, Visiting, read_form, safe_path
from pq_answers.workflow import people

router = APIRouter()


@router.get("/")
def home() -> Response:
    """Go to the list."""
    return RedirectResponse("/dossiers", 303)


@router.get("/aanmelden")
def sign_in_page(request: Request, naar: str = "/") -> Response:
    """Show where people sign in."""
    return page(request, "aanmelden", None, naar=safe_path(naar), naam="", fout="")


@router.post("/aanmelden")
def sign_in(request: Request, office: InOffice, form: Annotated[Form, Depends(read_form)]) -> Response:
    """Sign somebody in; too many failures from one place or for one name are refused for a while."""
    name, now = form.text("naam").strip()[:80], office.now
    origin = request.client.host if request.client else ""
    for what in (f"van {origin}", f"voor {name}"):
        office.limiter.check(what, now)
    with office.database.writing() as connection:
        secret = people.sign_in(connection, name, form.text("wachtwoord")[:200], now)
    if secret is None:
        for what in (f"van {origin}", f"voor {name}"):
            office.limiter.failed(what, now)
        fault = "De naam of het wachtwoord klopt niet."
        return page(request, "aanmelden", None, 401, naar=safe_path(form.text("naar")), naam=name, fout=fault)
    response = RedirectResponse(safe_path(form.text("naar")), 303)
    response.set_cookie(
        office.cookie,
        secret,
        max_age=people.SESSION_HOURS * 3600,
        path="/",
        secure=office.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.post("/afmelden")
def sign_out(request: Request, visitor: Visiting, form: Posted) -> Response:
    """End the session."""
    del form
    office = visitor.office
    with office.database.writing() as connection:
        people.sign_out(connection, request.cookies.get(office.cookie, ""))
    response = RedirectResponse("/aanmelden", 303)
    response.delete_cookie(office.cookie, path="/", secure=office.settings.secure, httponly=True)
    return response


@router.get("/tokens")
def tokens_page(request: Request, visitor: Visiting) -> Response:
    """Show one's own tokens."""
    return _tokens(request, visitor, "")


@router.post("/tokens")
def make_token(request: Request, visitor: Visiting, form: Posted) -> Response:
    """Make a token and show its secret, this once."""
    with visitor.office.database.writing() as connection:
        secret = people.make_token(connection, visitor.act, form.text("naam"), form.number("dagen"))
    return _tokens(request, visitor, secret)


@router.post("/tokens/{token:int}/intrekken")
def revoke_token(token: Id, visitor: Visiting, form: Posted) -> Response:
    """Make a token useless."""
    del form
    with visitor.office.database.writing() as connection:
        people.revoke_token(connection, visitor.act, token)
    return back("/tokens", "ingetrokken")


def _tokens(request: Request, visitor: Visiting, secret: str) -> Response:
    with visitor.office.database.reading() as connection:
        known = people.tokens_of(connection, visitor.user)
    return page(request, "tokens", visitor, tokens=known, geheim=secret, nu=visitor.office.now)
