"""Commands that look after things: check and doctor."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pq_answers.cli.dutch import click
from pq_answers.cli.session import (
    approved_option,
    catalogue,
    echo_json,
    json_option,
    progress,
    store_option,
    table,
)

if TYPE_CHECKING:
    from pq_answers.checks import Finding
    from pq_answers.recheck import RecheckFinding

_PLURALS = {"fout": "fouten", "waarschuwing": "waarschuwingen", "opmerking": "opmerkingen"}


@click.command(
    epilog="Voorbeeld: pq-answers check antwoord-274/answer.json, of alles wat gepubliceerd is: "
    "pq-answers check --published"
)
@click.argument("record", metavar="[ANSWER.JSON]", required=False, type=click.Path(path_type=Path))
@click.option("--published", is_flag=True, help="Kijk alles na wat gepubliceerd is (data/published).")
@approved_option
@store_option
@json_option
@click.pass_context
def check(
    ctx: click.Context,
    record: Path | None,
    published: bool,
    approved: Path | None,
    store_path: Path,
    as_json: bool,
) -> None:
    """Kijk een opgesteld antwoord na, of met --published alle gepubliceerde cijfers.

    ANSWER.JSON is het bestand dat bij elk antwoord hoort, of de map waarin het staat: zijn de bestanden
    ongewijzigd, en geeft herhalen hetzelfde? Met --published worden alle sommen, aandelen en reeksen van de
    bronnen nagerekend, en wordt wat tweemaal gepubliceerd is met elkaar vergeleken. De afloopcode is 1 als er
    een fout is.
    """
    _refuse_both(ctx, record, published=published)
    if record is None:
        found, figures, sources = _check_published()
        _tell_published(found, figures, sources, as_json=as_json)
        ctx.exit(int(any(finding.severity.value == "fout" for finding in found)))
    findings = _recheck(record, store_path, approved)
    _tell_recheck(findings, as_json=as_json)
    ctx.exit(int(any(finding.blocks for finding in findings)))


def _refuse_both(ctx: click.Context, record: Path | None, *, published: bool) -> None:
    from pq_answers.errors import UsageError

    # The folder may also stand in the environment, for all commands; only who types it expects it to count.
    typed = ctx.get_parameter_source("approved") is click.core.ParameterSource.COMMANDLINE
    if published and typed:
        fix = "Laat --eerder weg, of geef een answer.json."
        raise UsageError("--published kijkt enkel gepubliceerde cijfers na, geen antwoorden.", fix=fix)
    if published == (record is not None):
        what = "Er is niets om na te kijken." if record is None else "Eén ding tegelijk."
        raise UsageError(what, fix="Geef ofwel een answer.json, ofwel --published.")


def _check_published() -> tuple[Sequence[Finding], int, int]:
    from pq_answers.checks import check_published
    from pq_answers.published import read_catalogue

    with progress("Nakijken"):
        figures = read_catalogue()
        return check_published(figures), len(figures), len({figure.source for figure in figures})


def _tell_published(found: Sequence[Finding], figures: int, sources: int, *, as_json: bool) -> None:
    from pq_answers.answer import finding_record

    if as_json:
        echo_json({"bevindingen": [{"bestand": "", **finding_record(finding)} for finding in found]})
        return
    for finding in found:
        severity = click.style(finding.severity.value.capitalize(), bold=True)
        click.echo(f"{severity} · {finding.rule} · {finding.source}")
        click.echo(f"  {finding.sentence}\n")
    counts = Counter(finding.severity.value for finding in found)
    told = [f"{counts[name]} {name if counts[name] == 1 else plural}" for name, plural in _PLURALS.items()]
    click.echo(f"{', '.join(told)} in {figures} cijfers uit {sources} bronnen.")


def _recheck(record: Path, store_path: Path, approved: Path | None) -> Sequence[RecheckFinding]:
    from pq_answers.recheck import recheck
    from pq_answers.store import Store

    with progress("Nakijken"):
        return recheck(record, Store(store_path), catalogue(), approved)


def _tell_recheck(findings: Sequence[RecheckFinding], *, as_json: bool) -> None:
    if as_json:
        echo_json({"bevindingen": [_recheck_record(finding) for finding in findings]})
    elif findings:
        rows = [(finding.severity.value, finding.file, finding.sentence) for finding in findings]
        table("", ("ernst", "bestand", "bevinding"), rows)
    else:
        click.echo("In orde: de bestanden zijn ongewijzigd en herhalen geeft precies hetzelfde antwoord.")


def _recheck_record(finding: RecheckFinding) -> dict[str, Any]:
    return {
        "regel": "herhalen",
        "ernst": finding.severity.value,
        "bestand": finding.file,
        "bron": "",
        "tabel": "",
        "cellen": [],
        "cijfers": [],
        "gedrukt": "",
        "berekend": "",
        "zin": finding.sentence,
    }


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
