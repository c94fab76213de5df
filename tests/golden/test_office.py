"""What LibreOffice makes of the documents: whole tables, page numbers, Dutch separators, no stray pages."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest

pytestmark = [pytest.mark.slow, pytest.mark.office, pytest.mark.xdist_group("office")]


def convert(path: Path, folder: Path) -> Path:
    office = shutil.which("soffice")
    assert office, "LibreOffice is missing; make test installs it or names it"
    profile = f"-env:UserInstallation=file://{folder / 'profiel'}"
    subprocess.run(
        [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(path)],
        check=True,
        capture_output=True,
        timeout=180,
    )
    return folder / f"{path.stem}.pdf"


def text_of(pdf: Path) -> list[str]:
    done = subprocess.run(["pdftotext", "-layout", str(pdf), "-"], check=True, capture_output=True, text=True)
    return [page for page in done.stdout.split("\f") if page.strip()]


@pytest.fixture(scope="module")
def pages(answer_274: Path, tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    return text_of(convert(answer_274 / "antwoord.docx", tmp_path_factory.mktemp("pdf")))


def test_the_answer_is_a_few_numbered_pages_that_each_carry_the_mark(pages: list[str]) -> None:
    assert 4 <= len(pages) <= 6
    for number, page in enumerate(pages, start=1):
        assert f"Pagina {number} van {len(pages)}" in page
        assert "Demonstratiegegevens" in page


@pytest.mark.parametrize(
    ("first", "last"), [("<5 ", ">100"), ("<50 ", ">1000"), ("<2 ", "> 10"), ("2015 ", "2021 (kw1)(**)")]
)
def test_no_table_is_cut_over_two_pages(pages: list[str], first: str, last: str) -> None:
    assert any(re.search(rf"^\s*{re.escape(first)}", page, re.MULTILINE) and last in page for page in pages)


def test_figures_read_the_same_on_paper(pages: list[str]) -> None:
    whole = "\n".join(pages)
    for figure in ("1.868,0", "19.769,0", "7.061", "157,4 VTE (16/7/2018 – 15/10/19)", "137,42 VTE"):
        assert figure in whole


def test_a_workbook_shows_dutch_separators_on_paper(answer_274: Path, tmp_path: Path) -> None:
    whole = "\n".join(text_of(convert(answer_274 / "bijlage-2.xlsx", tmp_path)))
    assert "7.061" in whole
    assert "7,061" not in whole
