"""What the proxies in front of the server say, believed only from their own addresses."""

from __future__ import annotations

import ipaddress
import logging
from collections.abc import Iterable

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from pq_answers.web.guard import refusal
from pq_answers.web.signin import ProxyHeader, RefusedError
from pq_answers.workflow.accounts import Outsider

Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_LOG = logging.getLogger("pq_answers.web")
_FORWARDED = "x-forwarded-for"
_ONLY = "De pagina's zijn alleen te bereiken via de aanmelding van uw organisatie."
_ADDRESS = "Gebruik het adres dat de beheerder gaf."


def is_proxy(address: str, networks: Iterable[Network]) -> bool:
    """Whether an address is that of one of our proxies."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(found, ipaddress.IPv6Address) and found.ipv4_mapped:
        found = found.ipv4_mapped
    return any(found in network for network in networks)


def address_of(request: Request, networks: tuple[Network, ...]) -> str:
    """Return from where somebody really comes: the first address before our own proxies.

    Every proxy adds who came to it at the end, so what stands before the first stranger may be made up.
    """
    peer = request.client.host if request.client else ""
    if not is_proxy(peer, networks):
        return peer
    told = ",".join(request.headers.getlist(_FORWARDED)).split(",")
    for address in reversed([one.strip() for one in told if one.strip()]):
        if not is_proxy(address, networks):
            return address[:80]
    return peer


def outsider_of(request: Request, way: ProxyHeader, networks: tuple[Network, ...]) -> Outsider:
    """Return whom the proxy names; raises `RefusedError` where it is not a proxy of ours, or names nobody."""
    if not is_proxy(request.client.host if request.client else "", networks):
        raise RefusedError(_ONLY, fix=_ADDRESS)
    name = _single(request.headers, way.name_header)
    if not name:
        fix = "Meld u eerst aan bij uw organisatie, of vraag het aan de beheerder."
        raise RefusedError("De aanmelding van uw organisatie gaf geen naam door.", fix=fix)
    groups = _single(request.headers, way.groups_header).split(way.separator)
    roles = way.rule.roles_of(one.strip() for one in groups)
    return Outsider(way.source, name, name, roles)


def _single(headers: Headers, name: str) -> str:
    """Return the one value of a header: a second one was slipped past the proxy."""
    found = headers.getlist(name)
    if len(found) > 1:
        raise RefusedError(
            "De aanmelding van uw organisatie is dubbelzinnig.", fix="Vraag het aan de beheerder."
        )
    value = found[0] if found else ""
    try:
        return value.encode("latin-1").decode("utf-8").strip()
    except UnicodeDecodeError:
        return value.strip()


class NoStrangers:
    """Refuses whoever sends the headers of signing in without being a proxy of ours."""

    def __init__(self, app: ASGIApp, way: ProxyHeader, networks: tuple[Network, ...]) -> None:
        self.app, self.networks = app, networks
        self.names = tuple(name.lower() for name in (way.name_header, way.groups_header))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] == "http" and self._forged(scope):
            _LOG.warning("aanmelding geweigerd: haar koppen kwamen niet van een proxy")
            await refusal(scope, 403, f"{_ONLY} {_ADDRESS}")(scope, receive, send)
            return
        await self.app(scope, receive, send)

    def _forged(self, scope: Scope) -> bool:
        headers, peer = Headers(scope=scope), (scope.get("client") or ("",))[0]
        return not is_proxy(peer, self.networks) and any(name in headers for name in self.names)
