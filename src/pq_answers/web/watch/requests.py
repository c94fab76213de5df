"""Watches every request: a number to speak about it, one line in the log, and what is counted."""

from __future__ import annotations

import logging
import re
from time import perf_counter
from uuid import uuid4

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from pq_answers.web.watch.metrics import count_request
from pq_answers.web.watch.tally import Tally

NUMBER = "x-request-id"
REQUEST = "pq_verzoek"
"""Where the number of a request stands in its scope."""

_LOG = logging.getLogger("pq_answers.verzoeken")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_NUMBER = re.compile(r"[0-9a-fA-F-]{16,40}\Z")
_AGAIN = "5"
_UNAVAILABLE = 503


class Watch:
    """Stands before everything else, so that what is refused is seen too."""

    def __init__(self, app: ASGIApp, tally: Tally) -> None:
        self.app, self.tally = app, tally

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on and write down how it went."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun, status = perf_counter(), 500
        scope[REQUEST] = number = _number(Headers(scope=scope).get(NUMBER, ""))

        async def sender(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers[NUMBER] = number
                if status == _UNAVAILABLE:
                    headers.setdefault("retry-after", _AGAIN)
            await send(message)

        try:
            await self.app(scope, receive, sender)
        finally:
            self._write(scope, status, perf_counter() - begun)

    def _write(self, scope: Scope, status: int, seconds: float) -> None:
        method = scope["method"] if scope["method"] in _METHODS else "ander"
        route = route_of(scope)
        count_request(self.tally, method, route, status, seconds)
        told = {"methode": method, "route": route, "status": status, "ms": round(seconds * 1000, 1)}
        _LOG.info("verzoek", extra={"pq": {**told, "verzoek": scope[REQUEST]}})


def route_of(scope: Scope) -> str:
    """Return the template of an address, never the address itself: it may hold numbers and search words."""
    route = scope.get("route")
    path = getattr(route, "path", "")
    return f"{scope.get('root_path', '')}{path}" if path else "(onbekend)"


def _number(given: str) -> str:
    """Return the number that a proxy gave, where it is only a number; else a new one."""
    return given.lower() if _NUMBER.match(given) else uuid4().hex
