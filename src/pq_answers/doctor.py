"""Examining an installation: what works, and what to do about what does not."""

from __future__ import annotations

import platform
import sys
from collections.abc import Callable
from dataclasses import dataclass

from pq_answers import nl
from pq_answers.answer import check_example
from pq_answers.errors import UserError
from pq_answers.items import check_catalogue, load_catalogue, read_examples
from pq_answers.resources import find_file, layers
from pq_answers.store import Store


@dataclass(frozen=True, slots=True)
class Examined:
    """One part of the installation and how it is."""

    part: str
    good: bool
    text: str


def examine(store: Store) -> tuple[Examined, ...]:
    """Return how Python, the store, the catalogue with its examples and the house style are."""
    parts: dict[str, Callable[[], str]] = {
        "Python": _python,
        "catalogus": _catalogue,
        "huisstijl": _house_style,
        "opslag": lambda: _store(store),
        "voorbeelden": lambda: _examples(store),
    }
    return tuple(_examined(part, look) for part, look in parts.items())


def _examined(part: str, look: Callable[[], str]) -> Examined:
    try:
        return Examined(part, True, look())
    except UserError as error:
        return Examined(part, False, str(error))


def _python() -> str:
    import duckdb

    return f"Python {platform.python_version()}, DuckDB {duckdb.__version__}, {sys.platform}"


def _catalogue() -> str:
    catalogue = load_catalogue()
    check_catalogue(catalogue)
    folders = ", ".join(str(layer.root) for layer in layers() if layer.overlay)
    return f"{len(catalogue.items)} vragen" + (f", met de eigen catalogus {folders}" if folders else "")


def _house_style() -> str:
    names = ("templates/huisstijl/antwoord.docx", "templates/huisstijl/kabinet.toml", "data/zinnen.toml")
    return f"{nl.listing([find_file(name).name for name in names])} gevonden"


def _store(store: Store) -> str:
    with store.open() as reader:
        info = reader.info
    broken = store.broken()
    rest = f"; beschadigd: {', '.join(broken)}" if broken else ""
    return f"momentopname {info.id} ({info.name}, volledig tot {info.complete_until}){rest}"


def _examples(store: Store) -> str:
    """Hold the overlay's items against their examples; the package's own are part of its tests."""
    examples = [
        example
        for layer in layers()
        if layer.overlay
        for path in sorted((layer.root / "tests" / "items").glob("*.toml"))
        for example in read_examples(path)
    ]
    catalogue = load_catalogue()
    with store.open() as reader:
        for example in examples:
            check_example(example, reader, catalogue)
    return (
        f"eigen voorbeelden die kloppen: {len(examples)}"
        if examples
        else "geen eigen catalogus, geen eigen voorbeelden"
    )
