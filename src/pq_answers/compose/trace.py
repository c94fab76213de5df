"""Tracing numbers by position: every figure enters the text as a token that remembers its source.

A token is two private-use characters around a number. It passes through Jinja and Markdown untouched and is
turned back into a run with its source, so a digit without a source cannot hide in a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from markupsafe import Markup

from pq_answers.document import Origin, Run, Runs, Source
from pq_answers.errors import UntracedError

_TOKEN = re.compile("\ue000(\\d+)\ue001")
_PRIVATE = re.compile("[\ue000-\uf8ff]")


class Tracer:
    """Hands out tokens for the texts of one answer and turns them back into runs."""

    def __init__(self) -> None:
        self._runs: list[Run] = []

    def token(self, text: str, source: Source | None) -> Markup:
        """Return the token that stands for `text`."""
        self._runs.append(Run(text, source))
        return Markup(f"\ue000{len(self._runs) - 1}\ue001")  # noqa: S704 - digits between two private characters

    def text(self, text: str) -> Markup:
        """Return a token for words, which may not hold a number."""
        return self.token(words(text), None)

    def number(self, text: str, origin: Origin, name: str) -> Markup:
        """Return a token for a number that is a parameter, a date, a code's label or structure."""
        return self.token(text, Source(origin, name))

    def runs(self, text: str, *, bold: bool = False, italic: bool = False) -> Runs:
        """Return `text` with its tokens resolved; raise `UntracedError` for a number without a source."""
        return tuple(self._resolve(text, bold=bold, italic=italic))

    def _resolve(self, text: str, *, bold: bool, italic: bool) -> Iterator[Run]:
        for place, part in enumerate(_TOKEN.split(text)):
            if place % 2:
                run = self._runs[int(part)]
                yield Run(run.text, run.source, bold, italic)
            elif part:
                yield Run(words(part), None, bold, italic)


def words(text: str) -> str:
    """Return `text` without private-use characters; raise `UntracedError` where it holds a digit."""
    clean = _PRIVATE.sub("", text)
    if any(char.isnumeric() for char in clean):
        raise UntracedError(
            f"Het getal in «{clean.strip()[:80]}» heeft geen herkomst.",
            fix="Laat het uit een resultaat, een parameter of een aangekondigde constante komen.",
        )
    return clean
