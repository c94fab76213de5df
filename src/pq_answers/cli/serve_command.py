"""The command that serves the web application on this machine."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING

from pq_answers.cli.dutch import WholeNumber, click
from pq_answers.cli.installation import (
    database_option,
    ledger_folders,
    memory_folder,
    new_local_database,
)
from pq_answers.cli.session import approved_option, cache_folder, memory_option, store_option

if TYPE_CHECKING:
    import socket

    from pq_answers.web.office import Network, Office, Settings


@click.command(epilog="Voorbeeld: pq-answers serve --proef")
@click.option("--proef", "trial", is_flag=True, help="Maak proefaccounts en toon hun wachtwoord.")
@click.option(
    "--adres", "host", metavar="ADRES", default="127.0.0.1", show_default=True, help="Waar geluisterd wordt."
)
@click.option(
    "--poort",
    "port",
    type=WholeNumber(0, 65535),
    metavar="GETAL",
    default=8274,
    show_default=True,
    help="Welke poort.",
)
@click.option(
    "--werkers",
    "workers",
    type=WholeNumber(1, 64),
    metavar="GETAL",
    envvar="PQ_WERKERS",
    default=1,
    show_default=True,
    help="Hoeveel processen antwoorden.",
)
@click.option(
    "--log",
    "log_to",
    metavar="BESTAND",
    envvar="PQ_LOG",
    show_envvar=True,
    help="Schrijf een logregel per verzoek, als JSON; - is de foutuitvoer. Standaard: geen.",
)
@click.option(
    "--metingen-van",
    "watchers",
    metavar="NETWERK",
    multiple=True,
    envvar="PQ_METINGEN_VAN",
    show_envvar=True,
    help="Vanwaar /metrics gelezen mag worden. Standaard: deze machine zelf.",
)
@database_option
@approved_option
@memory_option
@store_option
def serve(
    trial: bool,
    host: str,
    port: int,
    workers: int,
    log_to: str | None,
    watchers: tuple[str, ...],
    database: str | None,
    approved: Path | None,
    memory: Path | None,
    store_path: Path,
) -> None:
    """Start de webtoepassing op deze machine.

    Met --proef komen er proefaccounts voor elke rol. Ze werken alleen op deze machine zelf: de server
    weigert dan elk adres dat van buitenaf bereikbaar is.
    """
    from pq_answers.store import Store
    from pq_answers.web.office import LOOPBACK, Office, Settings
    from pq_answers.web.watch.journal import start_log
    from pq_answers.workflow import Desk

    _refuse_open(host, trial=trial)
    if log_to:
        start_log(log_to)
    desk = Desk(Store(store_path), *ledger_folders(approved), memory_folder(memory), cache_folder())
    desk.store.current()
    settings = Settings(
        database or new_local_database(), desk, watchers=tuple(map(_network, watchers)) or LOOPBACK
    )
    office = Office.open(settings)
    with _listening(host, port) as listener:
        number = listener.getsockname()[1]
        click.echo(f"De webtoepassing luistert op http://{_shown(host)}:{number}")
        _tell_accounts(office)
        click.echo("Stoppen: Ctrl+C.")
        # Every worker opens connections of its own: those of a parent cannot be shared.
        office.database.close()
        _run(settings, listener, workers, own_log=bool(log_to))


def _network(words: str) -> Network:
    from pq_answers.errors import UsageError

    try:
        return ipaddress.ip_network(words)
    except ValueError as error:
        fix = "Schrijf bijvoorbeeld 10.1.2.0/24 of ::1/128."
        raise UsageError("Dit is geen netwerk.", where=f"--metingen-van {words}", fix=fix) from error


def _refuse_open(host: str, *, trial: bool) -> None:
    """Refuse to serve without accounts, and trial accounts to anybody but this machine."""
    from pq_answers.errors import UsageError

    if not trial:
        fix = "Start met --proef. Aanmelden met de accounts van de organisatie bestaat nog niet."
        raise UsageError("Er is geen manier om aan te melden gekozen.", fix=fix)
    try:
        local = host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        local = False
    if not local:
        fix = "Laat --adres weg, of kies 127.0.0.1."
        raise UsageError("Proefaccounts werken alleen op deze machine.", where=f"--adres {host}", fix=fix)


def _listening(host: str, port: int) -> socket.socket:
    import socket

    from pq_answers.errors import OutputError, os_problem

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        listener = socket.create_server((host, port), family=family)
        # Connections take this over: else a small answer waits some 40 ms for a word of the other side.
        listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    except OSError as error:
        what = f"Op dit adres kan niet geluisterd worden ({os_problem(error)})."
        raise OutputError(what, where=f"{host}:{port}", fix="Kies een andere poort met --poort.") from error
    return listener


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host


def _tell_accounts(office: Office) -> None:
    """Give every trial account a new password and show it, here only."""
    import secrets

    from pq_answers.workflow import Role, people

    given = secrets.token_urlsafe(9)
    with office.database.writing() as connection:
        for role in Role:
            people.add_user(connection, role.value, {role}, given)
    click.echo(f"Proefaccounts: {', '.join(role.value for role in Role)}")
    click.echo(f"Wachtwoord, voor elk van hen: {given}")


def _run(settings: Settings, listener: socket.socket, workers: int, *, own_log: bool) -> None:
    from functools import partial

    from pq_answers.web.app import create_app
    from pq_answers.web.workers import Workers

    Workers(partial(create_app, settings), listener, workers, own_log=own_log).run()
