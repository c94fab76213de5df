"""Somebody who uses a page with the keyboard only, and who must always see where they are."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Locator, Page

FOCUSABLE = "a[href], button, input, select, textarea, summary, [tabindex], iframe"
# How everything that can have focus looks at rest, taken once per page; what has focus, and whether it shows.
_WATCH = """(focusable) => {
    const looks = (one) => {
        const style = getComputedStyle(one);
        const outline = `${style.outlineStyle} ${style.outlineWidth} ${style.outlineColor}`;
        return { outline, shadow: style.boxShadow };
    };
    if (!window.atRest) {
        window.atRest = new Map();
        for (const one of document.querySelectorAll(focusable))
            if (one !== document.activeElement) window.atRest.set(one, looks(one));
        window.visited = new Set();
    }
    const here = document.activeElement;
    if (!here || here === document.body) return null;
    window.visited.add(here);
    const now = looks(here), rest = window.atRest.get(here);
    const outlined = !now.outline.startsWith("none") && parseFloat(now.outline.split(" ")[1]) >= 2;
    const changed = rest ? now.outline !== rest.outline || now.shadow !== rest.shadow : outlined;
    const box = here.getClientRects()[0];
    if (!box) return { html: here.outerHTML.slice(0, 160), shown: false, covered: false };
    const within = (low, high, end) =>
        Math.max(0, Math.min(end - 1, (Math.max(low, 0) + Math.min(high, end)) / 2));
    const x = within(box.left, box.right, innerWidth), y = within(box.top, box.bottom, innerHeight);
    const top = document.elementFromPoint(x, y);
    const off = box.bottom <= 0 || box.top >= innerHeight || box.right <= 0 || box.left >= innerWidth;
    return {
        html: here.outerHTML.slice(0, 160),
        shown: changed && box.width > 0 && box.height > 0 && !off,
        covered: Boolean(top) && !(here.contains(top) || top.contains(here)),
    };
}"""

_REACHABLE = """(focusable) => [...document.querySelectorAll(focusable)].filter((one) =>
    one.tabIndex >= 0 && !one.disabled && one.type !== "hidden" && one.checkVisibility()).length"""


class Keyboard:
    """A page and the keys; every step checks that focus is seen and not covered."""

    def __init__(self, page: Page, bound: int = 250) -> None:
        self.page, self.bound = page, bound

    def step(self, key: str = "Tab") -> dict[str, Any] | None:
        """Press a key that moves the focus and return where it is; None is the page itself."""
        self.page.evaluate(_WATCH, FOCUSABLE)
        self.page.keyboard.press(key)
        found: dict[str, Any] | None = self.page.evaluate(_WATCH, FOCUSABLE)
        if found:
            assert found["shown"], f"{self.page.url}: the focus does not show on {found['html']}"
            assert not found["covered"], f"{self.page.url}: something covers {found['html']}"
        return found

    def to(self, role: Any, name: str, within: Locator | None = None, key: str = "Tab") -> Keyboard:
        """Tab until the control of this role and accessible name has the focus."""
        wanted = (within or self.page).get_by_role(role, name=name, exact=True)
        assert wanted.count(), f"{self.page.url}: there is no {role} «{name}»"
        for _ in range(self.bound):
            if wanted.evaluate_all("all => all.includes(document.activeElement)"):
                return self
            self.step(key)
        raise AssertionError(f"{self.page.url}: {role} «{name}» is not reached in {self.bound} steps")

    def press(self, *keys: str) -> Keyboard:
        """Press these keys where the focus is."""
        for key in keys:
            self.page.keyboard.press(key)
        return self

    def type(self, text: str) -> Keyboard:
        """Type over what the field holds."""
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(text)
        return self

    def paste(self, text: str) -> Keyboard:
        """Paste what another program put on the clipboard."""
        self.page.evaluate("text => navigator.clipboard.writeText(text)", text)
        return self.press("Control+V")

    def go(self, role: Any, name: str, within: Locator | None = None, key: str = "Tab") -> Keyboard:
        """Tab to a link or button, press Enter, and wait for the page that follows."""
        self.to(role, name, within, key)
        with self.page.expect_navigation():
            self.press("Enter")
        return self

    def round(self, key: str = "Tab") -> tuple[int, int]:
        """Go round the whole page once; return how many controls had the focus, and how many can have it."""
        self.page.evaluate("document.activeElement.blur()")
        self.step(key)
        self.page.evaluate("() => { window.visited.clear(); window.first = document.activeElement; }")
        for _ in range(self.bound):
            self.step(key)
            if self.page.evaluate("window.first === document.activeElement"):
                return self.page.evaluate("window.visited.size"), self.page.evaluate(_REACHABLE, FOCUSABLE)
        raise AssertionError(f"{self.page.url}: {self.bound} steps do not go round the page")
