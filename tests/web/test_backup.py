"""A backup holds everything and comes back whole; one that is damaged, or in the way, changes nothing."""

from __future__ import annotations

import json
import shutil
import sqlite3
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import pytest
from sqlalchemy import delete, func, inspect, select
from sqlalchemy.exc import DBAPIError

from pq_answers.backup import ArchiveError, Places, back_up, examine, restore
from pq_answers.backup.archive import MANIFEST
from pq_answers.cli import main
from pq_answers.errors import OutputError, StoreError, UserError
from pq_answers.recheck import recheck
from pq_answers.store import Store
from pq_answers.workflow import Database, Desk, State, dossiers, people, plan_of, review
from pq_answers.workflow.schema import log as log_table
from pq_answers.workflow.schema import metadata

from .conftest import PASSWORD, Office, new_postgres
from .test_workflow import HEAD, approve, in_review, new

MADE = "2022-02-01T10:00:00+00:00"
Target = Callable[[], Places]


def quiet(_message: str) -> None:
    """Say nothing."""


def url_of(database: Database) -> str:
    return database.engine.url.render_as_string(hide_password=False)


def places_of(office: Office) -> Places:
    desk = office.desk
    return Places(url_of(office.database), desk.approved, desk.withdrawn, desk.memory, desk.store.root)


def rows_of(database: Database) -> dict[str, list[tuple[object, ...]]]:
    with database.reading() as connection:
        return {
            table.name: [tuple(row) for row in connection.execute(select(table).order_by(*table.primary_key))]
            for table in metadata.sorted_tables
            if table.name != "sessions"
        }


def files_of(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture
def full(office: Office) -> Office:
    """An office with an approved answer, one that was withdrawn, a remembered plan and somebody signed in."""
    approve(office, in_review(office))
    withdrawn = approve(office, in_review(office))
    review.reopen(office.database, office.act("otto"), withdrawn, "Eén cijfer “klopt” niet 🙂", office.desk)
    with office.database.writing() as connection:
        people.sign_in(connection, "otto", PASSWORD, office.now)
    office.desk.remember(plan_of(withdrawn))
    return office


@pytest.fixture
def backup(full: Office, tmp_path: Path) -> Path:
    path = tmp_path / "kopie.zip"
    back_up(places_of(full), path, MADE, quiet)
    return path


@pytest.fixture
def elsewhere(database: Database, request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    """Return places where nothing is yet, with a database of the same kind."""

    def made() -> Places:
        base = tmp_path / "elders"
        sqlite = database.file is not None
        url = f"sqlite:///{base}/x.sqlite" if sqlite else new_postgres(request.getfixturevalue("postgres"))
        return Places(url, base / "goed", base / "weg", base / "geheugen", base / "opslag")

    return made


@pytest.fixture
def reopened() -> Iterator[Callable[[Places], Database]]:
    made: list[Database] = []

    def opened(places: Places) -> Database:
        made.append(Database(places.database))
        return made[-1]

    yield opened
    for one in made:
        one.close()


def rewritten(path: Path, change: Callable[[str, bytes], tuple[str, bytes] | None]) -> None:
    """Write a backup again with other members; the manifest is left to `change` too."""
    with zipfile.ZipFile(path) as archive:
        members = [(name, archive.read(name)) for name in archive.namelist()]
    with zipfile.ZipFile(path, "w") as archive:
        for one in members:
            changed = change(*one)
            if changed:
                archive.writestr(*changed)


def told(path: Path, change: Callable[[dict[str, object]], None]) -> None:
    """Change the manifest of a backup."""

    def changed(name: str, data: bytes) -> tuple[str, bytes]:
        if name != MANIFEST:
            return name, data
        manifest = json.loads(data)
        change(manifest)
        return name, json.dumps(manifest).encode()

    rewritten(path, changed)


# There and back


def test_everything_comes_back_elsewhere(
    full: Office, backup: Path, elsewhere: Target, reopened: Callable[[Places], Database]
) -> None:
    target = elsewhere()
    report, kept = restore(backup, target, quiet)
    assert kept == []
    assert report.answers == 1
    assert rows_of(reopened(target)) == rows_of(full.database)
    for old, fresh in (
        (full.desk.approved, target.approved),
        (full.desk.withdrawn, target.withdrawn),
        (full.desk.memory, target.memory),
    ):
        assert files_of(fresh) == files_of(old)
        assert files_of(fresh)
    store = Store(target.store)
    assert store.current().id == full.desk.store.current().id
    assert store.broken() == ()


def test_work_goes_on_after_restoring(
    full: Office, backup: Path, elsewhere: Target, reopened: Callable[[Places], Database]
) -> None:
    target = elsewhere()
    restore(backup, target, quiet)
    database = reopened(target)
    database.migrate()
    desk = Desk(Store(target.store), target.approved, target.withdrawn, target.memory, full.desk.stamps)
    [answer] = desk.approved.iterdir()
    assert recheck(answer, desk.store, desk.catalogue(), desk.approved) == ()
    again = Office.__new__(Office)
    again.__dict__.update(full.__dict__, database=database, desk=desk)
    assert approve(again, in_review(again)).state is State.APPROVED


def test_a_backup_of_one_kind_of_database_goes_into_the_other(
    full: Office,
    backup: Path,
    elsewhere: Target,
    request: pytest.FixtureRequest,
    tmp_path: Path,
    reopened: Callable[[Places], Database],
) -> None:
    other = (
        new_postgres(request.getfixturevalue("postgres"))
        if full.database.file is not None
        else f"sqlite:///{tmp_path}/ander.sqlite"
    )
    target = replace(elsewhere(), database=other)
    restore(backup, target, quiet)
    database = reopened(target)
    assert rows_of(database) == rows_of(full.database)
    with database.writing() as connection:
        made = dossiers.create(connection, full.act("otto"), "1. Hoeveel?", HEAD, full.calendar)
    assert made.id == 3


def test_the_log_stays_append_only_after_restoring(
    backup: Path, elsewhere: Target, reopened: Callable[[Places], Database]
) -> None:
    target = elsewhere()
    restore(backup, target, quiet)
    with pytest.raises(DBAPIError), reopened(target).writing() as connection:
        connection.execute(delete(log_table))


def test_who_was_signed_in_has_to_sign_in_again(
    backup: Path, elsewhere: Target, reopened: Callable[[Places], Database]
) -> None:
    target = elsewhere()
    restore(backup, target, quiet)
    with reopened(target).reading() as connection:
        assert connection.execute(select(func.count()).select_from(metadata.tables["sessions"])).scalar() == 0
    assert not any("sessions" in name for name in zipfile.ZipFile(backup).namelist())


def test_a_backup_is_of_one_moment_and_for_its_owner_only(full: Office, backup: Path) -> None:
    assert backup.stat().st_mode & 0o077 == 0
    report = examine(backup)
    assert report.made == MADE
    assert report.rows["dossiers"] == 2
    assert report.missing == ()
    assert len(report.snapshots) == 1
    assert not list(backup.parent.glob(".kopie*")), "nothing half made is left"


def test_an_approved_answer_that_is_gone_is_told(full: Office, tmp_path: Path) -> None:
    gone = next(full.desk.approved.iterdir())
    shutil.rmtree(gone)
    report = back_up(places_of(full), tmp_path / "k.zip", MADE, quiet)
    assert report.missing == (gone.name,)


# What was there already


def test_nothing_that_is_there_is_replaced_unless_told(full: Office, backup: Path) -> None:
    before, files = rows_of(full.database), files_of(full.desk.approved)
    full.database.close()
    with pytest.raises(StoreError, match="staat al iets"):
        restore(backup, places_of(full), quiet)
    assert rows_of(full.database) == before
    assert files_of(full.desk.approved) == files


def own_store(office: Office, tmp_path: Path) -> Places:
    """Return the places of an office on a copy of the store, which all tests share."""
    shutil.copytree(office.desk.store.root, tmp_path / "opslag")
    return replace(places_of(office), store=tmp_path / "opslag")


def test_told_to_replace_the_old_state_is_kept_beside_the_new(
    full: Office, backup: Path, tmp_path: Path
) -> None:
    places = own_store(full, tmp_path)
    saved = rows_of(full.database)
    new(full)
    full.desk.memory.chmod(0o700)
    (full.desk.approved / "later").mkdir()
    (full.desk.approved / "later" / "iets.txt").write_text("later")
    full.database.close()
    _, kept = restore(backup, places, quiet, replace=True)
    assert rows_of(full.database) == saved
    assert not (full.desk.approved / "later").exists()
    assert full.desk.memory.stat().st_mode & 0o777 == 0o700
    names = {path.name for path in kept}
    assert {"goedgekeurd.vorige-1", "ingetrokken.vorige-1", "geheugen.vorige-1", "opslag.vorige-1"} <= names
    assert (tmp_path / "goedgekeurd.vorige-1" / "later" / "iets.txt").read_text() == "later"
    if full.database.file is not None:
        with sqlite3.connect(tmp_path / "dossiers.sqlite.vorige-1") as old:
            assert old.execute("SELECT count(*) FROM dossiers").fetchone() == (3,)


def test_a_database_that_is_in_use_is_not_replaced(full: Office, backup: Path, tmp_path: Path) -> None:
    places = own_store(full, tmp_path)
    new(full)
    before, files = rows_of(full.database), files_of(full.desk.approved)
    other = Database(places.database)
    try:
        with other.reading() as connection:
            connection.execute(select(log_table)).first()
            with pytest.raises(StoreError, match="in gebruik"):
                restore(backup, places, quiet, replace=True)
    finally:
        other.close()
    assert rows_of(full.database) == before
    assert files_of(full.desk.approved) == files
    assert not list(tmp_path.glob("*vorige*")) + list(tmp_path.glob(".*terugzetten*"))


def test_when_the_database_refuses_at_the_end_the_folders_are_as_they_were(
    full: Office, backup: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    places = own_store(full, tmp_path)
    new(full)
    before, files = rows_of(full.database), files_of(full.desk.approved)
    full.database.close()

    def broken(*_: object) -> list[Path]:
        raise OSError(28, "vol")

    monkeypatch.setattr("pq_answers.backup.putting._exchange", broken)
    monkeypatch.setattr("sqlalchemy.engine.Connection.commit", broken)
    with pytest.raises((OutputError, OSError)):
        restore(backup, places, quiet, replace=True)
    monkeypatch.undo()
    assert rows_of(full.database) == before
    assert files_of(full.desk.approved) == files
    assert Store(places.store).broken() == ()
    assert not list(tmp_path.glob("*vorige*")) + list(tmp_path.glob(".*terugzetten*"))


def test_rows_that_do_not_fit_leave_everything_as_it_was(
    backup: Path, elsewhere: Target, reopened: Callable[[Places], Database]
) -> None:
    """The digests are right, but two rows have one number."""
    facts: dict[str, object] = {}

    def doubled(name: str, data: bytes) -> tuple[str, bytes]:
        if "users" in name:
            data += data.splitlines()[-1] + b"\n"
            facts[name] = {"bytes": len(data), "sha256": sha256(data).hexdigest()}
        return name, data

    rewritten(backup, doubled)
    told(backup, lambda manifest: manifest["bestanden"].update(facts))  # type: ignore[attr-defined]
    target = elsewhere()
    with pytest.raises(ArchiveError, match="past niet"):
        restore(backup, target, quiet)
    assert not target.approved.exists()
    assert not target.store.exists()
    if reopened(target).file is None:
        assert rows_exist(reopened(target)) is False
    else:
        assert not (target.approved.parent / "x.sqlite").exists()


def rows_exist(database: Database) -> bool:
    with database.reading() as connection:
        return bool(inspect(connection).get_table_names())


def test_a_name_that_is_taken_is_not_overwritten(full: Office, backup: Path) -> None:
    before = backup.read_bytes()
    with pytest.raises(OutputError, match="bestaat al"):
        back_up(places_of(full), backup, MADE, quiet)
    assert backup.read_bytes() == before


def test_a_folder_that_is_a_link_does_not_go_along_in_silence(full: Office, tmp_path: Path) -> None:
    (full.desk.approved / "koppeling").symlink_to(tmp_path)
    with pytest.raises(UserError, match="koppeling"):
        back_up(places_of(full), tmp_path / "k.zip", MADE, quiet)
    assert not (tmp_path / "k.zip").exists()


# The commands


def run(words: list[str], capsys: pytest.CaptureFixture[str]) -> tuple[int, str, str]:
    code = main(words)
    told = capsys.readouterr()
    return code, told.out, told.err


def test_the_commands_make_check_and_put_back(
    full: Office, tmp_path: Path, elsewhere: Target, capsys: pytest.CaptureFixture[str]
) -> None:
    def where(places: Places) -> list[str]:
        return [
            *("--databank", places.database, "--eerder", str(places.approved)),
            *("--geheugen", str(places.memory), "--opslag", str(places.store)),
        ]

    file = str(tmp_path / "k.zip")
    code, out, _ = run(["backup", file, *where(places_of(full))], capsys)
    assert code == 0
    assert "2 dossiers, 1 goedgekeurde antwoorden, 5 accounts, 1 momentopnamen" in out
    code, out, _ = run(["backup", file, "--nakijken", "--json"], capsys)
    assert code == 0
    assert json.loads(out)["goedgekeurd"] == 1
    target = replace(elsewhere(), withdrawn=tmp_path / "elders" / "ingetrokken")
    code, out, err = run(["restore", file, *where(target)], capsys)
    assert code == 0, err
    assert "is teruggezet" in out
    code, _, err = run(["restore", file, *where(target)], capsys)
    assert code == 4
    assert "--vervang" in err
    (tmp_path / "k.zip").write_bytes(b"PK")
    code, _, err = run(["backup", file, "--nakijken"], capsys)
    assert code == 3
    assert "andere reservekopie" in err


def test_without_a_database_nothing_is_made(
    tmp_path: Path, demo_store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    code, _, err = run(["backup", "k.zip", "--opslag", str(demo_store.root)], capsys)
    assert code == 4
    assert "--databank" in err
    assert list(tmp_path.iterdir()) == []


def test_the_places_may_stand_in_the_settings(
    full: Office, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    places = places_of(full)
    for name in ("PQ_DATABASE", "PQ_STORE", "PQ_EERDER", "PQ_GEHEUGEN"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "instellingen.toml").write_text(
        f"""[opslag]
databank = "{places.database}"
momentopnamen = "{places.store}"
goedgekeurd = "{places.approved}"
geheugen = "{places.memory}"
"""
    )
    words = ["backup", str(tmp_path / "k.zip"), "--instellingen", str(tmp_path / "instellingen.toml")]
    code, out, err = run(words, capsys)
    assert code == 0, err
    assert "2 dossiers, 1 goedgekeurde antwoorden" in out
