-- /// item
-- titel        = "Aantal geïndiceerde werkzoekenden met een advies sociale economie"
-- indicator    = "geindiceerden_advies"
-- omschrijving = "Werkzoekenden met een geldig advies voor de maatregel, op de laatste peildatum van het jaar. Elke persoon heeft één advies."
-- bron         = "VDAB"
-- populatie    = "werkzoekende"
-- tijd         = "stand"
-- trefwoorden  = ["geïndiceerde werkzoekenden met een advies", "advies sociale economie", "wachtlijst", "werkzoekenden met een indicering"]
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["werkloosheidsduur", "herkomst", "leeftijd", "talenkennis", "bemiddelingsstatus", "opleidingsniveau", "geslacht", "provincie"] }
-- provincie = { codelist = "provincie", verplicht = false, filter = "provincie" }
-- [kolommen]
-- maatregel          = { rol = "maatregel", codelist = "maatregel", plaats = "kolom" }
-- periode            = { rol = "periode" }
-- werkloosheidsduur  = { rol = "dimensie", codelist = "werkloosheidsduur" }
-- herkomst           = { rol = "dimensie", codelist = "herkomst" }
-- leeftijd           = { rol = "dimensie", codelist = "leeftijd" }
-- talenkennis        = { rol = "dimensie", codelist = "talenkennis" }
-- bemiddelingsstatus = { rol = "dimensie", codelist = "bemiddelingsstatus" }
-- opleidingsniveau   = { rol = "dimensie", codelist = "opleidingsniveau" }
-- geslacht           = { rol = "dimensie", codelist = "geslacht" }
-- provincie          = { rol = "dimensie", codelist = "provincie" }
-- aantal             = { rol = "waarde", eenheid = "personen", titel = "Aantal geïndiceerde werkzoekenden" }
-- [beschikbaar.collectief_maatwerk]
-- jaren = { van = 2021 }
-- [beschikbaar.lde]
-- jaren = { van = 2021 }
-- [beschikbaar.arbeidszorg]
-- status  = "nvt"
-- passage = "arbeidszorg-geen-advies"
-- [relaties]
-- optelbaar = ["werkloosheidsduur", "herkomst", "leeftijd", "talenkennis", "bemiddelingsstatus", "opleidingsniveau", "geslacht", "provincie"]
-- ///
WITH gevraagd AS (
    SELECT unnest($sneden::VARCHAR[][]) AS snede
)

SELECT
    m.maatregel,
    CAST(m.jaar AS VARCHAR) AS periode,
    CASE
        WHEN list_contains(g.snede, 'werkloosheidsduur') THEN coalesce(m.werkloosheidsduur, '_U') ELSE '_T'
    END AS werkloosheidsduur,
    CASE WHEN list_contains(g.snede, 'herkomst') THEN coalesce(m.herkomst, '_U') ELSE '_T' END AS herkomst,
    CASE WHEN list_contains(g.snede, 'leeftijd') THEN coalesce(m.leeftijd, '_U') ELSE '_T' END AS leeftijd,
    CASE WHEN list_contains(g.snede, 'talenkennis') THEN coalesce(m.talenkennis, '_U') ELSE '_T' END AS talenkennis,
    CASE
        WHEN list_contains(g.snede, 'bemiddelingsstatus') THEN coalesce(m.bemiddelingsstatus, '_U') ELSE '_T'
    END AS bemiddelingsstatus,
    CASE
        WHEN list_contains(g.snede, 'opleidingsniveau') THEN coalesce(m.opleidingsniveau, '_U') ELSE '_T'
    END AS opleidingsniveau,
    CASE WHEN list_contains(g.snede, 'geslacht') THEN coalesce(m.geslacht, '_U') ELSE '_T' END AS geslacht,
    CASE WHEN list_contains(g.snede, 'provincie') THEN coalesce(m.provincie, '_U') ELSE '_T' END AS provincie,
    count(DISTINCT m.persoon_id) AS aantal
FROM m_advies AS m
CROSS JOIN gevraagd AS g
WHERE
    list_contains($maatregel::VARCHAR[], m.maatregel)
    AND list_contains($jaren::INTEGER[], m.jaar)
    AND (len($provincie::VARCHAR[]) = 0 OR list_contains($provincie::VARCHAR[], m.provincie))
GROUP BY ALL
