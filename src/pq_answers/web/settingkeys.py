"""What can be set for an installation: each setting's name, how it is read, and its variable."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pq_answers.errors import InputError
from pq_answers.web.forwarded import Network
from pq_answers.web.provider import is_safe
from pq_answers.workflow import Role
from pq_answers.workflow.rates import Rate, read_rate

OPENID, PROXY = "openid", "proxy"
_HEADER = re.compile(r"[A-Za-z0-9-]{1,60}\Z")
_HOST = re.compile(r"[A-Za-z0-9.:-]{1,253}\Z")


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip() or not value.isprintable():
        raise ValueError("een tekst tussen aanhalingstekens")
    return value.strip()


def _texts(value: object) -> tuple[str, ...]:
    if isinstance(value, str):
        value = value.split(",")
    if not isinstance(value, list) or not value:
        raise ValueError('een lijst, zoals ["een", "twee"]')
    return tuple(map(_text, value))


def _truth(value: object) -> bool:
    words = {True: True, False: False, "ja": True, "nee": False}
    if not isinstance(value, bool | str) or value not in words:
        raise ValueError("true of false, in de omgeving ja of nee")
    return words[value]


def _path(value: object) -> Path:
    return Path(_text(value)).expanduser()


def _address(value: object) -> str:
    text = _text(value).rstrip("/")
    parts = urlsplit(text) if is_safe(text) else None
    if parts is None or parts.path or parts.query or parts.fragment or "@" in parts.netloc:
        raise ValueError("een adres zonder pad, zoals https://pq.voorbeeld.be")
    return text.lower()


def _issuer(value: object) -> str:
    if not is_safe(_text(value)):
        raise ValueError("een adres dat met https:// begint")
    return _text(value)


def _hosts(value: object) -> frozenset[str]:
    found = frozenset(one.lower() for one in _texts(value))
    if not all(map(_HOST.match, found)):
        raise ValueError("namen zonder https:// en zonder jokerteken")
    return found


def _networks(value: object) -> tuple[Network, ...]:
    try:
        found = tuple(map(ipaddress.ip_network, _texts(value)))
    except ValueError as error:
        raise ValueError("adressen of netwerken, zoals 10.1.2.3 of 10.1.2.0/24") from error
    if any(network.prefixlen == 0 for network in found):
        raise ValueError("de adressen van uw eigen proxy's, niet alle adressen")
    return found


def _header(value: object) -> str:
    if not _HEADER.match(_text(value)):
        raise ValueError("de naam van een kop, zoals X-Remote-User")
    return _text(value)


def _rate(value: object) -> Rate:
    try:
        return read_rate(_text(value))
    except InputError as error:
        raise ValueError("«30 per minuut» of «5 per 5 minuten»") from error


def _one_of(*words: str) -> Callable[[object], str]:
    def read(value: object) -> str:
        if value not in words:
            raise ValueError(" of ".join(f"«{word}»" for word in words))
        return str(value)

    return read


def _groups(value: object) -> Mapping[str, Role]:
    if not isinstance(value, dict) or not value:
        raise ValueError('groepen met hun rol, zoals "PQ Nalezers" = "nalezer"')
    try:
        return {_text(group): Role(role) for group, role in value.items()}
    except ValueError as error:
        raise ValueError(f"als rol een van: {', '.join(Role)}") from error


@dataclass(frozen=True, slots=True)
class Key:
    """One thing that can be set: how it is read, and by which variable it can be set too."""

    read: Callable[[object], Any]
    variable: str = ""


KEYS: Mapping[str, Key] = {
    "server.adres": Key(_address, "PQ_ADRES"),
    "server.namen": Key(_hosts, "PQ_NAMEN"),
    "server.beveiligd": Key(_truth, "PQ_BEVEILIGD"),
    "server.proxys": Key(_networks, "PQ_PROXYS"),
    "opslag.databank": Key(_text, "PQ_DATABASE"),
    "opslag.databank_bestand": Key(_path, "PQ_DATABASE_BESTAND"),
    "opslag.momentopnamen": Key(_path, "PQ_STORE"),
    "opslag.goedgekeurd": Key(_path, "PQ_EERDER"),
    "opslag.geheugen": Key(_path, "PQ_GEHEUGEN"),
    "aanmelden.wijze": Key(_one_of(OPENID, PROXY), "PQ_AANMELDEN"),
    "aanmelden.zonder_groep": Key(_one_of("lezer", "weigeren")),
    "aanmelden.groepen": Key(_groups),
    "aanmelden.openid.uitgever": Key(_issuer, "PQ_OPENID_UITGEVER"),
    "aanmelden.openid.client": Key(_text, "PQ_OPENID_CLIENT"),
    "aanmelden.openid.geheim_bestand": Key(_path, "PQ_OPENID_GEHEIM_BESTAND"),
    "aanmelden.openid.rollen_claim": Key(_text),
    "aanmelden.openid.naam_claim": Key(_text),
    "aanmelden.openid.bereik": Key(_text),
    "aanmelden.proxy.naam_kop": Key(_header),
    "aanmelden.proxy.groepen_kop": Key(_header),
    "aanmelden.proxy.scheidingsteken": Key(_one_of(",", ";", "|")),
    "limieten.aanmelden_naam": Key(_rate),
    "limieten.aanmelden_adres": Key(_rate),
    "limieten.begrijpen": Key(_rate),
    "limieten.ontwerp": Key(_rate),
    "limieten.download": Key(_rate),
}
TABLES = frozenset(name.rpartition(".")[0] for name in KEYS) | {"aanmelden.openid", "aanmelden.proxy"}
