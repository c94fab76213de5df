"""What a part leaves open and its place settles: kind, indicator, measures, period and breakdowns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pq_answers.understand.counted import OTHER, event_after, event_in
from pq_answers.understand.own import DATA, EXPLANATION, OUTSIDE
from pq_answers.understand.periods import Period, joined
from pq_answers.understand.place import Place, measures_of_all
from pq_answers.understand.signals import said
from pq_answers.understand.vocabulary import Concept, vocabulary

_MEASURE = "maatregel"
# A fragment that names the regular economy as a place is under no measure.
_REGULAR = re.compile(
    r"(?:in|op|binnen) (?:het|de) (?:nec|normaal economisch|reguliere?|gewone)\b[^,]{0,30}\W*$"
)
_FAMILIES = (
    frozenset({"provincie", "gemeente", "centrumstad", "arrondissement", "gewest"}),
    frozenset({"nationaliteit", "herkomst"}),
)
_SIZE = "grootteklasse"
_PLAIN = frozenset({"ondernemingen", "doelgroepwerknemers"})
_RELATIVE = ("dat ", "die ", "waarvan ", "van wie ")
_COUNTS = re.compile(r"\b(?:aantal|hoeveel)\b|#")


def kind_of(place: Place) -> str:
    """Return the kind of a part: by its own words, else as the stem asks, else by what it is like."""
    own = place.own
    if _abroad(place) or (place.context.to_all and not (own.measures or said("ons_veld", own.folded))):
        return OUTSIDE
    kind = _kind_alone(place)
    theirs = place.context.to_others and not said("ons_bestuur", own.folded)
    return OUTSIDE if kind == DATA and theirs else kind


def _abroad(place: Place) -> bool:
    """Whether a part belongs to a question for another government and names nothing of ours."""
    ours = said("ons_bestuur", place.own.folded)
    names = ours or place.own.measures or said("ons_veld", place.own.folded)
    return bool((place.context.outside and not ours) or (place.context.foreign and not names))


def _kind_alone(place: Place) -> str:
    """Return the kind that the words of a part and those around it tell, whoever is asked."""
    own = place.own
    if own.same and place.before:
        return own.kind if own.kind not in {"", EXPLANATION} else place.before[-1].kind
    if own.kind and (own.strong or not place.fragment):
        return OUTSIDE if _goes_on_outside(place) else own.kind
    return _kind_of_stem(place) or own.kind or _kind_by_default(place)


def _goes_on_outside(place: Place) -> bool:
    """Whether "hoeveel van hen" goes on a question that is another minister's."""
    refers = place.own.back and place.own.kind == DATA and not place.own.measures
    return bool(refers and place.before and place.before[-1].kind == OUTSIDE)


def _kind_of_stem(place: Place) -> str:
    stem = next((stem.kind for stem in place.all_stems() if stem.kind), "")
    counted = place.fragment and any(stem.indicator for stem in place.all_stems())
    return stem or (DATA if counted else "")


def _kind_by_default(place: Place) -> str:
    if place.own.indicator and not place.own.text.rstrip().endswith("?"):
        return DATA
    place.doubt("soort")
    return DATA if place.own.indicator and place.own.breakdowns else EXPLANATION


def indicator_of(place: Place) -> str:
    """Return what a part measures: its own words with those of its stem, else what it refers to."""
    together = _with_stem(place) or _of_stem(place)
    if together:
        return together
    if place.own.indicator and not _profile(place):
        sized = place.own.indicator == "ondernemingen" and _SIZE in place.own.breakdown_codes
        return "ondernemingen_grootteklasse" if sized else place.own.indicator
    place.doubt("indicator")
    counted = place.previous.indicator if place.previous else OTHER
    if counted == OTHER and _works(place):
        return "doelgroepwerknemers"
    goes_on = place.leaf.continues and place.own.folded.startswith(_RELATIVE) and place.own.kind == ""
    if place.previous and (place.refers or (goes_on and place.beside(place.previous))):
        return event_after(place.own.folded, place.previous.indicator) or place.previous.indicator
    return _indicator_around(place)


def _profile(place: Place) -> bool:
    """Whether "wat is hun profiel" asks more about those who were counted before."""
    counted = [hit.text for what, hit in place.own.hits if what == "indicator"]
    return bool(place.refers and place.previous and counted and "profiel" in counted[0])


def _indicator_around(place: Place) -> str:
    """Return the indicator of the stems, of the question before or of the title."""
    stem = next((stem.indicator for stem in place.all_stems() if stem.indicator), "")
    if stem:
        return stem
    asks_anew = place.own.strong and place.own.text.rstrip().endswith("?")
    if place.leaf.continues and place.previous and not asks_anew:
        return place.previous.indicator
    title = place.context.title.indicator if place.fragment and place.context.title else ""
    return title or OTHER


def _works(place: Place) -> bool:
    """Whether "hoeveel Oekraïners zijn aan de slag:" and "in een maatwerkbedrijf;" together count workers."""
    folded = " ".join([*(stem.folded for stem in place.all_stems()), place.own.folded])
    if _REGULAR.match(place.own.folded):
        return False
    measures = place.own.measures or any(stem.measures for stem in place.all_stems())
    return bool(place.leaf.continues and measures and said("werkt", folded) and said("telt", folded))


def _with_stem(place: Place) -> str:
    """Return the event of a fragment with its stem: "hoeveel werkzoekenden: hebben een advies"."""
    open_ = place.own.indicator in {"", OTHER, "doelgroepwerknemers"}
    if _COUNTS.search(place.own.folded) and place.own.indicator:
        open_ = False
    if not (place.leaf.continues and place.stems and open_):
        return ""
    return event_in(f"{place.stems[0].folded.rstrip(' :')} {place.own.folded}")


def _of_stem(place: Place) -> str:
    """Return what the stem counts where a fragment only names a place: "de beschutte werkplaatsen;"."""
    stem = place.stems[0].indicator if place.stems else ""
    plain = place.own.indicator in _PLAIN and not _COUNTS.search(place.own.folded)
    return stem if place.leaf.continues and plain else ""


def measures_of(place: Place) -> tuple[str, ...]:
    """Return the measures of a part: its own or its heading's, else what it refers to, else the title's."""
    own = place.own.measure_codes or _own_section(place)
    if own or _REGULAR.match(place.own.folded):
        return own
    if place.sibling and not place.own.labels:
        return place.sibling.measures
    if said("die_maatregelen", place.own.folded):
        several = [meaning.measures for meaning in place.before if len(meaning.measures) > 1]
        if several:
            return several[-1]
        if place.previous:
            return measures_of_all([m for m in place.before if m.indicator == place.previous.indicator])
    referred = _measures_referred(place)
    if referred:
        return referred
    stem = next((stem.measure_codes for stem in place.all_stems() if stem.measure_codes), ())
    return stem or _measures_of_title(place)


def _measures_referred(place: Place) -> tuple[str, ...]:
    if not place.refers:
        return ()
    if place.previous:
        return place.previous.measures
    return place.before[-1].named if place.before else ()


def _measures_of_title(place: Place) -> tuple[str, ...]:
    place.doubt("maatregelen")
    if place.context.title:
        return place.context.title.measure_codes
    codes = [code for own in place.context.opening for code in own.measure_codes]
    return tuple(dict.fromkeys(codes))[:1]


def _own_section(place: Place) -> tuple[str, ...]:
    """Return the measures of a heading that the antecedent does not stand under: "II. Arbeidszorg"."""
    before = place.previous.label.split(".") if place.previous else []
    for element, stem in zip(reversed(place.leaf.above), place.stems, strict=False):
        if stem.measure_codes and list(element.path) != before[: len(element.path)]:
            return stem.measure_codes
    return ()


def period_of(place: Place, indicator: str) -> Period | None:
    """Return the period of a part: its own, else that of its stem, of what it refers to, or of the whole."""
    own = place.own
    stem = next((stem.period for stem in place.stems if stem.period), None)
    if own.compares and own.period and place.previous and place.refers:
        return joined(own.period, place.previous.period)
    if own.period or (stem and place.leaf.continues):
        return own.period or stem
    if said("sinds_de_start", own.folded):
        return _since_start(place)
    if place.sibling and place.sibling.period and not own.labels:
        return place.sibling.period
    introduced = place.context.introduced(place.leaf)
    if introduced and introduced.period:
        return introduced.period
    around = stem or _general_period(place)
    return _period_referred(place, indicator, around) if place.previous else around


def _period_referred(place: Place, indicator: str, around: Period | None) -> Period | None:
    """Return the period of the question before it, where a part refers to it, unless a moment only."""
    same = place.own.same_period or any(stem.same_period for stem in place.all_stems())
    before = (place.outer if place.leaf.continues else None) or place.previous
    if before is None or not (same or place.own.those or place.refers):
        return around
    told = _last_told(place) if same else before.period
    if told and (same or not before.moment or indicator == before.indicator):
        return told
    return None if before.moment else around


def _last_told(place: Place) -> Period | None:
    """Return the last period that was asked before: "in dezelfde periode"."""
    if place.previous and place.previous.period:
        return place.previous.period
    return next((meaning.period for meaning in reversed(place.before) if meaning.period), None)


def _since_start(place: Place) -> Period | None:
    """Return "sinds de start van het stelsel": from the first year that the opening tells."""
    years = [own.period.first for own in place.context.opening if own.period]
    return Period(years[0], None) if years else None


def _general_period(place: Place) -> Period | None:
    """Return the period that the opening or the closing asks for this part, or that the title names."""
    context = place.context
    for own in (*context.closing, *reversed(context.opening)):
        if not (said("vraagt", own.folded) and context.about(place.leaf, own)):
            continue
        since = _since_start(place) if said("sinds_de_start", own.folded) else None
        if own.period or since:
            return own.period or since
    return context.title.period if context.title else None


def breakdowns_of(place: Place, indicator: str) -> tuple[str, ...]:
    """Return the dimensions of a part: its own, those of what it repeats, of its stems and of the whole."""
    own, measured = place.own, _MEASURE in place.own.breakdown_codes
    codes = [*_repeated(place), *own.breakdown_codes, *place.group]
    if not place.leaf.parent_asks:
        codes += [code for stem in place.stems for code in stem.breakdown_codes]
    root = place.context.over(place.leaf)
    codes = [*(root.breakdown_codes if root else ()), *codes, *place.context.for_all(place.leaf)]
    codes += [code for code in place.context.filters if not _alike(code, codes)]
    if own.measure_codes and not measured:
        codes = [code for code in codes if code != _MEASURE or own.same]
    return tuple(dict.fromkeys(code for code in codes if _holds(place, code, indicator)))


def _alike(code: str, codes: Sequence[str]) -> bool:
    """Whether a dimension of the same family is asked: with "per arrondissement" no province of the title."""
    return any(code in family and not family.isdisjoint(codes) for family in _FAMILIES)


def _repeated(place: Place) -> tuple[str, ...]:
    """Return the dimensions of what a part repeats; one measure alone needs no "per maatregel"."""
    own = place.own
    before = place.like() or place.previous
    if not before or not ((own.same and not own.only) or own.same_breakdown):
        return ()
    single = own.same and len(own.measure_codes) == 1 and _MEASURE not in own.breakdown_codes
    left_out = set(before.singled) if own.singled_out and not said("hetzelfde", own.folded) else set()
    left_out |= {_MEASURE} if single else set()
    return tuple(code for code in before.breakdowns if code not in left_out)


def _holds(place: Place, code: str, indicator: str) -> bool:
    """Whether a group that is singled out is a breakdown of this indicator: "loonpremies" of a budget."""
    texts = [hit.text for hit in place.own.breakdowns if hit.code == code]
    if code == _SIZE and not indicator.startswith("ondernemingen"):
        return any("groot" in text or "omvang" in text or "minder dan" in text for text in texts)
    if code == "type_onderneming" and not indicator.startswith("ondernemingen"):
        return any(text not in {"type", "soort"} for text in texts)
    if code not in place.own.singled_out:
        return True
    if code == "uitstroombestemming" and indicator == "doorstroom_resultaat":
        # Where a trajectory leads to is what its result is about; only "naar bestemming" tells them apart.
        return False
    found = [c for c in vocabulary("opsplitsing") if c.code == code and _any_of(c, texts)]
    return not found or any(c.texts.get("alleen_bij", indicator) == indicator for c in found)


def _any_of(concept: Concept, texts: Sequence[str]) -> bool:
    """Whether one of the texts that were found is a word of the concept."""
    patterns = [p for p in (concept.words, concept.filters, concept.listed) if p]
    return any(pattern.search(text) for pattern in patterns for text in texts)
