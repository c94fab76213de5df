"""Commands about data: demo, load, snapshots."""

from __future__ import annotations

from pathlib import Path

from pq_answers.cli.dutch import WholeNumber, click
from pq_answers.cli.session import echo_json, json_option, progress, store_option, table


@click.command(epilog="Voorbeeld: pq-answers demo var/levering")
@click.argument("folder", metavar="MAP", type=click.Path(path_type=Path))
@click.option(
    "--factor",
    type=WholeNumber(1),
    metavar="GETAL",
    default=1,
    show_default=True,
    help="Hoeveel keer zo groot.",
)
@json_option
def demo(folder: Path, factor: int, as_json: bool) -> None:
    """Maak het demonstratieregister als levering in MAP.

    De gegevens zijn verzonnen; ze zijn zo gemaakt dat de vragen de cijfers van antwoord nr. 274 geven.
    """
    from pq_answers.demo import write_delivery

    with progress("Demonstratieregister maken"):
        made = write_delivery(folder, factor)
    if as_json:
        echo_json({"levering": str(made), "factor": factor})
    else:
        click.echo(f"Demonstratieregister gemaakt in {made}. Laad het met: pq-answers load {made}")


@click.command(epilog="Voorbeeld: pq-answers load var/levering")
@click.argument("delivery", metavar="LEVERING", type=click.Path(path_type=Path))
@store_option
@json_option
def load(delivery: Path, store_path: Path, as_json: bool) -> None:
    """Laad LEVERING, een map met bestanden en levering.toml, als nieuwe momentopname.

    Elke rij wordt nagekeken. Bij een fout blijft de huidige momentopname staan.
    """
    from pq_answers.store import Store

    with progress("Laden") as tell:
        report = Store(store_path).load(delivery, tell)
    if as_json:
        echo_json({"momentopname": report.info.id, "nieuw": report.new, "rijen": dict(report.info.rows)})
    else:
        word = "Geladen als" if report.new else "Was al geladen: huidige momentopname is"
        click.echo(f"{word} {report.info.id} ({sum(report.info.rows.values())} rijen).")


@click.command(epilog="Voorbeeld: pq-answers snapshots --kies s0123456789ab")
@click.option("--kies", "chosen", metavar="ID", help="Maak deze momentopname de huidige.")
@store_option
@json_option
def snapshots(chosen: str | None, store_path: Path, as_json: bool) -> None:
    """Toon de momentopnamen, of kies de huidige."""
    from pq_answers.errors import StoreError
    from pq_answers.store import Store

    store = Store(store_path)
    if chosen:
        store.switch(chosen)
    found = store.snapshots()
    try:
        current = store.current().id
    except StoreError:
        if found or store.has_snapshots():
            raise
        current = ""
    if as_json:
        echo_json([{"id": s.id, "naam": s.name, "soort": s.kind, "huidig": s.id == current} for s in found])
    elif not found:
        click.echo("Er zijn nog geen momentopnamen. Laad een levering met: pq-answers load LEVERING")
    else:
        rows = [
            ("→" if s.id == current else "", s.id, s.name, s.kind, s.complete_until, s.producer)
            for s in found
        ]
        table("", ("", "momentopname", "naam", "soort", "volledig tot", "producent"), rows)
