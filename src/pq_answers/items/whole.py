"""What only shows across the sections of a header: roles, parameters, dimensions, bands and periods."""

from __future__ import annotations

from pq_answers.codelists import load_codelist
from pq_answers.items.contract import Availability, Column, Item, Moment, Param, ParamKind, Place, Role, Span
from pq_answers.items.headertext import HeaderText
from pq_answers.items.values import check_values, is_guarded

_MEASURES = "maatregel"
_LEAST = {Role.VALUE: 1, Role.MEASURE: 1, Role.PERIOD: 1}
_MOST = {Role.MEASURE: 1, Role.PERIOD: 1, Role.SOURCE: 1}


def check_whole(header: HeaderText, item: Item) -> None:
    """Refuse an item whose sections do not fit each other; raise `InputError` with file:line and remedy."""
    _check_roles(header, item)
    check_values(header, item)
    _check_published(header, item)
    _check_figures(header, item)
    _check_kinds(header, item)
    for param in item.params.values():
        _check_param(header, item, param)
    for column in item.columns.values():
        _check_column(header, item, column)
    for dimension in item.relations.additive:
        header.one_of(dimension, item.dimensions, "relaties", "optelbaar")
    if item.relations.within:
        header.one_of(item.relations.within[0], item.dimensions, "relaties", "binnen")
    if not item.availability:
        raise header.fault(
            "De kop zegt van geen enkele maatregel wat beschikbaar is.",
            line=header.start + 1,
            fix="Voeg [beschikbaar.lde] met jaren = { van = … } toe.",
        )
    for available in item.availability.values():
        _check_available(header, item, available)


def _check_roles(header: HeaderText, item: Item) -> None:
    for role in Role:
        count, least, most = len(item.by_role(role)), _LEAST.get(role, 0), _MOST.get(role)
        if count < least or (most is not None and count > most):
            how = "precies" if least == most else "hoogstens" if most else "minstens"
            raise header.fault(
                f"Een vraag heeft {how} één kolom met rol «{role}».",
                line=header.line_of("kolommen"),
                fix="Verbeter [kolommen].",
            )


def _check_published(header: HeaderText, item: Item) -> None:
    """Refuse what only public figures may have: periods and codes as they come, and the name of a source."""
    # Protection has to see every code of a dimension: what is left out could be worked out.
    guarded = is_guarded(item)
    for name, column in item.columns.items():
        only_public = column.role is Role.SOURCE or column.free or (guarded and not column.complete)
        if item.published or not only_public:
            continue
        raise header.fault(
            f"De kolom «{name}» kan zo alleen bij gepubliceerde cijfers.",
            line=header.line_of("kolommen", name),
            fix="Zet gepubliceerd = true in de kop als de cijfers al openbaar zijn, of schrijf het anders.",
        )
    if item.period.free and item.param(ParamKind.YEARS) is None:
        raise header.fault(
            "Met vrije perioden krijgt de query de jaren.",
            line=header.line_of("kolommen", item.period.name),
            fix='Schrijf jaren = { type = "years" } in [params].',
        )


def _check_figures(header: HeaderText, item: Item) -> None:
    """Refuse a digit in a title: titles are printed, and every printed figure has a source."""
    titles: list[tuple[str, tuple[str, ...]]] = [(item.title, ("titel",))]
    for column in item.columns.values():
        titles += [(title, ("kolommen", column.name)) for title in (column.title, column.table)]
    for title, path in titles:
        if any(char.isnumeric() for char in title):
            raise header.fault(
                f"In de titel «{title}» staat een getal.",
                line=header.line_of(*path),
                fix="Laat het weg: jaren en codes komen vanzelf in het opschrift.",
            )


def _check_kinds(header: HeaderText, item: Item) -> None:
    """Hold the parameters against each other: measures, one kind of period, and no kind twice."""
    kinds = [param.kind for param in item.params.values()]
    periods = kinds.count(ParamKind.YEARS) + kinds.count(ParamKind.PERIODS)
    singles = (ParamKind.SPAN, ParamKind.BREAKDOWNS, ParamKind.BANDS)
    measure = item.params.get(item.by_role(Role.MEASURE)[0].name)
    if periods != 1:
        what, fix = "precies één parameter met de jaren", 'Schrijf jaren = { type = "years" }.'
    elif any(kinds.count(kind) > 1 for kind in singles):
        what, fix = "elk type parameter hoogstens één keer", "Haal de tweede weg."
    elif measure is None or measure.codelist != _MEASURES:
        what = "een parameter met de naam van de kolom van de maatregel"
        fix = 'Schrijf maatregel = { codelist = "maatregel" }.'
    elif ParamKind.BANDS in kinds and item.by_role(Role.MEASURE)[0].place is not Place.TABLE:
        what = "met klassen één tabel per maatregel: elke maatregel heeft haar eigen klassen"
        fix = 'Schrijf plaats = "tabel" bij de kolom van de maatregel, of laat de plaats weg.'
    else:
        return
    raise header.fault(f"Een vraag heeft {what}.", line=header.line_of("params"), fix=fix)


def _check_param(header: HeaderText, item: Item, param: Param) -> None:
    path = ("params", param.name)
    for dimension in param.dimensions:
        header.one_of(dimension, item.dimensions, *path, "dimensies")
    if param.kind is ParamKind.BREAKDOWNS and not param.dimensions:
        raise header.fault(
            f"De parameter «{param.name}» noemt geen dimensies.",
            line=header.line_of(*path),
            fix=f"Voeg dimensies = […] toe: {', '.join(item.dimensions)}.",
        )
    if param.kind is ParamKind.CODES and item.columns.get(param.name) not in item.by_role(Role.MEASURE):
        _check_filter(header, item, param)


def _check_filter(header: HeaderText, item: Item, param: Param) -> None:
    path = ("params", param.name)
    dimension = header.one_of(param.filters, item.dimensions, *path, "filter")
    if not param.codelist or param.codelist != item.columns[dimension].codelist:
        raise header.fault(
            f"De parameter «{param.name}» heeft niet de codelijst van de kolom «{dimension}».",
            line=header.line_of(*path),
            fix=f'Voeg codelist = "{item.columns[dimension].codelist}" toe, of een ander type.',
        )


def _check_column(header: HeaderText, item: Item, column: Column) -> None:
    path = ("kolommen", column.name)
    if column.place is Place.TABLE and column.role not in {Role.MEASURE, Role.VALUE}:
        raise header.fault(
            f"Alleen de maatregel kan een tabel per code krijgen, «{column.name}» niet.",
            line=header.line_of(*path),
            fix='Schrijf plaats = "rij" of plaats = "kolom".',
        )
    if column.role is Role.MEASURE:
        header.one_of(column.codelist, (_MEASURES,), *path, "codelist")
    if column.role is not Role.DIMENSION:
        return
    if not column.codelist and item.param(ParamKind.BANDS) is None:
        raise header.fault(
            f"De kolom «{column.name}» heeft geen codelijst en de vraag heeft geen klassen.",
            line=header.line_of(*path),
            fix='Voeg codelist = "…" toe, of een parameter klassen = { type = "klassen" }.',
        )
    if column.order and (
        not column.codelist or sorted(column.order) != sorted(load_codelist(column.codelist).names)
    ):
        raise header.fault(
            f"De volgorde van «{column.name}» noemt niet precies de codes van de lijst.",
            line=header.line_of(*path),
            fix="Noem elke code van de codelijst één keer, of laat de volgorde weg.",
        )


def _check_available(header: HeaderText, item: Item, available: Availability) -> None:
    path = ("beschikbaar", available.measure)
    param = item.param(ParamKind.BREAKDOWNS)
    for dimension in (name for breakdown in available.breakdowns for name in breakdown):
        header.one_of(dimension, param.dimensions if param else (), *path, "sneden")
    wants_bands = item.param(ParamKind.BANDS) is not None and available.years is not None
    if wants_bands != bool(available.bands):
        raise header.fault(
            f"[beschikbaar.{available.measure}] noemt {'geen' if wants_bands else 'ten onrechte'} klassen.",
            line=header.line_of(*path),
            fix="Een vraag met een parameter voor klassen noemt er per maatregel een codelijst voor.",
        )
    if available.bands:
        _check_bands(header, available)
    for key, span in (("jaren", available.years), ("profiel", available.profile)):
        if span and not _fits(item, span, available.years or span):
            raise header.fault(
                f"De periode «{key}» van {available.measure} kan niet.",
                line=header.line_of(*path, key),
                fix="Ze loopt vooruit, het profiel valt in de jaren, een kwartaal staat alleen bij tot.",
            )


def _check_bands(header: HeaderText, available: Availability) -> None:
    bands = load_codelist(available.bands)
    if bands.kind != "klassen":
        what = f"De codelijst «{bands.name}» bevat geen klassen."
        fix = 'Kies een codelijst met soort = "klassen".'
    elif not bands.is_gapless:
        what = f"De klassen van «{bands.name}» laten een deel weg: het totaal zou van de klassen afhangen."
        fix = "Laat ze bij nul beginnen, op elkaar aansluiten en open eindigen (de laatste zonder tot)."
    else:
        return
    line = header.line_of("beschikbaar", available.measure, "klassen")
    raise header.fault(what, line=line, fix=fix)


def _fits(item: Item, span: Span, years: Span) -> bool:
    quarters = item.param(ParamKind.PERIODS) is not None
    last, limit = (part.last or Moment(9999) for part in (span, years))
    ordered = years.first <= span.first <= Moment(last.year) and last.year <= limit.year
    return ordered and not span.first.quarter and (quarters or not last.quarter)
