"""The sidecar and the schema are refused with the place and the remedy when they are wrong."""

from __future__ import annotations

import errno
import runpy
from decimal import Decimal
from pathlib import Path
from types import SimpleNamespace

import pytest

from pq_answers.deliveries import load_schema, read_delivery
from pq_answers.errors import InputError, os_problem

samples = SimpleNamespace(**runpy.run_path(str(Path(__file__).with_name("test_deliveries_samples.py"))))


def _bend(folder: Path, old: str, new: str) -> Path:
    sidecar = samples.Sample().write(folder) / "levering.toml"
    text = sidecar.read_text(encoding="utf-8")
    assert old in text
    sidecar.write_text(text.replace(old, new, 1), encoding="utf-8")
    return folder


def test_a_delivery_knows_its_last_complete_year(tmp_path: Path) -> None:
    delivery = read_delivery(samples.Sample(settings={"volledig_tot": '"2021-Q4"'}).write(tmp_path))
    assert delivery.last_complete_year == 2021
    delivery = read_delivery(
        samples.Sample(settings={"volledig_tot": '"2021-Q3"', "factor": "1.5"}).write(tmp_path)
    )
    assert delivery.last_complete_year == 2020
    assert delivery.factor == Decimal("1.5")


WRONG = [
    ('producent = "test"', "", "«producent» ontbreekt"),
    ('producent = "test"', 'producer = "test"', "Bedoelde u «producent»"),
    ('producent = "test"', "producent = 5", "moet een tekst zijn"),
    ('soort = "registratie"', 'soort = "registratief"', "Bedoelde u «registratie»"),
    ('volledig_tot = "2021-Q4"', 'volledig_tot = "2021"', "moet een kwartaal zijn"),
    ('volledig_tot = "2021-Q4"', "factor = 0\nvolledig_tot = '2021-Q4'", "«factor»"),
    ('volledig_tot = "2021-Q4"', "decimaal = '?'\nvolledig_tot = '2021-Q4'", "«decimaal»"),
    ('tabel = "persoon"', 'tabel = "persoons"', "Bedoelde u «persoon»"),
    ('tabel = "persoonsprofiel"', 'tabel = "persoon"', "tweemaal"),
    ('pad = "uitstroom.csv"', 'pad = "evaluatie.csv"', "sha256 van «evaluatie.csv» klopt niet"),
    ('pad = "persoon.csv"', 'pad = "weg.csv"', "bestaat niet"),
    ('pad = "persoon.csv"', 'pad = "persoon.txt"', "wordt niet gelezen"),
    ('pad = "persoon.csv"', 'pad = "../persoon.csv"', "buiten de map"),
    ('pad = "persoon.csv"', 'pad = "/etc/passwd"', "buiten de map"),
    ('pad = "persoon.csv"', 'pad = "..\\\\persoon.csv"', "buiten de map"),
    ('pad = "persoon.csv"', 'pad = "persoon.csv"\nrijen = -1', "«rijen»"),
    ("[[bestand]]", "[bestand]", "deze naam staat er twee keer"),
    ('naam = "proef"', 'naam = "proef', "geen geldige TOML: een teken of een regeleinde mag hier niet staan"),
]


@pytest.mark.parametrize(("old", "new", "words"), WRONG)
def test_a_wrong_sidecar_is_refused_with_place_and_remedy(
    tmp_path: Path, old: str, new: str, words: str
) -> None:
    with pytest.raises(InputError) as caught:
        read_delivery(_bend(tmp_path, old, new))
    assert words in str(caught.value)
    assert "levering.toml" in caught.value.where
    assert caught.value.fix


def test_a_table_left_out_is_named(tmp_path: Path) -> None:
    sample = samples.Sample()
    del sample.rows["advies"]
    with pytest.raises(InputError, match="«advies» ontbreekt"):
        read_delivery(sample.write(tmp_path))


def test_a_folder_that_is_no_delivery_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="geen levering"):
        read_delivery(tmp_path)


def test_a_link_that_leads_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    folder = samples.Sample().write(tmp_path / "levering")
    (folder / "persoon.csv").rename(tmp_path / "persoon.csv")
    (folder / "persoon.csv").symlink_to(tmp_path / "persoon.csv")
    with pytest.raises(InputError, match="buiten de map"):
        read_delivery(folder)


def test_a_changed_file_is_refused(tmp_path: Path) -> None:
    folder = samples.Sample().write(tmp_path)
    with (folder / "persoon.csv").open("a", encoding="utf-8") as stream:
        stream.write("GEHEIM4,F,BE,1980\n")
    with pytest.raises(InputError, match="klopt niet"):
        read_delivery(folder)


def test_the_shipped_schema_has_nine_tables_each_with_a_key() -> None:
    schema = load_schema()
    assert len(schema.tables) == 9
    assert schema.table("tewerkstelling").key == ("persoon_id", "onderneming_id", "maatregel", "kwartaal")
    assert schema.table("contingent").column("vte").scale == 2


COLUMN = 'type = "VARCHAR", sleutel = true'
WRONG_SCHEMAS = [
    ('[t.kolommen]\na = { type = "VARCHAR" }', "geen sleutel"),
    ('[t.kolommen]\na = { type = "TEKST", sleutel = true }', "kan niet"),
    (f'[t.kolommen]\na = {{ {COLUMN}, codelijst = "provincies" }}', "«provincie»"),
    (f"[t.kolommen]\na = {{ {COLUMN}, verplich = true }}", "«verplicht»"),
    (f'[t.kolommen]\na = {{ {COLUMN}, verwijst = "u.a" }}', "bestaat niet"),
    (f'[t.kolommen]\na = {{ {COLUMN}, patroon = "(" }}', "reguliere uitdrukking"),
    (f'[t.kolommen]\na = {{ {COLUMN}, min = "1" }}', "moet een getal"),
    (f'[t.kolommen]\n"a b" = {{ {COLUMN} }}', "naam kan niet"),
    (
        f'[t.kolommen]\na = {{ {COLUMN} }}\n[[t.geldigheid]]\nvan = "b"\ntot = "a"\nper = []',
        "«b» bestaat niet",
    ),
    (f'[t.kolommen]\na = {{ {COLUMN} }}\n[[t.geldigheid]]\nvan = "a"\ntot = "a"', "«per» ontbreekt"),
    ("[t", "TOML"),
    ("t = 1", "tabel met sleutels"),
]


@pytest.mark.parametrize(("text", "words"), WRONG_SCHEMAS)
def test_a_wrong_schema_is_refused(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "register.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match=words):
        load_schema(path)


@pytest.mark.parametrize(
    ("number", "words"),
    [(errno.EACCES, "geen toegang"), (errno.EISDIR, "het is een map"), (999, "systeemfout 999")],
)
def test_what_the_system_says_is_told_in_dutch(number: int, words: str) -> None:
    assert os_problem(OSError(number, "Permission denied")) == words


def test_a_sidecar_that_is_a_folder_is_refused_in_dutch(tmp_path: Path) -> None:
    (tmp_path / "levering.toml").mkdir()
    with pytest.raises(InputError, match=r"niet te lezen \(het is een map\)"):
        read_delivery(tmp_path)
