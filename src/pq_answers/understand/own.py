"""What one sentence says by itself: kind, indicator, measures, period, breakdowns, references."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import date

from pq_answers.understand.breakdowns import find_breakdowns, find_lists, in_zone, without_codes, zones
from pq_answers.understand.counted import (
    BRACKETS,
    OTHER,
    WEAK_OTHER,
    counted_in,
    is_core,
    later_zones,
    masked,
)
from pq_answers.understand.periods import Period, find_period
from pq_answers.understand.sentences import Sentence
from pq_answers.understand.signals import opens, places, said
from pq_answers.understand.spelling import Mended, mend
from pq_answers.understand.vocabulary import Hit, blanked, fold, vocabulary, words_of

DATA, EXPLANATION, POLICY, OUTSIDE = "data", "explanation", "policy", "out_of_scope"
KINDS = {DATA: "cijfers", EXPLANATION: "uitleg", POLICY: "beleid", OUTSIDE: "niet bevoegd"}
_NEAR_THE_START = 25
_SIZE = "grootteklasse"
_LEVEL = "opleidingsniveau"
_UMBRELLA = "sociale_economie"
# Categories among which "maatwerkbedrijven" may stand without being a measure, and how far the last may lie.
_OTHER_LISTS = frozenset({"type_onderneming", "uitstroombestemming"})
_REACH = 25
# The destinations behind "doorstroom naar": the rest of the clause, with its brackets.
_ENDS = (
    r"\b(?:in|voor|binnen) respectievelijk|\bvanuit\b|\bafkomstig uit\b|,? (?:en dit|telkens|zowel)\b"
    r"|(?:(?<=\bnec)|(?<=circuit)|(?<=arbeidsmarkt)) (?:in|binnen|voor)\b"
)
_REST = re.compile(rf"\s*(?:\([^)]*\)?|(?:(?!{_ENDS})[^.;?()]){{0,80}}(?:\([^)]*\))?)")
_FROM_TO = re.compile(r"\bvan(?:uit)? (?:de |het )?[\w-]+(?: [\w-]+)? naar\b")
_DITTO = re.compile(r"[,:]\s*(?:dito|idem)\W*$")
_ONE_LABEL = r"(?:[ivx]+\.)?(?:[a-d]\.)?\d{1,2}(?:(?:\.|,? )?[a-z]\b\)?)?(?:\.[a-z0-9]+)*"
_LABEL = re.compile(
    r"\b(?:vraag|vragen|deelvraag|deelvragen|onder|als(?: in| onder| bij)?|punt|in|bij|van)\s+"
    rf"(?P<label>{_ONE_LABEL})(?P<also>(?:\s*(?:,|en)\s*(?:[a-z]\)|\d{{1,2}}(?!\d)))*)(?=[\s,.;?)]|$)"
)
_LETTERS = re.compile(r"\b(?:als|in|onder|bij|van) [a-h]\)(?:(?:,| en|, en) [a-h]\))*")
_SECTION = re.compile(
    r"\b(?:uit|van|in|onder|bij|als in) (?:deel|luik|onderdeel|rubriek) (?P<label>[ivx]+|[a-h])\b"
)
# "Die uitbetalingen": a plural that was counted before; "die jaren" and "die cijfers" refer in their own way.
_THOSE = re.compile(
    r"\bdie (?!jaren\b|cijfers\b|maatregelen\b|gegevens\b)[a-z-]{5,}en\b(?! (?:van|uit|in) de\b)"
)
# "Hoe zag die groep eruit, opgesplitst naar leeftijd?" asks figures.
_LOOKS = re.compile(r"hoe (?:zag|zagen|ziet|zien|is|zijn|was|waren|evolueer\w+|verhou\w+)\b")
_SECOND_COUNT = re.compile(
    r",?\s+en\s+(?=(?:hoeveel|wat|welke?|waarom|om welke|hoe|wie|waar|in welke|voor welk)\b)"
)
_DATA_OF = re.compile(
    r"\b(?:gegevens|cijfers|informatie|opdeling|overzicht|tabel|lijst)"
    r" (?:uit|van|in|onder|bij|als|gevraagd)\b"
)
_SUBORDINATE = re.compile(
    r"(?:indien|als|zo|gezien|gelet op|aangezien|hoewel|nu|uit|volgens|naast|in het licht van)\b[^,?]*,\s*"
)
_WHAT = re.compile(r"(?:en )?(?:wat|welke?) (?:is|was|waren|zijn|bedroeg|bedroegen|bedraagt|bedragen)\b")
_WITH_OTHERS = re.compile(r"\b(?:met|tussen|bij)\s+(?:(?:de|het|haar|zijn|uw|andere)\s+)*(?:[\w-]+\s+)?$")
# "Doelgroepwerknemers in bibliotheken of scholen" work there; the question stays ours.
_PLACE = re.compile(r"\b(?:in|bij|binnen)\s+(?:(?:de|het|een)\s+)?(?:[\w-]+\s+(?:of|en)\s+)?$")
_REFERS_BY_NUMBER = re.compile(r"vra|deelvra|onder|als|punt")
_AND_MORE = re.compile(r"en (?:het aantal|hoeveel|de|het)\b[^?]{0,45}\?")
_ELLIPSIS = re.compile(
    r"(?:en|of)?\s*(?:(?:hoe zit (?:het|dat)|wat)\s+)?(?:met|voor|bij|in|binnen|wat betreft)\b[^?]{0,60}\?"
    r"|en\b[^?]{0,70}\?"
)


@dataclass(slots=True)
class Own:
    """What a stretch of text says by itself; empty where it says nothing."""

    text: str
    start: int
    folded: str
    kind: str = ""
    strong: bool = False
    indicator: str = ""
    measures: list[Hit] = field(default_factory=list)
    period: Period | None = None
    breakdowns: list[Hit] = field(default_factory=list)
    hits: list[tuple[str, Hit]] = field(default_factory=list)
    same: bool = False
    back: bool = False
    same_period: bool = False
    those: bool = False
    same_breakdown: bool = False
    like: tuple[str, ...] = ()
    named: frozenset[str] = frozenset()
    compares: bool = False
    labels: tuple[str, ...] = ()
    only: bool = False
    moment: bool = False
    addition: bool = False

    @property
    def measure_codes(self) -> tuple[str, ...]:
        """The measures that are named; the umbrella only where no measure under it is."""
        codes = tuple(dict.fromkeys(hit.code for hit in self.measures))
        under = tuple(code for code in codes if code != _UMBRELLA)
        return under or codes

    @property
    def singled_out(self) -> frozenset[str]:
        """The dimensions that only a group that is singled out names."""
        return frozenset(hit.code for hit in self.breakdowns if hit.code not in self.named)

    @property
    def breakdown_codes(self) -> tuple[str, ...]:
        """The dimensions that are asked to be told apart."""
        return tuple(hit.code for hit in self.breakdowns)


def read_own(sentence: Sentence, day: date | None) -> Own:
    """Return what `sentence` says by itself."""
    mended = mend(fold(sentence.text))
    folded = mended.text
    own = Own(sentence.text, sentence.start, folded)
    own.measures = vocabulary("maatregel").find(masked(without_codes(folded), _no_measures(folded)))
    own.breakdowns = find_breakdowns(folded, own.measures)
    own.named = frozenset(hit.code for start, end in zones(folded) for hit in in_zone(folded, start, end))
    own.period = find_period(folded, day)
    _read_references(own)
    _read_kind(own)
    _read_indicator(own)
    if mended.changes:
        _find_back(own, mended)
    return own


def _find_back(own: Own, mended: Mended) -> None:
    """Put every word that was found where it stands in the text as it was written."""

    def back(hit: Hit) -> Hit:
        return replace(hit, start=mended.original(hit.start), end=mended.original(hit.end))

    own.measures = [back(hit) for hit in own.measures]
    own.breakdowns = [back(hit) for hit in own.breakdowns]
    own.hits = [(what, back(hit)) for what, hit in own.hits]


def _read_references(own: Own) -> None:
    folded = own.folded
    asks = _asks_itself(folded)
    own.same_breakdown = bool(said("zelfde_opsplitsing", folded) or _DITTO.search(folded))
    ellipsis = bool(_ELLIPSIS.fullmatch(folded)) and (not asks or folded.startswith("en hoeveel "))
    own.same = (bool(said("hetzelfde", folded)) or ellipsis) and not (own.same_breakdown and asks)
    before = before_own_count(folded)
    own.back = bool(said("terug", before) or _THOSE.search(before))
    own.compares = bool(said("vergelijkt", folded))
    own.same_period = bool(said("zelfde_periode", folded) or _AND_MORE.fullmatch(folded))
    own.those = bool(said("die_cijfers", folded))
    own.moment = bool(said("moment", folded))
    own.addition = opens("aanvulling", folded)
    own.only = bool(said("enkel_volgens", folded))
    own.labels = _labels(folded)
    own.same = own.same or bool(own.labels and _DATA_OF.search(folded))
    own.back = own.back or bool(own.labels)


def before_own_count(folded: str) -> str:
    """Return a text up to where it begins to speak of its own count: "hoeveel X, en hoeveel daarvan"."""
    match = _SECOND_COUNT.search(folded)
    return folded[: match.start()] if match and said("telt", folded[: match.start()]) else folded


def _no_measures(folded: str) -> list[tuple[int, int]]:
    """Return the stretches in which a measure is not asked for: where people went, who the minister is."""
    found = places("bevoegdheidsnaam", folded)
    found += [(hit.start, hit.end + _REACH) for hit in find_lists(folded) if hit.code in _OTHER_LISTS]
    found += places("slechts_plaats", folded)
    ends = [*places("bestemming", folded), *(match.span() for match in _FROM_TO.finditer(folded))]
    for start, end in ends:
        rest = _REST.match(folded, end)
        # "Schakelden over van VOP naar maatwerk": what stands before "naar" is where they came from.
        begin = max(start, folded.rfind("naar", start, end))
        found.append((begin, rest.end() if rest else end))
    return found


def _labels(folded: str) -> tuple[str, ...]:
    """Return the labels of the sub-questions that a sentence names: "zelfde vraag als onder I.1.a"."""
    match = _LABEL.search(folded)
    section = _SECTION.search(folded)
    letters = _LETTERS.search(folded)
    if match is None and letters:
        return tuple(re.findall(r"[a-h](?=\))", letters[0]))
    if match is None and section:
        return (section["label"],)
    if match is None or (match["label"].isdigit() and not _REFERS_BY_NUMBER.match(match[0])):
        return ()
    first = ".".join(re.findall(r"\d+|[a-z]+", match["label"]))
    above = first.rpartition(".")[0]
    others = re.findall(r"(?<![a-z])[a-z](?=\))|\d+", match["also"])
    return (first, *(other if other.isdigit() else f"{above}.{other}" for other in others))


def _asks_itself(folded: str) -> bool:
    return any(
        words_of(vocabulary("soort").get(kind).words, kind, folded) for kind in (DATA, POLICY, EXPLANATION)
    )


def _read_kind(own: Own) -> None:
    """Set the kind by the first strong word; a weak one only where there is none."""
    kinds = vocabulary("soort")
    strong = _strong_kinds(own.folded)
    weak = words_of(kinds.get("explanation_zwak").words, EXPLANATION, own.folded)
    # "Zal de minister …" is about what is to come; further on in a sentence the word says little.
    weak += [
        h for h in words_of(kinds.get("policy_zwak").words, POLICY, own.folded) if h.start < _NEAR_THE_START
    ]
    weak += words_of(kinds.get("policy_toekomst").words, POLICY, own.folded)
    first = min(strong or weak, key=lambda hit: (hit.start, hit.start - hit.end), default=None)
    outside = _outside(own)
    for hit in (first, outside):
        if hit is not None:
            own.kind, own.strong = (OUTSIDE if hit is outside else hit.code), bool(strong) or hit is outside
            own.hits.append(("soort", hit))
    if own.kind == EXPLANATION and own.named and _LOOKS.match(own.folded):
        own.kind = DATA


def _strong_kinds(folded: str) -> list[Hit]:
    """Return the words that settle a kind: those of the main clause, where a subordinate one stands first."""
    kinds = vocabulary("soort")
    hits = [h for code in (DATA, POLICY, EXPLANATION) for h in words_of(kinds.get(code).words, code, folded)]
    subordinate = _SUBORDINATE.match(folded)
    main = [hit for hit in hits if subordinate and hit.start >= subordinate.end()]
    return main or hits


def _outside(own: Own) -> Hit | None:
    """Return the word of another competence, where the sentence is about that and not about our field."""
    # Among what a breakdown lists ("naar particulieren, scholen en verenigingen") nothing is another's field.
    lists = [(hit.start, hit.end) for hit in find_lists(own.folded)]
    lists += [(hit.start, hit.end) for hit in own.breakdowns if hit.code == _LEVEL]
    folded = blanked(masked(own.folded, [*later_zones(own.folded), *lists]), BRACKETS)
    together, ours = said("overlegt", folded), own.measures or said("ons_veld", folded)
    for concept in vocabulary("bevoegdheid"):
        for hit in words_of(concept.words, concept.code, folded):
            if together and _WITH_OTHERS.search(folded[: hit.start]):
                continue
            if ours and _PLACE.search(folded[: hit.start]):
                continue
            if concept.core or not own.measures or is_core(own.folded, hit.start):
                return hit
    return None


def _read_indicator(own: Own) -> None:
    """Set the indicator: an event that is named, else what is counted, else nothing."""
    chosen = counted_in(own.folded, same=own.same)
    if chosen is not None:
        own.indicator = OTHER if chosen.code == WEAK_OTHER else chosen.code
        own.hits.append(("indicator", chosen))
    if not own.indicator and own.measures and said("werkt", own.folded) and said("telt", own.folded):
        own.indicator = "doelgroepwerknemers"
    if own.indicator == "ondernemingen" and _SIZE in own.breakdown_codes:
        own.indicator = "ondernemingen_grootteklasse"
    if own.indicator == "doelgroepwerknemers" and "trede" in own.breakdown_codes:
        own.indicator = "participatieladder"
    if not own.kind and own.indicator and _WHAT.match(own.folded):
        own.kind = DATA
