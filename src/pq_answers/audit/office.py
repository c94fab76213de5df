"""The parts that Word files and workbooks share: the package, its properties, and what may not be in it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from pq_answers.audit.tokens import numbers
from pq_answers.document import Document

_REFUSED = (
    "embeddings/", "charts/", "chartsheets/", "activeX/", "externalLinks/", "pivotCache/", "pivotTables/",
    "threadedComments/", "persons/", "glossary/", "diagrams/", "ctrlProps/", "vbaProject", "comments",
    "afchunk", "queryTables/", "connections.xml", "calcChain", "drawings/",
)  # fmt: skip
_DATES = frozenset({"created", "modified", "lastPrinted"})
_COUNTERS = frozenset({"revision", "version"})


class Package:
    """An opened Office file: its parts by name."""

    def __init__(self, data: bytes) -> None:
        with ZipFile(BytesIO(data)) as archive:
            self.parts = {name: archive.read(name) for name in archive.namelist()}
            self.repeated = len(archive.namelist()) != len(self.parts)

    def xml(self, name: str) -> Any:
        """Return the root element of a part."""
        return parse(self.parts[name])

    def matching(self, start: str) -> list[str]:
        """Return the names of the XML parts that begin so."""
        return [name for name in self.parts if name.startswith(start) and name.endswith(".xml")]


def parse(data: bytes) -> Any:
    """Return the root element of XML, which may not reach outside itself."""
    from lxml import etree

    return etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True))


def local(element: Any) -> str:
    """Return an element's name without its namespace; a comment has none."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def check_parts(package: Package) -> Iterator[str]:
    """Yield a sentence for every part that can carry figures that no page shows."""
    if package.repeated:
        yield "Het bestand bevat tweemaal hetzelfde onderdeel."
    for name in package.parts:
        if any(f"/{part}" in f"/{name}" for part in _REFUSED):
            yield f"Het bestand bevat een onverwacht onderdeel: {name}."


def check_dates(package: Package, document: Document) -> Iterator[str]:
    """Yield a sentence for every date in the properties that is not the declared one."""
    for element in _core(package):
        if local(element) in _DATES and (element.text or "") != _declared(document.made):
            yield "De eigenschappen van het bestand noemen een andere datum dan die van het antwoord."


def property_texts(package: Package) -> list[str]:
    """Return the texts of the properties that hold a number, dates and counters aside."""
    core = (element for element in _core(package) if local(element) not in _DATES | _COUNTERS)
    custom = package.xml("docProps/custom.xml").iter() if "docProps/custom.xml" in package.parts else ()
    loose = (node for name in package.matching("customXml/item") for node in package.xml(name).iter())
    texts = [element.text or "" for elements in (core, custom, loose) for element in elements]
    return [text for text in texts if numbers(text)]


def _core(package: Package) -> list[Any]:
    return list(package.xml("docProps/core.xml").iter()) if "docProps/core.xml" in package.parts else []


def _declared(made: str) -> str:
    when = datetime.fromisoformat(made)
    return f"{when.astimezone(UTC) if when.tzinfo else when:%Y-%m-%dT%H:%M:%SZ}"
