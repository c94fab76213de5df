-- /// item
-- titel        = "Aantal personen aan het werk"
-- indicator    = "doelgroepwerknemers"
-- omschrijving = "Personen die in het jaar gesubsidieerd werk deden in de maatregel, ook tijdelijk. Wie in een jaar bij meer dan een onderneming werkte, telt één keer per maatregel."
-- bron         = "Departement WSE, gekoppeld aan gegevens van VDAB"
-- populatie    = "doelgroepwerknemer"
-- tijd         = "stroom"
-- trefwoorden  = ["aantal doelgroepwerknemers", "doelgroepwerknemers actief in", "hoeveel mensen zijn aan de slag in", "maatwerkers", "LDE'ers", "arbeidszorgmedewerkers"]
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["leeftijd", "herkomst", "geslacht", "opleidingsniveau", "talenkennis", "provincie"] }
-- provincie = { codelist = "provincie", verplicht = false, filter = "provincie" }
-- [kolommen]
-- maatregel        = { rol = "maatregel", codelist = "maatregel" }
-- periode          = { rol = "periode" }
-- leeftijd         = { rol = "dimensie", codelist = "leeftijd" }
-- herkomst         = { rol = "dimensie", codelist = "herkomst" }
-- geslacht         = { rol = "dimensie", codelist = "geslacht" }
-- opleidingsniveau = { rol = "dimensie", codelist = "opleidingsniveau" }
-- talenkennis      = { rol = "dimensie", codelist = "talenkennis" }
-- provincie        = { rol = "dimensie", codelist = "provincie" }
-- aantal           = { rol = "waarde", eenheid = "personen", titel = "Aantal personen" }
-- [beschikbaar.lde]
-- jaren   = { van = 2015 }
-- profiel = { van = 2020, daarbuiten = "passage:profiel-vanaf-2020" }
-- [beschikbaar.collectief_maatwerk]
-- jaren   = { van = 2019 }
-- profiel = { van = 2020, daarbuiten = "passage:profiel-vanaf-2020" }
-- [beschikbaar.arbeidszorg]
-- jaren   = { van = 2020, tot = 2020, daarbuiten = "passage:profiel-vanaf-2020" }
-- profiel = { van = 2020, tot = 2020, daarbuiten = "passage:profiel-vanaf-2020" }
-- [relaties]
-- optelbaar = ["leeftijd", "herkomst", "geslacht", "opleidingsniveau", "talenkennis", "provincie"]
-- ///
WITH gevraagd AS (
    SELECT unnest($sneden::VARCHAR[][]) AS snede
)

SELECT
    m.maatregel,
    CAST(m.jaar AS VARCHAR) AS periode,
    CASE WHEN list_contains(g.snede, 'leeftijd') THEN coalesce(m.leeftijd, '_U') ELSE '_T' END AS leeftijd,
    CASE WHEN list_contains(g.snede, 'herkomst') THEN coalesce(m.herkomst, '_U') ELSE '_T' END AS herkomst,
    CASE WHEN list_contains(g.snede, 'geslacht') THEN coalesce(m.geslacht, '_U') ELSE '_T' END AS geslacht,
    CASE
        WHEN list_contains(g.snede, 'opleidingsniveau') THEN coalesce(m.opleidingsniveau, '_U') ELSE '_T'
    END AS opleidingsniveau,
    CASE WHEN list_contains(g.snede, 'talenkennis') THEN coalesce(m.talenkennis, '_U') ELSE '_T' END AS talenkennis,
    CASE WHEN list_contains(g.snede, 'provincie') THEN coalesce(m.provincie, '_U') ELSE '_T' END AS provincie,
    count(DISTINCT m.persoon_id) AS aantal
FROM m_persoon_jaar AS m
CROSS JOIN gevraagd AS g
WHERE
    list_contains($maatregel::VARCHAR[], m.maatregel)
    AND list_contains($jaren::INTEGER[], m.jaar)
    AND (len($provincie::VARCHAR[]) = 0 OR list_contains($provincie::VARCHAR[], m.provincie))
GROUP BY ALL
