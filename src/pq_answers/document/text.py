"""Text as every format prints it: what no file can carry left out, and how wide it is."""

from __future__ import annotations

import re

# Line ends and tabs become a space, so that two figures never run together.
_BREAK = re.compile(r"\r\n|[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
# Controls, lone surrogates and non-characters break XML; direction marks could show figures in another order.
_FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)
# Advance widths of Calibri (and Carlito, its metric twin) from space to tilde, in thousandths of the size.
_ADVANCE = (
    226, 326, 401, 498, 507, 729, 705, 233, 312, 312, 498, 498, 258, 306, 267, 430, 507, 507, 507, 507,
    507, 507, 507, 507, 507, 507, 276, 276, 498, 498, 498, 463, 898, 606, 561, 529, 630, 488, 459, 637,
    631, 267, 331, 547, 423, 874, 659, 676, 532, 686, 563, 473, 495, 653, 591, 906, 551, 520, 478, 325,
    430, 325, 498, 498, 300, 494, 537, 418, 537, 503, 316, 474, 537, 246, 255, 480, 246, 813, 537, 538,
    537, 537, 355, 399, 347, 537, 473, 745, 459, 474, 397, 344, 475, 344, 498,
)  # fmt: skip
_OTHER = 540


def clean(text: str) -> str:
    """Return `text` without the characters that no document can hold."""
    if text.isascii() and text.isprintable():
        return text
    return _FORBIDDEN.sub("", _BREAK.sub(" ", text))


def measure(text: str) -> int:
    """Return the width of `text` in thousandths of the type size."""
    return sum(_ADVANCE[ord(char) - 32] if " " <= char <= "~" else _OTHER for char in text)
