"""Signing in and managing in a real browser: over two origins, with axe, light and dark, at 320 pixels."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from playwright.sync_api import Browser, Page

from pq_answers.store import Store

from .provider import CLIENT, SECRET, FakeProvider
from .test_browser import FAULTS, Site, chromium, entered, look, site  # noqa: F401 - the fixtures

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
SETTINGS = """
[server]
adres = "{here}"
[aanmelden]
wijze = "openid"
[aanmelden.groepen]
"PQ Beheer" = "beheerder"
[aanmelden.openid]
uitgever = "{issuer}"
client = "{client}"
"""


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    made = FakeProvider()
    made.now = int(time.time())
    made.person["roles"] = ["PQ Beheer"]
    yield made
    made.close()


@pytest.fixture
def organised(provider: FakeProvider, demo_store: Store, tmp_path: Path) -> Iterator[str]:
    """The server as an organisation starts it, with its own accounts."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    here = f"http://localhost:{port}"
    settings = SETTINGS.format(here=here, issuer=provider.issuer, client=CLIENT)
    (tmp_path / "pq.toml").write_text(settings, encoding="utf-8")
    environment = {
        **os.environ,
        "PQ_SETTINGS": str(tmp_path / "pq.toml"),
        "PQ_OPENID_GEHEIM": SECRET,
        "PQ_STORE": str(demo_store.root),
        "PQ_DATABASE": f"sqlite:///{tmp_path / 'dossiers.sqlite'}",
        "PQ_EERDER": str(tmp_path / "goedgekeurd"),
        "PQ_GEHEUGEN": str(tmp_path / "geheugen"),
    }
    command = [sys.executable, "-m", "pq_answers", "serve", "--poort", str(port)]
    server = subprocess.Popen(command, env=environment, cwd=tmp_path)
    try:
        _wait(here, server)
        yield here
    finally:
        server.terminate()
        server.wait(20)


def _wait(here: str, server: subprocess.Popen[bytes]) -> None:
    for _ in range(600):
        assert server.poll() is None, "the server did not start"
        try:
            urlopen(f"{here}/gezond").close()
        except URLError:
            time.sleep(0.1)
        else:
            return
    pytest.fail("the server did not start")


def test_with_the_account_of_the_organisation(
    organised: str,
    provider: FakeProvider,
    chromium: Browser,  # noqa: F811
) -> None:
    page = chromium.new_context(base_url=organised, locale="nl-BE", reduced_motion="reduce").new_page()
    FAULTS[page] = faults = []
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    page.goto("/catalogus")
    look(page)
    page.get_by_role("link", name="Aanmelden bij de organisatie").click()
    page.wait_for_url("**/catalogus")
    assert page.get_by_role("link", name="an.peeters").count() == 1
    page.get_by_role("button", name="Afmelden").click()
    page.get_by_text("U bent afgemeld bij pq-answers.").wait_for()
    look(page)
    assert page.get_by_role("link", name="Meld u ook daar af").count() == 1
    page.goto("/dossiers")
    assert page.url.startswith(f"{organised}/aanmelden")
    provider.down = True
    provider.person["roles"] = []
    page.get_by_role("link", name="Aanmelden bij de organisatie").click()
    page.get_by_text("nu niet bereikbaar").wait_for()
    faults.clear()  # the browser tells of a page with status 503
    look(page)


def test_the_pages_of_the_administrator(site: Site, chromium: Browser) -> None:  # noqa: F811
    drafter = entered(chromium, site, "opsteller")
    drafter.goto("/tokens")
    drafter.get_by_label("Waarvoor").fill("nachtelijk script")
    drafter.get_by_role("button", name="Maak een token").click()
    page = entered(chromium, site, "beheerder")
    page.get_by_role("link", name="Beheer", exact=True).click()
    look(page)
    page.get_by_role("link", name="lezer", exact=True).click()
    look(page)
    page.get_by_label(re.compile(r"^\s*opsteller")).check()
    page.get_by_role("button", name="Bewaar de rollen").click()
    page.get_by_text("Bewaard.").wait_for()
    page.get_by_role("button", name="Sluit het account af").click()
    page.get_by_text("Het account is afgesloten").wait_for()
    look(page)
    page.get_by_role("button", name="Open het account").click()
    page.get_by_role("link", name="Tokens", exact=True).click()
    look(page)
    page.get_by_role("button", name="Trek in (nachtelijk script van opsteller)").click()
    page.get_by_text("Het token is ingetrokken.").wait_for()
    page.get_by_role("link", name="Logboek", exact=True).click()
    page.get_by_label("Persoon").select_option("beheerder")
    page.get_by_role("button", name="Toon").click()
    assert page.get_by_role("cell", name="account afgesloten").count() >= 1
    look(page)
    page.get_by_role("link", name="In werking", exact=True).click()
    look(page)
    _fits(page)


def _fits(page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 800})
    texts = ("/teksten", "/teksten/lde-geen-afwijking")
    for path in ("", "/accounts/1", "/tokens", *texts, "/logboek", "/instellingen"):
        page.goto(f"/beheer{path}")
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        look(page)
        if folder := os.environ.get("PQ_BEELDEN"):
            page.screenshot(path=f"{folder}/smal{path.replace('/', '-')}.png", full_page=True)
