"""In a real browser: deliveries with and without faults, comparing, what changed since, comments."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from pq_answers.store import Store

from .test_browser import FAULTS, Site, chromium, entered, fill_open_parts, look, serving
from .test_snapshots import altered, fewer_trajectories, more_contingent, zip_of

__all__ = ["chromium"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
QUESTION = """Schriftelijke vraag nr. 5
van AN PEETERS
datum: 26 januari 2022

1. Wat is het contingent van de LDE in 2019, 2020 en 2021?
"""


@pytest.fixture(scope="module")
def site(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A server on a store of its own, which may get new snapshots."""
    folder = tmp_path_factory.mktemp("opnames")
    shutil.copytree(demo_store.root, folder / "opslag")
    with serving(folder, folder / "opslag", folder / "w") as running:
        yield running


@pytest.fixture(scope="module")
def zips(demo_delivery: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Two deliveries as ZIP: one that is right, and one with faults."""
    folder = tmp_path_factory.mktemp("zips")

    def wrong(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        return [{**rows[0], "vte": "veel"}, *rows[1:]]

    right = {"contingent": more_contingent, "doorstroomtraject": fewer_trajectories}
    for name, changes in (("goed", right), ("fout", {"contingent": wrong})):
        data = zip_of(altered(demo_delivery, folder / name, changes, f"levering {name}"))
        (folder / f"{name}.zip").write_bytes(data)
    return folder


def deliver(page: Page, path: Path) -> None:
    page.goto("/momentopnames")
    page.set_input_files("#bestand", path)
    page.get_by_role("button", name="Laad").click()


def test_from_a_delivery_to_what_changed_since(site: Site, chromium: Browser, zips: Path) -> None:
    manager, drafter = entered(chromium, site, "beheerder"), entered(chromium, site, "opsteller")
    base = _draft(drafter, site)
    _comment(drafter, base)

    manager.goto("/taken")
    look(manager)
    deliver(manager, zips / "fout.zip")
    manager.get_by_role("heading", name="Fouten in de levering").wait_for(timeout=120_000)
    assert "contingent.csv" in manager.get_by_role("region", name="Fouten").inner_text()
    look(manager)
    deliver(manager, zips / "goed.zip")
    manager.get_by_text("De levering is geladen als").wait_for(timeout=120_000)
    look(manager)
    manager.goto("/momentopnames")
    look(manager)
    manager.get_by_text("Alleen deze catalogusvragen").click()
    manager.get_by_label("Toegekend contingent", exact=True).check()
    manager.get_by_role("button", name="Vergelijk").click()
    manager.get_by_text("1 van 1 catalogusvragen").wait_for(timeout=120_000)
    assert "2.205,7" in manager.get_by_role("region", name="Toegekend contingent").inner_text()
    look(manager)
    manager.locator("main a[href^='/momentopnames/s']").nth(1).click()
    look(manager)
    manager.get_by_role("button", name="Maak dit de huidige").click()
    manager.get_by_text("Dit is nu de huidige momentopname").wait_for()

    drafter.goto(f"{base}/ontwerp")
    drafter.get_by_role("link", name="Bekijk wat er verandert").click()
    drafter.get_by_text("1 cijfer verandert").wait_for()
    look(drafter)
    drafter.get_by_role("button", name="Neem de nieuwe momentopname").click()
    drafter.get_by_text("2.205,7").first.wait_for()
    drafter.goto(f"{base}/nalezing")
    drafter.get_by_role("button", name="Toon").click()
    assert drafter.locator(".verschil ins").first.inner_text() == "2.205,7"
    look(drafter)
    drafter.goto("/taken")
    look(drafter)
    narrow = entered(chromium, site, "opsteller", viewport={"width": 320, "height": 800})
    for path in ("/momentopnames", "/taken", "/taken/1", "/taken/3", f"{base}/ontwerp", f"{base}/nalezing"):
        narrow.goto(path)
        assert narrow.evaluate("document.documentElement.scrollWidth") <= 320, path
        look(narrow)


def _draft(page: Page, site: Site) -> str:
    page.goto("/dossiers/nieuw")
    page.fill("#tekst", QUESTION)
    page.get_by_role("button", name="Lees de vraag").click()
    page.get_by_role("button", name="maak het plan").click()
    page.wait_for_url("**/plan")
    fill_open_parts(page)
    page.get_by_role("button", name="Maak het ontwerp").first.click()
    page.wait_for_url("**/ontwerp")
    return page.url.removesuffix("/ontwerp").removeprefix(site.url)


def _comment(page: Page, base: str) -> None:
    """Say something about a figure and about a paragraph, with the keyboard, and follow the way back."""
    page.locator("td .cijfer").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("link", name="Opmerking bij dit cijfer").press("Enter")
    page.fill("#tekst", "Klopt dit cijfer?")
    page.get_by_role("button", name="Voeg toe").press("Enter")
    page.wait_for_url(re.compile("#opmerking-"))
    page.goto(f"{base}/ontwerp")
    page.get_by_role("link", name="Opmerking bij alinea 1/1").press("Enter")
    assert page.locator("#plaats option:checked").inner_text() == "deelvraag 1, alinea 1"
    page.fill("#tekst", "Deze zin mag korter.")
    page.get_by_role("button", name="Voeg toe").press("Enter")
    page.get_by_role("link", name="deelvraag 1, alinea 1").press("Enter")
    page.wait_for_url("**/ontwerp#alinea-1-1")
    look(page)
    page.get_by_role("link", name="Naar opmerking").first.press("Enter")
    page.wait_for_url(re.compile("/nalezing#opmerking-"))
    assert not FAULTS[page]


def test_a_job_is_followed_without_javascript(site: Site, chromium: Browser, zips: Path) -> None:
    page = entered(chromium, site, "beheerder", java_script_enabled=False)
    deliver(page, zips / "fout.zip")
    page.get_by_role("heading", name="Fouten in de levering").wait_for(timeout=120_000)
