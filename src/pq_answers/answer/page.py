"""The page for the drafter: the grid of completeness with what the checks and the ledger saw."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pq_answers import nl
from pq_answers.answer.proposals import Proposal
from pq_answers.answer.protection import protection_told
from pq_answers.codelists import dimension_name, load_codelist
from pq_answers.errors import InputError
from pq_answers.protect import Report
from pq_answers.resources import find_file, read_text

if TYPE_CHECKING:
    from jinja2 import Template

PAGE = "opsteller.html"
_TEMPLATE = "templates/huisstijl/opsteller.html.j2"
_DIMENSION = "dimensie"
_LISTS = {
    "indicator": "indicator",
    "maatregelen": "maatregel",
    "maatregel": "maatregel",
    "opsplitsingen": _DIMENSION,
    "opsplitsing": _DIMENSION,
    "eenheden": "eenheid",
    "eenheid": "eenheid",
}
_NAMES = {
    "soort": "Soort",
    "indicator": "Indicator",
    "maatregelen": "Maatregelen",
    "maatregel": "Maatregel",
    "periode": "Periode",
    "perioden": "Perioden",
    "jaren": "Jaren",
    "opsplitsingen": "Opsplitsingen",
    "opsplitsing": "Opsplitsing",
    "eenheden": "Eenheden",
    "eenheid": "Eenheid",
    "klassen": "Klassen",
    "item": "Catalogusvraag",
    "passage": "Vaste tekst",
    "tekst": "Eigen tekst",
}


def drafter_page(record: Mapping[str, Any], report: Report, proposals: Sequence[Proposal]) -> bytes:
    """Return the page of a record as UTF-8 HTML; raises `InputError` for a template that does not work."""
    from jinja2 import TemplateError

    try:
        page = _template(read_text(find_file(_TEMPLATE))).render(
            vraag=record["vraag"],
            rijen=[_row(row) for row in record["volledigheid"]],
            controles=record["controles"],
            aansluiting=[match for match in record["aansluiting"] if match["uitkomst"] != "gelijk"],
            bescherming=protection_told(report),
            voorstellen=[(one.label, nl.capital(one.sentence)) for one in proposals],
        )
    except TemplateError as error:
        what = f"Het sjabloon van de pagina voor de opsteller werkt niet: {error}"
        raise InputError(what, where=_TEMPLATE, fix="Herstel het sjabloon.") from error
    return page.encode()


def with_page(
    files: Mapping[str, bytes], record: Mapping[str, Any], report: Report, proposals: Sequence[Proposal] = ()
) -> tuple[dict[str, bytes], dict[str, Any]]:
    """Return the files and the record with the page among them."""
    page = drafter_page(record, report, proposals)
    # Without a digest: whoever gets the record without the page could try out which cells lie under the
    # threshold until the digest fits.
    names = {**record["bestanden"], PAGE: ""}
    return {**files, PAGE: page}, {**record, "bestanden": dict(sorted(names.items()))}


def _row(row: Mapping[str, Any]) -> dict[str, Any]:
    return {**row, "gevraagd": _lines(row["gevraagd"]), "geleverd": _lines(row["geleverd"])}


def _lines(values: Mapping[str, Any]) -> list[tuple[str, str]]:
    return [(_NAMES.get(name, name), _text(name, value)) for name, value in values.items()]


def _text(name: str, value: object) -> str:
    codes = [str(one) for one in value] if isinstance(value, list) else [str(value)]
    if name == "perioden":
        whole = all(code.isdigit() for code in codes)
        return nl.years([int(code) for code in codes]) if whole else nl.listing([*map(nl.period, codes)])
    return nl.listing([_label(_LISTS.get(name, ""), code) for code in codes])


def _label(codelist: str, code: str) -> str:
    """Return the words for a code; a name that no list knows is shown as it is."""
    if codelist == _DIMENSION:
        return dimension_name(code)
    if codelist and code in load_codelist(codelist):
        found = load_codelist(codelist).get(code)
        return str((found.texts or {}).get("kort", found.label))
    return code


@lru_cache(maxsize=2)
def _template(source: str) -> Template:
    from jinja2 import StrictUndefined
    from jinja2.sandbox import SandboxedEnvironment

    environment = SandboxedEnvironment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    return environment.from_string(source)
