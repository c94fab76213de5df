"""Walks the web application on the demonstration store and writes a picture of every page for the guide."""

from __future__ import annotations

import argparse
import csv
import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from palet import small_png
from playwright.sync_api import Browser, Page, sync_playwright

from pq_answers.demo import write_delivery
from pq_answers.resources import find_file
from pq_answers.store import Store

FOLDER = Path("docs/beelden/web")
WIDTH, HEIGHT = 1200, 820
SHORT = """Schriftelijke vraag nr. {}
van AN PEETERS
datum: 26 januari 2022

{}

1. Wat is het contingent van de LDE in 2019, 2020 en 2021?
"""
LONG = find_file("data/demo/vraagtekst-274.txt").read_text(encoding="utf-8")
DOSSIER = "/dossiers/{identifier:int}"


@dataclass(frozen=True)
class Server:
    """A running server with its trial accounts, and the folder of all that it keeps."""

    url: str
    password: str
    folder: Path


class Walk:
    """The running server, with a page for each account."""

    def __init__(self, browser: Browser, server: Server, width: int = WIDTH, dark: bool = False) -> None:
        self.browser, self.server = browser, server
        self.width, self.dark = width, dark
        self.pages: dict[str, Page] = {}

    def page(self, name: str) -> Page:
        """Return the page of this account; no name is somebody who did not sign in."""
        if name not in self.pages:
            context = self.browser.new_context(
                base_url=self.server.url,
                locale="nl-BE",
                viewport={"width": self.width, "height": HEIGHT},
                color_scheme="dark" if self.dark else "light",
                reduced_motion="reduce",
            )
            self.pages[name] = context.new_page()
            if name:
                self._sign_in(self.pages[name], name)
        return self.pages[name]

    def _sign_in(self, page: Page, name: str) -> None:
        page.goto("/aanmelden")
        page.fill("#naam", name)
        page.fill("#wachtwoord", self.server.password)
        page.press("#wachtwoord", "Enter")
        page.wait_for_url("**/dossiers")


@dataclass(frozen=True)
class Picture:
    """A picture of one page: its route, whose page it is, its address, and what happens first.

    Without an address, what happens first ends on the page, or the route tells it where nothing happens.
    """

    name: str
    route: str
    who: str = "opsteller"
    address: str = ""
    before: Callable[[Walk, Page], None] | None = None

    @property
    def place(self) -> str:
        """The address, by default that of the first dossier or account."""
        return self.address or re.sub(r"\{.*?\}", "1", self.route)


def _ask(_walk: Walk, page: Page) -> None:
    """Make two dossiers, one late and one that is due within a week, and paste the question of the third."""
    for number, title, days in ((12, "Contingent", 60), (31, "Invulling van het contingent", 25)):
        _paste(page, SHORT.format(number, title))
        _receive(page, days)
    _paste(page, LONG, send=False)


def _paste(page: Page, text: str, send: bool = True) -> None:
    page.goto("/dossiers/nieuw")
    page.fill("#tekst", text)
    if send:
        page.get_by_role("button", name="Lees de vraag").click()


def _receive(page: Page, days: int) -> None:
    """Say that the question came so many days ago: how late it is, is the same each time."""
    page.fill("#ontvangen", str(datetime.now(UTC).date() - timedelta(days)))
    page.get_by_role("button", name="Alleen bewaren").click()


def _read(_walk: Walk, page: Page) -> None:
    _paste(page, LONG)
    _receive(page, 0)
    page.goto(f"{MAIN}/vraag")


def _plan(_walk: Walk, page: Page) -> None:
    page.goto(f"{MAIN}/vraag")
    page.get_by_role("button", name="maak het plan").click()
    page.wait_for_url("**/plan")


def _draft(_walk: Walk, page: Page) -> None:
    """Answer in own words what no query answers, make the draft, and choose a figure."""
    page.goto(f"{MAIN}/plan")
    while page.locator("article.deel select[name=keuze] option:checked[value=open]").count():
        part = page.locator("article.deel:has(select[name=keuze] option:checked[value=open])").first
        part.locator("select[name=keuze]").select_option("tekst")
        part.locator("textarea[name=tekst]").fill("Daarover bestaan geen cijfers.")
        part.get_by_role("button", name="Bewaren").click()
        page.wait_for_load_state()
    page.get_by_role("button", name="Maak het ontwerp").first.click()
    page.wait_for_url("**/ontwerp")
    figure = page.locator("td .cijfer").first
    figure.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Herkomst van").wait_for()
    figure.scroll_into_view_if_needed()


def _source(_walk: Walk, page: Page) -> None:
    page.goto(f"{MAIN}/ontwerp")
    _follow_a_figure(page)


def _chosen_source(_walk: Walk, page: Page) -> None:
    page.goto(f"/kiezen/antwoord?{CHOSEN}")
    _follow_a_figure(page)


def _follow_a_figure(page: Page) -> None:
    page.goto(page.locator("td .cijfer").last.get_attribute("href") or "")


def _paragraph(_walk: Walk, page: Page) -> None:
    page.goto(f"{MAIN}/ontwerp")
    page.locator(".herschrijf").first.click()


def _review(walk: Walk, page: Page) -> None:
    walk.page("opsteller").goto(f"{MAIN}/ontwerp")
    walk.page("opsteller").get_by_role("button", name="Leg voor ter nalezing").click()
    page.goto(f"{MAIN}/nalezing")
    for place, told in (
        ("deelvraag 1.a", "De klassen staan anders dan gevraagd: is dat uitgelegd?"),
        ("", "Goed leesbaar."),
    ):
        if place:
            page.get_by_label("Waarover").select_option(place)
        page.get_by_label("Opmerking").fill(told)
        page.get_by_role("button", name="Voeg toe").click()


def _approve(_walk: Walk, page: Page) -> None:
    page.goto(f"{MAIN}/nalezing")
    page.get_by_label("Ik heb tekst en cijfers nagelezen").check()
    page.get_by_role("button", name="Keur goed en bevries").click()
    page.get_by_text("Goedgekeurd door nalezer").wait_for()
    page.goto(f"{MAIN}/ontwerp")
    page.frame_locator("iframe.bevroren").get_by_text("ANTWOORD", exact=True).wait_for()


def _deliver(walk: Walk, _page: Page) -> None:
    """Load a delivery in which one figure is another, and make it the current one."""
    folder = write_delivery(walk.server.folder / "levering")
    path, beside = folder / "contingent.csv", folder / "levering.toml"
    was = path.read_bytes()
    with path.open(newline="", encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    next(row for row in rows if row["maatregel"] == "lde" and not row["tot"])["vte"] = "105.80"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    old, new = (hashlib.sha256(data).hexdigest() for data in (was, path.read_bytes()))
    told = beside.read_text(encoding="utf-8").replace(old, new)
    beside.write_text(told.replace("demonstratieregister", "demonstratie, verbeterd"), encoding="utf-8")
    Store(walk.server.folder / "opslag").load(folder)


def _compare(_walk: Walk, page: Page) -> None:
    page.goto("/momentopnames")
    page.get_by_text("Alleen deze catalogusvragen").click()
    page.get_by_label("Toegekend contingent", exact=True).check()
    page.get_by_role("button", name="Vergelijk").click()
    page.get_by_text("1 van 1 catalogusvragen").wait_for(timeout=120_000)


def _one_snapshot(_walk: Walk, page: Page) -> None:
    page.goto("/momentopnames")
    page.locator("main a[href^='/momentopnames/s']").first.click()


def _made_token(walk: Walk, _page: Page) -> None:
    walk.page("opsteller").get_by_role("button", name="Maak een token").click()


def _token(_walk: Walk, page: Page) -> None:
    page.goto("/tokens")
    page.get_by_label("Waarvoor").fill("nachtelijk script")


CHOSEN = "1=contingent&1.maatregel=lde&1.jaren=2019-2021"
MAIN, TEXTS = "/dossiers/3", "/beheer/teksten"
PICTURES = (
    Picture("aanmelden", "/aanmelden", who=""),
    Picture("nieuw", "/dossiers/nieuw", before=_ask),
    Picture("vraag", f"{DOSSIER}/vraag", before=_read),
    Picture("plan", f"{DOSSIER}/plan", before=_plan),
    Picture("plantekst", f"{DOSSIER}/plan/tekst", address=f"{MAIN}/plan/tekst"),
    Picture("ontwerp", f"{DOSSIER}/ontwerp", before=_draft),
    Picture("herkomst", f"{DOSSIER}/ontwerp/herkomst", before=_source),
    Picture("alinea", f"{DOSSIER}/ontwerp/alinea/{{number:int}}", before=_paragraph),
    Picture("bescherming", f"{DOSSIER}/bescherming", address=f"{MAIN}/bescherming"),
    Picture("nalezing", f"{DOSSIER}/nalezing", who="nalezer", before=_review),
    Picture("bevroren", f"{DOSSIER}/ontwerp", who="nalezer", before=_approve),
    Picture("verloop", f"{DOSSIER}/verloop", address=f"{MAIN}/verloop"),
    Picture("dossiers", "/dossiers"),
    Picture("kiezen", "/kiezen", address=f"/kiezen?{CHOSEN}"),
    Picture("cijfers", "/kiezen/antwoord", address=f"/kiezen/antwoord?{CHOSEN}"),
    Picture("cijferherkomst", "/kiezen/herkomst", before=_chosen_source),
    Picture("momentopnames", "/momentopnames", "beheerder", "/momentopnames", _deliver),
    Picture("momentopname", "/momentopnames/{identifier}", who="beheerder", before=_one_snapshot),
    Picture("taak", "/taken/{identifier:int}", who="beheerder", before=_compare),
    Picture("taken", "/taken"),
    Picture("veranderd", f"{DOSSIER}/ontwerp/momentopname", address=f"{MAIN}/ontwerp/momentopname"),
    Picture("catalogus", "/catalogus"),
    Picture("catalogusvraag", "/catalogus/{name}", address="/catalogus/contingent"),
    Picture("eerder", "/eerdere-antwoorden", address="/eerdere-antwoorden?q=contingent"),
    Picture("tokens", "/tokens", before=_token),
    Picture("beheer", "/beheer", who="beheerder"),
    Picture("account", "/beheer/accounts/{user:int}", who="beheerder"),
    Picture("beheertokens", "/beheer/tokens", "beheerder", "/beheer/tokens", _made_token),
    Picture("teksten", TEXTS, who="beheerder"),
    Picture("tekst", "/beheer/teksten/{name}", who="beheerder", address=f"{TEXTS}/lde-geen-afwijking"),
    Picture("logboek", "/beheer/logboek", who="beheerder"),
    Picture("instellingen", "/beheer/instellingen", who="beheerder"),
)


def show(walk: Walk, picture: Picture) -> Page:
    """Do what comes before a picture, and open its page where that did not."""
    page = walk.page(picture.who)
    if picture.before:
        picture.before(walk, page)
    if picture.before is None or picture.address:
        page.goto(picture.place)
    page.wait_for_load_state("networkidle")
    return page


@contextmanager
def served(folder: Path, store: Path) -> Iterator[Server]:
    """Run the application with its trial accounts on a copy of the store."""
    shutil.copytree(store, folder / "opslag")
    settings = {
        "PQ_STORE": str(folder / "opslag"),
        "PQ_DATABASE": f"sqlite:///{folder / 'dossiers.sqlite'}",
        "PQ_EERDER": str(folder / "w" / "goedgekeurd"),
        "PQ_GEHEUGEN": str(folder / "w" / "geheugen"),
        "PYTHONUNBUFFERED": "1",
    }
    command = [sys.executable, "-m", "pq_answers", "serve", "--proef", "--poort", "0"]
    with (folder / "uit").open("w") as out:
        server = subprocess.Popen(
            command, stdout=out, stderr=subprocess.STDOUT, env={**os.environ, **settings}
        )
    try:
        yield _started(folder, server)
    finally:
        server.terminate()
        server.wait(30)


def _started(folder: Path, server: subprocess.Popen[bytes]) -> Server:
    while server.poll() is None:
        told = (folder / "uit").read_text()
        url, password = re.search(r"op (http://\S+)", told), re.search(r"elk van hen: (\S+)", told)
        if url and password:
            return Server(url[1], password[1], folder)
        time.sleep(0.1)
    sys.exit(f"The server did not start:\n{(folder / 'uit').read_text()}")


@contextmanager
def walking(store: Path, width: int = WIDTH, dark: bool = False) -> Iterator[Walk]:
    """Start the server and the browser; ends both."""
    path = shutil.which("chromium")
    if path is None:
        sys.exit("Chromium is missing. Install it with: sudo apt-get install chromium")
    with (
        tempfile.TemporaryDirectory() as name,
        served(Path(name), store) as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield Walk(browser, server, width, dark)
        browser.close()


def write(walk: Walk, folder: Path) -> None:
    """Write every picture; what is no picture any more goes away."""
    folder.mkdir(parents=True, exist_ok=True)
    for old in {path.stem for path in folder.glob("*.png")} - {one.name for one in PICTURES}:
        (folder / f"{old}.png").unlink()
    blank = walk.browser.new_page()
    for picture in PICTURES:
        data = small_png(blank, show(walk, picture).screenshot())
        (folder / f"{picture.name}.png").write_bytes(data)
        print(f"{picture.name}: {len(data) // 1024} KB")


def main() -> None:
    """Write the pictures of the guide, or others to look at: dark, or narrow."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--naar", type=Path, default=FOLDER)
    asked.add_argument("--breed", type=int, default=WIDTH)
    asked.add_argument("--donker", action="store_true")
    given = asked.parse_args()
    with walking(Path(os.environ.get("PQ_STORE", "var/opslag")), given.breed, given.donker) as walk:
        write(walk, given.naar)


if __name__ == "__main__":
    main()
