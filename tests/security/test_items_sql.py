"""An item's SQL is one read-only SELECT over its declared parameters and columns; nothing else gets in."""

from __future__ import annotations

import re
from typing import Any

import pytest

from pq_answers.errors import InputError
from pq_answers.items import load_catalogue

FROM = "FROM m_onderneming_jaar AS m"
SQL = [
    ("GROUP BY ALL", "GROUP BY ALL; SELECT 1", "2 opdrachten"),
    ("GROUP BY ALL", "GROUP BY ALL; DROP TABLE persoon", "2 opdrachten"),
    (None, "INSERT INTO persoon VALUES (1)", "geen SELECT"),
    (None, "COPY persoon TO 'weg.csv'", "geen SELECT"),
    (None, "ATTACH 'weg.duckdb'", "geen SELECT"),
    (None, "PRAGMA threads = 4", "geen SELECT|gewone SELECT"),
    (None, "SET threads = 4", "geen SELECT"),
    (None, "WITH x AS (COPY persoon TO 'weg.csv') SELECT * FROM x", "wijzigt of schrijft|gewone SELECT"),
    (None, "", "0 opdrachten"),
    (FROM, "FROM read_csv('/etc/passwd') AS m", "«read_csv» is niet toegelaten"),
    (FROM, "FROM query('SELECT 1') AS m", "«query» is niet toegelaten"),
    (FROM, "FROM glob('*') AS m", "«glob» is niet toegelaten"),
    ("count(*)", "getenv('HOME')", "«getenv» is niet toegelaten"),
    ("SELECT\n    m.", "SELECT FORM\n    m.", "niet leesbaar .bij «.»"),
    ("SELECT\n    m.", "SELECT (\n    m.", "niet leesbaar"),
    ("list_contains($jaren::INTEGER[], m.jaar)", "true", "«jaren» is aangekondigd maar wordt niet gebruikt"),
    ("m.jaar)\n", "m.jaar) AND m.vte > $grens\n", r"\$grens wordt gebruikt maar staat niet in \[params\]"),
    ("m.jaar)\n", "m.jaar) AND m.vte > ?\n", "niet leesbaar"),
    ("    count(*) AS aantal\n", "    1 AS een\n", "«aantal» is aangekondigd maar de SQL geeft ze niet"),
    ("    count(*) AS aantal\n", "    count(*) AS aantal, 1 AS een\n", "geeft de kolom «een» terug"),
    ("    count(*) AS aantal\n", "    count(*) AS aantal, 1 AS aantal\n", "geeft de kolom «aantal» terug"),
]


@pytest.mark.parametrize(("old", "new", "words"), SQL)
def test_sql_that_is_not_the_declared_select_is_refused_with_its_line(
    overlay: Any, old: str | None, new: str, words: str
) -> None:
    header, body = overlay.sql.split("-- ///\nWITH")
    body = new + "\n" if old is None else f"WITH{body}".replace(old, new)
    overlay.item(sql=f"{header}-- ///\n{body}")
    with pytest.raises(InputError, match=words) as caught:
        load_catalogue()
    assert re.fullmatch(r".*/queries/proef\.sql:\d+", caught.value.where)
    assert caught.value.fix


@pytest.mark.parametrize(
    ("old", "new", "on_line"),
    [
        ("m.jaar)\n", "m.jaar) AND m.vte > $grens\n", "$grens"),
        ("    count(*) AS aantal\n", "    count(*) AS aantal,\n    1 AS een\n", "1 AS een"),
        ("    count(*) AS aantal\n", "    1 AS een\n", "-- aantal "),
        ("list_contains($jaren::INTEGER[], m.jaar)", "true", "-- jaren  "),
        ("CAST(m.jaar AS VARCHAR)", "CAST(m.jaar AS AS VARCHAR)", "AS AS"),
    ],
)
def test_the_line_is_that_of_the_fault(overlay: Any, old: str, new: str, on_line: str) -> None:
    path = overlay.item(sql=overlay.sql.replace(old, new))
    with pytest.raises(InputError) as caught:
        load_catalogue()
    number = int(caught.value.where.rpartition(":")[2])
    assert on_line in path.read_text(encoding="utf-8").splitlines()[number - 1]


def test_sql_whose_columns_cannot_be_read_is_refused(overlay: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    import sqlglot
    from sqlglot.errors import ParseError

    def fail(*_: object, **__: object) -> None:
        raise ParseError("no")

    monkeypatch.setattr(sqlglot, "parse_one", fail)
    overlay.item()
    with pytest.raises(InputError, match="kolommen van deze SQL zijn niet te lezen"):
        load_catalogue()
