"""Rendering pages: one Jinja environment, the static files with their fingerprints, words for values."""

from __future__ import annotations

import hashlib
import mimetypes
import re
import secrets
from collections.abc import Callable, Hashable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from jinja2.sandbox import SandboxedEnvironment
from markupsafe import Markup, escape
from starlette.responses import HTMLResponse, RedirectResponse, Response

from pq_answers import nl
from pq_answers.resources import find_files, layers
from pq_answers.web.figurewords import file_in_words
from pq_answers.web.reading import bare
from pq_answers.web.visitor import Visitor
from pq_answers.workflow import Dossier, Right, State, UnknownError, working_days

_FOLDER = "templates/web"
_STATIC = f"{_FOLDER}/static"
_BRUSSELS = ZoneInfo("Europe/Brussels")
_SOON = 5
_STYLE = re.compile(r' style="[^"]*"')
# Nobody knows these beforehand, so nobody can write them in a text.
_NAME, _TOKEN = secrets.token_hex(16), secrets.token_hex(16)
_MARKS = re.compile(f"({_NAME}|{_TOKEN})".encode())
DONE = {
    "bewaard": "Bewaard.",
    "onthouden": "Dit plan wordt onthouden en later opnieuw voorgesteld.",
    "voorgelegd": "Het ontwerp ligt voor ter nalezing.",
    "goedgekeurd": "Het antwoord is goedgekeurd en bevroren.",
    "verwijderd": "Het dossier is verwijderd.",
    "teruggestuurd": "Het ontwerp is teruggestuurd naar de opsteller.",
    "teruggehaald": "Het ontwerp is teruggehaald uit de nalezing.",
    "heropend": "Het dossier is heropend; de goedkeuring geldt niet meer.",
    "opgemerkt": "De opmerking is toegevoegd.",
    "afgehandeld": "De opmerking is afgehandeld.",
    "bijgewerkt": "Het ontwerp staat nu op de nieuwe momentopname.",
    "ingetrokken": "Het token is ingetrokken.",
    "geannuleerd": "De taak wordt geannuleerd.",
    "gekozen": "Dit is nu de huidige momentopname, voor elk nieuw ontwerp.",
    "afgesloten": "Het account is afgesloten; zijn sessies en tokens zijn beëindigd.",
    "geopend": "Het account is weer open.",
    "volgt": "De rollen volgen de aanmelding weer.",
}
router = APIRouter()


def page(
    request: Request, name: str, visitor: Visitor | None, status: int = 200, **values: Any
) -> HTMLResponse:
    """Return the page of a template; `visitor` is who sees it, None before signing in."""
    shared: dict[str, Any] = {
        "bezoeker": visitor.user if visitor else None,
        "csrf": visitor.csrf if visitor else "",
        "pad": request.url.path,
        "gedaan": DONE.get(request.query_params.get("gedaan", ""), ""),
        "bij": request.query_params.get("bij", ""),
        "rechten": {right.value for right in Right if visitor and visitor.user.may(right)},
        "vandaag": visitor.office.today if visitor else None,
        "termijn": _term(visitor) if visitor else None,
    }
    return HTMLResponse(_environment().get_template(f"{name}.html").render(**shared, **values), status)


class _NotKeptError(Exception):
    """A page says that something is wrong, and is for this one time."""

    def __init__(self, response: HTMLResponse) -> None:
        super().__init__(response.status_code)
        self.response = response


def kept_page(
    request: Request,
    visitor: Visitor,
    key: Hashable,
    make: Callable[[Visitor], HTMLResponse],
    before: Callable[[], Response | None],
) -> Response:
    """Return a page that is made once for the same `key` and roles.

    `make` gets a visitor with marks for a name and a token, which are filled in for each person who looks.
    `before` runs only where the page is not kept, and may answer instead.
    """
    user, office = visitor.user, visitor.office
    nobody = replace(visitor, user=replace(user, id=0, name=_NAME), csrf=_TOKEN)

    def made() -> list[bytes]:
        response = make(nobody)
        if response.status_code != 200:
            raise _NotKeptError(response)
        return _MARKS.split(bytes(response.body))

    whole = (request.url.path, request.url.query, user.roles, office.today, key)
    instead = None if office.desk.has_page(whole) else before()
    if instead is not None:
        return instead
    try:
        status, pieces = 200, office.desk.page(whole, made)
    except _NotKeptError as error:
        status, pieces = error.response.status_code, _MARKS.split(bytes(error.response.body))
    own = {_NAME.encode(): escape(user.name).encode(), _TOKEN.encode(): visitor.csrf.encode()}
    return HTMLResponse(b"".join([own.get(piece, piece) for piece in pieces]), status)


def back(path: str, done: str = "") -> Response:
    """Return the way to the page that shows what was done; going back there does not send the form again."""
    return RedirectResponse(f"{path}?gedaan={done}" if done else path, 303)


def back_at(path: str, done: str, place: str) -> Response:
    """Return the way to a place on a page that says there what was done: its top is out of sight."""
    return RedirectResponse(f"{path}?gedaan={done}&bij={place}#{place}", 303)


def _term(visitor: Visitor) -> Any:
    """Return the function that says how a dossier stands against its term, in words and a class."""
    office = visitor.office

    def term(dossier: Dossier) -> tuple[str, str]:
        if dossier.state is State.APPROVED:
            return "klaar", "klaar"
        if dossier.due is None:
            return "staat stil", "stil"
        left = working_days(office.today, dossier.due, office.calendar)
        if dossier.due < office.today:
            days = max(1, -left)
            return f"{days} {'werkdag' if days == 1 else 'werkdagen'} te laat", "laat"
        if left == 0:
            return "vandaag", "dringend"
        return (
            f"nog {left} {'werkdag' if left == 1 else 'werkdagen'}",
            "dringend" if left <= _SOON else "tijd",
        )

    return term


@cache
def _environment() -> Environment:
    folders = [layer.root / _FOLDER for layer in reversed(layers())]
    environment = SandboxedEnvironment(
        loader=FileSystemLoader(folders),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {
        "dag": _day,
        "moment": moment,
        "procent": _percent,
        "opsomming": nl.listing,
        "aantal": _count,
        "zonder_stijl": _unstyled,
        "deelvraagtekst": bare,
        "bestandswoord": file_in_words,
    }
    environment.globals["statisch"] = static_url
    return environment


def _day(value: date | None) -> str:
    return nl.day(value) if value else "geen datum"


def moment(value: datetime) -> str:
    """Return a moment as the pages write it, in our own time."""
    return value.astimezone(_BRUSSELS).strftime("%d-%m-%Y %H:%M")


def _count(value: int) -> str:
    return nl.number(Decimal(value))


def _unstyled(svg: Markup) -> Markup:
    """Return a chart without the style of its own element, which the policy of a page would refuse."""
    return Markup(_STYLE.sub("", svg, count=1))  # noqa: S704 - markup before, and only less of it now


def _percent(value: float) -> str:
    return f"{value:.0%}".replace("%", " %")


@cache
def _static_files() -> Mapping[str, tuple[Path, str]]:
    """Return the files that pages use, by name, with a fingerprint; an overlay may replace each one."""
    found = find_files(_STATIC, "*")
    return {
        name: (path, hashlib.sha256(path.read_bytes()).hexdigest()[:12])
        for name, path in found.items()
        if path.is_file()
    }


def static_url(name: str) -> str:
    """Return the address of a static file, which changes when its content does."""
    return f"/static/{name}?v={_static_files()[name][1]}"


@router.get("/static/{name}")
def static(name: str) -> Response:
    """Give a static file by its very name, so that no path leads elsewhere."""
    if name not in _static_files():
        raise UnknownError("Dit bestand bestaat niet.")
    path, _ = _static_files()[name]
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    kind = "font/woff2" if name.endswith(".woff2") else kind
    forever = {"cache-control": "public, max-age=31536000, immutable"}
    return Response(path.read_bytes(), media_type=kind, headers=forever)
