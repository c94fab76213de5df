"""What a sub-question asks: its kind, indicator, measures, period and breakdowns, by its words and place."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache
from typing import Any

import pytest

from pq_answers.errors import InputError
from pq_answers.items import load_catalogue
from pq_answers.understand import KINDS, understand, understood_record
from pq_answers.understand.periods import find_period
from pq_answers.understand.vocabulary import fold

DAY = date(2021, 3, 14)
catalogue = cache(load_catalogue)
Part = Mapping[str, Any]


def record(*lines: str, day: str = "Datum: 14-03-2021") -> Mapping[str, Any]:
    return understood_record(understand("\n".join([day, "", *lines]), catalogue()))


def parts(*lines: str) -> list[Part]:
    return list(record(*lines)["vragen"])


def by_label(*lines: str) -> dict[str, Part]:
    return {part["label"]: part for part in parts(*lines)}


def only(question: str) -> Part:
    """Return the meaning of a question that stands alone."""
    [found] = parts("De sector groeit.", "", f"1. {question}")
    return found


def years(part: Part) -> tuple[int, int | None] | None:
    period = part["periode"]
    return (period["van"], period["tot"]) if period else None


# Kinds


@pytest.mark.parametrize(
    ("kind", "question"),
    [
        ("data", "Hoeveel maatwerkers telde de sector in 2019?"),
        ("data", "Wat is het aantal vacatures in de maatwerkbedrijven?"),
        ("data", "Welk percentage van het contingent bleef oningevuld?"),
        ("data", "Graag een overzicht van de erkende maatwerkbedrijven."),
        ("data", "Hoe evolueerde het aantal maatwerkers sinds 2015?"),
        ("policy", "Is de minister bereid om het contingent te verhogen?"),
        ("policy", "Welke initiatieven neemt de minister voor de lokale diensten?"),
        ("policy", "Zal de minister het decreet bijsturen? Zo ja, wanneer?"),
        ("policy", "Bent u van plan de steun aan maatwerkbedrijven uit te breiden?"),
        ("explanation", "Waarom stromen zo weinig maatwerkers door?"),
        ("explanation", "Op basis van welke criteria wordt een maatwerkbedrijf erkend?"),
        ("explanation", "Hoe verklaart de minister de daling bij wijk-werken?"),
        ("out_of_scope", "Hoeveel werklozen verloren hun werkloosheidsuitkering?"),
        ("out_of_scope", "Hoeveel leerlingen spijbelen in het secundair onderwijs?"),
        ("out_of_scope", "Hoeveel treinen van de NMBS reden te laat?"),
    ],
)
def test_a_question_asks_figures_policy_or_explanation_or_belongs_to_another_minister(
    kind: str, question: str
) -> None:
    assert only(question)["soort"] == kind
    assert kind in KINDS


def test_only_data_questions_have_an_item_and_candidates() -> None:
    found = by_label("1. Hoeveel maatwerkers waren er in 2019?", "2. Waarom daalt hun aantal?")
    assert found["1"]["item"]
    assert len(found["1"]["kandidaten"]) == 3
    assert (found["2"]["item"], found["2"]["kandidaten"]) == (None, [])


def test_a_word_of_another_competence_in_passing_changes_nothing() -> None:
    assert only("Hoeveel maatwerkers werken in de keuken van een ziekenhuis?")["soort"] == "data"


@pytest.mark.parametrize("second", ["Zo neen, waarom niet?", "Zo ja, welke?", "Waarom wel of niet?"])
def test_a_question_that_only_goes_on_is_no_part_of_its_own(second: str) -> None:
    found = parts(f"1. Is de minister bereid het contingent te verhogen? {second}")
    assert [part["soort"] for part in found] == ["policy"]


# Several questions under one label


def test_figures_and_their_reason_under_one_label_are_two_parts() -> None:
    found = parts("1. Hoeveel maatwerkers stroomden uit in 2019? Welke initiatieven neemt de minister?")
    assert [(part["label"], part["soort"]) for part in found] == [("1", "data"), ("1", "policy")]


def test_two_quantities_in_one_sentence_are_two_parts_with_one_period() -> None:
    found = parts("1. Hoeveel maatwerkbedrijven waren er in 2019 en hoeveel vacatures stonden open?")
    assert [part["indicator"] for part in found] == ["ondernemingen", "vacatures"]
    assert [years(part) for part in found] == [(2019, 2019), (2019, 2019)]


def test_one_quantity_in_two_sentences_is_one_part() -> None:
    [part] = parts("1. Hoeveel maatwerkers waren er in 2019? Graag opgesplitst per provincie en geslacht.")
    assert set(part["opsplitsingen"]) == {"provincie", "geslacht"}


# Indicators


@pytest.mark.parametrize(
    ("indicator", "question"),
    [
        ("doelgroepwerknemers", "Hoeveel doelgroepwerknemers zijn er in het maatwerk?"),
        ("doelgroepwerknemers", "Hoeveel vrouwen werken in een maatwerkbedrijf?"),
        ("ondernemingen", "Hoeveel maatwerkbedrijven zijn er?"),
        ("ondernemingen", "Hoeveel erkende LDE-ondernemingen zijn er in Limburg?"),
        ("uitstroom", "Hoeveel maatwerkers stroomden uit in 2019?"),
        ("uitstroom", "Hoe groot was de uitstroom uit het maatwerk?"),
        ("doorstroom_resultaat", "Hoeveel maatwerkers zijn doorgestroomd naar een gewone job?"),
        ("doorstroomtrajecten_gestart", "Hoeveel doorstroomtrajecten werden opgestart in 2019?"),
        ("contingent", "Hoe groot is het contingent van de maatwerkbedrijven?"),
        ("contingent", "Hoeveel toegekende vte bleven onbenut?"),
        ("budget", "Welk budget ging naar de lokale diensten?"),
        ("budget", "Hoeveel subsidies kregen de maatwerkbedrijven?"),
        ("vacatures", "Hoeveel vacatures hadden de maatwerkbedrijven?"),
        ("evaluaties", "Hoeveel maatwerkers werden geëvalueerd in 2020?"),
        ("geindiceerden_advies", "Hoeveel werkzoekenden kregen een advies collectief maatwerk?"),
        ("participatieladder", "Hoeveel personen staan op trede 4 van de participatieladder?"),
        ("werkvloeren", "Hoeveel werkvloeren telde de arbeidszorg?"),
        ("andere", "Hoeveel arbeidsongevallen gebeurden er in maatwerkbedrijven?"),
        ("andere", "Hoeveel klachten kwamen er over maatwerkbedrijven?"),
    ],
)
def test_the_words_of_a_question_say_what_is_counted(indicator: str, question: str) -> None:
    assert only(question)["indicator"] == indicator


def test_what_is_counted_goes_before_where_it_happens() -> None:
    assert only("Hoeveel vacatures van maatwerkbedrijven stonden open?")["indicator"] == "vacatures"
    assert only("Hoeveel maatwerkbedrijven hadden open vacatures?")["indicator"] == "ondernemingen"


def test_words_in_brackets_do_not_decide_what_is_counted() -> None:
    assert only("Hoeveel maatwerkers waren er (zonder de uitstroom)?")["indicator"] == "doelgroepwerknemers"


@pytest.mark.parametrize("word", ["contigent", "contingennt", "conttingent"])
def test_a_misspelt_word_is_read_as_the_word_that_it_almost_is(word: str) -> None:
    assert only(f"Hoe groot was het {word} voor maatwerkbedrijven in 2019?")["indicator"] == "contingent"


# Measures


@pytest.mark.parametrize(
    ("measures", "words"),
    [
        (["collectief_maatwerk"], "in een maatwerkbedrijf"),
        (["collectief_maatwerk"], "in het collectief maatwerk"),
        (["individueel_maatwerk"], "in het individueel maatwerk"),
        (["maatwerkafdeling"], "in een maatwerkafdeling"),
        (["lde"], "in de lokale diensteneconomie"),
        (["lde"], "in een LDE-onderneming"),
        (["arbeidszorg"], "in de arbeidszorg"),
        (["sine"], "met een SINE-statuut"),
        (["wijk_werken"], "in het wijk-werken"),
        (["vop"], "met een VOP"),
        (["beschutte_werkplaats"], "in een beschutte werkplaats"),
        (["sociale_werkplaats"], "in een sociale werkplaats"),
        (["sociale_economie"], "in de sociale economie"),
        (["lde", "arbeidszorg"], "in de LDE en de arbeidszorg"),
    ],
)
def test_a_measure_is_known_by_all_its_names(measures: list[str], words: str) -> None:
    assert sorted(only(f"Hoeveel personen werkten er {words} in 2019?")["maatregelen"]) == sorted(measures)


def test_the_umbrella_gives_way_to_a_measure_under_it() -> None:
    assert only("Hoeveel personen in de sociale economie werkten in de LDE?")["maatregelen"] == ["lde"]


def test_the_name_of_a_minister_is_no_measure() -> None:
    found = only("Hoeveel maatwerkers telt de minister van Werk en Sociale Economie?")
    assert found["maatregelen"] == ["collectief_maatwerk"]


def test_a_measure_that_people_leave_for_is_not_the_one_asked_about() -> None:
    found = by_label(
        "Lokale diensten - Uitstroom", "",
        "1. Hoeveel LDE-werknemers stroomden uit in 2019, en waar kwamen ze terecht: maatwerk of pensioen?",
    )  # fmt: skip
    assert found["1"]["maatregelen"] == ["lde"]


# Periods


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("in 2019", (2019, 2019)),
        ("in 2018 en 2019", (2018, 2019)),
        ("in 2015, 2017 en 2020", (2015, 2020)),
        ("van 2015 tot en met 2019", (2015, 2019)),
        ("van 2015 tot 2019", (2015, 2019)),
        ("tussen 2015 en 2019", (2015, 2019)),
        ("2015-2019", (2015, 2019)),
        ("2015 - 2019", (2015, 2019)),
        ("2015–2019", (2015, 2019)),
        ("2015 t/m 2019", (2015, 2019)),
        ("2015 t.e.m. 2019", (2015, 2019)),
        ("2015-19", (2015, 2019)),
        ("van januari 2015 tot juni 2019", (2015, 2019)),
        ("vanaf 2015", (2015, None)),
        ("sinds 2015", (2015, None)),
        ("sinds 1 juli 2015", (2015, None)),
        ("sinds de start in 2015", (2015, None)),
        ("van 2015 tot heden", (2015, None)),
        ("van 2015 tot nu", (2015, None)),
        ("op 31 december 2019", (2019, 2019)),
        ("op 31/12/2019", (2019, 2019)),
        ("in het eerste kwartaal van 2019", (2019, 2019)),
        ("eind 2019", (2019, 2019)),
        ("de voorbije drie jaar", (2018, 2020)),
        ("de afgelopen 5 jaar", (2016, 2020)),
        ("in de laatste tien jaar", (2011, 2020)),
        ("de voorbije twee volledige jaren", (2019, 2020)),
        ("vorig jaar", (2020, 2020)),
        ("het afgelopen jaar", (2020, 2020)),
        ("dit jaar", (2021, 2021)),
        ("momenteel", (2021, 2021)),
        ("vandaag", (2021, 2021)),
        ("op dit ogenblik", (2021, 2021)),
        ("deze legislatuur", (2019, None)),
        ("de vorige legislatuur", (2014, 2019)),
    ],
)
def test_words_of_time_are_whole_years_held_against_the_day_of_the_question(
    words: str, period: tuple[int, int | None]
) -> None:
    found = find_period(fold(f"hoeveel maatwerkers waren er {words}?"), DAY)
    assert found is not None
    assert found.years == period
    assert years(only(f"Hoeveel maatwerkers waren er {words}?")) == period


@pytest.mark.parametrize(
    "words",
    ["voor 2500 euro", "volgens artikel 12", "volgens artikel 2014/12", "in zaal 12", "met 20 collega's"],
)
def test_other_numbers_are_no_period(words: str) -> None:
    assert find_period(fold(f"hoeveel maatwerkers waren er {words}?"), DAY) is None


def test_without_the_day_of_the_question_a_relative_period_is_unknown() -> None:
    assert find_period("de voorbije drie jaar", None) is None
    assert find_period("in 2019", None) is not None


@pytest.mark.parametrize(("day", "first"), [(date(2019, 5, 2), 2014), (date(2019, 9, 2), 2019)])
def test_a_legislature_begins_with_the_elections(day: date, first: int) -> None:
    found = find_period("tijdens deze legislatuur", day)
    assert found is not None
    assert found.years == (first, None)


def test_a_period_says_where_it_stands() -> None:
    folded = "hoeveel maatwerkers waren er van 2015 tot en met 2019 in genk?"
    found = find_period(folded, DAY)
    assert found is not None
    assert folded[found.start : found.end].strip().endswith("2015 tot en met 2019")


# Breakdowns


@pytest.mark.parametrize(
    ("breakdowns", "words"),
    [
        ({"provincie"}, "per provincie"),
        ({"provincie", "geslacht"}, "per provincie en geslacht"),
        ({"leeftijd", "geslacht", "herkomst"}, "naar leeftijd, geslacht en herkomst"),
        ({"opleidingsniveau"}, "volgens opleidingsniveau"),
        ({"leeftijd"}, "opgesplitst in leeftijdscategorieën"),
        ({"gemeente"}, "opgedeeld per gemeente"),
        ({"jaar"}, "per jaar"),
        ({"jaar", "provincie"}, "per jaar en per provincie"),
        ({"arrondissement"}, "uitgesplitst naar arrondissement"),
        ({"nationaliteit"}, "met een opdeling naar nationaliteit"),
        ({"leeftijd"}, "jonger dan 30 jaar"),
        ({"leeftijd"}, "tussen 30 en 40 jaar"),
        ({"leeftijd"}, "die 55-plusser zijn"),
        ({"provincie"}, "in de provincie Antwerpen"),
        ({"opleidingsniveau"}, "die laaggeschoold zijn"),
        ({"leeftijd"}, "per leeftijd (-25, 25-54, 55+)"),
        ({"herkomst"}, "naar herkomst (Belg, EU, niet-EU)"),
        (set(), "in totaal"),
    ],
)
def test_a_breakdown_is_asked_behind_its_words_or_by_singling_out_a_group(
    breakdowns: set[str], words: str
) -> None:
    assert set(only(f"Hoeveel maatwerkers waren er in 2019 {words}?")["opsplitsingen"]) == breakdowns


@pytest.mark.parametrize(
    "question",
    [
        "Hoeveel maatwerkers stapten over naar een andere provincie?",
        "Hoeveel personen werden toegeleid naar een activiteit in het maatwerk?",
    ],
)
def test_a_direction_is_no_breakdown(question: str) -> None:
    assert not set(only(question)["opsplitsingen"]) & {"activiteit", "sector"}


def test_a_dimension_outside_a_breakdown_is_none() -> None:
    assert only("Hoeveel maatwerkers kenden de leeftijd van hun collega?")["opsplitsingen"] == []


def test_two_categories_that_stand_together_ask_for_their_dimension() -> None:
    found = only(
        "Hoeveel plaatsen gingen naar kmo's, lokale besturen en scholen in het individueel maatwerk?"
    )
    assert "type_onderneming" in found["opsplitsingen"]


def test_measures_beside_each_other_are_a_breakdown_by_measure() -> None:
    apart = only("Hoeveel personen werkten in LDE en in maatwerk, afzonderlijk?")
    assert "maatregel" in apart["opsplitsingen"]
    assert only("Hoeveel personen werkten in de LDE?")["opsplitsingen"] == []


# What the place gives


def test_a_sub_question_takes_measure_and_period_of_what_it_goes_on() -> None:
    found = by_label("1. Hoeveel LDE-werknemers waren er in 2019?", "a) Hoeveel daarvan zijn vrouwen?")
    assert found["1.a"]["maatregelen"] == ["lde"]
    assert years(found["1.a"]) == (2019, 2019)
    assert found["1.a"]["opsplitsingen"] == ["geslacht"]


@pytest.mark.parametrize("words", ["Idem voor de arbeidszorg.", "Dezelfde vraag voor de arbeidszorg."])
def test_the_same_for_another_measure_keeps_all_but_the_measure(words: str) -> None:
    found = by_label("1. Hoeveel LDE-werknemers waren er in 2019 per provincie en geslacht?", f"2. {words}")
    assert found["2"]["maatregelen"] == ["arbeidszorg"]
    for key in ("soort", "indicator", "periode", "opsplitsingen"):
        assert found["2"][key] == found["1"][key]


def test_a_reference_by_label_means_that_question() -> None:
    found = by_label(
        "1. Hoeveel LDE-werknemers waren er in 2017 per provincie?",
        "2. Hoeveel vacatures waren er in 2019 in de maatwerkbedrijven?",
        "3. Zelfde vraag als vraag 1, maar voor de arbeidszorg.",
    )
    assert found["3"]["indicator"] == "doelgroepwerknemers"
    assert found["3"]["maatregelen"] == ["arbeidszorg"]
    assert years(found["3"]) == (2017, 2017)
    assert found["3"]["opsplitsingen"] == ["provincie"]


@pytest.mark.parametrize("words", ["in diezelfde periode", "in dezelfde periode", "in die jaren"])
def test_the_same_period_is_that_of_the_question_before(words: str) -> None:
    found = by_label(
        "1. Hoeveel LDE-werknemers waren er van 2016 tot en met 2018?",
        f"2. Hoeveel vacatures waren er {words} in maatwerkbedrijven?",
    )
    assert years(found["2"]) == (2016, 2018)


def test_an_independent_question_takes_nothing_of_the_one_before() -> None:
    found = by_label(
        "1. Hoeveel LDE-werknemers waren er in 2019 per provincie?",
        "2. Hoeveel vacatures waren er in de maatwerkbedrijven?",
    )
    assert found["2"]["maatregelen"] == ["collectief_maatwerk"]
    assert (years(found["2"]), found["2"]["opsplitsingen"]) == (None, [])


def test_the_title_gives_the_measure_that_no_question_names() -> None:
    found = by_label(
        "Lokale diensteneconomie - Cijfers", "", "De sector groeit.", "", "1. Hoeveel vacatures waren er?"
    )
    assert found["1"]["maatregelen"] == ["lde"]
    assert "maatregelen" in found["1"]["niet_begrepen"]


@pytest.mark.parametrize(
    ("words", "period"),
    [
        ("Graag kreeg ik voor de periode 2016-2019 een antwoord op deze vragen:", (2016, 2019)),
        ("Kan de minister voor de voorbije drie jaar het volgende meedelen?", (2018, 2020)),
    ],
)
def test_the_opening_gives_the_period_of_all_questions(words: str, period: tuple[int, int]) -> None:
    found = by_label(words, "", "1. Hoeveel maatwerkers waren er?", "2. Hoeveel vacatures hadden zij?")
    assert [years(part) for part in found.values()] == [period, period]


def test_a_period_of_its_own_goes_before_that_of_the_opening() -> None:
    found = by_label(
        "Graag kreeg ik cijfers voor de jaren 2016-2019:", "", "1. Hoeveel maatwerkers waren er in 2020?"
    )
    assert years(found["1"]) == (2020, 2020)


def test_a_year_that_the_introduction_tells_is_no_period() -> None:
    found = by_label("Het decreet werd in 2013 goedgekeurd.", "", "1. Hoeveel maatwerkers zijn er?")
    assert years(found["1"]) is None


def test_a_stem_gives_its_words_to_what_stands_under_it() -> None:
    found = by_label("1. Hoeveel LDE-werknemers waren er in 2019:", "a) per provincie;", "b) per geslacht.")
    assert {part["indicator"] for part in found.values()} == {"doelgroepwerknemers"}
    assert [years(part) for part in found.values()] == [(2019, 2019)] * 2
    assert [part["opsplitsingen"] for part in found.values()] == [["provincie"], ["geslacht"]]


def test_a_heading_gives_its_measure_to_the_questions_under_it() -> None:
    found = by_label(
        "I. Arbeidszorg", "1. Hoeveel personen waren er in 2019?", "2. Hoeveel vacatures waren er?",
        "II. Sine", "1. Hoeveel personen waren er in 2019?",
    )  # fmt: skip
    assert [part["maatregelen"] for part in found.values()] == [["arbeidszorg"], ["arbeidszorg"], ["sine"]]


def test_the_closing_asks_a_breakdown_of_every_question() -> None:
    found = by_label(
        "1. Hoeveel maatwerkers waren er in 2019?", "2. Hoeveel vacatures waren er in 2019?", "",
        "Graag telkens opgesplitst per provincie.",
    )  # fmt: skip
    assert [part["opsplitsingen"] for part in found.values()] == [["provincie"], ["provincie"]]


@pytest.mark.parametrize(
    "words",
    ["deelvragen 1 tot en met 2", "vragen 1 t.e.m. 2", "vragen 1 t/m 2", "vragen 1-2", "vragen 1 en 2"],
)
def test_the_closing_may_name_the_questions_that_it_holds_for(words: str) -> None:
    found = by_label(
        "1. Hoeveel maatwerkers waren er in 2019?",
        "2. Hoeveel vacatures waren er in 2019?",
        "3. Hoeveel maatwerkbedrijven waren er in 2019?",
        "",
        f"Graag voor {words} de cijfers per provincie.",
    )
    assert [part["opsplitsingen"] for part in found.values()] == [["provincie"], ["provincie"], []]


# Confidence and evidence


def test_a_question_that_says_everything_itself_is_surer_than_one_that_leans_on_another() -> None:
    found = by_label("1. Hoeveel LDE-werknemers waren er in 2019?", "2. En in de arbeidszorg?")
    assert found["1"]["vertrouwen"] > found["2"]["vertrouwen"]
    assert found["1"]["niet_begrepen"] == []
    assert found["2"]["niet_begrepen"] != []


def test_the_words_that_decided_stand_where_they_are_said_to_stand() -> None:
    found = record("1. Hoeveel geïndiceerde werkzoekenden waren er in de LDE, per provincie, in 2019?")
    [part] = found["vragen"]
    assert {word["keuze"] for word in part["woorden"]} >= {
        "soort",
        "indicator",
        "maatregelen",
        "opsplitsingen",
    }
    for word in part["woorden"]:
        assert fold(found["tekst"][word["van"] : word["tot"]]) == word["woorden"]


def test_the_header_is_told_with_the_parts() -> None:
    found = record(
        "Schriftelijke vraag nr. 318", "van An Peeters", "", "Maatwerk - Cijfers", "", "1. Hoeveel?"
    )
    assert found["kop"] == {
        "nummer": "318", "datum": "2021-03-14", "steller": "An Peeters", "titel": "Maatwerk - Cijfers",
    }  # fmt: skip


@pytest.mark.parametrize("text", ["", "   \n\n", "De sector groeit.", "12\n13", "Datum: 14-03-2021"])
def test_a_text_in_which_nothing_is_asked_is_refused_in_dutch(text: str) -> None:
    with pytest.raises(InputError, match="vraag"):
        understand(text, catalogue())
