"""The checks over everything published: what the publications themselves contradict, by general rules."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import replace

from pq_answers import nl
from pq_answers.checks.bands import band_problems
from pq_answers.checks.declared import Rules, load_rules
from pq_answers.checks.figures import Figure, published_figure
from pq_answers.checks.findings import Finding, Severity, in_order
from pq_answers.checks.ratios import wrong_ratios
from pq_answers.checks.related import related
from pq_answers.checks.relations import Relation, broken, unexplained
from pq_answers.checks.same import Sources, contradictions, other_moments
from pq_answers.checks.series import breaks
from pq_answers.checks.shares import shares_together
from pq_answers.checks.sums import bounds, sums
from pq_answers.codelists import TOTAL, UNKNOWN, is_counted
from pq_answers.published import PublishedFigure, Role, codes_of, load_sources


def check_published(published: Sequence[PublishedFigure]) -> tuple[Finding, ...]:
    """Return the findings over all publications, errors first, each with its working.

    Sums, shares and growth are held inside one publication; the same quantity also between publications. The
    order in which the figures come changes nothing.
    """
    rules, sources = load_rules(), load_sources()
    published = sorted(published, key=lambda figure: (figure.source, figure.line, figure.id))
    figures = [published_figure(figure) for figure in published if figure.role is not Role.CONSTANT]
    found: list[Finding] = []
    for own in _by(figures, "source"):
        found += _check_source(own, rules, sources)
    found += contradictions(figures, sources)
    found += other_moments(figures, rules, sources)
    found += related(figures, rules, sources)
    found += _bands(published)
    return in_order(_placed(finding, sources) for finding in found)


def _placed(finding: Finding, sources: Sources) -> Finding:
    """Return the finding with a sentence that can stand by itself in an answer: it names where this is."""
    source = sources.get(finding.source)
    title = source.title if source else finding.source
    sentence = nl.uncapital(finding.sentence)
    return replace(finding, sentence=f"«{title}», onder «{finding.table}»: {sentence}")


def _check_source(figures: Sequence[Figure], rules: Rules, sources: Sources) -> Iterator[Finding]:
    relations = relations_of(figures, rules)
    yield from broken(relations, Severity.ERROR)
    yield from unexplained(relations)
    yield from wrong_ratios(figures, relations, Severity.ERROR)
    yield from shares_together(figures, rules, Severity.ERROR)
    yield from breaks(figures, rules, sources)


def relations_of(figures: Sequence[Figure], rules: Rules) -> list[Relation]:
    """Return all relations between the figures of one source: sums inside a table, bounds across tables.

    A formula whose rows stand in several tables is held over the whole source.
    """
    inside = [relation for table in _by(figures, "table") for relation in sums(table, rules)]
    across = [relation for relation in sums(figures, rules) if relation.rule == "formule"]
    known = {(relation.rule, relation.whole.key) for relation in inside}
    inside += [relation for relation in across if (relation.rule, relation.whole.key) not in known]
    return [*inside, *bounds(figures, rules)]


def _by(figures: Sequence[Figure], attribute: str) -> list[list[Figure]]:
    groups: dict[str, list[Figure]] = defaultdict(list)
    for figure in figures:
        groups[getattr(figure, attribute)].append(figure)
    return list(groups.values())


def _bands(published: Sequence[PublishedFigure]) -> Iterator[Finding]:
    """Yield the printed bands of a table that leave a gap or share a bound."""
    tables: dict[tuple[str, str, str, str], list[PublishedFigure]] = defaultdict(list)
    for figure in published:
        for name, code in figure.dimensions:
            codelist = codes_of(name, figure.measure)
            if codelist and codelist.kind == "klassen" and code not in {TOTAL, UNKNOWN}:
                tables[figure.source, figure.table, name, figure.measure].append(figure)
    for (source, table, name, measure), figures in tables.items():
        codelist = codes_of(name, measure)
        if codelist is None:
            continue
        used = {dict(figure.dimensions)[name] for figure in figures}
        labels = [code.label for code in codelist if code.code in used]
        for lower, upper, problem in band_problems(labels, whole=is_counted(codelist.unit)):
            edge = [f for f in figures if codelist.get(dict(f.dimensions)[name]).label in {lower, upper}]
            yield Finding(
                "klassen",
                Severity.WARNING,
                table,
                tuple(figure.key for figure in edge),
                f"De klassen «{lower}» en «{upper}» {problem}; welke klasse telt, staat er niet bij.",
                source,
                f"{lower}; {upper}",
                "",
                tuple(figure.id for figure in edge),
            )
