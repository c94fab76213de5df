"""The command that reads a question: plan."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pq_answers.cli.dutch import click
from pq_answers.cli.session import catalogue, echo_json, json_option, progress, table

if TYPE_CHECKING:
    from pq_answers.understand import Understood


@click.command(epilog="Voorbeeld: pq-answers plan vraag-274.txt -o vraag-274.toml")
@click.argument("question", metavar="VRAAG", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", "out", type=click.Path(dir_okay=False, path_type=Path), help="Het plan, om te verbeteren."
)
@json_option
def plan(question: Path, out: Path | None, as_json: bool) -> None:
    """Begrijp een schriftelijke vraag en maak er een plan van.

    VRAAG is een tekst, een Word-bestand, een pdf, een webpagina of een bericht. Van elke deelvraag staat er
    wat ze vraagt, welke catalogusvraag past, hoe zeker dat is, en wat niet begrepen is.
    """
    from pq_answers.understand import plan_text, read_question, understand, understood_record

    with progress("Lezen"):
        known = catalogue()
        understood = understand(read_question(question), known)
    if out is not None:
        _write(out, plan_text(understood, known))
    if as_json:
        echo_json(understood_record(understood))
    else:
        _show(understood, out)


def _write(out: Path, text: str) -> None:
    from pq_answers.errors import OutputError, os_problem

    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        what = f"Het plan kan niet geschreven worden ({os_problem(error)})."
        raise OutputError(what, where=str(out), fix="Kies een ander bestand.") from error


def _show(understood: Understood, out: Path | None) -> None:
    from pq_answers.understand import KINDS

    rows = []
    for part in understood.parts:
        meaning = part.meaning
        asked = [", ".join(meaning.measures), _period(part.meaning.period), ", ".join(meaning.breakdowns)]
        what = " · ".join(
            word for word in [meaning.indicator if meaning.kind == "data" else "", *asked] if word
        )
        sure = f"{part.confidence:.0%}".replace("%", " %")
        rows.append((meaning.label, KINDS[meaning.kind], part.choice.item or "–", what, sure))
    table("", ("deelvraag", "soort", "catalogusvraag", "gevraagd", "zeker"), rows)
    if out is not None:
        click.echo(
            f"Het plan staat in {out}. Kijk het na en maak dan het antwoord: pq-answers answer {out} -o MAP"
        )


def _period(period: object) -> str:
    first, last = getattr(period, "first", None), getattr(period, "last", None)
    if first is None:
        return ""
    return str(first) if first == last else f"{first}-{last or 'nu'}"
