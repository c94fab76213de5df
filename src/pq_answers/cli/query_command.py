"""`pq-answers query ITEM`: a sub-command per item, its options made from the item's header."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from pq_answers.cli.dutch import click
from pq_answers.cli.session import (
    approved_option,
    catalogue,
    echo_json,
    json_option,
    snapshot_option,
    store_option,
)

if TYPE_CHECKING:
    from pq_answers.items import Item, Param


class QueryGroup(click.Group):
    """Makes each item's command when it is asked for."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all items."""
        del ctx
        return [item.name for item in catalogue()]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command:
        """Return the command of one item; an unknown name raises `UsageError` with the nearest names."""
        del ctx
        return _command(catalogue().get(cmd_name))


@click.command(
    cls=QueryGroup,
    subcommand_metavar="VRAAG …",
    epilog="Voorbeeld: pq-answers query contingent --maatregel lde --jaren 2019-2021",
)
def query() -> None:
    """Voer één vraag uit de catalogus uit en toon de beschermde tabellen, en wat er ontbreekt."""


def _command(item: Item) -> click.Command:
    from pq_answers.items import asked_params, option_name

    def run(
        store_path: Path, snapshot: str | None, approved: Path | None, as_json: bool, **asked: Any
    ) -> None:
        given = {name: list(value) for name, value in asked.items() if value}
        _run(item, _Place(store_path, snapshot, approved), as_json, given)

    command: Any = click.command(item.name, help=f"{item.title}.\n\n{item.description}")(
        json_option(snapshot_option(store_option(approved_option(run))))
    )
    options = [_option(item, param, option_name(param)) for param in asked_params(item)]
    command.params = [*options, *command.params]
    command.options_metavar = "[OPTIES]"
    return command  # type: ignore[no-any-return]


def _option(item: Item, param: Param, name: str) -> click.Option:
    from pq_answers.items import choices_text

    required = param.required and name not in {"opsplitsing", "klassen"}
    help_text = choices_text(item, param)
    # Given twice, both count: `--maatregel lde --maatregel arbeidszorg` is `--maatregel lde,arbeidszorg`.
    return click.Option([f"--{name}", name], required=required, multiple=True, help=help_text, metavar="…")


class _Place(NamedTuple):
    """Where figures come from, and the answers that they are protected with."""

    store: Path
    snapshot: str | None
    approved: Path | None


def _run(item: Item, place: _Place, as_json: bool, asked: dict[str, list[str]]) -> None:
    from pq_answers.answer import query_item, result_record
    from pq_answers.store import Store

    with Store(place.store).open(place.snapshot) as reader:
        result, report = query_item(item, asked, reader, place.approved)
    if as_json:
        echo_json(result_record(result, report))
        return
    from pq_answers.compose import result_blocks, result_remarks
    from pq_answers.render import table_text

    for block in result_blocks(item, result):
        click.echo(table_text(block))
    for remark in result_remarks(item, result):
        click.echo(f"{click.wrap_text(remark, 100)}\n")
    click.echo(report.summary)
