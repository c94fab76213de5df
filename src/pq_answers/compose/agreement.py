"""Saying where a figure differs from what was published before: old, new, cause, in a ready sentence."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from pq_answers import nl
from pq_answers.codelists import JOIN, UNKNOWN, has_codelist, load_codelist
from pq_answers.compose.markdown import blocks_of
from pq_answers.compose.sentences import Sentences, load_sentences
from pq_answers.compose.tables import unit_behind
from pq_answers.compose.trace import Tracer
from pq_answers.compose.view import measure_text
from pq_answers.document import Block, Origin, Paragraph, Source, plain
from pq_answers.items import band_label
from pq_answers.ledger import Cause, Entry, Match, Outcome, canonical
from pq_answers.tables import CellKey

_MOST = 4
_CAUSES = {
    Cause.DEFINITION: "oorzaak_definitie",
    Cause.LATER_DATA: "oorzaak_latere_gegevens",
    Cause.DEMONSTRATION: "oorzaak_demonstratie",
    Cause.PUBLICATIONS: "oorzaak_publicaties",
    Cause.MOMENT: "oorzaak_moment",
}


def agreement_blocks(tracer: Tracer, sentences: Sentences, matches: Sequence[Match]) -> Iterator[Block]:
    """Yield a remark for each figure that differs from an earlier publication, at most a handful.

    What was said of the very same quantity goes before what was said of a like one.
    """
    others = [match for match in matches if match.outcome is Outcome.OTHER]
    others.sort(key=lambda match: not _is_same_quantity(match))
    for match in others[:_MOST]:
        yield from blocks_of(_sentence(match, tracer, sentences), tracer, style="opmerking")
    if len(others) > _MOST:
        yield from blocks_of(sentences.fill("aansluiting.meer"), tracer, style="opmerking")


def match_text(match: Match) -> str:
    """Return the sentence about one match as plain text, also where the figures agree."""
    tracer = Tracer()
    blocks = blocks_of(_sentence(match, tracer, load_sentences()), tracer)
    return " ".join(plain(block.runs) for block in blocks if isinstance(block, Paragraph))


def _sentence(match: Match, tracer: Tracer, sentences: Sentences) -> str:
    entry = match.entry
    shown = _with_unit(nl.number(match.value, match.decimals), match.key)
    told = {
        "wat": _described(match.key, tracer),
        "nieuw": tracer.token(shown, Source(Origin.CELL, str(match.key), match.key)),
        "titel": _published(entry.title, entry.source, tracer),
        "datum": tracer.number(nl.day(entry.day), Origin.DATE, entry.source),
    }
    if match.outcome is Outcome.SAME:
        return sentences.fill("aansluiting.gelijk", **told)
    earlier = _with_words(entry, entry.key)
    told["eerder"] = _published(earlier, entry.id, tracer)
    if _is_same_quantity(match):
        lead = sentences.fill("aansluiting.verschilt", **told)
    else:
        lead = sentences.fill("aansluiting.verwant", ander=_described(entry.key, tracer), **told)
    return f"{lead} {_cause(match, tracer, sentences)}".strip()


def _is_same_quantity(match: Match) -> bool:
    return canonical(match.key) == match.entry.key


def _with_words(entry: Entry, key: CellKey) -> str:
    """Return a figure as it was published: "bijna 13.000 VTE", "een 50-tal"."""
    words = "een" if entry.printed.endswith("tal") else entry.wording or entry.precision
    return f"{words} {_with_unit(entry.printed, key)}".strip()


def _with_unit(number: str, key: CellKey) -> str:
    """Return a figure with its unit behind it; what was printed with words of its own keeps those."""
    return number + unit_behind(key.unit) if number[-1:].isdigit() else number


def _published(text: str, name: str, tracer: Tracer) -> Markup:
    """Return a text that a publication printed; a figure in it traces to that publication."""
    return tracer.token(text, Source(Origin.PUBLISHED, name) if _has_figure(text) else None)


def _has_figure(text: str) -> bool:
    return any(char.isnumeric() for char in text)


def _cause(match: Match, tracer: Tracer, sentences: Sentences) -> str:
    name = _CAUSES.get(match.cause)
    if name is None:
        return ""
    if match.cause is not Cause.DEFINITION:
        return sentences.fill(f"aansluiting.{name}")
    definition = _published(match.entry.definition, match.entry.source, tracer)
    return sentences.fill(f"aansluiting.{name}", definitie=definition)


def _described(key: CellKey, tracer: Tracer) -> Markup:
    return tracer.number(described(key), Origin.PARAMETER, str(key))


def described(key: CellKey) -> str:
    """Return what a figure counts: "aantal ondernemingen in collectief maatwerk (West-Vlaanderen, 2021)"."""
    labels = [*filter(None, (_label(name, code) for name, code in key.dimensions)), nl.period(key.period)]
    subject = f"{load_codelist('indicator').label(key.indicator)} in {measure_text(key.measure)}"
    return f"{subject} ({', '.join(labels)})"


def _label(name: str, code: str) -> str:
    if not has_codelist(name):
        return band_label(code)
    codelist = load_codelist(name)
    if code == UNKNOWN:
        return f"{nl.uncapital(codelist.title)} {codelist.label(code)}"
    return codelist.label(code) if code in codelist or JOIN in code else band_label(code)
