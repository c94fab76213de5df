"""Where an installation keeps what people made: its database and its folders."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from pq_answers.errors import InputError, StoreError, os_problem

STORE = "opslag"


@dataclass(frozen=True, slots=True)
class Places:
    """The database by its URL, the folders of the ledger and the memory, and the store."""

    database: str
    approved: Path
    withdrawn: Path
    memory: Path
    store: Path

    @property
    def folders(self) -> Mapping[str, Path]:
        """The folders by their name in a backup; a folder that is a link is the one that it leads to."""
        own = {"goedgekeurd": self.approved, "ingetrokken": self.withdrawn, "geheugen": self.memory}
        return {name: path.resolve() for name, path in {**own, STORE: self.store}.items()}


def files_below(folder: Path) -> Iterator[tuple[str, Path]]:
    """Yield the files below a folder with their names from there, in order; hidden ones are in the making.

    Raises `InputError` for a folder that is a link, `StoreError` for one that cannot be read.
    """
    try:
        entries = sorted(folder.iterdir()) if folder.is_dir() else []
    except OSError as error:
        raise unreadable(folder, error) from error
    for path in entries:
        if path.name.startswith("."):
            continue
        if path.is_symlink() and path.is_dir():
            fix = "Zet de map zelf op deze plaats."
            raise InputError("Een koppeling naar een andere map gaat niet mee.", where=str(path), fix=fix)
        if path.is_dir():
            yield from ((f"{path.name}/{name}", below) for name, below in files_below(path))
        elif path.is_file():
            yield path.name, path


def unreadable(path: Path, error: OSError) -> StoreError:
    """Return that the system refuses to read a path."""
    what = f"Dit is niet te lezen ({os_problem(error)})."
    return StoreError(what, where=str(path), fix="Controleer de rechten.")
