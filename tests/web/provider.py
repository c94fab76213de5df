"""A provider of OpenID Connect that runs inside a test, with keys made there; it can be made to misbehave."""

from __future__ import annotations

import hmac
import json
from base64 import b64decode, urlsafe_b64encode
from collections.abc import Mapping
from hashlib import sha256
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, unquote, urlencode, urlsplit

from joserfc import jwt
from joserfc.jwk import RSAKey

CLIENT, SECRET = "pq-answers", "een geheim van de proef"


class FakeProvider:
    """The provider: what it says of itself, whom it signs in, and with which faults."""

    def __init__(self) -> None:
        self.keys = [RSAKey.generate_key(2048, {"kid": "een"})]
        self.person: dict[str, Any] = {
            "sub": "p-1",
            "preferred_username": "an.peeters",
            "roles": ["PQ Opstellers"],
        }
        self.claims: dict[str, Any] = {}
        self.algorithm, self.down, self.methods = "RS256", False, ["client_secret_basic"]
        self.described: dict[str, Any] = {}
        self.apart: dict[str, Any] | None = None
        self.asked: dict[str, Mapping[str, str]] = {}
        self.calls: list[str] = []
        self.now = 0
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self.issuer = f"http://127.0.0.1:{self._server.server_port}"
        Thread(target=self._server.serve_forever, daemon=True).start()

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()

    def sign_in(self, address: str, now: float) -> dict[str, str]:
        """Let the person sign in at `address`, and return what the browser goes back with."""
        given = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert given["response_type"] == "code"
        assert given["code_challenge_method"] == "S256"
        self.now = int(now)
        code = f"code-{len(self.asked)}"
        self.asked[code] = given
        return {"code": code, "state": given["state"], "iss": self.issuer}

    # What is asked of it

    def description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/aanmelden",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/sleutels",
            "end_session_endpoint": f"{self.issuer}/afmelden",
            "token_endpoint_auth_methods_supported": self.methods,
            **({} if self.apart is None else {"userinfo_endpoint": f"{self.issuer}/persoon"}),
            **self.described,
        }

    def token(self, form: Mapping[str, str], authorization: str) -> tuple[int, dict[str, Any]]:
        asked = self.asked.pop(form.get("code", ""), None)
        if asked is None or not _proves(form, asked) or not self._knows(form, authorization):
            return 400, {"error": "invalid_grant"}
        return 200, {"access_token": "toegang", "token_type": "Bearer", "id_token": self._id_token(asked)}

    def _knows(self, form: Mapping[str, str], authorization: str) -> bool:
        if "client_secret_basic" not in self.methods:
            return (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET)
        name, _, secret = b64decode(authorization.removeprefix("Basic ")).decode().partition(":")
        return (unquote(name), unquote(secret)) == (CLIENT, SECRET)

    def _id_token(self, asked: Mapping[str, str]) -> str:
        claims = {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": self.now,
            "exp": self.now + 300,
            "nonce": asked["nonce"],
            **self.person,
            **self.claims,
        }
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.algorithm in {"none", "HS256"}:
            return self._forged(claims)
        return jwt.encode({"alg": self.algorithm, "kid": self.keys[-1].kid}, claims, self.keys[-1])

    def _forged(self, claims: Mapping[str, Any]) -> str:
        """Return a token without signature, or signed with what everybody can read: the public key."""
        header = {"alg": self.algorithm, "kid": "een"}
        text = ".".join(_coded(json.dumps(one).encode()) for one in (header, claims))
        public = self.keys[-1].as_pem(private=False)
        signed = _coded(hmac.digest(public, text.encode(), "sha256")) if self.algorithm == "HS256" else ""
        return f"{text}.{signed}"


def _coded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def _proves(form: Mapping[str, str], asked: Mapping[str, str]) -> bool:
    challenge = _coded(sha256(form.get("code_verifier", "").encode()).digest())
    return challenge == asked["code_challenge"] and form.get("redirect_uri") == asked["redirect_uri"]


def _handler(provider: FakeProvider) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            provider.calls.append(self.path)
            if self.path.startswith("/aanmelden"):
                self._send_back()
                return
            if self.path == "/persoon":
                knows = self.headers.get("authorization") == "Bearer toegang"
                self._give(200 if knows else 401, provider.apart)
                return
            keys = {"keys": [key.as_dict(private=False) for key in provider.keys]}
            self._give(200, provider.description() if "well-known" in self.path else keys)

        def _send_back(self) -> None:
            """Sign the person in without asking anything, as for somebody who is known already."""
            given = provider.sign_in(self.path, provider.now)
            back = provider.asked[given["code"]]["redirect_uri"]
            self.send_response(302)
            self.send_header("location", f"{back}?{urlencode(given)}")
            self.end_headers()

        def do_POST(self) -> None:
            provider.calls.append(self.path)
            sent = self.rfile.read(int(self.headers["content-length"])).decode()
            form = {name: values[0] for name, values in parse_qs(sent).items()}
            self._give(*provider.token(form, self.headers.get("authorization", "")))

        def _give(self, status: int, value: object) -> None:
            body = b"<h1>kapot</h1>" if provider.down else json.dumps(value).encode()
            self.send_response(502 if provider.down else status)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    return Handler
