"""The folder of a store: where snapshots, the pointer, reports and the files of a load in progress are."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from pq_answers.errors import StoreError
from pq_answers.store.snapshot import ID

_BUILD, _SPILL = ".bouw-", ".uitloop-"
DRAWING = "afronding.sleutel"
"""A file that nobody may read who may not read the store: it says how counts are rounded."""


class StoreBusyError(StoreError):
    """Another process loads a delivery now."""


class Workspace:
    """Paths below the store's root, and the file operations that must be whole or not at all."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.snapshots = root / "snapshots"
        self.reports = root / "verslagen"
        self.pointer = root / "current"

    def database(self, identifier: str) -> Path:
        """Return the database file of a snapshot; raise `StoreError` where the id is no id."""
        if not ID.fullmatch(identifier):
            raise StoreError(
                "Dit is geen nummer van een momentopname.",
                where=str(self.root),
                fix="Toon de nummers met pq-answers snapshots.",
            )
        return self.snapshots / f"{identifier}.duckdb"

    def building(self, suffix: str) -> Path:
        """Return the path of this process's half-made file; no reader ever looks at it."""
        return self.root / f"{_BUILD}{os.getpid()}{suffix}"

    def spill(self) -> Path:
        """Return the folder for what this process's queries cannot hold in memory."""
        return self.root.resolve() / f"{_SPILL}{os.getpid()}"

    def secret(self) -> bytes:
        """Return the store's own random number, made the first time that it is asked for.

        Raises `StoreError` where it cannot be kept: another one every time would not draw the same twice.
        """
        path = self.root / DRAWING
        try:
            if not path.exists():
                fresh = self.building(".sleutel")
                fresh.touch(mode=0o600)
                fresh.write_text(secrets.token_hex(32), encoding="ascii")
                sync(fresh)
                # A link is made once: of two that begin at the same time, both read the first one's number.
                with suppress(FileExistsError):
                    os.link(fresh, path)
                fresh.unlink()
            return bytes.fromhex(path.read_text(encoding="ascii"))
        except (OSError, ValueError) as error:
            raise StoreError(
                "Het eigen getal van de opslag, dat afronden nodig heeft, is niet te lezen of te maken.",
                where=str(path),
                fix="Controleer de rechten, of zet het bestand terug uit de reservekopie.",
            ) from error

    def prepare(self) -> None:
        """Make the folders of the store."""
        for folder in (self.snapshots, self.reports):
            folder.mkdir(parents=True, exist_ok=True)

    def remove_stale(self) -> None:
        """Remove what loads that died left behind; only with the lock, so that no other lives."""
        dead = [
            path for path in self.root.glob(f"{_SPILL}*") if not _is_alive(path.name.removeprefix(_SPILL))
        ]
        for path in [*self.root.glob(f"{_BUILD}*"), *dead]:
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                with suppress(OSError):
                    path.unlink()

    def point_to(self, identifier: str) -> None:
        """Make `identifier` the current snapshot in one step: readers see the old or the new one."""
        fresh = self.building(".current")
        fresh.write_text(f"{identifier}\n", encoding="ascii")
        sync(fresh)
        fresh.replace(self.pointer)
        sync(self.root)

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the store's only write lock; raise `StoreBusyError` where another process holds it.

        The lock dies with its process, so a killed load never leaves a store locked.
        """
        import fcntl

        with (self.root / ".lock").open("a+", encoding="ascii") as stream:
            try:
                fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError as error:
                raise StoreBusyError(
                    "Er wordt al een levering geladen in deze opslag.",
                    where=str(self.root),
                    fix="Wacht tot dat klaar is en probeer opnieuw.",
                ) from error
            yield


def _is_alive(process: str) -> bool:
    if not process.isdigit():
        return False
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except OSError:
        pass
    return True


def sync(path: Path) -> None:
    """Force a file, or the names in a folder, to the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
