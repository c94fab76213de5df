"""The store: immutable snapshots in a folder, and a pointer to the current one."""

from __future__ import annotations

from pathlib import Path

from pq_answers.errors import StoreError, os_problem, suggest
from pq_answers.store.bands import check_bands
from pq_answers.store.build import Progress
from pq_answers.store.load import LoadReport, is_whole, load
from pq_answers.store.reader import Limits, Reader
from pq_answers.store.snapshot import ID, SnapshotInfo, read_info
from pq_answers.store.sources import LEVERING, Sources
from pq_answers.store.workspace import Workspace

_LOAD = "Laad een levering met pq-answers load LEVERING."
_CHOOSE = "Kies een andere momentopname of laad een levering met pq-answers load LEVERING."
DEFAULT_LIMITS = Limits()


class Store:
    """The snapshots below `root`. Any number of readers may work while one load is going on."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._workspace = Workspace(root)

    def load(
        self,
        folder: Path,
        progress: Progress | None = None,
        *,
        sources: Sources | None = None,
        switch: bool = True,
    ) -> LoadReport:
        """Load the delivery in `folder` as a new snapshot; make it the current one unless `switch` is off.

        A delivery that was loaded before is recognised, and only made current. Raise `DeliveryRejectedError`
        (an `InputError`) for faults, `StoreError` for a busy store or a full disk; the old one then stays.
        """
        say = progress or (lambda _message: None)
        return load(self._workspace, folder, sources or Sources.from_catalogue(), say, switch=switch)

    def info(self, identifier: str) -> SnapshotInfo:
        """Return what is known of a snapshot; raise `StoreError` where it is unknown or broken."""
        return self._info(identifier)

    def snapshots(self) -> tuple[SnapshotInfo, ...]:
        """Return the usable snapshots, the oldest first; those of `broken` are left out."""
        found = []
        for identifier in self._identifiers():
            try:
                found.append(self._info(identifier))
            except StoreError:
                continue
        return tuple(sorted(found, key=lambda info: (info.loaded_at, info.id)))

    def has_snapshots(self) -> bool:
        """Whether any snapshot, usable or not, lies in the store."""
        return self._pointed() is not None or bool(self._identifiers())

    def broken(self) -> tuple[str, ...]:
        """Return the ids of snapshots whose file is not what the load wrote; reads every file whole."""
        return tuple(name for name in self._identifiers() if not is_whole(self._workspace, name))

    def current(self) -> SnapshotInfo:
        """Return the current snapshot; raise `StoreError` where there is none or where it is broken."""
        identifier = self._pointed()
        if identifier is None:
            raise StoreError("Er is nog geen levering geladen.", where=str(self.root), fix=_LOAD)
        if not ID.fullmatch(identifier):
            raise StoreError(
                "De aanwijzer naar de huidige momentopname is beschadigd.",
                where=str(self._workspace.pointer),
                fix=_LOAD,
            )
        return self._info(identifier)

    def switch(self, identifier: str) -> SnapshotInfo:
        """Make an existing snapshot the current one; raise `StoreError` where it is unknown or broken."""
        info = self._info(identifier)
        try:
            with self._workspace.locked():
                self._workspace.point_to(identifier)
        except OSError as error:
            raise StoreError(
                f"De aanwijzer is niet te schrijven ({os_problem(error)}).",
                where=str(self.root),
                fix="Controleer schijf en rechten.",
            ) from error
        return info

    def open(self, identifier: str | None = None, *, limits: Limits = DEFAULT_LIMITS) -> Reader:
        """Return a reader of the snapshot `identifier`, or of the current one.

        Raise `StoreError` where it is broken or the catalogue's bands are no longer those of its marts.
        """
        info = self.current() if identifier is None else self._info(identifier)
        path, spill = self._workspace.database(info.id), self._workspace.spill()
        reader = Reader(info, path, limits, spill, self._workspace.secret)
        try:
            check_bands(reader)
            _check_kind(reader)
        except BaseException:
            reader.close()
            raise
        return reader

    def _pointed(self) -> str | None:
        try:
            return self._workspace.pointer.read_text(encoding="utf-8", errors="replace").strip()
        except FileNotFoundError:
            return None
        except OSError as error:
            raise StoreError(
                f"De opslag is niet te lezen ({os_problem(error)}).",
                where=str(self._workspace.pointer),
                fix="Controleer de rechten.",
            ) from error

    def _identifiers(self) -> list[str]:
        paths = self._workspace.snapshots.glob("s*.duckdb")
        return sorted(path.stem for path in paths if ID.fullmatch(path.stem))

    def _info(self, identifier: str) -> SnapshotInfo:
        path = self._workspace.database(identifier)
        try:
            size = path.stat().st_size
        except OSError as error:
            known = suggest(identifier, self._identifiers()) if self.root.is_dir() else ""
            raise StoreError(
                f"De momentopname {identifier} bestaat niet.", where=str(self.root), fix=known or _CHOOSE
            ) from error
        info = read_info(path.with_suffix(".toml"))
        if size != info.file_size:
            raise StoreError("Deze momentopname is beschadigd.", where=str(path), fix=_CHOOSE)
        return info


def _check_kind(reader: Reader) -> None:
    """Raise `StoreError` where the description is not that of the data: the mark hangs on it."""
    [(kind, identifier)] = reader.run(f"SELECT soort, momentopname FROM {LEVERING}").rows
    if (kind, identifier) != (reader.info.kind, reader.info.id):
        raise StoreError(
            "De beschrijving van deze momentopname hoort niet bij haar gegevens.",
            where=f"{reader.info.id}.toml",
            fix=_LOAD,
        )
