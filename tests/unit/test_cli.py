"""The command line: Dutch, one exit code per kind of error, JSON for machines, nothing half written."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pq_answers.cli import main
from pq_answers.store import Store

PLAN = Path(__file__).parents[2] / "data" / "demo" / "vraag-274.toml"


@pytest.fixture(autouse=True)
def surroundings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, demo_store: Store) -> None:
    monkeypatch.setenv("PQ_STORE", str(demo_store.root))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.delenv("PQ_CATALOGUE", raising=False)


def run(capsys: pytest.CaptureFixture[str], *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    captured = capsys.readouterr()
    return code, captured.out, captured.err


COMMANDS = "demo load snapshots items new query plan remember answer batch protect check doctor"


@pytest.mark.parametrize("command", ["", *COMMANDS.split()])
def test_help_is_dutch_and_ends_with_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, out, _ = run(capsys, *filter(None, [command]), "--help")
    assert code == 0
    assert "Gebruik: pq-answers" in out
    assert "Voorbeeld: pq-answers" in out
    assert not any(
        word in out for word in ("Usage", "Options", "Show this", "[OPTIONS]", "COMMAND", "required", "<=x")
    )


def test_items_lists_the_catalogue_for_people_and_for_machines(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "items")
    assert "contingent_stand" in out
    _, out, _ = run(capsys, "items", "--json")
    assert {"naam", "titel", "indicator"} == set(json.loads(out)[0])


def test_one_item_tells_its_meaning_options_and_availability(capsys: pytest.CaptureFixture[str]) -> None:
    _, out, _ = run(capsys, "items", "doelgroepwerknemers")
    assert "--opsplitsing" in out
    assert "vanaf 2020" in out
    _, out, _ = run(capsys, "items", "doelgroepwerknemers", "--json")
    assert json.loads(out)["populatie"] == "doelgroepwerknemer"


def test_query_makes_its_options_from_the_header_and_prints_the_table(
    capsys: pytest.CaptureFixture[str],
) -> None:
    code, out, _ = run(capsys, "query", "contingent", "--maatregel", "lde", "--jaren", "2019-2021")
    assert code == 0
    assert "2.161,3" in out
    _, out, _ = run(capsys, "query", "contingent", "--maatregel", "lde", "--jaren", "2021", "--json")
    assert json.loads(out)["tabellen"][0]["cellen"][0]["waarde"] == "2100.7"


def test_query_says_what_was_asked_and_not_delivered(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--maatregel", "lde", "--jaren", "2015-2021", "--opsplitsing", "leeftijd"]
    code, out, _ = run(capsys, "query", "doelgroepwerknemers", *words)
    told = " ".join(out.split())
    assert code == 0
    assert "De opsplitsing naar leeftijd is beschikbaar voor 2020 en 2021" in told
    assert "Persoonskenmerken zoals leeftijd en herkomst zijn daardoor pas vanaf 2020 beschikbaar." in told


def test_query_tells_why_a_measure_has_no_data(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--maatregel", "arbeidszorg", "--jaren", "2021", "--trajectresultaat", "succesvol"]
    code, out, _ = run(capsys, "query", "doorstroom_resultaat", *words)
    assert code == 0
    assert "kennen geen doorstroomtrajecten" in " ".join(out.split())


def test_query_without_a_gap_says_nothing_more(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "query", "contingent", "--maatregel", "lde", "--jaren", "2019-2021")
    assert code == 0
    assert "Gevraagd" not in out


def test_starting_imports_nothing_for_tests() -> None:
    code = "import sys, pq_answers.cli; sys.exit('unittest.mock' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_query_never_prints_a_hidden_count(capsys: pytest.CaptureFixture[str]) -> None:
    words = ["--maatregel", "collectief_maatwerk", "--jaren", "2019-2021", "--trajectresultaat", "succesvol"]
    _, out, _ = run(capsys, "query", "doorstroom_resultaat", *words, "--opsplitsing", "herkomst", "--json")
    cells = [cell for table in json.loads(out)["tabellen"] for cell in table["cellen"]]
    assert any(cell["status"] == "onderdrukt" for cell in cells)
    assert not {"1", "2", "3"} & {cell.get("waarde") for cell in cells}


@pytest.mark.parametrize(
    ("words", "code", "says"),
    [
        (["items", "contingnt"], 2, "«contingent»"),
        (["query", "contingnt"], 2, "«contingent»"),
        (["query", "contingent", "--jaren", "2021"], 2, "--maatregel"),
        (["query", "contingent", "--maatregel", "ldee", "--jaren", "2021"], 2, "«lde»"),
        (["query", "contingent", "--maatregel", "lde", "--jaren", "2030"], 3, "2015-2021"),
        (["query", "contingent", "--maatregel", "lde", "--jaren", "later"], 2, "geen jaar"),
        (["query", "contingent", "--maatregel", "lde", "--jaren", "2021", "--snede", "x"], 2, "bestaat niet"),
        (
            [
                "query",
                "ondernemingen_grootteklasse",
                "--maatregel",
                "lde",
                "--jaren",
                "2021",
                "--klassen",
                "10,5",
            ],
            2,
            "stijgen niet",
        ),
        (["answer", "weg.toml", "-o", "uit"], 3, "bestaat niet"),
        (["answer", str(PLAN)], 2, "--out"),
        (["answer", str(PLAN), "-o", "uit", "--formats", "pdf"], 2, "«pdf»"),
        (["answer", str(PLAN), "-o", "uit", "--gemaakt", "gisteren"], 2, "tijdstip"),
        (["snapshots", "--kies", "s000000000000"], 4, "bestaat niet"),
        (["check", "weg"], 3, "answer.json"),
        (["new", "Hoofdletter", "--map", "x"], 2, "kleine letters"),
        (["new", "aantal_iets"], 2, "PQ_CATALOGUE"),
        (["answer", str(PLAN), "-o", "uit", "--formats", ""], 2, "geen enkel formaat"),
        (["batch", ".", "-o", "uit", "--formats", " , "], 2, "geen enkel formaat"),
        (["demo", "x", "--factor", "0"], 2, "0 kan niet; mogelijk: vanaf 1"),
        (["demo", "x", "--factor", "veel"], 2, "'veel' is geen geheel getal"),
        (["batch", ".", "-o", "uit", "-j", "99"], 2, "mogelijk: 1 tot en met 64"),
        (["load", "weg"], 3, "weg"),
        (["anser"], 2, "bestaat niet"),
        ([], 2, ""),
    ],
)
def test_bad_input_gets_a_dutch_message_a_remedy_and_its_exit_code(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: list[str],
    code: int,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    found, out, err = run(capsys, *words)
    assert found == code, err
    assert says in out + err
    assert not any(
        english in err for english in ("Error", "Missing", "Invalid", "Try ", "Traceback", "No such")
    )
    assert [path for path in tmp_path.iterdir() if path.name != "cache"] == []


def test_errors_are_json_when_json_is_asked(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = run(capsys, "items", "contingnt", "--json")
    assert code == 2
    assert set(json.loads(err)) == {"fout", "waar", "oplossing"}


def test_without_a_snapshot_the_remedy_is_named(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    code, _, err = run(
        capsys, "answer", str(PLAN), "-o", str(tmp_path / "uit"), "--opslag", str(tmp_path / "leeg")
    )
    assert code == 4
    assert "pq-answers load" in err
    assert not (tmp_path / "uit").exists()


def test_an_output_folder_that_is_a_file_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    (tmp_path / "uit").write_text("al iets")
    code, _, err = run(capsys, "answer", str(PLAN), "-o", str(tmp_path / "uit"))
    assert code == 4
    assert "kan niet geschreven worden" in err
    assert (tmp_path / "uit").read_text() == "al iets"


def test_an_answer_is_made_checked_and_found_changed(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "uit"
    code, text, _ = run(capsys, "answer", str(PLAN), "-o", str(out), "--formats", "txt,md")
    assert code == 0
    assert "Het antwoord staat in:" in text
    assert "Bescherming:" in text
    assert run(capsys, "check", str(out))[0] == 0
    (out / "antwoord.txt").write_text("272", encoding="utf-8")
    code, text, _ = run(capsys, "check", str(out), "--json")
    assert code == 1
    assert json.loads(text)["bevindingen"][0]["bestand"] == "antwoord.txt"


def test_a_record_with_another_figure_does_not_survive_a_second_run(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = tmp_path / "uit"
    run(capsys, "answer", str(PLAN), "-o", str(out), "--formats", "txt")
    record = out / "answer.json"
    record.write_text(record.read_text(encoding="utf-8").replace('"2161.3"', '"2161.4"'), encoding="utf-8")
    code, text, _ = run(capsys, "check", str(out), "--json")
    assert code == 1
    assert "Herhalen geeft de cijfers anders" in text


def test_doctor_says_what_works(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "doctor", "--json")
    assert code == 0
    assert [part["onderdeel"] for part in json.loads(out)] == [
        "Python",
        "catalogus",
        "huisstijl",
        "opslag",
        "voorbeelden",
    ]


def test_a_new_item_works_without_touching_python(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    own = tmp_path / "eigen"
    assert run(capsys, "new", "aantal_bedrijven", "--map", str(own))[0] == 0
    monkeypatch.setenv("PQ_CATALOGUE", str(own))
    words = ["--maatregel", "lde", "--jaren", "2020-2021", "--opsplitsing", "provincie"]
    code, out, err = run(capsys, "query", "aantal_bedrijven", *words)
    assert code == 0, err
    assert "West-Vlaanderen" in out
    code, out, _ = run(capsys, "doctor")
    assert code == 0, out
    assert "eigen voorbeelden die kloppen: 1" in out


def test_a_new_item_never_overwrites(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert run(capsys, "new", "aantal_bedrijven", "--map", str(tmp_path))[0] == 0
    code, _, err = run(capsys, "new", "aantal_bedrijven", "--map", str(tmp_path))
    assert code == 3
    assert "bestaat al" in err


@pytest.mark.parametrize("words", [["--help"], ["items"], ["query", "contingent", "--help"]])
def test_help_and_the_catalogue_load_no_heavy_library(words: list[str]) -> None:
    subprocess.run([sys.executable, "-m", "pq_answers", *words], check=True, capture_output=True)
    code = (
        "import sys\nfrom pq_answers.cli import main\n"
        f"main({words!r})\n"
        "heavy = {'duckdb', 'pandas', 'docx', 'docxtpl', 'xlsxwriter', 'sqlglot', 'jinja2', 'highspy'}\n"
        "sys.exit(', '.join(sorted(heavy & set(sys.modules))) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_an_option_that_is_given_twice_counts_twice(capsys: pytest.CaptureFixture[str]) -> None:
    words = [
        "query",
        "contingent",
        "--maatregel",
        "lde",
        "--maatregel",
        "collectief_maatwerk",
        "--jaren",
        "2021",
    ]
    _, out, _ = run(capsys, *words)
    assert "2.100,7" in out
    assert "19.769,0" in out


@pytest.mark.parametrize(
    ("words", "epoch", "code", "says"),
    [
        (["answer", str(PLAN), "-o", ""], "", 2, "geen map"),
        (["answer", str(PLAN), "-o", "uit"], "9999999999999999", 3, "SOURCE_DATE_EPOCH"),
        (["answer", str(PLAN), "-o", "uit"], "gisteren", 3, "SOURCE_DATE_EPOCH"),
    ],
)
def test_no_folder_and_no_moment_are_refused(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    words: list[str],
    epoch: str,
    code: int,
    says: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("SOURCE_DATE_EPOCH", epoch)
    found, _, err = run(capsys, *words)
    assert (found, says in err) == (code, True)
    assert [path.name for path in tmp_path.iterdir() if path.name != "cache"] == []


def test_the_help_is_dutch_also_where_click_was_imported_before() -> None:
    """A web server imports click by itself."""
    script = "import click, sys; from pq_answers.cli import main; sys.exit(main(['--help']))"
    done = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    assert "Gebruik: pq-answers" in done.stdout
