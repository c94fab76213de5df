"""The application: its routes, its errors and its guard."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from functools import partial

from fastapi import FastAPI

from pq_answers.web import pages
from pq_answers.web.api import choosing, discuss, managing, routes, tasks
from pq_answers.web.api import texts as texts_api
from pq_answers.web.api.access import Interface, add_problems
from pq_answers.web.background import background
from pq_answers.web.forwarded import NoStrangers
from pq_answers.web.guard import Guard
from pq_answers.web.office import Office, Settings
from pq_answers.web.problems import add_problem_pages, internal
from pq_answers.web.routes import (
    access,
    choose,
    dossiers,
    draft,
    jobs,
    library,
    manage,
    moved,
    operations,
    organisation,
    plan,
    protection,
    review,
    snapshots,
    texts,
)
from pq_answers.web.signin import ProxyHeader
from pq_answers.web.watch.metrics import count_draft
from pq_answers.web.watch.requests import Watch
from pq_answers.web.watch.tally import Board, Tally

_PAGES = (
    pages,
    operations,
    access,
    organisation,
    dossiers,
    plan,
    draft,
    moved,
    protection,
    review,
    library,
    choose,
    jobs,
    snapshots,
    manage,
    texts,
)


def _api(office: Office) -> FastAPI:
    """Return the interface for programs; its description stands beside it, without pages of another site."""
    app = Interface(
        title="pq-answers",
        version="1",
        description="Van schriftelijke vraag tot goedgekeurd antwoord.",
        docs_url=None,
        redoc_url=None,
    )
    app.state.office = office
    for module in (routes, tasks, discuss, choosing, managing, texts_api):
        app.include_router(module.router)
    add_problems(app)
    return app


def create_app(settings: Settings, board: Board | None = None, tally: Tally | None = None) -> FastAPI:
    """Return the application for one installation; its database is opened and brought up to date.

    `tally` is where this worker counts, on the `board` of all of them.
    """
    board = board or Board()
    tally = tally or board.tally()
    desk = replace(settings.desk, heard=partial(count_draft, tally))
    office = Office.open(replace(settings, desk=desk))

    @asynccontextmanager
    async def lifespan(_app: FastAPI) -> AsyncIterator[None]:
        with background(office):
            yield
        office.database.close()

    app = FastAPI(lifespan=lifespan, docs_url=None, redoc_url=None, openapi_url=None)
    app.state.office, app.state.board = office, board
    app.state.pages = [route for module in _PAGES for route in module.router.routes]
    for module in _PAGES:
        app.include_router(module.router)
    add_problem_pages(app)
    app.mount("/api/v1", _api(office))
    if isinstance(settings.sign_in, ProxyHeader):
        app.add_middleware(NoStrangers, way=settings.sign_in, networks=settings.proxies)
    app.add_middleware(Guard, hosts=settings.hosts, secure=settings.secure, failed=internal)
    app.add_middleware(Watch, tally=tally)
    return app
