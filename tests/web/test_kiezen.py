"""Choosing items without a question: the address is the state, and the recipe gives what comes of it."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlencode, urlsplit

import pytest

from pq_answers.batch import BatchOptions, State, run_batch
from pq_answers.codelists import load_codelist
from pq_answers.items import Item, ParamKind, load_catalogue, measure_column
from pq_answers.plan import parse_plan
from pq_answers.store import Store
from pq_answers.web import selection as chosen
from pq_answers.web.selection import MOST, Row, Selection, read_selection

from .conftest import ORIGIN, Browser, Enter, words
from .test_guard import SCRIPT

TWO = "1=contingent&1.maatregel=lde&1.jaren=2019-2021&2=doelgroepwerknemers&2.maatregel=lde&2.jaren=2021"


def went(browser: Browser, path: str) -> str:
    """Return the address at which a form of the page ends."""
    answer = browser.client.get(path)
    assert answer.status_code == 200, (path, words(answer.text)[:500])
    parts = urlsplit(str(answer.url))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


# The address


def test_items_are_found_and_added_with_what_is_usual(people_in: Enter) -> None:
    otto = people_in("otto")
    assert "Nog geen." in words(otto.get("/kiezen"))
    found = otto.get("/kiezen?q=contingent+invulling")
    assert "Invulling van het contingent" in words(found)
    assert 'value="budgetten"' not in found
    assert "Geen vraag met deze woorden" in words(otto.get("/kiezen?q=zebra"))
    shown = otto.get("/kiezen")
    assert "lokale diensteneconomie vanaf 2015, opsplitsing vanaf 2020" in words(shown)
    place = went(otto, "/kiezen?q=&actie=toevoegen&erbij=contingent&erbij=doorstroom_nec")
    assert place == (
        "/kiezen?1=contingent&1.jaren=2019-2021"
        "&2=doorstroom_nec&2.maatregel=collectief_maatwerk&2.jaren=2020-2021"
    )


def test_every_button_leads_to_an_address_without_anything_empty(people_in: Enter) -> None:
    otto = people_in("otto")
    full = f"{TWO}&1.klassen=&q=&titel=&datum=&2.kruisingen="
    for action, expected in {
        "bij": TWO,
        "omhoog.2": "1=doelgroepwerknemers&1.maatregel=lde&1.jaren=2021"
        "&2=contingent&2.maatregel=lde&2.jaren=2019-2021",
        "omlaag.2": TWO,
        "verwijder.1": "1=doelgroepwerknemers&1.maatregel=lde&1.jaren=2021",
        "dubbel.2": f"{TWO}&3=doelgroepwerknemers&3.maatregel=lde&3.jaren=2021",
        "verwijder.9": TWO,
        "verwijder.x": TWO,
        "kwaad": TWO,
    }.items():
        assert went(otto, f"/kiezen?{full}&actie={action}") == f"/kiezen?{expected}", action


def test_what_is_searched_stays_while_choosing(people_in: Enter) -> None:
    place = went(people_in("otto"), "/kiezen?q=contingent+%26+x&actie=toevoegen&erbij=contingent")
    assert place == "/kiezen?1=contingent&1.jaren=2019-2021&q=contingent+%26+x"


def test_an_address_reads_back_as_the_same_choices() -> None:
    selection = read_selection(parse_qsl(TWO + "&titel=Cijfers+%26+meer&datum=2022-01-26&onzin=1&7.x.y=2"))
    assert read_selection(parse_qsl(selection.address)) == selection
    assert selection.headed("titel") == "Cijfers & meer"
    assert [row.item for row in selection.rows] == ["contingent", "doelgroepwerknemers"]


def test_the_fields_show_what_the_address_says(people_in: Enter) -> None:
    shown = people_in("otto").get(f"/kiezen?{TWO}&2.opsplitsing=leeftijd&2.kruisingen=leeftijd+x+herkomst")
    assert re.search(r'name="1\.jaren" value="2019-2021"', shown)
    assert re.search(r'name="2\.opsplitsing" value="leeftijd" checked', shown)
    assert re.search(r'name="2\.kruisingen" value="leeftijd x herkomst"', shown)
    assert re.search(r'name="1\.maatregel" value="lde" checked', shown)


# Figures, files and plans


def test_the_figures_are_those_of_the_recipe_and_lead_to_their_source(people_in: Enter) -> None:
    lena = people_in("lena")
    shown = lena.get(f"/kiezen/antwoord?{TWO}")
    assert "2.100,7" in words(shown)
    assert "Demonstratiegegevens" in words(shown)
    href = next(
        href for href in re.findall(r'<a class="cijfer" href="([^"]+)"', shown) if "soort=cel" in href
    )
    source = words(lena.get(unescape(href)))
    assert "Herkomst van" in source
    assert "maatregel: lokale diensteneconomie; jaren: 2019, 2020 en 2021" in source
    lena.get(f"/kiezen/herkomst?{TWO}&soort=cel&naam=bestaat|niet", 404)


def test_small_counts_are_hidden_as_everywhere(people_in: Enter) -> None:
    query = (
        "1=doorstroom_resultaat&1.maatregel=collectief_maatwerk&1.jaren=2019-2021"
        "&1.trajectresultaat=succesvol&1.opsplitsing=herkomst"
    )
    lena = people_in("lena")
    shown = lena.get(f"/kiezen/antwoord?{query}")
    hidden = re.search(r"Bescherming (\d+) verborgen", words(shown))
    assert hidden is not None
    assert int(hidden[1]) > 0
    record = lena.client.get(f"/kiezen/bestanden/answer.json?{query}").json()
    assert len(record["bescherming"]["verborgen"]) == int(hidden[1])


def test_every_file_can_be_taken_and_the_page_runs_nothing(people_in: Enter) -> None:
    lena = people_in("lena")
    query = f"{TWO}&2.bijlage=ja&1.grafiek=ja"
    page = lena.get(f"/kiezen/antwoord?{query}")
    assert " style=" not in page
    names = set(re.findall(r"/kiezen/bestanden/([a-z0-9.-]+)\?", page))
    assert names >= {"antwoord.docx", "bijlage-1.xlsx", "antwoord.html", "antwoord.txt", "antwoord.zip"}
    for name in names:
        got = lena.client.get(f"/kiezen/bestanden/{name}?{query}")
        assert got.status_code == 200, name
        assert got.headers["content-disposition"] == f'attachment; filename="{name}"'
    zipped = lena.client.get(f"/kiezen/bestanden/antwoord.zip?{query}").content
    assert set(zipfile.ZipFile(io.BytesIO(zipped)).namelist()) == names - {"antwoord.zip"}
    shown = lena.client.get(f"/kiezen/bestanden/antwoord.html?toon=1&{query}")
    assert shown.headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    lena.get(f"/kiezen/bestanden/niets.docx?{query}", 404)


def test_the_plan_gives_the_same_answer_in_a_batch(
    people_in: Enter, demo_store: Store, tmp_path: Path
) -> None:
    lena = people_in("lena")
    query = f"{TWO}&2.opsplitsing=leeftijd&2.bijlage=ja&titel=Van+2019+tot+nu&datum=2022-01-26"
    got = lena.client.get(f"/kiezen/plan.toml?{query}")
    assert got.headers["content-disposition"] == 'attachment; filename="van-2019-tot-nu.toml"'
    plan = parse_plan(got.text)
    assert [part.item for part in plan.parts] == ["contingent", "doelgroepwerknemers"]
    folder = tmp_path / "plannen"
    folder.mkdir()
    (folder / "van-2019-tot-nu.toml").write_text(got.text, encoding="utf-8")
    made = "2022-02-01T00:00:00+00:00"
    options = BatchOptions(demo_store.root, None, tmp_path / "uit", made, ("txt", "xlsx"), tmp_path / "cache")
    (outcome,) = run_batch(folder, options)
    assert outcome.state is State.DONE, outcome
    text = Path(outcome.folder, "antwoord.txt").read_bytes()
    assert text == lena.client.get(f"/kiezen/bestanden/antwoord.txt?{query}").content


def test_the_choices_go_on_in_a_dossier(people_in: Enter) -> None:
    otto = people_in("otto")
    shown = otto.get(f"/kiezen/antwoord?{TWO}&nummer=9&steller=AN&titel=Contingent&datum=2022-01-26")
    keuze = re.search(r'name="keuze" value="([^"]+)"', shown)
    assert keuze is not None
    seen = otto.post("/kiezen/dossier", shown, keuze=unescape(keuze[1]))
    assert "Toegekend contingent" in words(seen)
    base = re.search(r'action="(/dossiers/\d+)/plan/0', seen)
    assert base is not None
    draft = otto.post(f"{base[1]}/plan", seen, actie="ontwerp")
    assert "2.100,7" in words(draft)
    assert "plan gemaakt van gekozen vragen" in words(otto.get(f"{base[1]}/verloop"))


def whole(item: Item) -> Row:
    """Return an item with its usual years, all its measures, and the first of every choice that it needs."""
    own = measure_column(item)
    needed = [
        (param.name, load_codelist(param.codelist).names[0])
        for param in item.params.values()
        if param.kind is ParamKind.CODES and param.required and param.name != own
    ]
    measures = [(own, name) for name in item.availability][: None if item.params[own].many else 1]
    return Row(item.name, (*measures, *needed, ("jaren", "2005-2026")))


@pytest.mark.parametrize("published", [False, True])
def test_every_item_can_be_chosen_and_goes_on_in_a_dossier(
    people_in: Enter, tmp_path: Path, published: bool
) -> None:
    # Apart: what the demonstration register counts is not what was published.
    otto = people_in("otto")
    items = [item for item in load_catalogue(tmp_path / "cache") if item.published is published]
    address = Selection((), tuple(whole(item) for item in items)).address
    assert 'class="melding-fout"' not in otto.get(f"/kiezen?{address}&toets=1")
    seen = otto.post("/kiezen/dossier", otto.get(f"/kiezen/antwoord?{address}"), keuze=address)
    assert seen.count('<article class="deel"') == len(items)


def test_figures_that_contradict_each_other_are_not_shown(people_in: Enter) -> None:
    query = "&".join(
        f"{n}={item}&{n}.maatregel=collectief_maatwerk&{n}.jaren=2019"
        for n, item in enumerate(("doelgroepwerknemers", "doelgroepwerknemers_reeks"), start=1)
    )
    shown = words(people_in("otto").get(f"/kiezen/antwoord?{query}", 409))
    assert "in twee tabellen een andere waarde" in shown
    assert "Wijzig de keuzes" in shown


# Who may


def test_a_reader_sees_figures_but_makes_no_dossier(people_in: Enter) -> None:
    lena, otto = people_in("lena"), people_in("otto")
    shown = lena.get(f"/kiezen/antwoord?{TWO}")
    assert "Ga verder in een dossier" not in words(shown)
    token = re.search(r'name="csrf" value="([^"]+)"', shown)
    assert token is not None
    answer = lena.client.post("/kiezen/dossier", data={"csrf": token[1], "keuze": TWO}, headers=ORIGIN)
    assert answer.status_code == 403
    otto.post("/kiezen/dossier", "", 403, keuze=TWO)
    for path in ("/kiezen", "/kiezen/antwoord", "/kiezen/plan.toml", "/kiezen/bestanden/antwoord.docx"):
        assert "/aanmelden" in str(people_in().client.get(f"{path}?{TWO}").url), path


def test_signing_in_leads_back_to_the_choices(people_in: Enter) -> None:
    client = people_in().client
    page = client.get(f"/kiezen?{TWO}")
    naar = re.search(r'name="naar" value="([^"]*)"', page.text)
    assert naar is not None
    assert unescape(naar[1]) == f"/kiezen?{TWO}"


def test_the_secret_of_a_form_never_stands_in_an_address(people_in: Enter) -> None:
    shown = people_in("otto").get(f"/kiezen?{TWO}")
    form = re.search(r'<form method="get" action="/kiezen".*?</form>', shown, re.DOTALL)
    assert form is not None
    assert "csrf" not in form[0]


# What is wrong


@pytest.mark.parametrize(
    ("query", "told", "kept"),
    [
        ("1=contingnt&1.jaren=2021", "«contingnt» bestaat niet", "contingnt"),
        ("1=contingent&1.jaren=2021", "nog niets ingevuld bij «Maatregel»", 'value="2021"'),
        ("1=contingent&1.maatregel=lde", "nog niets ingevuld bij «Jaren»", 'value="lde" checked'),
        ("1=contingent&1.maatregel=kwaad&1.jaren=2021", "«kwaad» is geen keuze", 'value="2021"'),
        ("1=contingent&1.maatregel=arbeidszorg&1.jaren=2021", "geen gegevens over", 'value="2021"'),
        ("1=contingent&1.maatregel=lde&1.jaren=1990", "Er zijn gegevens over", 'value="1990"'),
        ("1=contingent&1.maatregel=lde&1.jaren=3021", "geen gegevens zijn", 'value="3021"'),
        ("1=contingent&1.maatregel=lde&1.jaren=2021-2019", "loopt achteruit", 'value="2021-2019"'),
        ("1=contingent&1.maatregel=lde&1.jaren=%3D1%2B1", "geen jaar of periode", 'value="=1+1"'),
        ("1=contingent&1.maatregel=lde&1.jaren=2021&1.kleur=rood", "kent de parameter «kleur» niet", "2021"),
        ("1=contingent&1.maatregel=lde&1.jaren=2021&1.eenheid=el", "«el» is geen keuze", 'value="2021"'),
        ("1=contingent&1.maatregel=lde&1.jaren=2021&1.opsplitsing=kleur", "niet naar «kleur»", "2021"),
        (
            "1=doelgroepwerknemers&1.maatregel=lde&1.jaren=2021&1.kruisingen=leeftijd+x+leeftijd",
            "twee keer",
            'value="leeftijd x leeftijd"',
        ),
        (
            "1=ondernemingen_grootteklasse&1.maatregel=lde&1.jaren=2021&1.klassen=9,3",
            "stijgen niet",
            'value="9,3"',
        ),
        ("1=contingent&1.maatregel=lde&1.jaren=2021&datum=gisteren", "geen datum", 'value="gisteren"'),
    ],
)
def test_what_is_wrong_is_told_beside_it_and_stays(
    people_in: Enter, query: str, told: str, kept: str
) -> None:
    otto = people_in("otto")
    for path in ("antwoord", "plan.toml", "bestanden/antwoord.docx"):
        place = went(otto, f"/kiezen/{path}?{query}")
        assert place.startswith("/kiezen?"), "the way back to the choices"
        shown = otto.get(place)
        assert told in words(shown)
        assert kept in unescape(shown)
    assert told in words(otto.post("/kiezen/dossier", otto.get("/dossiers/nieuw"), 422, keuze=query))


def test_years_without_figures_are_told_before_the_figures_are_shown(people_in: Enter) -> None:
    otto = people_in("otto")
    query = TWO.replace("2019-2021", "2013-2021")
    assert "Over lokale diensteneconomie is er alleen de periode 2015 tot en met 2021." in words(
        otto.get(f"/kiezen?{query}")
    )
    assert "de periode 2015 tot en met 2021" in words(otto.get(f"/kiezen/antwoord?{query}"))


def test_without_any_choice_the_page_asks_for_one(people_in: Enter) -> None:
    otto = people_in("otto")
    assert went(otto, "/kiezen/antwoord") == "/kiezen?toets=1"
    otto.post("/kiezen/dossier", otto.get("/dossiers/nieuw"), 422, keuze="")


def test_a_day_without_a_minister_stops_with_a_way_back(people_in: Enter) -> None:
    shown = people_in("otto").get(f"/kiezen/antwoord?{TWO}&datum=1950-01-01", 422)
    assert "geen minister" in words(shown)
    assert "1.maatregel=lde" in unescape(shown)


@pytest.mark.parametrize("text", [SCRIPT, "=cmd|' /C calc'!A0", "'; DROP TABLE cijfer; --", "a\x00b\x1bc"])
def test_scripts_formulas_and_sql_stay_words(people_in: Enter, text: str) -> None:
    otto = people_in("otto")
    fields = {"1": text, "titel": text, "nummer": text, "steller": text, "2": "contingent"}
    fields |= {f"2.{name}": text for name in ("maatregel", "jaren", "opsplitsing", "eenheid", "bijlage")}
    for path in ("/kiezen", "/kiezen/antwoord", "/kiezen/plan.toml"):
        shown = otto.get(f"{path}?{urlencode(fields)}&q={urlencode({'': text})[1:]}")
        assert "<script>alert" not in shown, path
        assert "<img" not in shown, path
        assert "\x00" not in shown, path
    head = urlencode({"titel": text, "steller": re.sub(r"\d", "x", text)})
    plan = otto.client.get(f"/kiezen/plan.toml?{TWO}&{head}").text
    assert parse_plan(plan).question.title == " ".join(chosen.planshape.printable(text).split())
    assert "<script>alert" not in otto.get(f"/kiezen/antwoord?{TWO}&{head}")


def test_too_many_items_are_cut_with_a_word(people_in: Enter) -> None:
    otto = people_in("otto")
    many = "&".join(f"{n}=contingent&{n}.maatregel=lde&{n}.jaren=2021" for n in range(1, 60))
    shown = otto.get(f"/kiezen?{many}")
    assert shown.count('class="deel"') == MOST
    assert f"Hoogstens {MOST} vragen" in words(shown)
    place = went(otto, f"/kiezen?{many}&actie=toevoegen&erbij=contingent")
    assert place.endswith("&vol=1")


def test_a_thousand_fields_break_nothing(people_in: Enter) -> None:
    otto = people_in("otto")
    many = "&".join(f"1.opsplitsing=x{n}" for n in range(1000))
    assert "niet naar «x0»" in words(otto.get(f"/kiezen?{TWO}&{many}"))
    seen = otto.get("/dossiers/nieuw")
    shown = otto.post("/kiezen/dossier", seen, 422, keuze=TWO, **{f"x{n}": "1" for n in range(700)})
    assert "te groot" in words(shown)
