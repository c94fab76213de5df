"""The plan page: the words behind each choice, one click for another, and sub-questions in another shape."""

from __future__ import annotations

import re
from html import unescape

import pytest

from pq_answers.plan import Plan, parse_plan

from .conftest import ORIGIN, Browser, Enter, words
from .test_guard import SCRIPT
from .test_pages import started

QUESTION = """Schriftelijke vraag nr. 12
van AN PEETERS
datum: 26 januari 2022

Contingent

1. Wat is het contingent van de LDE in 2019, 2020 en 2021?

2. Welke initiatieven neemt de minister om het contingent te verhogen?

3. Hoeveel afwijkingen werden toegestaan op de duur van trajecten in de LDE?
"""
LDE = {"keuze": "item:contingent", "maatregel": "lde"}
HEAD = {"nummer": "12", "datum": "2022-01-26", "steller": "AN PEETERS", "titel": "Contingent"}


class Planning:
    """Somebody at the plan of a question: each act sends a form of the page that was shown last."""

    def __init__(self, browser: Browser, text: str = QUESTION) -> None:
        self.browser = browser
        self.base = started(browser, text)
        seen = browser.get(f"{self.base}/vraag")
        self.seen = browser.post(f"{self.base}/vraag", seen, actie="plan", **HEAD)

    def act(self, number: int, status: int = 200, **fields: object) -> str:
        shown = self.browser.post(f"{self.base}/plan/{number}", self.seen, status, **fields)
        self.seen = shown if "<article" in shown and 'name="versie"' in shown else self.seen
        return shown

    def whole(self, status: int = 200, **fields: object) -> str:
        self.seen = self.browser.post(f"{self.base}/plan", self.seen, status, **fields)
        return self.seen

    @property
    def hidden(self) -> dict[str, str]:
        return dict(re.findall(r'name="(csrf|versie)" value="([^"]*)"', self.seen))

    @property
    def plan(self) -> Plan:
        text = re.search(
            r"<textarea[^>]*>(.*?)</textarea>", self.browser.get(f"{self.base}/plan/tekst"), re.DOTALL
        )
        assert text is not None
        return parse_plan(unescape(text[1]))

    @property
    def labels(self) -> list[str]:
        return [part.label for part in self.plan.parts]

    def card(self, number: int) -> str:
        found = re.search(rf'<article class="deel" id="deel-{number}".*?</article>', self.seen, re.DOTALL)
        assert found is not None
        return found[0]


@pytest.fixture
def otto(people_in: Enter) -> Planning:
    return Planning(people_in("otto"))


STEMS = """Schriftelijke vraag nr. 12
van AN PEETERS
datum: 26 januari 2022

Contingent

1. Kan de minister voor de LDE meedelen:

a) wat het contingent was in 2019, 2020 en 2021;

b) hoeveel doelgroepwerknemers er waren in 2021:

i. per leeftijd;

ii. per geslacht.

2. Welke initiatieven neemt de minister om het contingent te verhogen?
"""


def test_an_overview_says_at_the_top_how_far_each_sub_question_is(otto: Planning) -> None:
    top = re.search(r'<nav class="overzicht".*?</nav>', otto.seen, re.DOTALL)
    assert top is not None
    assert "Nog 2 van de 3 deelvragen in te vullen" in words(top[0])
    assert re.findall(r'href="(#deel-\d+)"', top[0]) == ["#deel-0", "#deel-1", "#deel-2"]
    assert "Toegekend contingent" in words(top[0])
    assert "door een persoon te beantwoorden" in words(top[0])
    assert "Maak het ontwerp" in words(top[0])
    assert otto.seen.index("Maak het ontwerp") < otto.seen.index('id="deel-0"')
    otto.act(1, keuze="tekst", tekst="Geen.")
    otto.act(2, keuze="tekst", tekst="Geen.")
    assert "Elke deelvraag heeft een antwoord." in words(otto.seen)
    assert "eigen tekst" in words(otto.seen)


def test_what_a_person_chose_is_no_longer_called_sure(otto: Planning) -> None:
    assert "cijfers zeker" in words(otto.card(0))
    assert "door een persoon te beantwoorden" in words(otto.card(1))
    otto.act(0, keuze="item:contingent", maatregel="lde", jaren="2021")
    assert "cijfers gekozen door de opsteller" in words(otto.card(0))
    otto.act(0, keuze="open")
    assert "nog in te vullen" in words(otto.card(0))
    otto.seen = otto.browser.get(f"{otto.base}/plan?deel=0&keuze=item:contingent")
    assert "nog in te vullen" in words(otto.card(0))
    assert "zeker" not in words(otto.card(0)).partition("Waarom dit?")[0]


def test_the_words_above_sub_questions_stand_above_them_and_end_as_one_reads(people_in: Enter) -> None:
    plan = Planning(people_in("otto"), STEMS)
    shown = plan.seen
    before, _, after = shown.partition('id="deel-0"')
    assert "1 Kan de minister voor de LDE meedelen:" in words(before[before.index("</nav>") :])
    assert words(shown).count("1 Kan de minister voor de LDE meedelen:") == 1
    assert "1.b hoeveel doelgroepwerknemers er waren in 2021:" in words(after)
    asked = [words(one) for one in re.findall(r'<p class="deelvraag">(.*?)</p>', shown)]
    assert asked[:2] == ["wat het contingent was in 2019, 2020 en 2021", "per leeftijd"]
    question = words(plan.browser.get(f"{plan.base}/vraag"))
    tree = question.partition("Tekst van de vraag")[0]
    assert "1 Kan de minister voor de LDE meedelen: 1.a wat het contingent was" in tree
    assert "per leeftijd;" not in tree


def test_what_was_done_is_said_once_and_where_the_page_jumps_to(otto: Planning) -> None:
    otto.act(1, keuze="tekst", tekst="Geen.")
    assert otto.seen.count('role="status" class="gedaan"') == 1
    assert "Bewaard." in words(otto.card(1))
    new = {"deelvraag": "Wat is het contingent van de LDE in 2018?", "na": "", "label": ""}
    shown = otto.whole(actie="deelvraag", **new)
    assert shown.count('role="status" class="gedaan"') == 1
    assert "Bewaard." in words(otto.card(3))


def test_the_words_that_led_to_a_choice_are_marked_and_explained(otto: Planning) -> None:
    card = otto.card(0)
    marked = re.findall(r'<mark class="woord" title="([^"]*)"[^>]*>([^<]*)</mark>', card)
    assert ("indicator: toegekend contingent (deelvraag 1)", "contingent") in marked
    assert ("maatregel: lokale diensteneconomie (deelvraag 1)", "LDE") in marked
    assert "«contingent» indicator: toegekend contingent" in words(card)
    assert '<a href="#woorden-1">' in card
    assert 'id="woorden-1"' in otto.seen
    assert "cijfers zeker" in words(card)


def test_another_candidate_is_one_click_and_takes_the_words_along(otto: Planning) -> None:
    assert 'name="anders" value="item:contingent_invulling"' in otto.card(0)
    otto.act(0, anders="item:contingent_invulling", keuze="item:contingent", jaren="onzin")
    part = otto.plan.parts[0]
    assert part.item == "contingent_invulling"
    assert dict(part.asked) == {"maatregel": ["lde"], "jaren": "2019-2021"}


def test_a_click_on_another_answer_loses_no_text_of_ones_own(otto: Planning) -> None:
    otto.act(2, anders="passage:lde-geen-afwijking", keuze="open", antwoord="Ik voeg daaraan toe.")
    assert [(part.passage, part.text) for part in otto.plan.parts[2:]] == [
        ("lde-geen-afwijking", ""),
        ("", "Ik voeg daaraan toe."),
    ]
    shown = otto.act(1, anders="item:doorstroom_resultaat", keuze="open", antwoord="Over beleid.")
    assert 'value="item:doorstroom_resultaat" selected' in shown
    assert otto.plan.parts[2].text == "Over beleid."


def test_a_candidate_that_needs_more_shows_its_fields_first(otto: Planning) -> None:
    shown = otto.act(1, anders="item:doorstroom_resultaat")
    assert otto.plan.parts[1].item == "", "nothing is kept yet"
    assert 'value="item:doorstroom_resultaat" selected' in shown


def test_a_standing_passage_is_offered_with_its_text(otto: Planning) -> None:
    card = otto.card(2)
    assert "De lokale diensten kunnen geen afwijking aanvragen" in words(card)
    otto.act(2, anders="passage:lde-geen-afwijking")
    assert otto.plan.parts[2].passage == "lde-geen-afwijking"


def test_what_a_person_answers_is_written_at_once(otto: Planning) -> None:
    assert 'name="antwoord"' in otto.card(1)
    otto.act(1, keuze="open", antwoord="De minister overlegt.", open="Nog te doen.")
    assert otto.plan.parts[1].text == "De minister overlegt."
    otto.act(1, keuze="open", antwoord="", open="Het kabinet vult aan.")
    assert (otto.plan.parts[1].text, otto.plan.parts[1].gap) == ("", "Het kabinet vult aan.")


def test_sub_questions_move_merge_split_and_get_another_label(otto: Planning) -> None:
    otto.act(2, actie="omhoog")
    assert otto.labels == ["1", "3", "2"]
    otto.act(1, actie="samenvoegen")
    assert otto.labels == ["1", "1", "2"]
    text = "Wat is het contingent?\n\nHoeveel afwijkingen?\n\nWat is het contingent van de LDE in 2020?"
    otto.act(0, actie="splitsen", deelvraag=text, label="1")
    assert otto.labels == ["1.a", "1.b", "1.c", "2"]
    proposed = otto.plan.parts[2]
    assert proposed.question == "Wat is het contingent van de LDE in 2020?"
    assert (proposed.item, proposed.asked["jaren"]) == ("contingent", "2020")
    otto.act(3, actie="hernoemen", label="5", deelvraag="En welke initiatieven?")
    assert otto.labels[3] == "5"
    assert otto.plan.parts[3].question == "En welke initiatieven?"
    log = words(otto.browser.get(f"{otto.base}/verloop"))
    for told in (
        "deelvraag verplaatst: 3",
        "samengevoegd",
        "deelvraag gesplitst: 1",
        "deelvraag gewijzigd: 2",
    ):
        assert told in log


def test_a_new_sub_question_gets_a_proposal(otto: Planning) -> None:
    otto.whole(
        actie="deelvraag", deelvraag="Wat is het contingent van de LDE in 2020?", na="1", label="1.bis"
    )
    assert otto.labels == ["1", "1.bis", "2", "3"]
    added = otto.plan.parts[1]
    assert (added.item, dict(added.asked)) == ("contingent", {"maatregel": ["lde"], "jaren": "2020"})
    assert "zeker" in words(otto.card(1))
    otto.whole(actie="deelvraag", deelvraag="Zomaar wat woorden", na="", label="")
    assert otto.labels[-1] == "4"
    assert otto.plan.parts[-1].gap


def test_every_button_keeps_what_was_typed_beside_it(otto: Planning) -> None:
    otto.act(1, keuze="tekst", tekst="Daarover wordt overlegd.", actie="omhoog")
    assert otto.labels == ["2", "1", "3"]
    assert otto.plan.parts[0].text == "Daarover wordt overlegd."
    otto.act(1, keuze="item:contingent", maatregel="lde", jaren="2018", actie="toevoegen")
    assert otto.plan.parts[1].asked["jaren"] == "2018"
    assert otto.labels == ["2", "1", "1", "3"]


def test_a_plan_in_another_shape_still_makes_the_draft(otto: Planning) -> None:
    otto.act(1, keuze="tekst", tekst="Dat volgt.")
    otto.act(2, actie="omhoog")
    otto.act(1, anders="passage:lde-geen-afwijking")
    otto.act(0, actie="hernoemen", label="1.a", deelvraag="Wat is het contingent?")
    draft = words(otto.whole(actie="ontwerp"))
    assert "2.100,7" in draft
    assert draft.index("geen afwijking aanvragen") < draft.index("Dat volgt.")


# Bad input: nothing is lost


@pytest.mark.parametrize(
    ("fields", "told", "kept"),
    [
        (
            LDE | {"jaren": "vroeger"},
            "geen jaar of periode",
            "vroeger",
        ),
        (LDE | {"jaren": "=1+1"}, "geen jaar of periode", "=1+1"),
        (LDE | {"jaren": "3021"}, "geen gegevens", "3021"),
        (LDE | {"jaren": ""}, "bij «Jaren»", 'value="lde" checked'),
        ({"keuze": "item:contingent", "jaren": "2018"}, "bij «Maatregel»", 'value="2018"'),
        ({"keuze": "item:contingent", "maatregel": "kwaad", "jaren": "2018"}, "geen keuze", 'value="2018"'),
        (
            LDE | {"jaren": "2018", "eenheid": "el"},
            "geen keuze",
            "2018",
        ),
        ({"keuze": "item:bestaat_niet", "jaren": "2018"}, "bestaat niet", "deel-0"),
        ({"keuze": "passage:bestaat-niet"}, "bestaat niet", "deel-0"),
        (
            LDE | {"jaren": "2018", "zie": "9"},
            "verwijst naar 9",
            "2018",
        ),
        (LDE | {"jaren": "2018", "bijlage": "7"}, "", ""),
        ({"keuze": "tekst", "tekst": "x" * 20_001}, "te lang", "x" * 20_001),
        (
            {"keuze": "item:doelgroepwerknemers", "maatregel": "lde", "jaren": "2021", "kruisingen": "a x b"},
            "niet naar «a»",
            "a x b",
        ),
        ({"actie": "hernoemen", "label": "1..2", "deelvraag": "Anders?"}, "geen label", "Anders?"),
        ({"actie": "hernoemen", "label": "3", "deelvraag": "Anders?"}, "later terug", "Anders?"),
        ({"actie": "splitsen", "label": "1", "deelvraag": "In één stuk"}, "niet in stukken", "In één stuk"),
        ({"actie": "splitsen", "label": "1", "deelvraag": "a?\n\n" * 13}, "hoogstens 12", "a?"),
        ({"actie": "samenvoegen"}, "geen andere", "deel-0"),
        ({"actie": "omhoog"}, "kan niet hoger", "deel-0"),
        ({"anders": "item:bestaat_niet"}, "bestaat niet", "deel-0"),
    ],
)
def test_what_is_wrong_comes_back_filled_in(
    otto: Planning, fields: dict[str, object], told: str, kept: str
) -> None:
    before = otto.plan
    status = 422 if told else 200
    shown = otto.act(0, status, **fields)
    if told:
        card = otto.card(0)
        assert 'class="melding-fout"' in card
        assert told in words(card)
        assert kept in unescape(card)
        assert otto.plan == before
        assert 'name="versie"' in shown, "it can be mended and sent again"


def test_a_wrong_new_sub_question_comes_back_filled_in(otto: Planning) -> None:
    for fields, told in (
        ({"deelvraag": ""}, "geen tekst"),
        ({"deelvraag": "Hoeveel?", "label": "1"}, "Er is al een deelvraag"),
        ({"deelvraag": "Hoeveel?", "na": "99"}, "geen deelvraag «99»"),
        ({"deelvraag": "Hoeveel? " * 3_000}, "te lang"),
    ):
        shown = otto.whole(422, actie="deelvraag", **fields)
        assert told in words(shown)
        assert fields["deelvraag"].strip() in unescape(shown)


def test_a_wrong_plan_text_comes_back_with_its_line(otto: Planning) -> None:
    seen = otto.browser.get(f"{otto.base}/plan/tekst")
    wrong = otto.plan.text.replace('label = "2"', 'label = "2..x"')
    shown = otto.browser.post(f"{otto.base}/plan/tekst", seen, 422, plan=wrong)
    assert re.search(r"Niet bewaard \(regel \d+\)", words(shown))
    assert 'label = "2..x"' in unescape(shown)
    otto.browser.post(f"{otto.base}/plan/tekst", shown, plan=wrong.replace("2..x", "2"))


def test_a_stale_version_changes_nothing_and_gives_back_what_was_typed(
    otto: Planning, people_in: Enter
) -> None:
    old = otto.seen
    otto.act(0, actie="omlaag")
    for fields in (
        {"actie": "omhoog", "keuze": "tekst", "tekst": "Van Otto."},
        {"actie": "samenvoegen", "keuze": "tekst", "tekst": "Van Otto."},
        {"anders": "item:contingent", "keuze": "tekst", "tekst": "Van Otto."},
    ):
        shown = otto.browser.post(f"{otto.base}/plan/1", old, 409, **fields)
        assert "niets overschreven" in words(shown)
        assert "Van Otto." in shown
    shown = otto.browser.post(f"{otto.base}/plan", old, 409, actie="deelvraag", deelvraag="Nog iets?")
    assert "Nog iets?" in shown
    assert otto.labels == ["2", "1", "3"]


def test_scripts_and_formulas_in_every_field_stay_words(otto: Planning) -> None:
    for text in (SCRIPT, "=cmd|' /C calc'!A0", "a\x00b"):
        names = (
            "tekst",
            "antwoord",
            "open",
            "jaren",
            "kruisingen",
            "klassen",
            "zie",
            "bijlage",
            "label",
            "deelvraag",
        )
        fields = dict.fromkeys(names, text)
        for choice in ("tekst", "open", "item:contingent", text):
            for action in ("bewaren", "hernoemen", "splitsen", text):
                shown = otto.browser.client.post(
                    f"{otto.base}/plan/1",
                    data={**otto.hidden, **fields, "keuze": choice, "actie": action},
                    headers=ORIGIN,
                ).text
                assert "<script>alert" not in shown
                assert "<img" not in shown
                assert "Er ging intern iets mis" not in shown
                otto.seen = otto.browser.get(f"{otto.base}/plan")


def test_who_may_not_draft_gets_no_buttons_and_is_refused(otto: Planning, people_in: Enter) -> None:
    lena = people_in("lena")
    seen = lena.get(f"{otto.base}/plan")
    for name in ("omhoog", "samenvoegen", "splitsen", "anders", "deelvraag"):
        assert f'name="{name}"' not in seen
        assert f'value="{name}"' not in seen
    version = re.search(r'name="versie" value="(\d+)"', otto.seen)
    assert version is not None
    token = lena.get("/kiezen/antwoord?1=contingent&1.maatregel=lde&1.jaren=2021")
    for path, fields in (
        ("plan/1", {"actie": "omhoog"}),
        ("plan/1", {"anders": "item:contingent"}),
        ("plan", {"actie": "deelvraag", "deelvraag": "Hoeveel?"}),
        ("plan/tekst", {"plan": "x"}),
    ):
        lena.post(f"{otto.base}/{path}", token, 403, versie=version[1], **fields)


def test_six_hundred_fields_are_refused_in_words(otto: Planning) -> None:
    shown = otto.act(0, 422, **{f"x{number}": "1" for number in range(700)})
    assert "te groot" in words(shown)
