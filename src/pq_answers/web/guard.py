"""What every request passes first: the right host, a bounded body, no foreign site; and the headers."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; frame-src 'self'; frame-ancestors 'none'; base-uri 'none'"
)
ANSWER_CSP = "sandbox; default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'"
"""For the answer itself, whose style must stand in its elements to survive pasting: it runs nothing."""

API = "/api/"
_WELL = frozenset({"/gezond", "/klaar"})
"""What a load balancer asks under whatever name it knows; it tells nothing of anybody."""

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_MOST_BYTES = 12_000_000
_HEADERS = {
    "content-security-policy": CSP,
    "x-content-type-options": "nosniff",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "x-frame-options": "DENY",
    "cache-control": "no-store",
}
_HSTS = "max-age=31536000; includeSubDomains"


Failed = Callable[[Request, Exception], Response]
"""Makes the page that says that something unforeseen went wrong."""


class Guard:
    """Refuses what no page has to think about any more, and gives every response its headers."""

    def __init__(self, app: ASGIApp, hosts: Iterable[str], *, secure: bool, failed: Failed) -> None:
        self.app, self.hosts, self.secure, self.failed = app, frozenset(hosts), secure, failed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or answer it with what is wrong."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        sender = self._with_headers(send)
        refused = self._refusal(scope, headers)
        body = None if refused else await _read(receive)
        if refused or body is None:
            status, words = refused or (413, "Dit is te groot: hoogstens 12 MB.")
            await refusal(scope, status, words)(scope, receive, sender)
            return
        await self._answered(scope, _replayed(body, receive), sender)

    async def _answered(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let the application answer; what it does not foresee becomes a page too, with all headers."""
        begun = False

        async def sender(message: Message) -> None:
            nonlocal begun
            begun = True
            await send(message)

        try:
            await self.app(scope, receive, sender)
        except Exception as error:
            if begun:
                raise
            await self.failed(Request(scope), error)(scope, receive, send)

    def _refusal(self, scope: Scope, headers: Headers) -> tuple[int, str] | None:
        if scope["path"] not in _WELL and _host(headers.get("host", "")) not in self.hosts:
            return 400, "Deze server kent dit adres niet. Gebruik het adres dat de beheerder gaf."
        length = headers.get("content-length", "")
        if length.isdecimal() and int(length[:15]) > _MOST_BYTES:
            return 413, "Dit is te groot: hoogstens 12 MB."
        unsafe = scope["method"] not in _SAFE and not scope["path"].startswith(API)
        if unsafe and not _same_site(headers):
            return 403, "Deze vraag komt van een andere website en wordt daarom niet uitgevoerd."
        return None

    def _with_headers(self, send: Send) -> Send:
        async def sender(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _HEADERS.items():
                    headers.setdefault(name, value)
                if self.secure:
                    headers.setdefault("strict-transport-security", _HSTS)
            await send(message)

        return sender


def _host(value: str) -> str:
    try:
        return urlsplit(f"//{value}").hostname or ""
    except ValueError:
        return ""


def _same_site(headers: Headers) -> bool:
    """Whether a request that changes something comes from our own pages, by what the browser itself says."""
    site = headers.get("sec-fetch-site")
    if site is not None and site != "same-origin":
        return False
    origin = headers.get("origin")
    if origin is None:
        return site == "same-origin"
    try:
        return urlsplit(origin).netloc == headers.get("host")
    except ValueError:
        return False


async def _read(receive: Receive) -> bytes | None:
    """Return the whole body, or None where it is too large."""
    body = bytearray()
    while True:
        message = await receive()
        body += message.get("body", b"")
        if len(body) > _MOST_BYTES:
            return None
        if not message.get("more_body"):
            return bytes(body)


def _replayed(body: bytes, receive: Receive) -> Receive:
    given = False

    async def again() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return again


def refusal(scope: Scope, status: int, words: str) -> Response:
    """Return a refusal in the words of who asks: a page for people, JSON for programs."""
    if scope["path"].startswith(API):
        told = {"type": "about:blank", "title": words, "status": status}
        return Response(json.dumps(told), status, media_type="application/problem+json")
    page = (
        f'<!DOCTYPE html><html lang="nl"><title>Niet uitgevoerd</title><h1>Niet uitgevoerd</h1><p>{words}</p>'
    )
    return Response(page, status, media_type="text/html")
