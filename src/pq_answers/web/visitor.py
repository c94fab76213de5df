"""Who visits a page, and what they send: sessions, forms with their token, and the version that was read."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import Depends, Path, Request
from starlette.datastructures import FormData, UploadFile
from starlette.exceptions import HTTPException

from pq_answers.errors import InputError
from pq_answers.web.forwarded import outsider_of
from pq_answers.web.office import Office
from pq_answers.web.signin import ProxyHeader
from pq_answers.workflow import Act, ForbiddenError, User, people

_MOST_FIELDS, _MOST_FIELD_BYTES = 600, 6_000_000


class SignInNeededError(Exception):
    """Nobody is signed in; `path` is where they were going."""

    def __init__(self, path: str) -> None:
        super().__init__(path)
        self.path = path


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody who is signed in, in the office."""

    office: Office
    user: User
    csrf: str

    @property
    def act(self) -> Act:
        """That they act now."""
        return self.office.act(self.user)


@dataclass(frozen=True, slots=True)
class Form:
    """What somebody sent with a form of ours."""

    data: FormData
    files: Mapping[str, tuple[str, bytes]] = field(default_factory=dict)

    def text(self, name: str) -> str:
        """Return a field, empty where it is not there; with the line ends that we use."""
        value = self.data.get(name, "")
        return value.replace("\r\n", "\n") if isinstance(value, str) else ""

    def texts(self, name: str) -> list[str]:
        """Return all values of a field that may be ticked several times."""
        return [value for value in self.data.getlist(name) if isinstance(value, str) and value]

    def has(self, name: str) -> bool:
        """Whether a field was sent at all, be it empty."""
        return name in self.data

    def number(self, name: str) -> int:
        """Return a whole number; raises `InputError` for anything else."""
        text = self.text(name)
        if not text.isascii() or not text.isdecimal() or len(text) > 9:
            raise InputError(f"«{name}» is geen getal.", fix="Laad de pagina opnieuw.")
        return int(text)

    def day(self, name: str) -> date | None:
        """Return a day, None where it is empty; raises `InputError` for anything else."""
        text = self.text(name).strip()
        try:
            return date.fromisoformat(text) if text else None
        except ValueError as error:
            raise InputError(f"«{name}» is geen datum.", fix="Schrijf 2022-01-26.") from error

    def file(self, name: str) -> tuple[str, bytes] | None:
        """Return the name and the content of an uploaded file, None where none was chosen."""
        return self.files.get(name)


def office_of(request: Request) -> Office:
    """Return what all requests share."""
    office: Office = request.app.state.office
    return office


def visitor_of(request: Request) -> Visitor:
    """Return who is signed in; raises `SignInNeededError` where nobody is."""
    office = office_of(request)
    secret = request.cookies.get(office.cookie, "")
    with office.database.reading() as connection:
        session = people.session_of(connection, secret, office.now, office.source) if secret else None
    if session is None or not _is_named(request, office, session):
        raise SignInNeededError(_asked_for(request) if request.method == "GET" else "/")
    request.state.visitor = Visitor(office, session.user, session.csrf)
    return Visitor(office, session.user, session.csrf)


def _asked_for(request: Request) -> str:
    """Return where somebody was going, with what they chose: it may stand in the address alone."""
    return f"{request.url.path}?{request.url.query}" if request.url.query else request.url.path


def _is_named(request: Request, office: Office, session: people.Session) -> bool:
    """Whether the proxy, where there is one that signs people in, still names whose session this is."""
    way = office.settings.sign_in
    if not isinstance(way, ProxyHeader):
        return True
    who = outsider_of(request, way, office.settings.proxies)
    return who.subject == session.subject and (session.pinned or who.roles == session.user.roles)


async def read_form(request: Request) -> Form:
    """Return the form of a request; raises `InputError` for one that is none, or too large."""
    try:
        data = await request.form(max_files=1, max_fields=_MOST_FIELDS, max_part_size=_MOST_FIELD_BYTES)
    except HTTPException as error:
        raise InputError(
            "Dit formulier is niet leesbaar of te groot.", fix="Stuur minder tekst of een kleiner bestand."
        ) from error
    uploads = {name: one for name, one in data.items() if isinstance(one, UploadFile) and one.filename}
    form = Form(data, {name: (one.filename or "", await one.read()) for name, one in uploads.items()})
    await data.close()
    request.state.form = form
    return form


def own_form(
    visitor: Annotated[Visitor, Depends(visitor_of)], form: Annotated[Form, Depends(read_form)]
) -> Form:
    """Return a form that carries the token of the session; raises `ForbiddenError` for another."""
    if not hmac.compare_digest(form.text("csrf").encode(), visitor.csrf.encode()):
        raise ForbiddenError("Deze pagina is te oud.", fix="Laad ze opnieuw en probeer het nog eens.")
    return form


def safe_path(path: str) -> str:
    """Return where to go after signing in: a path here, never another site."""
    parts = urlsplit(path)
    own = path.startswith("/") and not path.startswith(("//", "/\\")) and not parts.netloc
    return path if own and "\\" not in path and path.isprintable() else "/"


Id = Annotated[int, Path(ge=0, le=2**31 - 1)]
"""A number in an address, no larger than what a database holds."""

Visiting = Annotated[Visitor, Depends(visitor_of)]
Posted = Annotated[Form, Depends(own_form)]
InOffice = Annotated[Office, Depends(office_of)]
