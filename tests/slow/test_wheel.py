"""The wheel carries its queries, templates and data, and a ministry's own catalogue lies over them."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import venv
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the Python of an environment of its own that holds the installed wheel."""
    base = tmp_path_factory.mktemp("wheel")
    # Copied without what git ignores, so that building leaves no trace in the repository.
    shutil.copytree(
        ROOT, base / "src", ignore=shutil.ignore_patterns(".git", ".venv", "var", "build", "dist")
    )
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(base / "dist")],
        check=True,
        cwd=base / "src",
        capture_output=True,
    )
    venv.create(base / "env", with_pip=False)
    site = next((base / "env").glob("lib/python*/site-packages"))
    wheel = next((base / "dist").glob("*.whl"))
    shutil.unpack_archive(wheel, site, format="zip")
    # The dependencies are those of this environment; the package itself must not be.
    purelib = Path(next(path for path in sys.path if path.endswith("site-packages")))
    for entry in purelib.iterdir():
        if not entry.name.startswith(("pq_answers", "_pq_answers", "__editable__")):
            target = site / entry.name
            if not target.exists():
                target.symlink_to(entry)
    return base / "env" / "bin" / "python"


def run(python: Path, *words: str, cwd: Path, **env: str) -> subprocess.CompletedProcess[str]:
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("PQ_", "PYTHON", "COV"))}
    return subprocess.run(
        [str(python), "-m", "pq_answers", *words],
        cwd=cwd,
        env={**clean, "XDG_CACHE_HOME": str(cwd / "cache"), **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_an_installed_wheel_finds_its_own_resources(installed: Path, tmp_path: Path) -> None:
    found = subprocess.run(
        [str(installed), "-c", "from pq_answers.resources import package_root; print(package_root())"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    )
    assert found.stdout.strip().endswith("pq_answers/_resources")
    assert str(ROOT) not in found.stdout


def test_an_installed_wheel_drafts_the_whole_answer(installed: Path, tmp_path: Path) -> None:
    plan = tmp_path / "vraag.toml"
    shutil.copy(ROOT / "data/demo/vraag-274.toml", plan)
    for words in (
        ("demo", "levering"),
        ("load", "levering"),
        ("answer", str(plan), "-o", "uit"),
        ("check", "uit"),
        ("doctor",),
    ):
        done = run(installed, *words, cwd=tmp_path)
        assert done.returncode == 0, done.stderr + done.stdout
    assert (tmp_path / "uit" / "antwoord.docx").is_file()


def test_an_own_catalogue_overlays_the_wheel(installed: Path, tmp_path: Path) -> None:
    own = str(tmp_path / "eigen")
    assert run(installed, "new", "aantal_bedrijven", "--map", own, cwd=tmp_path).returncode == 0
    with_own = run(installed, "items", "--json", cwd=tmp_path, PQ_CATALOGUE=own)
    without = run(installed, "items", "--json", cwd=tmp_path)
    assert "aantal_bedrijven" in with_own.stdout
    assert "contingent" in with_own.stdout
    assert "aantal_bedrijven" not in without.stdout


def test_a_name_that_stands_in_both_is_refused_unless_it_says_that_it_replaces(
    installed: Path, tmp_path: Path
) -> None:
    own = tmp_path / "eigen"
    for folder, name in (("queries", "contingent.sql"), ("templates", "contingent.md.j2")):
        (own / folder).mkdir(parents=True)
        shutil.copy(ROOT / folder / name, own / folder / name)
    refused = run(installed, "items", cwd=tmp_path, PQ_CATALOGUE=str(own))
    assert refused.returncode == 3
    assert "vervangt = true" in refused.stderr
    query = own / "queries" / "contingent.sql"
    query.write_text(query.read_text().replace("-- bron ", "-- vervangt = true\n-- bron "))
    assert run(installed, "items", cwd=tmp_path, PQ_CATALOGUE=str(own)).returncode == 0
