"""The draft as a page: every figure leads to its source, and words around figures can be rewritten."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from pq_answers.compose import Editable, described, editable
from pq_answers.compose.written import skeleton
from pq_answers.document import Block, Document, Origin, Paragraph, Source
from pq_answers.errors import UserError
from pq_answers.items import Catalogue, Item
from pq_answers.render import html_context
from pq_answers.tables import CellKey
from pq_answers.web.figurewords import choices_in_words
from pq_answers.web.places import first_places
from pq_answers.workflow import UnknownError

_ORIGINS = {
    Origin.CELL: "cijfer uit een query",
    Origin.PARAMETER: "keuze in het plan",
    Origin.DATE: "datum",
    Origin.CODE: "naam van een klasse of code",
    Origin.CONSTANT: "vast getal uit een vaste tekst",
    Origin.STRUCTURE: "nummering",
    Origin.PUBLISHED: "eerder gepubliceerd",
    Origin.PERSON: "door de opsteller geschreven, niet nagekeken",
}
_QUIET = frozenset({Origin.STRUCTURE})


def draft_page(document: Document, base: str, more: str = "") -> dict[str, Any]:
    """Return what the template needs: the answer with its figures marked, and which paragraphs may change.

    `more` is what the address of a figure's source needs besides the figure, up to and with its "&".
    """

    def mark(source: Source, text: Markup) -> Markup:
        if source.origin in _QUIET:
            return text
        link = f"{base}/herkomst?{more}{urlencode({'soort': source.origin.value, 'naam': source.name})}"
        kind = "cijfer eigen" if source.origin is Origin.PERSON else "cijfer"
        return Markup(
            '<a class="{}" href="{}" data-bron="{}" data-hx-get="{}" data-hx-target="#herkomst">{}</a>'
        ).format(kind, link, _short(source), link, text)

    numbers = _Numbers(editable(document))
    edits = [[numbers.of(section.path, block) for block in section.blocks] for section in document.sections]
    return {**html_context(document, mark), "alineas": edits, "eerste_plaatsen": first_places(document)}


class _Numbers:
    """Hands out the numbers of the paragraphs that may change, in reading order."""

    def __init__(self, paragraphs: Sequence[Editable]) -> None:
        self._left = list(enumerate(paragraphs))

    def of(self, label: str, block: Block) -> int | None:
        """Return the number of a block, None for one that may not change."""
        if not self._left or not isinstance(block, Paragraph):
            return None
        number, first = self._left[0]
        if (first.label, first.was) != (label, skeleton(block.runs)):
            return None
        self._left.pop(0)
        return number


def _short(source: Source) -> str:
    words = _ORIGINS[source.origin]
    if source.key is not None:
        return _described(source.key)
    return f"{words}: {source.basis}" if source.basis else words


def _described(key: CellKey) -> str:
    try:
        return described(key)
    except UserError:
        # A code of an older catalogue has no words any more; the key itself still says it.
        return str(key)


@dataclass(frozen=True, slots=True)
class Figure:
    """Everything about one number of an answer: where it stands, and what it was made from."""

    texts: tuple[str, ...]
    origin: str
    name: str
    told: str
    places: tuple[str, ...]
    item: str = ""
    title: str = ""
    sql: str = ""
    parameters: tuple[str, ...] = ()
    basis: str = ""
    earlier: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()


def figure_of(record: Mapping[str, Any], kind: str, name: str, catalogue: Catalogue) -> Figure:
    """Return what is known of the number that traces to `name`; raises `UnknownError` where none does."""
    own = [one for one in record["getallen"] if (one["herkomst"], one["naam"]) == (kind, name)]
    if not own:
        raise UnknownError("Dit cijfer staat niet in dit antwoord.", fix="Kies het in het ontwerp.")
    texts = tuple(dict.fromkeys(one["tekst"] for one in own))
    places = tuple(dict.fromkeys(one["plaats"] for one in own))
    origin = _ORIGINS[Origin(kind)]
    basis = next((one["rechtsgrond"] for one in own if "rechtsgrond" in one), "")
    if Origin(kind) is not Origin.CELL:
        return Figure(texts, origin, name, origin, places, basis=basis)
    tables = [table for table in record["tabellen"] if any(c["sleutel"] == name for c in table["cellen"])]
    item = tables[0]["item"] if tables else ""
    known = catalogue.items.get(item)
    return Figure(
        texts,
        origin,
        name,
        _described(CellKey.parse(name)),
        places,
        item,
        known.title if known else item,
        known.sql if known else "",
        tuple(_parameters(record, item, known, tables)),
        basis,
        tuple(match["zin"] for match in record["aansluiting"] if match["cel"] == name),
        tuple(dict.fromkeys(table["titel"] for table in tables)),
    )


def _parameters(
    record: Mapping[str, Any], item: str, known: Item | None, tables: Sequence[Mapping[str, Any]]
) -> Iterator[str]:
    """Yield the choices with which the queries of these tables ran, in words."""
    labels = {table["id"].partition(":")[0] for table in tables}
    for entry in record["antwoorden"]:
        if entry.get("item") == item and entry["label"] in labels:
            for values in entry["parameters"]:
                yield f"deelvraag {entry['label']}: {choices_in_words(known, values)}"


def record_panels(record: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the panels beside an answer show, from its record."""
    grid = record["volledigheid"]
    by_person = [one for one in record["getallen"] if one["herkomst"] == Origin.PERSON.value]
    return {
        "volledigheid": grid,
        "standen": {
            stand: sum(row["stand"] == stand for row in grid) for stand in ("geleverd", "deels", "open")
        },
        "controles": record["controles"],
        "aansluiting": [match for match in record["aansluiting"] if match["uitkomst"] != "gelijk"],
        "gelijk": sum(match["uitkomst"] == "gelijk" for match in record["aansluiting"]),
        "bescherming": record["bescherming"],
        "eigen_getallen": by_person,
        "momentopname": record["momentopname"],
    }
