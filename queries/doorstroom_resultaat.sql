-- /// item
-- titel        = "Resultaat van doorstroomtrajecten"
-- indicator    = "doorstroom_resultaat"
-- omschrijving = "Personen van wie het doorstroomtraject, opgestart in de gevraagde jaren, beëindigd is: met of zonder aansluitende start in het normaal economisch circuit (NEC). Lopende trajecten tellen niet mee. Wie meer dan één traject beëindigde, telt één keer, met het laatste."
-- bron         = "Departement WSE en VDAB"
-- populatie    = "doelgroepwerknemer"
-- tijd         = "stroom"
-- trefwoorden  = ["doorstroomtraject succesvol afgewerkt", "doorgestroomd naar een reguliere vacature", "zonder concrete uitstroommogelijkheid", "resultaat van de doorstroom"]
-- [params]
-- maatregel        = { codelist = "maatregel" }
-- jaren            = { type = "years" }
-- periode          = { type = "periode" }
-- trajectresultaat = { codelist = "trajectresultaat", many = false, filter = "trajectresultaat" }
-- sneden           = { type = "sneden", dimensies = ["herkomst", "leeftijd", "talenkennis", "opleidingsniveau", "geslacht", "provincie"] }
-- [kolommen]
-- maatregel        = { rol = "maatregel", codelist = "maatregel", plaats = "kolom" }
-- periode          = { rol = "periode" }
-- trajectresultaat = { rol = "dimensie", codelist = "trajectresultaat" }
-- herkomst         = { rol = "dimensie", codelist = "herkomst" }
-- leeftijd         = { rol = "dimensie", codelist = "leeftijd" }
-- talenkennis      = { rol = "dimensie", codelist = "talenkennis" }
-- opleidingsniveau = { rol = "dimensie", codelist = "opleidingsniveau" }
-- geslacht         = { rol = "dimensie", codelist = "geslacht" }
-- provincie        = { rol = "dimensie", codelist = "provincie" }
-- aantal           = { rol = "waarde", eenheid = "personen", titel = "Aantal personen" }
-- [beschikbaar.lde]
-- jaren = { van = 2019 }
-- [beschikbaar.collectief_maatwerk]
-- jaren = { van = 2019 }
-- [beschikbaar.arbeidszorg]
-- status  = "nvt"
-- passage = "arbeidszorg-geen-doorstroom"
-- [relaties]
-- binnen    = { dimensie = "trajectresultaat", indicator = "doorstroomtrajecten_gestart", eenheid = "trajecten" }
-- optelbaar = ["herkomst", "leeftijd", "talenkennis", "opleidingsniveau", "geslacht", "provincie"]
-- ///
WITH gevraagd AS (
    SELECT unnest($sneden::VARCHAR[][]) AS snede
),

-- One row per person: who ended several trajectories has one result and one profile, those of the last.
laatste AS (
    SELECT *
    FROM m_traject
    WHERE
        list_contains($maatregel::VARCHAR[], maatregel)
        AND list_contains($jaren::INTEGER[], startjaar)
        AND trajectresultaat IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY maatregel, persoon_id ORDER BY einddatum DESC NULLS LAST, traject_id DESC) = 1
)

SELECT
    m.maatregel,
    $periode AS periode,
    m.trajectresultaat,
    CASE WHEN list_contains(g.snede, 'herkomst') THEN coalesce(m.herkomst, '_U') ELSE '_T' END AS herkomst,
    CASE WHEN list_contains(g.snede, 'leeftijd') THEN coalesce(m.leeftijd, '_U') ELSE '_T' END AS leeftijd,
    CASE WHEN list_contains(g.snede, 'talenkennis') THEN coalesce(m.talenkennis, '_U') ELSE '_T' END AS talenkennis,
    CASE
        WHEN list_contains(g.snede, 'opleidingsniveau') THEN coalesce(m.opleidingsniveau, '_U') ELSE '_T'
    END AS opleidingsniveau,
    CASE WHEN list_contains(g.snede, 'geslacht') THEN coalesce(m.geslacht, '_U') ELSE '_T' END AS geslacht,
    CASE WHEN list_contains(g.snede, 'provincie') THEN coalesce(m.provincie, '_U') ELSE '_T' END AS provincie,
    count(*) AS aantal
FROM laatste AS m
CROSS JOIN gevraagd AS g
WHERE list_contains($trajectresultaat::VARCHAR[], m.trajectresultaat)
GROUP BY ALL
