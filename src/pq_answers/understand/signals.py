"""Signal words, from `data/begrippen/signaal.toml`: how a sentence refers, adds, closes or divides."""

from __future__ import annotations

import re

from pq_answers.understand.vocabulary import vocabulary

_FILE = "signaal"


def said(name: str, folded: str) -> re.Match[str] | None:
    """Return the first place where a word of the signal `name` stands, or None."""
    pattern = vocabulary(_FILE).get(name).words
    return pattern.search(folded) if pattern else None


def opens(name: str, folded: str) -> bool:
    """Whether a text begins with a word of the signal `name`."""
    pattern = vocabulary(_FILE).get(name).words
    return bool(pattern and pattern.match(folded.lstrip("('\"« ")))


def places(name: str, folded: str) -> list[tuple[int, int]]:
    """Return every place where a word of the signal `name` stands."""
    pattern = vocabulary(_FILE).get(name).words
    return [match.span() for match in pattern.finditer(folded)] if pattern else []
