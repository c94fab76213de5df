"""What a person asks becomes typed values, or a Dutch refusal that names the remedy."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pq_answers.errors import UsageError
from pq_answers.items import Item, asked_params, load_catalogue, option_name, read_request
from pq_answers.items.params import band_code, band_label, read_bands, read_years


def item(name: str = "doelgroepwerknemers") -> Item:
    return load_catalogue().get(name)


def ask(name: str = "doelgroepwerknemers", **asked: Any) -> Any:
    return read_request(item(name), {"maatregel": "lde", "jaren": 2021, **asked})


@pytest.mark.parametrize(
    ("value", "years"),
    [
        (2021, (2021,)),
        ("2021", (2021,)),
        ("2019-2021", (2019, 2020, 2021)),
        ("2019 – 2021", (2019, 2020, 2021)),
        ("2019 t/m 2021", (2019, 2020, 2021)),
        ("2019 tot en met 2021", (2019, 2020, 2021)),
        ("2021, 2015,2017", (2015, 2017, 2021)),
        ([2021, "2015-2016", [2021]], (2015, 2016, 2021)),
        ("2021-2021", (2021,)),
    ],
)
def test_years_are_read_in_every_form(value: object, years: tuple[int, ...]) -> None:
    assert ask(jaren=value).years == years


@pytest.mark.parametrize("value", ["vorig jaar", "2021-", "2021-Q1", "20x1", 2021.5, True, {"van": 2015}])
def test_what_is_no_year_is_refused(value: object) -> None:
    with pytest.raises(UsageError, match=r"geen jaar of periode.*Schrijf 2021"):
        ask(jaren=value)


@pytest.mark.parametrize("value", [0, 21, 99999, "0-2021", "2015-99999", "2015-" + "9" * 5000, -0])
def test_an_absurd_year_is_refused_with_the_years_that_there_are(value: object) -> None:
    with pytest.raises(UsageError, match=r"kunnen er geen gegevens zijn.*lokale diensteneconomie vanaf 2015"):
        ask(jaren=value)


@pytest.mark.parametrize("value", ["", " , ", [], None])
def test_no_years_are_refused(value: object) -> None:
    with pytest.raises(UsageError, match="een keuze nodig voor «jaren»"):
        ask(jaren=value)
    with pytest.raises(UsageError, match="geen jaren gevraagd"):
        read_years(value)


def test_years_backwards_are_refused_with_the_right_order() -> None:
    with pytest.raises(UsageError, match=r"loopt achteruit.*2019-2021"):
        ask(jaren="2021-2019")


def test_a_parameter_that_is_not_known_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match=r"personen aan het werk» kent de parameter «jaar» niet.*«jaren»"):
        ask(jaar=2021)
    with pytest.raises(UsageError, match="«klassen» niet"):
        ask(klassen="5")
    with pytest.raises(UsageError, match=r"«zzzz» niet.*Mogelijk: jaren"):
        ask(zzzz=1)


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("lde", "lde"),
        ("LDE", "lde"),
        ("Lokale diensteneconomie", "lde"),
        ("AMA", "arbeidszorg"),
        ("maatwerkbedrijf", "collectief_maatwerk"),
    ],
)
def test_a_measure_is_known_by_its_code_label_and_synonyms(word: str, code: str) -> None:
    assert ask(maatregel=word).measures == (code,)


def test_several_measures_keep_the_order_asked_and_come_once() -> None:
    assert ask(maatregel="arbeidszorg, lde, AMA").measures == ("arbeidszorg", "lde")


@pytest.mark.parametrize("word", ["ld", "sociale econmie", "qqqq", "_T", "_U"])
def test_an_unknown_measure_is_refused_with_what_there_is(word: str) -> None:
    with pytest.raises(UsageError, match=r"staat niet in de codelijst «maatregel».*(Bedoelde u|Mogelijk)"):
        ask(maatregel=word)


@pytest.mark.parametrize(
    "asked", [{"jaren": 2021}, {"jaren": 2021, "maatregel": ""}, {"jaren": 2021, "maatregel": None}]
)
def test_a_measure_must_be_chosen(asked: dict[str, Any]) -> None:
    with pytest.raises(UsageError, match=r"een keuze nodig voor «maatregel».*lde"):
        read_request(item(), asked)


def test_a_required_filter_must_be_chosen_because_else_every_figure_would_be_zero() -> None:
    with pytest.raises(UsageError, match=r"een keuze nodig voor «trajectresultaat».*succesvol"):
        ask("doorstroom_resultaat")


def test_one_code_is_taken_where_one_is_allowed() -> None:
    assert ask("doorstroom_resultaat", trajectresultaat="succesvol").filters == {
        "trajectresultaat": ("succesvol",)
    }
    with pytest.raises(UsageError, match=r"neemt maar één waarde.*succesvol, niet_succesvol"):
        ask("doorstroom_resultaat", trajectresultaat="succesvol,niet_succesvol")


def test_a_filter_that_is_not_asked_filters_nothing() -> None:
    assert ask().filters == {}
    assert ask(provincie="").filters == {}
    assert ask(provincie="Antwerpen, BE22").filters == {"provincie": ("BE21", "BE22")}


@pytest.mark.parametrize("code", ["_T", "_U", "Brussel-West"])
def test_total_and_unknown_are_no_filter(code: str) -> None:
    with pytest.raises(UsageError, match="staat niet in de codelijst «provincie»"):
        ask(provincie=code)


@pytest.mark.parametrize(
    ("value", "breakdowns"),
    [
        (None, ()),
        ("", ()),
        ("leeftijd", (("leeftijd",),)),
        ("leeftijd, herkomst,leeftijd", (("leeftijd",), ("herkomst",))),
        (["leeftijd x herkomst", "geslacht"], (("leeftijd", "herkomst"), ("geslacht",))),
        ("leeftijd  X  herkomst", (("leeftijd", "herkomst"),)),
        ("leeftijd×herkomst", (("leeftijd", "herkomst"),)),
        ("leeftijd x herkomst x geslacht", (("leeftijd", "herkomst", "geslacht"),)),
    ],
)
def test_breakdowns_and_crossings_are_read_in_every_form(value: object, breakdowns: object) -> None:
    assert ask(opsplitsing=value).breakdowns == breakdowns


def test_an_unknown_breakdown_is_refused_with_the_nearest_name() -> None:
    with pytest.raises(UsageError, match=r"«leeftyd» opgesplitst.*«leeftijd»"):
        ask(opsplitsing="leeftyd")
    with pytest.raises(UsageError, match=r"«qqq» opgesplitst.*Mogelijk: geslacht"):
        ask(opsplitsing="leeftijd x qqq")


@pytest.mark.parametrize("value", ["leeftijd x leeftijd", "leeftijd x herkomst x geslacht x talenkennis"])
def test_a_crossing_with_itself_or_too_deep_is_refused(value: str) -> None:
    with pytest.raises(UsageError, match=r"twee keer of meer dan drie.*hoogstens drie"):
        ask(opsplitsing=value)


@pytest.mark.parametrize(
    ("value", "codes", "labels"),
    [
        ("5,10", ["B0T5", "B5T10", "B10T"], ["minder dan 5", "5 tot minder dan 10", "10 of meer"]),
        ([5], ["B0T5", "B5T"], ["minder dan 5", "5 of meer"]),
        ("0,5", ["B0T5", "B5T"], ["minder dan 5", "5 of meer"]),
        (
            [2.5, 1000],
            ["B0T2.5", "B2.5T1000", "B1000T"],
            ["minder dan 2,5", "2,5 tot minder dan 1.000", "1.000 of meer"],
        ),
    ],
)
def test_bounds_become_half_open_bands(value: object, codes: list[str], labels: list[str]) -> None:
    bands = read_bands(value)
    assert list(bands.names) == codes
    assert [bands.label(code) for code in codes] == labels


@pytest.mark.parametrize(
    ("written", "bounds"),
    [
        ("minder dan 5, 5-10, 11-20, 21-50, 51-100, 100+", "5,11,21,51,100"),
        ("0-50, 50-100, 100-500", "50,100,500"),
        ("5-10, 11-20", "5,11,21"),
        ("5-10, 11-20, meer dan 20", "5,11,21"),
        ("<50, 50-100, 100-500, 500-1.000, >1.000", "50,100,500,1000"),
        ("51-100, 100+", "51,100"),
        ("meer dan 50, minder dan 50", "50"),
    ],
)
def test_bands_that_are_written_out_give_bounds_with_one_above_the_last(written: str, bounds: str) -> None:
    assert read_bands(written).names == read_bands(bounds).names


def test_a_band_has_one_code_however_its_bound_is_written() -> None:
    assert read_bands("5.0,10").names == read_bands("5,10.00").names
    assert band_code(None, None) == "B0T"


@pytest.mark.parametrize("value", ["10,5", "5,5", "-5", "-5,10", "0", "0,0", "5,0,10", [5, 0]])
def test_bounds_that_do_not_rise_are_refused(value: object) -> None:
    with pytest.raises(UsageError, match=r"stijgen niet.*klein naar groot"):
        read_bands(value)


@pytest.mark.parametrize("value", ["5,tien", "5,NaN", "5,inf", "1e5", "5x", "5,²", "9" * 12, [], "5;10"])
def test_bounds_that_are_no_numbers_are_refused(value: object) -> None:
    with pytest.raises(UsageError, match="geen getallen"):
        read_bands(value)


def test_bands_can_be_named_and_an_unknown_name_is_refused_with_the_nearest() -> None:
    assert read_bands("grootteklasse_lde").names[0] == "B0"
    with pytest.raises(UsageError, match=r"«grootteklasse_ldee» bestaat niet.*«grootteklasse_lde»"):
        read_bands("grootteklasse_ldee")
    with pytest.raises(UsageError, match="«leeftijd» bestaat niet"):
        read_bands("leeftijd")
    with pytest.raises(UsageError, match="Mogelijk: grootteklasse"):
        read_bands("zz")


PART = '[[code]]\ncode = "{0}"\nlabel = "klasse {0}"\nvan = {0}\n{1}\n'
LEAKING = [
    PART.format(0, "tot = 5") + PART.format(6, ""),
    PART.format(1, "tot = 5") + PART.format(5, ""),
    PART.format(0, "tot = 5") + PART.format(5, "tot = 10"),
]


@pytest.mark.parametrize("parts", LEAKING, ids=["a gap", "not from zero", "not open at the end"])
def test_named_bands_that_leave_sizes_out_are_refused(overlay: Any, parts: str) -> None:
    head = 'naam = "lek"\ntitel = "Lek"\nsoort = "klassen"\n'
    overlay.write("data/codelists/lek.toml", head + parts)
    with pytest.raises(UsageError, match=r"«lek» laat een deel weg.*bij nul beginnen"):
        read_bands("lek")
    overlay.write("data/codelists/lek.toml", head + PART.format(0, "tot = 5") + PART.format(5, ""))
    assert read_bands("lek").names == ("0", "5")


def test_the_options_have_the_names_that_people_use() -> None:
    names = [option_name(param) for param in asked_params(item("ondernemingen_grootteklasse"))]
    assert names == ["maatregel", "jaren", "opsplitsing", "klassen", "provincie"]
    assert "periode" not in [option_name(param) for param in asked_params(item("evaluaties"))]


@given(st.lists(st.decimals(min_value=1, max_value=9999, places=1), min_size=1, max_size=6, unique=True))
def test_a_bands_code_alone_tells_its_words(bounds: list[Decimal]) -> None:
    bands = read_bands(",".join(str(bound) for bound in sorted(bounds)))
    assert [band_label(code.code) for code in bands.codes] == [code.label for code in bands.codes]
    assert band_label("vlaams_gewest") == ""
