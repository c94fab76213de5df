"""The commands that read a question and keep what a person made of it: plan and remember."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pq_answers.cli.dutch import click
from pq_answers.cli.session import (
    approved_option,
    catalogue,
    echo_json,
    json_option,
    memory_option,
    progress,
    table,
)

if TYPE_CHECKING:
    from pq_answers.understand import SubQuestion, Understood


@click.command(epilog="Voorbeeld: pq-answers plan vraag-274.txt -o vraag-274.toml")
@click.argument("question", metavar="VRAAG", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", "out", type=click.Path(dir_okay=False, path_type=Path), help="Het plan, om te verbeteren."
)
@approved_option
@memory_option
@json_option
def plan(question: Path, out: Path | None, approved: Path | None, memory: Path | None, as_json: bool) -> None:
    """Begrijp een schriftelijke vraag en maak er een plan van.

    VRAAG is een tekst, een Word-bestand, een pdf, een webpagina of een bericht. Van elke deelvraag staat er
    wat ze vraagt, welke catalogusvraag past, hoe zeker dat is, en wat niet begrepen is.
    """
    from pq_answers.inputs import plan_of
    from pq_answers.ledger import read_asked
    from pq_answers.understand import read_memory, read_question, understand, understood_record

    with progress("Lezen"):
        known, kept = catalogue(), read_memory(memory)
        understood = understand(read_question(question), known)
        earlier = read_asked(approved)
    if out is not None:
        _write(out, plan_of(understood, known, kept, where=question).text)
    if as_json:
        echo_json(understood_record(understood, earlier))
    else:
        _show(understood, out)


@click.command(epilog="Voorbeeld: pq-answers remember vraag-274.toml --geheugen geheugen")
@click.argument("path", metavar="PLAN", type=click.Path(path_type=Path))
@memory_option
def remember(path: Path, memory: Path | None) -> None:
    """Onthoud een plan dat nagekeken en verbeterd is.

    Komt later een deelvraag die erop lijkt, dan stelt het programma dezelfde keuze als eerste voor. Het
    geheugen is een gewone map met plannen: nalezen, kopiëren en wissen mag.
    """
    from pq_answers.errors import UsageError
    from pq_answers.plan import read_plan
    from pq_answers.understand import remember as keep

    if memory is None:
        raise UsageError("Er is geen map voor onthouden plannen gekozen.", fix="Geef --geheugen MAP.")
    click.echo(f"Onthouden in {keep(read_plan(path), memory)}")


def _write(out: Path, text: str) -> None:
    from pq_answers.errors import OutputError, os_problem

    try:
        out.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        what = f"Het plan kan niet geschreven worden ({os_problem(error)})."
        raise OutputError(what, where=str(out), fix="Kies een ander bestand.") from error


def _show(understood: Understood, out: Path | None) -> None:
    rows = [_row(part) for part in understood.parts]
    table("", ("deelvraag", "soort", "catalogusvraag", "gevraagd", "zeker"), rows)
    if out is not None:
        click.echo(
            f"Het plan staat in {out}. Kijk het na en maak dan het antwoord: pq-answers answer {out} -o MAP"
        )


def _row(part: SubQuestion) -> tuple[str, ...]:
    from pq_answers.understand import KINDS

    meaning = part.meaning
    period = meaning.period.text if meaning.period else ""
    indicator = meaning.indicator if meaning.kind == "data" else ""
    words = (indicator, ", ".join(meaning.measures), period, ", ".join(meaning.breakdowns))
    what = " · ".join(word for word in words if word)
    sure = f"{part.confidence:.0%}".replace("%", " %")
    return meaning.label, KINDS[meaning.kind], part.choice.item or "–", what, sure
