"""The whole journey with the keyboard only, and the pages at twice their size."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, Page

from .keyboard import Keyboard
from .test_browser import FAULTS, Site, chromium, entered, look, site

__all__ = ["chromium", "site"]
pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("browser")]
QUESTION = """Schriftelijke vraag nr. 12
van AN PEETERS
datum: 26 januari 2022

Contingent

1. Wat is het contingent van de LDE in 2019, 2020 en 2021?
2. Welke initiatieven neemt de minister om het contingent te verhogen?
"""


def sat_down(browser: Browser, site: Site, name: str) -> Keyboard:
    """Open the first page and sign in, without a mouse."""
    allowed = ["clipboard-read", "clipboard-write"]
    context = browser.new_context(
        base_url=site.url, locale="nl-BE", reduced_motion="reduce", permissions=allowed
    )
    page = context.new_page()
    faults: list[str] = []
    FAULTS[page] = faults
    page.on("console", lambda told: faults.append(told.text) if told.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto("/")
    keys = Keyboard(page)
    keys.to("textbox", "Naam").type(name)
    keys.to("textbox", "Wachtwoord").type(site.password)
    return keys.go("button", "Aanmelden")


def test_from_question_to_frozen_answer_with_the_keyboard_only(site: Site, chromium: Browser) -> None:
    drafter = sat_down(chromium, site, "opsteller")
    _ask(drafter)
    _correct_the_plan(drafter)
    _see_a_source(drafter)
    drafter.go("button", "Leg voor ter nalezing", key="Shift+Tab")
    assert drafter.page.get_by_text("nalezing", exact=True).count()
    reviewer = sat_down(chromium, site, "nalezer")
    _review(reviewer)
    for keys in (drafter, reviewer):
        assert not FAULTS[keys.page]


def _ask(keys: Keyboard) -> None:
    """Paste a question, and correct what was recognised of its head."""
    keys.step()
    keys.press("Enter")  # past the menu, to the content
    keys.go("link", "Nieuwe vraag")
    keys.to("textbox", "Tekst van de vraag").paste(QUESTION)
    keys.go("button", "Lees de vraag")
    keys.to("textbox", "Titel").type("Contingent van de LDE")
    keys.go("button", "Klopt, maak het plan")
    assert keys.page.url.endswith("/plan")
    assert "Contingent van de LDE" in keys.page.locator(".onder").inner_text()


def _correct_the_plan(keys: Keyboard) -> None:
    """Choose another query and back, other years, and an answer in own words; then make the draft."""
    part = keys.page.locator("#deel-0")
    choice = part.get_by_role("combobox", name="Antwoord met")
    chosen = choice.input_value()
    keys.to("combobox", "Antwoord met", part)
    _choose(keys, "ArrowDown")
    assert choice.input_value() != chosen
    _choose(keys, "ArrowUp")
    assert choice.input_value() == chosen
    keys.to("combobox", "Jaren", part).type("2019-2021")
    keys.go("button", "Bewaren", part)
    assert keys.page.locator("#deel-0").get_by_label("Jaren").input_value() == "2019-2021"
    own = keys.page.locator("#deel-1")
    keys.to("combobox", "Antwoord met", own)
    _choose(keys, "E", "i", "g", "e", "n")
    own.get_by_label("Uw antwoord").wait_for()
    keys.to("textbox", "Uw antwoord", own).type("De minister overlegt met de sector.")
    keys.go("button", "Bewaren", own)
    keys.go("button", "Maak het ontwerp")
    assert keys.page.url.endswith("/ontwerp")


def _choose(keys: Keyboard, *pressed: str) -> None:
    """Choose from a list, and wait until the fields below followed it."""
    with keys.page.expect_response(re.compile("/velden")):
        keys.press(*pressed)
    keys.page.locator(".htmx-request").first.wait_for(state="detached")


def _see_a_source(keys: Keyboard) -> None:
    """Go to a figure by the arrows: its source floats beside it, and stands in full after Enter."""
    keys.to("button", "Kopieer alles").press("Enter")
    keys.page.get_by_text("Alles is gekopieerd.").wait_for()
    table = keys.page.get_by_role("table").first
    seen = []
    keys.to("link", table.locator("th .cijfer").first.inner_text(), table)
    for arrow in ("ArrowDown", "ArrowRight", "ArrowUp"):
        seen.append(keys.page.evaluate("document.activeElement.dataset.bron"))
        assert keys.page.get_by_role("tooltip").inner_text() == seen[-1]
        keys.step(arrow)
    assert len(set(seen)) == 3
    keys.step("ArrowDown")
    keys.press("Enter")
    keys.page.get_by_role("heading", name=re.compile("^Herkomst van")).wait_for()
    keys.press("Escape")
    assert keys.page.get_by_role("tooltip").count() == 0
    look(keys.page)


def _review(keys: Keyboard) -> None:
    """Find the dossier, comment on a part, settle it, and approve."""
    keys.go("link", "Vraag nr. 12")
    keys.go("link", "Nalezing")
    keys.to("combobox", "Waarover").press("ArrowDown")
    assert keys.page.locator("#plaats option:checked").inner_text() == "deelvraag 1"
    keys.to("textbox", "Opmerking").type("Nagekeken.")
    keys.go("button", "Voeg toe")
    keys.go("button", "Afgehandeld (opmerking 1)")
    keys.to("checkbox", "Ik heb tekst en cijfers nagelezen.").press("Space")
    keys.go("button", "Keur goed en bevries")
    keys.page.get_by_text("Goedgekeurd door nalezer").wait_for()
    keys.go("link", "Ontwerp")
    assert keys.page.get_by_text("goedgekeurd en bevroren").count()
    keys.to("button", "Kopieer alles")
    keys.go("button", "Afmelden", key="Shift+Tab")
    assert "/aanmelden" in keys.page.url


# Every page: round by the keyboard in both directions, and at twice its size


@pytest.fixture(scope="module")
def base(site: Site, chromium: Browser) -> str:
    """A dossier with a draft, with two comments."""
    page = entered(chromium, site, "opsteller")
    page.goto("/dossiers/nieuw")
    page.fill("#tekst", QUESTION.replace("12", "13"))
    page.get_by_role("button", name="Lees de vraag").click()
    page.get_by_role("button", name="maak het plan").click()
    page.get_by_role("button", name="Maak het ontwerp").first.click()
    page.wait_for_url("**/ontwerp")
    found = page.url.removesuffix("/ontwerp").removeprefix(site.url)
    page.goto(f"{found}/nalezing")
    page.fill("#tekst", "Klopt dit nog?")
    page.get_by_role("button", name="Voeg toe").click()
    return found


LEAVES = ("vraag", "plan", "ontwerp", "bescherming", "nalezing", "verloop")
PAGES = (
    "/dossiers",
    "/dossiers/nieuw",
    *(f"BASE/{leaf}" for leaf in LEAVES),
    "BASE/ontwerp/alinea/0",
    "/kiezen?1=contingent&1.maatregel=lde&1.jaren=2019-2021",
    "/kiezen/antwoord?1=contingent&1.maatregel=lde&1.jaren=2019-2021",
    "/catalogus",
    "/catalogus/doelgroepwerknemers",
    "/eerdere-antwoorden?q=contingent",
    "/momentopnames",
    "/taken",
    "/tokens",
)
MANAGED = (
    "/beheer",
    "/beheer/tokens",
    "/beheer/teksten",
    "/beheer/teksten/lde-geen-afwijking",
    "/beheer/logboek",
    "/beheer/instellingen",
    "/momentopnames",
)


@pytest.mark.parametrize(("name", "paths"), [("opsteller", PAGES), ("beheerder", MANAGED)])
def test_tab_goes_round_every_page_and_back(
    site: Site, chromium: Browser, base: str, name: str, paths: tuple[str, ...]
) -> None:
    page = entered(chromium, site, name)
    for path in paths:
        page.goto(path.replace("BASE", base))
        for key in ("Tab", "Shift+Tab"):
            visited, reachable = Keyboard(page, 600).round(key)
            assert visited == reachable, (path, key)


# Which controls lie over one another; what scrolls inside a box counts only where it shows.
_BOXES = "a, button, input, select, textarea, summary, h1, h2, h3, label, dt"
_OVERLAPS = """(wanted) => {
    const shown = (one) => [...one.getClientRects()].map((box) => {
        let [left, top, right, bottom] = [box.left, box.top, box.right, box.bottom];
        for (let up = one.parentElement; up; up = up.parentElement) {
            if (getComputedStyle(up).overflow === "visible") continue;
            const limit = up.getBoundingClientRect();
            left = Math.max(left, limit.left); right = Math.min(right, limit.right);
            top = Math.max(top, limit.top); bottom = Math.min(bottom, limit.bottom);
        }
        return { one, left, top, right, bottom };
    }).filter((box) => box.right - box.left > 2 && box.bottom - box.top > 2);
    const told = [];
    const boxes = [...document.querySelectorAll(wanted)]
        .filter((one) => one.checkVisibility() && !one.closest(".spring, .onzichtbaar")).flatMap(shown);
    boxes.forEach((a, place) => boxes.slice(place + 1).forEach((b) => {
        if (a.one.contains(b.one) || b.one.contains(a.one)) return;
        const wide = Math.min(a.right, b.right) - Math.max(a.left, b.left);
        const high = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
        if (wide > 2 && high > 4) told.push([a.one.outerHTML.slice(0, 120), b.one.outerHTML.slice(0, 120)]);
    }));
    return told;
}"""


def _hold(page: Page, width: int) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= width, page.url
    assert page.evaluate(_OVERLAPS, _BOXES) == [], page.url


@pytest.mark.parametrize(("name", "paths"), [("opsteller", PAGES), ("beheerder", MANAGED)])
def test_at_twice_its_size_a_page_fits_and_nothing_overlaps(
    site: Site, chromium: Browser, base: str, name: str, paths: tuple[str, ...]
) -> None:
    zoomed = {"viewport": {"width": 640, "height": 400}, "device_scale_factor": 2}
    page = entered(chromium, site, name, **zoomed)
    for path in paths:
        page.goto(path.replace("BASE", base))
        _hold(page, 640)
        page.locator("main details:not(.dropdown)").evaluate_all(
            "all => all.forEach((one) => { one.open = true; })"
        )
        _hold(page, 640)
