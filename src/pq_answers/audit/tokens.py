"""Numbers in text: what counts as one token, and how a stored number is printed. No code of the renderers."""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

# Superscripts, subscripts and fractions are figures to a reader too.
_DIGIT = r"\d²³¹⁰⁴-⁹₀-₉¼-¾⅐-⅞"
_NUMBER = re.compile(rf"(?:(?<![\w.,)])[-−–](?=[{_DIGIT}]))?[{_DIGIT}](?:[{_DIGIT}.,]*[{_DIGIT}])?")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x1f\x7f-\x84\x86-\x9f\xad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069"
    "\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]"
)


def numbers(text: str) -> list[str]:
    """Return the numeric tokens of `text` with their sign, in order: "2019-2021" holds two."""
    return _NUMBER.findall(normal(text))


def all_numbers(texts: Iterable[str]) -> list[str]:
    """Return the numeric tokens of texts that stand apart, in order."""
    return [number for text in texts for number in numbers(text)]


def normal(text: str) -> str:
    """Return `text` as a reader sees it: no invisible characters, every white space one space."""
    if not (text.isascii() and text.isprintable()):
        text = _INVISIBLE.sub("", text)
    return " ".join(text.split())


def dutch(value: Decimal, decimals: int) -> str:
    """Return a number with "." between thousands and a decimal comma, as Dutch prints it."""
    return f"{value:,.{decimals}f}".translate(_SWAP)


_SWAP = str.maketrans(",.", ".,")
