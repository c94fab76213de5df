"""Text as every format prints it: exactly the runs, without what no file format can carry."""

from __future__ import annotations

import re
from itertools import groupby

from pq_answers.document import Run, Runs, plain

# Line ends and tabs become a space, so that two figures never run together.
_BREAK = re.compile(r"\r\n|[\t\n\v\f\r\x1c-\x1e\x85\u2028\u2029]")
# Controls, lone surrogates and non-characters break XML; direction marks could show figures in another order.
_FORBIDDEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]"
)


def clean(text: str) -> str:
    """Return `text` without the characters that no document can hold."""
    if text.isascii() and text.isprintable():
        return text
    return _FORBIDDEN.sub("", _BREAK.sub(" ", text))


def printed(runs: Runs) -> str:
    """Return the text of `runs` as printed."""
    return clean(plain(runs))


def merged(runs: Runs) -> Runs:
    """Return `runs` cleaned, with neighbours of one style joined: fewer pieces paste and search better."""
    if len(runs) == 1:
        text = clean(runs[0].text)
        return (Run(text, None, runs[0].bold, runs[0].italic),) if text else ()
    groups = groupby(runs, key=lambda run: (run.bold, run.italic))
    joined = (Run(clean("".join(run.text for run in part)), None, *style) for style, part in groups)
    return tuple(run for run in joined if run.text)
