"""What a sentence counts: the event that it names, else what stands right behind "hoeveel"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from pq_answers.understand.breakdowns import zones
from pq_answers.understand.signals import said
from pq_answers.understand.vocabulary import Concept, Hit, blanked, vocabulary, words_of

OTHER = "andere"
WEAK_OTHER = "andere_zwak"
_OTHERS = frozenset({OTHER, WEAK_OTHER})
BRACKETS = re.compile(r"\([^)]*\)?")
_NO_PREPOSITION = r"(?!in |bij |van |voor |uit |door |binnen |met |op )"
_FILLERS = (
    "de|het|alle|die|deze|dat|hun|zijn|een|dergelijke|totale?|totaal|effectief|er|actieve|erkende?|unieke"
    "|verschillende|nieuwe|vlaamse|extra|andere"
)
# What stands right behind these words, adjectives aside, is what is asked for.
_ASKED = r"hoeveel procent|hoevee?l|aantal(?:len)?|aant\.?|aandeel|percentage|deel|overzicht|lijst|#|welke?"
_ASKED += "|profiel|verdeling|evolutie|groot|hoe (?:zijn|is|waren|was)|hoog|cijfers|gegevens"
_ASKED += "|(?:lijst|overzicht) (?:geven|bezorgen)"
_CORE = re.compile(
    rf"(?:{_ASKED})\s*(?:van|aan|over)?\s*(?:(?:{_FILLERS})\s+)*(?:{_NO_PREPOSITION}[\w'-]+\s+){{0,2}}$"
)
_LEAD = re.compile(
    rf"['\"«(]*(?:(?:graag|en|ook|de|het|een|nieuwe|gemiddelde|totale?)\s+)*(?:{_NO_PREPOSITION}[\w'-]+\s+)?"
)
_LISTED = "namen van (?:de )?|lijst (?:bezorgen |geven )?van (?:de |alle )?"
_COUNTED = re.compile(rf"(?:hoeveel|aantal|{_LISTED})\s*(?:\w+\s+){{0,1}}$")
# What enterprises may have: "hoeveel maatwerkbedrijven lieten plaatsen onbenut" counts them.
_OF_ENTERPRISES = frozenset({"budget", "contingent", "doorstroomtrajecten_gestart"})
_MONEY = "subsidie|premie|budget|steun|kost"
_COST = re.compile(rf"(?:en )?hoeveel (?:kost(?:te|en)?\b|(?:bedroeg|bedraagt)\b.{{0,20}}\b(?:{_MONEY}))")
_UNITS = frozenset({"vte", "voltijdsequivalenten", "koppen"})
_CIRCUMSTANCE = re.compile(
    r"\b(?:voor|na|bij|sinds|tijdens|vooraleer)\s+(?:(?:hun|de|het|haar|zijn|die|deze|een)\s+)?$"
)
_HEADING = re.compile(r"(?:[^\s:?]+\s+){0,6}[^\s:?]+:\s+(?=\S)")


def is_core(folded: str, start: int) -> bool:
    """Whether what stands at `start` is what is asked for: "hoeveel erkende [maatwerkbedrijven]"."""
    return bool(_CORE.search(folded[:start])) or bool(_LEAD.fullmatch(folded[:start]))


def counted_in(text: str, *, same: bool = False) -> Hit | None:
    """Return the indicator that a folded text names, or None; `same` where it asks something again."""
    heading = _HEADING.match(text)
    if heading and said("telt", text[heading.end() :]):
        # "Oproep 2020: # aanvragen": what stands before the colon is a heading.
        chosen = _chosen(" " * heading.end() + text[heading.end() :], same=same)
        if chosen is not None:
            return chosen
    return _chosen(text, same=same)


def _chosen(text: str, *, same: bool) -> Hit | None:
    folded = blanked(masked(text, later_zones(text)), BRACKETS)
    found = [h for h in vocabulary("andere").find(folded) if same or is_core(folded, h.start)]
    events = [h for c in vocabulary("indicator") if not c.core and (h := _event(c, folded))]
    cores = [h for c in vocabulary("indicator") if c.core for h in words_of(c.words, c.code, folded)]
    asked = [hit for hit in cores if is_core(folded, hit.start)]
    counted = min([*found, *asked], key=lambda hit: (hit.start, hit.code not in _OTHERS), default=None)
    event = _first_event(events, folded)
    if event and not _outranked(event, counted, folded):
        return event
    if counted is None and not same and not said("telt", folded):
        # "Zijn er gegevens over de taalkennis van doelgroepwerknemers": nothing else is counted.
        counted = min(cores, key=lambda hit: hit.start, default=None)
    return counted


def _first_event(events: Sequence[Hit], folded: str) -> Hit | None:
    """Return the most specific event; "hoeveel middelen voor de instroom" asks for the first."""
    asked = [hit for hit in events if hit.code != OTHER and is_core(folded, hit.start)]
    first = events[0] if events else None
    cost = _COST.match(folded)
    if cost:
        return Hit("budget", cost.start(), cost.end(), cost[0])
    if first and first.code == OTHER and asked and asked[0].start < first.start:
        return asked[0]
    return first


def _outranked(event: Hit, counted: Hit | None, folded: str) -> bool:
    """Whether what is counted goes before an event: "hoeveel ondernemingen kregen een budget"."""
    if counted is None or counted.start > event.start:
        return False
    if counted.code == OTHER:
        return True
    directly = _COUNTED.search(folded[: counted.start])
    if event.code == OTHER:
        # "Hoeveel maatwerkbedrijven hebben een wachtlijst" counts the enterprises.
        return bool(directly) and counted.code == "ondernemingen"
    if counted.code == "doelgroepwerknemers":
        return bool(directly) and event.code == "budget" and counted.text not in _UNITS
    # "Ondernemingen met benutting < 90 %: aantal": what stands first is what is counted.
    first = bool(directly) or not folded[: counted.start].strip()
    return first and counted.code == "ondernemingen" and event.code in _OF_ENTERPRISES


def event_in(text: str) -> str:
    """Return the event that a folded text names, or nothing."""
    folded = blanked(text, BRACKETS)
    hits = [h for c in vocabulary("indicator") if not c.core and (h := _event(c, folded))]
    return hits[0].code if hits else ""


def event_after(folded: str, indicator: str) -> str:
    """Return the event that "hoeveel daarvan leidden tot een job" means after a question on `indicator`."""
    names = {concept.code: concept.texts.get("naam", "") for concept in vocabulary("indicator")}
    if not names.get(indicator):
        return ""
    named, alone = counted_in(f"{names[indicator]} {folded}"), counted_in(names[indicator])
    # Where the name itself is all that is found, the words add no event of their own.
    return named.code if named and alone and named.code != alone.code else ""


def later_zones(folded: str) -> list[tuple[int, int]]:
    """Return the stretches behind the first word in which a breakdown is named."""
    return [zone for zone in zones(folded) if zone[0] > 0]


def masked(folded: str, spans: Sequence[tuple[int, int]]) -> str:
    """Return a text with some stretches as spaces, so that places stay the same."""
    for start, end in spans:
        folded = folded[:start] + " " * (end - start) + folded[end:]
    return folded


def _event(concept: Concept, folded: str) -> Hit | None:
    plain = words_of(concept.words, concept.code, folded)
    if concept.code == OTHER:
        # "Werkzoekend voor hun aanwerving" tells when, not what is counted.
        plain = [hit for hit in plain if not _CIRCUMSTANCE.search(folded[: hit.start])]
    if plain:
        return plain[0]
    for groups in concept.together:
        found = [words_of(pattern, concept.code, folded) for pattern in groups]
        if all(found):
            return found[0][0]
    return None
