"""The checks that every answer passes before protection: over all its raw tables together."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from pq_answers import nl
from pq_answers.checks.bands import band_problems, holding, meeting
from pq_answers.checks.declared import Rules, load_rules
from pq_answers.checks.figures import Figure, cell_figure
from pq_answers.checks.findings import Finding, Severity, in_order
from pq_answers.checks.ratios import wrong_ratios
from pq_answers.checks.relations import Relation, broken
from pq_answers.checks.repeated import repeated_faults
from pq_answers.checks.series import breaks
from pq_answers.checks.shares import shares_together
from pq_answers.checks.sums import bounds, proven, sums
from pq_answers.published import Role, load_sources
from pq_answers.tables import Cell, CellKey, RawTable

_PERCENT = "procent"
_BAND = re.compile(r"B\d")
# What a finding about register counts says: where to look, and no figure.
_SILENT = {
    "som": "De delen zijn samen niet gelijk aan hun totaal.",
    "verdeling": "De onderdelen zijn samen niet gelijk aan hun geheel.",
    "formule": "De rijen van een formule zijn samen niet gelijk aan hun uitkomst.",
    "deel_van_geheel": "Een deel is groter dan zijn geheel.",
    "eenheden": "Er zijn meer voltijdse eenheden dan personen.",
    "samenhang": "Er liepen meer trajecten af dan er gestart zijn.",
    "aandeel": "Een aandeel volgt niet uit de cijfers ernaast.",
    "groei": "Een evolutie volgt niet uit de cijfers ernaast.",
    "honderd": "De aandelen zijn samen niet honderd procent.",
    "aandeel_van_geheel": "Het aandeel van een geheel ligt niet tussen die van zijn delen.",
    "aandelen_samen": "De aandelen van de delen en van het geheel kunnen niet samen juist zijn.",
    "sprong": "maakt de reeks een opvallend grote sprong.",
}


def check_tables(tables: Sequence[RawTable]) -> tuple[Finding, ...]:
    """Return the findings over all tables of an answer, errors first.

    What is wrong in a publication is a warning, for the answer repeats what was published; what is wrong in
    figures from the registers is an error. Findings about register counts hold no value.
    """
    rules = load_rules()
    found: list[Finding] = []
    for table in tables:
        found += _signs(table)
        found += _bands(table)
    found += _same_cells(tables)
    for published in (False, True):
        own = [table for table in tables if bool(table.sources) is published]
        found += _findings(own, rules, published=published)
    found += repeated_faults(tables, found)
    return in_order(found)


def _findings(tables: Sequence[RawTable], rules: Rules, *, published: bool) -> Iterator[Finding]:
    if not tables:
        return iter(())
    severity = Severity.WARNING if published else Severity.ERROR
    grids = [(table, list(_figures(table))) for table in tables]
    figures = [figure for _, own in grids for figure in own]
    relations = [*_margins(grids), *sums(figures, rules), *bounds(figures, rules)]
    relations += proven(figures) if published else ()
    found = [
        *broken(relations, severity),
        *wrong_ratios(figures, relations, severity),
        *shares_together(figures, rules, severity),
        *breaks(figures, rules, load_sources() if published else {}),
    ]
    return iter(found) if published else map(_silent, found)


def _silent(finding: Finding) -> Finding:
    """Return the finding without any figure: it goes to people who may see protected figures only."""
    sentence = _SILENT[finding.rule]
    if finding.rule == "sprong":
        before, after = (nl.period(key.period) for key in finding.cells)
        sentence = f"Tussen {before} en {after} {sentence}"
    return replace(finding, sentence=sentence, printed="", computed="", figures=(), source="")


def _figures(table: RawTable) -> Iterator[Figure]:
    """Yield the cells of `table` as the checks see them."""
    for cell in table:
        yield cell_figure(cell, _role(cell, table), next(iter(table.sources), ""), table.id)


def _role(cell: Cell, table: RawTable) -> Role:
    if table.signed:
        return Role.GROWTH
    return Role.SHARE if cell.key.unit == _PERCENT else Role.VALUE


def _margins(grids: Sequence[tuple[RawTable, Sequence[Figure]]]) -> Iterator[Relation]:
    """Yield each margin, wherever in the answer it stands, with the parts of a table that has all of them."""
    known = {figure.key: figure for _, figures in grids for figure in figures}
    for table, figures in grids:
        for dimension in (name for name in table.complete if name in table.additive):
            for margin, parts in _parts(figures, dimension).items():
                whole = known.get(margin)
                if whole:
                    why = f"de delen naar {dimension}"
                    yield Relation("som", replace(whole, table=table.id), parts, why=why)


def _parts(figures: Iterable[Figure], dimension: str) -> Mapping[CellKey, tuple[Figure, ...]]:
    """Return the parts of each margin over `dimension`, one figure for each quantity."""
    parts: dict[CellKey, dict[CellKey, Figure]] = defaultdict(dict)
    for figure in figures:
        if dimension in figure.codes:
            parts[figure.key.without(dimension)][figure.key] = figure
    return {margin: tuple(found.values()) for margin, found in parts.items()}


def _signs(table: RawTable) -> Iterator[Finding]:
    """Refuse a count below zero; only a change may be."""
    below = tuple(cell.key for cell in table if cell.value is not None and cell.value < 0)
    if below and not table.signed:
        yield Finding("teken", Severity.ERROR, table.id, below, "Een aantal is kleiner dan nul.")


def _same_cells(tables: Sequence[RawTable]) -> Iterator[Finding]:
    """Find one quantity that stands in two tables with two values.

    Two publications may contradict each other, which the drafter hears of. A publication and the registers of
    today may differ too: comparing with what was published before tells that.
    """
    seen: dict[tuple[CellKey, bool], tuple[Cell, RawTable]] = {}
    for table in tables:
        published = bool(table.sources)
        for cell in table:
            first, other = seen.setdefault((cell.key, published), (cell, table))
            if _differ(first, other, cell, table):
                severity = Severity.WARNING if published else Severity.ERROR
                sentence = f"Hetzelfde cijfer staat met een andere waarde in {other.id}."
                yield Finding("zelfde_cijfer", severity, table.id, (cell.key,), sentence)


def _differ(one: Cell, table: RawTable, other: Cell, beside: RawTable) -> bool:
    """Whether two cells contradict each other: what the registers count is exact, what is printed is rounded.

    A cell without a value that means "none" is a nought; one that is not available may be anything.
    """
    if one.value is not None and other.value is not None and not table.sources:
        return one.value != other.value
    figures = [
        cell_figure(cell, _role(cell, own), "", own.id) for cell, own in ((one, table), (other, beside))
    ]
    return not figures[0].interval.meets(figures[1].interval)


def _bands(table: RawTable) -> Iterator[Finding]:
    """Warn where two neighbouring bands leave a gap or share a bound: as printed, and as the question asks.

    Published ones do, and the figures of a question's own bands depend on where its bound is counted.
    """
    labels = {
        c.code: c.label for header in (*table.rows, *table.columns) for c in header if _BAND.match(c.code)
    }
    for lower, upper, problem in band_problems(list(labels.values())):
        sentence = f"De klassen «{lower}» en «{upper}» {problem}; de ondergrens beslist."
        codes = {code for code, label in labels.items() if label in {lower, upper}}
        yield Finding("klassen", Severity.WARNING, table.id, _cells_in(table, codes), sentence)
    for lower, upper, problem in band_problems(table.asked_bands, whole=True) if labels else ():
        sentence = (
            f"De gevraagde klassen «{lower}» en «{upper}» {problem}; in de tabel beslist de ondergrens."
        )
        codes = {code for bound in meeting(lower, upper) for code in holding(bound, labels)}
        yield Finding("gevraagde_klassen", Severity.WARNING, table.id, _cells_in(table, codes), sentence)


def _cells_in(table: RawTable, codes: Collection[str]) -> tuple[CellKey, ...]:
    """Return the cells of some bands; of all where no band is named."""
    grid = zip(table.rows, table.cells, strict=True)
    places = (
        (cell.key, {c.code for c in (*row, *column)})
        for row, cells in grid
        for column, cell in zip(table.columns, cells, strict=True)
    )
    return tuple(key for key, own in places if not codes or not own.isdisjoint(codes))
