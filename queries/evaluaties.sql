-- /// item
-- titel        = "Evaluaties zonder opstart van een doorstroomtraject"
-- indicator    = "evaluaties"
-- omschrijving = "Dossiers waarin een evaluatie gebeurde waarop geen doorstroomtraject volgde, naar de oriëntatie die de evaluatie gaf."
-- bron         = "Departement WSE en VDAB"
-- populatie    = "doelgroepwerknemer"
-- tijd         = "stroom"
-- ook_voor     = ["afwijkingen"]
-- trefwoorden  = ["evaluatie zonder doorstroom", "geen doorstroomtraject opstarten", "oriëntatie na evaluatie", "afwijking gekregen"]
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- periode   = { type = "periode" }
-- sneden    = { type = "sneden", dimensies = ["evaluatieresultaat"] }
-- [kolommen]
-- maatregel          = { rol = "maatregel", codelist = "maatregel" }
-- periode            = { rol = "periode" }
-- evaluatieresultaat = { rol = "dimensie", codelist = "evaluatieresultaat" }
-- aantal             = { rol = "waarde", eenheid = "dossiers" }
-- [beschikbaar.lde]
-- jaren  = { van = 2019 }
-- sneden = [["evaluatieresultaat"]]
-- [beschikbaar.collectief_maatwerk]
-- status  = "nvt"
-- passage = "maatwerk-geen-afwijking"
-- [relaties]
-- optelbaar = ["evaluatieresultaat"]
-- ///
WITH gevraagd AS (
    SELECT unnest($sneden::VARCHAR[][]) AS snede
)

SELECT
    m.maatregel,
    $periode AS periode,
    CASE
        WHEN list_contains(g.snede, 'evaluatieresultaat') THEN coalesce(m.evaluatieresultaat, '_U') ELSE '_T'
    END AS evaluatieresultaat,
    count(*) AS aantal
FROM m_evaluatie AS m
CROSS JOIN gevraagd AS g
WHERE
    list_contains($maatregel::VARCHAR[], m.maatregel)
    AND list_contains($jaren::INTEGER[], m.jaar)
    AND NOT m.opgestart
GROUP BY ALL
