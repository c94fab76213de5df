"""The interface for analysts: protected tables as data frames, with states and provenance."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

import pq_answers
from pq_answers.errors import UsageError
from pq_answers.resources import find_file
from pq_answers.store import Store


def test_a_result_becomes_a_frame_with_one_row_a_cell_and_its_provenance(demo_store: Store) -> None:
    with pq_answers.open_store(demo_store.root) as analysis:
        result = analysis.query("doelgroepwerknemers", maatregel="lde", jaren=2021, opsplitsing="leeftijd")
        frame = result.to_pandas()
        assert frame.attrs["herkomst"] == {
            "item": "doelgroepwerknemers",
            "momentopname": analysis.snapshot.id,
        }
    assert list(frame.columns) == [
        "maatregel",
        "periode",
        "leeftijd",
        "waarde",
        "status",
        "eenheid",
        "sleutel",
    ]
    parts = frame[frame["leeftijd"] != "_T"]["waarde"].sum()
    assert parts == frame[frame["leeftijd"] == "_T"]["waarde"].item()
    assert frame["sleutel"].is_unique


def test_a_hidden_cell_has_no_value_in_the_frame(demo_store: Store) -> None:
    with pq_answers.open_store(demo_store.root) as analysis:
        frame = analysis.query(
            "doorstroom_resultaat",
            maatregel="collectief_maatwerk",
            jaren="2019-2021",
            trajectresultaat="succesvol",
            opsplitsing=["herkomst", "leeftijd"],
        ).to_pandas()
    hidden = frame[frame["status"] == "onderdrukt"]
    assert len(hidden)
    assert hidden["waarde"].isna().all()
    assert not set(frame["waarde"].dropna()) & {Decimal(1), Decimal(2), Decimal(3)}


def test_the_catalogue_can_be_looked_through(demo_store: Store) -> None:
    with pq_answers.open_store(demo_store.root) as analysis:
        assert analysis.items()["contingent"] == "Toegekend contingent"
        assert analysis.describe("contingent")["tijd"] == "jaargemiddelde"
        with pytest.raises(UsageError, match="contingnt"):
            analysis.query("contingnt")


def test_an_answer_can_be_drafted_and_written_from_code(demo_store: Store, tmp_path: Path) -> None:
    plan, made = find_file("data/demo/vraag-274.toml"), "2026-11-21T00:00:00+00:00"
    with pq_answers.open_store(demo_store.root) as analysis:
        draft = analysis.draft(plan, made=made)
        paths = analysis.answer(plan, tmp_path / "uit", made=made, formats=("txt",))
    assert draft.document.sections[0].path == "1"
    assert [path.name for path in paths] == ["antwoord.txt", "answer.json"]


def test_the_package_offers_exactly_its_interface() -> None:
    assert pq_answers.__all__ == ["Analysis", "ItemResult", "open_store"]
    with pytest.raises(AttributeError, match="iets"):
        pq_answers.__getattr__("iets")
