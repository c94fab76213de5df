"""Choosing items and shaping a plan in a real browser: journey, keyboard, without JavaScript, axe, narrow."""

from __future__ import annotations

import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from .test_browser import FAULTS, Site, chromium, entered, look, site

__all__ = ["chromium", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
QUESTION = """Schriftelijke vraag nr. 7
van AN PEETERS
datum: 26 januari 2022

Contingent

1. Wat is het contingent van de LDE in 2021?
2. Welke initiatieven neemt de minister?
3. Hoeveel afwijkingen werden toegestaan op de duur van trajecten in de LDE?
"""


def chosen(page: Page) -> list[str]:
    """Return the items that are chosen, in order."""
    return [value for key, value in re.findall(r"[?&](\d+)=([a-z_]+)", page.url) if key]


def add(page: Page, *titles: str) -> None:
    for title in titles:
        page.get_by_label(title, exact=True).check()
    page.get_by_role("button", name="Voeg toe").click()
    page.wait_for_load_state()


def test_from_ticked_items_to_figures_a_plan_and_a_dossier(
    site: Site, chromium: Browser, tmp_path: Path
) -> None:
    page = entered(chromium, site, "opsteller", permissions=["clipboard-read", "clipboard-write"])
    page.get_by_role("link", name="Vragen kiezen").click()
    look(page)
    page.get_by_label("Zoek een vraag").fill("contingent")
    page.get_by_label("Zoek een vraag").press("Enter")
    page.wait_for_url("**q=contingent**")
    add(page, "Toegekend contingent")
    page.get_by_label("Zoek een vraag").fill("")
    page.get_by_role("button", name="Zoek").click()
    add(page, "Aantal personen aan het werk")
    assert chosen(page) == ["contingent", "doelgroepwerknemers"]
    look(page)

    # Going on too early says what is missing, and keeps what is there.
    page.get_by_role("button", name="Toon de cijfers").click()
    page.get_by_text("Er is nog niets ingevuld bij «Maatregel».").first.wait_for()
    look(page)
    first, second = page.locator("#vraag-1"), page.locator("#vraag-2")
    first.get_by_label("lokale diensteneconomie").check()
    first.get_by_label("Jaren").fill("2015-2021")
    second.get_by_label("lokale diensteneconomie").check()
    second.get_by_label("leeftijd", exact=True).check()
    second.get_by_label("in een eigen bijlage").check()
    assert "2.opsplitsing=leeftijd" in page.url, "what is filled in stands in the address at once"
    page.get_by_role("button", name="Omhoog 2").click()
    page.wait_for_url("**#vraag-1")
    assert chosen(page) == ["doelgroepwerknemers", "contingent"]
    kept = page.url
    page.get_by_role("button", name="Toon de cijfers").click()
    page.wait_for_url("**/kiezen/antwoord?**")
    look(page)
    assert page.locator("table").count() == 3
    page.locator("td .cijfer").first.focus()
    page.keyboard.press("Enter")
    page.get_by_role("heading", name="Herkomst van").wait_for()
    look(page)
    _copied(page)
    plan = _downloads(page, tmp_path)
    page.go_back()
    assert page.url.partition("#")[0] == kept.partition("#")[0]
    assert page.locator("#vraag-2").get_by_label("Jaren").input_value() == "2015-2021"
    page.go_forward()

    # The plan runs from the command line, and gives what the page gave.
    _runs(plan, site, tmp_path)
    page.get_by_role("button", name="Ga verder in een dossier").click()
    page.wait_for_url("**/plan")
    look(page)
    page.get_by_role("button", name="Maak het ontwerp").first.click()
    page.wait_for_url("**/ontwerp")
    assert page.locator("table").count() == 3
    assert not FAULTS[page]


def _copied(page: Page) -> None:
    page.get_by_role("button", name="Kopieer alles").click()
    page.get_by_text("Alles is gekopieerd.").wait_for()
    html, text = page.evaluate(
        """async () => {
            const [item] = await navigator.clipboard.read();
            const read = async (kind) => (await item.getType(kind)).text();
            return [await read("text/html"), await read("text/plain")];
        }"""
    )
    FAULTS[page][:] = [told for told in FAULTS[page] if "inline style" not in told]
    assert html.count("<table") == 3
    assert "ANTWOORD" in text
    page.get_by_role("button", name="Kopieer 2").click()
    page.get_by_text("Vraag 2 is gekopieerd.").wait_for()
    assert "\t" in page.evaluate("navigator.clipboard.readText()")


def _downloads(page: Page, folder: Path) -> Path:
    """Take every file; return the plan."""
    page.locator("details.dropdown summary").click()
    names = ("antwoord.docx", "bijlage-1.xlsx", "antwoord.html", "antwoord.txt", "antwoord.zip")
    for name in names:
        with page.expect_download() as download:
            page.get_by_role("link", name=name).click()
        download.value.save_as(folder / name)
    assert {"antwoord.docx", "bijlage-1.xlsx"} <= set(zipfile.ZipFile(folder / "antwoord.zip").namelist())
    assert (folder / "antwoord.docx").read_bytes()[:2] == b"PK"
    page.keyboard.press("Escape")
    with page.expect_download() as download:
        page.get_by_role("link", name="Download als plan").click()
    download.value.save_as(folder / "plannen" / download.value.suggested_filename)
    return folder / "plannen" / download.value.suggested_filename


def _runs(plan: Path, site: Site, folder: Path) -> None:
    command = [sys.executable, "-m", "pq_answers", "batch", str(plan.parent), "-o", str(folder / "uit")]
    command += ["--opslag", str(site.store)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    made = folder / "uit" / plan.stem / "antwoord.txt"
    assert made.read_bytes() == (folder / "antwoord.txt").read_bytes()


def test_choosing_works_without_javascript_and_by_keyboard_alone(site: Site, chromium: Browser) -> None:
    page = entered(chromium, site, "lezer", java_script_enabled=False)
    page.goto("/kiezen")
    for name in ("contingent", "budgetten"):
        page.locator(f"input[value={name}]").focus()
        page.keyboard.press("Space")
    page.get_by_role("button", name="Voeg toe").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#vraag-1")
    page.locator("#vraag-1").get_by_label("lokale diensteneconomie").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="Omlaag 1").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**#vraag-2")
    assert chosen(page) == ["budgetten", "contingent"]
    page.get_by_role("button", name="Verwijder 1").focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert chosen(page) == ["contingent"]
    # Enter in a field changes nothing but the address.
    page.locator("#vraag-1").get_by_label("Jaren").fill("2020-2021")
    page.keyboard.press("Enter")
    page.wait_for_url("**2020-2021")
    page.get_by_role("button", name="Toon de cijfers").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/kiezen/antwoord?**")
    assert page.locator("table").count() == 1
    assert page.get_by_role("button", name="Kopieer alles").count() == 0
    page.locator(".cijfer").last.click()
    assert page.get_by_role("heading", name="Herkomst van").count() == 1
    page.get_by_role("link", name="Terug naar de cijfers").click()
    assert page.locator("table").count() == 1


@pytest.mark.parametrize("javascript", [True, False])
def test_a_plan_gets_another_shape_by_its_buttons(site: Site, chromium: Browser, javascript: bool) -> None:
    page = entered(chromium, site, "opsteller", java_script_enabled=javascript)
    page.goto("/dossiers/nieuw")
    page.fill("#tekst", QUESTION)
    page.get_by_role("button", name="Lees de vraag").click()
    page.get_by_role("button", name="maak het plan").click()
    page.wait_for_url("**/plan")

    def labels() -> list[str]:
        page.wait_for_load_state()
        return [text.strip() for text in page.locator(".deel .label").all_inner_texts()]

    assert labels() == ["1", "2", "3"]
    page.locator("#deel-1").get_by_label("Uw antwoord").fill("De minister overlegt.")
    if javascript:
        assert page.locator("#deel-1 .onbewaard").is_visible()
    page.get_by_role("button", name="Omhoog 2").click()
    assert labels() == ["2", "1", "3"]
    assert page.locator("#deel-0").get_by_label("Uw antwoord").input_value() == "De minister overlegt."
    page.locator("#deel-2").get_by_role("button", name="Neem deze vaste tekst").click()
    assert "geen afwijking aanvragen" in page.locator("#deel-2 > form .velden .passage").first.inner_text()
    page.locator("#deel-1").get_by_role("button", name="Invulling van het contingent").click()
    page.wait_for_load_state()
    assert page.locator("#deel-1 select[name=keuze]").input_value() == "item:contingent_invulling"
    page.locator("#deel-1 .bewerk summary").click()
    page.locator("#deel-1").get_by_label("Tekst van de deelvraag").fill(
        "Wat is het contingent?\n\nEn in 2020?"
    )
    page.locator("#deel-1").get_by_role("button", name="Splits").click()
    assert labels() == ["2", "1.a", "1.b", "3"]
    page.locator("#deel-2 .bewerk summary").click()
    page.locator("#deel-2").get_by_role("button", name="Voeg samen").click()
    assert labels() == ["2", "1.a", "1.a", "3"]
    page.get_by_text("Voeg een deelvraag toe").click()
    page.get_by_label("Wat er gevraagd wordt").fill("Wat is het contingent van de LDE in 2019?")
    page.get_by_role("button", name="Voeg toe", exact=True).click()
    assert labels()[-1] == "4"
    page.locator("#deel-0").get_by_label("Uw antwoord").fill("")
    page.locator("#deel-4").get_by_label("Jaren").fill("vroeger")
    page.locator("#deel-4").get_by_role("button", name="Bewaren").click()
    page.get_by_text("is geen jaar of periode").wait_for()
    assert page.locator("#deel-4").get_by_label("Jaren").input_value() == "vroeger"
    FAULTS[page][:] = [told for told in FAULTS[page] if "422" not in told]
    if javascript:
        look(page)


def test_nothing_is_lost_on_a_narrow_screen_or_zoomed_in(site: Site, chromium: Browser) -> None:
    query = "1=contingent&1.maatregel=lde&1.jaren=2013-2021&2=doelgroepwerknemers&2.jaren=2021&3=niets"
    figures = "1=doelgroepwerknemers&1.maatregel=lde&1.jaren=2019-2021&1.opsplitsing=leeftijd&1.grafiek=ja"
    for width in (320, 640):
        page = entered(chromium, site, "opsteller", viewport={"width": width, "height": 800})
        for path in ("/kiezen", f"/kiezen?toets=1&{query}", f"/kiezen/antwoord?{figures}"):
            page.goto(path)
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path
            look(page)
        page.goto(page.locator(".cijfer").last.get_attribute("href") or "")
        look(page)
        page.goto("/kiezen/antwoord?1=contingent&1.maatregel=lde&1.jaren=2021&datum=1950-01-01")
        FAULTS[page][:] = [told for told in FAULTS[page] if "422" not in told]
        look(page)
