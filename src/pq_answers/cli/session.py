"""What every command shares: the store's place, JSON output, progress, and errors for people."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pq_answers.cli.dutch import click
from pq_answers.errors import InputError, UsageError, UserError

if TYPE_CHECKING:
    from pq_answers.items import Catalogue

F = TypeVar("F", bound=Callable[..., Any])
DEFAULT_STORE = "var/opslag"

store_option: Callable[[F], F] = click.option(
    "--opslag",
    "store_path",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="PQ_STORE",
    default=DEFAULT_STORE,
    show_default=True,
    show_envvar=True,
    help="De map met de momentopnamen.",
)
json_option: Callable[[F], F] = click.option(
    "--json", "as_json", is_flag=True, help="Geef JSON, voor programma's."
)
snapshot_option: Callable[[F], F] = click.option(
    "--momentopname", "snapshot", metavar="ID", help="Een andere momentopname dan de huidige."
)
made_option: Callable[[F], F] = click.option(
    "--gemaakt",
    "made",
    metavar="TIJDSTIP",
    help="Het tijdstip dat in de documenten komt, zoals 2026-11-21T09:00:00+00:00. Standaard: nu.",
)


approved_option: Callable[[F], F] = click.option(
    "--eerder",
    "approved",
    metavar="MAP",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="PQ_EERDER",
    show_envvar=True,
    help="De map met eerder goedgekeurde antwoorden, om cijfers mee te vergelijken.",
)


memory_option: Callable[[F], F] = click.option(
    "--geheugen",
    "memory",
    metavar="MAP",
    type=click.Path(file_okay=False, path_type=Path),
    envvar="PQ_GEHEUGEN",
    show_envvar=True,
    help="De map met onthouden plannen; zonder deze map telt geen enkele eerdere keuze.",
)


def echo_json(value: Any) -> None:
    """Print a value as JSON for machines."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=1))


def table(title: str, columns: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> None:
    """Print a table for people."""
    from rich.box import SIMPLE_HEAD
    from rich.console import Console
    from rich.table import Table

    shown = Table(title=title or None, box=SIMPLE_HEAD, title_justify="left", pad_edge=False)
    for column in columns:
        shown.add_column(column, overflow="fold")
    for row in rows:
        shown.add_row(*row)
    Console(soft_wrap=False, markup=False, highlight=False, width=None if sys.stdout.isatty() else 110).print(
        shown
    )


@contextmanager
def progress(title: str) -> Iterator[Callable[[str], None]]:
    """Show what long work is doing, on a terminal only; yields the function that tells it."""
    if not sys.stderr.isatty():
        yield lambda _message: None
        return
    from rich.console import Console

    with Console(stderr=True).status(title) as status:
        yield lambda message: status.update(f"{title}: {message}")


@contextmanager
def progress_bar(title: str) -> Iterator[Callable[[int, int], None]]:
    """Show how much of counted work is done, on a terminal only; yields a function of done and total."""
    if not sys.stderr.isatty():
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(title, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


def declared_moment(made: str | None) -> str:
    """Return the declared timestamp: the given one, that of SOURCE_DATE_EPOCH, or now (UTC)."""
    if made:
        try:
            return datetime.fromisoformat(made).isoformat()
        except ValueError as error:
            fix = "Schrijf 2026-11-21T09:00:00+00:00."
            raise UsageError("Het tijdstip van --gemaakt is niet leesbaar.", fix=fix) from error
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch:
        try:
            return datetime.fromtimestamp(int(epoch), UTC).isoformat()
        except (ValueError, OverflowError, OSError) as error:
            fix = "Geef een aantal seconden sinds 1970, of maak de variabele leeg."
            raise InputError("SOURCE_DATE_EPOCH is geen tijdstip.", fix=fix) from error
    return datetime.now(UTC).replace(microsecond=0).isoformat()


def catalogue() -> Catalogue:
    """Return the catalogue, with the memory of what was checked in the user's cache folder."""
    from pq_answers.items import load_catalogue

    return load_catalogue(cache_folder())


def cache_folder() -> Path:
    """Return the folder for what may be forgotten."""
    base = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(base) if base else Path.home() / ".cache") / "pq-answers"


def error_record(error: UserError) -> Mapping[str, str]:
    """Return an error as JSON values."""
    return {"fout": error.what, "waar": error.where, "oplossing": error.fix}


def print_error(error: UserError, *, as_json: bool) -> None:
    """Print an error on stderr: what is wrong, where, and how to mend it."""
    if as_json:
        click.echo(json.dumps(error_record(error), ensure_ascii=False), err=True)
        return
    click.echo(click.style("Fout: ", fg="red", bold=True) + error.what, err=True)
    if error.where:
        click.echo(f"  Waar: {error.where}", err=True)
    if error.fix:
        click.echo(f"  Oplossing: {error.fix}", err=True)
