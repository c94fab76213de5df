-- /// item
-- titel        = "Nieuwe vraag: aantal ondernemingen"
-- indicator    = "ondernemingen"
-- omschrijving = "Wat wordt geteld, bij welke populatie, en wanneer telt iets één keer? (Dit voorbeeld telt ondernemingen met gesubsidieerde prestaties in het jaar.)"
-- bron         = "Departement WSE"
-- populatie    = "onderneming"
-- tijd         = "stroom"
-- trefwoorden  = ["aantal ondernemingen"]
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["provincie"] }
-- [kolommen]
-- maatregel = { rol = "maatregel", codelist = "maatregel" }
-- periode   = { rol = "periode" }
-- provincie = { rol = "dimensie", codelist = "provincie" }
-- aantal    = { rol = "waarde", eenheid = "ondernemingen", titel = "Aantal ondernemingen" }
-- [beschikbaar.lde]
-- jaren = { van = 2015 }
-- [beschikbaar.collectief_maatwerk]
-- jaren = { van = 2019 }
-- [relaties]
-- optelbaar = ["provincie"]
-- ///
WITH gevraagd AS (
    SELECT unnest($sneden::VARCHAR[][]) AS snede
)

SELECT
    m.maatregel,
    CAST(m.jaar AS VARCHAR) AS periode,
    CASE WHEN list_contains(g.snede, 'provincie') THEN coalesce(m.provincie, '_U') ELSE '_T' END AS provincie,
    count(*) AS aantal
FROM m_onderneming_jaar AS m
CROSS JOIN gevraagd AS g
WHERE
    list_contains($maatregel::VARCHAR[], m.maatregel)
    AND list_contains($jaren::INTEGER[], m.jaar)
GROUP BY ALL
