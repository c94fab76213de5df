"""Commands that make answers: answer and batch."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pq_answers.cli.dutch import WholeNumber, click
from pq_answers.cli.session import (
    approved_option,
    cache_folder,
    catalogue,
    declared_moment,
    echo_json,
    json_option,
    made_option,
    memory_option,
    progress,
    progress_bar,
    snapshot_option,
    store_option,
    table,
)

if TYPE_CHECKING:
    from pq_answers.answer import Placed

_FORMATS = click.option(
    "--formats",
    metavar="LIJST",
    default="docx,xlsx,html,md,txt,json,opsteller",
    show_default=True,
    help="Welke bestanden.",
)


def _formats(text: str) -> tuple[str, ...]:
    from pq_answers.answer import ALL_FORMATS
    from pq_answers.errors import UsageError, suggest

    names = tuple(dict.fromkeys(part.strip() for part in text.split(",") if part.strip()))
    for name in names:
        if name not in ALL_FORMATS:
            raise UsageError(f"Het formaat «{name}» bestaat niet.", fix=suggest(name, ALL_FORMATS))
    if not names:
        fix = f"Noem er minstens een: {', '.join(ALL_FORMATS)}."
        raise UsageError("Er is geen enkel formaat gekozen.", where="--formats", fix=fix)
    return names


@click.command(epilog="Voorbeeld: pq-answers answer data/demo/vraag-274.toml -o antwoord-274")
@click.argument("question", metavar="VRAAG", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", "out", required=True, type=click.Path(path_type=Path), help="De map voor de bestanden."
)
@_FORMATS
@made_option
@approved_option
@memory_option
@snapshot_option
@store_option
@json_option
def answer(
    question: Path,
    out: Path,
    formats: str,
    made: str | None,
    approved: Path | None,
    memory: Path | None,
    snapshot: str | None,
    store_path: Path,
    as_json: bool,
) -> None:
    """Stel het antwoord op VRAAG op: tekst, tabellen en bijlagen, nagekeken en beschermd.

    VRAAG is de vraag zelf (.txt, .docx, .pdf, .html, .eml), een plan (.toml) of een lijst (.vragen).
    Ligt naast de vraag een plan met dezelfde naam, dan geldt dat plan.
    """
    from pq_answers.answer import answer as make_answer
    from pq_answers.inputs import read_input
    from pq_answers.store import Store
    from pq_answers.understand import read_memory

    wanted, moment = _formats(formats), declared_moment(made)
    _refuse_no_folder(out)
    with progress("Antwoord opstellen"), Store(store_path).open(snapshot) as reader:
        known = catalogue()
        read = read_input(question, known, read_memory(memory))
        placed = make_answer(read, reader, known, out, made=moment, formats=wanted, approved=approved)
    if as_json:
        echo_json(
            {
                "bestanden": [str(path) for path in placed.paths],
                "bevindingen": placed.draft.record["controles"],
                "aansluiting": placed.draft.record["aansluiting"],
                "bescherming": placed.draft.record["bescherming"],
            }
        )
    else:
        _show(placed)


def _refuse_no_folder(out: Path) -> None:
    """Refuse an empty `-o`, which would mean the folder where one happens to stand."""
    from pq_answers.errors import UsageError

    if out == Path():
        raise UsageError("Er is geen map voor de bestanden gekozen.", fix="Geef -o MAP.")


def _show(placed: Placed) -> None:
    click.echo("Het antwoord staat in:")
    for path in placed.paths:
        click.echo(f"  {path}")
    for finding in placed.draft.findings:
        label = finding.table.partition(":")[0]
        click.echo(f"{finding.severity.value.capitalize()} bij deelvraag {label}: {finding.sentence}")
    for match in placed.draft.record["aansluiting"]:
        if match["uitkomst"] != "gelijk":
            click.echo(f"Aansluiting bij deelvraag {match['label']}: {match['zin']}")
    click.echo(f"Bescherming: {placed.draft.protection.summary}")
    for proposal in placed.draft.proposals:
        click.echo(f"Voorstel bij deelvraag {proposal.label}: {proposal.sentence}")


@click.command(epilog="Voorbeeld: pq-answers batch vragen -o antwoorden -j 2")
@click.argument("folder", metavar="MAP", type=click.Path(path_type=Path))
@click.option(
    "-o", "--out", "out", required=True, type=click.Path(path_type=Path), help="De map voor de antwoorden."
)
@click.option(
    "-j",
    "--jobs",
    type=WholeNumber(1, 64),
    metavar="AANTAL",
    default=1,
    show_default=True,
    help="Hoeveel processen.",
)
@_FORMATS
@made_option
@approved_option
@memory_option
@snapshot_option
@store_option
@json_option
@click.pass_context
def batch(
    ctx: click.Context,
    folder: Path,
    out: Path,
    jobs: int,
    formats: str,
    made: str | None,
    approved: Path | None,
    memory: Path | None,
    snapshot: str | None,
    store_path: Path,
    as_json: bool,
) -> None:
    """Beantwoord elk plan (.toml), elke lijst (.vragen) en elke vraag in MAP.

    Een vraag is een .txt, .docx, .pdf, .html of .eml.

    Wat al klaar is en niet veranderde, wordt overgeslagen. Een fout in één plan raakt de andere niet.
    """
    from pq_answers.batch import BatchOptions, run_batch

    _refuse_no_folder(out)
    options = BatchOptions(
        store_path, snapshot, out, declared_moment(made), _formats(formats), cache_folder(), approved, memory
    )
    with progress_bar("Antwoorden opstellen") as tell:
        outcomes = run_batch(folder, options, jobs, tell)
    if as_json:
        echo_json([outcome.record() for outcome in outcomes])
    else:
        table("", ("bestand", "resultaat", "reden"), [(o.name, o.state.value, o.reason) for o in outcomes])
        click.echo(f"Samenvatting: {out / 'samenvatting.csv'}")
    ctx.exit(int(any(outcome.blocked for outcome in outcomes)))
