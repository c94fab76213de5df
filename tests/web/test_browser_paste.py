"""What is copied from a draft arrives whole in a text processor: every table, row, column and text."""

from __future__ import annotations

import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import pytest
from lxml import etree, html
from playwright.sync_api import Browser, Page

from pq_answers.resources import find_file

from .test_browser import FAULTS, Site, chromium, entered, site

__all__ = ["chromium", "site"]
pytestmark = [
    pytest.mark.browser,
    pytest.mark.office,
    pytest.mark.slow,
    pytest.mark.xdist_group("browser"),
]
Grid = list[list[str]]
W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
CLIPBOARD = """async () => {
    const [item] = await navigator.clipboard.read();
    return (await item.getType("text/html")).text();
}"""


def words(parts: list[str]) -> str:
    return " ".join("".join(parts).split())


# The tables of a web page, and those of a document; a cell over more places stands at each of them


def tables_of_page(text: str) -> list[Grid]:
    return [grid_of_page(table) for table in html.fromstring(text).iter("table")]


def grid_of_page(table: etree._Element) -> Grid:
    placed: dict[tuple[int, int], str] = {}
    rows = list(table.iter("tr"))
    for down, row in enumerate(rows):
        across = 0
        for cell in row.iterchildren("td", "th"):
            while (down, across) in placed:
                across += 1
            width, depth = int(cell.get("colspan", 1)), int(cell.get("rowspan", 1))
            for place in range(width * depth):
                told = words([str(one) for one in cell.itertext()])
                placed[down + place // width, across + place % width] = told
            across += width
    columns = 1 + max(across for _, across in placed)
    return [[placed[down, across] for across in range(columns)] for down in range(len(rows))]


def tables_of_document(path: Path) -> list[Grid]:
    with zipfile.ZipFile(path) as package:
        body = etree.fromstring(package.read("word/document.xml"))
    return [grid_of_document(table) for table in body.iter(f"{W}tbl")]


def grid_of_document(table: etree._Element) -> Grid:
    grid: Grid = []
    for row in table.iterchildren(f"{W}tr"):
        line: list[str] = []
        for cell in row.iterchildren(f"{W}tc"):
            span = cell.find(f"{W}tcPr/{W}gridSpan")
            merged = cell.find(f"{W}tcPr/{W}vMerge")
            goes_on = merged is not None and merged.get(f"{W}val") != "restart"
            told = grid[-1][len(line)] if goes_on else words([one.text or "" for one in cell.iter(f"{W}t")])
            line += [told] * (1 if span is None else int(span.get(f"{W}val", "1")))
        grid.append(line)
    return grid


def pasted(copied: str, folder: Path) -> list[Grid]:
    """Open what was copied in LibreOffice Writer and read the tables of the document that it makes of it."""
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing; make test installs it or names it"
    page = f'<!DOCTYPE html><html><head><meta charset="utf-8"></head><body>{copied}</body></html>'
    (folder / "geplakt.html").write_text(page, encoding="utf-8")
    command = [office, f"-env:UserInstallation=file://{folder / 'profiel'}", "--headless"]
    command += ["--infilter=HTML (StarWriter)", "--convert-to", "docx:MS Word 2007 XML"]
    command += ["--outdir", str(folder), str(folder / "geplakt.html")]
    subprocess.run(command, check=True, capture_output=True, timeout=180)
    return tables_of_document(folder / "geplakt.docx")


# The journey


@pytest.fixture(scope="module")
def draft(site: Site, chromium: Browser) -> Page:
    page = entered(chromium, site, "opsteller", permissions=["clipboard-read", "clipboard-write"])
    page.goto("/dossiers/nieuw")
    page.fill("#tekst", find_file("data/demo/vraagtekst-274.txt").read_text(encoding="utf-8"))
    page.get_by_role("button", name="Lees de vraag").click()
    page.get_by_role("button", name="maak het plan").click()
    page.wait_for_url("**/plan")
    page.get_by_role("button", name="Maak het ontwerp").first.click()
    page.wait_for_url("**/ontwerp")
    return page


def copied(page: Page, button: str, told: str) -> str:
    page.get_by_role("button", name=button, exact=True).click()
    page.get_by_text(f"{told} is gekopieerd.").wait_for()
    assert not FAULTS[page]
    read = str(page.evaluate(CLIPBOARD))
    # Reading it back parses it in the page, whose policy then tells of the styles in it.
    FAULTS[page][:] = [one for one in FAULTS[page] if "inline style" not in one]
    return read


def own_page(page: Page) -> str:
    """Return the page of the answer as it is downloaded."""
    link = page.locator("details.dropdown a", has_text=re.compile(r"antwoord\.html$"))
    return page.request.get(link.get_attribute("href") or "").text()


def test_every_table_of_a_copied_answer_arrives_in_writer(draft: Page, tmp_path: Path) -> None:
    wanted = tables_of_page(own_page(draft))
    found = pasted(copied(draft, "Kopieer alles", "Alles"), tmp_path)
    assert len(wanted) >= 10
    assert any(len(grid[0]) > 6 for grid in wanted)
    assert found == wanted


def test_the_tables_of_one_copied_part_arrive_in_writer(draft: Page, tmp_path: Path) -> None:
    part = html.fromstring(own_page(draft)).get_element_by_id("antwoord-1-a")
    wanted = [grid_of_page(table) for table in part.iter("table")]
    assert wanted
    assert pasted(copied(draft, "Kopieer 1.a", "Deelvraag 1.a"), tmp_path) == wanted
