"""The pages: the whole way of a question, what each shows, and what each refuses."""

from __future__ import annotations

import re

from pq_answers.resources import find_file

from .conftest import ORIGIN, QUESTION, Browser, Enter, words


def started(browser: Browser, text: str = QUESTION) -> str:
    """Paste a question and return the address of its dossier."""
    seen = browser.get("/dossiers/nieuw")
    shown = browser.post("/dossiers/nieuw", seen, tekst=text)
    found = re.search(r'action="(/dossiers/\d+)/vraag"', shown)
    assert found is not None
    return found[1]


def drafted(browser: Browser, text: str = QUESTION) -> str:
    """Go on to a draft in which nothing is open."""
    base = started(browser, text)
    seen = browser.get(f"{base}/vraag")
    head = {"nummer": "12", "datum": "2022-01-26", "steller": "AN PEETERS", "titel": "Contingent"}
    seen = browser.post(f"{base}/vraag", seen, actie="plan", **head)
    seen = browser.post(f"{base}/plan/1", seen, actie="bewaren", keuze="tekst", tekst="Dat volgt in 2023.")
    browser.post(f"{base}/plan", seen, actie="ontwerp")
    return base


def test_from_pasted_question_to_frozen_answer(people_in) -> None:
    otto, nora = people_in("otto"), people_in("nora")
    base = drafted(otto)
    draft = otto.get(f"{base}/ontwerp")
    assert "2.100,7" in words(draft)
    otto.post(f"{base}/voorleggen", draft)
    review = nora.get(f"{base}/nalezing")
    nora.post(f"{base}/opmerkingen", review, plaats="deelvraag 1", tekst="In orde.")
    done = nora.post(f"{base}/goedkeuren", review, gelezen="ja")
    assert "Goedgekeurd door nora" in words(done)
    frozen = otto.get(f"{base}/ontwerp")
    assert "bevroren" in words(frozen)
    answer = otto.client.get(f"{base}/bestanden/antwoord.docx")
    assert answer.content[:2] == b"PK"
    assert "In orde." in words(otto.get(f"{base}/nalezing"))
    assert "goedgekeurd" in words(otto.get(f"{base}/verloop"))
    assert "Wat is het contingent van de LDE" in words(otto.get("/eerdere-antwoorden?q=contingent+LDE"))


def test_each_page_is_found_and_shows_what_it_is_about(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    seen = {
        "/dossiers": "Vraag nr. 12",
        "/dossiers?q=peeters&staat=ontwerp&termijn=dringend&eigenaar=otto": "geen dossiers",
        f"{base}/vraag": "uiterlijk op 23 februari 2022",
        f"{base}/plan": "Toegekend contingent",
        f"{base}/plan?deel=0&keuze=item:doelgroepwerknemers": "Opsplitsing",
        f"{base}/plan/0/velden?keuze=passage:lde-geen-afwijking": "afwijking",
        f"{base}/plan/tekst": "[[antwoord]]",
        f"{base}/ontwerp": "Kies een cijfer",
        f"{base}/ontwerp/alinea/0": "herschrijven",
        f"{base}/ontwerp/momentopname": "Geen enkel cijfer",
        "/momentopnames": "huidige demonstratieregister",
        "/taken": "Er zijn nog geen taken",
        f"{base}/nalezing": "nog niet voor",
        f"{base}/verloop": "plan gemaakt",
        "/catalogus?q=contingent": "Toegekend contingent",
        "/catalogus/contingent": "m_contingent",
        "/eerdere-antwoorden?q=2.100,7": "Gepubliceerde cijfers",
        "/tokens": "Rollen: opsteller",
        "/gezond": "gezond",
        "/klaar": "klaar",
    }
    for path, expected in seen.items():
        assert expected in words(otto.get(path)), path


def test_question_274_is_understood_on_the_page(people_in: Enter) -> None:
    otto = people_in("otto")
    text = find_file("data/demo/vraagtekst-274.txt").read_text(encoding="utf-8")
    base = started(otto, text)
    shown = otto.get(f"{base}/vraag")
    assert 'value="274"' in shown
    assert 'value="2022-01-26"' in shown
    assert "CAROLINE GENNEZ" in shown
    assert "7.f.iv" in words(shown)
    assert '<mark class="woord"' in shown


def test_a_question_without_number_or_asker_says_nothing_false(people_in: Enter) -> None:
    otto, nora = people_in("otto"), people_in("nora")
    text = "datum: 26 januari 2022\n\n1. Wat is het contingent van de LDE in 2019, 2020 en 2021?\n"
    base = started(otto, text)
    seen = otto.post(
        f"{base}/vraag", otto.get(f"{base}/vraag"), actie="plan", nummer="", datum="2022-01-26", steller=""
    )
    assert "Dossier 1" in words(seen)
    assert "onbekend" not in words(seen).lower()
    head = otto.get(f"{base}/vraag")
    assert re.search(r'name="nummer" value=""', head)
    assert "nog niet bekend? Vul het in" in words(head)
    draft = otto.post(f"{base}/plan", seen, actie="ontwerp")
    assert "op de vraag van 26 januari 2022" in words(draft)
    assert "nog geen nummer en geen steller" in words(draft)
    for name in ("antwoord.txt", "antwoord.html", "antwoord.md", "opsteller.html"):
        told = otto.client.get(f"{base}/bestanden/{name}").text
        assert not re.search(r"onbekend|nr\. *van|nr\. *<|van *\n *\n", told), name
    assert otto.client.get(f"{base}/bestanden/antwoord.docx").content[:2] == b"PK"
    otto.post(f"{base}/voorleggen", draft)
    review = nora.get(f"{base}/nalezing")
    assert "nog geen nummer en geen steller" in words(review)
    done = nora.post(f"{base}/goedkeuren", review, gelezen="ja")
    assert "Goedgekeurd door nora" in words(done)
    assert "Vraag zonder nummer van 26 januari 2022" in words(otto.get("/eerdere-antwoorden?q=contingent"))


def test_a_dossier_made_by_mistake_is_removed_by_its_own_drafter(people_in: Enter) -> None:
    otto, olga, lena = people_in("otto"), people_in("olga"), people_in("lena")
    base = drafted(otto)
    for other in (olga, lena):
        seen = other.get(f"{base}/vraag")
        assert "Verwijder dossier" not in words(seen)
        version = re.search(r'name="versie" value="(\d+)"', otto.get(f"{base}/vraag"))
        assert version is not None
        other.post(f"{base}/verwijderen", seen, 403, zeker="ja", versie=version[1])
    seen = otto.get(f"{base}/vraag")
    assert "bevestigde" in words(otto.post(f"{base}/verwijderen", seen, 422))
    old = re.sub(r'name="versie" value="\d+"', 'name="versie" value="1"', seen)
    otto.post(f"{base}/verwijderen", old, 409, zeker="ja")
    assert "Vraag nr. 12" in otto.get("/dossiers")
    assert "Het dossier is verwijderd." in words(otto.post(f"{base}/verwijderen", seen, zeker="ja"))
    assert "Vraag nr. 12" not in otto.get("/dossiers?staat=verwijderd")
    for path in ("", "/vraag", "/plan", "/ontwerp", "/nalezing", "/verloop", "/bestanden/antwoord.txt"):
        assert "is verwijderd" in words(otto.get(f"{base}{path}", 404)), path
    log = words(people_in("bert").get("/beheer/logboek"))
    assert "dossier verwijderd" in log
    assert "dossier gemaakt" in log


def test_what_was_handed_in_once_is_not_removed_but_an_administrator_removes_an_early_one(
    people_in: Enter,
) -> None:
    otto, bert = people_in("otto"), people_in("bert")
    base = drafted(otto)
    otto.post(f"{base}/voorleggen", otto.get(f"{base}/ontwerp"))
    otto.post(f"{base}/terughalen", otto.get(f"{base}/nalezing"))
    for person in (otto, bert):
        seen = person.get(f"{base}/vraag")
        assert "Verwijder dossier" not in words(seen)
    version = {"versie": re.findall(r'name="versie" value="(\d+)"', otto.get(f"{base}/vraag"))[0]}
    shown = otto.post(f"{base}/verwijderen", otto.get(f"{base}/vraag"), 409, zeker="ja", **version)
    assert "lag al voor" in words(shown)
    other = started(otto)
    bert.post(f"{other}/verwijderen", bert.get(f"{other}/vraag"), zeker="ja")
    otto.get(other, 404)


def test_a_text_without_a_question_is_told_at_once(people_in: Enter) -> None:
    otto = people_in("otto")
    seen = otto.get("/dossiers/nieuw")
    shown = otto.post("/dossiers/nieuw", seen, 422, tekst="Dank voor uw bericht. Tot morgen.")
    assert re.search(r"staat geen vraag.* Er is geen dossier gemaakt\.", words(shown))
    assert "Dank voor uw bericht." in shown
    base = started(otto, "1. Boter\n2. Kaas\n3. Eieren\n")
    assert "herkende het programma geen vraag" in words(otto.get(f"{base}/vraag"))
    assert "herkende het programma geen vraag" not in words(otto.get(f"{started(otto)}/vraag"))


def test_every_figure_leads_to_its_source(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    draft = otto.get(f"{base}/ontwerp")
    links = re.findall(r'<a class="cijfer" href="([^"]+)" data-bron="([^"]+)"', draft)
    assert len(links) > 3
    href, told = next((href, told) for href, told in links if "soort=cel" in href)
    assert "contingent" in told
    page = words(otto.get(href.replace("&amp;", "&")))
    told = "maatregel: lokale diensteneconomie; jaren: 2019, 2020 en 2021"
    for word in ("Herkomst van", "Toegekend contingent", told, "Momentopname", "SELECT"):
        assert word in page
    otto.get(f"{base}/ontwerp/herkomst?soort=cel&naam=bestaat|niet", 404)


def test_words_around_a_figure_are_rewritten_and_taken_back(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    seen = otto.get(f"{base}/ontwerp/alinea/0")
    shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", seen, re.DOTALL)
    assert shown is not None
    otto.post(f"{base}/ontwerp/alinea/0", seen, 422, tekst="Het contingent was 9999.")
    changed = otto.post(f"{base}/ontwerp/alinea/0", seen, tekst=f"Zoals gevraagd. {shown[1]}")
    assert "Zoals gevraagd." in words(changed)
    again = otto.get(f"{base}/ontwerp/alinea/0")
    otto.post(f"{base}/ontwerp/alinea/0", again, tekst=f"Nog anders. {shown[1]}")
    draft = otto.get(f"{base}/ontwerp")
    assert "Herschreven alinea's 1" in words(draft)
    back = otto.post(f"{base}/ontwerp/bewerking/0", draft)
    assert "Nog anders." not in words(back)


def test_a_rewriting_that_fits_no_more_is_told_and_can_be_taken_back(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    seen = otto.get(f"{base}/ontwerp/alinea/0")
    shown = re.search(r"<textarea[^>]*>(.*?)</textarea>", seen, re.DOTALL)
    assert shown is not None
    draft = otto.post(f"{base}/ontwerp/alinea/0", seen, tekst=f"Welnu. {shown[1]}")
    otto.post(f"{base}/plan/0", draft, keuze="tekst", tekst="Geen cijfers meer.")
    stopped = otto.get(f"{base}/ontwerp", 409)
    assert "staat zo niet meer in het antwoord" in words(stopped)
    assert "Geen cijfers meer." in words(otto.post(f"{base}/ontwerp/bewerking/0", stopped))


def test_the_parts_of_a_plan_change_by_their_fields(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    fields = {
        "keuze": "item:doelgroepwerknemers",
        "maatregel": ["lde", "collectief_maatwerk"],
        "jaren": "2020-2021",
        "opsplitsing": ["leeftijd"],
        "kruisingen": "leeftijd x herkomst",
        "bijlage": "nieuw",
        "grafiek": "ja",
    }
    seen = otto.post(f"{base}/plan/0", otto.get(f"{base}/plan"), **fields)
    text = otto.get(f"{base}/plan/tekst")
    for line in (
        "opsplitsing = [&#34;leeftijd&#34;, &#34;leeftijd x herkomst&#34;]",
        "bijlage = 1",
        "grafiek = true",
        "[[bijlage]]",
    ):
        assert line in text
    seen = otto.post(f"{base}/plan/0", seen, actie="toevoegen")
    assert "(vervolg)" in words(seen)
    seen = otto.post(f"{base}/plan/1", seen, actie="verwijderen")
    seen = otto.post(f"{base}/plan/0", seen, keuze="passage:lde-geen-afwijking")
    assert "[[bijlage]]" not in otto.get(f"{base}/plan/tekst")
    otto.post(f"{base}/plan/0", seen, 422, keuze="item:contingent", maatregel="lde", jaren="vroeger")
    otto.post(f"{base}/plan/7", seen, 404, keuze="tekst", tekst="x")


def test_a_plan_that_is_remembered_is_proposed_again(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    fields = {"keuze": "item:contingent_invulling", "maatregel": "lde", "jaren": "2019-2021"}
    seen = otto.post(f"{base}/plan/0", otto.get(f"{base}/plan"), **fields)
    otto.post(f"{base}/plan", seen, actie="onthouden")
    again = started(otto, QUESTION.replace("nr. 12", "nr. 13"))
    head = {"nummer": "13", "datum": "2022-01-26", "steller": "AN PEETERS", "titel": "Contingent"}
    otto.post(f"{again}/vraag", otto.get(f"{again}/vraag"), actie="plan", **head)
    assert "item = &#34;contingent_invulling&#34;" in otto.get(f"{again}/plan/tekst")


def test_the_review_shows_what_changed_since_the_last_one(people_in: Enter) -> None:
    otto, nora = people_in("otto"), people_in("nora")
    base = drafted(otto)
    otto.post(f"{base}/voorleggen", otto.get(f"{base}/ontwerp"))
    nora.post(f"{base}/terugsturen", nora.get(f"{base}/nalezing"), reden="Te kort.")
    seen = otto.post(f"{base}/plan/1", otto.get(f"{base}/plan"), keuze="tekst", tekst="Dat volgt snel.")
    otto.post(f"{base}/voorleggen", seen)
    shown = nora.get(f"{base}/nalezing")
    assert "Dat volgt <del>in 2023.</del><ins>snel.</ins>" in shown
    assert re.search(r"Sinds versie \d+", words(shown))
    assert "Aan de tekst veranderde niets" not in words(shown)
    otto.post(f"{base}/terughalen", otto.get(f"{base}/nalezing"))
    assert "ontwerp" in words(otto.get(f"{base}/ontwerp"))


def test_a_reopened_dossier_goes_on(people_in: Enter) -> None:
    otto, nora = people_in("otto"), people_in("nora")
    base = drafted(otto)
    otto.post(f"{base}/voorleggen", otto.get(f"{base}/ontwerp"))
    nora.post(f"{base}/goedkeuren", nora.get(f"{base}/nalezing"), gelezen="ja")
    shown = otto.post(f"{base}/heropenen", otto.get(f"{base}/nalezing"), reden="Een fout.")
    assert "Leg voor ter nalezing" in words(shown)


def test_the_term_stands_still_on_the_page(people_in: Enter) -> None:
    otto = people_in("otto")
    base = started(otto)
    seen = otto.post(f"{base}/termijn", otto.get(f"{base}/vraag"), van="2022-02-07", reden="Vraag om uitleg.")
    assert "De termijn staat stil." in words(seen)
    stop = re.search(rf'action="({base}/termijn/\d+)"', seen)
    assert stop is not None
    assert "2 maart 2022" in words(otto.post(stop[1], seen, tot="2022-02-11"))


def test_files_are_whole_and_the_answer_runs_nothing(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    html = otto.client.get(f"{base}/bestanden/antwoord.html?toon=1")
    assert html.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert "content-disposition" not in html.headers
    for name in ("antwoord.docx", "antwoord.zip", "answer.json", "antwoord.txt"):
        got = otto.client.get(f"{base}/bestanden/{name}")
        assert got.status_code == 200
        assert got.headers["content-disposition"] == f'attachment; filename="{name}"'
    zipped = otto.client.get(f"{base}/bestanden/antwoord.zip").content
    assert zipped == otto.client.get(f"{base}/bestanden/antwoord.zip").content


def test_a_file_may_be_uploaded_instead(people_in: Enter) -> None:
    otto = people_in("otto")
    seen = otto.get("/dossiers/nieuw")
    token = re.search(r'name="csrf" value="([^"]*)"', seen)
    assert token is not None
    sent = otto.client.post(
        "/dossiers/nieuw",
        data={"csrf": token[1], "tekst": ""},
        files={"bestand": ("../../vraag.txt", QUESTION.encode(), "text/plain")},
        headers=ORIGIN,
    )
    assert sent.status_code == 200
    assert 'value="12"' in sent.text


def test_what_went_wrong_leads_back_to_the_page_on_which_it_stood(people_in: Enter) -> None:
    otto = people_in("otto")
    base = started(otto)
    head = {"nummer": "12", "datum": "2022-01-26", "steller": "AN PEETERS", "titel": "Contingent"}
    seen = otto.post(f"{base}/vraag", otto.get(f"{base}/vraag"), actie="plan", **head)
    otto.post(f"{base}/plan", seen, actie="ontwerp")
    refused = otto.post(f"{base}/voorleggen", otto.get(f"{base}/ontwerp"), 409)
    assert f'href="{base}/ontwerp"' in refused
    stale = otto.post(f"{base}/plan/0", seen, 409, actie="bewaren", keuze="tekst", tekst="Ja.")
    assert f'href="{base}/plan#deel-0"' in stale
    assert "Ja." in stale
    assert 'href="/dossiers"' in otto.get("/dossiers/999999", 404)


def test_a_reviewer_is_told_of_remarks_that_are_still_open(people_in: Enter) -> None:
    otto, nora = people_in("otto"), people_in("nora")
    base = drafted(otto)
    otto.post(f"{base}/voorleggen", otto.get(f"{base}/ontwerp"))
    seen = nora.post(f"{base}/opmerkingen", nora.get(f"{base}/nalezing"), plaats="algemeen", tekst="Bron?")
    assert "Er staat nog 1 opmerking open." in words(seen)
