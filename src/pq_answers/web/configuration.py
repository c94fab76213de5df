"""How an installation is set up: what follows from its settings, and what does not go together."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pq_answers.errors import InputError, UsageError
from pq_answers.web.forwarded import Network
from pq_answers.web.provider import is_local
from pq_answers.web.settingkeys import KEYS, OPENID, PROXY
from pq_answers.web.settingsfile import Found, read_secret
from pq_answers.web.signin import OpenId, Passwords, ProxyHeader, RoleRule, SignIn
from pq_answers.workflow import Role
from pq_answers.workflow.rates import Rates

LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
SECRET = "PQ_OPENID_GEHEIM"  # noqa: S105 - the name of a variable


@dataclass(frozen=True, slots=True)
class Configuration:
    """What an installation is set up with; what is not set has its default."""

    place: str = ""
    database: str | None = None
    store: Path | None = None
    approved: Path | None = None
    memory: Path | None = None
    address: str = ""
    hosts: frozenset[str] = LOCAL
    secure: bool = False
    proxies: tuple[Network, ...] = ()
    sign_in: SignIn | None = None
    rates: Rates = field(default_factory=Rates)


def read_configuration(file: Path | None, environment: Mapping[str, str] = os.environ) -> Configuration:
    """Return how an installation is set up; raises `InputError` with file and line for what is wrong."""
    return _configured(Found(file, environment), environment)


def _configured(found: Found, environment: Mapping[str, str]) -> Configuration:
    address: str = found.get("server.adres", "")
    secure: bool = found.get("server.beveiligd", address.startswith("https:"))
    if secure != address.startswith("https:") and address:
        fix = "Laat «beveiligd» weg, of begin het adres met https://."
        raise InputError(
            "«beveiligd» en «adres» spreken elkaar tegen.", where=found.places["server.adres"], fix=fix
        )
    own = frozenset({urlsplit(address).hostname or ""} - {""})
    return Configuration(
        place=str(found.file or ""),
        database=_database(found),
        store=found.get("opslag.momentopnamen"),
        approved=found.get("opslag.goedgekeurd"),
        memory=found.get("opslag.geheugen"),
        address=address,
        hosts=(found.get("server.namen", frozenset()) | own) or LOCAL,
        secure=secure,
        proxies=found.get("server.proxys", ()),
        sign_in=_sign_in(found, environment),
        rates=_rates(found),
    )


def _database(found: Found) -> str | None:
    url: str | None = found.get("opslag.databank")
    place = found.places.get("opslag.databank", "")
    written = url and place != KEYS["opslag.databank"].variable
    if written and (urlsplit(url).password or "password=" in urlsplit(url).query):
        fix = "Zet de hele URL in PQ_DATABASE, of in een bestand dat «databank_bestand» noemt."
        raise InputError("Een wachtwoord hoort niet in dit bestand.", where=place, fix=fix)
    named = found.get("opslag.databank_bestand")
    if url and named:
        fix = "Laat een van beide weg."
        raise InputError("De databank is twee keer ingesteld.", where=place, fix=fix)
    return read_secret(found, "opslag.databank_bestand") if named else url


def _sign_in(found: Found, environment: Mapping[str, str]) -> SignIn | None:
    way = found.get("aanmelden.wijze")
    for other in (OPENID, PROXY):
        stray = next((name for name in found.values if name.startswith(f"aanmelden.{other}.")), None)
        if stray and way != other:
            fix = f'Zet wijze = "{other}" in [aanmelden], of laat deze instelling weg.'
            raise InputError("Er is precies één wijze van aanmelden.", where=found.places[stray], fix=fix)
    if way == OPENID:
        return _openid(found, environment)
    return _proxy(found) if way == PROXY else None


def _rule(found: Found) -> RoleRule:
    groups: Mapping[str, Role] = found.needed("aanmelden.groepen")
    if Role.ADMIN not in groups.values():
        fix = 'Zet er een groep bij, zoals "PQ Beheer" = "beheerder".'
        raise InputError("Geen enkele groep is beheerder.", where=found.places["aanmelden.groepen"], fix=fix)
    return RoleRule(groups, found.get("aanmelden.zonder_groep", "weigeren") == "lezer")


def _openid(found: Found, environment: Mapping[str, str]) -> OpenId:
    found.needed("server.adres")
    section, names = (
        "aanmelden.openid.",
        {"rollen_claim": "roles_claim", "naam_claim": "name_claim", "bereik": "scope"},
    )
    more = {there: found.get(section + here) for here, there in names.items() if found.get(section + here)}
    if "openid" not in more.get("scope", "openid").split():
        where = found.places[f"{section}bereik"]
        raise InputError(
            "Het bereik mist «openid».", where=where, fix='Schrijf bijvoorbeeld "openid profile".'
        )
    secret = environment.get(SECRET, "").strip()
    if found.get(f"{section}geheim_bestand"):
        if secret:
            fix = f"Laat {SECRET} weg, of de instelling."
            raise InputError("Het geheim is twee keer ingesteld.", where=SECRET, fix=fix)
        secret = read_secret(found, f"{section}geheim_bestand")
    issuer, client = found.needed(f"{section}uitgever"), found.needed(f"{section}client")
    return OpenId(issuer, client, _rule(found), secret, **more)


def _proxy(found: Found) -> ProxyHeader:
    found.needed("server.proxys")
    section = "aanmelden.proxy."
    names = {"naam_kop": "name_header", "groepen_kop": "groups_header", "scheidingsteken": "separator"}
    more = {there: found.get(section + here) for here, there in names.items() if found.get(section + here)}
    return ProxyHeader(_rule(found), **more)


def _rates(found: Found) -> Rates:
    names = {
        "aanmelden_naam": "name",
        "aanmelden_adres": "address",
        "begrijpen": "understand",
        "ontwerp": "draft",
        "download": "download",
    }
    given = {there: found.get(f"limieten.{here}") for here, there in names.items()}
    return Rates(**{name: rate for name, rate in given.items() if rate})


def choose_sign_in(configuration: Configuration, host: str, *, trial: bool) -> SignIn:
    """Return the one way of signing in; raises `UsageError` for none, two, or trial accounts abroad."""
    if not trial:
        if configuration.sign_in:
            return configuration.sign_in
        fix = "Stel [aanmelden] in en geef het bestand met --instellingen, of probeer het met --proef."
        raise UsageError("Er is geen manier om aan te melden gekozen.", fix=fix)
    if configuration.sign_in:
        fix = "Laat --proef weg, of geef geen instellingen met een wijze van aanmelden."
        raise UsageError("Er is precies één wijze van aanmelden.", where="--proef", fix=fix)
    where = f"--adres {host}" if not is_local(host) else configuration.place or "de omgeving"
    if not is_local(host) or configuration.proxies or not configuration.hosts <= LOCAL:
        fix = "Laat --adres weg of kies 127.0.0.1, en laat namen, adres en proxy's weg uit de instellingen."
        raise UsageError("Proefaccounts werken alleen op deze machine.", where=where, fix=fix)
    return Passwords()
