"""Signing in with OpenID Connect, against a provider that runs in the test: what opens, and what does not."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from joserfc.jwk import RSAKey
from starlette.testclient import TestClient

from pq_answers.web.app import create_app
from pq_answers.web.office import RETURN, Office, Settings
from pq_answers.web.signin import OpenId, RoleRule
from pq_answers.workflow import Role, accounts, people

from .conftest import ORIGIN, PASSWORD, Clock, words
from .provider import CLIENT, SECRET, FakeProvider

GROUPS = {"PQ Opstellers": Role.DRAFTER, "PQ Nalezers": Role.REVIEWER, "PQ Beheer": Role.ADMIN}


@pytest.fixture
def provider() -> Iterator[FakeProvider]:
    made = FakeProvider()
    yield made
    made.close()


class Site:
    """The application with its provider, and a browser."""

    def __init__(self, settings: Settings, provider: FakeProvider, **more: Any) -> None:
        way = OpenId(provider.issuer, CLIENT, RoleRule(GROUPS), SECRET, **more)
        self.provider, self.clock = provider, settings.clock
        self.app = create_app(replace(settings, sign_in=way, address="http://localhost"))
        self.office: Office = self.app.state.office
        self.client = self.browser()

    def browser(self) -> TestClient:
        return TestClient(self.app, base_url="http://localhost", raise_server_exceptions=False)

    def leave(self, path: str = "/dossiers") -> str:
        answer = self.client.get("/aanmelden/organisatie", params={"naar": path}, follow_redirects=False)
        assert answer.status_code == 303, words(answer.text)
        return str(answer.headers["location"])

    def come_back(self, **changes: str | None) -> Any:
        given: dict[str, Any] = self.provider.sign_in(self.leave(), self.office.now.timestamp())
        given = {name: value for name, value in {**given, **changes}.items() if value is not None}
        return self.client.get(RETURN, params=given, follow_redirects=False)

    def known(self) -> dict[str, set[Role]]:
        with self.office.database.reading() as connection:
            return {one.user.name: set(one.user.roles) for one in accounts.all_accounts(connection)}


@pytest.fixture
def site(settings: Settings, provider: FakeProvider) -> Iterator[Site]:
    made = Site(settings, provider)
    yield made
    made.office.database.close()


def refused(answer: Any, status: int = 403) -> str:
    assert answer.status_code == status, words(answer.text)
    assert "pq=" not in answer.headers.get("set-cookie", "").replace("pq-aanmelden=", "")
    return words(answer.text)


# In order


def test_who_signs_in_there_is_signed_in_here_where_they_were_going(site: Site) -> None:
    answer = site.client.get("/dossiers?q=x", follow_redirects=True)
    assert "Aanmelden bij de organisatie" in words(answer.text)
    answer = site.come_back()
    assert answer.status_code == 303
    assert answer.headers["location"] == "/dossiers"
    shown = site.client.get("/dossiers")
    assert "an.peeters" in words(shown.text)
    assert site.known() == {"an.peeters": {Role.DRAFTER}}


@pytest.mark.parametrize(
    "methods", [["client_secret_post"], ["client_secret_post", "client_secret_basic"], None]
)
def test_the_provider_is_shown_who_we_are_as_it_wants(site: Site, methods: list[str] | None) -> None:
    site.provider.methods = methods or ["client_secret_basic"]
    assert site.come_back().status_code == 303


def test_the_way_back_is_a_page_here_whatever_is_asked(site: Site) -> None:
    given = site.provider.sign_in(site.leave("//kwaad.example"), site.office.now.timestamp())
    answer = site.client.get(RETURN, params=given, follow_redirects=False)
    assert answer.headers["location"] == "/"


@pytest.mark.parametrize(
    ("claims", "roles"),
    [
        ({"roles": ["PQ Nalezers", "PQ Beheer", "iets anders"]}, {Role.REVIEWER, Role.ADMIN}),
        ({"roles": "PQ Beheer"}, {Role.ADMIN}),
        ({"roles": None, "realm_access": {"roles": ["PQ Opstellers"]}}, {Role.DRAFTER}),
    ],
)
def test_groups_give_roles(
    settings: Settings, provider: FakeProvider, claims: dict[str, Any], roles: set[Role]
) -> None:
    claim = "realm_access.roles" if "realm_access" in claims else "roles"
    site = Site(settings, provider, roles_claim=claim)
    provider.claims = claims
    assert site.come_back().status_code == 303
    assert site.known() == {"an.peeters": roles}
    site.office.database.close()


def test_groups_that_the_token_does_not_tell_are_asked_apart(site: Site) -> None:
    site.provider.claims = {"roles": None, "preferred_username": None}
    site.provider.apart = {"sub": "p-1", "roles": ["PQ Beheer"], "preferred_username": "an", "aud": "x"}
    assert site.come_back().status_code == 303
    assert site.known() == {"an": {Role.ADMIN}}


@pytest.mark.parametrize("apart", [{"sub": "p-2", "roles": ["PQ Beheer"]}, {"roles": ["PQ Beheer"]}], ids=str)
def test_what_is_told_apart_of_somebody_else_opens_nothing(site: Site, apart: dict[str, Any]) -> None:
    site.provider.claims, site.provider.apart = {"roles": None}, apart
    refused(site.come_back())


@pytest.mark.parametrize("apart", [[], "x", 3], ids=str)
def test_what_is_told_apart_and_is_no_person_is_told_on_a_page(site: Site, apart: Any) -> None:
    site.provider.claims, site.provider.apart = {"roles": None}, apart
    assert site.come_back().status_code in {403, 503}


def test_what_the_token_tells_goes_before_what_is_told_apart(site: Site) -> None:
    site.provider.apart = {"sub": "p-1", "roles": ["PQ Beheer"]}
    site.come_back()
    assert site.known() == {"an.peeters": {Role.DRAFTER}}
    assert "/persoon" not in site.provider.calls


def test_who_is_in_no_group_gets_no_access_or_reads_as_is_set(site: Site) -> None:
    site.provider.claims = {"roles": ["Iedereen"]}
    assert "geen rol" in refused(site.come_back())
    assert site.known() == {}
    assert RoleRule(GROUPS, others_read=True).roles_of(["Iedereen"]) == {Role.READER}
    assert RoleRule(GROUPS, others_read=True).roles_of(["PQ Beheer"]) == {Role.ADMIN}


def test_who_left_all_groups_loses_session_and_tokens(site: Site) -> None:
    site.come_back()
    first, site.client = site.client, site.browser()
    with site.office.database.writing() as connection:
        user = accounts.all_accounts(connection)[0].user
        token = people.make_token(connection, site.office.act(user), "script")
    site.provider.claims = {"roles": []}
    refused(site.come_back())
    assert first.get("/dossiers", follow_redirects=False).status_code == 303
    headers = {"authorization": f"Bearer {token}"}
    assert first.get("/api/v1/ik", headers=headers).status_code == 401


def test_somebody_stays_the_same_account_under_another_name(site: Site) -> None:
    site.come_back()
    site.provider.person |= {"preferred_username": "an.janssens", "roles": ["PQ Nalezers"]}
    site.come_back()
    assert site.known() == {"an.janssens": {Role.REVIEWER}}


def test_another_person_does_not_get_the_account_of_the_same_name(site: Site) -> None:
    site.come_back()
    site.provider.person["sub"] = "p-2"
    assert "ander account met uw naam" in refused(site.come_back(), 409)
    assert site.known() == {"an.peeters": {Role.DRAFTER}}


def test_a_closed_account_opens_nothing(site: Site) -> None:
    site.come_back()
    site.provider.person = {"sub": "p-9", "preferred_username": "bert", "roles": ["PQ Beheer"]}
    site.come_back()
    with site.office.database.writing() as connection:
        an, bert = (one.user for one in accounts.all_accounts(connection))
        accounts.close(connection, site.office.act(bert), an.id)
    site.provider.person = {"sub": "p-1", "preferred_username": "an.peeters", "roles": ["PQ Opstellers"]}
    assert "afgesloten" in refused(site.come_back())


def test_roles_that_an_administrator_set_stay_until_they_follow_again(site: Site) -> None:
    site.provider.person["roles"] = ["PQ Beheer"]
    site.come_back()
    with site.office.database.writing() as connection:
        me = accounts.all_accounts(connection)[0].user
        accounts.change_roles(connection, site.office.act(me), me.id, {Role.ADMIN, Role.REVIEWER})
    site.come_back()
    assert site.known() == {"an.peeters": {Role.ADMIN, Role.REVIEWER}}
    with site.office.database.writing() as connection:
        accounts.follow(connection, site.office.act(me), me.id)
    site.come_back()
    assert site.known() == {"an.peeters": {Role.ADMIN}}


def test_signing_out_tells_that_the_organisation_still_knows(site: Site) -> None:
    site.come_back()
    seen = site.client.get("/dossiers").text
    token = seen.split('name="csrf" value="')[1].split('"')[0]
    shown = site.client.post("/afmelden", data={"csrf": token}, headers=ORIGIN)
    assert "U bent afgemeld" in words(shown.text)
    assert f"{site.provider.issuer}/afmelden?client_id={CLIENT}" in shown.text
    assert site.client.get("/dossiers", follow_redirects=False).status_code == 303


def test_over_https_what_the_browser_keeps_is_bound_to_the_host(
    settings: Settings, provider: FakeProvider
) -> None:
    site = Site(replace(settings, secure=True), provider)
    answer = site.client.get("/aanmelden/organisatie", follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-pq-aanmelden=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    secret = cookie.split("=", 1)[1].split(".")[0]
    assert secret not in answer.headers["location"], "the secret itself goes nowhere"
    site.office.database.close()


# Not in order


@pytest.mark.parametrize(
    "claims",
    [
        {"nonce": "een andere"},
        {"nonce": None},
        {"aud": "een andere toepassing"},
        {"aud": ["een", "andere"]},
        {"aud": [CLIENT, "andere"], "azp": "andere"},
        {"iss": "https://kwaad.example"},
        {"exp": 1},
        {"exp": None},
        {"iat": 9_999_999_999},
        {"iat": None},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"at_hash": "onzin"},
        {"preferred_username": None},
        {"preferred_username": ["an"]},
    ],
    ids=str,
)
def test_a_token_that_is_not_about_this_sign_in_opens_nothing(site: Site, claims: dict[str, Any]) -> None:
    site.provider.claims = claims
    assert "niet gelukt" in refused(site.come_back())
    assert site.known() == {}


def test_an_expired_token_opens_nothing(site: Site) -> None:
    site.provider.claims = {"exp": int(site.office.now.timestamp()) - 61}
    refused(site.come_back())


@pytest.mark.parametrize("algorithm", ["none", "HS256"])
def test_a_token_that_the_provider_did_not_sign_opens_nothing(site: Site, algorithm: str) -> None:
    site.provider.algorithm = algorithm
    refused(site.come_back())


def test_a_token_signed_with_another_key_opens_nothing(site: Site) -> None:
    site.leave()  # the keys are known from here on
    site.provider.keys = [RSAKey.generate_key(2048, {"kid": "een"})]
    refused(site.come_back())


def test_a_provider_may_change_its_keys(site: Site) -> None:
    site.come_back()
    assert isinstance(site.clock, Clock)
    site.clock.now += timedelta(minutes=2)
    site.provider.keys.append(RSAKey.generate_key(2048, {"kid": "twee"}))
    assert site.come_back().status_code == 303


@pytest.mark.parametrize(
    "changes",
    [
        {"state": "een andere"},
        {"state": None},
        {"code": None},
        {"code": "onzin"},
        {"iss": "https://kwaad.example"},
        {"error": "access_denied"},
    ],
    ids=str,
)
def test_an_answer_that_does_not_fit_what_was_begun_opens_nothing(
    site: Site, changes: dict[str, str | None]
) -> None:
    assert "Begin opnieuw" in refused(site.come_back(**changes))


def test_the_answer_to_one_browser_opens_nothing_in_another(site: Site) -> None:
    given = site.provider.sign_in(site.leave(), site.office.now.timestamp())
    refused(site.browser().get(RETURN, params=given, follow_redirects=False))
    other = site.browser()
    other.get("/aanmelden/organisatie", follow_redirects=False)
    refused(other.get(RETURN, params=given, follow_redirects=False))
    assert site.client.get(RETURN, params=given, follow_redirects=False).status_code == 303
    refused(site.client.get(RETURN, params=given, follow_redirects=False))


def test_many_wrong_answers_have_to_wait(site: Site) -> None:
    most = site.office.settings.rates.address.most
    for _ in range(most):
        assert site.client.get(RETURN, params={"code": "x", "state": "x"}).status_code == 403
    answer = site.client.get(RETURN, params={"code": "x", "state": "x"})
    assert answer.status_code == 429
    assert "Te veel pogingen" in words(answer.text)


# The provider itself


def test_a_provider_that_is_down_is_told_on_a_page(site: Site) -> None:
    site.provider.down = True
    answer = site.client.get("/aanmelden/organisatie", follow_redirects=False)
    assert answer.status_code == 503
    assert "nu niet bereikbaar" in words(answer.text)
    assert "kapot" not in answer.text
    calls = len(site.provider.calls)
    assert site.client.get("/aanmelden/organisatie", follow_redirects=False).status_code == 503
    assert len(site.provider.calls) == calls, "who comes right after does not wait for it again"


def test_a_provider_that_goes_down_half_way_is_told_on_a_page(site: Site) -> None:
    given = site.provider.sign_in(site.leave(), site.office.now.timestamp())
    site.provider.down = True
    for _ in range(site.office.settings.rates.address.most + 1):
        refused(site.client.get(RETURN, params=given, follow_redirects=False), 503)


def test_a_provider_at_an_address_where_nobody_listens_is_told_on_a_page(
    settings: Settings, provider: FakeProvider
) -> None:
    provider.close()
    site = Site(settings, provider)
    assert site.client.get("/aanmelden/organisatie", follow_redirects=False).status_code == 503
    site.office.database.close()


@pytest.mark.parametrize(
    "described",
    [
        {"issuer": "https://kwaad.example"},
        {"token_endpoint": "http://kwaad.example/token"},
        {"jwks_uri": None},
        {"authorization_endpoint": 3},
    ],
    ids=str,
)
def test_a_description_that_cannot_be_trusted_is_not_used(site: Site, described: dict[str, Any]) -> None:
    site.provider.described = described
    assert site.client.get("/aanmelden/organisatie", follow_redirects=False).status_code == 503


def test_the_log_tells_why_and_names_nobody(site: Site, caplog: pytest.LogCaptureFixture) -> None:
    site.provider.claims = {"aud": "een andere"}
    with caplog.at_level(logging.INFO, "pq_answers"):
        site.come_back()
    assert "aanmelding geweigerd: id_token, aud" in caplog.text
    assert "peeters" not in caplog.text
    assert SECRET not in caplog.text


def test_passwords_and_accounts_of_trying_out_open_nothing(site: Site) -> None:
    with site.office.database.writing() as connection:
        user = people.add_user(connection, "otto", {Role.ADMIN}, PASSWORD)
        secret = people.open_session(connection, user, site.office.now)
        token = people.make_token(connection, site.office.act(user), "script")
    answer = site.client.post("/aanmelden", data={"naam": "otto", "wachtwoord": PASSWORD}, headers=ORIGIN)
    assert answer.status_code == 403
    site.client.cookies.set(site.office.cookie, secret)
    assert site.client.get("/dossiers", follow_redirects=False).status_code == 303
    headers = {"authorization": f"Bearer {token}"}
    assert site.client.get("/api/v1/ik", headers=headers).status_code == 401


def test_trying_out_never_takes_over_an_account_of_the_organisation(site: Site) -> None:
    site.come_back()
    with pytest.raises(Exception, match="van de organisatie"), site.office.database.writing() as connection:
        people.add_user(connection, "an.peeters", {Role.ADMIN}, PASSWORD)
