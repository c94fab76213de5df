"""Commands for the administrator: backup and restore."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pq_answers.cli.dutch import click
from pq_answers.cli.installation import (
    database_option,
    given,
    ledger_folders,
    local_database,
    memory_folder,
    settings_option,
)
from pq_answers.cli.session import (
    approved_option,
    declared_moment,
    echo_json,
    json_option,
    memory_option,
    progress,
    store_option,
)
from pq_answers.errors import ExitCode

if TYPE_CHECKING:
    from pq_answers.backup import Places, Report

_FILE = click.argument("file", metavar="BESTAND", type=click.Path(dir_okay=False, path_type=Path))


@click.command(epilog="Voorbeeld: pq-answers backup /veilig/pq-2026-11-27.zip")
@_FILE
@click.option("--nakijken", "only_check", is_flag=True, help="Kijk BESTAND na; er wordt niets gemaakt.")
@settings_option
@database_option
@approved_option
@memory_option
@store_option
@json_option
def backup(
    file: Path,
    only_check: bool,
    settings_file: Path | None,
    database: str | None,
    approved: Path | None,
    memory: Path | None,
    store_path: Path,
    as_json: bool,
) -> int:
    """Maak van alles één BESTAND: dossiers, goedgekeurde antwoorden, onthouden plannen en momentopnamen.

    De webtoepassing kan intussen gebruikt worden. Het bestand wordt daarna helemaal nagelezen. Het bevat
    gegevens over personen: bewaar het zo veilig als de opslag zelf.
    """
    from pq_answers.backup import back_up, examine

    with progress("Reservekopie") as tell:
        if only_check:
            tell("nakijken")
            report = examine(file)
        else:
            places = _places(settings_file, database, approved, memory, store_path)
            report = back_up(places, file, declared_moment(None), tell)
    _show(report, "is heel" if only_check else "is gemaakt en nagelezen", file, as_json=as_json)
    return int(ExitCode.BLOCKED if report.missing else ExitCode.DONE)


@click.command(epilog="Voorbeeld: pq-answers restore /veilig/pq-2026-11-27.zip")
@_FILE
@click.option(
    "--vervang", "replace", is_flag=True, help="Vervang wat er staat; mappen en bestanden blijven ernaast."
)
@settings_option
@database_option
@approved_option
@memory_option
@store_option
@json_option
def restore(
    file: Path,
    replace: bool,
    settings_file: Path | None,
    database: str | None,
    approved: Path | None,
    memory: Path | None,
    store_path: Path,
    as_json: bool,
) -> None:
    """Zet terug wat in BESTAND zit, alles of niets.

    Eerst wordt het hele bestand nagekeken. Stop de webtoepassing voor u begint. Wie aangemeld was, moet zich
    nadien opnieuw aanmelden.
    """
    from pq_answers.backup import restore as put_back

    with progress("Terugzetten") as tell:
        places = _places(settings_file, database, approved, memory, store_path)
        report, kept = put_back(file, places, tell, replace=replace)
    names = [str(path) for path in kept]
    _show(report, "is teruggezet", file, as_json=as_json, vorige=names)
    if names and not as_json:
        click.echo(f"Wat er stond, is bewaard als {', '.join(names)}. Verwijder het als alles werkt.")


def _places(
    settings_file: Path | None,
    database: str | None,
    approved: Path | None,
    memory: Path | None,
    store_path: Path,
) -> Places:
    """Return where everything is; what an option names goes before the settings."""
    from pq_answers.backup import Places
    from pq_answers.web.configuration import read_configuration

    read = read_configuration(settings_file)
    return Places(
        database or read.database or local_database(),
        *ledger_folders(approved or read.approved),
        memory_folder(memory or read.memory),
        given("store_path", store_path) or read.store or store_path,
    )


def _show(report: Report, what: str, file: Path, *, as_json: bool, **more: Any) -> None:
    if as_json:
        echo_json({**_told(report), "bestand": str(file), **more})
        return
    rows = report.rows
    click.echo(f"De reservekopie {file} {what}. Gemaakt op {report.made}, met versie {report.version}.")
    click.echo(
        f"  {rows['dossiers']} dossiers, {report.answers} goedgekeurde antwoorden, {rows['users']} accounts, "
        f"{len(report.snapshots)} momentopnamen; {report.files} bestanden, {report.size / 1e6:.1f} MB."
    )
    click.echo(f"  sha256: {report.sha256}")
    if report.missing:
        click.echo(f"  Niet in de map van goedgekeurde antwoorden: {', '.join(report.missing)}", err=True)


def _told(report: Report) -> Mapping[str, Any]:
    return {
        "gemaakt": report.made,
        "versie": report.version,
        "sha256": report.sha256,
        "bestanden": report.files,
        "bytes": report.size,
        "rijen": dict(report.rows),
        "momentopnamen": list(report.snapshots),
        "goedgekeurd": report.answers,
        "ontbreekt": list(report.missing),
    }
