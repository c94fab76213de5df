"""A chart is drawn whatever its unit is called, also where the name of the unit holds a digit."""

from __future__ import annotations

from pathlib import Path

from pq_answers.answer import draft
from pq_answers.items import load_catalogue
from pq_answers.plan import read_plan
from pq_answers.store import Store

PLAN = """
[vraag]
nummer = 1
datum = 2026-01-01
steller = "A B"
titel = "Profiel"

[[antwoord]]
label = "1"
item = "toegeleiden_profiel"
maatregel = ["sociale_werkplaats", "arbeidszorg", "invoegbedrijf"]
jaren = 2005
opsplitsing = "arbeidshandicap"
grafiek = true
"""


def test_a_unit_with_a_digit_in_its_name_is_drawn(demo_store: Store, tmp_path: Path) -> None:
    file = tmp_path / "plan.toml"
    file.write_text(PLAN, encoding="utf-8")
    with demo_store.open() as reader:
        made = draft(
            read_plan(file),
            reader,
            load_catalogue(),
            made="2026-11-27T00:00:00+00:00",
            formats=("html", "json"),
        )
    assert b"<svg" in made.files["antwoord.html"]
