"""The parameters of an item for a meaning: measures, years, breakdowns, filters, unit and bands."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from datetime import date

from pq_answers.codelists import Code, load_codelist
from pq_answers.items import BAND, AskedBand, Item, Param, ParamKind, band_in, measure_column, touching
from pq_answers.understand.choose import known_breakdowns, wanted_measures
from pq_answers.understand.meaning import Meaning
from pq_answers.understand.vocabulary import blanked, fold, vocabulary, words_of

_UNIT, _UNITS = "eenheid", frozenset({"personen", "VTE"})
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_FEWEST_BANDS = 3


def parameters(meaning: Meaning, item: Item, day: date) -> dict[str, object] | None:
    """Return the parameters of `item` for a meaning; None where one that it needs is not to be found.

    What the question leaves open comes from what the item has: all its measures under the umbrella, all its
    full years before the question, the breakdown and the bands that it gives by itself.
    """
    measures = wanted_measures(meaning, item)
    if not measures:
        return None
    asked: dict[str, object] = {
        measure_column(item): list(measures),
        "jaren": years_text(meaning, item, measures, day),
    }
    breakdowns = _breakdowns(meaning, item, measures)
    if breakdowns:
        asked["opsplitsing"] = breakdowns
    for param in _filters(item):
        code = _code(param, meaning.text)
        if code:
            asked[param.name] = code
        elif param.required:
            return None
    return asked | _bands(meaning, item) | _unit(meaning, item)


def _breakdowns(meaning: Meaning, item: Item, measures: Sequence[str]) -> list[str]:
    """Return the asked breakdowns, or nothing where the item gives them all by itself."""
    param = item.param(ParamKind.BREAKDOWNS)
    known = [name for name in known_breakdowns(meaning, item) if param and name in param.dimensions]
    own = [{n for slice_ in item.availability[m].breakdowns for n in slice_} for m in measures]
    given = all(names and set(known) <= names for names in own)
    return [] if given else known


def _filters(item: Item) -> Iterator[Param]:
    return (param for param in item.params.values() if param.kind is ParamKind.CODES and param.filters)


def years_text(meaning: Meaning, item: Item, measures: Sequence[str], day: date) -> str:
    """Return the years that are asked: "2015-2021"; without a period those up to the last full year."""
    spans = [entry.years for name in measures if (entry := item.availability[name]).years]
    period = meaning.period
    begun = min((span.first.year for span in spans), default=day.year - 1)
    first = period.first if period else begun
    last = period.last if period else max(first, day.year - 1)
    last = day.year if last is None else last
    return str(first) if first >= last else f"{first}-{last}"


def _code(param: Param, text: str) -> str:
    """Return the code of which the longest wording stands in the text, or nothing."""
    folded = fold(text)
    names = [(str(name), code.code) for code in load_codelist(param.codelist) for name in _wordings(code)]
    found = [(len(name), code) for name, code in names if re.search(rf"\b{re.escape(fold(name))}", folded)]
    return max(found)[1] if found else ""


def _wordings(code: Code) -> Iterator[str]:
    texts = code.texts or {}
    yield code.label
    yield from texts.get("synoniemen", ())
    yield from texts.get("woorden", ())


def _bands(meaning: Meaning, item: Item) -> dict[str, object]:
    """Return the bands that the text writes out, in its own words: the answer says where it has others."""
    param = item.param(ParamKind.BANDS)
    bands = written_bands(fold(meaning.text)) if param else ()
    return {param.name: ", ".join(band.label for band in bands)} if param and bands else {}


def written_bands(folded: str) -> tuple[AskedBand, ...]:
    """Return the bands of a text, from low to high; nothing where a number or two may mean something else."""
    # "2019 tot en met 2021" is a period.
    found = tuple(band_in(match) for match in BAND.finditer(blanked(folded, _YEAR)))
    enough = len(found) >= _FEWEST_BANDS or touching(found)
    return tuple(sorted(found, key=lambda band: band.first)) if enough else ()


def _unit(meaning: Meaning, item: Item) -> dict[str, object]:
    """Return the unit that is asked, where the item counts persons or full-time equivalents.

    Of two units the one that the item does not give is named, so that the answer says so.
    """
    units = asked_units(meaning.text)
    sized = item.param(ParamKind.BANDS) is not None
    if not units or not (sized or item.value.unit in _UNITS):
        return {}
    other = [unit for unit in units if unit != item.value.unit]
    return {_UNIT: other[0]} if other else {}


def asked_units(text: str) -> tuple[str, ...]:
    """Return the units that a text names, in the order of the vocabulary."""
    folded = fold(text)
    return tuple(c.code for c in vocabulary(_UNIT) if words_of(c.words, c.code, folded))
