"""Commands that look after things: check and doctor."""

from __future__ import annotations

from pathlib import Path

from pq_answers.cli.dutch import click
from pq_answers.cli.session import catalogue, echo_json, json_option, progress, store_option, table


@click.command(epilog="Voorbeeld: pq-answers check antwoord-274/answer.json")
@click.argument("record", metavar="ANSWER.JSON", type=click.Path(path_type=Path))
@store_option
@json_option
@click.pass_context
def check(ctx: click.Context, record: Path, store_path: Path, as_json: bool) -> None:
    """Kijk na of een opgesteld antwoord ongewijzigd is en of herhalen hetzelfde geeft.

    ANSWER.JSON is het bestand dat bij elk antwoord hoort, of de map waarin het staat.
    """
    from pq_answers.recheck import recheck
    from pq_answers.store import Store

    with progress("Nakijken"):
        findings = recheck(record, Store(store_path), catalogue())
    if as_json:
        echo_json([{"ernst": f.severity.value, "bestand": f.file, "zin": f.sentence} for f in findings])
    elif findings:
        table(
            "", ("ernst", "bestand", "bevinding"), [(f.severity.value, f.file, f.sentence) for f in findings]
        )
    else:
        click.echo("In orde: de bestanden zijn ongewijzigd en herhalen geeft precies hetzelfde antwoord.")
    ctx.exit(int(any(f.blocks for f in findings)))


@click.command(epilog="Voorbeeld: pq-answers doctor")
@store_option
@json_option
@click.pass_context
def doctor(ctx: click.Context, store_path: Path, as_json: bool) -> None:
    """Onderzoek of alles werkt: Python, opslag, catalogus, voorbeelden en huisstijl."""
    from pq_answers.doctor import examine
    from pq_answers.store import Store

    with progress("Onderzoeken"):
        results = examine(Store(store_path))
    if as_json:
        echo_json([{"onderdeel": r.part, "goed": r.good, "uitleg": r.text} for r in results])
    else:
        table("", ("", "onderdeel", "uitleg"), [("✓" if r.good else "✗", r.part, r.text) for r in results])
    ctx.exit(int(not all(r.good for r in results)))
