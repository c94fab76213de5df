"""The recipe: from a plan and a snapshot to the checked, protected, rendered and audited answer."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pq_answers.answer.attacked import refuse_disclosure, refuse_small
from pq_answers.answer.completeness import completeness
from pq_answers.answer.page import with_page
from pq_answers.answer.proposals import Proposal, propose
from pq_answers.answer.record import dump_record, make_record
from pq_answers.audit import audit_files
from pq_answers.checks import Finding, Severity, check_tables, load_rules, reconcile
from pq_answers.compose import Answered, compose, edited
from pq_answers.document import Document
from pq_answers.errors import ChecksError, NoFiguresError, UntracedError, UsageError, UserError
from pq_answers.items import Asked, Catalogue, Item, load_passage
from pq_answers.ledger import NOTHING, Ledger, Past, read_asked, read_citations, read_ledger, read_past
from pq_answers.plan import Part, Plan
from pq_answers.protect import (
    Protected,
    Report,
    Withheld,
    crossings,
    joins,
    protect,
    protect_rounded,
    refuse_dominated,
    remedied,
    years_of,
)
from pq_answers.query import run_item
from pq_answers.render import FORMATS, render
from pq_answers.results import Gap, GapKind, Remedy, Result
from pq_answers.store import Reader, SnapshotInfo
from pq_answers.tables import ProtectedTable, RawTable

_TO_FILL = "In te vullen door de opsteller."
ALL_FORMATS = (*FORMATS, "json", "opsteller")


@dataclass(frozen=True)
class Draft:
    """A drafted answer: the document, its rendered files, the record, and what the checks saw."""

    document: Document
    files: Mapping[str, bytes]
    record: Mapping[str, Any]
    findings: tuple[Finding, ...]
    protection: Report
    proposals: tuple[Proposal, ...] = ()


def draft(
    plan: Plan,
    reader: Reader,
    catalogue: Catalogue,
    *,
    made: str,
    formats: Iterable[str] = ALL_FORMATS,
    approved: Path | None = None,
    history: Collection[str] | None = None,
) -> Draft:
    """Return the answer to `plan` from the snapshot behind `reader`; `made` is the declared timestamp.

    `approved` is the folder of answers that were approved before, which the figures are held against besides
    the published ones; `history` names those to protect against, for who repeats an answer. Raises
    `BlockedError` where a check, the protection, the number check or the last look stops it.
    """
    plan, results = run_plan(plan, reader, catalogue)
    findings = check_results([result for result in results if result])
    ledger = read_ledger(reader, approved)
    past = read_past(ledger, approved, history)
    answered, protected = protect_results(plan, results, catalogue, past, reader.secret)
    findings = _about_shown(findings, results, protected)
    report, proposals = protected.report, propose(plan, results, protected, past)
    answered = reconciled(plan, answered, ledger, reader.info)
    document = compose(plan, answered, made=made, demonstration=reader.info.is_demonstration)
    document = edited(document, plan.edits, where=plan.file)
    wanted = tuple(dict.fromkeys(formats))
    files = render(document, [name for name in wanted if name in FORMATS])
    _refuse_untraced(document, files)
    # Only what is older than the question: the answer itself, approved meanwhile, may not change it.
    earlier = [one for one in read_asked(approved) if one.day < plan.question.day]
    grid = completeness(answered, earlier)
    record = make_record(
        plan, answered, document, files, findings, report, reader.info, catalogue.sha256, grid
    )
    refuse_disclosure(dump_record(record), report, past)
    if "opsteller" in wanted:
        files, record = with_page(files, record, report, proposals)
    return Draft(document, files, record, findings, report, proposals)


def reconciled(
    plan: Plan, answered: Sequence[Answered], ledger: Ledger, snapshot: SnapshotInfo
) -> tuple[Answered, ...]:
    """Return the parts with their shown figures beside what was published before the question was asked."""
    day, demonstration = plan.question.day, snapshot.is_demonstration
    shown = [part.result.tables if part.result else () for part in answered]
    rules = load_rules()
    matches = [reconcile(one, ledger, day, demonstration=demonstration, rules=rules) for one in shown]
    return tuple(replace(part, matches=own) for part, own in zip(answered, matches, strict=True))


def run_plan(plan: Plan, reader: Reader, catalogue: Catalogue) -> tuple[Plan, list[Result[RawTable] | None]]:
    """Run the item of every part; None for a part that a passage or a person answers.

    What a person planned must work. What a program understood may turn out to have no figures in this
    snapshot: that part becomes a gap that says why, in the plan that comes back.
    """
    parts: list[Part] = []
    results: list[Result[RawTable] | None] = []
    for part in plan.parts:
        ran, result = _run_or_leave(part, reader, catalogue, plan)
        parts.append(ran)
        results.append(result)
    named = [result and _named(result, parts, number) for number, result in enumerate(results)]
    return _without_empty_annexes(replace(plan, parts=tuple(parts))), named


def _without_empty_annexes(plan: Plan) -> Plan:
    """Return the plan without the annexes that nothing is left for, the others numbered on."""
    used = sorted({part.annex for part in plan.parts if part.annex is not None})
    if len(used) == len(plan.annexes) or not any(part.understood for part in plan.parts):
        return plan
    numbers = {old: new for new, old in enumerate(used, start=1)}
    annexes = [replace(a, number=numbers[a.number]) for a in plan.annexes if a.number in numbers]
    parts = [replace(part, annex=numbers.get(part.annex or 0)) for part in plan.parts]
    return replace(plan, parts=tuple(parts), annexes=tuple(annexes))


def _run_or_leave(
    part: Part, reader: Reader, catalogue: Catalogue, plan: Plan
) -> tuple[Part, Result[RawTable] | None]:
    try:
        return part, _run_part(part, reader, catalogue, plan)
    except (UsageError, NoFiguresError) as error:
        if not part.understood:
            raise
        gap = " ".join(filter(None, (error.what, error.fix, _TO_FILL)))
        return replace(part, item="", passage="", gap=gap, annex=None, see="", chart=False), None


def _run_part(part: Part, reader: Reader, catalogue: Catalogue, plan: Plan) -> Result[RawTable] | None:
    try:
        if part.passage:
            load_passage(part.passage).check_valid(plan.question.day)
        if not part.item:
            return None
        result = _cited(run_item(reader, catalogue.get(part.item), part.asked), reader)
        return after_remedies(result, part.remedies)
    except UserError as error:
        # The place in the plan is what a person needs to find the sub-question.
        where = f"{plan.file}:{part.line} (deelvraag {part.label})"
        raise type(error)(
            error.what, where=f"{where}: {error.where}" if error.where else where, fix=error.fix
        ) from error


def _about_shown(
    findings: Sequence[Finding], results: Sequence[Result[RawTable] | None], protected: Protected
) -> tuple[Finding, ...]:
    """Return the findings about figures that are shown: that a hidden one jumped says something of it."""
    tables = [table for result in results if result for table in result.tables]
    raw = (table for table in tables if table.persons or table.companies)
    counts = {cell.key for table in raw for cell in table if cell.value is not None}
    shown = {cell.key for table in protected.tables for cell in table if cell.value is not None}
    return tuple(one for one in findings if not (counts - shown).intersection(one.cells))


def after_remedies(result: Result[RawTable], remedies: Sequence[Remedy]) -> Result[RawTable]:
    """Return the result with what a drafter chose against dashes, and with the sentences that say so."""
    if not remedies:
        return result
    tables = remedied(result.tables, remedies)
    measures = ",".join(result.measures)
    gone = crossings(result.tables) if Remedy.UNCROSS in remedies else ()
    gaps = [Gap(GapKind.PROTECTION, measures, dimensions=table.breakdown) for table in gone]
    if Remedy.YEARS in remedies:
        spans = dict.fromkeys(filter(None, map(years_of, result.tables)))
        gaps += [Gap(GapKind.YEARS_TOGETHER, measures, asked=years) for years in spans]
    found = dict.fromkeys(pair for table in tables for pair in joins(table).items())
    gaps += [Gap(GapKind.MERGED, measures, dimensions=(name,), bands=labels) for name, labels in found]
    return result.with_tables(tables, list(dict.fromkeys(gaps)))


def _cited(result: Result[RawTable], reader: Reader) -> Result[RawTable]:
    return replace(result, citations=read_citations(reader, result.tables))


def _named(result: Result[RawTable], parts: Sequence[Part], number: int) -> Result[RawTable]:
    """Give the tables ids that are unique in the answer: one label may have several parts."""
    prefix = f"{parts[number].label}:{number + 1}"
    return result.with_tables([replace(table, id=f"{prefix}:{table.id}") for table in result.tables])


def protect_results(
    plan: Plan,
    results: Sequence[Result[RawTable] | None],
    catalogue: Catalogue,
    past: Past = NOTHING,
    secret: Callable[[], bytes] = bytes,
) -> tuple[tuple[Answered, ...], Protected]:
    """Protect all tables of the answer together, and with the `past`, and hand each part its own back.

    `secret` gives what rounding draws from; it is asked for only where a plan rounds.
    """
    tables = [table for result in results if result for table in result.tables]
    protected = protect_rounded(tables, secret(), past=past) if plan.rounded else protect(tables, past=past)
    refuse_small(protected.tables, past)
    refuse_dominated(tables, protected.tables, past)
    answered = []
    for part, result in zip(plan.parts, results, strict=True):
        if result is None:
            answered.append(Answered(part))
        else:
            answered.append(Answered(part, catalogue.get(part.item), _protected(result, protected)))
    return tuple(answered), protected


def _protected(result: Result[RawTable], protected: Protected) -> Result[ProtectedTable]:
    own = {table.id for table in result.tables}
    gaps = [_withheld_gap(result, table) for table in protected.withheld if table.table in own]
    tables = [table for table in protected.tables if table.id in own]
    if any(table.rounded for table in tables):
        gaps.append(Gap(GapKind.ROUNDED, ",".join(result.measures), base=protected.report.rounded))
    return result.with_tables(tables, gaps)


def _withheld_gap(result: Result[RawTable], withheld: Withheld) -> Gap:
    table = next(table for table in result.tables if table.id == withheld.table)
    measures = ",".join(dict.fromkeys(cell.key.measure for cell in table))
    return Gap(GapKind.PROTECTION, measures, dimensions=withheld.breakdown)


def past_of(reader: Reader, approved: Path | None) -> Past:
    """Return what was said before about the figures of a snapshot, as protection reckons with it."""
    return read_past(read_ledger(reader, approved), approved)


def query_item(
    item: Item, asked: Asked, reader: Reader, approved: Path | None = None, past: Past | None = None
) -> tuple[Result[ProtectedTable], Report]:
    """Run one item by itself and return its checked and protected result with the protection report.

    `approved` is the folder of the answers that were approved before: what they hid stays hidden here. Who
    runs many items gives their `past` instead, read once.
    """
    raw = _cited(run_item(reader, item, asked), reader)
    check_results([raw])
    past = past or past_of(reader, approved)
    protected = protect(raw.tables, past=past)
    refuse_small(protected.tables, past)
    refuse_dominated(raw.tables, protected.tables, past)
    return _protected(raw, protected), protected.report


def check_results(results: Sequence[Result[RawTable]]) -> tuple[Finding, ...]:
    """Return what the checks found over all results; raise `BlockedError` where it is an error."""
    findings = check_tables([table for result in results for table in result.tables])
    errors = [finding for finding in findings if finding.severity is Severity.ERROR]
    if errors:
        raise ChecksError(
            f"{len(errors)} controle(s) houden dit antwoord tegen. {errors[0].sentence}",
            where=errors[0].table,
            fix="Laat de statisticus de vraag en de levering nakijken.",
        )
    return findings


def _refuse_untraced(document: Document, files: Mapping[str, bytes]) -> None:
    findings = audit_files(document, files)
    if findings:
        raise UntracedError(
            f"De getallencontrole houdt dit antwoord tegen ({len(findings)}). {findings[0].sentence}",
            where=findings[0].file,
            fix="Meld dit aan de beheerder: een bestand stemt niet overeen met het antwoord.",
        )
