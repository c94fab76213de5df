"""What a drafter can choose before dashes: wider categories, or a crossing as its parts."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path

import pytest

from pq_answers.answer import draft
from pq_answers.answer.recipe import protect_results, run_plan
from pq_answers.codelists import joined_label, load_codelist
from pq_answers.compose.view import ResultView
from pq_answers.errors import InputError
from pq_answers.items import load_catalogue
from pq_answers.plan import parse_plan
from pq_answers.planwrite import write_plan
from pq_answers.protect import protect, remedied
from pq_answers.results import Remedy
from pq_answers.store import Store
from pq_answers.tables import Category, Cell, CellKey, RawTable, State

AGES = ("Y_LT25", "Y25T39", "Y40T54", "Y_GE55")
PLAN = """[vraag]
nummer = 12
datum = 2022-01-26
steller = "An Peeters"
titel = "Doorstroom"

[[antwoord]]
label = "1"
item = "doorstroom_resultaat"
maatregel = "collectief_maatwerk"
jaren = "2019-2021"
trajectresultaat = "succesvol"
opsplitsing = ["herkomst x leeftijd"]
"""


def cell(dimension: str, code: str, value: int) -> Cell:
    codes = {dimension: code} if code else {}
    key = CellKey.make("doelgroepwerknemers", "doelgroepwerknemer", "lde", codes, "2021", "personen")
    return Cell(key, Decimal(value), State.VALUE if value else State.ZERO)


def table(values: Mapping[str, int], dimension: str = "leeftijd") -> RawTable:
    """Make a table by one dimension with its total."""
    codes = {**values, "": sum(values.values())}
    rows = tuple((Category(dimension, code or "_T", code or "Totaal"),) for code in codes)
    cells = tuple((cell(dimension, code, value),) for code, value in codes.items())
    column = ((Category("jaar", "2021", "2021"),),)
    names = (dimension,)
    return RawTable(
        "t", "i", "T", "personen", names, rows, column, cells, names, persons=True, complete=names
    )


def values(made: RawTable) -> dict[str, int]:
    return {row[0].code: int(line[0].value or 0) for row, line in zip(made.rows, made.cells, strict=True)}


@pytest.mark.parametrize(
    ("counts", "expected"),
    [
        ((2, 30, 40, 50), {"Y25T39+Y_LT25": 32, "Y40T54": 40, "Y_GE55": 50}),
        ((20, 30, 2, 1), {"Y_LT25": 20, "Y25T39+Y40T54+Y_GE55": 33}),
        ((20, 30, 40, 50), dict(zip(AGES, (20, 30, 40, 50), strict=True))),
        ((0, 0, 2, 0), dict(zip(AGES, (0, 0, 2, 0), strict=True))),
    ],
    ids=["with its neighbour", "two small ones", "nothing small", "nothing to win"],
)
def test_small_age_groups_are_joined_with_a_neighbour(
    counts: tuple[int, ...], expected: dict[str, int]
) -> None:
    [made] = remedied([table(dict(zip(AGES, counts, strict=True)))], [Remedy.MERGE])
    found = {code: value for code, value in values(made).items() if code != "_T"}
    assert found == expected


def test_origins_have_no_order_and_the_smallest_are_joined() -> None:
    [made] = remedied([table({"BE": 40, "EU": 2, "NEU": 9}, "herkomst")], [Remedy.MERGE])
    assert values(made) == {"BE": 40, "EU+NEU": 11, "_T": 51}


def test_what_is_joined_here_and_apart_elsewhere_is_protected_as_one() -> None:
    """EU and NEU together are 6, and EU alone is 4 in another table: the difference is two people."""
    [joined_table] = remedied([table({"BE": 40, "EU": 3, "NEU": 3}, "herkomst")], [Remedy.MERGE])
    assert values(joined_table)["EU+NEU"] == 6
    apart = table({"BE": 40, "EU": 3, "NEU": 3}, "herkomst")
    alone = protect([joined_table])
    both = protect([joined_table, apart])
    assert all(one.value is not None for one in alone.tables[0])
    shown = {str(one.key): one.value for made in both.tables for one in made if one.value is not None}
    assert not any("=EU|" in key or "=NEU|" in key for key in shown)


def test_the_label_of_joined_ages_is_one_span_and_of_others_a_list() -> None:
    ages = load_codelist("leeftijd")
    assert ages.label("Y_LT25+Y25T39") == "jonger dan 40 jaar"
    assert ages.label("Y25T39+Y40T54") == "25 tot en met 54 jaar"
    assert ages.label("Y40T54+Y_GE55") == "40 jaar en ouder"
    assert ages.label("Y_LT25+Y40T54") == "jonger dan 25 jaar en 40 tot en met 54 jaar"
    assert load_codelist("herkomst").label("BE+NEU") == "Belgische herkomst en herkomst van buiten de EU"
    assert joined_label(["2 tot 5", "5 tot 10"]) == "2 tot 5 en 5 tot 10"


def made_with(store: Store, text: str) -> tuple[str, list[str]]:
    with store.open() as reader:
        made = draft(
            parse_plan(text), reader, load_catalogue(), made="2026-11-21T00:00:00+00:00", formats=("txt",)
        )
    folded = " ".join(made.files["antwoord.txt"].decode().split())
    return folded, [proposal.sentence for proposal in made.proposals]


def test_an_answer_with_many_dashes_proposes_what_would_show_more(demo_store: Store) -> None:
    text, proposals = made_with(demo_store, PLAN)
    assert "–" in text
    assert any('bescherming = ["samenvoegen"]' in sentence for sentence in proposals)
    assert any('bescherming = ["zonder kruising"]' in sentence for sentence in proposals)


def test_the_remedies_of_a_plan_are_applied_and_told(demo_store: Store) -> None:
    text, proposals = made_with(demo_store, PLAN + 'bescherming = "samenvoegen"\n')
    assert "categorieën samengenomen om te vermijden dat personen herkend worden" in text
    assert proposals == []
    text, _ = made_with(demo_store, PLAN + 'bescherming = ["zonder kruising"]\n')
    assert "De opsplitsing naar herkomst en leeftijd voor collectief maatwerk wordt niet weergegeven" in text
    assert "Aantal personen naar herkomst:" in text
    assert "Aantal personen naar leeftijd:" in text


def test_a_plan_with_remedies_is_written_as_it_was_read() -> None:
    plan = parse_plan(PLAN + 'bescherming = ["zonder kruising", "samenvoegen"]\n')
    again = write_plan(plan.question, plan.parts, plan.annexes)
    assert [part.remedies for part in again.parts] == [(Remedy.UNCROSS, Remedy.MERGE)]


@pytest.mark.parametrize("value", ['"afplakken"', "3", "[[1]]", "{ a = 1 }", '["samenvoegen", 2]'])
def test_a_remedy_that_does_not_exist_is_refused_with_the_names_of_those_that_do(value: str) -> None:
    with pytest.raises(InputError, match=r"plan:7.*«samenvoegen»"):
        parse_plan(f"{PLAN}bescherming = {value}\n")


def test_a_remedy_without_figures_is_refused(tmp_path: Path) -> None:
    text = '[vraag]\nnummer = 1\ndatum = 2022-01-26\nsteller = "x"\ntitel = "y"\n'
    with pytest.raises(InputError, match="geen cijfers"):
        parse_plan(text + '[[antwoord]]\nlabel = "1"\ntekst = "Ja."\nbescherming = "samenvoegen"\n')


def test_a_plan_that_asks_for_rounding_gets_multiples_of_five_and_says_so(demo_store: Store) -> None:
    text, proposals = made_with(demo_store, f'{PLAN}[bescherming]\nmethode = "afronden"\n')
    assert "De aantallen personen zijn afgerond op een veelvoud van 5" in text
    assert "–" not in text
    assert "10 personen begonnen aansluitend" in text or "15 personen begonnen aansluitend" in text
    assert proposals == []


@pytest.mark.parametrize("lines", ["methode = 'schatten'", "methode = 3", "drempel = 2", "methode = []"])
def test_another_method_is_refused_with_its_line(lines: str) -> None:
    with pytest.raises(InputError, match=r"plan:15"):
        parse_plan(f"{PLAN}\n[bescherming]\n{lines}\n")


def yearly(values: Mapping[str, int], unit: str) -> RawTable:
    """Make a table with a row a year, of counts in `unit`."""
    rows = tuple((Category("jaar", year, year),) for year in values)
    keys = [CellKey("i", "doelgroepwerknemer", "lde", (), year, unit) for year in values]
    cells = tuple(
        (Cell(key, Decimal(n), State.VALUE if n else State.ZERO),)
        for key, n in zip(keys, values.values(), strict=True)
    )
    return RawTable("t", "i", "T", unit, (), rows, (((Category("k", "k", "k"),)),), cells, persons=True)


def test_years_of_events_are_counted_together_and_those_of_persons_never() -> None:
    counts = {"2019": 1, "2020": 2, "2021": 4}
    [events] = remedied([yearly(counts, "trajecten")], [Remedy.YEARS])
    assert {str(cell.key.period): int(cell.value or 0) for cell in events} == {"2019-2021": 7}
    assert events.rows[0][0].label == "2019-2021"
    raw = yearly(counts, "personen")
    assert remedied([raw], [Remedy.YEARS]) == (raw,)


def test_the_years_that_are_counted_together_are_told(demo_store: Store) -> None:
    plan = PLAN.replace('item = "doorstroom_resultaat"', 'item = "doorstroomtrajecten_gestart"')
    plan = plan.replace('trajectresultaat = "succesvol"\n', "").replace("herkomst x leeftijd", "herkomst")
    text, _ = made_with(demo_store, f'{plan}bescherming = ["jaren samen"]\n')
    assert "De cijfers van de periode 2019 tot en met 2021 zijn samengenomen" in text


def test_prose_about_a_category_that_went_into_a_wider_one_reads_as_hidden(demo_store: Store) -> None:
    catalogue = load_catalogue()
    with demo_store.open() as reader:
        plan, results = run_plan(parse_plan(PLAN + 'bescherming = "samenvoegen"\n'), reader, catalogue)
    [answered], _ = protect_results(plan, results, catalogue)
    assert answered.item
    assert answered.result
    view = ResultView(answered.item, answered.result)
    assert view.waarde(herkomst="BE", leeftijd="Y_LT25").state is State.SUPPRESSED
    assert view.waarde().value == 12
