"""The record beside every answer: items, parameters, snapshot, cells, states, checks, protection, files."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from pq_answers import nl
from pq_answers.checks import Finding
from pq_answers.compose import Answered, match_text
from pq_answers.document import (
    Block,
    BulletList,
    ChartBlock,
    Document,
    Paragraph,
    Runs,
    Source,
    TableBlock,
    plain,
)
from pq_answers.ledger import Match
from pq_answers.plan import Plan
from pq_answers.protect import Report
from pq_answers.resources import tool_version
from pq_answers.results import Citation, Result
from pq_answers.store import SnapshotInfo
from pq_answers.tables import Cell, CellKey, ProtectedTable


def make_record(
    plan: Plan,
    answered: Sequence[Answered],
    document: Document,
    files: Mapping[str, bytes],
    findings: Sequence[Finding],
    report: Report,
    snapshot: SnapshotInfo,
    catalogue: str,
    grid: Sequence[Mapping[str, Any]],
) -> dict[str, Any]:
    """Return the record of an answer as plain JSON values; a hidden cell has no value in it.

    `catalogue` is the sha256 of the catalogue that made it, `grid` what was asked and delivered.
    """
    return {
        "versie": tool_version(),
        "catalogus": catalogue,
        "gemaakt": document.made,
        "vraag": {
            "nummer": plan.question.number,
            "datum": plan.question.day.isoformat(),
            "steller": plan.question.asker,
            "titel": plan.question.title,
        },
        "plan": {"bestand": plan.file, "sha256": plan.sha256, "tekst": plan.text},
        "momentopname": {
            "id": snapshot.id,
            "naam": snapshot.name,
            "soort": snapshot.kind,
            "producent": snapshot.producer,
            "volledig_tot": snapshot.complete_until,
            "levering_sha256": snapshot.delivery_sha256,
        },
        "antwoorden": _answers(answered, document),
        "volledigheid": list(grid),
        "tabellen": [entry for part in answered if part.result for entry in _tables(part.result)],
        "getallen": list(_numbers(document)),
        "controles": [finding_record(finding) for finding in findings],
        "aansluiting": [_match(part.part.label, match) for part in answered for match in part.matches],
        "bescherming": _protection(report),
        "bestanden": {name: hashlib.sha256(data).hexdigest() for name, data in sorted(files.items())},
    }


def dump_record(record: Mapping[str, Any]) -> bytes:
    """Return the record as UTF-8 JSON, the same bytes for the same record."""
    return (json.dumps(record, ensure_ascii=False, indent=1) + "\n").encode()


def result_record(result: Result[ProtectedTable], report: Report) -> dict[str, Any]:
    """Return one item's protected result as plain JSON values."""
    return {
        "item": result.item,
        "momentopname": result.provenance.snapshot,
        **_result(result),
        "tabellen": _tables(result),
        "bescherming": _protection(report),
    }


def _answers(answered: Sequence[Answered], document: Document) -> list[dict[str, Any]]:
    """Return one entry for each part; the words of a sub-question stand with its first part."""
    texts = {section.path: _words(section.blocks) for section in document.sections}
    return [_answer(part) | _once(texts, part.part.label) for part in answered]


def _once(texts: dict[str, str], label: str) -> dict[str, str]:
    text = texts.pop(label, "")
    return {"tekst": text} if text else {}


def _words(blocks: Sequence[Block]) -> str:
    return "\n".join(plain(block.runs) for block in blocks if isinstance(block, Paragraph))


def _answer(answered: Answered) -> dict[str, Any]:
    part = answered.part
    entry: dict[str, Any] = {"label": part.label, "stand": _standing(answered)}
    if part.question:
        entry["vraag"] = part.question
    if part.understood:
        entry["begrepen"] = dict(part.understood)
    if part.passage:
        entry["passage"] = part.passage
    if part.gap:
        entry["open"] = part.gap
    if part.text:
        entry["eigen_tekst"] = part.text
    if answered.item and answered.result:
        entry |= _result(answered.result) | {"item": part.item, "gevraagd": dict(part.asked)}
    if part.annex is not None:
        entry["bijlage"] = part.annex
    return entry


def _standing(answered: Answered) -> str:
    """Return whether the sub-question is answered: "geleverd", "deels" (with gaps) or "open"."""
    if answered.part.gap:
        return "open"
    return "deels" if answered.result and answered.result.gaps else "geleverd"


def _result(result: Result[ProtectedTable]) -> dict[str, Any]:
    return {
        "indicator": result.indicator,
        "sql_sha256": result.provenance.sql_sha256,
        "parameters": [dict(values) for values in result.provenance.parameters],
        "verschillen": [
            {name: value for name, value in asdict(gap).items() if value not in ((), "", ("", ""))}
            for gap in result.gaps
        ],
    }


def _tables(result: Result[ProtectedTable]) -> list[dict[str, Any]]:
    return [_table(table, result.citations) for table in result.tables]


def _table(table: ProtectedTable, citations: Mapping[CellKey, Citation]) -> dict[str, Any]:
    return {
        "id": table.id,
        "item": table.item,
        "titel": table.title,
        "eenheid": table.unit,
        "opsplitsing": list(table.breakdown),
        "personen": table.persons,
        **({"ondernemingen": True} if table.companies else {}),
        "optelbaar": list(table.additive),
        "volledig": list(table.complete),
        **({"binnen": list(table.within)} if table.within else {}),
        **({"afgerond": table.rounded} if table.rounded else {}),
        **({"bronnen": list(table.sources)} if table.sources else {}),
        "cellen": [_cell(cell, citations.get(cell.key)) for cell in table],
    }


def _cell(cell: Cell, citation: Citation | None) -> dict[str, Any]:
    """Return a cell; of a published figure also where it stands and, if it is not exact, in which words."""
    entry: dict[str, Any] = {"sleutel": str(cell.key), "status": cell.state.value}
    if cell.value is not None:
        entry |= {"waarde": str(cell.value), "decimalen": cell.decimals}
    if citation:
        cited = {"bron": citation.source, "stuk": citation.piece, "woord": citation.wording}
        entry |= {name: text for name, text in cited.items() if text}
    return entry


def _numbers(document: Document) -> Iterator[dict[str, Any]]:
    """Yield every traced number with its place in the document, in reading order."""
    for place, runs in _places(document):
        for run in runs:
            if run.source is not None:
                yield {"plaats": place, "tekst": run.text, **_source(run.source)}


def _source(source: Source) -> dict[str, Any]:
    entry = {"herkomst": source.origin.value, "naam": source.name}
    return entry | ({"rechtsgrond": source.basis} if source.basis else {})


def _places(document: Document) -> Iterator[tuple[str, Runs]]:
    for line in document.letterhead.lines:
        yield "aanhef", line
    yield from _blocks("voorafgaand", document.preliminary)
    for section in document.sections:
        yield f"vraag {section.path}", section.labels
        yield from _blocks(f"vraag {section.path}", section.blocks)
    for annex in document.annexes:
        yield f"bijlage {annex.number}", annex.title
        yield from _blocks(f"bijlage {annex.number}", annex.blocks)


def _blocks(place: str, blocks: Sequence[Block]) -> Iterator[tuple[str, Runs]]:
    for block in blocks:
        match block:
            case Paragraph():
                yield place, block.runs
            case BulletList():
                yield from ((place, item) for item in block.items)
            case TableBlock():
                yield from _table_places(f"{place}, {plain(block.caption)}", block)
            case ChartBlock():
                yield from ((f"{place}, {plain(block.caption)}", runs) for runs in block.texts())


def _table_places(place: str, table: TableBlock) -> Iterator[tuple[str, Runs]]:
    yield place, table.caption
    yield from ((f"{place}, kop", box.runs) for level in table.head for box in level)
    for headers, cells in table.rows:
        name = " / ".join(plain(runs) for runs in headers)
        yield from ((f"{place}, rij {name}", runs) for runs in headers)
        yield from ((f"{place}, rij {name}", box.runs) for box in cells)
    yield from ((f"{place}, noot", note) for note in table.notes)


def finding_record(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain JSON values."""
    return {
        "regel": finding.rule,
        "ernst": finding.severity.value,
        "bron": finding.source,
        "tabel": finding.table,
        "cellen": [str(key) for key in finding.cells],
        "cijfers": list(finding.figures),
        "gedrukt": finding.printed,
        "berekend": finding.computed,
        "zin": finding.sentence,
    }


def _match(label: str, match: Match) -> dict[str, Any]:
    entry = match.entry
    return {
        "label": label,
        "cel": str(match.key),
        "nieuw": nl.number(match.value, match.decimals),
        "eerder": entry.printed,
        "cijfer": entry.id,
        "bron": entry.source,
        "titel": entry.title,
        "datum": entry.day.isoformat(),
        "tabel": entry.table,
        "uitkomst": match.outcome.value,
        "oorzaak": match.cause.value,
        "zin": match_text(match),
    }


def _protection(report: Report) -> dict[str, Any]:
    # Not which cells are hidden for their own sake: who knows that a count is under the threshold, and that
    # its neighbour is not, knows more than the attacker that the protection reckons with.
    return {
        "beleid": report.policy,
        "samenvatting": report.summary,
        "tabellen": [{"tabel": t.table, "verborgen": t.hidden, "getoond": t.shown} for t in report.tables],
        "weggelaten": [
            {"tabel": w.table, "titel": w.title, "reden": w.reason.value} for w in report.withheld
        ],
        "verborgen": [str(cell.key) for cell in report.hidden],
        "eerdere_antwoorden": list(report.answers),
    }
