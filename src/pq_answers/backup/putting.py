"""Restoring a backup: everything is read and made ready first, and only then takes its place."""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from pq_answers.backup.archive import Archive, opened
from pq_answers.backup.making import Progress, Report, examine
from pq_answers.backup.places import STORE, Places
from pq_answers.backup.state import empty, fill, has_tables
from pq_answers.errors import OutputError, StoreError, os_problem
from pq_answers.store import DRAWING
from pq_answers.store.workspace import Workspace, sync
from pq_answers.workflow import Database
from pq_answers.workflow.database import migrate

_RUNNING = "Stop eerst de webtoepassing, en elk programma dat de databank gebruikt."
TakePlace = Callable[[], list[Path]]
_BESIDE = ("-wal", "-shm", "-journal")


def restore(path: Path, places: Places, say: Progress, *, replace: bool = False) -> tuple[Report, list[Path]]:
    """Put back what is in a backup, all of it or nothing; return what that was, and where the old state lies.

    Raises `ArchiveError` for a backup that is not whole, `StoreError` where something is already there and
    `replace` is not set, or where the installation is still in use.
    """
    say("Reservekopie nakijken")
    report = examine(path)
    database = Database(places.database)
    try:
        _refuse_existing(database, places, replace=replace)
        with ExitStack() as stack:
            archive = stack.enter_context(opened(path))
            folders = places.folders
            ready = {name: stack.enter_context(_staged(archive, name, places, say)) for name in folders}
            say("Dossiers")
            take_place = stack.enter_context(_state(database, archive))
            # The database comes last: when that fails, the folders go back to where they were.
            with _moved(ready, places) as moved:
                kept = [*moved, *take_place()]
            kept = [one for one in kept if not _drop_empty(one)]
    finally:
        database.close()
    return report, kept


def _refuse_existing(database: Database, places: Places, *, replace: bool) -> None:
    taken = [str(folder) for folder in places.folders.values() if folder.is_dir() and any(folder.iterdir())]
    file = database.file
    if file is not None:
        taken += [str(file)] if file.exists() and file.stat().st_size else []
    else:
        with database.reading() as connection:
            taken += ["de databank"] if has_tables(connection) else []
    if taken and not replace:
        fix = "Kies andere plaatsen. Wat er staat, vervangt u alleen met --vervang."
        raise StoreError("Hier staat al iets; er is niets gewijzigd.", where=", ".join(taken), fix=fix)


@contextmanager
def _staged(archive: Archive, name: str, places: Places, say: Progress) -> Iterator[Path]:
    """Unpack a folder of a backup beside the place where it will come."""
    say(f"Map {name}")
    target = places.folders[name]
    with _told(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        stage = Path(tempfile.mkdtemp(prefix=".terugzetten-", dir=target.parent))
    try:
        inside = stage / name
        with _told(target):
            # Who could not look into the old folder may not look into the new one either.
            inside.mkdir(mode=target.stat().st_mode & 0o777 if target.exists() else 0o750)
            for member in archive.names(name):
                _unpack(archive, member, stage / member)
            _sync_below(inside)
        yield inside
    finally:
        shutil.rmtree(stage, ignore_errors=True)


def _unpack(archive: Archive, member: str, path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("xb") as stream:
        for chunk in archive.chunks(member):
            stream.write(chunk)
        stream.flush()
        os.fsync(stream.fileno())
    if path.suffix == ".duckdb":
        path.chmod(0o440)
    if path.name == DRAWING:
        path.chmod(0o600)


def _sync_below(folder: Path) -> None:
    for path in folder.rglob("*"):
        if path.is_dir():
            sync(path)
    sync(folder)


@contextmanager
def _moved(ready: Mapping[str, Path], places: Places) -> Iterator[list[Path]]:
    """Give the new folders their place; yields where the old ones are kept. Undone when anything fails."""
    undo: list[tuple[Path, Path]] = []
    kept: list[Path] = []
    with ExitStack() as stack:
        store = places.folders[STORE]
        if (store / "current").exists():
            stack.enter_context(Workspace(store).locked())
        try:
            for name, stage in ready.items():
                target = places.folders[name]
                with _told(target):
                    if target.exists():
                        undo.append(_rename(target, free_name(target)))
                        kept.append(undo[-1][1])
                    undo.append(_rename(stage, target))
                    sync(target.parent)
            yield kept
        except BaseException:
            for source, target in reversed(undo):
                target.replace(source)
            raise


def _rename(source: Path, target: Path) -> tuple[Path, Path]:
    source.replace(target)
    return source, target


def _drop_empty(path: Path) -> bool:
    """Remove a folder in which nothing was kept, and say whether it was one."""
    try:
        path.rmdir()
    except OSError:
        return False
    return True


def free_name(path: Path) -> Path:
    """Return a name beside `path` under which what stands there now can be kept."""
    number = 1
    while (found := path.with_name(f"{path.name}.vorige-{number}")).exists():
        number += 1
    return found


@contextmanager
def _state(database: Database, archive: Archive) -> Iterator[TakePlace]:
    """Make the state ready; yields what gives it its place and says which old files are kept."""
    if database.file is not None:
        with _told(database.file), _sqlite(database.file, archive) as take_place:
            yield take_place
        return
    with database.writing() as connection:
        _refuse_company(connection)
        empty(connection)
        _fill(connection, archive)

        def commit() -> list[Path]:
            connection.commit()
            return []

        yield commit


def _refuse_company(connection: Connection) -> None:
    """Raise `StoreError` where anybody else uses this PostgreSQL database."""
    others = text(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() "
        "AND pid <> pg_backend_pid() AND backend_type = 'client backend'"
    )
    if connection.execute(others).scalar_one():
        raise StoreError("De databank is nog in gebruik; er is niets gewijzigd.", fix=_RUNNING)
    connection.execute(text("SET LOCAL lock_timeout = '10s'"))


@contextmanager
def _sqlite(file: Path, archive: Archive) -> Iterator[TakePlace]:
    file.parent.mkdir(parents=True, exist_ok=True)
    fresh = file.with_name(f".{file.name}.terugzetten-{os.getpid()}")
    try:
        _build(fresh, archive)
        _close_off(file)
        yield lambda: _exchange(fresh, file)
    finally:
        for tail in ("", *_BESIDE):
            Path(f"{fresh}{tail}").unlink(missing_ok=True)


def _exchange(fresh: Path, file: Path) -> list[Path]:
    """Let a new database take the place of the one that may be there, which is kept."""
    old = free_name(file)
    # A journal that stayed beside the new file would be taken for its own.
    there = [tail for tail in ("", *_BESIDE) if Path(f"{file}{tail}").exists()]
    try:
        for tail in there:
            Path(f"{file}{tail}").replace(f"{old}{tail}")
        fresh.replace(file)
    except OSError:
        for tail in there:
            with suppress(OSError):
                Path(f"{old}{tail}").replace(f"{file}{tail}")
        raise
    sync(file.parent)
    return [old] if there else []


def _build(fresh: Path, archive: Archive) -> None:
    fresh.touch(mode=0o600, exist_ok=False)
    database = Database(f"sqlite:///{fresh}")
    try:
        with database.writing() as connection:
            _fill(connection, archive)
    finally:
        database.close()
    sync(fresh)


def _fill(connection: Connection, archive: Archive) -> None:
    migrate(connection, archive.manifest.revision)
    fill(connection, archive)
    migrate(connection)


def _close_off(file: Path) -> None:
    """Raise `StoreError` where somebody uses a database; its last changes go from the journal to the file."""
    if not file.exists():
        return
    old = sqlite3.connect(file, timeout=1)
    try:
        old.execute("PRAGMA journal_mode = DELETE")
    except sqlite3.OperationalError as error:
        what = "De databank is nog in gebruik; er is niets gewijzigd."
        raise StoreError(what, where=str(file), fix=_RUNNING) from error
    except sqlite3.DatabaseError:
        # It is damaged, which may be why it is replaced: it is kept as it is.
        return
    finally:
        old.close()


@contextmanager
def _told(place: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, OperationalError) as error:
        reason = os_problem(error) if isinstance(error, OSError) else "de databank weigert"
        what = f"Terugzetten is mislukt ({reason}); wat er stond, staat er nog."
        raise OutputError(what, where=str(place), fix="Controleer schijf en rechten.") from error
