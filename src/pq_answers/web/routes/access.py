"""Signing in and out, and tokens for programs."""

from __future__ import annotations

import logging
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from starlette.responses import RedirectResponse, Response

from pq_answers.web.forwarded import address_of, outsider_of
from pq_answers.web.office import Office
from pq_answers.web.pages import back, page
from pq_answers.web.signin import Passwords, ProxyHeader, RefusedError
from pq_answers.web.visitor import Form, Id, InOffice, Posted, Visiting, read_form, safe_path
from pq_answers.workflow import accounts, people
from pq_answers.workflow.accounts import Outsider

router = APIRouter()
_LOG = logging.getLogger("pq_answers.web")


@router.get("/")
def home() -> Response:
    """Go to the list."""
    return RedirectResponse("/dossiers", 303)


@router.get("/aanmelden")
def sign_in_page(request: Request, office: InOffice, naar: str = "/", afgemeld: bool = False) -> Response:
    """Show where people sign in; who was signed in by a proxy comes in at once."""
    way = office.settings.sign_in
    if isinstance(way, ProxyHeader) and not afgemeld:
        return enter(office, outsider_of(request, way, office.settings.proxies), safe_path(naar))
    return _sign_in_page(request, office, naar=safe_path(naar), afgemeld=afgemeld)


def _sign_in_page(request: Request, office: Office, status: int = 200, **shown: str | bool) -> Response:
    shared: dict[str, str | bool] = {"naam": "", "fout": "", "afgemeld": False, "uitweg": ""}
    if shown.get("afgemeld") and office.provider:
        shared["uitweg"] = office.provider.way_out(f"{office.settings.address}/aanmelden", office.now)
    return page(request, "aanmelden", None, status, wijze=office.source.value, **shared | shown)


@router.post("/aanmelden")
def sign_in(request: Request, office: InOffice, form: Annotated[Form, Depends(read_form)]) -> Response:
    """Sign somebody in by password; too many tries from one place or for one name are refused for a while."""
    if not isinstance(office.settings.sign_in, Passwords):
        raise RefusedError(
            "Hier meldt niemand zich aan met een wachtwoord.", fix="Ga naar de pagina Aanmelden."
        )
    name, path = form.text("naam").strip()[:80], safe_path(form.text("naar"))
    tries = _counted(request, office, name)
    with office.database.writing() as connection:
        secret = people.sign_in(connection, name, form.text("wachtwoord")[:200], office.now)
    if secret is None:
        fault = "De naam of het wachtwoord klopt niet."
        return _sign_in_page(request, office, 401, naar=path, naam=name, fout=fault)
    office.forgive(*tries)
    return _entered(office, secret, path)


def _counted(request: Request, office: Office, name: str) -> tuple[str, str]:
    """Count a try before it is looked at, so that many at once are no way around the limit."""
    tries = f"van {address_of(request, office.settings.proxies)}", f"voor {name}"
    for what, rate in zip(tries, (office.settings.rates.address, office.settings.rates.name), strict=True):
        office.take(what, rate)
    return tries


def enter(office: Office, who: Outsider, path: str) -> Response:
    """Let somebody in whom another party vouches for; raises `RefusedError` for who has no role here."""
    with office.database.writing() as connection:
        user = accounts.admit(connection, who, office.now)
        secret = people.open_session(connection, user, office.now) if user else None
    if secret is None:
        _LOG.warning("aanmelding geweigerd: geen rol")
        fix = "Vraag de beheerder om toegang tot pq-answers."
        raise RefusedError("Uw account heeft hier geen rol.", fix=fix)
    return _entered(office, secret, path)


def _entered(office: Office, secret: str, path: str) -> Response:
    response = RedirectResponse(path, 303)
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
    response = RedirectResponse("/aanmelden?afgemeld=1", 303)
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
