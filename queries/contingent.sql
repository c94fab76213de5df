-- /// item
-- titel        = "Toegekend contingent"
-- indicator    = "contingent"
-- omschrijving = "Voltijdsequivalenten (VTE) die toegekend waren, gemiddeld over de dagen van het jaar."
-- bron         = "Departement WSE"
-- populatie    = "geen"
-- tijd         = "jaargemiddelde"
-- trefwoorden  = ["beschikbare contingent", "toegekend contingent", "contingent voor LDE", "contingent voor maatwerkbedrijven"]
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["provincie"] }
-- [kolommen]
-- maatregel = { rol = "maatregel", codelist = "maatregel" }
-- periode   = { rol = "periode", titel = "Jaargemiddelde" }
-- provincie = { rol = "dimensie", codelist = "provincie" }
-- vte       = { rol = "waarde", eenheid = "VTE", decimalen = 1, titel = "Toegekend contingent (VTE)", leeg = "nb" }
-- [beschikbaar.lde]
-- jaren = { van = 2015 }
-- [beschikbaar.collectief_maatwerk]
-- jaren = { van = 2019 }
-- ///
WITH gevraagd AS (
    SELECT unnest($sneden::VARCHAR[][]) AS snede
),

jaar AS (
    SELECT unnest($jaren::INTEGER[]) AS jaar
),

dagen AS (
    SELECT
        c.maatregel,
        c.provincie,
        c.vte,
        j.jaar,
        make_date(j.jaar + 1, 1, 1) - make_date(j.jaar, 1, 1) AS in_jaar,
        least(coalesce(c.tot, make_date(j.jaar, 12, 31)), make_date(j.jaar, 12, 31))
        - greatest(c.van, make_date(j.jaar, 1, 1)) + 1 AS geldig
    FROM m_contingent AS c
    CROSS JOIN jaar AS j
    WHERE list_contains($maatregel::VARCHAR[], c.maatregel)
)

SELECT
    d.maatregel,
    CAST(d.jaar AS VARCHAR) AS periode,
    CASE WHEN list_contains(g.snede, 'provincie') THEN coalesce(d.provincie, '_U') ELSE '_T' END AS provincie,
    CAST(sum(d.vte * d.geldig) / max(d.in_jaar) AS DECIMAL(18, 1)) AS vte
FROM dagen AS d
CROSS JOIN gevraagd AS g
WHERE d.geldig > 0
GROUP BY ALL
