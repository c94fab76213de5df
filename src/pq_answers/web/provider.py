"""Signing in with OpenID Connect: the code flow with PKCE, state and nonce."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
import logging
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from typing import Any
from urllib.parse import quote, urlsplit

import httpx2
from authlib.common.errors import AuthlibBaseError
from authlib.integrations.httpx_client import OAuth2Client
from authlib.oidc.core import CodeIDToken
from authlib.oidc.discovery import get_well_known_url
from joserfc import jwt
from joserfc.errors import InvalidKeyIdError, JoseError
from joserfc.jwk import KeySet

from pq_answers.web.signin import OpenId, RefusedError, UnreachableError
from pq_answers.workflow.accounts import Outsider

ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512")
"""Signatures with the provider's own key only: none is no signature, and HS256 would be ours."""

Claims = Mapping[str, Any]
_LOG = logging.getLogger("pq_answers.web")
_PATIENCE, _PAUSE = 8, timedelta(seconds=10)
_KEPT, _KEYS_KEPT = timedelta(hours=1), timedelta(minutes=1)
_LEEWAY = 60
_AGAIN = "Begin opnieuw op de pagina om aan te melden; vraag het aan de beheerder als het zo blijft."


@dataclass(frozen=True, slots=True)
class _Described:
    """What the provider says of itself, and its keys, as they were at a moment."""

    names: Claims
    keys: KeySet
    at: datetime


class Provider:
    """The provider of one installation; remembers for a while what it says of itself."""

    def __init__(self, way: OpenId, returns_to: str) -> None:
        """Take how to sign in, and the address here to which the provider sends people back."""
        self.way, self.returns_to = way, returns_to
        self._known: _Described | None = None
        self._failed: datetime | None = None
        self._lock = Lock()

    def begin(self, secret: str, now: datetime) -> str:
        """Return the address where somebody signs in, whose browser keeps `secret` meanwhile."""
        with self._client() as client:
            address, _ = client.create_authorization_url(
                self._described(now).names["authorization_endpoint"],
                state=_derived(secret, "state"),
                nonce=_derived(secret, "nonce"),
                code_verifier=_derived(secret, "verifier"),
            )
        return str(address)

    def finish(self, secret: str, answer: Mapping[str, str], now: datetime) -> Outsider:
        """Return who signed in, from what the provider sent the browser back with.

        Raises `RefusedError` for anything that does not fit what was begun, `UnreachableError` where the
        provider is down.
        """
        self._check(secret, answer)
        token = self._fetched(answer["code"], secret, now)
        claims = self._completed(self._claims(token, _derived(secret, "nonce"), now), token, now)
        name = claims.get(self.way.name_claim)
        if not isinstance(name, str) or not name.strip():
            raise _refused(f"geen claim {self.way.name_claim}")
        roles = self.way.rule.roles_of(_groups(claims, self.way.roles_claim))
        return Outsider(self.way.source, f"{self.way.issuer}\n{claims['sub']}", name.strip(), roles)

    def way_out(self, here: str, now: datetime) -> str:
        """Return where people sign out of the organisation too, empty where the provider names none."""
        try:
            address = self._described(now).names.get("end_session_endpoint")
        except UnreachableError:
            return ""
        if not isinstance(address, str) or not is_safe(address):
            return ""
        sign = "&" if urlsplit(address).query else "?"
        return f"{address}{sign}client_id={quote(self.way.client)}&post_logout_redirect_uri={quote(here)}"

    def _check(self, secret: str, answer: Mapping[str, str]) -> None:
        state = answer.get("state", "").encode("utf-8", "replace")
        if not secret or not hmac.compare_digest(state, _derived(secret, "state").encode()):
            raise _refused("state")
        if answer.get("iss", self.way.issuer) != self.way.issuer:
            raise _refused("iss van het antwoord")
        if answer.get("error") or not answer.get("code"):
            raise _refused("de uitgever weigerde")

    def _fetched(self, code: str, secret: str, now: datetime) -> Claims:
        address = self._described(now).names["token_endpoint"]
        with self._client() as client, _reached():
            try:
                verifier = _derived(secret, "verifier")
                token: Claims = client.fetch_token(address, code=code, code_verifier=verifier)
            except AuthlibBaseError as error:
                raise _refused("code") from error
        return token

    def _claims(self, token: Claims, nonce: str, now: datetime) -> Claims:
        """Return what a token says, once all of it holds: signature, issuer, audience, time and nonce."""
        way, text = self.way, token.get("id_token")
        if not isinstance(text, str):
            raise _refused("geen id_token")
        options = {
            "iss": {"essential": True, "value": way.issuer},
            "aud": {"essential": True, "value": way.client},
        }
        params = {"nonce": nonce, "client_id": way.client, "access_token": token.get("access_token")}
        try:
            read = self._read(text, now)
            claims = CodeIDToken(read.claims, read.header, options, params)
            claims.validate(now=int(now.timestamp()), leeway=_LEEWAY)
        except (JoseError, ValueError, TypeError) as error:
            raise _refused(f"id_token, {getattr(error, 'claim', type(error).__name__)}") from error
        found: dict[str, Any] = dict(claims)
        if not isinstance(found["sub"], str) or not found["sub"]:
            raise _refused("sub")
        return found

    def _completed(self, claims: Claims, token: Claims, now: datetime) -> Claims:
        """Return the claims with what the provider tells of the person apart, where name or groups miss."""
        address = self._described(now).names.get("userinfo_endpoint")
        here = self.way.name_claim in claims and _value(claims, self.way.roles_claim) is not None
        if here or not isinstance(address, str) or not is_safe(address):
            return claims
        bearer = {"authorization": f"Bearer {token.get('access_token', '')}"}
        with httpx2.Client(timeout=_PATIENCE) as client, _reached():
            told = dict(client.get(address, headers=bearer).raise_for_status().json())
        if told.get("sub") != claims["sub"]:
            raise _refused("sub van de gebruikersinfo")
        return {**told, **claims}

    def _read(self, text: str, now: datetime) -> jwt.Token:
        try:
            return jwt.decode(text, self._described(now).keys, algorithms=ALGORITHMS)
        except InvalidKeyIdError:
            # The provider may have changed its keys since they were read.
            return jwt.decode(text, self._described(now, _KEYS_KEPT).keys, algorithms=ALGORITHMS)

    def _described(self, now: datetime, kept: timedelta = _KEPT) -> _Described:
        with self._lock:
            if self._known is None or now - self._known.at > kept:
                self._known = self._asked(now)
            return self._known

    def _asked(self, now: datetime) -> _Described:
        # Who waited for the same answer must not each wait for it again.
        if self._failed and abs(now - self._failed) < _PAUSE:
            raise _unreachable()
        self._failed = now
        with httpx2.Client(timeout=_PATIENCE) as client, _reached():
            address = get_well_known_url(self.way.issuer, external=True)
            names = client.get(address).raise_for_status().json()
            _check_description(names, self.way.issuer)
            keys = KeySet.import_key_set(client.get(names["jwks_uri"]).raise_for_status().json())
        self._failed = None
        return _Described(names, keys, now)

    def _client(self) -> OAuth2Client:
        way = self.way
        known = self._known.names if self._known else {}
        return OAuth2Client(
            client_id=way.client,
            client_secret=way.secret or None,
            token_endpoint_auth_method=_method(known, secret=bool(way.secret)),
            scope=way.scope,
            redirect_uri=self.returns_to,
            code_challenge_method="S256",
            timeout=_PATIENCE,
        )


def is_safe(address: str) -> bool:
    """Whether what goes to an address is kept from others on the way: https, or this very machine."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return bool(host) and (parts.scheme == "https" or (parts.scheme == "http" and is_local(host)))


def is_local(host: str) -> bool:
    """Whether a name or address is this very machine."""
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _check_description(names: Any, issuer: str) -> None:
    needed = ("authorization_endpoint", "token_endpoint", "jwks_uri")
    if not isinstance(names, dict) or names.get("issuer") != issuer:
        raise ValueError("another issuer")
    if not all(isinstance(names.get(name), str) and is_safe(names[name]) for name in needed):
        raise ValueError("no usable addresses")


def _method(names: Claims, *, secret: bool) -> str:
    """Return how we show the provider who we are: as it wants, in a header if it may be."""
    if not secret:
        return "none"
    offered = names.get("token_endpoint_auth_methods_supported") or ["client_secret_basic"]
    return "client_secret_basic" if "client_secret_basic" in offered else "client_secret_post"


def _value(claims: Claims, path: str) -> Any:
    """Return a claim, which may lie in others (`realm_access.roles`)."""
    if path in claims:
        return claims[path]
    value: Any = claims
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def _groups(claims: Claims, path: str) -> Iterable[str]:
    value = _value(claims, path)
    if isinstance(value, str):
        return [value, *value.split()]
    return [one for one in value if isinstance(one, str)] if isinstance(value, list) else []


def _derived(secret: str, purpose: str) -> str:
    """Return what one purpose needs of a browser's secret, from which the secret cannot be worked out."""
    return hmac.new(secret.encode("utf-8", "replace"), purpose.encode(), hashlib.sha256).hexdigest()


def _refused(why: str) -> RefusedError:
    _LOG.warning("aanmelding geweigerd: %s", why)
    return RefusedError("De aanmelding is niet gelukt, of ze duurde te lang.", fix=_AGAIN)


@contextmanager
def _reached() -> Iterator[None]:
    """Turn every way in which a provider can be down into one error."""
    try:
        yield
    except (httpx2.HTTPError, httpx2.InvalidURL, JoseError, ValueError, KeyError, TypeError) as error:
        _LOG.error("de uitgever van de aanmelding antwoordt niet zoals het hoort: %s", type(error).__name__)
        raise _unreachable() from error


def _unreachable() -> UnreachableError:
    fix = "Probeer het zo meteen opnieuw; vraag het aan de beheerder als het zo blijft."
    return UnreachableError("De aanmelding van uw organisatie is nu niet bereikbaar.", fix=fix)
