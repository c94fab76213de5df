"""An item of the tests' own catalogue: full-time equivalents of companies, with what each brings."""

from __future__ import annotations

ITEM = """\
-- /// item
-- titel        = "Tewerkstelling bij ondernemingen in voltijdsequivalenten (VTE)"
-- indicator    = "ondernemingen"
-- omschrijving = "Jaargemiddelde van de VTE, per onderneming afgerond op één decimaal."
-- bron         = "Departement WSE"
-- populatie    = "onderneming"
-- tijd         = "jaargemiddelde"
-- trefwoorden  = ["voltijdsequivalenten bij ondernemingen"]
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["provincie", "type_onderneming"] }
-- provincie = { codelist = "provincie", verplicht = false, filter = "provincie" }
-- [kolommen]
-- maatregel        = { rol = "maatregel", codelist = "maatregel" }
-- periode          = { rol = "periode" }
-- provincie        = { rol = "dimensie", codelist = "provincie" }
-- type_onderneming = { rol = "dimensie", codelist = "type_onderneming", plaats = "kolom" }
-- vte              = { rol = "waarde", eenheid = "VTE", decimalen = 1, titel = "VTE", bijdragen = @ }
-- n                = { rol = "bijdrage" }
-- x                = { rol = "bijdrage" }
-- y                = { rol = "bijdrage" }
-- [beschikbaar.lde]
-- jaren = { van = 2015 }
-- [beschikbaar.arbeidszorg]
-- jaren = { van = 2020, tot = 2020 }
-- [relaties]
-- optelbaar = ["provincie", "type_onderneming"]
-- ///
WITH gevraagd AS (
    SELECT unnest($sneden::VARCHAR[][]) AS snede
),

bijdrage AS (
    SELECT *, CAST(round(vte, 1) AS DECIMAL(12, 1)) AS eigen FROM m_onderneming_jaar
)

SELECT
    m.maatregel,
    CAST(m.jaar AS VARCHAR) AS periode,
    CASE WHEN list_contains(g.snede, 'provincie') THEN coalesce(m.provincie, '_U') ELSE '_T' END AS provincie,
    CASE
        WHEN list_contains(g.snede, 'type_onderneming') THEN coalesce(m.type_onderneming, '_U') ELSE '_T'
    END AS type_onderneming,
    CAST(sum(m.eigen) AS DECIMAL(18, 1)) AS vte,
    count(*) FILTER (WHERE m.eigen > 0) AS n,
    max(m.eigen) AS x,
    coalesce(max(m.eigen, 2)[2], 0) AS y
FROM bijdrage AS m
CROSS JOIN gevraagd AS g
WHERE
    list_contains($maatregel::VARCHAR[], m.maatregel)
    AND list_contains($jaren::INTEGER[], m.jaar)
    AND (len($provincie::VARCHAR[]) = 0 OR list_contains($provincie::VARCHAR[], m.provincie))
GROUP BY ALL
""".replace("@", '{ aantal = "n", grootste = "x", tweede = "y" }')

TEMPLATE = """\
Dit zijn de VTE bij de {{ r.maatregelen | ondernemingen }} in {{ r.jaren | jaren_voluit }}.

{{ tabel(r) }}
"""

SECRETS = ("6600.2", "8586.7", "4711.3", "1888.9", "3131.7", "2929.6", "5100.7", "5000.5", "4040.1", "3999.8")
"""Two figures that are hidden, and the contributions to these, to what is shown and to the total."""

_ROWS = """\
SELECT
    r.maatregel,
    CAST(j.jaar AS VARCHAR) AS periode,
    r.provincie,
    '_T' AS type_onderneming,
    CAST(r.vte AS DECIMAL(18, 1)) AS vte,
    r.bedrijven AS n,
    CAST(r.grootste AS DECIMAL(18, 1)) AS x,
    CAST(r.tweede AS DECIMAL(18, 1)) AS y
FROM (
    VALUES
    ('lde', 'BE21', 6600.2, 2, 4711.3, 1888.9),
    ('lde', 'BE22', 15001.4, 3, 5100.7, 5000.5),
    ('lde', 'BE23', 8586.7, 3, 3131.7, 2929.6),
    ('lde', 'BE24', 11878.1, 3, 4040.1, 3999.8),
    ('lde', '_T', 42066.4, 11, 5100.7, 5000.5)
) AS r (maatregel, provincie, vte, bedrijven, grootste, tweede)
CROSS JOIN (SELECT unnest($jaren::INTEGER[]) AS jaar) AS j
WHERE
    list_contains($maatregel::VARCHAR[], r.maatregel)
    AND (r.provincie = '_T' OR len($sneden::VARCHAR[][]) > 1)
    AND len($provincie::VARCHAR[]) = 0
"""

KNOWN = ITEM.partition("WITH gevraagd")[0] + _ROWS
"""The same item with figures and contributions that stand nowhere else."""
