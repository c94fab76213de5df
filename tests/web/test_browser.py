"""The whole journey in a real browser, with axe on every page, light and dark, and at 320 pixels."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.request import urlopen
from weakref import WeakKeyDictionary

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from pq_answers.ledger import read_asked
from pq_answers.resources import find_file
from pq_answers.store import Store

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
FAULTS: WeakKeyDictionary[Page, list[str]] = WeakKeyDictionary()
INSTALL = "Chromium is missing. Install it with: sudo apt-get install chromium"


class Site:
    """The server as people start it, with its trial accounts."""

    def __init__(self, url: str, password: str, folder: Path, store: Path) -> None:
        self.url, self.password, self.folder, self.store = url, password, folder, store


@pytest.fixture(scope="module")
def site(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("site")
    with serving(folder, demo_store.root, folder) as running:
        yield running


@contextmanager
def serving(folder: Path, store: Path, ledger: Path) -> Iterator[Site]:
    """Run the application with its trial accounts on a store; `ledger` holds what is approved there."""
    settings = {
        "PQ_STORE": str(store),
        "PQ_DATABASE": f"sqlite:///{folder / 'dossiers.sqlite'}",
        "PQ_EERDER": str(ledger / "goedgekeurd"),
        "PQ_GEHEUGEN": str(ledger / "geheugen"),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "pq_answers", "serve", "--proef", "--poort", "0"]
    with (folder / "uit").open("w") as out:
        server = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **settings}
        )
    try:
        yield _started(folder, server, store)
    finally:
        server.terminate()
        server.wait(30)


def _started(folder: Path, server: subprocess.Popen[bytes], store: Path) -> Site:
    for _ in range(600):
        told = (folder / "uit").read_text()
        url, password = re.search(r"op (http://\S+)", told), re.search(r"elk van hen: (\S+)", told)
        if url and password:
            urlopen(f"{url[1]}/gezond").close()
            return Site(url[1], password[1], folder, store)
        if server.poll() is not None:
            break
        time.sleep(0.1)
    pytest.fail(f"the server did not start:\n{(folder / 'uit').read_text()}")


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    path = shutil.which("chromium")
    if path is None:
        pytest.fail(INSTALL, pytrace=False)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield browser
        browser.close()


def entered(browser: Browser, site: Site, name: str, **options: Any) -> Page:
    """Sign in and return the page; anything that the page complains about fails the test."""
    context: BrowserContext = browser.new_context(
        base_url=site.url, locale="nl-BE", reduced_motion="reduce", **options
    )
    page = context.new_page()
    faults: list[str] = []
    FAULTS[page] = faults
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("request", lambda request: faults.extend(_foreign(request.url, site)))
    page.goto("/aanmelden")
    page.fill("#naam", name)
    page.fill("#wachtwoord", site.password)
    page.press("#wachtwoord", "Enter")
    page.wait_for_url("**/dossiers")
    return page


def _foreign(url: str, site: Site) -> list[str]:
    return [] if url.startswith((site.url, "data:", "blob:")) else [f"a request to another site: {url}"]


def look(page: Page) -> None:
    """Hold what is shown against WCAG, light and dark."""
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page).response["violations"]
        told = [(one["id"], one["nodes"][0]["html"][:200]) for one in found]
        assert not told, f"{page.url} ({scheme}): {told}"
    page.emulate_media(color_scheme="light")
    assert not FAULTS[page], page.url


def fill_open_parts(page: Page) -> None:
    """Answer in own words what no query answers."""
    while page.locator("article.deel select[name=keuze] option:checked[value=open]").count():
        part = page.locator("article.deel:has(select[name=keuze] option:checked[value=open])").first
        part.locator("select[name=keuze]").select_option("tekst")
        part.locator("textarea[name=tekst]").fill("Daarover bestaan geen cijfers.")
        part.get_by_role("button", name="Bewaren").click()
        page.wait_for_load_state()


LIBRARY = ("/catalogus", "/catalogus/contingent", "/eerdere-antwoorden?q=contingent", "/tokens")


def test_from_question_274_to_the_frozen_answer(site: Site, chromium: Browser) -> None:
    drafter = entered(chromium, site, "opsteller", permissions=["clipboard-read", "clipboard-write"])
    look(drafter)
    drafter.get_by_role("link", name="Nieuwe vraag", exact=True).click()
    look(drafter)
    drafter.fill("#tekst", find_file("data/demo/vraagtekst-274.txt").read_text(encoding="utf-8"))
    drafter.get_by_role("button", name="Lees de vraag").click()
    assert drafter.input_value("#nummer") == "274"
    look(drafter)
    drafter.get_by_role("button", name="maak het plan").click()
    drafter.wait_for_url("**/plan")
    look(drafter)
    base = drafter.url.removesuffix("/plan").removeprefix(site.url)

    # Correct a choice: the fields follow it at once.
    part = drafter.locator("#deel-1")
    part.locator("select[name=keuze]").select_option("item:contingent")
    part.get_by_label("Klassen").wait_for(state="detached")
    part.locator("select[name=keuze]").select_option("item:ondernemingen_grootteklasse")
    part.get_by_label("Klassen").wait_for()
    part.get_by_label("Jaren").fill("2019-2021")
    part.get_by_role("button", name="Bewaren").click()
    assert drafter.locator("#deel-1").get_by_label("Jaren").input_value() == "2019-2021"
    fill_open_parts(drafter)
    drafter.get_by_role("button", name="Maak het ontwerp").first.click()
    drafter.wait_for_url("**/ontwerp")
    look(drafter)

    _see_a_source(drafter)
    _copy(drafter)
    with drafter.expect_download() as download:
        drafter.locator("details.dropdown summary").click()
        drafter.get_by_role("link", name="antwoord.docx").click()
    assert Path(download.value.path()).read_bytes()[:2] == b"PK"
    drafter.keyboard.press("Escape")
    drafter.get_by_role("button", name="Leg voor ter nalezing").click()
    look(drafter)

    reviewer = entered(chromium, site, "nalezer")
    _read_the_protection(reviewer, base)
    _go_to_review(reviewer, base)
    reviewer.get_by_label("Waarover").select_option("deelvraag 1.a")
    reviewer.get_by_label("Opmerking").fill("De grootteklassen zijn nagekeken.")
    reviewer.get_by_role("button", name="Voeg toe").click()
    reviewer.get_by_label("Ik heb tekst en cijfers nagelezen").check()
    reviewer.get_by_role("button", name="Keur goed en bevries").click()
    reviewer.get_by_text("Goedgekeurd door nalezer").wait_for()
    look(reviewer)
    reviewer.goto(f"{base}/ontwerp")
    look(reviewer)
    assert reviewer.frame_locator("iframe.bevroren").get_by_text("ANTWOORD", exact=True).count() == 1
    assert {one.number for one in read_asked(site.folder / "goedgekeurd")} == {"274"}

    for path in (f"{base}/verloop", *LIBRARY):
        drafter.goto(path)
        look(drafter)
    _fits(chromium, site, base)


def _go_to_review(page: Page, base: str) -> None:
    page.goto(f"{base}/nalezing")
    look(page)


def _read_the_protection(page: Page, base: str) -> None:
    page.goto(f"{base}/bescherming")
    assert page.get_by_text("zelf onder de drempel").count() > 0
    look(page)


def _see_a_source(page: Page) -> None:
    """See where a figure comes from by pointing at it, by the keyboard, and in full by choosing it."""
    figure = page.locator("td .cijfer").first
    figure.hover()
    assert "lokale diensteneconomie" in page.get_by_role("tooltip").inner_text()
    look(page)
    figure.focus()
    page.keyboard.press("ArrowRight")
    focused = page.evaluate("document.activeElement.dataset.bron")
    assert focused
    assert page.get_by_role("tooltip").inner_text() == focused
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Herkomst van").wait_for()
    look(page)
    page.keyboard.press("Escape")
    assert page.get_by_role("tooltip").count() == 0


def _copy(page: Page) -> None:
    """Copy the answer and read the clipboard back: tables as tables, and the same as plain text."""
    page.get_by_role("button", name="Kopieer alles").click()
    page.get_by_text("Alles is gekopieerd.").wait_for()
    assert not FAULTS[page]
    html, text = page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const read = async (kind) => (await item.getType(kind)).text();
            return [await read("text/html"), await read("text/plain")];
        }"""
    )
    # Reading the clipboard back parses it in the page, whose policy then tells of the styles in it.
    FAULTS[page][:] = [told for told in FAULTS[page] if "inline style" not in told]
    assert html.count("<table") >= 5
    assert "style=" in html
    assert "ANTWOORD" in text
    page.get_by_role("button", name="Kopieer 1.a").click()
    page.get_by_text("Deelvraag 1.a is gekopieerd.").wait_for()
    assert "\t" in page.evaluate("navigator.clipboard.readText()")


def _fits(browser: Browser, site: Site, base: str) -> None:
    """Nothing is lost at 320 pixels, which is also what 400 % of a wide page is."""
    page = entered(browser, site, "opsteller", viewport={"width": 320, "height": 800})
    for path in (
        "/dossiers",
        *(f"{base}/{name}" for name in ("vraag", "plan", "ontwerp", "nalezing", "verloop")),
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
        look(page)


def test_the_pages_work_without_javascript(site: Site, chromium: Browser) -> None:
    page = entered(chromium, site, "opsteller", java_script_enabled=False)
    page.goto("/dossiers/nieuw")
    page.fill(
        "#tekst",
        "Schriftelijke vraag nr. 5\ndatum: 26 januari 2022\n\n1. Wat is het contingent van de LDE in 2021?",
    )
    page.get_by_role("button", name="Lees de vraag").click()
    page.get_by_label("Steller").fill("AN PEETERS")
    page.get_by_role("button", name="maak het plan").click()
    part = page.locator("#deel-0")
    part.locator("select[name=keuze]").select_option("item:doelgroepwerknemers")
    part.get_by_role("button", name="Toon velden").click()
    assert page.locator("#deel-0").get_by_label("leeftijd", exact=True).count() == 1
    page.locator("#deel-0").get_by_role("button", name="Bewaren").click()
    page.get_by_role("button", name="Maak het ontwerp").first.click()
    page.locator(".cijfer").first.click()
    assert page.get_by_role("heading", name="Herkomst van").count() == 1
    assert page.get_by_role("button", name="Kopieer alles").count() == 0
