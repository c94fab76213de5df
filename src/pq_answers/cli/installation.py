"""Where the web application keeps what people make: the options that say so, and what holds without them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from pq_answers.cli.dutch import click
from pq_answers.ledger import WITHDRAWN

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
