"""The parts of a leaf: sentences that belong together, told apart where they ask different things."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from pq_answers.understand.counted import event_after, event_in
from pq_answers.understand.own import (
    DATA,
    EXPLANATION,
    OUTSIDE,
    POLICY,
    Own,
    read_own,
)
from pq_answers.understand.periods import joined
from pq_answers.understand.sentences import Sentence
from pq_answers.understand.signals import opens, said
from pq_answers.understand.vocabulary import Hit, fold

_QUANTITY = (
    r"(?:het )?(?:\w+ )?aantal|#|(?:bij |in |voor |aan )?hoeveel"
    r"|(?:voor |om |over )?welke? (?:totale )?(?:\w*bedrag(?:en)?|budget(?:ten)?)"
    r"|het (?:\w+ )?bedrag|het budget|wat (?:was|is|waren|zijn) (?:daarvan |hiervan )?de (?:totale )?"
    r"(?:kostprijs|kost)"
)
_OPINION = re.compile(
    r",?\s+en\s+(?=(?:hoe|wat|waarom|wanneer|welke \w+)\s+(?:wil|zal|gaat|plant|verklaart|beoordeelt"
    r"|evalueert|overweegt|neemt|vindt|denkt|ziet|staat)\s+(?:de minister|u|hij|zij|ze)\b)"
)
_VERB = re.compile(
    r"\b(?:is|zijn|was|waren|werd|werden|wordt|worden|heeft|hebben|had|hadden|kr[ei]e?g\w*|krijg\w*"
    r"|telde\w*|telt|tellen|werk(?:t|en|te|ten)|stroom\w*|zat|zaten|st(?:aat|aan|ond|onden)|gaan|gingen|ging|kwam\w*|kom(?:t|en)"
    r"|start\w*|heb|doet|doen|deden|volg\w+|verl(?:iet|ieten|aat|aten)|ontv\w+|[\w-]{3,}(?:den|ten))\b"
)
_HEADING = 6
_MONEY = "budget"
_MEASURE = "maatregel"
_AND_IN = re.compile(r"en (?:bij|in|voor|binnen) (?:de |het )?[^?]{0,50}\?$")
_THAT_MANY = re.compile(r"(?:en )?(?:om|over) hoeveel [\w-]+ (?:gaat|ging) het\b")
_SHORT = 4
_FEW = 8
_SAME_PEOPLE = re.compile(r"(?:het )?aantal (?:dat|die|daarvan)\b")
_AND = re.compile(rf"(?:,?\s+(?:en|alsook|evenals|alsmede)\s+|\s*\+\s*)(?=(?:{_QUANTITY})\b)")


def read_parts(sentences: Sequence[Sentence], day: date | None) -> tuple[Own, ...]:
    """Return the parts of a leaf, each with everything that its sentences say."""
    parts: list[Own] = []
    asked = any(sentence.asks for sentence in sentences)
    told: list[Own] = []
    for sentence in sentences:
        if asked and not sentence.asks and not _requests(sentence):
            told += [] if parts else [read_own(sentence, day)]
            continue
        for piece in _pieces(sentence, day):
            _add(parts, piece)
    for own in told:
        _introduce(parts[0], own)
    return tuple(parts)


def _requests(sentence: Sentence) -> bool:
    folded = fold(sentence.text)
    return opens("verzoek", folded) or opens("aanvulling", folded) or bool(said("telt", folded))


def _introduce(part: Own, told: Own) -> None:
    """Let a statement before the question say what the question itself leaves open."""
    if not part.measures:
        part.measures = _moved(told.measures, told.start - part.start)
    if not part.indicator and len(told.text.split()) <= _HEADING:
        part.indicator = told.indicator


def _moved(hits: Sequence[Hit], offset: int) -> list[Hit]:
    """Return hits with their places counted from elsewhere."""
    return [replace(hit, start=hit.start + offset, end=hit.end + offset) for hit in hits]


def _pieces(sentence: Sentence, day: date | None) -> Iterator[Own]:
    """Yield a sentence, cut where "en" joins two different quantities: "ondernemingen en het aantal …"."""
    whole = read_own(sentence, day)
    folded = fold(sentence.text)
    opinion = _OPINION.search(folded)
    if opinion and whole.kind == DATA:
        yield from _cut(sentence, opinion, day)
        return
    cut = _AND.search(folded)
    if cut is None or whole.kind not in {DATA, ""}:
        yield whole
        return
    first, second = _cut(sentence, cut, day)
    second.indicator = second.indicator or event_after(second.folded, first.indicator)
    open_ = second.indicator == _MONEY and bool(said("telt", first.folded))
    different = second.indicator not in {"", first.indicator} and bool(first.indicator or open_)
    if different and _independent(first, second):
        if _SAME_PEOPLE.match(second.folded):
            second.breakdowns += _moved(_singled(first), first.start - second.start)
        for own in (first, second):
            measures = own.measures or _moved(whole.measures, whole.start - own.start)
            yield replace(own, kind=DATA, period=whole.period, measures=measures)
    else:
        yield whole


def _singled(own: Own) -> list[Hit]:
    return [hit for hit in own.breakdowns if hit.code in own.singled_out]


def _cut(sentence: Sentence, cut: re.Match[str], day: date | None) -> tuple[Own, Own]:
    first = read_own(Sentence(sentence.text[: cut.start()], sentence.start), day)
    return first, read_own(Sentence(sentence.text[cut.end() :], sentence.start + cut.end()), day)


def _independent(first: Own, second: Own) -> bool:
    """Whether the second quantity is one of its own, and no part of the first: "hoeveel daarvan …"."""
    # "Hoeveel werknemers met VOP en hoeveel met SINE werden …": the first shares the verb of the second.
    verbless = not _VERB.search(first.folded) and bool(_VERB.search(second.folded))
    shares = verbless and first.measures and second.measures and len(first.text.split()) <= _FEW
    # "Graag de begunstigde en het bedrag" only adds to the question before it.
    money = second.indicator == _MONEY
    return (
        (money or not second.back) and not shares and bool(said("telt", first.folded) or first.kind == DATA)
    )


def _add(parts: list[Own], piece: Own) -> None:
    if not parts:
        parts.append(piece)
        return
    before = parts[-1]
    if before.kind == OUTSIDE and piece.back:
        return
    if before.kind == DATA and _asks_alone(piece):
        parts.append(piece)
    elif (
        (before.kind == DATA and _tells_more(piece))
        or _belongs(before, piece)
        or (piece.kind == DATA and before.kind == DATA and piece.back and not _own_event(piece))
    ):
        _merge(before, piece)
    else:
        parts.append(piece)


def _belongs(before: Own, piece: Own) -> bool:
    """Whether a sentence only adds to the one before it."""
    if opens("vervolg", piece.folded) and (piece.kind != DATA or before.kind == POLICY):
        return before.kind != DATA or not opens("waarom_niet", piece.folded)
    if piece.kind == DATA and piece.addition and before.kind == EXPLANATION and not before.strong:
        # "In welke mate …? Graag het aantal …": the figures are what is asked for.
        before.kind = DATA
        return True
    if not piece.kind or _only_adds(before, piece) or _THAT_MANY.match(piece.folded):
        return True
    if piece.kind == EXPLANATION and before.kind != DATA and len(piece.text.split()) <= _SHORT:
        return True
    if piece.kind != before.kind:
        return (
            before.kind in {EXPLANATION, POLICY} and piece.kind in {EXPLANATION, POLICY} and not piece.strong
        )
    return before.kind != DATA or piece.indicator in {"", before.indicator}


def _tells_more(piece: Own) -> bool:
    """Whether a sentence asks why, or how it compares, of what was just counted: "Om welke redenen?"."""
    why = piece.breakdown_codes == ("reden",) and len(piece.text.split()) <= _FEW
    return piece.kind in {"", EXPLANATION, DATA} and (why or (piece.compares and bool(piece.period)))


def _asks_alone(piece: Own) -> bool:
    """Whether a whole question without any word of ours stands by itself: "Aan welke eisen voldoen zij?"."""
    whole = piece.text.rstrip().endswith("?") and len(piece.text.split()) > _SHORT
    nothing = not (piece.kind or piece.breakdowns or piece.period or piece.measures or piece.indicator)
    return whole and nothing and not piece.addition and not opens("vervolg", piece.folded)


def _only_adds(before: Own, piece: Own) -> bool:
    """Whether "graag ook per jaar" asks nothing new."""
    new = piece.indicator not in {"", before.indicator}
    return piece.addition and bool(piece.breakdowns or piece.period or not new)


def _own_event(piece: Own) -> bool:
    return bool(event_in(piece.folded))


def _merge(before: Own, piece: Own) -> None:
    before.text = f"{before.text} {piece.text}"
    offset = piece.start - before.start
    if _AND_IN.match(piece.folded) and set(piece.measure_codes) - set(before.measure_codes):
        # "… bij de maatwerkbedrijven? En bij de LDE-ondernemingen?" counts both, each by itself.
        before.measures += _moved(piece.measures, offset)
        before.breakdowns += [replace(hit, code=_MEASURE) for hit in _moved(piece.measures[:1], offset)]
    known = {hit.code for hit in before.breakdowns}
    before.breakdowns += [hit for hit in _moved(piece.breakdowns, offset) if hit.code not in known]
    if not before.measures:
        before.measures = _moved(piece.measures, offset)
    elif piece.kind in {"", DATA} and piece.addition:
        before.measures += _moved(_under_umbrella(before, piece), offset)
    before.indicator = before.indicator or piece.indicator
    before.kind = before.kind or piece.kind
    before.same_breakdown = before.same_breakdown or piece.same_breakdown
    before.like = before.like or (piece.labels if piece.same_breakdown else ())
    before.named |= piece.named
    before.compares = before.compares or (piece.compares and before.period is None)
    before.period = joined(before.period, piece.period)
    before.hits += [(what, hit) for what, own in piece.hits for hit in _moved([own], offset)]


def _under_umbrella(before: Own, piece: Own) -> Sequence[Hit]:
    """Return the measures that an added sentence names where the sentence before it has only the umbrella."""
    return piece.measures if before.measure_codes == ("sociale_economie",) else []
