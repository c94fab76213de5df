"""The script that makes the pictures of the guide: no page is forgotten, and its walk still goes."""

from __future__ import annotations

from pathlib import Path

import pytest
from beelden import PICTURES, show, walking
from fastapi.routing import APIRoute
from palet import small_png

from pq_answers.store import Store
from pq_answers.web import app

# What is asked for with GET and is no page of its own.
NO_PAGES = {
    "/": "leads to the dossiers",
    "/dossiers/{identifier:int}": "leads to the page that the dossier is at",
    "/dossiers/{identifier:int}/bestanden/{name}": "a file",
    "/dossiers/{identifier:int}/plan/{number:int}/velden": "a piece of the plan's page",
    "/kiezen/bestanden/{name}": "a file",
    "/kiezen/plan.toml": "a file",
    "/taken/{identifier:int}/resultaat": "a file",
    "/static/{name}": "a file",
    "/gezond": "for a program",
    "/klaar": "for a program",
    "/metrics": "for a program",
    "/aanmelden/organisatie": "leads to the organisation",
    "/aanmelden/organisatie/terug": "comes back from the organisation",
}
PAGES = {
    route.path
    for module in app._PAGES
    for route in module.router.routes
    if isinstance(route, APIRoute) and "GET" in route.methods
}


def test_every_page_of_the_application_has_a_picture() -> None:
    assert PAGES - set(NO_PAGES) == {picture.route for picture in PICTURES}
    assert set(NO_PAGES) <= PAGES


@pytest.mark.browser
@pytest.mark.slow
@pytest.mark.xdist_group("browser")
def test_the_walk_comes_by_every_page(demo_store: Store, tmp_path: Path) -> None:
    with walking(demo_store.root) as walk:
        blank = walk.browser.new_page()
        for picture in PICTURES:
            page = show(walk, picture)
            assert page.locator("h1").count() == 1, picture.name
            assert page.get_by_role("alert").count() == 0, picture.name
            where = page.url.removeprefix(walk.server.url).split("?")[0].split("#")[0]
            assert len(where.split("/")) == len(picture.route.split("/")), (picture.name, where)
        assert small_png(blank, page.screenshot()) == small_png(blank, page.screenshot())
