"""From what a question means to what answers it: items, passages, gaps, annexes and the plan that says so."""

from __future__ import annotations

from datetime import date

import pytest

from pq_answers.errors import InputError
from pq_answers.items import Catalogue, load_catalogue
from pq_answers.plan import Part, Plan, parse_plan
from pq_answers.understand import draft_plan, plan_text, understand
from pq_answers.understand.asking import asked_units, written_bands
from pq_answers.understand.proposal import propose
from pq_answers.understand.vocabulary import fold

DAY = "Datum: 15-03-2022\n\n"
TITLE = "Sociale economie - Cijfers\n\n"


@pytest.fixture(scope="module")
def catalogue() -> Catalogue:
    return load_catalogue()


def planned(catalogue: Catalogue, *questions: str, title: str = TITLE) -> Plan:
    text = DAY + title + "\n\n".join(f"{n}. {words}" for n, words in enumerate(questions, start=1))
    return draft_plan(understand(text, catalogue), catalogue, file="vraag.toml")


def one(catalogue: Catalogue, question: str) -> Part:
    [part] = planned(catalogue, question).parts
    return part


def written(words: str) -> list[str]:
    return [band.label for band in written_bands(fold(words))]


def test_the_years_of_a_period_are_no_bands() -> None:
    words = "voor 2019 tot en met 2021, minder dan 10, 10-50, 50-100, 100+"
    assert written(words) == ["minder dan 10", "10-50", "50-100", "100+"]


def test_a_data_question_gets_its_item_with_measure_years_and_breakdown(catalogue: Catalogue) -> None:
    part = one(catalogue, "Hoeveel doelgroepwerknemers waren er in 2020 en 2021 in de LDE, per geslacht?")
    assert part.item == "doelgroepwerknemers"
    assert part.asked == {"maatregel": ["lde"], "jaren": "2020-2021", "opsplitsing": ["geslacht"]}
    assert part.question.startswith("Hoeveel doelgroepwerknemers")
    assert part.understood["soort"] == "cijfers"


def test_without_a_period_all_full_years_that_the_item_has_are_asked(catalogue: Catalogue) -> None:
    part = one(catalogue, "Hoeveel doorstroomtrajecten werden er opgestart voor LDE-werknemers?")
    assert part.asked["jaren"] == "2019-2021"


def test_the_umbrella_stands_for_the_measures_of_the_social_economy_with_years(catalogue: Catalogue) -> None:
    part = one(catalogue, "Hoeveel geïndiceerde werkzoekenden hebben een advies sociale economie?")
    assert part.asked["maatregel"] == ["collectief_maatwerk", "lde"]


def test_a_breakdown_that_an_item_gives_by_itself_is_not_asked_again(catalogue: Catalogue) -> None:
    part = one(catalogue, "Hoeveel LDE-ondernemingen waren er in 2021, naar grootteklasse?")
    assert part.item == "ondernemingen_grootteklasse"
    assert "opsplitsing" not in part.asked


def test_bands_are_passed_on_in_the_words_of_the_question(catalogue: Catalogue) -> None:
    bands = "minder dan 5, 5-10, 11-20, 21-50, 51-100, 100+"
    question = "Hoeveel LDE-ondernemingen waren er in 2021, naar hoeveel werknemers er actief zijn ({})?"
    assert one(catalogue, question.format(bands)).asked["klassen"] == bands
    assert "klassen" not in one(catalogue, question.format("alle samen")).asked


@pytest.mark.parametrize(
    ("words", "bands"),
    [
        ("minder dan 5, 5-10, 100+", ["minder dan 5", "5-10", "100+"]),
        ("tot 50 vte, 50 tot 200 vte en meer dan 200 vte", ["tot 50", "50 tot 200", "meer dan 200"]),
        ("500-1.000 of > 1.000 werknemers", ["500-1.000", "> 1.000"]),
        ("51-100 en 100+", ["51-100", "100+"]),
        ("meer dan 50 en minder dan 100 werknemers", []),
        ("jonger dan 25 jaar", []),
        ("in 2019-2021", []),
        ("", []),
    ],
)
def test_bands_are_read_from_words(words: str, bands: list[str]) -> None:
    assert written(words) == bands


@pytest.mark.parametrize(
    ("words", "units"),
    [
        ("in vte en in koppen", ("VTE", "personen")),
        ("hoeveel voltijdsequivalenten", ("VTE",)),
        ("welk percentage", ("procent",)),
        ("het budget", ()),
    ],
)
def test_the_unit_is_read_from_words(words: str, units: tuple[str, ...]) -> None:
    assert asked_units(words) == units


def test_the_unit_that_the_item_does_not_give_is_asked_so_that_the_answer_says_so(
    catalogue: Catalogue,
) -> None:
    part = one(catalogue, "Hoeveel doelgroepwerknemers telde de LDE in 2021, in koppen en in vte?")
    assert part.asked["eenheid"] == "VTE"


def test_a_question_that_no_item_answers_gets_its_standing_passage(catalogue: Catalogue) -> None:
    part = one(
        catalogue, "Voor hoeveel doorstroomtrajecten werd een afwijking gevraagd door de lokale diensten?"
    )
    assert (part.item, part.passage) == ("", "lde-geen-afwijking")


def test_a_passage_with_priority_goes_before_the_figures_and_refers_to_them(catalogue: Catalogue) -> None:
    plan = planned(
        catalogue,
        "Hoeveel doorstroomtrajecten werden er in 2019, 2020 en 2021 opgestart voor LDE-werknemers?",
        "Hoeveel LDE-werknemers die verplicht moeten uitstromen, hebben een doorstroomtraject gestart?",
    )
    assert [(part.label, part.item or part.passage) for part in plan.parts] == [
        ("1", "doorstroomtrajecten_gestart"),
        ("2", "lde-doorstroom-verplicht"),
    ]
    assert plan.parts[1].see == "1"


def test_a_passage_that_explains_stands_once_behind_the_first_figures(catalogue: Catalogue) -> None:
    question = "Hoeveel geïndiceerde werkzoekenden hadden in 2021 een advies collectief maatwerk{}?"
    plan = planned(catalogue, question.format(""), question.format(", per leeftijd"))
    named = [part.passage or part.item for part in plan.parts]
    assert named == ["geindiceerden_advies", "advies-niet-bemiddelbaar", "geindiceerden_advies"]
    assert plan.parts[2].see == "1"


def test_what_was_said_before_of_a_measure_without_figures_is_not_said_twice(catalogue: Catalogue) -> None:
    plan = planned(
        catalogue,
        "Hoeveel doorstroomtrajecten werden er in 2019, 2020 en 2021 opgestart in de arbeidszorg?",
        "Hoeveel doorstroomtrajecten werden er opgestart in de LDE en in de arbeidszorg?",
    )
    assert [part.asked["maatregel"] for part in plan.parts] == [["arbeidszorg"], ["lde"]]


def test_an_annex_with_size_classes_names_each_breakdown_once(catalogue: Catalogue) -> None:
    asked = "Hoeveel maatwerkbedrijven waren er in 2021, opgesplitst per provincie en per grootteklasse?"
    plan = planned(catalogue, asked)
    [title] = [annex.title for annex in plan.annexes]
    assert title == "Aantal ondernemingen naar provincie en grootteklasse"


def test_long_tables_move_to_annexes_that_like_questions_share(catalogue: Catalogue) -> None:
    question = "Hoeveel doelgroepwerknemers waren er in 2021 in {}, per leeftijd en herkomst?"
    plan = planned(catalogue, question.format("de LDE"), question.format("het collectief maatwerk"))
    assert [part.annex for part in plan.parts] == [1, 1]
    assert [annex.title for annex in plan.annexes] == [
        "Aantal personen aan het werk naar leeftijd en herkomst"
    ]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("Waarom is de maatregel aangepast?", "uitleg"),
        ("Zal de minister het contingent uitbreiden?", "Beleidsvraag"),
        ("Hoeveel klachten kreeg de inspectie?", "Geen passende catalogusvraag"),
        ("Hoeveel leerlingen volgen buitengewoon secundair onderwijs?", "de Vlaamse minister van Onderwijs"),
    ],
)
def test_what_no_figure_answers_is_a_gap_that_says_why(
    catalogue: Catalogue, question: str, words: str
) -> None:
    part = one(catalogue, question)
    assert not part.item
    assert words in part.gap


def test_a_question_without_a_date_is_refused_with_what_to_do(catalogue: Catalogue) -> None:
    with pytest.raises(InputError, match="datum") as caught:
        plan_text(understand("1. Hoeveel doelgroepwerknemers zijn er in de LDE?", catalogue), catalogue)
    assert "Datum:" in caught.value.fix


def test_the_same_text_gives_the_same_plan_which_reads_back_as_it_was(catalogue: Catalogue) -> None:
    text = DAY + TITLE + '1. Wat is «het» contingent van de LDE in 2020?\n\n2. Waarom "daalt" het?'
    first = plan_text(understand(text, catalogue), catalogue)
    assert first == plan_text(understand(text, catalogue), catalogue)
    plan = parse_plan(first)
    assert [part.label for part in plan.parts] == ["1", "2"]
    assert "«het»" in plan.parts[0].question
    assert "# Vertrouwen" in first


def test_every_part_of_a_question_has_an_answer_or_a_gap(catalogue: Catalogue) -> None:
    text = (
        DAY
        + TITLE
        + "1. Hoeveel LDE'ers zijn er, en waarom?\n\na) Per provincie?\n\n2. Wanneer volgt er meer?"
    )
    understood = understand(text, catalogue)
    proposal = propose(understood, catalogue, date(2022, 3, 15))
    assert {answer.label for answer in proposal.answers} == {part.meaning.label for part in understood.parts}
    assert all(bool(a.item) + bool(a.passage) + bool(a.gap) == 1 for a in proposal.answers)
