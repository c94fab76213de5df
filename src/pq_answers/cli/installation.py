"""An installation of the web application: its settings, where it keeps things, what holds without them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pq_answers.cli.dutch import click
from pq_answers.cli.session import DEFAULT_STORE, cache_folder
from pq_answers.ledger import WITHDRAWN

if TYPE_CHECKING:
    from pq_answers.web.office import Settings

F = TypeVar("F", bound=Callable[..., Any])
_STATE = Path("var")
_DATABASE = "dossiers.sqlite"

database_option: Callable[[F], F] = click.option(
    "--databank",
    "database",
    metavar="URL",
    envvar="PQ_DATABASE",
    show_envvar=True,
    help="De databank met de dossiers. Standaard: een bestand in var.",
)


def local_database() -> str:
    """Return the URL of the database in a file, whether it is there or not."""
    return f"sqlite:///{(_STATE / _DATABASE).resolve()}"


def new_local_database() -> str:
    """Return the same; the file is made where it is not there yet."""
    _STATE.mkdir(parents=True, exist_ok=True)
    # What people write before it is approved is for nobody else on this machine.
    (_STATE / _DATABASE).touch(mode=0o600)
    return local_database()


def ledger_folders(approved: Path | None) -> tuple[Path, Path]:
    """Return the folder of the approved answers, and the one of those that were withdrawn."""
    folder = approved or _STATE / "goedgekeurd"
    return folder, folder.parent / WITHDRAWN


def memory_folder(memory: Path | None) -> Path:
    """Return the folder of the remembered plans."""
    return memory or _STATE / "geheugen"


settings_option: Callable[[F], F] = click.option(
    "--instellingen",
    "settings_file",
    metavar="BESTAND",
    type=click.Path(dir_okay=False, path_type=Path),
    envvar="PQ_SETTINGS",
    show_envvar=True,
    help="Het bestand met de instellingen: adres, aanmelden, opslag, limieten.",
)


def installed_settings(
    settings_file: Path | None,
    host: str,
    database: str | None,
    approved: Path | None,
    memory: Path | None,
    store_path: Path | None,
    *,
    trial: bool,
) -> Settings:
    """Return the settings of the application; what an option names goes before what is set elsewhere.

    Raises `UsageError` where there is not exactly one way to sign in, `StoreError` without a snapshot.
    """
    from pq_answers.store import Store
    from pq_answers.web.configuration import choose_sign_in, read_configuration
    from pq_answers.web.office import Settings
    from pq_answers.workflow import Desk

    read = read_configuration(settings_file)
    sign_in = choose_sign_in(read, host, trial=trial)
    desk = Desk(
        Store(store_path or read.store or Path(DEFAULT_STORE)),
        *ledger_folders(approved or read.approved),
        memory_folder(memory or read.memory),
        cache_folder(),
    )
    desk.store.current()
    return Settings(
        database or read.database or new_local_database(),
        desk,
        read.hosts,
        read.secure,
        address=read.address,
        sign_in=sign_in,
        proxies=read.proxies,
        rates=read.rates,
        place=read.place,
    )


def given(name: str, value: Path) -> Path | None:
    """Return the value of an option, None where it only has its default."""
    from click.core import ParameterSource

    source = click.get_current_context().get_parameter_source(name)
    return None if source is ParameterSource.DEFAULT else value
