"""Which breakdowns words ask for: dimensions behind "per", "naar" or "opgedeeld", and groups singled out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from pq_answers.understand.signals import places, said
from pq_answers.understand.vocabulary import Hit, blanked, longest, vocabulary, words_of

_NAAR = re.compile(r"\bnaar\b(?! aanleiding)")
_OVER = re.compile(r"\bover (?:de|het|alle)\b")
# How far a breakdown reaches: to the end of the clause.
_STOP = re.compile(
    r"[?!]|\.\s*$|(?<!naar )(?<!volgens )\bhoeveel\b|\bwelke?\b"
    r"|\bvoor de (?:jaren|periode)\b|\bin de periode\b"
)
_BRACKETS = re.compile(r"\([^)]*\)?")
# "(+ reden)" in brackets asks for more; other brackets only list or explain.
_LIST_IN_BRACKETS = re.compile(r"\((?!\s*\+)[^)]*\)?")
_OF_PERSONS = frozenset(
    {
        "leeftijd", "herkomst", "nationaliteit", "geslacht", "opleidingsniveau", "talenkennis",
        "werkloosheidsduur", "bemiddelingsstatus", "arbeidsregime", "contracttype", "sector",
        "provincie", "arrondissement", "gemeente", "grootteklasse", "ondersteuningsnood",
    }
)  # fmt: skip
_PREPOSITION = re.compile(r"\b(in|via|bij|voor|van|binnen|uit|aan|met(?: een)?) (?:het |de )?$")
_HOW_MANY = re.compile(r"\b(?:hoeveel|wat)\b")
_LETTERED = re.compile(r"\([a-d]\)")
_OF_WHOM = re.compile(r"(?:\s+van (?:de|het|hun|die|deze) [\w-]+)?")
_WITHOUT = re.compile(
    r"\bzonder (?:\w+ )?(?:opsplitsing|uitsplitsing|opdeling|onderscheid|onderverdeling)\b[^.;:?]*"
)
_ASKED_OF = re.compile(
    r"\b(?:wat|welke?)\s+(?:(?:is|was|zijn|waren)\s+)?(?:(?:de|het|hun)\s+)?(?:(?:\d+|twee|drie|vijf|tien)\s+)?$"
)
_EVERY = re.compile(r"\b(?:elke?|iedere?)\s+(?:van de\s+)?(?:[\w-]+\s+){0,1}$")
_EITHER = re.compile(r"[\w-]*\s+(?:of|en/of)\s+(?:(?:in|bij|voor|van|binnen|uit|de|het|een|per)\s+)*")
_ALTOGETHER = re.compile(r"[\w-]*\s+samen(?:genomen)?\b")
_NEAR = 25
_APART = 6
_JOINS = re.compile(r"[,;/(]|\b(?:en|of|hoeveel)\b")
_NEAR_BRACKETS = 60
_MEASURE = "maatregel"
_TARGET = "doelgroep"


def zones(folded: str) -> list[tuple[int, int]]:
    """Return the stretches of a folded text in which a breakdown is named."""
    folded = blanked(folded, _WITHOUT)
    found: list[tuple[int, int]] = []
    for start in sorted(_starts(folded)):
        stop = _STOP.search(folded, start)
        end = stop.start() if stop and not _in_brackets(folded, start, stop.start()) else len(folded)
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return found


def _starts(folded: str) -> Iterator[int]:
    for _, end in places("opsplitsing", folded):
        # "de verdeling van het contingent" says what is asked for; how it is divided comes behind it.
        if not folded.startswith(" van ", end):
            yield end
    for match in _BRACKETS.finditer(folded):
        # "Het profiel van de werknemers (leeftijd, geslacht, scholing)".
        if len({hit.code for hit in longest(_named(match[0]))}) > 1:
            yield match.start() + 1
    if said("verdeelt", folded):
        yield from (match.end() for match in _OVER.finditer(folded))
    # "geslacht gekruist met provincie" names a dimension on both sides.
    if "gekruist" in folded or said("vermeldt", folded):
        yield 0
    for match in _NAAR.finditer(folded):
        before = re.split(r"[,.;?()]", folded[: match.start()])[-1][-_NEAR:]
        if not said("beweging", before):
            yield match.end()


def _in_brackets(folded: str, start: int, place: int) -> bool:
    return folded.count("(", start, place) > folded.count(")", start, place)


def find_breakdowns(folded: str, measures: Sequence[Hit]) -> list[Hit]:
    """Return the dimensions that a folded text asks to tell apart, in its order, each once."""
    hits = [hit for start, end in zones(folded) for hit in in_zone(folded, start, end)]
    hits += find_filters(folded)
    hits += _asked_of(folded)
    hits += _each(folded)
    hits += _by_measure(folded, measures)
    seen: dict[str, Hit] = {}
    for hit in sorted(hits, key=lambda hit: hit.start):
        seen.setdefault(hit.code, hit)
    if "type_gebruiker" in seen:
        # "Gezinnen, scholen, lokale besturen": who are named beside users are users too.
        seen.pop("type_onderneming", None)
    return list(seen.values())


def find_filters(folded: str) -> list[Hit]:
    """Return the dimensions of the groups that are singled out; what brackets list is no group asked for."""
    outside = blanked(blanked(folded, _WITHOUT), _LIST_IN_BRACKETS)
    single = [hit for c in vocabulary("opsplitsing") for hit in words_of(c.filters, c.code, outside)]
    # "Een doelgroepvermindering voor jongeren" is one of the target groups, not an age.
    groups = [hit for hit in single if hit.code == _TARGET]
    kept = [hit for hit in single if hit.code == _TARGET or not any(_inside(hit, group) for group in groups)]
    return [*kept, *find_lists(folded)]


def _inside(hit: Hit, other: Hit) -> bool:
    return other.start <= hit.start and hit.end <= other.end


def _asked_of(folded: str) -> Iterator[Hit]:
    """Yield the dimensions that are asked outright: "wat is hun nationaliteit", "welk statuut hebben zij"."""
    for hit in longest(_named(folded)):
        if _ASKED_OF.search(folded[: hit.start]) and hit.code in _OF_PERSONS:
            yield hit


def _each(folded: str) -> Iterator[Hit]:
    """Yield the dimensions of which every member is asked for: "in elke gemeente", "voor ieder bedrijf"."""
    for hit in longest(_named(folded)):
        if _EVERY.search(folded[: hit.start]):
            yield hit


def find_lists(folded: str) -> list[Hit]:
    """Return the dimensions of which two or more codes are named: "kmo's, lokale besturen en scholen"."""
    found = []
    folded = without_codes(folded)
    for concept in vocabulary("opsplitsing"):
        named = words_of(concept.listed, concept.code, folded)
        hits = _enumerated(named, folded) if len(named) > 1 else []
        if len({hit.text for hit in hits}) > 1:
            start, end = hits[0].start, hits[-1].end
            found.append(Hit(concept.code, start, end, folded[start:end]))
    return found


def _enumerated(hits: Sequence[Hit], folded: str) -> list[Hit]:
    """Return the longest run of words that one enumeration holds: "kmo's, lokale besturen en scholen"."""
    runs: list[list[Hit]] = []
    for hit in hits:
        between = blanked(folded[runs[-1][-1].end : hit.start], _BRACKETS) if runs else ""
        joined = (
            len(between.split()) <= _APART and _JOINS.search(between) and not said("opsplitsing", between)
        )
        if runs and joined:
            runs[-1].append(hit)
        else:
            runs.append([hit])
    return max(runs, key=len, default=[])


def without_codes(folded: str) -> str:
    """Return a text without brackets that list the codes of a dimension: "naar sector (profit, …)"."""
    for match in _BRACKETS.finditer(folded):
        before = folded[: match.start()].rstrip()[-_NEAR_BRACKETS:]
        if any(_OF_WHOM.fullmatch(before, hit.end) for hit in _named(before)):
            folded = folded[: match.start()] + " " * len(match[0]) + folded[match.end() :]
    return folded


def in_zone(folded: str, start: int, end: int) -> Iterator[Hit]:
    """Yield the dimensions that one stretch names."""
    zone = folded[start:end]
    # "naar herkomst (Belg, EU, niet-EU)": the brackets list the codes of the dimension before them.
    outside = blanked(zone, _BRACKETS)
    found = _named(outside) or _named(zone)
    zone = outside
    for hit in longest(found):
        yield Hit(hit.code, hit.start + start, hit.end + start, hit.text)
    for match in re.finditer(r"\b(?:oorspronkelijke )?maatregel(?:en)?\b", zone):
        yield Hit(_MEASURE, match.start() + start, match.end() + start, match[0])


def _named(zone: str) -> list[Hit]:
    return [hit for c in vocabulary("opsplitsing") for hit in words_of(c.words, c.code, zone)]


def _by_measure(folded: str, measures: Sequence[Hit]) -> Iterator[Hit]:
    """Yield the breakdown by measure where the words set two measures beside each other."""
    distinct = list({hit.code: hit for hit in measures}.values())
    if len(distinct) > 1 and _told_apart(folded, distinct):
        first, last = distinct[0].start, distinct[-1].end
        yield Hit(_MEASURE, first, last, folded[first:last])


def _told_apart(folded: str, hits: Sequence[Hit]) -> bool:
    """Whether the words set measures beside each other: "respectievelijk", in a breakdown, "(a) … (b) …".

    "Maatwerk en LDE samen" and "een advies voor maatwerk of voor LDE" take them together.
    """
    if said("afzonderlijk", folded) is None and _together(folded, hits):
        return False
    in_a_zone = any(sum(start <= hit.start < end for hit in hits) > 1 for start, end in zones(folded))
    lettered = len(_LETTERED.findall(folded)) > 1
    counts = [match.start() for match in _HOW_MANY.finditer(folded)]
    counted = {sum(count < hit.start for count in counts) for hit in hits}
    apart = len(counts) > 1 and len(counted - {0}) > 1
    return bool(said("afzonderlijk", folded)) or in_a_zone or lettered or apart or _repeated(folded, hits)


def _together(folded: str, hits: Sequence[Hit]) -> bool:
    between = [folded[one.end : other.start] for one, other in pairwise(hits)]
    either = all(_EITHER.fullmatch(words) for words in between)
    return either or bool(_ALTOGETHER.match(folded, hits[-1].end))


def _repeated(folded: str, hits: Sequence[Hit]) -> bool:
    """Whether the same preposition stands before two measures: "in LDE en in maatwerk"."""
    before = [_PREPOSITION.search(folded[: hit.start]) for hit in hits]
    words = [match[1] for match in before if match]
    return len(words) > 1 and len(set(words)) < len(words)
