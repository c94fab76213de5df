"""The standing passages in the application: read, changed in the ministry's own catalogue, and logged."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pq_answers.errors import InputError
from pq_answers.items import load_passage
from pq_answers.workflow import ForbiddenError, Role, StateError
from pq_answers.workflow.texts import all_texts, change_text, text_of

from .conftest import NOW, Enter, Office, words
from .test_api import Api, api  # noqa: F401 - the fixture

NAME = "lde-geen-afwijking"
OWN = """+++
titel = "Eigen tekst"
geldig = { van = 2015-01-01 }
vervangt = true
+++
Er is nooit een afwijking.
"""
NEW = OWN.replace("vervangt = true\n", "")


@pytest.fixture
def own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "catalogus"
    folder.mkdir()
    monkeypatch.setenv("PQ_CATALOGUE", str(folder))
    return folder / "data" / "passages"


def version_in(html: str) -> str:
    found = re.search(r'name="versie" value="(\w+)"', html)
    assert found is not None
    return found[1]


# Reading


def test_every_passage_stands_in_the_list_with_where_it_comes_from(people_in: Enter) -> None:
    shown = words(people_in("bert").get("/beheer/teksten"))
    for text in all_texts():
        assert f"{text.passage.title} {text.name} vanaf" in shown
    assert "eigen catalogus" not in shown


def test_a_new_text_begins_on_the_day_of_today(people_in: Enter) -> None:
    assert f"van = {NOW.date().isoformat()}" in people_in("bert").get("/beheer/teksten")


def test_a_passage_is_shown_as_it_is_printed_and_as_a_text_to_change(people_in: Enter) -> None:
    html = people_in("bert").get("/beheer/teksten/ama-vanaf-2021")
    assert "Met ingang van kwartaal 2/2021 geldt" in words(html)
    assert "vervangt = true" in html
    assert "{{ kwartaal }}" in html


def test_a_passage_that_is_not_there_is_told(people_in: Enter) -> None:
    bert = people_in("bert")
    for name in ("bestaat-niet", "..%2F..%2Fregister", "%00"):
        assert "bestaat niet" in words(bert.get(f"/beheer/teksten/{name}", 404))


# Changing


def test_a_change_stands_in_the_own_catalogue_and_in_the_log_with_what_was_before(
    people_in: Enter, own: Path
) -> None:
    bert, shipped = people_in("bert"), text_of(NAME)
    seen = bert.get(f"/beheer/teksten/{NAME}")
    fields = {"versie": version_in(seen), "inhoud": OWN.replace("\n", "\r\n")}
    shown = words(bert.post(f"/beheer/teksten/{NAME}", seen, **fields))
    assert "Bewaard." in shown
    assert "Er is nooit een afwijking." in shown
    assert "de eigen catalogus" in shown
    assert (own / f"{NAME}.md").read_text(encoding="utf-8") == OWN
    assert [path.name for path in own.iterdir()] == [f"{NAME}.md"], "nothing half written is left"
    assert load_passage(NAME).text == "Er is nooit een afwijking."
    assert shipped.passage.path.read_text(encoding="utf-8") == shipped.content, "the shipped one stays"
    told = words(bert.get("/beheer/logboek"))
    assert "tekst gewijzigd" in told
    assert " ".join(shipped.passage.text.split())[:40] in told


def test_a_new_passage_can_be_added_once(people_in: Enter, own: Path) -> None:
    bert = people_in("bert")
    seen = bert.get("/beheer/teksten")
    assert "Eigen tekst" in words(bert.post("/beheer/teksten", seen, naam="eigen-tekst", inhoud=NEW))
    again = bert.post("/beheer/teksten", seen, 409, naam="eigen-tekst", inhoud=NEW)
    assert "Deze naam bestaat al." in words(again)
    assert "Er is nooit een afwijking." in again, "what was typed is given back"
    assert (own / "eigen-tekst.md").is_file()


def test_two_who_change_one_passage_lose_nothing(people_in: Enter, own: Path) -> None:
    bert = people_in("bert")
    seen = bert.get(f"/beheer/teksten/{NAME}")
    bert.post(f"/beheer/teksten/{NAME}", seen, versie=version_in(seen), inhoud=OWN)
    late = OWN.replace("nooit", "zelden")
    shown = bert.post(f"/beheer/teksten/{NAME}", seen, 409, versie=version_in(seen), inhoud=late)
    assert "intussen gewijzigd" in words(shown)
    assert "Er is zelden een afwijking." in shown
    assert (own / f"{NAME}.md").read_text(encoding="utf-8") == OWN


# Bad input


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "kop tussen twee regels"),
        (OWN.replace("nooit", "1 keer"), "getal in de tekst"),
        (OWN.replace('titel = "Eigen tekst"\n', ""), "«titel» ontbreekt"),
        (OWN.replace("2015-01-01", "morgen"), "geen geldige TOML"),
        (NEW, "bestaat al"),
        (OWN + "x" * 20_000, "te lang"),
    ],
)
def test_what_is_no_passage_is_refused_and_given_back(
    people_in: Enter, own: Path, content: str, told: str
) -> None:
    bert = people_in("bert")
    seen = bert.get(f"/beheer/teksten/{NAME}")
    shown = bert.post(f"/beheer/teksten/{NAME}", seen, 422, versie=version_in(seen), inhoud=content)
    assert told in words(shown)
    assert not own.exists()


@pytest.mark.parametrize("name", ["", "Hoofdletter", "../weg", "a" * 61, "<script>", "a.b", "-"])
def test_a_name_that_cannot_be_a_file_of_ours_is_refused(people_in: Enter, own: Path, name: str) -> None:
    bert = people_in("bert")
    shown = bert.post("/beheer/teksten", bert.get("/beheer/teksten"), 422, naam=name, inhoud=NEW)
    assert "Deze naam kan niet." in words(shown)
    assert "<script>" not in shown
    assert not own.exists()


def test_a_script_in_a_passage_is_shown_as_words(people_in: Enter, own: Path) -> None:
    bert, bad = people_in("bert"), "<script>alert()</script>"
    seen = bert.get(f"/beheer/teksten/{NAME}")
    content = OWN.replace("nooit", bad).replace("Eigen", bad)
    shown = bert.post(f"/beheer/teksten/{NAME}", seen, versie=version_in(seen), inhoud=content)
    assert (own / f"{NAME}.md").is_file()
    assert "<script>alert" not in shown
    assert "&lt;script&gt;alert" in shown


def test_without_a_catalogue_of_its_own_nothing_is_changed(people_in: Enter) -> None:
    bert, before = people_in("bert"), text_of(NAME).content
    seen = bert.get(f"/beheer/teksten/{NAME}")
    shown = bert.post(f"/beheer/teksten/{NAME}", seen, 422, versie=version_in(seen), inhoud=OWN)
    assert "Er is geen eigen catalogus" in words(shown)
    assert text_of(NAME).content == before


def test_a_folder_that_may_not_be_written_is_told_and_nothing_is_logged(people_in: Enter, own: Path) -> None:
    bert = people_in("bert")
    own.parent.write_text("", encoding="utf-8")
    seen = bert.get(f"/beheer/teksten/{NAME}")
    shown = bert.post(f"/beheer/teksten/{NAME}", seen, 503, versie=version_in(seen), inhoud=OWN)
    assert "kan niet bewaard worden" in words(shown)
    assert "tekst gewijzigd" not in words(bert.get("/beheer/logboek"))


def test_below_the_pages_rights_and_versions_hold_too(office: Office, own: Path) -> None:
    with office.database.writing() as connection:
        with pytest.raises(ForbiddenError):
            change_text(connection, office.act("otto"), NAME, OWN, text_of(NAME).version)
        with pytest.raises(StateError):
            change_text(connection, office.act("bert"), NAME, OWN, "")
        with pytest.raises(InputError):
            change_text(connection, office.act("bert"), "a/b", NEW, "")
    assert not own.exists()


# Programs


def test_a_program_reads_and_changes_passages_too(api: Api, own: Path) -> None:  # noqa: F811
    admin = api.program(Role.ADMIN)
    found = admin.call("GET", f"/beheer/teksten/{NAME}")
    body = {"inhoud": OWN, "versie": found["versie"]}
    changed = admin.call("PUT", f"/beheer/teksten/{NAME}", json=body)
    assert (changed["eigen"], changed["titel"]) == (True, "Eigen tekst")
    admin.call("PUT", f"/beheer/teksten/{NAME}", 409, json=body)
    assert NAME in [one["naam"] for one in admin.call("GET", "/beheer/teksten")]
    assert (own / f"{NAME}.md").is_file()
