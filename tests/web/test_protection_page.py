"""The report on protection in the browser: who may read it, what it says, and what can be chosen there."""

from __future__ import annotations

import io
import re
import zipfile
from html import unescape

from .conftest import Enter, words
from .test_pages import drafted

PLAN = """[vraag]
nummer = 12
datum = 2022-01-26
steller = "AN PEETERS"
titel = "Doorstroom"

[[antwoord]]
label = "1"
item = "doorstroom_resultaat"
maatregel = "collectief_maatwerk"
jaren = "2019-2021"
trajectresultaat = "succesvol"
opsplitsing = ["herkomst x leeftijd"]
"""


def with_dashes(people_in: Enter) -> str:
    otto = people_in("otto")
    base = drafted(otto)
    otto.post(f"{base}/plan/tekst", otto.get(f"{base}/plan/tekst"), plan=PLAN)
    return base


def test_a_drafter_sees_why_cells_are_hidden_and_chooses_what_shows_more(people_in: Enter) -> None:
    base = with_dashes(people_in)
    otto = people_in("otto")
    assert f'href="{base}/bescherming"' in otto.get(f"{base}/ontwerp")
    seen = otto.get(f"{base}/bescherming")
    told = words(seen)
    assert "zelf onder de drempel" in told
    assert "beschermt een andere cel" in told
    assert re.search(r"ligt tussen 1 en \d+", told)
    assert "voeg kleine categorieën samen" in told
    after = otto.post(f"{base}/bescherming/0", seen, keuze="samenvoegen")
    assert "Alle aantallen zijn weergegeven" in words(after)
    assert "Toegepast: samenvoegen" in words(after)
    assert "Jonger dan 40 jaar" in words(otto.get(f"{base}/ontwerp"))
    back = otto.post(f"{base}/bescherming/0", after)
    assert "voeg kleine categorieën samen" in words(back)


def test_who_only_reads_may_not_see_which_counts_are_small(people_in: Enter) -> None:
    base = with_dashes(people_in)
    for name in ("lena", "bert"):
        reader = people_in(name)
        reader.get(f"{base}/bescherming", 403)
        assert "Verslag: waarom" not in words(reader.get(f"{base}/ontwerp"))
    people_in("nora").get(f"{base}/bescherming")


def test_a_reviewer_reads_the_report_and_changes_nothing(people_in: Enter) -> None:
    base = with_dashes(people_in)
    nora = people_in("nora")
    seen = nora.get(f"{base}/bescherming")
    assert "Pas toe" not in words(seen)
    version = re.search(r'name="versie" value="(\d+)"', people_in("otto").get(f"{base}/bescherming"))
    assert version
    own = {"versie": version[1], "keuze": "samenvoegen"}
    nora.post(f"{base}/bescherming/0", nora.get("/tokens"), 403, **own)


def test_a_wrong_part_or_an_unknown_remedy_changes_nothing(people_in: Enter) -> None:
    base = with_dashes(people_in)
    otto = people_in("otto")
    seen = otto.get(f"{base}/bescherming")
    otto.post(f"{base}/bescherming/7", seen, 404, keuze="samenvoegen")
    after = otto.post(f"{base}/bescherming/0", seen, keuze="<script>alert(1)</script>")
    assert "<script>alert" not in after
    otto.post(f"{base}/bescherming/0", seen, 409, keuze="samenvoegen")


def test_without_a_draft_there_is_no_report(people_in: Enter) -> None:
    otto = people_in("otto")
    from .test_pages import started

    otto.get(f"{started(otto)}/bescherming", 404)


def test_who_only_reads_gets_the_page_that_tells_it_by_no_other_way(people_in: Enter) -> None:
    base = with_dashes(people_in)
    lena, otto = people_in("lena"), people_in("otto")
    own = f"{base}/bestanden/opsteller.html"
    lena.get(own, 404)
    assert "zelf onder de drempel" in otto.get(own)
    assert "opsteller.html" not in lena.get(f"{base}/ontwerp")
    chosen = "1=doorstroom_resultaat&1.maatregel=lde&1.jaren=2019-2021&1.trajectresultaat=succesvol"
    for who in (lena, otto):
        whole = who.client.get(f"{base}/bestanden/antwoord.zip")
        with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
            assert "opsteller.html" not in archive.namelist()
            assert "answer.json" in archive.namelist()
        who.get(f"/kiezen/bestanden/opsteller.html?{chosen}", 404)


def test_two_remedies_are_applied_in_the_order_of_the_proposal(people_in: Enter) -> None:
    """Joined after the crossing is taken apart, other categories stay than the other way round."""
    base = with_dashes(people_in)
    otto = people_in("otto")
    otto.post(
        f"{base}/bescherming/0", otto.get(f"{base}/bescherming"), keuze=["zonder kruising", "samenvoegen"]
    )
    assert 'bescherming = ["zonder kruising", "samenvoegen"]' in unescape(otto.get(f"{base}/plan/tekst"))
