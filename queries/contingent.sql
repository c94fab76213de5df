-- /// item
-- titel        = "Toegekend contingent"
-- indicator    = "contingent"
-- omschrijving = "Voltijdsequivalenten (VTE) die toegekend waren, gemiddeld over de dagen van het jaar, per onderneming afgerond op één decimaal."
-- bron         = "Departement WSE"
-- populatie    = "onderneming"
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
-- vte       = { rol = "waarde", eenheid = "VTE", decimalen = 1, titel = "Toegekend contingent (VTE)", bijdragen = { aantal = "houders", grootste = "grootste", tweede = "tweede" }, leeg = "nb" }
-- houders   = { rol = "bijdrage" }
-- grootste  = { rol = "bijdrage" }
-- tweede    = { rol = "bijdrage" }
-- [beschikbaar.lde]
-- jaren = { van = 2015 }
-- [beschikbaar.collectief_maatwerk]
-- jaren = { van = 2019 }
-- [relaties]
-- optelbaar = ["provincie"]
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
        c.onderneming_id,
        c.provincie,
        c.vte,
        j.jaar,
        make_date(j.jaar + 1, 1, 1) - make_date(j.jaar, 1, 1) AS in_jaar,
        least(coalesce(c.tot, make_date(j.jaar, 12, 31)), make_date(j.jaar, 12, 31))
        - greatest(c.van, make_date(j.jaar, 1, 1)) + 1 AS geldig
    FROM m_contingent AS c
    CROSS JOIN jaar AS j
    WHERE list_contains($maatregel::VARCHAR[], c.maatregel)
),

-- Rounded before they are added up, so that provinces make up their total and a contribution fits in its sum.
toekenning AS (
    SELECT
        d.maatregel,
        d.onderneming_id,
        d.provincie,
        d.jaar,
        CAST(sum(d.vte * d.geldig) / max(d.in_jaar) AS DECIMAL(18, 1)) AS vte
    FROM dagen AS d
    WHERE d.geldig > 0
    GROUP BY ALL
)

SELECT
    t.maatregel,
    CAST(t.jaar AS VARCHAR) AS periode,
    CASE WHEN list_contains(g.snede, 'provincie') THEN coalesce(t.provincie, '_U') ELSE '_T' END AS provincie,
    CAST(sum(t.vte) AS DECIMAL(18, 1)) AS vte,
    count(*) FILTER (WHERE t.vte > 0) AS houders,
    max(t.vte) AS grootste,
    coalesce(max(t.vte, 2)[2], 0) AS tweede
FROM toekenning AS t
CROSS JOIN gevraagd AS g
GROUP BY ALL
