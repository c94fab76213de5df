"""The findings over everything published as a page: `docs/bevindingen.md`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from pq_answers.checks.findings import Finding, Severity
from pq_answers.published import PublishedSource

_TITLES = {
    Severity.ERROR: "Fouten",
    Severity.WARNING: "Waarschuwingen",
    Severity.NOTE: "Opmerkingen",
}
_LEADS = {
    Severity.ERROR: "Wat gedrukt is, spreekt zichzelf tegen; afronden verklaart het niet.",
    Severity.WARNING: "Wat gedrukt is, laat iets open, of twee plaatsen verschillen zonder gekende oorzaak.",
    Severity.NOTE: "De cijfers verschillen om een gekende reden, of zijn niet zonder meer te vergelijken.",
}
_HEAD = "| bron | controle | gedrukt | nagerekend | zin |\n|---|---|---|---|---|"


def findings_page(findings: Sequence[Finding], sources: Mapping[str, PublishedSource], figures: int) -> str:
    """Return the page in Markdown: one table per severity, with the working of every finding."""
    counts = Counter(finding.severity for finding in findings)
    parts = [
        "# Wat de bronnen zelf tegenspreken",
        "Dit zijn alle bevindingen van `pq-answers check --published` over de meegeleverde bronnen: "
        f"{figures} gepubliceerde cijfers. Het programma vindt ze met algemene regels "
        "([data/controles.toml](../data/controles.toml) en de codes zelf), niet met een lijst. "
        "`make bevindingen` schrijft deze bladzijde; een test houdt ze bij.",
        "\n".join(f"- `{code}`: {source.title} ({source.publisher})." for code, source in sources.items()),
    ]
    for severity in Severity:
        if counts[severity]:
            parts += [f"## {_TITLES[severity]}", _LEADS[severity], _table(findings, severity)]
    return "\n\n".join(parts) + "\n"


def _table(findings: Sequence[Finding], severity: Severity) -> str:
    return "\n".join([_HEAD, *_rows(finding for finding in findings if finding.severity is severity)])


def _rows(findings: Iterator[Finding]) -> Iterator[str]:
    for finding in findings:
        cells = (
            f"`{finding.source}`",
            finding.rule,
            finding.printed,
            finding.computed,
            finding.sentence,
        )
        yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("<", "&lt;").replace("\n", " ")
