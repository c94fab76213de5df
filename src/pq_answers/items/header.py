"""Reading the TOML header of a query file into the item contract, with file:line for every fault."""

from __future__ import annotations

import hashlib
import re
import tomllib
from collections.abc import Callable, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any, TypeVar

from pq_answers.codelists import codelist_names, load_codelist
from pq_answers.errors import InputError, suggest
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

_OPEN, _CLOSE = "-- /// item", "-- ///"
_TOP = {
    "titel": str,
    "indicator": str,
    "omschrijving": str,
    "bron": str,
    "populatie": str,
    "tijd": str,
    "trefwoorden": list,
}
_OPTIONAL = {"vervangt": bool, "noten": list}
_SECTIONS = {"params", "kolommen", "beschikbaar", "relaties", "controles"}
_PARAM_KEYS = {"type", "codelist", "many", "verplicht", "dimensies", "filter"}
_COLUMN_KEYS = {
    "rol",
    "codelist",
    "plaats",
    "titel",
    "eenheid",
    "decimalen",
    "leeg",
    "totaal",
    "volgorde",
    "eenheid_in_cel",
}
_AVAILABLE_KEYS = {"jaren", "profiel", "klassen", "sneden", "status", "passage", "noten"}
_SPAN_KEYS = {"van", "tot", "daarbuiten"}
_CHECK_KEYS = {"som", "minimum", "sprong"}
_TIMES = ("stand", "stroom", "jaargemiddelde")
_EMPTY = ("nul", "geen", "nb", "nvt")
_PLACES = {Role.MEASURE: Place.TABLE, Role.PERIOD: Place.COLUMN}
T = TypeVar("T")


class HeaderText:
    """The header's lines and where they stand, so that every fault can name its line."""

    def __init__(self, path: Path, text: str) -> None:
        self.path = path
        self.lines = text.splitlines()
        starts = [i for i, line in enumerate(self.lines) if line.rstrip() == _OPEN]
        if len(starts) != 1:
            raise self.fault(
                "Een vraagbestand begint met precies één kop.", fix=f"Zet «{_OPEN}» op een regel."
            )
        self.start = starts[0]
        ends = [i for i in range(self.start + 1, len(self.lines)) if self.lines[i].rstrip() == _CLOSE]
        if not ends:
            raise self.fault(
                "De kop is niet afgesloten.", line=self.start + 1, fix=f"Sluit hem af met «{_CLOSE}»."
            )
        self.end = ends[0]

    @property
    def sql(self) -> str:
        """The statement behind the header, on its own lines of the file so that line numbers stay right."""
        return "\n" * (self.end + 1) + "\n".join(self.lines[self.end + 1 :]) + "\n"

    def toml(self) -> dict[str, Any]:
        """Return the header as TOML; raise `InputError` with the file's own line."""
        body = []
        for number, line in enumerate(self.lines[self.start + 1 : self.end], start=self.start + 2):
            if not line.startswith("--"):
                raise self.fault(
                    "Elke regel van de kop is een SQL-commentaar.", line=number, fix="Begin met «-- »."
                )
            body.append(line[2:].removeprefix(" "))
        try:
            return tomllib.loads("\n".join(body), parse_float=Decimal)
        except tomllib.TOMLDecodeError as error:
            raise self._toml_fault(error) from error

    def _toml_fault(self, error: tomllib.TOMLDecodeError) -> InputError:
        match = re.search(r"line (\d+)", str(error))
        line = self.start + 1 + (int(match[1]) if match else 1)
        return self.fault(f"De kop is geen geldige TOML: {error}.", line=line, fix="Verbeter deze regel.")

    def line_of(self, *path: str) -> int:
        """Return the line on which the key `path` stands, as far as it can be found."""
        line = self.start + 1
        section = ".".join(path[:-1])
        if section:
            line = self._find(rf"^-- *\[{re.escape(section)}\]", line)
        return self._find(rf"^-- *\[?{re.escape(path[-1])}\b", line) if path else line

    def _find(self, pattern: str, line: int) -> int:
        for number in range(line, self.end):
            if re.match(pattern, self.lines[number]):
                return number + 1
        return line

    def fault(self, what: str, *, line: int = 1, fix: str = "") -> InputError:
        """Return the error `what` at `line` of this file."""
        return InputError(what, where=f"{self.path}:{line}", fix=fix)


def read_item(sql_path: Path, template_path: Path) -> Item:
    """Return the item of a pair of files; raise `InputError` with file:line and remedy for a wrong header."""
    text = read_text(sql_path)
    header = HeaderText(sql_path, text)
    data = header.toml()
    _check_keys(header, data, set(_TOP) | set(_OPTIONAL) | _SECTIONS)
    top = {key: _typed(header, data, key, kind) for key, kind in _TOP.items()}
    extra = {key: _typed(header, data, key, kind) for key, kind in _OPTIONAL.items() if key in data}
    template = read_text(template_path)
    item = Item(
        name=sql_path.stem,
        title=top["titel"],
        indicator=_one_of(header, top["indicator"], load_codelist("indicator").names, "indicator"),
        description=top["omschrijving"],
        source=top["bron"],
        population=_one_of(header, top["populatie"], load_codelist("populatie").names, "populatie"),
        time=_one_of(header, top["tijd"], _TIMES, "tijd"),
        keywords=tuple(top["trefwoorden"]),
        params=_section(header, data, "params", _param),
        columns=_section(header, data, "kolommen", _column),
        availability=_section(header, data, "beschikbaar", _availability),
        relations=_relations(header, data.get("relaties", {})),
        checks=_checks(header, data.get("controles", {})),
        sql=header.sql,
        sql_path=sql_path,
        template=template,
        template_path=template_path,
        replaces=bool(extra.get("vervangt", False)),
        notes=tuple(extra.get("noten", ())),
        sha256=hashlib.sha256(text.encode()).hexdigest(),
    )
    _check_whole(header, item)
    return item


def read_text(path: Path) -> str:
    """Return a catalogue file's text; raise `InputError` where it cannot be read as UTF-8."""
    try:
        return path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise InputError(
            "Dit bestand is niet leesbaar.", where=str(path), fix="Bewaar het als UTF-8."
        ) from error


def _typed(header: HeaderText, data: Mapping[str, Any], key: str, kind: type) -> Any:
    if key not in data:
        raise header.fault(
            f"«{key}» ontbreekt in de kop.", line=header.start + 1, fix=f"Voeg «{key} = …» toe."
        )
    value = data[key]
    if not isinstance(value, kind) or value in ("", []):
        names = {str: "een tekst", list: "een lijst", bool: "true of false"}
        raise header.fault(f"«{key}» moet {names[kind]} zijn.", line=header.line_of(key), fix="Vul het in.")
    return value


def _check_keys(header: HeaderText, data: Mapping[str, Any], known: set[str], *path: str) -> None:
    for key in data:
        if key not in known:
            raise header.fault(
                f"De kop kent «{key}» niet.",
                line=header.line_of(*path, key),
                fix=suggest(key, sorted(known)) or "Haal het weg.",
            )


def _one_of(header: HeaderText, value: str, known: tuple[str, ...], *path: str) -> str:
    if value not in known:
        raise header.fault(
            f"«{value}» is geen geldige waarde voor «{path[-1]}».",
            line=header.line_of(*path),
            fix=suggest(value, known) or f"Mogelijk: {', '.join(known)}.",
        )
    return value


def _section(
    header: HeaderText,
    data: Mapping[str, Any],
    name: str,
    build: Callable[[HeaderText, str, Mapping[str, Any]], T],
) -> dict[str, T]:
    section = data.get(name, {})
    if not isinstance(section, dict) or not all(isinstance(v, dict) for v in section.values()):
        raise header.fault(f"[{name}] is geen tabel.", line=header.line_of(name), fix="Schrijf naam = { … }.")
    return {key: build(header, key, entry) for key, entry in section.items()}


def _codelist(header: HeaderText, entry: Mapping[str, Any], *path: str) -> str:
    name = entry.get("codelist", "")
    if name:
        _one_of(header, name, codelist_names(), *path)
    return str(name)


def _param(header: HeaderText, name: str, entry: Mapping[str, Any]) -> Param:
    _check_keys(header, entry, _PARAM_KEYS, "params", name)
    kinds = tuple(kind.value for kind in ParamKind)
    kind = ParamKind(_one_of(header, entry.get("type", "codes"), kinds, "params", name))
    codelist = _codelist(header, entry, "params", name)
    if kind is ParamKind.CODES and not codelist:
        raise header.fault(
            f"De parameter «{name}» heeft geen codelijst.",
            line=header.line_of("params", name),
            fix='Voeg codelist = "…" toe, of een ander type.',
        )
    return Param(
        name,
        kind,
        codelist,
        many=entry.get("many", True),
        required=entry.get("verplicht", True),
        dimensions=tuple(entry.get("dimensies", ())),
        filters=entry.get("filter", ""),
    )


def _column(header: HeaderText, name: str, entry: Mapping[str, Any]) -> Column:
    _check_keys(header, entry, _COLUMN_KEYS, "kolommen", name)
    roles = tuple(role.value for role in Role)
    role = Role(_one_of(header, entry.get("rol", ""), roles, "kolommen", name))
    places = tuple(place.value for place in Place)
    default = _PLACES.get(role, Place.ROW)
    return Column(
        name,
        role,
        codelist=_codelist(header, entry, "kolommen", name),
        place=Place(_one_of(header, entry.get("plaats", default), places, "kolommen", name)),
        title=entry.get("titel", ""),
        unit=entry.get("eenheid", ""),
        decimals=entry.get("decimalen", 0),
        empty=_one_of(header, entry.get("leeg", "nul"), _EMPTY, "kolommen", name),
        total=entry.get("totaal", True),
        order=tuple(entry.get("volgorde", ())),
        show_unit=entry.get("eenheid_in_cel", False),
    )


def _availability(header: HeaderText, measure: str, entry: Mapping[str, Any]) -> Availability:
    _check_keys(header, entry, _AVAILABLE_KEYS, "beschikbaar", measure)
    _one_of(header, measure, load_codelist("maatregel").names, "beschikbaar", measure)
    if bool(entry.get("jaren")) == bool(entry.get("passage")):
        raise header.fault(
            f"[beschikbaar.{measure}] zegt niet (eenduidig) wat er is.",
            line=header.line_of(f"beschikbaar.{measure}"),
            fix="Geef ofwel jaren = { van = … }, ofwel de passage die antwoordt waar geen gegevens zijn.",
        )
    return Availability(
        measure,
        years=_span(header, entry, measure, "jaren"),
        profile=_span(header, entry, measure, "profiel"),
        bands=_one_of(header, entry.get("klassen", ""), ("", *codelist_names()), "beschikbaar", measure),
        breakdowns=tuple(tuple(snede) for snede in entry.get("sneden", ())),
        state=_one_of(header, entry.get("status", ""), ("", "nvt", "nb", "geen"), "beschikbaar", measure),
        passage=entry.get("passage", ""),
        notes=tuple(entry.get("noten", ())),
    )


def _span(header: HeaderText, entry: Mapping[str, Any], measure: str, key: str) -> Span | None:
    if key not in entry:
        return None
    span = entry[key]
    _check_keys(header, span, _SPAN_KEYS, f"beschikbaar.{measure}", key)
    try:
        last = Moment.parse(span["tot"]) if "tot" in span else None
        return Span(Moment.parse(span["van"]), last, span.get("daarbuiten", "").removeprefix("passage:"))
    except (KeyError, ValueError, AttributeError) as error:
        raise header.fault(
            f"«{key}» van {measure} is geen periode ({error}).",
            line=header.line_of(f"beschikbaar.{measure}", key),
            fix='Schrijf { van = 2015 } of { van = 2015, tot = "2021-Q1" }.',
        ) from error


def _relations(header: HeaderText, data: Mapping[str, Any]) -> Relations:
    _check_keys(header, data, {"optelbaar"}, "relaties")
    return Relations(tuple(data.get("optelbaar", ())))


def _checks(header: HeaderText, data: Mapping[str, Any]) -> Mapping[str, bool | int | Decimal | str]:
    _check_keys(header, data, _CHECK_KEYS, "controles")
    return dict(data)


def _check_whole(header: HeaderText, item: Item) -> None:
    """Refuse what only shows across sections: roles, dimensions without a column, unknown orders."""
    for role, what in ((Role.VALUE, "waarde"), (Role.MEASURE, "maatregel"), (Role.PERIOD, "periode")):
        if len(item.by_role(role)) != 1:
            raise header.fault(
                f"Een vraag heeft precies één kolom met rol «{what}».",
                line=header.line_of("kolommen"),
                fix="Verbeter [kolommen].",
            )
    if item.value.unit not in load_codelist("eenheid"):
        raise header.fault(
            f"«{item.value.unit}» is geen eenheid.",
            line=header.line_of("kolommen", item.value.name),
            fix=f"Mogelijk: {', '.join(load_codelist('eenheid').names)}.",
        )
    for param in item.params.values():
        for dimension in (*param.dimensions, *((param.filters,) if param.filters else ())):
            _one_of(header, dimension, item.dimensions, "params", param.name)
    for column in item.by_role(Role.DIMENSION):
        _check_order(header, column)
    for dimension in item.relations.additive:
        _one_of(header, dimension, item.dimensions, "relaties", "optelbaar")


def _check_order(header: HeaderText, column: Column) -> None:
    if column.order and set(column.order) != set(load_codelist(column.codelist).names):
        raise header.fault(
            f"De volgorde van «{column.name}» noemt niet precies de codes van de lijst.",
            line=header.line_of("kolommen", column.name),
            fix=f"Noem elk van: {', '.join(load_codelist(column.codelist).names)}.",
        )
