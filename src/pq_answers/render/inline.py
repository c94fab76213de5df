"""Text as every format prints it: exactly the runs, without what no file format can carry."""

from __future__ import annotations

from itertools import groupby

from pq_answers.document import Run, Runs, plain
from pq_answers.document.text import clean

__all__ = ["clean", "merged", "printed"]


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
