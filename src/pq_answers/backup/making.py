"""Making a backup, and telling whether one is good."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from pq_answers.answer import RECORD
from pq_answers.backup.archive import Archive, ArchiveError, Writer, opened, written
from pq_answers.backup.places import STORE, Places, files_below, unreadable
from pq_answers.backup.state import write_state
from pq_answers.errors import StoreError
from pq_answers.store import DRAWING
from pq_answers.workflow import Database
from pq_answers.workflow.database import known_revisions, revision_of, take_approving_lock

Progress = Callable[[str], None]
_TABLES = ("dossiers", "approvals", "users")


@dataclass(frozen=True, slots=True)
class Report:
    """What is in a backup: its manifest in numbers, and the approved answers that are not in it.

    `sha256` is that of the whole file, to be kept elsewhere.
    """

    made: str
    version: str
    files: int
    size: int
    rows: Mapping[str, int]
    snapshots: tuple[str, ...]
    answers: int
    missing: tuple[str, ...]
    sha256: str


def back_up(places: Places, path: Path, made: str, say: Progress) -> Report:
    """Write everything of an installation into one new file, read it back, and return what is in it.

    State and ledger are of one moment: nobody approves or reopens meanwhile. Raises `StoreError` where the
    installation cannot be read, `OutputError` where the file cannot be written.
    """
    database = Database(places.database)
    if database.file is not None and not database.file.is_file():
        fix = "Noem ze met --databank."
        raise StoreError("De databank met de dossiers bestaat niet.", where=str(database.file), fix=fix)
    try:
        with written(path) as writer:
            revision = _write_moment(database, places, writer, say)
            _write_store(places.folders[STORE], writer, say)
            writer.finish(made, revision)
    finally:
        database.close()
    say("Nalezen wat er geschreven is")
    return examine(path)


def _write_moment(database: Database, places: Places, writer: Writer, say: Progress) -> str:
    with database.writing() as waiting:
        take_approving_lock(waiting)
        with database.frozen() as connection:
            revision = revision_of(connection)
            say("Dossiers")
            write_state(connection, writer)
        for name, folder in places.folders.items():
            if name != STORE:
                say(f"Map {name}")
                _write_folder(name, folder, writer)
    return revision


def _write_folder(name: str, folder: Path, writer: Writer) -> None:
    for relative, path in files_below(folder):
        _add(writer, f"{name}/{relative}", path)


def _write_store(root: Path, writer: Writer, say: Progress) -> None:
    """Write the snapshots, which never change; the pointer first, so that what it points to is there too."""
    if (root / "current").is_file():
        _add(writer, f"{STORE}/current", root / "current")
    if (root / DRAWING).is_file():
        _add(writer, f"{STORE}/{DRAWING}", root / DRAWING)
    # The description is there before its database: half a snapshot is not seen.
    for path in sorted((root / "snapshots").glob("s*.duckdb")):
        say(f"Momentopname {path.stem}")
        for one in (path, path.with_suffix(".toml")):
            _add(writer, f"{STORE}/snapshots/{one.name}", one)


def _add(writer: Writer, name: str, path: Path) -> None:
    try:
        handle = path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from error
    with handle:
        writer.add(name, iter(lambda: handle.read(1 << 20), b""))


def examine(path: Path) -> Report:
    """Read a backup whole and return what is in it; raises `ArchiveError` where it is not as it was made."""
    with opened(path) as archive:
        archive.verify()
        known(archive, path)
        manifest = archive.manifest
        folders = _approved_folders(archive)
        missing = tuple(name for name in folders if f"goedgekeurd/{name}/{RECORD}" not in manifest.members)
        return Report(
            manifest.made,
            manifest.version,
            len(manifest.members),
            sum(member.size for member in manifest.members.values()),
            {name: _rows(archive, name) for name in _TABLES},
            tuple(sorted(Path(name).stem for name in archive.names(STORE) if name.endswith(".duckdb"))),
            len(folders),
            missing,
            _digest(path),
        )


def known(archive: Archive, path: Path) -> None:
    """Raise `ArchiveError` where the tables of a backup have a form that this version does not know."""
    if archive.manifest.revision not in known_revisions():
        raise ArchiveError(
            f"Deze reservekopie is gemaakt met versie {archive.manifest.version}, die andere tabellen heeft.",
            where=str(path),
            fix="Gebruik die versie, of een nieuwere.",
        )


def _rows(archive: Archive, table: str) -> int:
    return max(0, sum(1 for _ in archive.lines(f"staat/{table}.jsonl")) - 1)


def _approved_folders(archive: Archive) -> list[str]:
    name = "staat/approvals.jsonl"
    try:
        columns, *rows = map(json.loads, archive.lines(name))
        told = [dict(zip(columns, row, strict=True)) for row in rows]
        return [str(one["folder"]) for one in told if one["fallen"] is None]
    except (ValueError, TypeError, KeyError) as error:
        raise ArchiveError("Deze tabel is niet leesbaar.", where=name) from error


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
