"""What LibreOffice makes of an answer with charts: every picture whole, sharp, under its caption."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

from pq_answers.answer import answer
from pq_answers.items import load_catalogue
from pq_answers.plan import parse_plan
from pq_answers.store import Store

pytestmark = [pytest.mark.slow, pytest.mark.office, pytest.mark.xdist_group("office")]

PLAN = """\
[vraag]
nummer = 274
datum = 2022-01-26
steller = "Jan Peeters"
titel = "Proef"

[[antwoord]]
label = "1.a"
item = "ondernemingen_grootteklasse"
maatregel = "lde"
jaren = "2015-2021"
grafiek = true

[[antwoord]]
label = "1.b"
item = "doelgroepwerknemers"
maatregel = ["lde", "collectief_maatwerk"]
jaren = "2020-2021"
opsplitsing = ["leeftijd", "herkomst"]
grafiek = true
"""
A4 = (595, 842)
MARGIN = 70


@pytest.fixture(scope="module")
def pdf(demo_store: Store, tmp_path_factory: pytest.TempPathFactory) -> Path:
    office, folder = shutil.which("soffice"), tmp_path_factory.mktemp("grafieken")
    assert office, "LibreOffice is missing; make test installs it or names it"
    with demo_store.open() as reader:
        answer(parse_plan(PLAN), reader, load_catalogue(), folder, made="2026-11-21T00:00:00+00:00")
    profile = f"-env:UserInstallation=file://{folder / 'profiel'}"
    words = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder)]
    subprocess.run([*words, str(folder / "antwoord.docx")], check=True, capture_output=True, timeout=180)
    return folder / "antwoord.pdf"


def said(*words: str) -> str:
    return subprocess.run(words, check=True, capture_output=True, text=True).stdout


def test_every_chart_is_on_paper(pdf: Path) -> None:
    rows = [line.split() for line in said("pdfimages", "-list", str(pdf)).splitlines()[2:]]
    assert len([row for row in rows if row[2] == "image"]) == 5


def test_a_picture_on_paper_has_some_250_dots_an_inch_or_more(pdf: Path) -> None:
    rows = [line.split() for line in said("pdfimages", "-list", str(pdf)).splitlines()[2:]]
    assert all(int(row[12]) >= 250 and int(row[13]) >= 250 for row in rows if row[2] == "image")


def test_every_caption_is_on_paper_with_its_figures_as_in_the_table(pdf: Path) -> None:
    text = said("pdftotext", "-layout", str(pdf), "-")
    captions = re.findall(r"Grafiek: (.+)", text)
    assert len(captions) == 5
    assert all(text.count(caption) == 2 for caption in captions)


def test_no_page_is_empty_because_of_a_picture(pdf: Path) -> None:
    pages = said("pdftotext", "-layout", str(pdf), "-").split("\f")[:-1]
    assert len(pages) <= 5
    assert all(len(page.split()) > 20 for page in pages)
