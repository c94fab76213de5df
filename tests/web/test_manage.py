"""The pages of the administrator: accounts, tokens, the log, what is in force; and who may see them."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from ipaddress import ip_network
from pathlib import Path

import pytest

from pq_answers.errors import InputError
from pq_answers.web.app import create_app
from pq_answers.web.inforce import in_force
from pq_answers.web.office import Settings
from pq_answers.web.signin import OpenId, ProxyHeader, RoleRule
from pq_answers.workflow import (
    Act,
    Database,
    ForbiddenError,
    Role,
    Source,
    StateError,
    UnknownError,
    accounts,
    log,
    people,
)

from .conftest import NOW, PASSWORD, PEOPLE, Enter, Office, Opened, words
from .test_api import Api, api  # noqa: F401 - the fixture
from .test_pages import drafted

PAGES = (
    "/beheer",
    "/beheer/accounts/1",
    "/beheer/tokens",
    "/beheer/teksten",
    "/beheer/teksten/lde-geen-afwijking",
    "/beheer/logboek",
    "/beheer/instellingen",
)
STEPS = (
    "/beheer/accounts/1/rollen",
    "/beheer/accounts/1/afsluiten",
    "/beheer/accounts/1/openen",
    "/beheer/accounts/1/volgen",
    "/beheer/tokens/1/intrekken",
    "/beheer/teksten",
    "/beheer/teksten/lde-geen-afwijking",
)


def number_of(bert_sees: str, name: str) -> str:
    found = re.search(rf'href="/beheer/accounts/(\d+)">{name}<', bert_sees)
    assert found is not None
    return found[1]


# Who may


@pytest.mark.parametrize("name", sorted(PEOPLE))
def test_only_an_administrator_sees_and_does_any_of_it(people_in: Enter, name: str) -> None:
    person, may = people_in(name), Role.ADMIN in PEOPLE[name]
    home = person.get("/dossiers")
    assert ('href="/beheer"' in home) == may
    for path in PAGES:
        person.get(path, 200 if may else 403)
    if not may:
        for path in STEPS:
            assert "recht «beheren»" in words(person.post(path, home, 403, rol="beheerder"))


def test_who_is_not_signed_in_is_led_to_signing_in(open_client: Opened) -> None:
    for path in PAGES:
        answer = open_client().get(path, follow_redirects=False)
        assert answer.headers["location"].startswith("/aanmelden"), path


def test_a_form_without_its_token_changes_nothing(people_in: Enter) -> None:
    bert = people_in("bert")
    for path in STEPS:
        assert "te oud" in words(bert.post(path, "", 403, rol="beheerder"))


def test_without_the_right_nothing_of_it_works_below_the_pages_either(office: Office) -> None:
    with office.database.writing() as connection:
        for name in ("lena", "otto", "nora"):
            act = office.act(name)
            for step in (accounts.close, accounts.reopen, accounts.follow, accounts.revoke_token):
                with pytest.raises(ForbiddenError):
                    step(connection, act, 1)
            with pytest.raises(ForbiddenError):
                accounts.change_roles(connection, act, 1, {Role.READER})


# Accounts


def test_other_roles_hold_at_once_and_are_in_the_log(people_in: Enter) -> None:
    bert, lena = people_in("bert"), people_in("lena")
    lena.get("/dossiers/nieuw", 403)
    number = number_of(bert.get("/beheer"), "lena")
    seen = bert.get(f"/beheer/accounts/{number}")
    assert re.search(r'value="lezer" checked', seen)
    shown = bert.post(f"/beheer/accounts/{number}/rollen", seen, rol=["opsteller", "nalezer"])
    assert "nalezer, opsteller" in words(shown)
    lena.get("/dossiers/nieuw")
    told = words(bert.get("/beheer/logboek?persoon=bert"))
    assert "rollen gewijzigd account: lena rollen: lezer account: lena rollen: nalezer, opsteller" in told


@pytest.mark.parametrize("roles", [[], ["baas"], ["lezer", "<script>"]])
def test_roles_that_cannot_be_are_refused(people_in: Enter, roles: list[str]) -> None:
    bert = people_in("bert")
    number = number_of(bert.get("/beheer"), "lena")
    seen = bert.get(f"/beheer/accounts/{number}")
    shown = bert.post(f"/beheer/accounts/{number}/rollen", seen, 422, rol=roles)
    assert "Niet gelukt" in words(shown)
    assert "<script>a" not in shown


def test_closing_an_account_ends_its_sessions_and_tokens_and_its_sign_in(people_in: Enter) -> None:
    bert, otto = people_in("bert"), people_in("otto")
    shown = otto.post("/tokens", otto.get("/tokens"), naam="script", dagen="30")
    secret = re.search(r"pqa_[\w-]+", shown)
    assert secret is not None
    headers = {"authorization": f"Bearer {secret[0]}"}
    assert otto.client.get("/api/v1/ik", headers=headers).status_code == 200
    number = number_of(bert.get("/beheer"), "otto")
    seen = bert.get(f"/beheer/accounts/{number}")
    assert "afgesloten" in words(bert.post(f"/beheer/accounts/{number}/afsluiten", seen))
    assert otto.client.get("/dossiers", follow_redirects=False).status_code == 303
    assert otto.client.get("/api/v1/ik", headers=headers).status_code == 401
    with pytest.raises(AssertionError, match="klopt niet"):
        people_in("otto")
    bert.post(f"/beheer/accounts/{number}/afsluiten", seen, 409)
    bert.post(f"/beheer/accounts/{number}/openen", seen)
    people_in("otto")
    assert otto.client.get("/api/v1/ik", headers=headers).status_code == 401
    bert.post(f"/beheer/accounts/{number}/openen", seen, 409)


def test_the_last_administrator_stays(people_in: Enter) -> None:
    bert = people_in("bert")
    number = number_of(bert.get("/beheer"), "bert")
    seen = bert.get(f"/beheer/accounts/{number}")
    assert "uw eigen account" in words(seen)
    for step, fields in (("afsluiten", {}), ("rollen", {"rol": ["lezer"]})):
        shown = bert.post(f"/beheer/accounts/{number}/{step}", seen, 409, **fields)
        assert "geen beheerder over" in words(shown)
    other = number_of(bert.get("/beheer"), "nora")
    bert.post(f"/beheer/accounts/{other}/rollen", seen, rol=["nalezer", "beheerder"])
    shown = bert.post(f"/beheer/accounts/{number}/afsluiten", seen)
    assert "Aanmelden" in words(shown)
    assert "afgesloten" in words(people_in("nora").get("/beheer"))


def test_an_administrator_of_another_way_of_signing_in_does_not_count(office: Office) -> None:
    outsider = accounts.Outsider(OpenId.source, "x", "an", frozenset({Role.ADMIN}))
    with office.database.writing() as connection:
        accounts.admit(connection, outsider, office.now)
    with pytest.raises(StateError), office.database.writing() as connection:
        accounts.close(connection, office.act("bert"), office.users["bert"].id)


def test_what_does_not_exist_cannot_be_changed(people_in: Enter) -> None:
    bert = people_in("bert")
    seen = bert.get("/beheer")
    bert.get("/beheer/accounts/9999", 404)
    bert.get("/beheer/accounts/99999999999", 422)
    bert.post("/beheer/accounts/9999/afsluiten", seen, 404)
    bert.post("/beheer/accounts/1/opheffen", seen, 422)
    bert.post("/beheer/accounts/1/volgen", seen, 409)
    bert.post("/beheer/tokens/9999/intrekken", seen, 404)


# Tokens and the log


def test_the_tokens_of_everybody_can_be_revoked(people_in: Enter) -> None:
    bert, otto = people_in("bert"), people_in("otto")
    shown = otto.post("/tokens", otto.get("/tokens"), naam="nachtelijk <b>script</b>", dagen="30")
    secret = re.search(r"pqa_[\w-]+", shown)
    assert secret is not None
    seen = bert.get("/beheer/tokens")
    assert "nachtelijk <b>script</b>" in words(seen)
    assert secret[0] not in seen
    path = re.search(r'action="(/beheer/tokens/\d+/intrekken)"', seen)
    assert path is not None
    assert "Het token is ingetrokken" in words(bert.post(path[1], seen))
    headers = {"authorization": f"Bearer {secret[0]}"}
    assert otto.client.get("/api/v1/ik", headers=headers).status_code == 401
    assert "account: otto" in words(bert.get("/beheer/logboek"))
    bert.post(path[1], seen, 404)


def test_the_log_is_found_by_dossier_and_by_person(people_in: Enter) -> None:
    bert, otto, olga = people_in("bert"), people_in("otto"), people_in("olga")
    first, second = drafted(otto).rsplit("/", 1)[-1], drafted(olga).rsplit("/", 1)[-1]
    by_dossier = words(bert.get(f"/beheer/logboek?dossier={first}"))
    assert "plan gemaakt" in by_dossier
    assert "otto" in re.sub(r"iedereen.*?Toon", "", by_dossier)
    rows = bert.get("/beheer/logboek?persoon=olga").split("<tbody>")[1]
    assert f"/dossiers/{second}/verloop" in rows
    assert f"/dossiers/{first}/verloop" not in rows
    assert "Niets gevonden" in words(bert.get("/beheer/logboek?dossier=9999"))
    assert "Niets gevonden" in words(bert.get("/beheer/logboek?persoon=' OR 1=1 --"))
    for wrong in ("dossier=x", "dossier=-1", "voor=0", f"persoon={'x' * 81}", "dossier=²"):
        bert.get(f"/beheer/logboek?{wrong}", 422)


def test_a_long_log_comes_in_pages_and_shows_every_line_once(office: Office) -> None:
    with office.database.writing() as connection:
        for number in range(25):
            log.write(connection, office.act("otto"), f"stap {number}")
        found, before = [], None
        while page := log.find(connection, person="otto", before=before, limit=10):
            found += [one.action for one in page]
            before = page[-1].id
    assert found == [f"stap {number}" for number in reversed(range(25))]


# What is in force


def test_what_is_in_force_is_shown_without_secrets(people_in: Enter) -> None:
    shown = words(people_in("bert").get("/beheer/instellingen"))
    for expected in (
        "Momentopname naam s",
        "controlesom",
        "proefaccounts met wachtwoord",
        "5 per 5 minuten",
        "sqlite",
    ):
        assert expected in shown, expected


def test_no_setting_tells_a_secret(settings: Settings) -> None:
    rule = RoleRule({"PQ Beheer": Role.ADMIN})
    ways = (OpenId("https://x.be", "pq", rule, "geheim"), ProxyHeader(rule))
    for way in ways:
        app = create_app(replace(settings, sign_in=way, proxies=(ip_network("10.0.0.1"),)))
        told = in_force(app.state.office)
        app.state.office.database.close()
        assert "geheim" not in str(told)
        assert told["Aanmelden"]["groep «PQ Beheer»"] == "beheerder"
        other = replace(
            app.state.office,
            settings=replace(settings, database="postgresql://pq:geheim@db/naam?password=geheim"),
        )
        assert "geheim" not in str(in_force(other))


# For programs


def test_a_program_of_an_administrator_does_the_same(api: Api) -> None:  # noqa: F811
    admin, drafter = api.program(Role.ADMIN), api.program(Role.DRAFTER)
    known = {one["naam"]: one for one in admin.call("GET", "/beheer/accounts")}
    path = f"/beheer/accounts/{known['opsteller']['id']}"
    changed = admin.call("PUT", f"{path}/rollen", json={"rollen": ["nalezer"]})
    assert changed["rollen"] == ["nalezer"]
    assert changed["vastgezet"] is False, "trial accounts have nothing to follow"
    drafter.call("POST", "/dossiers", 403, json={"tekst": "Hoeveel?"})
    [token] = [one for one in admin.call("GET", "/beheer/tokens") if one["account"] == "opsteller"]
    assert "geheim" not in token
    assert admin.call("POST", f"/beheer/tokens/{token['id']}/intrekken")["ingetrokken"]
    drafter.call("GET", "/ik", 401)
    assert admin.call("POST", f"{path}/afsluiten")["afgesloten"]
    admin.call("POST", f"{path}/afsluiten", 409)
    assert admin.call("POST", f"{path}/openen")["afgesloten"] is None
    admin.call("POST", f"{path}/volgen", 409)
    lines = admin.call("GET", "/beheer/logboek?persoon=beheerder&aantal=2")
    assert [one["wat"] for one in lines] == ["account geopend", "account afgesloten"]
    rest = admin.call("GET", f"/beheer/logboek?persoon=beheerder&voor={lines[-1]['id']}")
    assert "rollen gewijzigd" in [one["wat"] for one in rest]
    assert "Momentopname" in admin.call("GET", "/beheer/instellingen")
    own = known["beheerder"]["id"]
    admin.call("POST", f"/beheer/accounts/{own}/afsluiten", 409)
    admin.call("PUT", f"/beheer/accounts/{own}/rollen", 422, json={"rollen": []})
    admin.call("PUT", f"/beheer/accounts/{own}/rollen", 422, json={"rollen": ["baas"]})


def test_two_administrators_cannot_close_each_other(office: Office) -> None:
    with office.database.writing() as connection:
        second = people.add_user(connection, "bea", {Role.ADMIN}, PASSWORD)
    bea = Act(second, office.now + timedelta(minutes=1))
    with office.database.writing() as connection:
        accounts.close(connection, bea, office.users["bert"].id)
    with pytest.raises(StateError), office.database.writing() as connection:
        accounts.close(connection, office.act("bert"), second.id)


def test_an_account_from_outside_needs_a_name_that_can_be(office: Office) -> None:
    for name in ("", " ", "x" * 81, "a\nb", "<b>", "an "):
        outsider = accounts.Outsider(OpenId.source, name, name, frozenset({Role.READER}))
        with pytest.raises(InputError), office.database.writing() as connection:
            accounts.admit(connection, outsider, office.now)
    with pytest.raises(UnknownError), office.database.reading() as connection:
        accounts.account_of(connection, 999)


def test_accounts_from_before_stay_trial_accounts_that_are_open(tmp_path: Path) -> None:
    from alembic import command
    from alembic.config import Config

    database = Database(f"sqlite:///{tmp_path / 'oud.sqlite'}")
    config = Config()
    config.set_main_option("script_location", "pq_answers.workflow:migrations")
    with database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        connection.exec_driver_sql(
            "INSERT INTO users (name, roles, password) VALUES ('bert', 'beheerder', '')"
        )
    database.migrate()
    with database.writing() as connection:
        [account] = accounts.all_accounts(connection)
        assert (account.source, account.closed, account.pinned) == (Source.TRIAL, None, False)
        people.add_user(connection, "bert", {Role.ADMIN}, PASSWORD)
        assert people.sign_in(connection, "bert", PASSWORD, NOW)
    database.close()


def test_two_who_come_in_for_the_first_time_at_once_make_one_account(database: Database) -> None:
    who = accounts.Outsider(OpenId.source, "p-1", "an.peeters", frozenset({Role.READER}))

    def come(_: int) -> str:
        try:
            with database.writing() as connection:
                user = accounts.admit(connection, who, NOW)
        except StateError as error:
            return error.what
        return user.name if user else ""

    with ThreadPoolExecutor(4) as pool:
        told = set(pool.map(come, range(8)))
    assert "an.peeters" in told
    assert told <= {
        "an.peeters",
        "Uw account wordt net gemaakt.",
        "Er bestaat al een ander account met uw naam.",
    }
    with database.reading() as connection:
        assert len(accounts.all_accounts(connection)) == 1
