"""Comments on a paragraph or a figure: their places, the ways there and back, and what cannot be."""

from __future__ import annotations

import re
from urllib.parse import unquote

import pytest

from pq_answers.workflow import Role

from .conftest import QUESTION, Enter, words
from .test_api import Api, api, to_draft
from .test_guard import SCRIPT
from .test_pages import drafted, started

__all__ = ["api"]


def test_a_comment_stands_by_its_paragraph_and_leads_there_and_back(people_in: Enter) -> None:
    otto, nora = people_in("otto"), people_in("nora")
    base = drafted(otto)
    otto.post(f"{base}/voorleggen", otto.get(f"{base}/ontwerp"))
    draft = nora.get(f"{base}/ontwerp")
    way = re.search(rf'id="alinea-1-1"><a href="({base}/nalezing\?plaats=[^"]+)"', draft)
    assert way is not None
    form = nora.get(unquote(way[1].partition("#")[0]))
    assert re.search(r'<option value="alinea 1/1" selected>deelvraag 1, alinea 1</option>', form)
    shown = nora.post(f"{base}/opmerkingen", form, plaats="alinea 1/1", tekst="Deze zin is te lang.")
    there = re.search(
        rf'<li class="" id="opmerking-(\d+)">.*?<p><strong><a href="({base}/ontwerp#[^"]+)"',
        shown,
        re.DOTALL,
    )
    assert there is not None
    assert there[2].endswith("#alinea-1-1")
    draft = otto.get(f"{base}/ontwerp")
    assert f'href="{base}/nalezing#opmerking-{there[1]}"' in draft
    assert "Open opmerkingen 1 deelvraag 1, alinea 1 : Deze zin is te lang." in words(draft)
    done = otto.post(f"{base}/opmerkingen/{there[1]}/afgehandeld", otto.get(f"{base}/nalezing"))
    assert "afgehandeld" in words(done)
    assert "Open opmerkingen" not in words(otto.get(f"{base}/ontwerp"))


def test_a_comment_on_a_figure_stands_with_its_source_and_by_its_paragraph(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    draft = otto.get(f"{base}/ontwerp")
    source = re.search(rf'href="({base}/ontwerp/herkomst\?soort=cel[^"]+)"', draft)
    assert source is not None
    panel = otto.get(source[1].replace("&amp;", "&"))
    way = re.search(r'href="([^"]+)">Opmerking bij dit cijfer', panel)
    assert way is not None
    form = otto.get(way[1].partition("#")[0].replace("&amp;", "&"))
    chosen = re.search(r'<option value="(cijfer [^"]+)" selected>cijfer: ([^<]+)<', form)
    assert chosen is not None
    assert "contingent" in chosen[2]
    shown = otto.post(f"{base}/opmerkingen", form, plaats=chosen[1], tekst="Klopt dit cijfer?")
    assert f'<a href="{source[1]}">cijfer: {chosen[2]}</a>' in shown
    assert "Klopt dit cijfer?" in words(otto.get(source[1].replace("&amp;", "&")))
    number = re.search(r'id="opmerking-(\d+)"', shown)
    assert number is not None
    marker = re.search(
        r'<span class="plek" id="alinea-1-\d+">.*?</span>\n', otto.get(f"{base}/ontwerp"), re.DOTALL
    )
    assert marker is not None
    assert f"#opmerking-{number[1]}" in otto.get(f"{base}/ontwerp")


@pytest.mark.parametrize(
    ("place", "text", "status"),
    [
        ("alinea 1/99", "x", 404),
        ("alinea 9.z/1", "x", 404),
        ("alinea ", "x", 404),
        ("cijfer niets", "x", 404),
        ("cijfer contingent|onderneming|lde|-|1900|VTE", "x", 404),
        ("deelvraag 1", "", 422),
        ("deelvraag 1", "x" * 5001, 422),
        ("p" * 501, "x", 422),
        ("", "x", 200),
        ("woorden van een mens", "x", 200),
        (SCRIPT, SCRIPT, 200),
    ],
)
def test_a_comment_that_cannot_be_is_refused_and_html_stays_text(
    people_in: Enter, place: str, text: str, status: int
) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    seen = otto.get(f"{base}/nalezing")
    shown = otto.post(f"{base}/opmerkingen", seen, status, plaats=place, tekst=text)
    assert "<script>alert" not in shown
    assert "<img" not in shown
    assert "<script>alert" not in otto.get(f"{base}/ontwerp")


def test_the_place_in_an_address_is_only_text(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    for place in (SCRIPT, f"alinea {SCRIPT}/1", f"cijfer {SCRIPT}", "alinea", "cijfer |||||", "x" * 4000):
        html = otto.client.get(f"{base}/nalezing", params={"plaats": place}).text
        assert "<script>alert" not in html
        assert "<img" not in html


def test_a_comment_on_a_sub_question_stands_below_it(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    shown = otto.post(
        f"{base}/opmerkingen", otto.get(f"{base}/nalezing"), plaats="deelvraag 1", tekst="Kort."
    )
    number = re.search(r'id="opmerking-(\d+)"', shown)
    assert number is not None
    assert f'<a href="{base}/ontwerp#antwoord-1">deelvraag 1</a>' in shown
    assert f'aria-label="Naar opmerking {number[1]}"' in otto.get(f"{base}/ontwerp")


def test_comments_before_there_is_a_draft_stand_by_words_only(people_in: Enter) -> None:
    otto = people_in("otto")
    base = started(otto)
    otto.post(f"{base}/opmerkingen", otto.get(f"{base}/vraag"), plaats="alinea 1/1", tekst="Alvast.")
    assert "Alvast." in words(otto.get(f"{base}/nalezing"))
    otto.post(f"{base}/opmerkingen/999/afgehandeld", otto.get(f"{base}/nalezing"), 404)


def test_an_earlier_version_is_chosen_to_see_what_changed(people_in: Enter) -> None:
    otto = people_in("otto")
    base = drafted(otto)
    seen = otto.get(f"{base}/plan")
    version = re.search(r'name="versie" value="(\d+)"', seen)
    assert version is not None
    otto.post(f"{base}/plan/1", seen, keuze="tekst", tekst=f"Dat volgt {SCRIPT}.")
    shown = otto.get(f"{base}/nalezing")
    assert f'<option value="{version[1]}">' in shown
    changed = otto.get(f"{base}/nalezing?sinds={version[1]}")
    assert "<del>" in changed
    assert "<ins>" in changed
    assert "<script>alert" not in changed
    assert (
        "Sinds versie"
        not in words(otto.get(f"{base}/nalezing?sinds=999")).partition("Waarover")[2].partition("Toon")[2]
    )
    assert "nog geen ontwerp" in words(otto.get(f"{base}/nalezing?sinds=1"))


def test_a_program_comments_resolves_and_stops_the_clock(api: Api) -> None:
    drafter, reader = api.program(Role.DRAFTER), api.program(Role.READER)
    base = to_draft(drafter)
    one = drafter.call("POST", f"{base}/opmerkingen", 201, json={"plaats": "alinea 1/1", "tekst": "Te lang."})
    assert one["plaats"] == "alinea 1/1"
    drafter.call("POST", f"{base}/opmerkingen", 404, json={"plaats": "alinea 1/99", "tekst": "Te lang."})
    reader.call("POST", f"{base}/opmerkingen/{one['id']}/afgehandeld", 403)
    assert drafter.call("POST", f"{base}/opmerkingen/{one['id']}/afgehandeld")["afgehandeld"]
    drafter.call("POST", f"{base}/opmerkingen/{one['id']}/afgehandeld", 404)
    drafter.call("GET", base)
    stopped = drafter.call("POST", f"{base}/termijn", json={"van": "2022-02-07", "reden": "Uitleg gevraagd."})
    assert stopped["uiterlijk"] is None
    [stop] = drafter.call("GET", f"{base}/termijn")
    assert (stop["van"], stop["tot"], stop["reden"]) == ("2022-02-07", None, "Uitleg gevraagd.")
    runs = drafter.call("PUT", f"{base}/termijn/{stop['id']}", json={"tot": "2022-02-11"})
    assert runs["uiterlijk"] == "2022-03-02"
    drafter.call("PUT", f"{base}/termijn/999", 404, json={"tot": "2022-02-11"})
    drafter.call("PUT", f"{base}/termijn/{stop['id']}", 422, json={"tot": "2022-02-01"})
    assert QUESTION
