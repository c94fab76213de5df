"""The learned reading chooses with the rules, explains itself, and is no more than its examples taught."""

from __future__ import annotations

import json
from pathlib import Path

import begrip
import pytest

from pq_answers.errors import InputError
from pq_answers.items import load_catalogue
from pq_answers.understand import learned as reading
from pq_answers.understand import understand
from pq_answers.understand.learned import NOTHING_LEARNED, Learned, Weights, learned_reading

ROOT = Path(__file__).parents[2]
WEIGHTS = ROOT / "data" / "begrippen" / "gewichten.json"


def kinds(text: str, learned: Learned | None = None) -> list[str]:
    return [part.meaning.kind for part in understand(text, load_catalogue(), learned).parts]


def test_the_weights_were_learned_from_the_examples_that_are_here() -> None:
    written = json.loads(WEIGHTS.read_text(encoding="utf-8"))["voorbeelden"]
    assert written == begrip.examples_hash(begrip.DEVELOPED), "make leren"


def test_the_set_that_is_set_apart_is_not_learned_from() -> None:
    assert "p" not in begrip.DEVELOPED


def test_without_weights_the_rules_choose() -> None:
    part = understand("1. Hoeveel maatwerkbedrijven zijn er?", load_catalogue(), NOTHING_LEARNED).parts[0]
    assert (part.meaning.kind, part.meaning.indicator, part.meaning.chance) == ("data", "ondernemingen", 1.0)


def test_a_weight_that_is_strong_enough_goes_before_the_rules_and_names_its_words() -> None:
    weights = Weights(("data", "policy"), (0, 0), {"w:weleens": (-900, 900)})
    learned = Learned(weights, Weights((), (), {}))
    text = "1. Hoeveel maatwerkbedrijven zijn er weleens?"
    part = understand(text, load_catalogue(), learned).parts[0]
    named = [(e.code, e.text) for e in part.meaning.evidence if e.what == "soort"]
    assert part.meaning.kind == "policy"
    assert ("policy", "weleens") in named


def test_a_repetition_means_what_it_repeats_whatever_was_learned() -> None:
    weights = Weights(("budget", "contingent"), (900, 0), {})
    learned = Learned(Weights((), (), {}), weights)
    text = "1. Wat was het contingent van de LDE in 2021?\n2. Idem voor het collectief maatwerk."
    found = understand(text, load_catalogue(), learned).parts
    assert [part.meaning.indicator for part in found][1] == found[0].meaning.indicator


def test_the_chances_of_all_classes_make_one() -> None:
    weights = Weights(("a", "b", "c"), (10, 0, -10), {"w:x": (120, -40, 0)})
    assert sum(weights.chances({"w:x": 0.5, "w:onbekend": 1.0}).values()) == pytest.approx(1.0)


@pytest.mark.parametrize("written", ["geen json", "{}", '{"soort": {"klassen": ["a"]}}', '{"soort": 3}'])
def test_weights_that_cannot_be_read_are_refused_with_their_file(
    written: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "gewichten.json"
    file.write_text(written, encoding="utf-8")
    monkeypatch.setattr(reading, "find_file", lambda _: file)
    with pytest.raises(InputError) as caught:
        learned_reading()
    assert str(file) in str(caught.value.where)


def test_the_same_text_is_always_read_the_same() -> None:
    text = "1. Overweegt de minister een hogere loonpremie?\n2. Hoeveel werknemers kregen een VOP?"
    assert kinds(text) == kinds(text) == ["policy", "data"]
