"""What is refused before and behind every page: other sites, bad input, wrong rights; and the headers."""

from __future__ import annotations

import re

import pytest
from fastapi.routing import APIRoute
from starlette.testclient import TestClient

from pq_answers.web import app
from pq_answers.web.app import create_app
from pq_answers.web.guard import CSP
from pq_answers.web.office import Settings
from pq_answers.web.visitor import safe_path
from pq_answers.workflow import Role, people

from .conftest import ORIGIN, PASSWORD, QUESTION, Browser, Enter, Opened, words
from .test_pages import drafted, started

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>{{7*7}}"


# Headers and other sites


@pytest.mark.parametrize("path", ["/aanmelden", "/gezond", "/bestaat-niet", "/static/web.css", "/dossiers"])
def test_every_response_has_its_headers(open_client: Opened, path: str) -> None:
    answer = open_client().get(path)
    assert answer.headers["content-security-policy"] == CSP
    assert "unsafe" not in CSP
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"
    assert answer.headers["x-frame-options"] == "DENY"
    assert "strict-transport-security" not in answer.headers


def test_over_https_the_cookie_is_bound_to_the_host(settings: Settings) -> None:
    from dataclasses import replace

    made = create_app(replace(settings, secure=True))
    with made.state.office.database.writing() as connection:
        people.add_user(connection, "otto", {Role.DRAFTER}, PASSWORD)
    with TestClient(made, base_url="https://localhost") as client:
        headers = {"origin": "https://localhost", "sec-fetch-site": "same-origin"}
        fields = {"naam": "otto", "wachtwoord": PASSWORD}
        answer = client.post("/aanmelden", data=fields, headers=headers, follow_redirects=False)
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("__Host-pq=")
    assert {"HttpOnly", "Secure", "Path=/", "SameSite=lax"} <= set(cookie.split("; "))
    assert answer.headers["strict-transport-security"].startswith("max-age=")


def test_no_page_asks_anything_of_another_site_or_has_inline_code(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    own = [f"{base}/{name}" for name in ("plan", "ontwerp", "nalezing", "ontwerp/momentopname")]
    for path in ("/dossiers", *own, "/catalogus/contingent", "/momentopnames", "/taken"):
        html = otto.get(path)
        assert not re.findall(r'(?:src|href|action)="(?:[a-z]+:)?//', html), path
        assert not re.findall(r"<script(?![^>]*src=)|<style|\sstyle=|\son\w+=", html), path


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "http://kwaad.example"},
        {"origin": "null"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site", "origin": "http://localhost"},
        {"origin": "http://localhost:81"},
    ],
)
def test_a_form_of_another_site_is_refused(open_client: Opened, headers: dict[str, str]) -> None:
    fields = {"naam": "otto", "wachtwoord": PASSWORD}
    answer = open_client().post("/aanmelden", data=fields, headers=headers)
    assert answer.status_code == 403
    assert "andere website" in answer.text


def test_a_form_without_its_token_is_refused(people_in: Enter) -> None:
    otto = people_in("otto")
    shown = otto.post("/dossiers/nieuw", "", 403, tekst=QUESTION)
    assert "te oud" in words(shown)
    assert "contingent van de LDE" in shown, "what was typed is given back"


def test_an_unknown_host_is_refused(open_client: Opened) -> None:
    assert open_client().get("/aanmelden", headers={"host": "kwaad.example"}).status_code == 400


# Signing in


def test_without_session_every_page_leads_to_signing_in(open_client: Opened) -> None:
    for path in ("/", "/dossiers", "/dossiers/1/plan", "/catalogus", "/tokens", "/momentopnames", "/taken/1"):
        answer = open_client().get(path, follow_redirects=True)
        assert str(answer.url).startswith("http://localhost/aanmelden"), path


def test_after_five_wrong_passwords_one_has_to_wait(open_client: Opened) -> None:
    client = open_client()
    tries = [
        client.post("/aanmelden", data={"naam": "otto", "wachtwoord": "fout fout fout"}, headers=ORIGIN)
        for _ in range(6)
    ]
    assert [answer.status_code for answer in tries] == [401] * 5 + [429]
    right = client.post("/aanmelden", data={"naam": "otto", "wachtwoord": PASSWORD}, headers=ORIGIN)
    assert right.status_code == 429
    assert 0 < int(right.headers["retry-after"]) <= 300


def test_signing_out_ends_the_session(people_in: Enter) -> None:
    otto = people_in("otto")
    otto.post("/afmelden", otto.get("/dossiers"))
    answer = otto.client.get("/dossiers", follow_redirects=False)
    assert answer.status_code == 303


@pytest.mark.parametrize(
    "path", ["//kwaad.example", "https://kwaad.example", "/\\kwaad", "\\\\kwaad", "kwaad", "/a\nb"]
)
def test_signing_in_leads_to_no_other_site(path: str) -> None:
    assert safe_path(path) == "/"
    assert safe_path("/dossiers/3?x=1") == "/dossiers/3?x=1"


# Bad input


def test_a_text_of_five_megabytes_gets_a_clear_answer(people_in: Enter) -> None:
    otto = people_in("otto")
    seen = otto.get("/dossiers/nieuw")
    shown = otto.post("/dossiers/nieuw", seen, 422, tekst="Hoeveel? " * 560_000)
    assert re.search("te (lang|groot)", words(shown))
    assert otto.client.post("/dossiers/nieuw", content=b"x" * 13_000_000, headers=ORIGIN).status_code == 413


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("vraag.exe", b"MZ\x00\x01"),
        ("vraag.docx", b"geen zip"),
        ("vraag.pdf", b"%PDF-1.4 kapot"),
        ("vraag", b"\xff\xfe\x00"),
        ("vraag.txt", b""),
        ("x" * 300, b"Hoeveel?"),
        ("../../etc/passwd", b"\x00\x01"),
    ],
)
def test_a_file_of_a_wrong_kind_gets_a_clear_answer(people_in: Enter, name: str, data: bytes) -> None:
    otto = people_in("otto")
    token = re.search(r'name="csrf" value="([^"]*)"', otto.get("/dossiers/nieuw"))
    assert token is not None
    sent = otto.client.post(
        "/dossiers/nieuw", data={"csrf": token[1]}, files={"bestand": (name, data)}, headers=ORIGIN
    )
    assert sent.status_code == 422
    assert "Niet gelukt" in words(sent.text)
    assert "passwd" not in sent.text


def test_scripts_in_every_field_stay_text(people_in: Enter) -> None:
    otto = people_in("otto")
    base = started(otto, QUESTION.replace("Contingent\n", f"{SCRIPT}\n").replace("te verhogen", SCRIPT))
    bare = re.sub(r"\d", "x", SCRIPT)  # a digit in a name traces to nothing, and stops the draft
    head = {"nummer": SCRIPT[:40], "datum": "2022-01-26", "steller": bare, "titel": bare}
    seen = otto.post(f"{base}/vraag", otto.get(f"{base}/vraag"), actie="plan", **head)
    seen = otto.post(f"{base}/plan/1", seen, keuze="tekst", tekst=SCRIPT)
    seen = otto.post(f"{base}/plan", seen, actie="ontwerp")
    otto.post(f"{base}/opmerkingen", seen, plaats=SCRIPT, tekst=SCRIPT)
    otto.post(f"{base}/termijn", otto.get(f"{base}/vraag"), van="2022-02-07", tot="2022-02-08", reden=SCRIPT)
    paths = [f"{base}/{name}" for name in ("vraag", "plan", "plan/tekst", "ontwerp", "nalezing", "verloop")]
    paths += [
        "/dossiers",
        f"/dossiers?q={SCRIPT}",
        f"/catalogus?q={SCRIPT}",
        f"/eerdere-antwoorden?q={SCRIPT}",
    ]
    for path in paths:
        html = otto.get(path)
        assert "<script>alert" not in html, path
        assert "<img" not in html, path
        assert "49" not in words(html).replace("{{7*7}}", ""), path


def test_a_stale_version_overwrites_nothing_and_gives_back_what_was_typed(people_in: Enter) -> None:
    otto, olga = people_in("otto"), people_in("olga")
    base = drafted(otto)
    seen = otto.get(f"{base}/plan")
    otto.post(f"{base}/plan/1", seen, keuze="tekst", tekst="Van Otto.")
    shown = olga.post(
        f"{base}/plan/1", re.sub(r'csrf" value="[^"]*"', "", seen), 403, keuze="tekst", tekst="x"
    )
    old = re.sub(r'name="versie" value="\d+"', 'name="versie" value="1"', olga.get(f"{base}/plan"))
    shown = olga.post(f"{base}/plan/1", old, 409, keuze="tekst", tekst="Van Olga.")
    assert "Er is niets overschreven" in words(shown)
    assert "Antwoord met Eigen tekst" in words(shown)
    assert "Van Olga." in shown
    assert "Van Otto." in olga.get(f"{base}/ontwerp")


def test_what_could_not_be_kept_comes_back_in_the_words_of_the_page(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    old = re.sub(r'name="versie" value="\d+"', 'name="versie" value="1"', otto.get(f"{base}/plan"))
    fields = {"keuze": "item:doelgroepwerknemers", "maatregel": "lde", "jaren": "2019-2021", "zie": ""}
    fields |= {"opsplitsing": ["leeftijd", "herkomst"], "bijlage": "nieuw", "grafiek": "ja"}
    fields |= {"actie": "bewaren"}
    shown = otto.post(f"{base}/plan/0", old, 409, **fields)
    given = re.findall(r'<label for="ingevuld[^>]*>(.*?)</label>\s*<textarea[^>]*>(.*?)</textarea>', shown)
    assert given == [
        ("Antwoord met", "Aantal personen aan het werk"),
        ("Maatregel", "lokale diensteneconomie"),
        ("Jaren", "2019-2021"),
        ("Opsplitsing", "leeftijd, herkomst"),
        ("Tabellen", "in een nieuwe bijlage"),
        ("Grafiek bij elke tabel", "ja"),
    ]
    for choice in ("item:bestaat-niet", "passage:niets", "x" * 300):
        strange = {"keuze": choice, "opsplitsing": "../x", "maatregel": "<b>", "datum": "gisteren"}
        assert "<b>" not in otto.post(f"{base}/plan/0", old, 409, **strange)


ONLY_SENT = {
    "/afmelden": "/dossiers",
    "/tokens/7/intrekken": "/tokens",
    "/dossiers/1/termijn": "/dossiers/1/vraag",
    "/dossiers/1/termijn/7": "/dossiers/1/vraag",
    "/dossiers/1/plan/7": "/dossiers/1/plan#deel-7",
    "/dossiers/1/ontwerp/bewerking/7": "/dossiers/1/ontwerp",
    "/dossiers/1/bescherming/7": "/dossiers/1/bescherming",
    "/dossiers/1/voorleggen": "/dossiers/1/ontwerp",
    "/dossiers/1/terughalen": "/dossiers/1/ontwerp",
    "/dossiers/1/terugsturen": "/dossiers/1/nalezing",
    "/dossiers/1/goedkeuren": "/dossiers/1/nalezing",
    "/dossiers/1/heropenen": "/dossiers/1/nalezing",
    "/dossiers/1/verwijderen": "/dossiers/1/vraag",
    "/dossiers/1/opmerkingen": "/dossiers/1/nalezing",
    "/dossiers/1/opmerkingen/7/afgehandeld": "/dossiers/1/nalezing",
    "/kiezen/dossier": "/kiezen",
    "/taken/7/annuleren": "/taken/7",
    "/momentopnames/vergelijken": "/momentopnames",
    "/momentopnames/s1/huidige": "/momentopnames/s1",
    "/beheer/accounts/7/rollen": "/beheer/accounts/7",
    "/beheer/accounts/7/afsluiten": "/beheer/accounts/7",
    "/beheer/tokens/7/intrekken": "/beheer/tokens",
}


def _only_sent() -> set[str]:
    methods: dict[str, set[str]] = {}
    for route in (route for module in app._PAGES for route in module.router.routes):
        if isinstance(route, APIRoute):
            methods.setdefault(route.path, set()).update(route.methods)
    return {_filled(path) for path, known in methods.items() if "GET" not in known}


def _filled(path: str) -> str:
    path = path.replace("/dossiers/{identifier:int}", "/dossiers/1").replace("/{step}", "/afsluiten")
    return re.sub(r"\{\w+:int\}", "7", path).replace("{identifier}", "s1")


def test_every_address_that_is_only_sent_to_leads_to_the_page_of_its_form(people_in: Enter) -> None:
    assert _only_sent() == set(ONLY_SENT)
    otto = people_in("otto")
    drafted(otto)
    for path, leads in ONLY_SENT.items():
        answer = otto.client.get(path, follow_redirects=False)
        assert (answer.status_code, answer.headers.get("location")) == (303, leads), path
        seen = otto.client.get(leads, follow_redirects=False)
        assert seen.status_code in {200, 403, 404}, path


def test_an_address_that_is_only_sent_to_leads_nowhere_else(people_in: Enter, open_client: Opened) -> None:
    otto = people_in("otto")
    drafted(otto)
    assert otto.client.get("/momentopnames/s999", follow_redirects=False).status_code == 404
    assert otto.client.put("/dossiers/1/plan/0", headers=ORIGIN).status_code == 405
    assert open_client().get("/dossiers/1/plan/0").url.path == "/aanmelden"
    assert otto.client.get("/api/v1/dossiers/1/voorleggen", follow_redirects=False).status_code in {401, 405}


@pytest.mark.parametrize(
    "path",
    [
        "/dossiers/999",
        "/dossiers/0/plan",
        "/dossiers/-1",
        "/dossiers/abc",
        "/dossiers/99999999999999999999",
        "/dossiers/1/bestanden/..%2f..%2fanswer.json",
        "/dossiers/1/bestanden/niets.docx",
        "/dossiers/1/ontwerp/alinea/999",
        "/dossiers/1/plan/99/velden?keuze=tekst",
        "/catalogus/../../etc",
        "/catalogus/niets",
        "/static/..%2fbasis.html",
        "/static/basis.html",
        "/wp-admin",
    ],
)
def test_a_wrong_address_is_not_found(people_in: Enter, path: str) -> None:
    otto = people_in("otto")
    drafted(otto)
    answer = otto.client.get(path)
    assert answer.status_code in {404, 422}
    assert "Niet gelukt" in words(answer.text)
    assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"versie": "x"}, 422),
        ({"versie": "-1"}, 422),
        ({"versie": "99999999999"}, 422),
        ({"datum": "gisteren"}, 422),
        ({"nummer": "1" * 41}, 422),
        ({"titel": "a\x00b"}, 422),
        ({"steller": "x" * 300}, 422),
    ],
)
def test_a_field_that_cannot_be_gets_a_clear_answer(
    people_in: Enter, fields: dict[str, str], status: int
) -> None:
    otto = people_in("otto")
    base = started(otto)
    head = {"nummer": "12", "datum": "2022-01-26", "steller": "AN", "titel": "T", **fields}
    assert "Niet gelukt" in words(otto.post(f"{base}/vraag", otto.get(f"{base}/vraag"), status, **head))


def test_sql_and_formulas_in_parameters_stay_words(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    seen = otto.get(f"{base}/plan")
    for years in ("2021'; DROP TABLE cijfer; --", "=1+1", "2021 OR 1=1"):
        fields = {"keuze": "item:contingent", "maatregel": "lde", "jaren": years}
        otto.post(f"{base}/plan/0", seen, 422, **fields)
    fields = {"keuze": "item:contingent", "maatregel": "lde' OR '1'='1", "jaren": "2021"}
    otto.post(f"{base}/plan/0", seen, 422, **fields)


def test_what_a_role_may_not_do_is_not_offered_and_refused(people_in: Enter) -> None:
    otto, lena = people_in("otto"), people_in("lena")
    base = drafted(otto)
    draft = lena.get(f"{base}/ontwerp")
    assert "Leg voor" not in words(draft)
    assert "Herschrijf" not in words(draft)
    lena.get("/dossiers/nieuw", 403)
    for path in ("voorleggen", "plan/0", "plan", "vraag", "ontwerp/alinea/0", "opmerkingen", "terughalen"):
        version = re.search(r'name="versie" value="(\d+)"', otto.get(f"{base}/plan"))
        assert version is not None
        fields = {"versie": version[1], "keuze": "tekst", "tekst": "x", "actie": "onthouden"}
        token = re.search(r'name="csrf" value="([^"]*)"', draft)
        assert token is not None
        answer = lena.client.post(f"{base}/{path}", data={**fields, "csrf": token[1]}, headers=ORIGIN)
        assert answer.status_code in {403, 422}, path
        assert "recht" in words(answer.text) or answer.status_code == 422, path


def test_an_internal_fault_tells_nothing_of_itself(people_in: Enter, monkeypatch: pytest.MonkeyPatch) -> None:
    from pq_answers.web.routes import library

    def broken(*_: object) -> None:
        raise RuntimeError("geheim")

    otto: Browser = people_in("otto")
    monkeypatch.setattr(library, "matching", broken)
    shown = otto.get("/catalogus", 500)
    assert "geheim" not in shown
    assert "intern iets mis" in words(shown)
    assert otto.client.get("/catalogus").headers["content-security-policy"] == CSP


def test_who_was_signed_out_meanwhile_gets_back_what_was_typed(people_in: Enter) -> None:
    otto = people_in("otto")
    seen = otto.get("/dossiers/nieuw")
    otto.client.cookies.clear()
    shown = otto.post("/dossiers/nieuw", seen, 401, tekst=QUESTION)
    assert "niet meer aangemeld" in words(shown)
    assert "Wat is het contingent" in shown
