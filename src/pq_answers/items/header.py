"""Reading the TOML header of a query file into the item contract, with file:line for every fault."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, TypeVar

from pq_answers.codelists import codelist_names, load_codelist
from pq_answers.items.contract import (
    Availability,
    Column,
    Item,
    Moment,
    Param,
    ParamKind,
    Place,
    Relations,
    Role,
    Span,
)
from pq_answers.items.headertext import HeaderText, Keys
from pq_answers.items.values import EMPTY as _EMPTY
from pq_answers.items.values import read_value, refuse_foreign_keys, with_helpers
from pq_answers.items.whole import check_whole
from pq_answers.resources import read_text

_REQUIRED: Keys = {
    "titel": str,
    "indicator": str,
    "omschrijving": str,
    "bron": str,
    "populatie": str,
    "tijd": str,
    "trefwoorden": list,
}
_OPTIONAL: Keys = {
    "vervangt": bool,
    "gepubliceerd": bool,
    "noten": list,
    "ook_voor": list,
    "params": dict,
    "kolommen": dict,
    "beschikbaar": dict,
    "relaties": dict,
}
_PARAM: Keys = {
    "type": str,
    "codelist": str,
    "many": bool,
    "verplicht": bool,
    "dimensies": list,
    "filter": str,
}
_COLUMN: Keys = {
    "rol": str,
    "codelist": str,
    "plaats": str,
    "titel": str,
    "totaal": bool,
    "volgorde": list,
    "vrij": bool,
    "volledig": bool,
    "eenheid": str,
    "decimalen": object,
    "leeg": str,
    "eenheid_in_cel": bool,
    "teken": bool,
    "dimensies": dict,
    "indicator": str,
    "tabel": str,
    "status": str,
    "toelichting": str,
    "bijdragen": dict,
}
_AVAILABLE: Keys = {
    "jaren": dict,
    "profiel": dict,
    "klassen": str,
    "sneden": list,
    "status": str,
    "passage": str,
    "noten": list,
}
_SPAN: Keys = {"van": object, "tot": object, "daarbuiten": str}
_TIMES = ("stand", "stroom", "jaargemiddelde")
_PLACES = {Role.MEASURE: Place.TABLE, Role.PERIOD: Place.COLUMN, Role.VALUE: Place.TABLE}
T = TypeVar("T")


def read_item(sql_path: Path, template_path: Path) -> Item:
    """Return the item of a pair of files; raise `InputError` with file:line and remedy for a wrong header."""
    text = read_text(sql_path)
    header = HeaderText(sql_path, text)
    data = header.toml()
    header.check_keys(data, {**_REQUIRED, **_OPTIONAL})
    _check_filled_in(header, data)
    item = Item(
        name=sql_path.stem,
        title=data["titel"],
        indicator=header.one_of(data["indicator"], load_codelist("indicator").names, "indicator"),
        description=data["omschrijving"],
        source=data["bron"],
        population=header.one_of(data["populatie"], load_codelist("populatie").names, "populatie"),
        time=header.one_of(data["tijd"], _TIMES, "tijd"),
        keywords=tuple(data["trefwoorden"]),
        also=_also(header, data),
        params=_section(header, data, "params", _param),
        columns=with_helpers(_section(header, data, "kolommen", _column)),
        availability=_section(header, data, "beschikbaar", _availability),
        relations=_relations(header, data.get("relaties", {})),
        sql=header.sql,
        sql_path=sql_path,
        template=read_text(template_path),
        template_path=template_path,
        replaces=data.get("vervangt", False),
        published=data.get("gepubliceerd", False),
        notes=tuple(data.get("noten", ())),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    check_whole(header, item)
    return item


def _also(header: HeaderText, data: Mapping[str, Any]) -> tuple[str, ...]:
    known = load_codelist("indicator").names
    return tuple(header.one_of(name, known, "ook_voor") for name in data.get("ook_voor", ()))


def _check_filled_in(header: HeaderText, data: Mapping[str, Any]) -> None:
    for key in _REQUIRED:
        if not data.get(key):
            line = header.line_of(key) if key in data else header.start + 1
            raise header.fault(f"«{key}» ontbreekt in de kop.", line=line, fix=f"Voeg «{key} = …» toe.")


def _section(
    header: HeaderText,
    data: Mapping[str, Any],
    name: str,
    build: Callable[[HeaderText, str, Mapping[str, Any]], T],
) -> dict[str, T]:
    section = data.get(name, {})
    header.check_keys(section, dict.fromkeys(section, dict), name)
    return {key: build(header, key, entry) for key, entry in section.items()}


def _codelist(header: HeaderText, entry: Mapping[str, Any], *path: str) -> str:
    name: str = entry.get("codelist", "")
    return header.one_of(name, codelist_names(), *path, "codelist") if name else ""


def _param(header: HeaderText, name: str, entry: Mapping[str, Any]) -> Param:
    header.check_keys(entry, _PARAM, "params", name)
    kinds = tuple(kind.value for kind in ParamKind)
    kind = ParamKind(header.one_of(entry.get("type", ParamKind.CODES), kinds, "params", name, "type"))
    return Param(
        name,
        kind,
        _codelist(header, entry, "params", name),
        many=entry.get("many", True),
        required=entry.get("verplicht", True),
        dimensions=tuple(entry.get("dimensies", ())),
        filters=entry.get("filter", ""),
    )


def _column(header: HeaderText, name: str, entry: Mapping[str, Any]) -> Column:
    path = ("kolommen", name)
    header.check_keys(entry, _COLUMN, *path)
    role = Role(header.one_of(entry.get("rol", ""), tuple(role.value for role in Role), *path, "rol"))
    refuse_foreign_keys(header, name, role, entry)
    places = tuple(place.value for place in Place)
    default = _PLACES.get(role, Place.ROW)
    column = Column(
        name,
        role,
        codelist=_codelist(header, entry, *path),
        place=Place(header.one_of(entry.get("plaats", default), places, *path, "plaats")),
        title=entry.get("titel", ""),
        total=entry.get("totaal", True),
        order=tuple(entry.get("volgorde", ())),
        free=entry.get("vrij", False),
        complete=entry.get("volledig", True),
    )
    return read_value(header, column, entry) if role is Role.VALUE else column


def _availability(header: HeaderText, measure: str, entry: Mapping[str, Any]) -> Availability:
    path = ("beschikbaar", measure)
    header.check_keys(entry, _AVAILABLE, *path)
    header.one_of(measure, load_codelist("maatregel").names, *path)
    if bool(entry.get("jaren")) == bool(entry.get("passage")):
        raise header.fault(
            f"[beschikbaar.{measure}] zegt niet (eenduidig) wat er is.",
            line=header.line_of(*path),
            fix="Geef ofwel jaren = { van = … }, ofwel de passage die antwoordt waar geen gegevens zijn.",
        )
    return Availability(
        measure,
        years=_span(header, entry, measure, "jaren"),
        profile=_span(header, entry, measure, "profiel"),
        bands=header.one_of(entry.get("klassen", ""), ("", *codelist_names()), *path, "klassen"),
        breakdowns=tuple(
            (part,) if isinstance(part, str) else tuple(part) for part in entry.get("sneden", ())
        ),
        state=header.one_of(entry.get("status", ""), ("", *_EMPTY[1:]), *path, "status"),
        passage=entry.get("passage", ""),
        notes=tuple(entry.get("noten", ())),
    )


def _span(header: HeaderText, entry: Mapping[str, Any], measure: str, key: str) -> Span | None:
    if not entry.get(key):
        return None
    span = entry[key]
    header.check_keys(span, _SPAN, "beschikbaar", measure, key)
    try:
        last = Moment.parse(span["tot"]) if "tot" in span else None
        return Span(Moment.parse(span["van"]), last, span.get("daarbuiten", "").removeprefix("passage:"))
    except (KeyError, ValueError) as error:
        raise header.fault(
            f"«{key}» van {measure} is geen periode: {'van ontbreekt' if 'van' not in span else error}.",
            line=header.line_of("beschikbaar", measure, key),
            fix='Schrijf { van = 2015 } of { van = 2015, tot = "2021-Q1" }.',
        ) from error


def _relations(header: HeaderText, data: Mapping[str, Any]) -> Relations:
    header.check_keys(data, {"optelbaar": list, "binnen": dict}, "relaties")
    return Relations(tuple(data.get("optelbaar", ())), _within(header, data.get("binnen", {})))


def _within(header: HeaderText, data: Mapping[str, Any]) -> tuple[str, str, str] | tuple[()]:
    if not data:
        return ()
    path = ("relaties", "binnen")
    header.check_keys(data, {"dimensie": str, "indicator": str, "eenheid": str}, *path)
    if len(data) < 3:
        fix = 'Schrijf { dimensie = "…", indicator = "…", eenheid = "…" }.'
        raise header.fault("«binnen» noemt niet alles.", line=header.line_of(*path), fix=fix)
    header.one_of(data["indicator"], load_codelist("indicator").names, *path)
    header.one_of(data["eenheid"], load_codelist("eenheid").names, *path)
    return data["dimensie"], data["indicator"], data["eenheid"]
