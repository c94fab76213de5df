"""The catalogue: every pair of query and template in the package and its overlay, checked as a whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from pq_answers.errors import InputError, UsageError, suggest
from pq_answers.items.contract import Item, Role
from pq_answers.items.header import read_item
from pq_answers.items.passages import load_passages
from pq_answers.resources import Layer, layers

_TEMPLATE_SUFFIX = ".md.j2"
_SHARED = (
    "queries/marts/*.sql",
    "data/codelists/*.toml",
    "data/passages/*.md",
    "data/zinnen.toml",
    "data/protection.toml",
    "data/controles.toml",
    "data/published/bronnen.toml",
    "templates/huisstijl/*",
)


@dataclass(frozen=True)
class Catalogue:
    """All items by name, in name order; `sha256` is of every file that an answer's text is made from."""

    items: Mapping[str, Item]
    sha256: str

    def __iter__(self) -> Iterator[Item]:
        return iter(self.items.values())

    def get(self, name: str) -> Item:
        """Return the item `name`; raise `UsageError` with the nearest names where there is none."""
        if name not in self.items:
            raise UsageError(f"De vraag «{name}» bestaat niet.", fix=suggest(name, sorted(self.items)))
        return self.items[name]


def load_catalogue(stamps: Path | None = None) -> Catalogue:
    """Return the catalogue after all its refusals.

    `stamps` is a folder that remembers which contents passed the costly checks of SQL and templates, by
    content; without it they run each time.
    """
    pairs = _pairs()
    digest = _digest(pairs)
    return _load(digest, tuple(sorted(pairs.items())), stamps)


@lru_cache(maxsize=8)
def _load(digest: str, pairs: tuple[tuple[str, tuple[Path, Path]], ...], stamps: Path | None) -> Catalogue:
    catalogue = Catalogue({name: read_item(*pair) for name, pair in pairs}, digest)
    stamp = stamps / f"{digest}-{_rules()}.goed" if stamps else None
    if stamp is None or not stamp.is_file():
        check_catalogue(catalogue)
        _remember(stamp)
    return catalogue


@cache
def _rules() -> str:
    """Return the hash of the checks themselves: what passed older rules has not passed these."""
    here, digest = Path(__file__).parent, hashlib.sha256()
    for path in (*sorted(here.glob("*.py")), here.parent / "store" / "guard.py"):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def check_catalogue(catalogue: Catalogue) -> None:
    """Run the checks that need a parser (SQL, templates, passages); raise `InputError` at a fault."""
    from pq_answers.items.publiccheck import check_public
    from pq_answers.items.sqlcheck import check_sql
    from pq_answers.items.templatecheck import check_template

    passages = load_passages()
    for item in catalogue:
        check_sql(item)
        check_public(item)
        check_template(item.template, item.template_path)
        for name in _passages_of(item):
            if name not in passages:
                raise InputError(
                    f"De vraag «{item.name}» verwijst naar de passage «{name}», die niet bestaat.",
                    where=str(item.sql_path),
                    fix=suggest(name, sorted(passages)) or "Voeg ze toe aan data/passages.",
                )


def _passages_of(item: Item) -> Iterator[str]:
    yield from item.notes
    for available in item.availability.values():
        yield from available.notes
        if available.passage:
            yield available.passage
        for span in (available.years, available.profile):
            if span and span.outside:
                yield span.outside


def _remember(stamp: Path | None) -> None:
    if stamp is None:
        return
    try:
        stamp.parent.mkdir(parents=True, exist_ok=True)
        stamp.touch()
    except OSError:
        # A store that cannot be written only costs the check again next time.
        return


def _pairs() -> dict[str, tuple[Path, Path]]:
    """Return each item's query and template; refuse half pairs and names that stand in two layers."""
    found: dict[str, tuple[Path, Path]] = {}
    for layer in layers():
        for name, pair in _layer_pairs(layer).items():
            if name in found and not read_item(*pair).replaces:
                raise InputError(
                    f"De vraag «{name}» bestaat al.",
                    where=str(pair[0]),
                    fix="Kies een andere naam, of zet «vervangt = true» in de kop om ze te vervangen.",
                )
            found[name] = pair
    return found


def _layer_pairs(layer: Layer) -> dict[str, tuple[Path, Path]]:
    queries = {path.stem: path for path in sorted(layer.folder("queries").glob("*.sql"))}
    templates = {
        path.name.removesuffix(_TEMPLATE_SUFFIX): path
        for path in sorted(layer.folder("templates").glob(f"*{_TEMPLATE_SUFFIX}"))
    }
    for name in sorted(set(queries) ^ set(templates)):
        half = queries.get(name) or templates[name]
        missing = f"templates/{name}{_TEMPLATE_SUFFIX}" if name in queries else f"queries/{name}.sql"
        raise InputError(
            f"De vraag «{name}» is maar half: {missing} ontbreekt.",
            where=str(half),
            fix="Voeg het andere bestand toe, of haal dit weg.",
        )
    return {name: (queries[name], templates[name]) for name in queries}


def _digest(pairs: Mapping[str, tuple[Path, Path]]) -> str:
    digest = hashlib.sha256()
    shared = [path for layer in layers() for pattern in _SHARED for path in sorted(layer.root.glob(pattern))]
    for path in [*(p for pair in pairs.values() for p in pair), *filter(Path.is_file, shared)]:
        digest.update(f"{path.name}\0".encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def measure_column(item: Item) -> str:
    """Return the name of the column that tells the measures apart."""
    return item.by_role(Role.MEASURE)[0].name
