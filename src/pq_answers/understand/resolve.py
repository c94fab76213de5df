"""What a sub-question means in its place: its own words, what it refers to, what stands above it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pq_answers.understand.context import Context
from pq_answers.understand.doubts import doubts_of
from pq_answers.understand.inherit import breakdowns_of, indicator_of, kind_of, measures_of, period_of
from pq_answers.understand.learned import Learned, Likely
from pq_answers.understand.leaves import Leaf
from pq_answers.understand.meaning import Evidence, Meaning, evidence_of
from pq_answers.understand.own import DATA, Own
from pq_answers.understand.parts import read_parts
from pq_answers.understand.place import OF_PERSONS, Place, measures_of_all
from pq_answers.understand.signals import said

_BY = re.compile(r"(?:per|naar|volgens|op basis van)\b")
_SURE = 0.97
_LEANING = 0.98

__all__ = ["Context", "Evidence", "Meaning", "resolve"]


def resolve(leaves: Sequence[Leaf], context: Context, learned: Learned) -> tuple[Meaning, ...]:
    """Return the meaning of every part of every leaf, in order."""
    found: list[Meaning] = []
    for leaf in leaves:
        for own in read_parts(leaf.sentences, context.day):
            found += list(_meanings(Place(leaf, own, tuple(found), context), learned))
    return tuple(found)


def _meanings(place: Place, learned: Learned) -> Iterator[Meaning]:
    leaf, own, before, context = place.leaf, place.own, place.before, place.context
    kind = _kind(place, learned)
    own.hits += [("soort", hit) for hit in kind.words]
    if kind.code != DATA:
        yield _no_data(place, kind)
    elif own.same and len(own.labels) > 1:
        # "Dezelfde gegevens als in vraag 1, b) en c)": one meaning for each thing that they measure.
        meanings = []
        for label in own.labels:
            own.labels = (label,)
            meanings.append(_data(Place(leaf, own, before, context), kind, learned))
        yield from _each_once(meanings)
    elif place.previous and not own.labels and _repeats_all(own):
        yield from _asked_again(place)
    elif own.those and own.breakdowns and not own.indicator and place.previous:
        yield from _all_before(place)
    else:
        yield _data(place, kind, learned)


def _kind(place: Place, learned: Learned) -> Likely:
    ruled = kind_of(place)
    chosen = learned.kind(place, ruled)
    # "naar leeftijd;" goes on a count whatever its other words are like.
    divides = ruled == DATA and place.leaf.continues and _BY.match(place.own.folded)
    return Likely(ruled, max(_SURE, chosen.chance)) if divides else chosen


def _each_once(meanings: Sequence[Meaning]) -> Iterator[Meaning]:
    for indicator in dict.fromkeys(meaning.indicator for meaning in meanings):
        alike = [meaning for meaning in meanings if meaning.indicator == indicator]
        codes = dict.fromkeys(code for meaning in alike for code in meaning.breakdowns)
        yield replace(alike[0], measures=measures_of_all(alike), breakdowns=tuple(codes))


def _no_data(place: Place, kind: Likely) -> Meaning:
    return Meaning(
        place.leaf.label,
        place.own.text,
        kind.code,
        evidence=evidence_of(place.own, place.context.text),
        doubts=tuple(place.doubts),
        chance=kind.chance,
        named=place.own.measure_codes,
    )


def _data(place: Place, kind: Likely, learned: Learned) -> Meaning:
    chosen = learned.indicator(place, kind.code, indicator_of(place))
    place.own.hits += [("indicator", hit) for hit in chosen.words]
    indicator, measures = chosen.code, measures_of(place)
    if indicator == "doelgroepwerknemers" and "trede" in place.own.named:
        indicator = "participatieladder"
    period, breakdowns = period_of(place, indicator), breakdowns_of(place, indicator)
    meaning = Meaning(
        place.leaf.label,
        place.own.text,
        DATA,
        indicator,
        measures,
        period,
        breakdowns,
        evidence_of(place.own, place.context.text),
        tuple(place.doubts),
        place.own.moment,
        _chance(place, kind, chosen),
        singled=tuple(sorted(place.own.singled_out)),
        group=place.group if place.own.back else tuple(sorted(place.own.singled_out & OF_PERSONS)),
    )
    return replace(meaning, doubts=(*meaning.doubts, *doubts_of(place, meaning)))


def _chance(place: Place, kind: Likely, chosen: Likely) -> float:
    """Return how likely kind and indicator are; what repeats a question is never surer than that question."""
    own = kind.chance * chosen.chance
    leans_on = place.previous if place.own.same else None
    return min(own, leans_on.chance * _LEANING) if leans_on else own


def _repeats_all(own: Own) -> bool:
    """Whether "zelfde vragen voor 2010" asks all over again, for other measures or years."""
    return bool(said("die_vragen", own.folded) and (own.measure_codes or own.period))


def _asked_again(place: Place) -> Iterator[Meaning]:
    """Yield "zelfde vragen voor de LDE": each quantity asked of the last measures, now of these."""
    last = place.previous.measures if place.previous else ()
    groups: dict[str, Meaning] = {}
    for before in place.before:
        if before.kind == DATA and before.measures == last:
            groups.setdefault(before.indicator, before)
    evidence = evidence_of(place.own, place.context.text)
    for before in groups.values():
        yield replace(
            before,
            label=place.leaf.label,
            text=place.own.text,
            measures=place.own.measure_codes or before.measures,
            period=place.own.period or before.period,
            evidence=evidence,
            doubts=("verwijzing",),
        )


def _all_before(place: Place) -> Iterator[Meaning]:
    """Yield "die cijfers ook per provincie": every quantity asked before, each once."""
    groups: dict[str, list[Meaning]] = {}
    for meaning in place.before:
        if meaning.kind == DATA:
            groups.setdefault(meaning.indicator, []).append(meaning)
    for indicator, group in groups.items():
        yield Meaning(
            place.leaf.label,
            place.own.text,
            DATA,
            indicator,
            measures_of_all(group),
            group[-1].period,
            place.own.breakdown_codes,
            evidence_of(place.own, place.context.text),
            ("verwijzing",),
        )
