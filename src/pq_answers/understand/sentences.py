"""Sentences with their places, split where Dutch ends one, and not at its abbreviations."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_ABBREVIATIONS = frozenset(
    [
        "nr",
        "nrs",
        "o.a",
        "o.m",
        "bv",
        "bijv",
        "prov",
        "min",
        "incl",
        "excl",
        "sch",
        "resp",
        "ca",
        "t.e.m",
        "art",
        "d.w.z",
        "m.b.t",
        "i.v.m",
        "i.p.v",
        "n.a.v",
        "t.o.v",
        "m.a.w",
        "blz",
        "p",
        "vb",
        "dhr",
        "mevr",
        "afd",
        "enz",
        "e.d",
        "a.u.b",
        "cfr",
        "aant",
        "gem",
        "doelgroepwn",
        "werkn",
        "opl",
        "i.k.v",
        "resp",
        "evt",
        "mnd",
        "lft",
        "cat",
        "reg",
    ]
)
_END = re.compile(r"[.?!]+[\"»')\]]*(?=\s+[A-Z(«\"0-9#]|\s*$)")


@dataclass(frozen=True, slots=True)
class Sentence:
    """One sentence and where it begins."""

    text: str
    start: int

    @property
    def asks(self) -> bool:
        """Whether it ends with a question mark."""
        return self.text.rstrip(" \"»')];").endswith("?")


def sentences(text: str, start: int = 0) -> tuple[Sentence, ...]:
    """Return the sentences of `text`, whose first letter stands at `start`."""
    return tuple(_split(text, start))


def _split(text: str, start: int) -> Iterator[Sentence]:
    begin = 0
    for match in _END.finditer(text):
        if match[0][0] == "." and _is_abbreviation(text[begin : match.start()]):
            continue
        if text[begin : match.end()].strip(" .;?!"):
            yield _sentence(text, begin, match.end(), start)
        begin = match.end()
    if text[begin:].strip(" .;?!"):
        yield _sentence(text, begin, len(text), start)


def _sentence(text: str, begin: int, end: int, start: int) -> Sentence:
    piece = text[begin:end]
    skipped = len(piece) - len(piece.lstrip())
    return Sentence(piece.strip(), start + begin + skipped)


def _is_abbreviation(before: str) -> bool:
    last = before.rsplit(None, 1)[-1].lower().lstrip("(") if before.strip() else ""
    return last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha())
