"""What stands under published figures: how they were counted, where a series breaks, who printed them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from pq_answers import nl
from pq_answers.compose.sentences import Sentences
from pq_answers.document import Origin, Run, Runs, Source
from pq_answers.published import PublishedSource, load_sources
from pq_answers.results import Citation
from pq_answers.tables import VALUED, CellKey, Header, ProtectedTable

_Place = tuple[int, int]
_Where = tuple[str, str]
"""A publication, and the piece that it cites where it is second-hand."""


@dataclass(frozen=True)
class CitedNotes:
    """Makes these notes for one table; `citations` say which of its figures stands where."""

    table: ProtectedTable
    sentences: Sentences
    citations: Mapping[CellKey, Citation]

    def notes(self) -> Iterator[Runs]:
        """Yield the definitions, the breaks, then a line for every publication."""
        for code in self.table.sources:
            source = load_sources()[code]
            yield from self._definitions(source)
            yield from self._breaks(source)
        yield from self._lines()

    def definitions(self) -> Iterator[Runs]:
        """Yield how the publications count, for a text whose table stands elsewhere."""
        for code in self.table.sources:
            yield from self._definitions(load_sources()[code])

    def _definitions(self, source: PublishedSource) -> Iterator[Runs]:
        found = (source.definition(*subject) for subject in self._subjects(source.code))
        for text in dict.fromkeys(definition.text for definition in found if definition):
            yield self._filled("noot.definitie", source.code, definitie=text)

    def _breaks(self, source: PublishedSource) -> Iterator[Runs]:
        """Yield the changes of definition that lie between the periods of the table."""
        periods = sorted({cell.key.period for cell in self.table if self._is_of(cell.key, source.code)})
        subjects = self._subjects(source.code)
        for change in source.breaks:
            same = any(
                change.indicator == own and change.measure in {"", measure} for own, measure in subjects
            )
            if same and periods and periods[0] < change.since <= periods[-1]:
                since = nl.period(change.since)
                yield self._filled("noot.breuk", source.code, periode=since, breuk=change.text)

    def _subjects(self, code: str) -> Collection[tuple[str, str]]:
        keys = (cell.key for cell in self.table if cell.state in VALUED and self._is_of(cell.key, code))
        return dict.fromkeys((key.indicator, key.measure) for key in keys)

    def _is_of(self, key: CellKey, code: str) -> bool:
        """Whether a figure is of a publication; one that was computed is of all of its table."""
        citation = self.citations.get(key)
        return citation is None or citation.source == code

    def _lines(self) -> Iterator[Runs]:
        """Yield who printed the figures: of all at once, or of each the columns, rows or cells."""
        groups = self._groups()
        for where, places in groups.items():
            beside = [place for other, own in groups.items() if other != where for place in own]
            name = "noot.bron_bij" if beside else "noot.bron"
            told = {"waar": self._told(places, beside)} if beside else {}
            yield self._filled(name, where[0], bron=_named(*where), **told)

    def _groups(self) -> Mapping[_Where, Sequence[_Place]]:
        groups: dict[_Where, list[_Place]] = {}
        for row, cells in enumerate(self.table.cells):
            for column, cell in enumerate(cells):
                for where in self._wheres(cell.key) if cell.state in VALUED else ():
                    groups.setdefault(where, []).append((row, column))
        return groups or {(code, ""): [] for code in self.table.sources}

    def _wheres(self, key: CellKey) -> Sequence[_Where]:
        citation = self.citations.get(key)
        if citation:
            return ((citation.source, citation.piece),)
        return tuple((code, "") for code in self.table.sources)

    def _told(self, places: Sequence[_Place], beside: Sequence[_Place]) -> str:
        """Return which figures a publication printed, in the fewest words that leave out those of others."""
        columns, rows = _labels(self.table.columns), _labels(self.table.rows)
        for at, labels in [*((1, labels) for labels in columns), *((0, labels) for labels in rows)]:
            own = dict.fromkeys(labels[n] for n in sorted(place[at] for place in places))
            if "" not in own and not any(labels[place[at]] in own for place in beside):
                return _quoted(own)
        cells = (", ".join(filter(None, (rows[-1][row], columns[-1][column]))) for row, column in places)
        return _quoted(dict.fromkeys(cells))

    def _filled(self, name: str, code: str, **values: str) -> Runs:
        """Return a note as runs; what it takes from the publication traces to it where it holds a figure."""
        source = Source(Origin.CODE, f"bron={code}")
        marked: Mapping[str, str] = {key: f"\0{key}\0" for key in values}
        parts = self.sentences.fill(name, **marked).split("\0")
        return tuple(filter(_is_text, (_run(part, values, source) for part in parts)))


def _quoted(labels: Iterable[str]) -> str:
    """Return labels as the table prints them: a name that begins a row keeps its capital."""
    return nl.listing([f"«{label}»" for label in labels])


def _labels(headers: Sequence[Header]) -> list[list[str]]:
    """Return each header in words: by every level that tells some apart, then by all of these together."""
    levels = [{category.code for category in level} for level in zip(*headers, strict=True)]
    kept = [at for at, codes in enumerate(levels) if len(codes) > 1]
    alone = [[header[at].label for header in headers] for at in kept]
    return [*alone, [", ".join(texts) for texts in zip(*alone, strict=True)] or [""] * len(headers)]


def _run(part: str, values: Mapping[str, str], source: Source) -> Run:
    text = values.get(part, part)
    return Run(text, source if part in values and any(map(str.isnumeric, text)) else None)


def _is_text(run: Run) -> bool:
    return bool(run.text)


def _named(code: str, piece: str) -> str:
    source = load_sources()[code]
    if piece:
        return f"{piece}, in «{source.title}» ({source.publisher})"
    return f"{source.title}, {source.publisher}"
