"""The command that serves the web application on this machine."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pq_answers.cli.dutch import WholeNumber, click
from pq_answers.cli.session import DEFAULT_STORE, approved_option, cache_folder, memory_option, store_option

if TYPE_CHECKING:
    import socket

    from pq_answers.web.configuration import Configuration
    from pq_answers.web.office import Office, Settings
    from pq_answers.web.signin import SignIn

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
@click.option(
    "--instellingen",
    "settings_file",
    metavar="BESTAND",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="PQ_SETTINGS",
    show_envvar=True,
    help="Het bestand met de instellingen: adres, aanmelden, opslag, limieten.",
)
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
    from dataclasses import replace

    from pq_answers.web.app import create_app
    from pq_answers.web.configuration import choose_sign_in, read_configuration

    read = read_configuration(settings_file)
    sign_in = choose_sign_in(read, host, trial=trial)
    own_store = None if _is_default("store_path") else store_path
    configuration = replace(
        read,
        database=database or read.database or _local_database(),
        approved=approved or read.approved,
        memory=memory or read.memory,
        store=own_store or read.store or store_path,
    )
    app = create_app(_settings(configuration, sign_in))
    with _listening(host, port) as listener:
        number = listener.getsockname()[1]
        click.echo(f"De webtoepassing luistert op http://{_shown(host)}:{number}")
        if trial:
            _tell_accounts(app.state.office)
        click.echo("Stoppen: Ctrl+C.")
        _run(app, listener)


def _is_default(name: str) -> bool:
    """Whether nobody gave an option, neither in the command nor in the environment."""
    from click.core import ParameterSource

    return click.get_current_context().get_parameter_source(name) is ParameterSource.DEFAULT


def _settings(configuration: Configuration, sign_in: SignIn) -> Settings:
    """Return the settings of the application; a store without snapshot is told before anybody signs in."""
    from pq_answers.store import Store
    from pq_answers.web.office import Settings
    from pq_answers.workflow import Desk

    folder = configuration.approved or _STATE / "goedgekeurd"
    desk = Desk(
        Store(configuration.store or Path(DEFAULT_STORE)),
        folder,
        folder.parent / "ingetrokken",
        configuration.memory or _STATE / "geheugen",
        cache_folder(),
    )
    desk.store.current()
    return Settings(
        configuration.database or _local_database(),
        desk,
        configuration.hosts,
        configuration.secure,
        address=configuration.address,
        sign_in=sign_in,
        proxies=configuration.proxies,
        rates=configuration.rates,
        place=configuration.place,
    )


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
