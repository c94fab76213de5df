"""The interface for programs: the whole way, versions, keys, problems, and every route for every role."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, given
from hypothesis import settings as rules_of
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from pq_answers.plan import parse_plan
from pq_answers.web.app import create_app
from pq_answers.web.office import Settings
from pq_answers.workflow import Act, people
from pq_answers.workflow.kinds import RIGHTS, Right, Role

from .conftest import PASSWORD, QUESTION, Clock

V1 = "/api/v1"


class Program:
    """A program with a token."""

    def __init__(self, client: TestClient, token: str) -> None:
        self.client, self.token = client, token
        self.tag = ""

    def call(self, method: str, path: str, status: int = 200, **options: Any) -> Any:
        headers = {"authorization": f"Bearer {self.token}", **options.pop("headers", {})}
        if self.tag and method != "GET":
            headers.setdefault("if-match", self.tag)
        answer = self.client.request(method, V1 + path, headers=headers, **options)
        assert answer.status_code == status, (method, path, answer.status_code, answer.text[:500])
        self.tag = answer.headers.get("etag", self.tag)
        if status >= 400:
            assert answer.headers["content-type"] == "application/problem+json"
            assert answer.json()["status"] == status
            assert answer.json()["title"]
        return answer.json() if "json" in answer.headers.get("content-type", "") else answer.content


class Api:
    """The interface with a program for each role."""

    def __init__(self, settings: Settings) -> None:
        self.app = create_app(settings)
        self.clock = settings.clock
        self.client = TestClient(self.app, base_url="http://localhost", raise_server_exceptions=False)
        self.office = self.app.state.office

    def program(self, *roles: Role, days: int = 30) -> Program:
        name = "-".join(roles) or "niemand"
        with self.office.database.writing() as connection:
            user = people.add_user(connection, name, roles, PASSWORD)
            reading = Act(user, self.office.now)
            if not user.may(Right.READ):
                return Program(self.client, "")
            return Program(self.client, people.make_token(connection, reading, "proef", days))


@pytest.fixture
def api(settings: Settings) -> Iterator[Api]:
    made = Api(settings)
    yield made
    made.client.close()
    made.office.database.close()


def to_draft(program: Program) -> str:
    made = program.call("POST", "/dossiers", 201, json={"tekst": QUESTION})
    base = f"/dossiers/{made['id']}"
    text = program.call("POST", f"{base}/plan")["tekst"]
    text = re.sub(r'^open = ".*"$', 'tekst = "Dat volgt."', text, flags=re.MULTILINE)
    program.call("PUT", f"{base}/plan", json={"tekst": text})
    assert program.call("POST", f"{base}/ontwerp")["staat"] == "ontwerp"
    return base


def test_a_program_goes_the_whole_way(api: Api) -> None:
    drafter, reviewer = api.program(Role.DRAFTER), api.program(Role.REVIEWER)
    base = to_draft(drafter)
    assert drafter.call("POST", f"{base}/voorleggen")["staat"] == "nalezing"
    draft = reviewer.call("GET", f"{base}/ontwerp")
    assert draft["verslag"]["tabellen"]
    assert reviewer.call("GET", f"{base}/bestanden/antwoord.docx")[:2] == b"PK"
    reviewer.call("POST", f"{base}/opmerkingen", 201, json={"tekst": "In orde."})
    body = {"inhoud_sha256": draft["inhoud_sha256"]}
    assert reviewer.call("POST", f"{base}/goedkeuring", json=body)["staat"] == "goedgekeurd"
    assert drafter.call("GET", f"{base}/goedkeuring")["nalezer"] == "nalezer"
    assert drafter.call("GET", f"{base}/ontwerp")["inhoud_sha256"] == draft["inhoud_sha256"]
    found = drafter.call("GET", "/eerdere-antwoorden?q=contingent")
    assert [one["label"] for one in found] == ["1", "2"]
    assert len(drafter.call("GET", f"{base}/verloop")) == 7


def test_a_change_names_the_version_that_it_builds_on(api: Api) -> None:
    program = api.program(Role.DRAFTER)
    made = program.call("POST", "/dossiers", 201, json={"tekst": QUESTION})
    path = f"/dossiers/{made['id']}/kop"
    head = {"nummer": "12", "datum": "2022-01-26", "steller": "AN", "titel": "T"}
    first = program.tag
    program.call("PUT", path, 428, json=head, headers={"if-match": "*"})
    program.call("PUT", path, json=head)
    told = program.call("PUT", path, 409, json=head, headers={"if-match": first})
    assert "niets overschreven" in told["title"]


def test_a_key_makes_one_dossier_however_often_it_is_sent(api: Api) -> None:
    program = api.program(Role.DRAFTER)
    key = {"idempotency-key": "abc"}
    first, again = (
        program.call("POST", "/dossiers", 201, json={"tekst": QUESTION}, headers=key)["id"] for _ in range(2)
    )
    assert first == again
    other = QUESTION.replace("2021", "2020")
    program.call("POST", "/dossiers", 409, json={"tekst": other}, headers=key)
    assert program.call("GET", "/dossiers")["totaal"] == 1


def test_a_program_chooses_items_without_a_question(api: Api) -> None:
    reader, drafter = api.program(Role.READER), api.program(Role.DRAFTER)
    plan = parse_plan(reader.call("POST", "/keuzes/plan", json=CHOSEN)["tekst"])
    assert [(part.item, dict(part.asked)) for part in plan.parts] == [
        ("contingent", {"maatregel": ["lde"], "jaren": "2019-2021"})
    ]
    answer = reader.call("POST", "/keuzes/antwoord", json=CHOSEN)
    assert answer["verslag"]["tabellen"]
    assert reader.call("POST", "/keuzes/bestanden/antwoord.docx", json=CHOSEN)[:2] == b"PK"
    reader.call("POST", "/keuzes/bestanden/niets.docx", 404, json=CHOSEN)
    reader.call("POST", "/keuzes/dossier", 403, json=CHOSEN)
    key = {"idempotency-key": "abc"}
    made, again = (drafter.call("POST", "/keuzes/dossier", 201, json=CHOSEN, headers=key) for _ in range(2))
    assert made["id"] == again["id"]
    assert made["staat"] == "plan"
    for wrong in (
        {"item": "bestaat_niet"},
        {"item": "contingent"},
        {"item": "contingent", "parameters": {"maatregel": "kwaad", "jaren": 2021}},
        {"item": "contingent", "parameters": {"maatregel": "lde", "jaren": 2021, "kleur": "rood"}},
        {"item": "contingent", "parameters": {"maatregel": "lde", "jaren": "=1+1"}},
    ):
        told = reader.call("POST", "/keuzes/plan", 422, json={"vragen": [wrong]})
        assert told["title"].startswith("Bij vraag 1: "), told
    reader.call("POST", "/keuzes/plan", 422, json={"vragen": []})
    reader.call("POST", "/keuzes/plan", 422, json={"vragen": CHOSEN["vragen"] * 41})


def test_a_program_changes_one_sub_question_at_a_time(api: Api) -> None:
    program = api.program(Role.DRAFTER)
    made = program.call("POST", "/dossiers", 201, json={"tekst": QUESTION})
    base = f"/dossiers/{made['id']}/plan"
    program.call("POST", base)
    first, second = program.call("GET", f"{base}/delen")
    assert first["keuze"] == "item:contingent"
    assert first["vertrouwen"] == "zeker"
    assert {"woorden": "contingent", "wat": "indicator", "betekenis": "toegekend contingent"} in first[
        "woorden"
    ]
    assert "item:contingent_invulling" in {one["keuze"] for one in first["anders"]}
    assert second["keuze"] == "open"

    def step(number: int, status: int = 200, **body: Any) -> Any:
        return program.call("POST", f"{base}/delen/{number}", status, json=body)

    step(0, handeling="kiezen", keuze="item:contingent_invulling")
    step(1, handeling="bewaren", keuze="tekst", tekst="Dat volgt.")
    step(1, handeling="omhoog")
    program.call("POST", f"{base}/delen", json={"deelvraag": "Wat is het contingent van de LDE in 2020?"})
    step(1, handeling="splitsen", deelvraag="Wat is het?\n\nEn hoe?")
    step(0, 422, handeling="omhoog")
    step(99, 404, handeling="omhoog")
    step(0, 422, handeling="bewaren", keuze="item:contingent", parameters={"maatregel": "lde"})
    parts = program.call("GET", f"{base}/delen")
    assert [one["label"] for one in parts] == ["2", "1.a", "1.b", "3"]
    assert parts[0]["tekst"] == "Dat volgt."
    assert parts[1]["keuze"] == "item:contingent_invulling"
    assert parts[3]["parameters"] == {"maatregel": ["lde"], "jaren": "2020"}
    stale = {"if-match": '"1"'}
    program.call("POST", f"{base}/delen/0", 409, json={"handeling": "omlaag"}, headers=stale)


def test_lists_come_in_pages(api: Api) -> None:
    program = api.program(Role.DRAFTER)
    for number in range(3):
        program.call("POST", "/dossiers", 201, json={"tekst": QUESTION.replace("nr. 12", f"nr. {number}")})
    page = program.call("GET", "/dossiers?vanaf=2&aantal=2")
    assert (page["totaal"], page["vanaf"], page["aantal"], len(page["dossiers"])) == (3, 2, 1, 1)
    assert program.call("GET", "/dossiers?staat=plan")["totaal"] == 0
    program.call("GET", "/dossiers?aantal=51", 422)
    program.call("GET", "/dossiers?staat=weg", 422)


@pytest.mark.parametrize(
    "body", [{}, {"tekst": ""}, {"tekst": 3}, {"tekst": "x" * 200_001}, {"tekst": "Hoeveel?", "meer": 1}, []]
)
def test_a_body_that_cannot_be_is_refused_without_repeating_it(api: Api, body: Any) -> None:
    told = api.program(Role.DRAFTER).call("POST", "/dossiers", 422, json=body)
    assert "xxxx" not in str(told)


def test_a_token_that_is_over_or_wrong_opens_nothing(api: Api) -> None:
    program = api.program(Role.READER, days=1)
    program.call("GET", "/ik")
    clock = api.clock
    assert isinstance(clock, Clock)
    clock.now += timedelta(days=2)
    program.call("GET", "/ik", 401)
    Program(api.client, "pqa_onzin").call("GET", "/ik", 401)
    assert api.client.get(f"{V1}/ik").status_code == 401
    assert api.client.get(f"{V1}/bestaat-niet").headers["content-type"] == "application/problem+json"


# Every route for every role

READ, DRAFT, REVIEW, MANAGE = Right
ROUTES: dict[tuple[str, str], set[Right]] = {
    ("GET", "/ik"): {READ},
    ("GET", "/dossiers"): {READ},
    ("POST", "/dossiers"): {DRAFT},
    ("GET", "/dossiers/{identifier}"): {READ},
    ("GET", "/dossiers/{identifier}/vraag"): {READ},
    ("PUT", "/dossiers/{identifier}/kop"): {DRAFT},
    ("GET", "/dossiers/{identifier}/plan"): {READ},
    ("POST", "/dossiers/{identifier}/plan"): {DRAFT},
    ("PUT", "/dossiers/{identifier}/plan"): {DRAFT},
    ("GET", "/dossiers/{identifier}/plan/delen"): {READ},
    ("POST", "/dossiers/{identifier}/plan/delen"): {DRAFT},
    ("POST", "/dossiers/{identifier}/plan/delen/{number}"): {DRAFT},
    ("POST", "/keuzes/plan"): {READ},
    ("POST", "/keuzes/antwoord"): {READ},
    ("POST", "/keuzes/bestanden/{name}"): {READ},
    ("POST", "/keuzes/dossier"): {DRAFT},
    ("POST", "/dossiers/{identifier}/ontwerp"): {DRAFT},
    ("GET", "/dossiers/{identifier}/ontwerp"): {READ},
    ("GET", "/dossiers/{identifier}/bestanden/{name}"): {READ},
    ("POST", "/dossiers/{identifier}/voorleggen"): {DRAFT},
    ("POST", "/dossiers/{identifier}/terughalen"): {DRAFT},
    ("POST", "/dossiers/{identifier}/terugsturen"): {REVIEW},
    ("POST", "/dossiers/{identifier}/goedkeuring"): {REVIEW},
    ("GET", "/dossiers/{identifier}/goedkeuring"): {READ},
    ("POST", "/dossiers/{identifier}/heropenen"): {DRAFT},
    ("GET", "/dossiers/{identifier}/opmerkingen"): {READ},
    ("POST", "/dossiers/{identifier}/opmerkingen"): {DRAFT, REVIEW},
    ("GET", "/dossiers/{identifier}/verloop"): {READ},
    ("GET", "/catalogus"): {READ},
    ("GET", "/catalogus/{name}"): {READ},
    ("GET", "/eerdere-antwoorden"): {READ},
    ("GET", "/momentopnames"): {READ},
    ("GET", "/momentopnames/{snapshot}"): {READ},
    ("POST", "/momentopnames"): {MANAGE},
    ("PUT", "/huidige-momentopname"): {MANAGE},
    ("POST", "/vergelijkingen"): {READ},
    ("POST", "/reeksen"): {DRAFT},
    ("GET", "/taken"): {READ},
    ("GET", "/taken/{identifier}"): {READ},
    ("GET", "/taken/{identifier}/resultaat"): {READ},
    ("POST", "/taken/{identifier}/annuleren"): {MANAGE},
    ("GET", "/dossiers/{identifier}/verschuivingen"): {READ},
    ("GET", "/dossiers/{identifier}/wijzigingen"): {READ},
    ("POST", "/dossiers/{identifier}/opmerkingen/{comment}/afgehandeld"): {DRAFT, REVIEW},
    ("GET", "/dossiers/{identifier}/termijn"): {READ},
    ("POST", "/dossiers/{identifier}/termijn"): {DRAFT},
    ("PUT", "/dossiers/{identifier}/termijn/{number}"): {DRAFT},
    ("POST", "/dossiers/{identifier}/momentopname"): {DRAFT},
    ("GET", "/beheer/accounts"): {MANAGE},
    ("PUT", "/beheer/accounts/{identifier}/rollen"): {MANAGE},
    ("POST", "/beheer/accounts/{identifier}/volgen"): {MANAGE},
    ("POST", "/beheer/accounts/{identifier}/afsluiten"): {MANAGE},
    ("POST", "/beheer/accounts/{identifier}/openen"): {MANAGE},
    ("GET", "/beheer/tokens"): {MANAGE},
    ("POST", "/beheer/tokens/{identifier}/intrekken"): {MANAGE},
    ("GET", "/beheer/logboek"): {MANAGE},
    ("GET", "/beheer/instellingen"): {MANAGE},
    ("GET", "/beheer/teksten"): {MANAGE},
    ("GET", "/beheer/teksten/{naam}"): {MANAGE},
    ("PUT", "/beheer/teksten/{naam}"): {MANAGE},
    # A drafter may too, but only of a dossier of their own; the last, because nothing is left after it.
    ("DELETE", "/dossiers/{identifier}"): {MANAGE},
}
UPLOADS = {("POST", "/momentopnames"), ("POST", "/reeksen")}
QUERIES = {"/eerdere-antwoorden": "?q=x", "/dossiers/{identifier}/wijzigingen": "?sinds=1"}
CHOSEN = {"vragen": [{"item": "contingent", "parameters": {"maatregel": "lde", "jaren": "2019-2021"}}]}
BODIES: dict[str, Any] = {
    "/keuzes/plan": CHOSEN,
    "/antwoord": CHOSEN,
    "/{name}": CHOSEN,
    "/dossier": CHOSEN,
    "/delen": {"deelvraag": "Wat is het contingent van de LDE in 2020?"},
    "/{number}": {"handeling": "toevoegen"},
    "/dossiers": {"tekst": QUESTION},
    "/kop": {"nummer": "1", "datum": "2022-01-26", "steller": "AN", "titel": "T"},
    "/plan": {"tekst": "[vraag]"},
    "/terugsturen": {"reden": "Te kort."},
    "/goedkeuring": {"inhoud_sha256": "0" * 64},
    "/heropenen": {"reden": "Een fout."},
    "/opmerkingen": {"tekst": "Kan beter."},
    "/huidige-momentopname": {"id": "s000000000000"},
    "/vergelijkingen": {"van": "s000000000000", "naar": "s000000000001"},
    "/termijn": {"van": "2022-02-07", "reden": "Uitleg gevraagd."},
    "/dossiers/{identifier}/termijn/{number}": {"tot": "2022-02-08"},
    "/rollen": {"rollen": ["lezer"]},
}


def test_the_table_of_routes_is_whole(api: Api) -> None:
    paths = api.client.get(f"{V1}/openapi.json").json()["paths"]
    assert {(method.upper(), path) for path, calls in paths.items() for method in calls} == set(ROUTES)


@pytest.mark.parametrize("role", [None, *Role], ids=lambda role: str(role or "niemand"))
def test_every_route_opens_for_the_roles_that_may_and_for_no_other(api: Api, role: Role | None) -> None:
    drafter = api.program(Role.DRAFTER, Role.REVIEWER)
    base = to_draft(drafter)
    job = drafter.call("POST", "/reeksen", 202, files={"bestand": ("a.zip", b"PK")})["id"]
    program = api.program(*([role] if role else []))
    for (method, route), rights in ROUTES.items():
        path = route.replace("{number}", "0").replace(
            "{name}", "contingent" if "catalogus" in route else "antwoord.txt"
        )
        path = path.replace("/beheer/accounts/{identifier}", "/beheer/accounts/9999")
        path = path.replace("/beheer/tokens/{identifier}", "/beheer/tokens/9999")
        path = path.replace("{naam}", "lde-geen-afwijking")
        path = path.replace("/dossiers/{identifier}", base).replace("{identifier}", str(job))
        path = path.replace("{comment}", "1").replace("{snapshot}", "s000000000000")
        path += QUERIES.get(route, "")
        ending = f"/{route.rsplit('/', 1)[-1]}"
        headers = {"authorization": f"Bearer {program.token}", "if-match": drafter.tag}
        body: dict[str, Any] = {"json": BODIES.get(route, BODIES.get(ending, {}))}
        if (method, route) in UPLOADS:
            body = {"files": {"bestand": ("a.zip", b"PK")}}
        answer = api.client.request(method, V1 + path, headers=headers, **body)
        allowed = role is not None and bool(RIGHTS[role] & rights)
        if role is None:
            assert answer.status_code == 401, (method, route)
        else:
            # A step that may be taken may still not fit the state; what may not be done is always 403.
            assert (answer.status_code != 403) == allowed, (method, route, answer.text[:200])
        if method != "DELETE":
            drafter.call("GET", base)


def test_a_program_removes_a_dossier_of_its_own_that_never_was_handed_in(api: Api) -> None:
    drafter, other = api.program(Role.DRAFTER), api.program(Role.DRAFTER, Role.REVIEWER)
    base = to_draft(drafter)
    version = drafter.tag
    assert "vraag het aan" in str(other.call("DELETE", base, 403, headers={"if-match": version})).lower()
    assert drafter.call("DELETE", base, 409, headers={"if-match": '"1"'})["status"] == 409
    drafter.call("DELETE", base, 204, headers={"if-match": version})
    assert "verwijderd" in drafter.call("GET", base, 404)["title"]
    assert drafter.call("GET", "/dossiers")["dossiers"] == []


# Whatever a description allows

CHECKS = (not_a_server_error, response_schema_conformance, content_type_conformance, status_code_conformance)


@pytest.mark.slow
@pytest.mark.parametrize("role", list(Role))
def test_no_request_that_the_description_allows_breaks_it(api: Api, role: Role) -> None:
    program = api.program(role)
    to_draft(api.program(Role.DRAFTER, Role.REVIEWER))
    schema = schemathesis.openapi.from_asgi(f"{V1}/openapi.json", api.app, headers={"host": "localhost"})
    headers = {"authorization": f"Bearer {program.token}", "host": "localhost"}
    rules = rules_of(max_examples=8, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
    for result in schema.get_all_operations():

        @rules
        @given(case=result.ok().as_strategy())
        def check(case: Any) -> None:
            case.validate_response(case.call(headers=headers), checks=CHECKS)

        check()
