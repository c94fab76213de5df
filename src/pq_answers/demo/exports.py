"""The register tables of the demonstration register, as DuckDB statements over its numbered columns."""

from __future__ import annotations

from dataclasses import dataclass

# What these statements read (made by `delivery`):
#   k_<table>   the structure, once, in whole numbers
#   persoon     per replica (`kopie`) and person the number behind the id, and the kenmerken
#   nummer      per kind of thing and replica the number behind the id
#   codes       per code list the codes, in order
# A code is found by its position plus one: -1 (empty) then is position 0, which DuckDB answers with NULL.


@dataclass(frozen=True, slots=True)
class Export:
    """One register table: its file format and the statement that yields its rows in a fixed order."""

    suffix: str
    select: str

    @property
    def how(self) -> str:
        """The options of COPY."""
        return "FORMAT parquet" if self.suffix == "parquet" else "FORMAT csv, HEADER"

    def file_of(self, table: str) -> str:
        """Return the file name of the register table `table`."""
        return f"{table}.{self.suffix}"


def _code(codelist: str, column: str) -> str:
    return f"(SELECT namen FROM codes WHERE lijst = '{codelist}')[{column} + 1]"


def _day(column: str) -> str:
    return f"DATE '1970-01-01' + nullif({column}, -1)::INTEGER"


_PERSON = "printf('P%07d', p.nummer)"
_COMPANY = "printf('O%05d', o.nummer)"
_TO_PERSON = "JOIN persoon p ON p.persoon = k.persoon"
_TO_COMPANY = "JOIN nummer o ON o.soort = 'onderneming' AND o.ding = k.onderneming"

EXPORTS = {
    "onderneming": Export(
        "csv",
        f"""
        SELECT {_COMPANY} AS onderneming_id, {_code("provincie", "k.provincie")} AS provincie,
               {_code("type_onderneming", "k.type_onderneming")} AS type_onderneming
        FROM k_onderneming k {_TO_COMPANY}
        ORDER BY o.nummer""",
    ),
    "persoon": Export(
        "parquet",
        f"""
        SELECT {_PERSON} AS persoon_id, {_code("geslacht", "p.geslacht")} AS geslacht,
               {_code("herkomst", "p.herkomst")} AS herkomst, p.geboortejaar::INTEGER AS geboortejaar
        FROM persoon p
        ORDER BY p.nummer""",
    ),
    "persoonsprofiel": Export(
        "parquet",
        f"""
        WITH actief AS (
            SELECT DISTINCT persoon, $eerste_jaar + kwartaal // 4 AS jaar
            FROM k_tewerkstelling WHERE $eerste_jaar + kwartaal // 4 >= $profiel_vanaf
        )
        SELECT {_PERSON} AS persoon_id, k.jaar::INTEGER AS jaar,
               {_code("opleidingsniveau", "p.opleidingsniveau")} AS opleidingsniveau,
               CASE WHEN k.jaar = $profiel_vanaf THEN {_code("talenkennis", "p.talenkennis")}
                    ELSE {_code("talenkennis", "p.talenkennis_later")} END AS talenkennis,
               CASE WHEN k.jaar = $profiel_vanaf THEN {_code("provincie", "p.provincie")}
                    ELSE {_code("provincie", "p.provincie_later")} END AS provincie
        FROM actief k {_TO_PERSON}
        ORDER BY p.nummer, k.jaar""",
    ),
    "tewerkstelling": Export(
        "parquet",
        f"""
        SELECT {_PERSON} AS persoon_id, {_COMPANY} AS onderneming_id,
               {_code("maatregel", "k.maatregel")} AS maatregel,
               printf('%d-Q%d', $eerste_jaar + k.kwartaal // 4, k.kwartaal % 4 + 1) AS kwartaal,
               (k.vte / 10000)::DECIMAL(9,4) AS vte
        FROM k_tewerkstelling k {_TO_PERSON} {_TO_COMPANY} AND o.kopie = p.kopie
        ORDER BY p.nummer, o.nummer, k.kwartaal""",
    ),
    "contingent": Export(
        "csv",
        f"""
        SELECT {_COMPANY} AS onderneming_id, {_code("maatregel", "k.maatregel")} AS maatregel,
               {_day("k.van")} AS van, {_day("k.tot")} AS tot, (k.vte / 100)::DECIMAL(12,2) AS vte
        FROM k_contingent k {_TO_COMPANY}
        ORDER BY o.nummer, k.van""",
    ),
    "doorstroomtraject": Export(
        "csv",
        f"""
        SELECT printf('T%06d', t.nummer) AS traject_id, {_PERSON} AS persoon_id, {_COMPANY} AS onderneming_id,
               {_code("maatregel", "k.maatregel")} AS maatregel, {_day("k.startdatum")} AS startdatum,
               {_day("k.einddatum")} AS einddatum,
               {_code("trajectresultaat", "k.resultaat")} AS trajectresultaat
        FROM k_doorstroomtraject k {_TO_PERSON} {_TO_COMPANY} AND o.kopie = p.kopie
        JOIN nummer t ON t.soort = 'traject' AND t.ding = k.traject AND t.kopie = p.kopie
        ORDER BY t.nummer""",
    ),
    "advies": Export(
        "parquet",
        f"""
        SELECT {_PERSON} AS persoon_id, $peildatum::DATE AS peildatum,
               {_code("maatregel", "k.maatregel")} AS maatregel,
               {_code("opleidingsniveau", "p.opleidingsniveau")} AS opleidingsniveau,
               {_code("talenkennis", "p.talenkennis_later")} AS talenkennis,
               {_code("werkloosheidsduur", "p.werkloosheidsduur")} AS werkloosheidsduur,
               {_code("bemiddelingsstatus", "p.bemiddelingsstatus")} AS bemiddelingsstatus,
               {_code("provincie", "p.provincie_later")} AS provincie
        FROM k_advies k {_TO_PERSON}
        ORDER BY p.nummer""",
    ),
    "uitstroom": Export(
        "csv",
        f"""
        SELECT {_PERSON} AS persoon_id, {_day("k.datum")} AS datum,
               {_code("uitstroombestemming", "k.bestemming")} AS uitstroombestemming
        FROM k_uitstroom k {_TO_PERSON}
        ORDER BY p.nummer, k.datum""",
    ),
    "evaluatie": Export(
        "csv",
        f"""
        SELECT printf('E%06d', e.nummer) AS evaluatie_id, {_PERSON} AS persoon_id,
               {_code("maatregel", "k.maatregel")} AS maatregel, {_day("k.datum")} AS datum,
               {_code("evaluatieresultaat", "k.resultaat")} AS evaluatieresultaat,
               printf('T%06d', t.nummer) AS traject_id
        FROM k_evaluatie k {_TO_PERSON}
        JOIN nummer e ON e.soort = 'evaluatie' AND e.ding = k.evaluatie AND e.kopie = p.kopie
        LEFT JOIN nummer t ON t.soort = 'traject' AND t.ding = k.traject AND t.kopie = p.kopie
        ORDER BY e.nummer""",
    ),
}
