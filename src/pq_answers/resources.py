"""Where queries, templates and data live: in the wheel, in the repository, in a ministry's own overlay."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import cache
from importlib import metadata
from pathlib import Path

from pq_answers.errors import InputError

_PACKAGE = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Layer:
    """One folder that holds `queries/`, `templates/` and `data/`: the package's own, or an overlay."""

    root: Path
    overlay: bool

    def folder(self, name: str) -> Path:
        """Return the sub-folder `name`, which need not exist in an overlay."""
        return self.root / name


@cache
def package_root() -> Path:
    """Return the folder with the shipped resources: `_resources` in a wheel, else the repository's root."""
    shipped = _PACKAGE / "_resources"
    root = shipped if shipped.is_dir() else _PACKAGE.parents[1]
    if not (root / "queries").is_dir():
        raise InputError(
            "De meegeleverde vragen, sjablonen en gegevens ontbreken.",
            where=str(root),
            fix="Installeer pq-answers opnieuw.",
        )
    return root


def tool_version() -> str:
    """Return the installed version of pq-answers."""
    try:
        return metadata.version("pq-answers")
    except metadata.PackageNotFoundError:
        return "ontwikkeling"


def layers() -> tuple[Layer, ...]:
    """Return the package's layer, then the overlay that the environment names in `PQ_CATALOGUE`."""
    base = Layer(package_root(), overlay=False)
    own = os.environ.get("PQ_CATALOGUE", "")
    if not own:
        return (base,)
    folder = Path(own)
    if not folder.is_dir():
        raise InputError(
            "De eigen catalogus bestaat niet.",
            where=own,
            fix="Zet PQ_CATALOGUE op een bestaande map, of maak de variabele leeg.",
        )
    return (base, Layer(folder, overlay=True))


def locate(relative: str) -> tuple[Path, ...]:
    """Return the files `relative` of all layers, the package's first; the last one is the one in force."""
    candidates = (layer.root / relative for layer in layers())
    return tuple(path for path in candidates if path.is_file())


def find_file(relative: str) -> Path:
    """Return the file `relative`, the overlay's where it has one; raise `InputError` where there is none."""
    found = locate(relative)
    if not found:
        raise InputError("Dit bestand ontbreekt.", where=relative, fix="Installeer pq-answers opnieuw.")
    return found[-1]


def find_files(folder: str, pattern: str) -> dict[str, Path]:
    """Return the files of all layers in `folder` by name, the overlay's last so that it wins."""
    found: dict[str, Path] = {}
    for layer in layers():
        found.update((path.name, path) for path in sorted(layer.folder(folder).glob(pattern)))
    return found


def read_text(path: Path) -> str:
    """Return a text file without its byte order mark; raise `InputError` where it is not UTF-8."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "Dit bestand is niet leesbaar.", where=str(path), fix="Bewaar het als UTF-8."
        ) from error


def refuse_silent_replacement(files: tuple[Path, ...], *, declared: bool) -> None:
    """Refuse an overlay's file that has the name of a shipped one and does not say that it replaces it."""
    if len(files) > 1 and not declared:
        raise InputError(
            f"«{files[-1].stem}» bestaat al.",
            where=str(files[-1]),
            fix="Kies een andere naam, of zet «vervangt = true» in het bestand om het andere te vervangen.",
        )
