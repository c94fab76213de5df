"""What a person writes: a whole answer of their own, or other words around the figures of a paragraph."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

from pq_answers.document import Block, BulletList, Document, Origin, Paragraph, Run, Runs, Section, Source
from pq_answers.errors import InputError
from pq_answers.plan import Edit

_NUMBER = re.compile(r"\d+(?:[.,]\d+)*|[²³¹⁰-₉¼-¾⅐-ↈ①-⓿]")
_POINT = re.compile(r"\s*[-*•]\s+")
_PRIVATE = re.compile("[\x00-\x08\x0b-\x1f\x7f\ue000-\uf8ff\ufffe\uffff]")
_WRITTEN = Source(Origin.PERSON, "tekst van de opsteller")
_OPEN = "open"
_PLACE = re.compile(r"⟦\s*(\d{1,4})\s*(?::([^⟦⟧]*))?⟧")
_KEEP = "Laat elk cijfer ⟦…⟧ één keer en ongewijzigd staan; de woorden errond zijn vrij."


def written_blocks(text: str) -> Iterator[Block]:
    """Yield a person's text: blank lines part paragraphs, lines that begin with a dash are points.

    A number in it traces to the person who wrote it, and to nothing else.
    """
    for paragraph in re.split(r"\n\s*\n", _plain(text)):
        lines = [line for line in paragraph.splitlines() if line.strip()]
        for points, group in groupby(lines, key=lambda line: bool(_POINT.match(line))):
            if points:
                yield BulletList(tuple(_runs(_POINT.sub("", line, count=1)) for line in group))
            else:
                yield Paragraph(_runs(" ".join(line.strip() for line in group)))


def _plain(text: str) -> str:
    return _PRIVATE.sub("", text.replace("\r\n", "\n").replace("\t", " ")).strip()


def _runs(text: str) -> Runs:
    return tuple(_numbered(text, _WRITTEN))


def _numbered(text: str, source: Source) -> Iterator[Run]:
    end = 0
    for match in _NUMBER.finditer(text):
        yield from (Run(part) for part in (text[end : match.start()],) if part)
        yield Run(match[0], source)
        end = match.end()
    yield from (Run(part) for part in (text[end:],) if part)


@dataclass(frozen=True, slots=True)
class Editable:
    """A paragraph whose words may change: below which label, and how it reads with its figures in places.

    `was` names the places only, as an edit keeps it; `shown` has the figures in them, for people.
    """

    label: str
    was: str
    shown: str

    def stored(self, text: str) -> str:
        """Return what a person made of `shown` as an edit keeps it.

        Raises `InputError` where a figure is gone, doubled or altered, or where a new number came in.
        """
        text = " ".join(_plain(text).split())
        figures = {match[1]: match[2] for match in _PLACE.finditer(self.shown)}
        for match in _PLACE.finditer(text):
            if match[2] is not None and match[2].strip() != figures.get(match[1], "").strip():
                raise InputError(f"Het cijfer ⟦{match[1]}⟧ is gewijzigd.", fix=_KEEP)
        kept = _PLACE.sub(r"⟦\1⟧", text)
        _check(kept, len(figures))
        return kept


def editable(document: Document) -> tuple[Editable, ...]:
    """Return the paragraphs of the answers whose words a person may change, in reading order."""
    return tuple(
        Editable(section.path, skeleton(block.runs), skeleton(block.runs, shown=True))
        for section in document.sections
        for block in section.blocks
        if isinstance(block, Paragraph) and _is_editable(block)
    )


def _is_editable(block: Paragraph) -> bool:
    """Whether the words of a paragraph may change; what a person wrote is changed where it was written."""
    own = any(run.source and run.source.origin is Origin.PERSON for run in block.runs)
    return block.style != _OPEN and not own


def skeleton(runs: Runs, *, shown: bool = False) -> str:
    """Return the words of `runs` with a numbered place for each figure, and the figure in it if `shown`."""
    parts: list[str] = []
    count = 0
    for run in runs:
        count += run.source is not None
        place = f"⟦{count}: {run.text}⟧" if shown else f"⟦{count}⟧"
        parts.append(place if run.source else run.text)
    return "".join(parts)


def edited(document: Document, edits: Sequence[Edit], *, where: str = "plan") -> Document:
    """Return the document with other words around its figures; the figures are those of the document.

    Raises `InputError` for an edit whose paragraph is gone, so that no edit drops out in silence.
    """
    waiting = list(edits)
    if not waiting:
        return document
    sections = tuple(_edited_section(section, waiting, where) for section in document.sections)
    for edit in waiting:
        raise InputError(
            f"De alinea die u bij deelvraag {edit.label} herschreef, staat zo niet meer in het antwoord.",
            where=f"{where}:{edit.line}",
            fix="Verwijder deze bewerking en herschrijf de nieuwe alinea.",
        )
    return replace(document, sections=sections)


def _edited_section(section: Section, waiting: list[Edit], where: str) -> Section:
    blocks: list[Block] = []
    for block in section.blocks:
        edit = _edit_of(section.path, block, waiting)
        if edit is None or not isinstance(block, Paragraph):
            blocks.append(block)
            continue
        waiting.remove(edit)
        blocks.append(Paragraph(_rewritten(block.runs, edit, where), block.style))
    return replace(section, blocks=tuple(blocks))


def _edit_of(label: str, block: Block, waiting: Sequence[Edit]) -> Edit | None:
    if not isinstance(block, Paragraph) or not _is_editable(block):
        return None
    was = skeleton(block.runs)
    return next((edit for edit in waiting if edit.label == label and edit.was == was), None)


def _rewritten(runs: Runs, edit: Edit, where: str) -> Runs:
    figures = [run for run in runs if run.source]
    text = _plain(edit.becomes)
    try:
        _check(text, len(figures))
    except InputError as error:
        raise InputError(error.what, where=f"{where}:{edit.line}", fix=error.fix) from error
    parts = re.split(r"⟦(\d+)⟧", text)
    found = (figures[int(part) - 1] if odd % 2 else Run(part) for odd, part in enumerate(parts))
    return tuple(run for run in found if run.text)


def _check(text: str, figures: int) -> None:
    """Refuse a text that lacks or doubles a place, or that holds a number outside the places."""
    places = sorted(int(number) for number in re.findall(r"⟦(\d+)⟧", text))
    if places != list(range(1, figures + 1)):
        raise InputError("In deze alinea ontbreekt een cijfer, of het staat er twee keer.", fix=_KEEP)
    rest = re.sub(r"⟦\d+⟧", "", text)
    if not rest.strip() and not figures:
        raise InputError("Deze alinea is leeg.", fix="Schrijf minstens een zin.")
    if any(char.isnumeric() or char in "⟦⟧" for char in rest):
        fix = "Een getal dat u zelf kent, hoort in een eigen tekst bij de deelvraag. " + _KEEP
        raise InputError("In deze alinea staat een getal dat niet uit de gegevens komt.", fix=fix)
