"""Composing the Document: results, passages and gaps of every sub-question become sections and annexes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import count, groupby

from markupsafe import Markup

from pq_answers import nl
from pq_answers.compose.agreement import agreement_blocks
from pq_answers.compose.chart import chart_of
from pq_answers.compose.cited import CitedNotes
from pq_answers.compose.gaps import GapSentences
from pq_answers.compose.letterhead import document_title, letterhead
from pq_answers.compose.markdown import blocks_of
from pq_answers.compose.prose import render_prose
from pq_answers.compose.sentences import Sentences, load_sentences
from pq_answers.compose.tables import TableMaker, dimension_names, labelled
from pq_answers.compose.trace import Tracer
from pq_answers.compose.view import ResultView
from pq_answers.compose.written import written_blocks
from pq_answers.document import (
    Annex,
    Block,
    Document,
    Origin,
    Paragraph,
    Run,
    Runs,
    Section,
    Source,
    TableBlock,
)
from pq_answers.errors import InputError
from pq_answers.items import Item, Passage, load_passage
from pq_answers.ledger import Match
from pq_answers.plan import Part, Plan, PlannedAnnex
from pq_answers.results import Gap, GapKind, Result
from pq_answers.tables import ProtectedTable

_TABLES = re.compile("\ue010(\\d+)\ue011")
_UNIT = "eenheid"
_ROMAN = re.compile(r"^[ivx]+$")


@dataclass(frozen=True, slots=True)
class Answered:
    """One part of the plan with what answers it: an item's protected result, or only its passage.

    `matches` are its figures beside what was published of them before.
    """

    part: Part
    item: Item | None = None
    result: Result[ProtectedTable] | None = None
    matches: tuple[Match, ...] = ()


@dataclass
class _Draft:
    """What grows while the answer is composed."""

    tracer: Tracer
    sentences: Sentences
    day: date
    annexes: dict[int, list[Block]] = field(default_factory=dict)
    preliminary: dict[str, list[str]] = field(default_factory=dict)
    tables: list[tuple[Block, ...]] = field(default_factory=list)
    ids: Iterator[int] = field(default_factory=lambda: count(1))


def compose(plan: Plan, parts: Sequence[Answered], *, made: str, demonstration: bool) -> Document:
    """Return the Document that answers `plan`; raise `BlockedError` for a number that cannot be traced."""
    draft = _Draft(Tracer(), load_sentences(), plan.question.day)
    draft.annexes = {annex.number: [] for annex in plan.annexes}
    _refuse_unused_annexes(plan)
    sections = tuple(_sections(draft, parts))
    tracer, sentences = draft.tracer, draft.sentences
    head = letterhead(plan.question, tracer, sentences)
    return Document(
        title=document_title(plan.question),
        subject=plan.question.title,
        letterhead=head,
        properties=(("auteur", head.name),),
        preliminary=tuple(_preliminary(draft)),
        sections=sections,
        annexes=tuple(
            Annex(annex.number, _title(annex), _annex_blocks(draft, annex.number)) for annex in plan.annexes
        ),
        made=made,
        mark=sentences.fill("document.demonstratie") if demonstration else "",
        annex_heading=sentences.fill("document.bijlagen"),
    )


def _title(annex: PlannedAnnex) -> Runs:
    """Return an annex's title, which a person wrote in the plan: its years trace to the plan."""
    return labelled(annex.title, Source(Origin.PARAMETER, f"bijlage {annex.number}"))


def _refuse_unused_annexes(plan: Plan) -> None:
    used = {part.annex for part in plan.parts}
    for annex in plan.annexes:
        if annex.number not in used:
            raise InputError(
                f"Bijlage {annex.number} blijft leeg: geen enkel antwoord verwijst ernaar.",
                where=plan.file,
                fix=f"Zet bijlage = {annex.number} bij een antwoord, of haal de bijlage weg.",
            )


def _annex_blocks(draft: _Draft, number: int) -> tuple[Block, ...]:
    """Return the annex's tables, or the sentence that says why there are none."""
    blocks = tuple(draft.annexes[number])
    return blocks or blocks_of(draft.sentences.fill("document.bijlage_leeg"), draft.tracer)


def _sections(draft: _Draft, parts: Sequence[Answered]) -> Iterator[Section]:
    previous: tuple[str, ...] = ()
    for label, group in groupby(parts, key=lambda answered: answered.part.label):
        path = tuple(label.split("."))
        blocks = tuple(block for answered in group for block in _part(draft, answered))
        yield Section(label, _printed(path, previous), len(path), blocks)
        previous = path


def _printed(path: tuple[str, ...], previous: tuple[str, ...]) -> tuple[Run, ...]:
    """Return the printed parts of a label from the first that changed: "7." and "a.", later "f." and "i)"."""
    same = 0
    while same < min(len(path) - 1, len(previous)) and path[same] == previous[same]:
        same += 1
    return tuple(
        Run(
            f"{part})" if depth >= 2 and _ROMAN.match(part) else f"{part}.", Source(Origin.STRUCTURE, "label")
        )
        for depth, part in enumerate(path)
        if depth >= same
    )


def _part(draft: _Draft, answered: Answered) -> Iterator[Block]:
    part = answered.part
    if part.gap:
        yield Paragraph((Run(part.gap, Source(Origin.STRUCTURE, "open")),), "open")
    elif part.text:
        yield from written_blocks(part.text)
    elif answered.item and answered.result:
        yield from _Composer(draft, answered.item, answered.result, part).blocks()
        yield from agreement_blocks(draft.tracer, draft.sentences, answered.matches)
    else:
        passage = load_passage(part.passage)
        yield from passage_blocks(draft.tracer, passage, draft.day)
    if part.see:
        label = draft.tracer.number(f"{part.see}", Origin.STRUCTURE, "verwijzing")
        yield from blocks_of(draft.sentences.fill("verwijzing.zie", label=label), draft.tracer)


def passage_blocks(tracer: Tracer, passage: Passage, day: date, style: str = "tekst") -> tuple[Block, ...]:
    """Return a passage's blocks, its constants traced to its basis; raise `InputError` if not in force."""
    passage.check_valid(day)
    return blocks_of(_fill_constants(tracer, passage), tracer, style=style, where=str(passage.path))


def _fill_constants(tracer: Tracer, passage: Passage) -> str:
    def constant(name: str, value: str) -> str:
        return tracer.token(value, Source(Origin.CONSTANT, f"{passage.name}.{name}", basis=passage.basis))

    return passage.filled(constant)


class _Composer:
    """Composes the answer of one item."""

    def __init__(self, draft: _Draft, item: Item, result: Result[ProtectedTable], part: Part) -> None:
        self.draft, self.item, self.result, self.part = draft, item, result, part
        self.tracer, self.sentences = draft.tracer, draft.sentences
        self.placed = False

    def blocks(self) -> Iterator[Block]:
        """Yield the item's prose with its tables, then the passages and sentences of its gaps."""
        if self.result.measures:
            context = {
                "r": ResultView(self.item, self.result, self._asks_tables),
                "tabel": self._place_tables,
                "passage": self._passage,
            }
            text = render_prose(self.item, context, self.tracer, self.sentences)
            where = str(self.item.template_path)
            self._refuse_lost_tables()
            yield from blocks_of(text, self.tracer, placeholder=self._placeholder, where=where)
        yield from self._remarks()
        yield from self._gaps()

    @property
    def _asks_tables(self) -> bool:
        return "opsplitsing" in self.part.asked or self.part.annex is not None or self.part.chart

    def _refuse_lost_tables(self) -> None:
        """Refuse a template that leaves out the tables that were asked for: nothing is lost in silence."""
        if self._asks_tables and not self.placed and self.result.tables:
            raise InputError(
                f"Het sjabloon van «{self.item.name}» plaatst de gevraagde tabellen niet.",
                where=str(self.item.template_path),
                fix="Zet {{ tabel(r) }} in het sjabloon, of vraag geen opsplitsing, bijlage of grafiek.",
            )

    def _placeholder(self, text: str) -> tuple[Block, ...] | None:
        match = _TABLES.fullmatch(text)
        if match is None and _TABLES.search(text):
            raise InputError(
                "De tabellen staan midden in een alinea.",
                where=str(self.item.template_path),
                fix="Zet {{ tabel(r) }} op een regel, met een lege regel ervoor en erna.",
            )
        return self.draft.tables[int(match[1])] if match else None

    def _passage(self, name: str) -> Markup:
        passage = load_passage(name)
        passage.check_valid(self.draft.day)
        return Markup(_fill_constants(self.tracer, passage))  # noqa: S704 - staff's own Markdown

    def _place_tables(self, view: ResultView) -> Markup:
        """Put the tables here, or in the annex with a reference to it."""
        self.placed = True
        blocks = tuple(block for table in view.result.shown for block in self._shown(table))
        if self.part.annex is None or not blocks:
            self.draft.tables.append(blocks)
            return Markup(f"\ue010{len(self.draft.tables) - 1}\ue011")  # noqa: S704
        self.draft.annexes[self.part.annex].extend(blocks)
        return Markup("\n\n".join([self._reference(), *self._definitions(view)]))  # noqa: S704

    def _definitions(self, view: ResultView) -> list[str]:
        """Return how the figures in the annex were counted: who reads only the text must know that too."""
        citations = view.result.citations
        noted = [CitedNotes(table, self.sentences, citations) for table in view.result.shown]
        told = dict.fromkeys(runs for notes in noted for runs in notes.definitions())
        return ["".join(self.tracer.token(run.text, run.source) for run in runs) for runs in told]

    def _reference(self) -> str:
        number = self.tracer.number(str(self.part.annex), Origin.STRUCTURE, "bijlage")
        dimensions = tuple(dict.fromkeys(name for table in self.result.shown for name in table.breakdown))
        if not dimensions:
            return self.sentences.fill("verwijzing.bijlage_tabel", nummer=number)
        names = self.tracer.text(dimension_names(self.item, dimensions))
        return self.sentences.fill("verwijzing.bijlage", kenmerken=names, nummer=number)

    def _shown(self, table: ProtectedTable) -> Iterator[Block]:
        """Yield a table, and the chart of it where the plan asks for one and it would help."""
        number = next(self.draft.ids)
        block = self._table(table, f"tabel-{number}")
        yield block
        if self.part.chart:
            chart = chart_of(self.item, self.sentences, table, block, f"grafiek-{number}")
            yield from (chart,) if chart else ()

    def _table(self, table: ProtectedTable, block_id: str) -> TableBlock:
        markers, notes = self._marked_notes(table)
        unit_marker = markers.pop(_UNIT, "")
        maker = TableMaker(self.item, self.sentences, markers, unit_marker, self.result.citations)
        return maker.block(table, block_id, notes)

    def _marked_notes(self, table: ProtectedTable) -> tuple[dict[str, str], list[Runs]]:
        names = [name for name in dict.fromkeys(self.result.notes) if load_passage(name).place == "noot"]
        own = [self._note(name) for name in names]
        # A note beside a unit explains the unit; a note to published figures is about the whole table.
        markers = {_UNIT: "(*)"} if own and table.show_unit and not table.sources else {}
        notes = [(Run(f"{markers[_UNIT]} "), *note) if markers else note for note in own]
        codes = {c.code for header in (*table.rows, *table.columns) for c in header}
        for gap in self.result.gaps:
            broken = [code for code in gap.delivered if code in codes and not code.isdigit()]
            if gap.passage and broken and load_passage(gap.passage).place == "noot":
                marker = f"({'*' * (len(markers) + 1)})"
                markers[broken[-1]] = marker
                notes.append((Run(f"{marker} "), *self._note(gap.passage)))
        return markers, notes

    def _note(self, name: str) -> Runs:
        blocks = passage_blocks(self.tracer, load_passage(name), self.draft.day)
        return tuple(run for block in blocks if isinstance(block, Paragraph) for run in block.runs)

    def _remarks(self) -> Iterator[Block]:
        for name in dict.fromkeys(self.result.notes):
            passage = load_passage(name)
            if passage.place != "noot":
                yield from passage_blocks(self.tracer, passage, self.draft.day)

    def _gaps(self) -> Iterator[Block]:
        """Yield the passages that explain what is missing, then the sentences that say what is missing."""
        named = {gap.passage: gap.kind for gap in self.result.gaps if gap.passage}
        for name, kind in named.items():
            passage = load_passage(name)
            if kind is GapKind.MEASURE or passage.place == "antwoord":
                yield from passage_blocks(self.tracer, passage, self.draft.day)
            elif passage.place == "voorafgaand":
                self.draft.preliminary.setdefault(name, []).append(self.part.label)
        for sentence in GapSentences(self.item, self.tracer, self.sentences).sentences_of(self._stated()):
            yield from blocks_of(sentence, self.tracer, style="opmerking")

    def _stated(self) -> Sequence[Gap]:
        """Leave out that years are missing where the breakdown, the only thing printed, says so itself."""
        printed = all(table.breakdown for table in self.result.shown)
        told = {gap.measure for gap in self.result.gaps if gap.kind is GapKind.BREAKDOWN and printed}
        return [gap for gap in self.result.gaps if gap.kind is not GapKind.YEARS or gap.measure not in told]


def _preliminary(draft: _Draft) -> Iterator[Block]:
    """Yield the preliminary remark: the passages that explain what is missing, and for which answers."""
    for place, (name, labels) in enumerate(sorted(draft.preliminary.items())):
        passage = load_passage(name)
        passage.check_valid(draft.day)
        lead = f"**{draft.sentences.fill('document.voorafgaand')}** " if place == 0 else ""
        listed = draft.tracer.number(nl.listing(list(dict.fromkeys(labels))), Origin.STRUCTURE, "labels")
        closing = draft.sentences.fill("document.voorafgaand_bij", labels=listed)
        yield from blocks_of(f"{lead}{_fill_constants(draft.tracer, passage)} {closing}", draft.tracer)
