"""Commands about the catalogue: items and new."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from pq_answers.cli.dutch import click
from pq_answers.cli.session import catalogue, echo_json, json_option, table

if TYPE_CHECKING:
    from pq_answers.items import Item


@click.command(epilog="Voorbeeld: pq-answers items contingent")
@click.argument("name", metavar="[VRAAG]", required=False)
@json_option
def items(name: str | None, as_json: bool) -> None:
    """Toon de catalogus, of alles over één VRAAG: betekenis, parameters, kolommen, beschikbaarheid."""
    from pq_answers.items import describe_item

    found = catalogue()
    if name:
        item = found.get(name)
        echo_json(describe_item(item)) if as_json else _show(item)
    elif as_json:
        echo_json([{"naam": item.name, "titel": item.title, "indicator": item.indicator} for item in found])
    else:
        table("", ("vraag", "titel"), [(item.name, item.title) for item in found])


def _show(item: Item) -> None:
    from pq_answers.items import describe_item

    facts = describe_item(item)
    click.echo(click.style(item.title, bold=True))
    click.echo(item.description)
    click.echo(f"Bron: {item.source}\n")
    table(
        "Parameters", ("optie", "mogelijk"), [(f"--{p['naam']}", p["mogelijk"]) for p in facts["parameters"]]
    )
    table("Beschikbaar", ("maatregel", "wat"), [(a["maatregel"], a["wat"]) for a in facts["beschikbaar"]])
    click.echo(f"Query: {item.sql_path}\nSjabloon: {item.template_path}")


@click.command(epilog="Voorbeeld: pq-answers new aantal_vestigingen --map mijn-catalogus")
@click.argument("name", metavar="VRAAG")
@click.option(
    "--map",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    help="De eigen catalogus. Standaard: de omgevingsvariabele PQ_CATALOGUE.",
)
@json_option
def new(name: str, folder: Path | None, as_json: bool) -> None:
    """Begin een nieuwe VRAAG: een query, een sjabloon en een voorbeeld die meteen werken."""
    from pq_answers.errors import UsageError
    from pq_answers.items import scaffold

    target = folder or Path(os.environ.get("PQ_CATALOGUE", ""))
    if target == Path():
        raise UsageError("Er is geen eigen catalogus gekozen.", fix="Geef --map MAP of zet PQ_CATALOGUE.")
    paths = scaffold(name, target)
    if as_json:
        echo_json({"bestanden": [str(path) for path in paths]})
        return
    click.echo("Gemaakt:")
    for path in paths:
        click.echo(f"  {path}")
    click.echo(f"Probeer: PQ_CATALOGUE={target} pq-answers query {name} --maatregel lde --jaren 2021")
