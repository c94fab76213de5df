"""The command that serves the web application on this machine."""

from __future__ import annotations

import ipaddress
import os
from pathlib import Path
from typing import TYPE_CHECKING

from pq_answers.cli.dutch import WholeNumber, click
from pq_answers.cli.session import approved_option, cache_folder, memory_option, store_option

if TYPE_CHECKING:
    import socket

    from pq_answers.web.office import Office

_STATE = Path("var")
_DATABASE = "dossiers.sqlite"


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
@approved_option
@memory_option
@store_option
def serve(
    trial: bool,
    host: str,
    port: int,
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
    from pq_answers.web.app import create_app
    from pq_answers.web.office import Settings
    from pq_answers.workflow import Desk

    _refuse_open(host, trial=trial)
    folder = approved or _STATE / "goedgekeurd"
    desk = Desk(
        Store(store_path),
        folder,
        folder.parent / "ingetrokken",
        memory or _STATE / "geheugen",
        cache_folder(),
    )
    desk.store.current()
    app = create_app(Settings(database or _local_database(), desk))
    with _listening(host, port) as listener:
        number = listener.getsockname()[1]
        click.echo(f"De webtoepassing luistert op http://{_shown(host)}:{number}")
        _tell_accounts(app.state.office)
        click.echo("Stoppen: Ctrl+C.")
        _run(app, listener)


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


def _local_database() -> str:
    _STATE.mkdir(parents=True, exist_ok=True)
    # What people write before it is approved is for nobody else on this machine.
    (_STATE / _DATABASE).touch(mode=0o600)
    return f"sqlite:///{(_STATE / _DATABASE).resolve()}"


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
