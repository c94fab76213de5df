"""For who keeps the application running: whether it answers, whether it is ready, and its numbers."""

from __future__ import annotations

import ipaddress

from fastapi import APIRouter, Request
from starlette.responses import PlainTextResponse, Response

from pq_answers.web.forwarded import Network
from pq_answers.web.visitor import InOffice, visitor_of
from pq_answers.web.watch.metrics import CONTENT_TYPE, exposition
from pq_answers.web.watch.ready import what_is_missing
from pq_answers.web.watch.tally import Board
from pq_answers.workflow import Right

router = APIRouter()
_PASSED_ON = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip")


@router.get("/gezond")
def healthy() -> Response:
    """Say that the process answers."""
    return PlainTextResponse("gezond\n")


@router.get("/klaar")
def ready(office: InOffice) -> Response:
    """Say whether requests can be answered, or what is missing."""
    missing = what_is_missing(office)
    return PlainTextResponse(f"{missing or 'klaar'}\n", 503 if missing else 200)


@router.get("/metrics")
def metrics(request: Request, office: InOffice) -> Response:
    """Give the numbers for Prometheus, to a network of the settings and to an administrator."""
    if not _is_near(request, office.settings.watchers):
        visitor_of(request).act.need(Right.MANAGE)
    board: Board = request.app.state.board
    with office.database.reading() as connection:
        told = exposition(board.total(), connection)
    return Response(told, media_type=CONTENT_TYPE)


def _is_near(request: Request, networks: tuple[Network, ...]) -> bool:
    """Whether a request comes straight from one of the networks.

    What a proxy passes on comes from anywhere, though the proxy itself may be near.
    """
    if any(name in request.headers for name in _PASSED_ON):
        return False
    try:
        address = ipaddress.ip_address(request.client.host if request.client else "")
    except ValueError:
        return False
    return any(address in network for network in networks)
