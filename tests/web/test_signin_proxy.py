"""Signing in by a proxy's header: believed from the proxy only, and looked at with every request."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from ipaddress import ip_network
from typing import Any

import pytest
from starlette.requests import Request
from starlette.testclient import TestClient

from pq_answers.web.app import create_app
from pq_answers.web.forwarded import address_of, is_proxy
from pq_answers.web.office import Office, Settings
from pq_answers.web.signin import ProxyHeader, RoleRule
from pq_answers.workflow import Role, accounts, people

from .conftest import ORIGIN, QUESTION, words

PROXY, STRANGER = "10.1.2.3", "192.0.2.7"
NETWORKS = (ip_network("10.1.2.0/24"), ip_network("fd00::/64"))
GROUPS = {"PQ Opstellers": Role.DRAFTER, "PQ Beheer": Role.ADMIN}
AN = {"x-remote-user": "an.peeters", "x-remote-groups": "Iedereen, PQ Opstellers"}


class Site:
    """The application behind a proxy."""

    def __init__(self, settings: Settings) -> None:
        way = ProxyHeader(RoleRule(GROUPS))
        self.app = create_app(replace(settings, sign_in=way, proxies=NETWORKS))
        self.office: Office = self.app.state.office

    def browser(self, peer: str = PROXY, **options: Any) -> TestClient:
        return TestClient(
            self.app,
            base_url="http://localhost",
            client=(peer, 4711),
            raise_server_exceptions=False,
            **options,
        )


@pytest.fixture
def site(settings: Settings) -> Iterator[Site]:
    made = Site(settings)
    yield made
    made.office.database.close()


def test_whom_the_proxy_names_is_signed_in_at_once(site: Site) -> None:
    answer = site.browser(headers=AN).get("/catalogus")
    assert answer.status_code == 200
    assert str(answer.url) == "http://localhost/catalogus"
    assert "an.peeters" in words(answer.text)


def test_a_form_still_needs_its_token_and_its_site(site: Site) -> None:
    client = site.browser(headers=AN)
    seen = client.get("/dossiers/nieuw").text
    token = seen.split('name="csrf" value="')[1].split('"')[0]
    assert client.post("/dossiers/nieuw", data={"tekst": QUESTION}, headers=ORIGIN).status_code == 403
    kept = client.post("/dossiers/nieuw", data={"tekst": QUESTION, "csrf": token}, headers=ORIGIN)
    assert kept.status_code == 200


@pytest.mark.parametrize("path", ["/dossiers", "/aanmelden", "/api/v1/ik", "/static/web.css", "/gezond"])
@pytest.mark.parametrize("header", ["x-remote-user", "x-remote-groups"])
def test_the_header_of_a_stranger_is_refused_everywhere(site: Site, path: str, header: str) -> None:
    answer = site.browser(STRANGER).get(path, headers={header: "an.peeters"})
    assert answer.status_code == 403
    assert "alleen te bereiken via" in answer.text
    assert "content-security-policy" in answer.headers
    with site.office.database.reading() as connection:
        assert accounts.all_accounts(connection) == ()


def test_a_stranger_without_header_sees_no_page_but_may_ask_for_health(site: Site) -> None:
    client = site.browser(STRANGER)
    assert client.get("/aanmelden").status_code == 403
    assert client.get("/dossiers", follow_redirects=True).status_code == 403
    assert client.get("/gezond").status_code == 200


def test_a_session_taken_from_the_proxy_opens_nothing_for_a_stranger(site: Site) -> None:
    client = site.browser(headers=AN)
    client.get("/dossiers")
    stranger = site.browser(STRANGER, cookies=dict(client.cookies))
    answer = stranger.get("/dossiers", follow_redirects=True)
    assert answer.status_code == 403
    assert "an.peeters" not in answer.text


def test_a_session_opens_nothing_for_whom_the_proxy_does_not_name(site: Site) -> None:
    client = site.browser(headers=AN)
    client.get("/dossiers")
    other = site.browser(headers={**AN, "x-remote-user": "bert"}, cookies=dict(client.cookies))
    assert "bert" in words(other.get("/dossiers").text)
    nobody = site.browser(cookies=dict(client.cookies))
    assert "gaf geen naam door" in words(nobody.get("/dossiers", follow_redirects=True).text)


def test_other_groups_hold_from_the_next_page_on(site: Site) -> None:
    client = site.browser(headers=AN)
    assert client.get("/dossiers/nieuw").status_code == 200
    client.headers["x-remote-groups"] = "PQ Beheer"
    assert client.get("/dossiers/nieuw").status_code == 403
    assert client.get("/beheer").status_code == 200
    client.headers["x-remote-groups"] = "Iedereen"
    answer = client.get("/dossiers", follow_redirects=True)
    assert answer.status_code == 403
    assert "geen rol" in words(answer.text)


def test_two_names_in_one_request_are_refused(site: Site) -> None:
    pairs = [("x-remote-user", "an.peeters"), ("x-remote-user", "bert"), ("x-remote-groups", "PQ Beheer")]
    answer = site.browser().get("/aanmelden", headers=pairs)  # type: ignore[arg-type]
    assert answer.status_code == 403
    assert "dubbelzinnig" in words(answer.text)


@pytest.mark.parametrize("name", ["<b>an</b>", "x" * 81, "an\tpeeters"])
def test_a_name_that_cannot_be_makes_no_account(site: Site, name: str) -> None:
    answer = site.browser(headers={**AN, "x-remote-user": name}).get("/dossiers", follow_redirects=True)
    assert answer.status_code == 422
    assert "<b>an" not in answer.text


def test_names_with_accents_arrive_whole(site: Site) -> None:
    client = site.browser(headers={**AN, "x-remote-user": "José Möller".encode()})
    assert "José Möller" in words(client.get("/dossiers").text)


def test_signing_out_does_not_sign_in_again_by_itself(site: Site) -> None:
    client = site.browser(headers=AN)
    seen = client.get("/dossiers").text
    token = seen.split('name="csrf" value="')[1].split('"')[0]
    shown = client.post("/afmelden", data={"csrf": token}, headers=ORIGIN)
    assert "U bent afgemeld" in words(shown.text)
    assert "an.peeters" not in words(shown.text)


def test_programs_work_with_their_token_without_the_header(site: Site) -> None:
    site.browser(headers=AN).get("/dossiers")
    with site.office.database.writing() as connection:
        user = accounts.all_accounts(connection)[0].user
        token = people.make_token(connection, site.office.act(user), "script")
    answer = site.browser(STRANGER).get("/api/v1/ik", headers={"authorization": f"Bearer {token}"})
    assert answer.json()["naam"] == "an.peeters"


# Addresses


@pytest.mark.parametrize(
    ("address", "ours"),
    [
        (PROXY, True),
        ("::ffff:10.1.2.3", True),
        ("fd00::5", True),
        (STRANGER, False),
        ("", False),
        ("testclient", False),
        ("10.1.2.3:80", False),
    ],
)
def test_a_proxy_is_known_by_its_network(address: str, ours: bool) -> None:
    assert is_proxy(address, NETWORKS) == ours


@pytest.mark.parametrize(
    ("peer", "told", "found"),
    [
        (STRANGER, ["203.0.113.9"], STRANGER),
        (PROXY, ["203.0.113.9"], "203.0.113.9"),
        (PROXY, ["made-up, 203.0.113.9"], "203.0.113.9"),
        (PROXY, ["203.0.113.9, 10.1.2.4"], "203.0.113.9"),
        (PROXY, ["198.51.100.1", "203.0.113.9"], "203.0.113.9"),
        (PROXY, [], PROXY),
        (PROXY, [" , "], PROXY),
        (PROXY, ["10.1.2.9"], PROXY),
    ],
)
def test_the_address_of_somebody_is_the_last_that_is_not_ours(peer: str, told: list[str], found: str) -> None:
    headers = [(b"x-forwarded-for", one.encode()) for one in told]
    request = Request({"type": "http", "client": (peer, 1), "headers": headers})
    assert address_of(request, NETWORKS) == found
