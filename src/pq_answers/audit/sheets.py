"""Reads a workbook back from its XML: every sheet's cells as a reader sees them, and what hides in it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from typing import Any

from pq_answers.audit.office import Package, local
from pq_answers.audit.tokens import dutch, normal, numbers

_X = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_FORMAT = re.compile(r"^\[\$-813\]#,##0(?:\.(0+))?$")
_REFERENCE = re.compile(r"^([A-Z]+)(\d+)$")
_NAMES = frozenset({"_xlnm.Print_Titles", "_xlnm.Print_Area", "_xlnm._FilterDatabase"})
_REFUSED = ("dataValidations", "conditionalFormatting", "f", "scenarios", "legacyDrawing", "extLst")


@dataclass(slots=True)
class Sheet:
    """One sheet: its printed texts by row number (from one), each row from its first column."""

    name: str
    rows: dict[int, list[str]] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    titles: list[list[str]] = field(default_factory=list)


def read_sheets(package: Package) -> Iterator[Sheet]:
    """Yield the sheets of a workbook in order, hidden ones too."""
    targets = _targets(package, "xl/_rels/workbook.xml.rels")
    strings = _strings(package)
    decimals = _decimals(package)
    for entry in package.xml("xl/workbook.xml").iter(f"{_X}sheet"):
        sheet = Sheet(entry.get("name", ""))
        if entry.get("state", "visible") != "visible":
            sheet.faults.append("is verborgen")
        path = f"xl/{targets[entry.get(f'{_R}id')].removeprefix('/xl/')}"
        _read(package.xml(path), sheet, strings, decimals)
        _read_titles(package, path, sheet)
        yield sheet


def unexpected_names(package: Package) -> Iterator[str]:
    """Yield the defined names that a reader does not see; those for printing are expected."""
    for name in package.xml("xl/workbook.xml").iter(f"{_X}definedName"):
        if name.get("name") not in _NAMES or name.get("hidden") in {"1", "true"}:
            yield f"De werkmap bevat een onverwachte naam: {name.get('name')}."


def _targets(package: Package, path: str) -> dict[str, str]:
    if path not in package.parts:
        return {}
    return {entry.get("Id"): entry.get("Target", "") for entry in package.xml(path)}


def _strings(package: Package) -> list[str]:
    if "xl/sharedStrings.xml" not in package.parts:
        return []
    return [_joined(item) for item in package.xml("xl/sharedStrings.xml").iter(f"{_X}si")]


def _joined(element: Any) -> str:
    return normal("".join(node.text or "" for node in element.iter(f"{_X}t")))


def _decimals(package: Package) -> list[int | None]:
    """Return, per cell style, the decimals that its number format shows; None where it is another format."""
    styles = package.xml("xl/styles.xml")
    codes = {entry.get("numFmtId"): entry.get("formatCode", "") for entry in styles.iter(f"{_X}numFmt")}
    matches = [
        _FORMAT.match(codes.get(style.get("numFmtId"), ""))
        for styling in styles.iter(f"{_X}cellXfs")
        for style in styling
    ]
    return [None if match is None else len(match[1] or "") for match in matches]


def _read(root: Any, sheet: Sheet, strings: list[str], decimals: list[int | None]) -> None:
    for number, row in enumerate(root.iter(f"{_X}row"), 1):
        _hidden(row, sheet)
        texts = sheet.rows.setdefault(int(row.get("r", number)), [])
        for cell in row.iter(f"{_X}c"):
            column = _column(cell.get("r", ""), len(texts))
            texts += [""] * (column + 1 - len(texts))
            texts[column] = _text(cell, sheet, strings, decimals)
    for column in root.iter(f"{_X}col"):
        _hidden(column, sheet)
    sheet.faults += [f"bevat een onverwacht element ({local(item)})" for item in root.iter(*_tags())]
    if any(numbers(re.sub(r"&[PN]", "", node.text or "")) for node in root.iter(*_margins())):
        sheet.faults.append("heeft een getal in de kop- of voettekst")
    texts = [link.get(name, "") for link in root.iter(f"{_X}hyperlink") for name in ("tooltip", "display")]
    shown = {text for row in sheet.rows.values() for text in row}
    if any(numbers(text) and not _pointer(text) and normal(text) not in shown for text in texts):
        sheet.faults.append("heeft een koppeling met een getal dat nergens staat")


def _pointer(text: str) -> bool:
    return text.startswith("internal:") or text.endswith("!A1")


def _tags() -> Iterator[str]:
    return (f"{_X}{name}" for name in _REFUSED)


def _margins() -> Iterator[str]:
    kinds = ("oddHeader", "oddFooter", "evenHeader", "evenFooter", "firstHeader", "firstFooter")
    return (f"{_X}{name}" for name in kinds)


def _hidden(element: Any, sheet: Sheet) -> None:
    if element.get("hidden") in {"1", "true"} or element.get("ht") == "0" or element.get("width") == "0":
        sheet.faults.append("bevat een verborgen rij of kolom")


def _column(reference: str, default: int) -> int:
    match = _REFERENCE.match(reference)
    if match is None:
        return default
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return column - 1


def _text(cell: Any, sheet: Sheet, strings: list[str], decimals: list[int | None]) -> str:
    """Return a cell as it is shown; a number by its format, which must leave nothing unseen."""
    kind, stored = cell.get("t", "n"), str(cell.findtext(f"{_X}v", ""))
    if kind == "s":
        return strings[int(stored)]
    if kind == "inlineStr":
        return _joined(cell)
    if not stored:
        return ""
    shown = decimals[int(cell.get("s", "0"))] if kind == "n" else None
    try:
        if shown is None:
            raise InvalidOperation
        value = Decimal(stored)
        text = dutch(value, shown)
        exact = value == round(value, shown)
    except (InvalidOperation, ValueError):
        sheet.faults.append("bevat een cel in een onbekende opmaak")
        return stored
    if not exact:
        sheet.faults.append("bewaart een getal met meer cijfers dan er te zien zijn")
    return text


def _read_titles(package: Package, path: str, sheet: Sheet) -> None:
    """Read the column titles that an Excel table holds beside its header row."""
    folder, _, name = path.rpartition("/")
    for target in _targets(package, f"{folder}/_rels/{name}.rels").values():
        if "/tables/" not in target:
            continue
        root = package.xml(f"xl/tables/{target.rpartition('/')[2]}")
        columns = list(root.iter(f"{_X}tableColumn"))
        sheet.titles.append([normal(column.get("name", "")) for column in columns])
        texts = [column.get(name, "") for column in columns for name in set(column.keys()) - {"id", "name"}]
        if any(map(numbers, texts)) or any(root.iter(f"{_X}calculatedColumnFormula")):
            sheet.faults.append("heeft een tabel met verborgen inhoud")
