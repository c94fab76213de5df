"""Writing the demonstration register as a delivery: one file per register table, and `levering.toml`."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import file_digest
from pathlib import Path
from secrets import token_hex

import duckdb
import numpy as np

from pq_answers.codelists import codelist_names, load_codelist
from pq_answers.demo.draws import Ints, shuffled, stream
from pq_answers.demo.exports import EXPORTS
from pq_answers.demo.profiles import draw_profiles
from pq_answers.demo.settings import Settings, load_settings
from pq_answers.demo.world import World, build_world
from pq_answers.errors import OutputError, UsageError, os_problem

MAX_FACTOR = 100


def write_delivery(folder: Path, factor: int = 1) -> Path:
    """Write the demonstration register, `factor` times as large, to a new folder and return that folder.

    The same call writes the same bytes. Raises `UsageError` for a bad factor or a folder in use, and
    `OutputError` where the folder cannot be written; then nothing is left behind.
    """
    _check(folder, factor)
    settings = load_settings()
    with _staged(folder) as staging:
        rows = _write_tables(settings, build_world(settings), factor, staging)
        _write_sidecar(settings, factor, rows, staging)
    return folder


def _check(folder: Path, factor: int) -> None:
    if isinstance(factor, bool) or not isinstance(factor, int) or not 1 <= factor <= MAX_FACTOR:
        raise UsageError(
            f"De factor «{factor}» is geen geheel getal van 1 tot en met {MAX_FACTOR}.",
            where="factor",
            fix="Geef 1 voor het gewone demonstratieregister, of meer voor een groter.",
        )
    if folder.exists() and not folder.is_dir():
        raise UsageError("Dit is geen map maar een bestand.", where=str(folder), fix="Kies een nieuwe map.")
    try:
        in_use = folder.is_dir() and any(folder.iterdir())
    except OSError as error:
        raise _not_writable(folder, error) from error
    if in_use:
        raise UsageError("De map is niet leeg.", where=str(folder), fix="Kies een nieuwe of lege map.")


@contextmanager
def _staged(folder: Path) -> Iterator[Path]:
    """Yield a folder beside `folder` that takes its place when all went well, and else disappears."""
    # Beside the folder, not in /tmp: only within one disk a rename is one step that cannot half succeed.
    folder = folder.absolute()
    staging = folder.parent / f".{folder.name}.{token_hex(4)}.deel"
    try:
        staging.mkdir(parents=True)
        yield staging
        staging.replace(folder)
    except (OSError, duckdb.IOException, duckdb.OutOfMemoryException) as error:
        raise _not_writable(folder, error) from error
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _not_writable(folder: Path, error: Exception) -> OutputError:
    reason = os_problem(error) if isinstance(error, OSError) else "de schijf of het geheugen is vol"
    return OutputError(
        f"Het demonstratieregister kan niet geschreven worden ({reason}).",
        where=str(folder),
        fix="Kies een map waarin u mag schrijven, op een schijf met genoeg plaats.",
    )


def _write_tables(settings: Settings, world: World, factor: int, staging: Path) -> dict[str, int]:
    spill = staging / ".tijdelijk"
    # One thread and an ORDER BY in every statement: the same rows in the same order, hence the same bytes.
    with duckdb.connect(config={"threads": 1, "temp_directory": str(spill)}) as connection:
        connection.execute("SET enable_progress_bar = false")
        _fill(connection, settings, world, factor)
        rows = {table: _copy(connection, settings, table, staging) for table in EXPORTS}
    shutil.rmtree(spill, ignore_errors=True)
    return rows


def _fill(connection: duckdb.DuckDBPyConnection, settings: Settings, world: World, factor: int) -> None:
    connection.execute("CREATE TABLE codes (lijst VARCHAR, namen VARCHAR[])")
    for name in codelist_names():
        connection.execute("INSERT INTO codes VALUES (?, ?)", [name, list(load_codelist(name).names)])
    for table, columns in world.tables.items():
        _append(connection, f"k_{table}", columns)
    for kind, table in (("onderneming", "onderneming"), ("traject", "doorstroomtraject"), ("evaluatie",) * 2):
        count = len(world.tables[table][kind])
        for replica, numbers in enumerate(_numbers(settings, kind, count, factor)):
            things = {"ding": np.arange(count), "nummer": numbers}
            _append(connection, "nummer", things, kopie=replica, soort=kind)
    for replica, numbers in enumerate(_numbers(settings, "persoon", len(world.people), factor)):
        ids = {"persoon": np.arange(len(world.people)), "nummer": numbers}
        profiles = draw_profiles(settings, world.people, replica)
        _append(connection, "persoon", {**ids, **profiles}, kopie=replica)


def _numbers(settings: Settings, kind: str, count: int, factor: int) -> Ints:
    # Shuffled over all replicas, so that an id says nothing about the maatregel, the year or the company.
    numbers = shuffled(stream(settings.seed, "nummer", kind), count * factor) + 1
    return numbers.reshape(factor, count)


def _append(
    connection: duckdb.DuckDBPyConnection, table: str, columns: dict[str, Ints], **constants: int | str
) -> None:
    connection.register("nieuw", {name: values.astype(np.int32) for name, values in columns.items()})
    extra = "".join(f", {value!r} AS {name}" for name, value in constants.items())
    select = f"SELECT *{extra} FROM nieuw"
    connection.execute(f"CREATE TABLE IF NOT EXISTS {table} AS {select} LIMIT 0")
    connection.execute(f"INSERT INTO {table} {select}")
    connection.unregister("nieuw")


def _copy(connection: duckdb.DuckDBPyConnection, settings: Settings, table: str, staging: Path) -> int:
    export = EXPORTS[table]
    values = {
        "eerste_jaar": settings.quarters.first_year,
        "profiel_vanaf": settings.profile_from,
        "peildatum": settings.reference_day.isoformat(),
    }
    # DuckDB refuses a value that the statement does not name.
    used = {name: value for name, value in values.items() if f"${name}" in export.select}
    target = str(staging / export.file_of(table)).replace("'", "''")
    copied = connection.execute(f"COPY ({export.select}) TO '{target}' ({export.how})", used).fetchone()
    return int(copied[0]) if copied else 0


def _write_sidecar(settings: Settings, factor: int, rows: dict[str, int], staging: Path) -> None:
    lines = [
        'producent = "pq-answers"',
        'soort = "demonstratie"',
        'naam = "demonstratieregister"',
        f'volledig_tot = "{settings.quarters.names()[-1]}"',
        f"factor = {factor}",
    ]
    for table, count in rows.items():
        name = EXPORTS[table].file_of(table)
        lines += ["", "[[bestand]]", f'tabel = "{table}"', f'pad = "{name}"', f"rijen = {count}"]
        lines += [f'sha256 = "{_fingerprint(staging / name)}"']
    (staging / "levering.toml").write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def _fingerprint(path: Path) -> str:
    with path.open("rb") as file:
        return file_digest(file, "sha256").hexdigest()
