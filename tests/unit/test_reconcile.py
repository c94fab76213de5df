"""Holding the shown figures of an answer against what was said before: values, words, files, commands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pq_answers.answer import Placed, answer, draft
from pq_answers.audit import audit_files
from pq_answers.batch import BatchOptions, run_batch
from pq_answers.checks import reconcile
from pq_answers.cli import main
from pq_answers.compose import match_text
from pq_answers.document import Origin
from pq_answers.errors import InputError
from pq_answers.itemlist import parse_any
from pq_answers.items import load_catalogue
from pq_answers.ledger import Cause, Entry, Ledger, Match, Outcome
from pq_answers.published import Precision
from pq_answers.recheck import recheck
from pq_answers.store import Store
from pq_answers.tables import Category, Cell, CellKey, ProtectedTable, State

MADE = "2026-11-21T00:00:00+00:00"
DAY = date(2022, 3, 1)
KEY = CellKey("contingent", "onderneming", "lde", (), "2021", "VTE")


def shown(*cells: Cell, sources: tuple[str, ...] = (), item: str = "contingent") -> ProtectedTable:
    rows = tuple((Category("k", str(n), str(n)),) for n, _ in enumerate(cells))
    grid = tuple((cell,) for cell in cells)
    return ProtectedTable("t", item, "Titel", "VTE", ("k",), rows, ((),), grid, sources=sources)


def said(
    value: str, day: date = date(2021, 1, 1), key: CellKey = KEY, name: str = "e", **other: Any
) -> Entry:
    told = {"precision": Precision.EXACT, "source": "bron", "title": "Eerder antwoord", "table": "1"} | other
    return Entry(name, key, Decimal(value), value.replace(".", ","), day=day, **told)


def matches(
    table: ProtectedTable, *entries: Entry, day: date = DAY, demonstration: bool = False
) -> tuple[Match, ...]:
    return reconcile([table], Ledger.of(entries), day, demonstration=demonstration)


def cell(value: str | None, key: CellKey = KEY, state: State = State.VALUE, decimals: int = 1) -> Cell:
    return Cell(key, None if value is None else Decimal(value), state, decimals)


# Values


def test_each_shown_figure_stands_beside_each_earlier_publication_of_it() -> None:
    found = matches(shown(cell("10.0")), said("10.0"), said("11.0", name="f"))
    assert [(match.entry.id, match.outcome) for match in found] == [("e", Outcome.SAME), ("f", Outcome.OTHER)]


def test_rounding_makes_no_difference_and_more_than_rounding_does() -> None:
    for value, outcome in (("10", Outcome.SAME), ("10.0", Outcome.SAME), ("10.4", Outcome.OTHER)):
        [match] = matches(shown(cell("10.04")), said(value))
        assert match.outcome is outcome, value
    [match] = matches(shown(cell("63")), said("60", precision=Precision.ABOUT))
    assert match.outcome is Outcome.SAME


def test_what_was_published_on_the_day_of_the_question_or_later_was_not_said_before() -> None:
    assert matches(shown(cell("10.0")), said("9.0", DAY), said("9.0", date(2023, 1, 1), name="f")) == ()


def test_a_level_in_the_same_year_is_told_where_it_differs_and_is_never_the_same_figure() -> None:
    moment = replace(KEY, period="2021-Q4")
    [match] = matches(shown(cell("10.0")), said("10.6", key=moment))
    assert (match.outcome, match.cause) == (Outcome.OTHER, Cause.MOMENT)
    assert matches(shown(cell("10.0")), said("10.0", key=moment)) == ()
    assert matches(shown(cell("10.0")), said("10.6", key=replace(KEY, period="2020-Q4"))) == ()
    [match] = matches(shown(cell("10.0", key=moment)), said("10.6"))
    assert match.cause is Cause.MOMENT


def test_another_moment_explains_no_tenfold_difference() -> None:
    [match] = matches(shown(cell("10.0")), said("100.0", key=replace(KEY, period="2021-Q4")))
    assert (match.outcome, match.cause) == (Outcome.OTHER, Cause.NONE)


def test_a_level_of_what_is_counted_over_a_year_says_nothing() -> None:
    key = replace(KEY, indicator="vacatures", unit="vacatures")
    assert matches(shown(cell("10", key=key)), said("90", key=replace(key, period="2021-Q4"))) == ()


def test_what_is_taken_for_a_figure_and_cannot_be_it_is_told_with_its_definition() -> None:
    codes = (("trajectresultaat", "succesvol"),)
    key = CellKey("doorstroom_resultaat", "persoon", "collectief_maatwerk", codes, "2019-2021", "personen")
    other = replace(key, dimensions=(("uitstroombestemming", "nec"),), period="2020")
    [match] = matches(
        shown(cell("12", key=key, decimals=0)), said("256", key=other, definition="Ook zonder traject.")
    )
    assert (match.outcome, match.cause) == (Outcome.OTHER, Cause.DEFINITION)
    assert matches(shown(cell("12", key=key, decimals=0)), said("11", key=other)) == ()
    text = match_text(match)
    assert "vermeldde 256 personen voor" in text
    assert "hier staat 12 personen voor" in text
    assert "Ook zonder traject." in text


@pytest.mark.parametrize("state", [State.SUPPRESSED, State.NOT_AVAILABLE, State.NOT_APPLICABLE, State.NONE])
def test_a_cell_that_shows_no_figure_is_held_against_nothing(state: State) -> None:
    assert matches(shown(cell(None, state=state)), said("3.0")) == ()


def test_a_nought_and_a_provisional_figure_are_shown() -> None:
    assert matches(shown(cell("0", state=State.ZERO)), said("0.0"))[0].outcome is Outcome.SAME
    assert matches(shown(cell("7", state=State.PROVISIONAL)), said("8.0"))[0].outcome is Outcome.OTHER


def test_another_unit_period_population_or_code_is_another_quantity() -> None:
    others = [
        CellKey("contingent", "onderneming", "lde", (), "2021", "euro"),
        CellKey("contingent", "onderneming", "lde", (), "2020", "VTE"),
        CellKey("contingent", "persoon", "lde", (), "2021", "VTE"),
        CellKey("contingent", "onderneming", "lde", (("provincie", "BE25"),), "2021", "VTE"),
    ]
    assert matches(shown(cell("10.0")), *(said("9.0", key=key) for key in others)) == ()


def test_one_quantity_in_two_tables_is_told_once() -> None:
    table = shown(cell("10.0"))
    assert len(reconcile([table, table], Ledger.of([said("9.0")]), DAY, demonstration=False)) == 1


def test_a_difference_is_explained_by_the_surest_cause() -> None:
    def cause(entry: Entry, *, sources: tuple[str, ...] = (), demonstration: bool = False) -> Cause:
        [match] = matches(shown(cell("10.0"), sources=sources), entry, demonstration=demonstration)
        return match.cause

    defined = said("9.0", definition="Anders geteld.")
    assert cause(defined, demonstration=True) is Cause.DEFINITION
    assert cause(said("9.0", definition="Zo geteld.", items=("contingent",))) is Cause.LATER_DATA
    assert cause(said("9.0")) is Cause.LATER_DATA
    assert cause(said("9.0"), demonstration=True) is Cause.DEMONSTRATION
    assert cause(said("9.0"), sources=("andere",)) is Cause.PUBLICATIONS
    assert cause(said("10.0", definition="Anders geteld.")) is Cause.NONE


def test_a_figure_that_was_taken_from_a_publication_is_not_held_against_it() -> None:
    table = shown(cell("10.0"), sources=("bron",))
    assert matches(table, said("10.0")) == ()
    [match] = matches(table, said("10.0", source="andere", name="f"))
    assert match.outcome is Outcome.SAME


def test_a_publication_that_contradicts_itself_is_told_also_where_it_is_repeated() -> None:
    [match] = matches(shown(cell("10.0"), sources=("bron",)), said("9.0"))
    assert match.cause is Cause.PUBLICATIONS


# Whole answers

GRANTED = "contingent --maatregel lde --jaren 2015-2021"
RESULTS = (
    "doorstroom_resultaat --maatregel collectief_maatwerk --jaren 2019-2021 "
    "--trajectresultaat succesvol --opsplitsing herkomst"
)


def listed(items: str = GRANTED, day: str = "2026-03-01") -> str:
    return f"# datum: {day}\n{items}\n"


def made(
    store: Store, out: Path, approved: Path | None = None, text: str = "", formats: tuple[str, ...] = ("txt",)
) -> Placed:
    with store.open() as reader:
        plan = parse_any(text or listed(), "lijst.vragen")
        return answer(plan, reader, load_catalogue(), out, made=MADE, formats=formats, approved=approved)


def approve(folder: Path, cells: Iterable[dict[str, Any]], number: int = 12, day: str = "2024-05-06") -> Path:
    path = folder / f"antwoord-{number}-{day}" / "answer.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    layout = {"personen": False, "optelbaar": [], "volledig": []}
    table = {"id": "1", "titel": "Contingent", **layout, "cellen": list(cells)}
    content = {"vraag": {"nummer": number, "datum": day}, "tabellen": [table]}
    path.write_text(json.dumps(content), encoding="utf-8")
    return folder


def granted(value: str, *years: int) -> list[dict[str, Any]]:
    told = {"status": "waarde", "waarde": value, "decimalen": 1}
    return [{"sleutel": f"contingent|onderneming|lde|-|{year}|VTE", **told} for year in years]


def of_answer(placed: Placed, number: int = 12) -> list[dict[str, Any]]:
    entries = placed.draft.record["aansluiting"]
    return [entry for entry in entries if entry["titel"] == f"Antwoord op vraag nr. {number}"]


def folded(data: bytes) -> str:
    return " ".join(data.decode().split())


REMARK = (
    "Voor toegekend contingent in lokale diensteneconomie (2021) vermeldde «Antwoord op vraag nr. "
    "12» (6 mei 2024) 2.000,5 VTE; hier staat 2.100,7 VTE."
)
CLOSING = "Ook andere cijfers van dit antwoord verschillen van wat eerder gepubliceerd is"


def test_an_approved_answer_is_told_in_the_record_and_in_the_text(demo_store: Store, tmp_path: Path) -> None:
    approved = approve(tmp_path / "eerder", granted("2000.5", 2021))
    placed = made(demo_store, tmp_path / "uit", approved)
    [entry] = of_answer(placed)
    assert (entry["nieuw"], entry["eerder"], entry["uitkomst"], entry["oorzaak"]) == (
        "2.100,7", "2.000,5", "verschilt", "demonstratiegegevens",
    )  # fmt: skip
    text = folded(placed.draft.files["antwoord.txt"])
    assert REMARK in text
    assert CLOSING not in text


def test_without_the_folder_or_before_it_was_given_an_answer_is_not_told(
    demo_store: Store, tmp_path: Path
) -> None:
    approved = approve(tmp_path / "eerder", granted("2000.5", 2021))
    assert of_answer(made(demo_store, tmp_path / "a")) == []
    for day in ("2024-05-06", "2023-01-01"):
        placed = made(demo_store, tmp_path / day, approved, listed(day=day))
        assert of_answer(placed) == []
        assert "vraag nr. 12" not in folded(placed.draft.files["antwoord.txt"])


def test_figures_that_agree_are_in_the_record_only(demo_store: Store, tmp_path: Path) -> None:
    placed = made(demo_store, tmp_path / "uit", approve(tmp_path / "eerder", granted("2100.7", 2021)))
    assert [entry["uitkomst"] for entry in of_answer(placed)] == ["gelijk"]
    assert "vraag nr. 12" not in folded(placed.draft.files["antwoord.txt"])


def test_at_most_a_handful_of_remarks_is_printed_and_the_rest_is_announced(
    demo_store: Store, tmp_path: Path
) -> None:
    # One remark more is about December 2017, which a list of figures holds against the year.
    for years, remarks, closing in ((range(2018, 2021), 3, False), (range(2015, 2022), 4, True)):
        approved = approve(tmp_path / str(len(years)), granted("9.5", *years))
        placed = made(demo_store, tmp_path / f"uit-{len(years)}", approved)
        text = folded(placed.draft.files["antwoord.txt"])
        assert (text.count("9,5 VTE; hier staat"), CLOSING in text) == (remarks, closing)
        assert len(of_answer(placed)) == len(years)


def test_every_digit_of_a_remark_is_traced_and_none_can_be_altered(demo_store: Store, tmp_path: Path) -> None:
    approved = approve(tmp_path / "eerder", granted("2000.5", 2021))
    placed = made(demo_store, tmp_path / "uit", approved, formats=("txt", "md", "html"))
    document, files = placed.draft.document, placed.draft.files
    assert audit_files(document, files) == ()
    origins = {number["herkomst"] for number in placed.draft.record["getallen"]}
    assert Origin.PUBLISHED.value in origins
    for name in ("antwoord.txt", "antwoord.md", "antwoord.html"):
        text = files[name].decode()
        for printed in ("2.000,5", "6 mei 2024", "nr. 12"):
            assert text.count(printed) == 1, (name, printed)
            place = text.index(printed) + re.search(r"\d", printed).start()  # type: ignore[union-attr]
            digit = "3" if text[place] != "3" else "4"
            altered = f"{text[:place]}{digit}{text[place + 1 :]}".encode()
            assert audit_files(document, {name: altered}), (name, printed)


def test_the_answer_to_question_274_is_not_held_against_itself(demo_store: Store, tmp_path: Path) -> None:
    asked, later = (
        made(demo_store, tmp_path / day, text=listed(day=day)) for day in ("2022-01-26", "2022-01-27")
    )
    assert [e for e in asked.draft.record["aansluiting"] if e["bron"] == "sv-274"] == []
    found = [e for e in later.draft.record["aansluiting"] if e["bron"] == "sv-274"]
    assert {entry["uitkomst"] for entry in found} == {"gelijk"}
    assert len(found) == 7


def test_another_way_of_counting_is_told_with_its_words(demo_store: Store, tmp_path: Path) -> None:
    text = listed("geindiceerden_advies --maatregel collectief_maatwerk --jaren 2021")
    placed = made(demo_store, tmp_path, text=text)
    [entry] = [e for e in placed.draft.record["aansluiting"] if e["uitkomst"] == "verschilt"]
    assert (entry["nieuw"], entry["eerder"], entry["oorzaak"]) == ("7.061", "4.704", "definitie")
    assert "Die publicatie telt anders: «Werkzoekenden zonder werk" in folded(
        placed.draft.files["antwoord.txt"]
    )


def test_a_hidden_cell_is_told_nowhere_though_it_was_published_before(
    demo_store: Store, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    text = listed(RESULTS)
    bare = made(demo_store, tmp_path / "bare", text=text)
    cells = [c for table in bare.draft.record["tabellen"] for c in table["cellen"]]
    hidden = [c["sleutel"] for c in cells if c["status"] == "onderdrukt"]
    assert hidden
    earlier = [{**c, "status": "waarde", "waarde": "98765", "decimalen": 0} for c in cells]
    approved = approve(tmp_path / "eerder", earlier)
    placed = made(demo_store, tmp_path / "uit", approved, text, ("txt", "md", "html", "docx"))
    told = {entry["cel"] for entry in of_answer(placed)}
    assert told == {c["sleutel"] for c in cells if "waarde" in c}
    assert told.isdisjoint(hidden)
    names = ("antwoord.txt", "antwoord.md", "antwoord.html")
    remarks = {folded(placed.draft.files[name]).count("98.765") for name in names}
    assert remarks == {min(len(told), 4)}
    plan = tmp_path / "plan.vragen"
    plan.write_text(text, encoding="utf-8")
    monkeypatch.setenv("PQ_STORE", str(demo_store.root))
    assert main(["answer", str(plan), "-o", str(tmp_path / "cli"), "--eerder", str(approved)]) == 0
    captured = capsys.readouterr()
    assert (captured.out + captured.err).count("98.765") == len(told)


# Commands


@pytest.fixture
def command(demo_store: Store, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    monkeypatch.setenv("PQ_STORE", str(demo_store.root))
    plan = tmp_path / "plan.vragen"
    plan.write_text(listed(), encoding="utf-8")
    return plan


def test_the_command_tells_what_differs_and_gives_it_as_json(
    command: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    approved = approve(tmp_path / "eerder", [*granted("2000.5", 2021), *granted("2151.4", 2020)])
    words = [
        "answer",
        str(command),
        "-o",
        str(tmp_path / "uit"),
        "--eerder",
        str(approved),
        "--formats",
        "txt",
    ]
    assert main(words) == 0
    out = " ".join(capsys.readouterr().out.split())
    assert f"Aansluiting bij deelvraag 1: {REMARK}" in out
    assert "2.151,4" not in out
    assert main([*words, "--json"]) == 0
    found = json.loads(capsys.readouterr().out)["aansluiting"]
    assert {e["uitkomst"] for e in found if e["titel"].endswith("nr. 12")} == {"gelijk", "verschilt"}


@pytest.mark.parametrize("content", ["", "{}"])
def test_the_command_refuses_a_broken_record_and_a_missing_folder(
    command: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    out, earlier = tmp_path / "uit", tmp_path / "eerder"
    words = ["answer", str(command), "-o", str(out), "--eerder", str(earlier)]
    assert main(words) == 3
    assert "De map met goedgekeurde antwoorden bestaat niet" in capsys.readouterr().err
    approve(earlier, [])
    (earlier / "stuk").mkdir()
    (earlier / "stuk" / "answer.json").write_text(content, encoding="utf-8")
    assert main(words) == 3
    assert "stuk" in capsys.readouterr().err
    assert not out.exists()


def test_looking_over_again_needs_the_same_earlier_answers(demo_store: Store, tmp_path: Path) -> None:
    approved = approve(tmp_path / "eerder", granted("2000.5", 2021))
    made(demo_store, tmp_path / "uit", approved)
    catalogue = load_catalogue()
    assert recheck(tmp_path / "uit", demo_store, catalogue, approved) == ()
    without = recheck(tmp_path / "uit", demo_store, catalogue)
    assert any("vergelijking met eerdere cijfers" in finding.sentence for finding in without)
    approve(approved, granted("3.5", 2019), number=13)
    assert any(finding.blocks for finding in recheck(tmp_path / "uit", demo_store, catalogue, approved))
    with pytest.raises(InputError, match="bestaat niet"):
        recheck(tmp_path / "uit", demo_store, catalogue, tmp_path / "weg")


def test_the_command_to_look_over_again_takes_the_earlier_answers(
    demo_store: Store, command: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    approved = approve(tmp_path / "eerder", granted("2000.5", 2021))
    made(demo_store, tmp_path / "uit", approved)
    assert main(["check", str(tmp_path / "uit"), "--eerder", str(approved)]) == 0
    assert "In orde" in capsys.readouterr().out
    assert main(["check", str(tmp_path / "uit"), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)["bevindingen"]
    assert {entry["regel"] for entry in found} == {"herhalen"}
    assert {"bestand", "cijfers", "cellen", "zin"} <= set(found[0])


def test_a_batch_answers_again_only_where_the_approved_answers_changed(
    demo_store: Store, tmp_path: Path
) -> None:
    approved = approve(tmp_path / "eerder", granted("2000.5", 2021))
    questions = tmp_path / "vragen"
    questions.mkdir()
    (questions / "een.vragen").write_text(listed(), encoding="utf-8")

    def states(folder: Path | None) -> list[str]:
        cache = tmp_path / "cache"
        options = BatchOptions(demo_store.root, None, tmp_path / "uit", MADE, ("txt",), cache, folder)
        return [outcome.state.value for outcome in run_batch(questions, options)]

    assert states(approved) == ["klaar"]
    assert states(approved) == ["overgeslagen"]
    approve(approved, granted("3.5", 2019), number=13)
    assert states(approved) == ["klaar"]
    assert "nr. 13" in (tmp_path / "uit" / "een" / "antwoord.txt").read_text(encoding="utf-8")
    assert states(None) == ["klaar"]
    assert states(tmp_path / "weg") == ["geblokkeerd"]


def test_drafting_twice_with_the_same_earlier_answers_gives_the_same_bytes(
    demo_store: Store, tmp_path: Path
) -> None:
    approved = approve(tmp_path / "eerder", granted("2000.5", 2021))
    plan = parse_any(listed(), "lijst.vragen")
    with demo_store.open() as reader:
        one, two = (
            draft(plan, reader, load_catalogue(), made=MADE, formats=("txt",), approved=approved)
            for _ in "ab"
        )
    assert one.files == two.files
    assert one.record == two.record
