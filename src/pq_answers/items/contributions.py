"""The columns with contributions of companies: named by a figure, read by protection, never by a reader."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from pq_answers.codelists import is_counted, load_codelist
from pq_answers.items.contract import Column, Item, ParamKind, Role
from pq_answers.items.headertext import HeaderText

_COMPANIES = "onderneming"
_NAMED = ("aantal", "grootste", "tweede")


def read_contributions(header: HeaderText, name: str, entry: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the columns with the number of companies, the largest contribution and the second one."""
    path = ("kolommen", name, "bijdragen")
    named = entry.get("bijdragen")
    if named is None:
        return ()
    header.check_keys(named, dict.fromkeys(_NAMED, str), *path)
    if len(set(named.values())) < len(_NAMED):
        raise header.fault(
            f"De bijdragen van «{name}» noemen niet drie kolommen.",
            line=header.line_of(*path),
            fix='Schrijf { aantal = "…", grootste = "…", tweede = "…" }.',
        )
    return tuple(named[key] for key in _NAMED)


def needs_contributions(item: Item, value: Column, population: str) -> bool:
    """Whether a figure is about companies, no count of them, and nothing says what each brings to it.

    A share is such a figure too: with the figure beside it, it tells the whole.
    """
    sums = population == _COMPANIES and not is_counted(value.unit)
    return sums and not item.published and not value.contributions


def check_contributions(header: HeaderText, item: Item) -> None:
    """Refuse contributions that the dominance rule could not judge; raise `InputError` with the line."""
    for value in item.values:
        for name in value.contributions:
            known = tuple(column.name for column in item.by_role(Role.CONTRIBUTION))
            header.one_of(name, known, "kolommen", value.name, "bijdragen")
        wrong = _wrong(item, value) if value.contributions else None
        if wrong:
            raise header.fault(wrong[0], line=header.line_of("kolommen", value.name), fix=wrong[1])
    used = {name for value in item.values for name in value.contributions}
    for column in item.by_role(Role.CONTRIBUTION):
        if column.name not in used:
            raise header.fault(
                f"Geen enkele waarde gebruikt de kolom «{column.name}».",
                line=header.line_of("kolommen", column.name),
                fix="Noem ze in bijdragen = { … } bij een waarde, of haal de kolom weg.",
            )


def _wrong(item: Item, value: Column) -> tuple[str, str] | None:
    """Return what is wrong with a figure that has contributions, and how to mend it."""
    own = load_codelist("indicator").get(value.indicator).text("populatie") if value.indicator else ""
    if (own or item.population) != _COMPANIES or is_counted(value.unit) or item.published:
        what = f"«{value.name}» heeft bijdragen, maar is geen te beschermen cijfer over ondernemingen."
        return what, "Haal bijdragen weg."
    if value.signed:
        return f"«{value.name}» heeft bijdragen en een teken, maar is nooit negatief.", "Laat teken weg."
    if item.relations.within or not _has_years_beside(item):
        what = "Met bijdragen staan jaren naast elkaar, en kan een vraag geen «binnen» hebben."
        fix = 'Schrijf jaren = { type = "years" } in [params] of tijd = "stand", en haal «binnen» weg.'
        return what, fix
    return None


def _has_years_beside(item: Item) -> bool:
    """Whether no period of the item holds another one: years, or what there is at the end of a period."""
    moments = item.time == "stand" and item.param(ParamKind.PERIODS) is not None
    return moments or item.param(ParamKind.YEARS) is not None
