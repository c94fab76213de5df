"""What is in force in an installation: program, snapshot, catalogue, settings; never a secret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime

from sqlalchemy.engine import make_url

from pq_answers.errors import StoreError
from pq_answers.resources import layers, tool_version
from pq_answers.web.office import Office
from pq_answers.web.pages import moment
from pq_answers.web.signin import OpenId, Passwords, ProxyHeader, RoleRule

Facts = Mapping[str, str]


def in_force(office: Office) -> Mapping[str, Facts]:
    """Return what is in force, in sections of names and values, in words of people."""
    return {
        "Programma": {"versie": tool_version(), "catalogus": _catalogue(office)},
        "Momentopname": _snapshot(office),
        "Bereik": dict(_reach(office)),
        "Aanmelden": dict(_sign_in(office)),
        "Limieten": dict(_rates(office)),
        "Opslag": dict(_places(office)),
    }


def _catalogue(office: Office) -> str:
    known = office.desk.catalogue()
    own = ", met een eigen catalogus" if any(layer.overlay for layer in layers()) else ""
    return f"{len(known.items)} vragen{own}; controlesom {known.sha256[:12]}"


def _snapshot(office: Office) -> Facts:
    try:
        one = office.desk.store.current()
    except StoreError as error:
        return {"stand": error.what}
    return {
        "naam": one.id,
        "producent": one.producer,
        "soort": one.kind,
        "volledig tot": one.complete_until,
        "geladen": moment(datetime.fromisoformat(one.loaded_at)),
    }


def _reach(office: Office) -> Iterator[tuple[str, str]]:
    settings = office.settings
    yield "adres", settings.address or "niet ingesteld"
    yield "namen", ", ".join(sorted(settings.hosts))
    yield "beveiligd (https)", "ja" if settings.secure else "nee"
    yield "proxy's", ", ".join(map(str, settings.proxies)) or "geen"
    yield "instellingen uit", settings.place or "opdracht en omgeving"


def _sign_in(office: Office) -> Iterator[tuple[str, str]]:
    way = office.settings.sign_in
    yield "wijze", way.words
    if isinstance(way, OpenId):
        yield "uitgever", way.issuer
        yield "client", way.client
        yield "claim met rollen", way.roles_claim
    if isinstance(way, ProxyHeader):
        yield "kop met naam", way.name_header
        yield "kop met groepen", way.groups_header
    if not isinstance(way, Passwords):
        yield from _rule(way.rule)


def _rule(rule: RoleRule) -> Iterator[tuple[str, str]]:
    for group, role in sorted(rule.groups.items()):
        yield f"groep «{group}»", role.value
    yield "wie geen groep heeft", "leest" if rule.others_read else "krijgt geen toegang"


def _rates(office: Office) -> Iterator[tuple[str, str]]:
    rates = office.settings.rates
    yield "aanmelden per naam", str(rates.name)
    yield "aanmelden per adres", str(rates.address)
    yield "vragen lezen per persoon", str(rates.understand)
    yield "ontwerpen per persoon", str(rates.draft)
    yield "downloads per persoon", str(rates.download)


def _places(office: Office) -> Iterator[tuple[str, str]]:
    url = make_url(office.settings.database)
    # The whole URL may hold a password, also as an option behind the question mark.
    yield "databank", f"{url.get_backend_name()}: {url.database or 'zonder naam'}"
    yield "momentopnamen", str(office.desk.store.root)
    yield "goedgekeurde antwoorden", str(office.desk.approved)
    yield "onthouden plannen", str(office.desk.memory)
