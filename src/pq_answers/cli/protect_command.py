"""The command protect: tables of counts in, protected tables and a report out."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from pq_answers.cli.dutch import click
from pq_answers.cli.session import echo_json, json_option, progress

if TYPE_CHECKING:
    from collections.abc import Mapping


@click.command(epilog="Voorbeeld: pq-answers protect tabellen.json -o beschermd")
@click.argument("tables", metavar="TABELLEN", type=click.Path(path_type=Path))
@click.option(
    "-o",
    "--out",
    "out",
    metavar="MAP",
    type=click.Path(path_type=Path),
    help="De map voor de beschermde tabellen en het verslag.",
)
@json_option
@click.pass_context
def protect(ctx: click.Context, tables: Path, out: Path | None, as_json: bool) -> None:
    """Bescherm losse tabellen met aantallen personen tegen herkenning.

    TABELLEN is een .json-bestand met tabellen, sommen, regels en eerdere publicaties, of één tabel als .csv
    met een kolom per dimensie en een kolom aantal; totalen hebben de code _T of totaal. Het verslag noemt
    wat verborgen is en waarom, en wat een lezer ervan kan uitrekenen. Zonder -o wordt er niets geschreven.
    De afloopcode is 1 als bescherming niet mogelijk is.
    """
    from pq_answers.protect.policy import load_policy
    from pq_answers.protect.standalone.files import protected_files, read_file
    from pq_answers.protect.standalone.report import report_text, result_record
    from pq_answers.protect.standalone.verdict import protect_counts

    _refuse_own_folder(tables, out)
    with progress("Beschermen"):
        request = read_file(tables, load_policy())
        verdict = protect_counts(request)
    report = report_text(request, verdict)
    if out is not None and verdict.feasible:
        files = protected_files(request, frozenset(verdict.causes), tables)
        _write(out, {**files, "verslag.txt": report})
    if as_json:
        echo_json(result_record(request, verdict))
    else:
        click.echo(report, nl=False)
    ctx.exit(int(not verdict.feasible))


def _refuse_own_folder(tables: Path, out: Path | None) -> None:
    from pq_answers.errors import UsageError

    # The protected table has the name of its source; written beside it, it would take its place.
    if out is not None and out.resolve() == tables.resolve().parent:
        fix = "Kies met -o een andere map."
        raise UsageError(
            "De beschermde tabellen zouden de oorspronkelijke overschrijven.", where=str(out), fix=fix
        )


def _write(folder: Path, files: Mapping[str, str]) -> None:
    from pq_answers.errors import OutputError, os_problem

    try:
        folder.mkdir(parents=True, exist_ok=True)
        for name, text in files.items():
            Path(folder, name).write_text(text, encoding="utf-8")
    except OSError as error:
        what = f"De map kan niet geschreven worden ({os_problem(error)})."
        raise OutputError(what, where=str(folder), fix="Kies een andere map met -o.") from error
