"""The command that serves the web application on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pq_answers.cli.dutch import WholeNumber, click
from pq_answers.cli.installed import given, installed_settings, settings_option
from pq_answers.cli.session import approved_option, memory_option, store_option

if TYPE_CHECKING:
    import socket

    from pq_answers.web.office import Office


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
    "--databank",
    "database",
    metavar="URL",
    envvar="PQ_DATABASE",
    show_envvar=True,
    help="De databank met de dossiers. Standaard: een bestand in var.",
)
@settings_option
@approved_option
@memory_option
@store_option
def serve(
    trial: bool,
    host: str,
    port: int,
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
    from pq_answers.web.app import create_app

    own_store = given("store_path", store_path)
    settings = installed_settings(settings_file, host, database, approved, memory, own_store, trial=trial)
    app = create_app(settings)
    with _listening(host, port) as listener:
        number = listener.getsockname()[1]
        click.echo(f"De webtoepassing luistert op http://{_shown(host)}:{number}")
        if trial:
            _tell_accounts(app.state.office)
        click.echo("Stoppen: Ctrl+C.")
        _run(app, listener)


def _listening(host: str, port: int) -> socket.socket:
    import socket

    from pq_answers.errors import OutputError, os_problem

    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        return socket.create_server((host, port), family=family)
    except OSError as error:
        what = f"Op dit adres kan niet geluisterd worden ({os_problem(error)})."
        raise OutputError(what, where=f"{host}:{port}", fix="Kies een andere poort met --poort.") from error


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


def _run(app: object, listener: socket.socket) -> None:
    import uvicorn

    # No access log: addresses and search words of people are nobody's business.
    level = "debug" if os.environ.get("PQ_DEBUG") else "warning"
    config = uvicorn.Config(
        app,  # type: ignore[arg-type]
        log_level=level,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=10,
    )
    uvicorn.Server(config).run(sockets=[listener])
