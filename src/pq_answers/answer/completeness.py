"""The grid of completeness: what each sub-question asks, what the answer delivers, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pq_answers import nl
from pq_answers.codelists import dimension_name, load_codelist
from pq_answers.compose import Answered, gap_remarks
from pq_answers.ledger import Asked
from pq_answers.understand import similar

_ITS_OWN = frozenset({"jaar", "maatregel"})
_SURE = 0.9
_OPEN, _PARTLY, _DONE = "open", "deels", "geleverd"


def completeness(answered: Sequence[Answered], earlier: Sequence[Asked] = ()) -> list[dict[str, Any]]:
    """Return one row for each part of an answer as plain JSON values: asked, delivered, missing.

    `earlier` are sub-questions that were answered before, of which the most like each one are named. A row
    holds no figure of the answer.
    """
    return [_row(part, earlier) for part in answered]


def _row(answered: Answered, earlier: Sequence[Asked]) -> dict[str, Any]:
    part = answered.part
    missing = list(_missing(answered))
    row: dict[str, Any] = {
        "label": part.label,
        "vraag": part.question,
        "stand": _OPEN if part.gap else _PARTLY if missing else _DONE,
        "gevraagd": _asked(answered),
        "geleverd": _delivered(answered),
        "leemten": missing,
        "nakijken": list(_doubtful(part.understood)),
    }
    found = similar(part.question, part.understood, earlier) if part.question else ()
    return row | ({"eerder": [one.record() for one in found]} if found else {})


def _asked(answered: Answered) -> dict[str, Any]:
    """Return how the sub-question was understood; of a plan made by hand what it asks."""
    part = answered.part
    if part.understood:
        return {name: value for name, value in part.understood.items() if name != "zeker"}
    return dict(part.asked)


def _delivered(answered: Answered) -> dict[str, Any]:
    part, result = answered.part, answered.result
    if result is None:
        given = {"passage": part.passage, "tekst": "door de opsteller geschreven" if part.text else ""}
        return {name: value for name, value in given.items() if value}
    delivered = {
        "item": part.item,
        "maatregelen": list(result.measures),
        "perioden": list(result.periods),
        "opsplitsingen": list(dict.fromkeys(name for table in result.tables for name in table.breakdown)),
        "eenheden": list(dict.fromkeys(table.unit for table in result.tables)),
    }
    return {name: value for name, value in delivered.items() if value}


def _missing(answered: Answered) -> Iterator[str]:
    """Yield a sentence for everything that was asked and is not delivered."""
    if answered.part.gap:
        yield answered.part.gap
    if answered.result is None or answered.item is None:
        return
    yield from gap_remarks(answered.item, answered.result)
    asked, delivered = _asked(answered), _delivered(answered)
    told = {gap.measure for gap in answered.result.gaps}
    given = set(delivered.get("maatregelen", ())) | told
    yield from _not_given("de maatregel", asked, "maatregelen", given, "maatregel")
    broken = set(delivered.get("opsplitsingen", ())) | _ITS_OWN | set(answered.result.filters)
    broken |= {name for gap in answered.result.gaps for name in gap.dimensions}
    yield from _not_given("de opsplitsing naar", asked, "opsplitsingen", broken, "")


def _not_given(
    what: str, asked: Mapping[str, Any], name: str, given: set[str], codelist: str
) -> Iterator[str]:
    missing = [code for code in asked.get(name, ()) if code not in given and code != "sociale_economie"]
    if missing:
        labels = [_label(code, codelist) for code in missing]
        yield f"Niet in het antwoord: {what} {nl.listing(labels)}."


def _label(code: str, codelist: str) -> str:
    if codelist:
        return load_codelist(codelist).label(code) if code in load_codelist(codelist) else code
    return dimension_name(code)


def _doubtful(understood: Mapping[str, Any]) -> Iterator[str]:
    sure = understood.get("zeker")
    if isinstance(sure, float) and sure < _SURE:
        yield f"Het programma is niet zeker van deze deelvraag ({sure:.0%})."
