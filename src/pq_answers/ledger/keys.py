"""One name for one quantity: publications and items name some of them in two ways."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import replace
from functools import lru_cache

from pq_answers.codelists import Code, load_codelist
from pq_answers.items import band_code
from pq_answers.published import codes_of
from pq_answers.tables import CellKey

_FORM = "werkvorm"


def canonical(key: CellKey) -> CellKey:
    """Return the key by which a quantity is known in the ledger.

    A form of work that is a measure by itself becomes that measure; a band becomes its bounds, because "B5"
    means other bounds for another measure. Applying it twice changes nothing.
    """
    return Names().of(key)


class Names:
    """Gives the canonical keys of many keys; the code lists are looked at once for each code."""

    def __init__(self) -> None:
        self._measures: dict[str, str] = {}
        self._codes: dict[tuple[str, str, str], str] = {}

    def of(self, key: CellKey) -> CellKey:
        """Return the canonical key of `key`."""
        codes = dict(key.dimensions)
        form = codes.get(_FORM, "")
        if form not in self._measures:
            self._measures[form] = _measure_of(form)
        measure = self._measures[form]
        if measure:
            del codes[_FORM]
        named = {name: self._bounds(name, code, key.measure) for name, code in codes.items()}
        dimensions = tuple(sorted(named.items()))
        if not measure and dimensions == key.dimensions:
            return key  # most are, and tens of thousands are kept
        return replace(key, measure=measure or key.measure, dimensions=dimensions)

    def _bounds(self, dimension: str, code: str, measure: str) -> str:
        place = dimension, code, measure
        if place not in self._codes:
            self._codes[place] = _bounds(*place)
        return self._codes[place]


@lru_cache(maxsize=2)
def names_for(_lists: Hashable) -> Names:
    """Return the names as the code lists give them; `_lists` is their state (`code_lists_state`)."""
    return Names()


def _measure_of(form: str) -> str:
    """Return the measure that a form of work is, or nothing."""
    codelist = load_codelist(_FORM)
    return str((codelist.get(form).texts or {}).get("maatregel", "")) if form in codelist else ""


def _bounds(dimension: str, code: str, measure: str) -> str:
    codelist = codes_of(dimension, measure)
    band: Code | None = codelist.get(code) if codelist and code in codelist else None
    return code if band is None or band.start is None else band_code(band.start, band.end)
