"""Saying what was asked and not delivered: one standard sentence per gap, never silence."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from markupsafe import Markup

from pq_answers import nl
from pq_answers.codelists import load_codelist
from pq_answers.compose.sentences import Sentences
from pq_answers.compose.tables import dimension_names
from pq_answers.compose.trace import Tracer
from pq_answers.compose.view import measure_text
from pq_answers.document import Origin
from pq_answers.items import Item, is_protected, read_band
from pq_answers.results import Gap, GapKind
from pq_answers.tables import years_within


class GapSentences:
    """Makes the sentences of one item's gaps."""

    def __init__(self, item: Item, tracer: Tracer, sentences: Sentences) -> None:
        self.item, self.tracer, self.sentences = item, tracer, sentences

    def sentences_of(self, gaps: Sequence[Gap]) -> Iterator[str]:
        """Yield the sentence of every gap but those that a passage answers as a whole."""
        for gap in joined(gaps):
            if gap.kind is not GapKind.MEASURE:
                yield self._sentence(gap)

    def _sentence(self, gap: Gap) -> str:
        make: Mapping[GapKind, Callable[[Gap], str]] = {
            GapKind.YEARS: self._years,
            GapKind.BREAKDOWN: self._breakdown,
            GapKind.UNIT: self._unit,
            GapKind.BANDS: self._bands,
            GapKind.PROTECTION: self._protection,
            GapKind.MERGED: self._merged,
            GapKind.ROUNDED: self._rounded,
            GapKind.YEARS_TOGETHER: self._years_together,
        }
        return make[gap.kind](gap)

    def _years(self, gap: Gap) -> str:
        measure = self.tracer.text(measure_names(gap.measure))
        if not gap.delivered:
            return self._fill("jaren_geen", gevraagd=self._asked(gap), maatregel=measure)
        return self._fill(
            "jaren", gevraagd=self._asked(gap), maatregel=measure, geleverd=self._delivered(gap)
        )

    def _breakdown(self, gap: Gap) -> str:
        filled = {"kenmerken": self.tracer.text(dimension_names(self.item, gap.dimensions))}
        filled["gevraagd"] = self._asked(gap)
        if gap.delivered:
            filled["geleverd"] = self._delivered(gap)
        if not self.item.period.free:
            return self._fill("opsplitsing" if gap.delivered else "opsplitsing_geen", **filled)
        # What is published differs from measure to measure, so the sentence says for which one it holds.
        filled["maatregel"] = self.tracer.text(measure_names(gap.measure))
        return self._fill("opsplitsing_bij" if gap.delivered else "opsplitsing_niet_bij", **filled)

    def _unit(self, gap: Gap) -> str:
        units = load_codelist("eenheid")
        asked, delivered = (self.tracer.text(units.label(unit)) for unit in gap.unit)
        return self._fill("eenheid", gevraagd=asked, geleverd=delivered)

    def _bands(self, gap: Gap) -> str:
        """Return both divisions, and where a shared bound belongs if the question leaves that open."""
        measure = self.tracer.text(measure_names(gap.measure))
        asked, delivered = (
            self.tracer.number(nl.listing(labels), Origin.CODE, "klassen")
            for labels in (gap.asked_bands, gap.bands)
        )
        told = self._fill("klassen", maatregel=measure, gevraagd=asked, geleverd=delivered)
        shared = any(self._overlap(*pair) for pair in pairwise(gap.asked_bands))
        return f"{told} {self._fill('klassen_grens')}" if shared else told

    def _overlap(self, lower: str, upper: str) -> bool:
        one, other = read_band(lower), read_band(upper)
        return bool(one and other and one.last is not None and one.last >= other.first)

    def _protection(self, gap: Gap) -> str:
        measure = self.tracer.text(measure_names(gap.measure))
        if not gap.dimensions:
            return self._fill("bescherming_geheel", maatregel=measure)
        names = self.tracer.text(dimension_names(self.item, gap.dimensions))
        persons = any(is_protected(self.item, value) for value in self.item.values)
        which = "bescherming" if persons else "bescherming_ondernemingen"
        return self._fill(which, kenmerken=names, maatregel=measure)

    def _merged(self, gap: Gap) -> str:
        joined_labels = self.tracer.number(
            nl.listing([f"«{one}»" for one in gap.bands]), Origin.CODE, "klassen"
        )
        names = self.tracer.text(dimension_names(self.item, gap.dimensions))
        return self._fill("samengevoegd", kenmerken=names, klassen=joined_labels)

    def _years_together(self, gap: Gap) -> str:
        return self._fill("jaren_samen", jaren=self._asked(gap))

    def _rounded(self, gap: Gap) -> str:
        base = self.tracer.number(str(gap.base), Origin.PARAMETER, "veelvoud")
        return self._fill("afgerond", veelvoud=base)

    def _fill(self, name: str, **values: str) -> str:
        return self.sentences.fill(f"verschil.{name}", **values)

    def _asked(self, gap: Gap) -> Markup:
        return self.tracer.number(nl.years_in_words(gap.asked), Origin.PARAMETER, "jaren")

    def _delivered(self, gap: Gap) -> Markup:
        whole = [int(code) for code in gap.delivered if code.isdigit()]
        others = [code for code in gap.delivered if not set(years_within(code)) <= set(whole)]
        unbroken = len(whole) == len(range(whole[0], whole[-1] + 1)) if whole else False
        parts = [nl.years_in_words(whole)] if unbroken or not others else [str(year) for year in whole]
        parts += [nl.period(code) for code in others]
        return self.tracer.number(nl.listing(parts), Origin.PARAMETER, "jaren")


def joined(gaps: Sequence[Gap]) -> list[Gap]:
    """Return the gaps with those that differ in their measure only taken together ("lde,arbeidszorg")."""
    measures: dict[Gap, list[str]] = {}
    for gap in gaps:
        measures.setdefault(replace(gap, measure=""), []).extend(gap.measure.split(","))
    return [replace(gap, measure=",".join(dict.fromkeys(names))) for gap, names in measures.items()]


def measure_names(codes: str) -> str:
    """Return the measures of a gap as an enumeration, with their articles."""
    return nl.listing([measure_text(code, "met_lidwoord") for code in codes.split(",")])
