"""Signing in with the organisation's own accounts: on the way to its provider, and back."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Mapping

from fastapi import APIRouter, Request
from starlette.responses import RedirectResponse, Response

from pq_answers.web.forwarded import address_of
from pq_answers.web.office import RETURN, Office
from pq_answers.web.provider import Provider
from pq_answers.web.routes.access import enter
from pq_answers.web.signin import UnreachableError
from pq_answers.web.visitor import InOffice, safe_path
from pq_answers.workflow import UnknownError

router = APIRouter()
_MINUTES = 10
_LONGEST = 1000


@router.get("/aanmelden/organisatie")
def leave(office: InOffice, naar: str = "/") -> Response:
    """Go to the provider; the browser keeps a secret that what it comes back with must fit."""
    provider, secret = _provider(office), secrets.token_urlsafe(32)
    response = RedirectResponse(provider.begin(secret, office.now), 303)
    path = safe_path(naar)
    kept = urlsafe_b64encode((path if len(path) < _LONGEST else "/").encode()).decode()
    response.set_cookie(
        _cookie(office),
        f"{secret}.{kept}",
        max_age=_MINUTES * 60,
        path="/",
        secure=office.settings.secure,
        httponly=True,
        samesite="lax",
    )
    return response


@router.get(RETURN)
def come_back(request: Request, office: InOffice) -> Response:
    """Sign in who comes back from the provider."""
    provider, origin = _provider(office), f"van {address_of(request, office.settings.proxies)}"
    office.take(origin, office.settings.rates.address)
    secret, _, kept = request.cookies.get(_cookie(office), "").partition(".")
    try:
        who = provider.finish(secret, _answer(request), office.now)
    except UnreachableError:
        # Many come from one address here, and none of them can help it.
        office.forgive(origin)
        raise
    response = enter(office, who, _path(kept))
    office.forgive(origin)
    response.delete_cookie(_cookie(office), path="/", secure=office.settings.secure, httponly=True)
    return response


def _provider(office: Office) -> Provider:
    if office.provider is None:
        raise UnknownError("Hier meldt niemand zich zo aan.", fix="Ga naar de pagina Aanmelden.")
    return office.provider


def _answer(request: Request) -> Mapping[str, str]:
    """Return what the provider sent; what stands there twice counts as not there."""
    given = request.query_params
    return {name: given[name] for name in given if len(given.getlist(name)) == 1}


def _cookie(office: Office) -> str:
    return f"{office.cookie}-aanmelden"


def _path(kept: str) -> str:
    try:
        return safe_path(urlsafe_b64decode(kept.encode()).decode())
    except ValueError:
        return "/"
