"""A rich example for the renderers: the figures of answer 274 in every shape that a document can take.

Run this file to renew the golden files beside it.
"""

# ruff: noqa: E501
from __future__ import annotations

import re
from decimal import Decimal
from pathlib import Path

from pq_answers.document import (
    Annex,
    BulletList,
    CellBox,
    Document,
    HeaderBox,
    Letterhead,
    Origin,
    Paragraph,
    Run,
    Runs,
    Section,
    Source,
    TableBlock,
    plain,
)
from pq_answers.render import render
from pq_answers.tables import State

_NUMBER = re.compile(r"(\d+(?:[.,/]\d+)*)")
_PRINTED = re.compile(r"^(\d{1,3}(?:\.\d{3})*)(?:,(\d+))?(.*)$", re.DOTALL)
STATES = {
    "–": State.SUPPRESSED,
    "n.b.": State.NOT_AVAILABLE,
    "Geen": State.NONE,
    "niet van toepassing": State.NOT_APPLICABLE,
}


def runs(text: str, *, bold: bool = False) -> Runs:
    """Return text as runs in which every number is a run of its own with a source."""
    parts = [part for part in _NUMBER.split(text) if part]
    return tuple(
        Run(part, Source(Origin.CONSTANT, "voorbeeld") if part[0].isdigit() else None, bold=bold)
        for part in parts
    )


def cell(text: str) -> CellBox:
    """Return a cell by what it prints."""
    if text in STATES:
        return CellBox(runs(text), STATES[text])
    match = _PRINTED.match(text)
    assert match, text
    decimals = len(match[2] or "")
    value = Decimal(match[1].replace(".", "") + ("." + match[2] if match[2] else ""))
    return CellBox(runs(text), State.VALUE if value else State.ZERO, value, decimals, match[3])


def head(*texts: str) -> tuple[HeaderBox, ...]:
    """Return one row of plain column headers."""
    return tuple(HeaderBox(runs(text)) for text in texts)


def table(
    name: str,
    caption: str,
    stub: tuple[str, ...],
    heads: tuple[tuple[HeaderBox, ...], ...],
    rows: tuple[str, ...],
    *,
    unit: str = "",
    notes: tuple[str, ...] = (),
) -> TableBlock:
    """Return a table whose rows are written as "label | cell | cell"."""
    parsed = []
    for row in rows:
        parts = row.split(" | ")
        labels, cells = parts[: len(stub)], parts[len(stub) :]
        parsed.append((tuple(runs(text) for text in labels), tuple(cell(text) for text in cells)))
    return TableBlock(
        name,
        runs(caption),
        tuple(runs(text) for text in stub),
        heads,
        tuple(parsed),
        runs(unit),
        tuple(runs(text) for text in notes),
        f"Tabel met per rij {stub[0].lower()}.",
    )


def text(words: str, style: str = "tekst") -> Paragraph:
    """Return a paragraph."""
    return Paragraph(runs(words), style)


def section(path: str, labels: str, *blocks: Paragraph | TableBlock | BulletList) -> Section:
    """Return a numbered answer."""
    shown = tuple(Run(label, Source(Origin.STRUCTURE, path)) for label in labels.split())
    return Section(path, shown, path.count(".") + 1, blocks)


YEARS = tuple(str(year) for year in range(2015, 2022))
SECTIONS = (
    section(
        "1.a",
        "1. a.",
        text(
            "Onderstaande tabel toont hoeveel ondernemingen in de lokale diensteneconomie (LDE) er in de jaren 2015 tot "
            "en met 2021 waren, naar het aantal doelgroepwerknemers dat er in dat jaar werkte."
        ),
        table(
            "t1",
            "LDE-ondernemingen naar aantal actieve personen (VTE), 2015-2021",
            ("Aantal personen actief (VTE)",),
            (head(*YEARS),),
            (
                "<5 | 115 | 114 | 108 | 89 | 64 | 61 | 49",
                "5 tot 10 | 58 | 58 | 58 | 55 | 57 | 49 | 46",
                "11 tot 20 | 31 | 32 | 34 | 31 | 31 | 31 | 29",
                "21 tot 50 | 11 | 9 | 14 | 16 | 21 | 18 | 16",
                "51 tot 100 | 5 | 4 | 4 | 5 | 5 | 6 | 7",
                ">100 | 2 | 2 | 2 | 3 | 3 | 3 | 3",
            ),
        ),
        text("De klassen sluiten niet op elkaar aan; zij zijn overgenomen zoals ze eerder zijn gepubliceerd.", "opmerking"),
    ),
    section(
        "1.b",
        "b.",
        text("Het toegekende contingent voor LDE bedroeg in 2021 gemiddeld 2.100,7 VTE."),
        table(
            "t2",
            "Toegekend contingent LDE, 2015-2021",
            ("Jaargemiddelde",),
            (head(*YEARS),),
            ("Toegekend contingent VTE | 1.868,0 | 1.829,9 | 1.874,9 | 2.109,0 | 2.161,3 | 2.151,4 | 2.100,7",),
            unit="In voltijdse equivalenten (VTE)",
        ),
    ),
    section(
        "2.a",
        "2. a.",
        text("Voor collectief maatwerk zijn er gegevens vanaf 2019."),
        table(
            "t3",
            "Maatwerkbedrijven naar aantal actieve personen (VTE), 2019-2021",
            ("Aantal personen actief (VTE)",),
            (head("2019", "2020", "2021"),),
            ("<50 | 67 | 65 | 61", "50-100 | 34 | 32 | 31", "100-500 | 55 | 56 | 55", "500-1000 | 1 | 1 | 2"),
        ),
    ),
    section(
        "2.b",
        "b.",
        table(
            "t4",
            "Toegekend contingent maatwerkbedrijven, 2019-2021",
            ("Jaargemiddelde",),
            (head("2019", "2020", "2021"),),
            ("Toegekend contingent VTE | 19.407,5 | 19.585,8 | 19.769,0",),
        ),
    ),
    section(
        "3.a",
        "3. a.",
        text("De ondernemingen in de arbeidszorg zijn van drie types; de cijfers zijn die van 2020."),
        table(
            "t5",
            "Arbeidszorgondernemingen naar type en aantal actieve personen (VTE), 2020",
            ("Aantal personen actief (VTE)",),
            (
                (HeaderBox(runs("2020"), span=3),),
                head("Experimentele arbeidszorg", "Structurele arbeidszorg", "Activerende arbeidszorg"),
            ),
            ("<2 | 3 | 1 | 1", "2-5 | 12 | 26 | 11", "5-10 | 10 | 26 | 13", "> 10 | 5 | 9 | 2"),
        ),
    ),
    section(
        "3.b",
        "b.",
        text("Het contingent arbeidszorg verschilde per type en per periode."),
        table(
            "t6",
            "Contingent arbeidszorg, 2015-2021",
            ("Periode",),
            (head("Structurele arbeidszorg", "Experimentele arbeidszorg", "Activerende arbeidszorg"),),
            (
                "2015 | 389,7 VTE (*) | 187,6 VTE | Geen",
                "2016 | 389,7 VTE | 187,6 VTE | Geen",
                "2017 | 389,7 VTE | 187,6 VTE | Geen",
                "2018 | 389,7 VTE | 187,6 VTE | 157,4 VTE (16/7/2018 – 15/10/19)",
                "2019 | 389,7 VTE | 187,6 VTE | 137,42 VTE (16/10/19 – 31/12/20)",
                "2020 | 389,7 VTE | 187,6 VTE | 137,42 VTE (16/10/19 – 31/12/20)",
                "2021 (kw1) (**) | 389,7 VTE | 187,6 VTE | Geen",
            ),
            notes=(
                "(*) 1 VTE = 30u/week",
                "(**) Sinds het tweede kwartaal van 2021 zijn de drie types samengebracht in de arbeidsmatige activiteiten "
                "in de sociale economie (AMA WSE); voor het derde kwartaal van 2021 en later verwijzen wij daarom naar de "
                "cijfers van die maatregel.",
            ),
        ),
        text("Na de tabel volgt nog een zin, die niet tegen de noten mag plakken."),
    ),
    section(
        "4",
        "4.",
        text("Het aantal geïndiceerde werkzoekenden met een advies sociale economie is als volgt."),
        table(
            "t7",
            "Geïndiceerde werkzoekenden met een advies sociale economie",
            ("Advies",),
            (head("Aantal geïndiceerde werkzoekenden"),),
            ("Collectief maatwerk | 7.061", "Lokale diensteneconomie | 869", "Arbeidszorg | niet van toepassing"),
        ),
    ),
    section("5", "5.", text("Aan te vullen door de beleidsafdeling: toelichting bij de uitstroom.", "open")),
    section(
        "6",
        "6.",
        text("Voor een opdeling naar persoonskenmerken verwijzen wij naar bijlage 1. Daarbij gelden deze regels:"),
        BulletList(
            (
                runs("een persoon telt eenmaal per jaar, ook als hij in dat jaar in meer dan één onderneming werkte en dus "
                     "meer dan één tewerkstelling had;"),
                runs("cellen onder 5 personen worden niet weergegeven."),
            )
        ),
    ),
    section(
        "7.a",
        "7. a.",
        text("In de lokale diensteneconomie zijn dit de opgestarte trajecten."),
        table("t8", "Opgestarte doorstroomtrajecten LDE, 2019-2021", ("Jaar",), (head("Aantal"),),
              ("2019 | 64", "2020 | 227", "2021 | 58")),
    ),
    section("7.f.i", "f. i)", text("Binnen LDE zijn alle trajecten sinds 2019 verplicht; zie het antwoord op 7.a.")),
    section(
        "7.f.ii",
        "ii)",
        text("Van de deelnemers in LDE zijn er 67 doorgestroomd naar het normaal economisch circuit (NEC), van die in "
             "collectief maatwerk 12, telkens aansluitend op het einde van het traject."),
        table(
            "t9",
            "Doorstroom naar het NEC naar maatregel en leeftijd, 2019-2021",
            ("Maatregel", "Leeftijd"),
            (
                (HeaderBox(runs("Met doorstroom"), span=2), HeaderBox(runs("Zonder doorstroom"), span=2),
                 HeaderBox(runs("Totaal"), depth=2)),
                head("Mannen", "Vrouwen", "Mannen", "Vrouwen"),
            ),
            (
                "LDE | < 25 jaar | – | – | 12 | 9 | 24",
                "LDE | 25 tot 50 jaar | 31 | 20 | 101 | 88 | 240",
                "Collectief maatwerk | < 25 jaar | n.b. | n.b. | 5 | 0 | n.b.",
            ),
            notes=("n.b.: niet beschikbaar.",),
        ),
    ),
)  # fmt: skip

GROUPS = ("Geboren in België", "Geboren in de EU, buiten België", "Geboren buiten de EU", "Onbekend")


def annex_table(number: int, measure: str) -> TableBlock:
    """Return a long table of 60 rows with hidden cells."""
    rows = []
    for at in range(60):
        base = at * 37 + number
        values = [f"{base * (col + 3):,}".replace(",", ".") for col in range(6)]
        if at % 7 == 3:
            values[1] = values[4] = "–"
        rows.append(" | ".join([f"{15 + at // 4} jaar", GROUPS[at % 4], *values]))
    heads = (
        (HeaderBox(runs("2020"), span=3), HeaderBox(runs("2021"), span=3)),
        head("Mannen", "Vrouwen", "Totaal", "Mannen", "Vrouwen", "Totaal"),
    )
    return table(
        f"b{number}",
        f"Doelgroepwerknemers {measure} naar leeftijd en herkomst, 2020-2021",
        ("Leeftijd", "Herkomst"),
        heads,
        tuple(rows),
        unit="Personen",
        notes=("Een persoon telt eenmaal per jaar en per maatregel, op basis van de toestand op 31 december of, bij "
               "vroegere uitstroom, op de laatste dag van de tewerkstelling in dat jaar.",),
    )  # fmt: skip


def document() -> Document:
    """Return the whole example."""
    return Document(
        title="Antwoord op schriftelijke vraag nr. 274",
        subject="Sociale economie - Doorstroom en contingent",
        letterhead=Letterhead(
            "Hilde Crevits",
            "Viceminister-president van de Vlaamse Regering, Vlaams minister van Economie, Innovatie, Werk, Sociale "
            "Economie en Landbouw",
            "ANTWOORD",
            (runs("op vraag nr. 274 van 26 januari 2022"), (Run("van "), Run("CAROLINE GENNEZ", bold=True))),
        ),
        preliminary=(
            text("Voorafgaande opmerking: profielkenmerken zijn beschikbaar vanaf 2020, omdat de gegevens van het "
                 "departement pas vanaf dat jaar aan die van de VDAB gekoppeld zijn. Voor de vragen 1 tot en met 3 "
                 "verwijzen wij naar bijlage 1."),
        ),
        sections=SECTIONS,
        annexes=(
            Annex(
                1,
                runs("Overzicht van het aantal doelgroepwerknemers (collectief maatwerk, LDE), naar leeftijd en herkomst"),
                (text("Deze bijlage geeft de cijfers van 2020 en 2021."), annex_table(1, "LDE"),
                 annex_table(2, "collectief maatwerk")),
            ),
            Annex(
                2,
                runs("Overzicht van het contingent"),
                (SECTIONS[5].blocks[1], SECTIONS[3].blocks[0], SECTIONS[11].blocks[1]),
            ),
        ),
        made="2026-11-21T09:30:00+01:00",
        mark="Demonstratiegegevens: deze cijfers zijn niet van de administratie.",
        properties=(("auteur", "Departement WSE"), ("momentopname", "demo")),
    )  # fmt: skip


def printed_in_order(example: Document, *, annexes: bool) -> list[str]:
    """Return every printed text of the document in reading order."""
    head = example.letterhead
    out = [head.name, head.title, head.heading, *map(plain, head.lines), example.mark]
    out += _of_blocks(example.preliminary)
    for part in example.sections:
        out += [label.text for label in part.labels] + _of_blocks(part.blocks)
    if example.annexes:
        out.append(example.annex_heading)
    for annex in example.annexes:
        out += [f"{annex.number}.", plain(annex.title)]
    for annex in example.annexes if annexes else ():
        out += [f"Bijlage {annex.number}: {plain(annex.title)}", *_of_blocks(annex.blocks)]
    return [part for part in out if part.strip()]


def _of_blocks(blocks: tuple[Paragraph | BulletList | TableBlock, ...]) -> list[str]:
    out: list[str] = []
    for block in blocks:
        match block:
            case Paragraph():
                out.append(plain(block.runs))
            case BulletList():
                out += map(plain, block.items)
            case TableBlock():
                out += of_table(block)
    return out


def of_table(block: TableBlock) -> list[str]:
    """Return the printed texts of a table in reading order."""
    out = [plain(block.caption), plain(block.unit), *map(plain, block.stub)]
    out += [plain(box.runs) for row in block.head for box in row]
    for headers, cells in block.rows:
        out += [*map(plain, headers), *(plain(box.runs) for box in cells)]
    return [part for part in (*out, *map(plain, block.notes)) if part.strip()]


HERE = Path(__file__).parent


if __name__ == "__main__":
    for file_name, content in render(document(), ["md", "txt"]).items():
        (HERE / file_name).write_bytes(content)
