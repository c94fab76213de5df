"""The command that serves the web application on this machine."""

from __future__ import annotations

import ipaddress
from pathlib import Path
from typing import TYPE_CHECKING

from pq_answers.cli.dutch import WholeNumber, click
from pq_answers.cli.installation import database_option, given, installed_settings, settings_option
from pq_answers.cli.session import approved_option, memory_option, store_option

if TYPE_CHECKING:
    import socket

    from pq_answers.web.forwarded import Network
    from pq_answers.web.office import Office, Settings


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
@settings_option
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
    settings_file: Path | None,
    approved: Path | None,
    memory: Path | None,
    store_path: Path,
) -> None:
    """Start de webtoepassing op deze machine.

    Hoe mensen zich aanmelden, staat in de instellingen. Met --proef komen er proefaccounts voor elke rol.
    Die werken alleen op deze machine zelf: de server weigert dan elk adres dat van buitenaf bereikbaar is.
    """
    from dataclasses import replace

    from pq_answers.web.office import LOOPBACK, Office
    from pq_answers.web.watch.journal import start_log

    own_store = given("store_path", store_path)
    settings = installed_settings(settings_file, host, database, approved, memory, own_store, trial=trial)
    settings = replace(settings, watchers=tuple(map(_network, watchers)) or LOOPBACK)
    if log_to:
        start_log(log_to)
    office = Office.open(settings)
    with _listening(host, port) as listener:
        number = listener.getsockname()[1]
        click.echo(f"De webtoepassing luistert op http://{_shown(host)}:{number}")
        if trial:
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
