"""Where a form stands: the page that leads to an address to which something can only be sent."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from starlette.routing import BaseRoute, Match, Route

_FORMS = re.compile(
    r"(?P<new>/dossiers/nieuw)|(?P<base>/dossiers/\d+)(?:/(?P<step>[a-z]+)(?:/(?P<number>\d+)|/[^/]+)?(?:/.*)?)?"
)
_STANDS_ON = {
    "voorleggen": "ontwerp",
    "terughalen": "ontwerp",
    "goedkeuren": "nalezing",
    "terugsturen": "nalezing",
    "opmerkingen": "nalezing",
    "heropenen": "nalezing",
    "termijn": "vraag",
    "verwijderen": "vraag",
}
"""On which page the form of a step stands, where that is another one."""


def way_back(path: str, *, read: bool) -> str:
    """Return the page on which a form stands that was sent to `path`; the list where that is not known.

    A page that could not be read is no way back from itself.
    """
    found = _FORMS.fullmatch(path)
    if found is None or read:
        return "/dossiers"
    if found["new"]:
        return found["new"]
    base, step, number = found["base"], found["step"] or "", found["number"]
    if step == "plan" and number:
        return f"{base}/plan#deel-{number}"
    return f"{base}/{_STANDS_ON.get(step, step)}".rstrip("/")


def page_above(path: str, routes: Sequence[BaseRoute]) -> str:
    """Return the page that belongs to an address to which something can only be sent, empty for any other.

    Whoever loads such an address again, or comes back to it after signing in, is led there. Steps of
    a dossier stand on the page that `way_back` knows; else it is the nearest address above that can be read.
    """
    if not _only_sent(path, routes):
        return ""
    known = way_back(path, read=False) if _FORMS.fullmatch(path) else path
    return next((one for one in _upwards(known) if _is_page(one.partition("#")[0], routes)), "/dossiers")


def _upwards(path: str) -> Iterator[str]:
    while path:
        yield path
        path = path.partition("#")[0].rpartition("/")[0]


def _matching(path: str, routes: Sequence[BaseRoute]) -> list[Route]:
    scope = {"type": "http", "method": "GET", "path": path}
    return [one for one in routes if isinstance(one, Route) and one.matches(scope)[0] is not Match.NONE]


def _only_sent(path: str, routes: Sequence[BaseRoute]) -> bool:
    found = _matching(path, routes)
    # The literal address goes before one with a name in it that would hold the same word.
    literal = [one for one in found if one.path == path]
    return bool(found) and not any("GET" in (one.methods or ()) for one in literal or found)


def _is_page(path: str, routes: Sequence[BaseRoute]) -> bool:
    return bool(_matching(path, routes)) and not _only_sent(path, routes)
