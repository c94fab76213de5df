-- /// item
-- titel        = "Aantal ondernemingen naar grootteklasse"
-- indicator    = "ondernemingen_grootteklasse"
-- omschrijving = "Ondernemingen met gesubsidieerde prestaties in het jaar, naar het jaargemiddelde van hun voltijdsequivalenten (VTE) in de maatregel. De ondergrens van een klasse beslist."
-- bron         = "Departement WSE"
-- populatie    = "onderneming"
-- tijd         = "jaargemiddelde"
-- trefwoorden  = ["aantal ondernemingen", "opgedeeld naar hoeveel er actief zijn binnen de onderneming", "grootteklasse", "grootte van de onderneming", "maatwerkbedrijven", "LDE-ondernemingen", "arbeidszorgondernemingen"]
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["grootteklasse", "type_onderneming", "provincie"] }
-- klassen   = { type = "klassen" }
-- provincie = { codelist = "provincie", verplicht = false, filter = "provincie" }
-- [kolommen]
-- maatregel        = { rol = "maatregel", codelist = "maatregel" }
-- periode          = { rol = "periode" }
-- grootteklasse    = { rol = "dimensie", titel = "Aantal personen actief (VTE)", totaal = false }
-- type_onderneming = { rol = "dimensie", codelist = "type_onderneming", plaats = "kolom", totaal = false, volgorde = ["experimentele_arbeidszorg", "structurele_arbeidszorg", "activerende_arbeidszorg"] }
-- provincie        = { rol = "dimensie", codelist = "provincie" }
-- aantal           = { rol = "waarde", eenheid = "ondernemingen", titel = "Aantal ondernemingen" }
-- [beschikbaar.lde]
-- jaren   = { van = 2015 }
-- klassen = "grootteklasse_lde"
-- sneden  = [["grootteklasse"]]
-- noten   = ["lde-afstand-contingent"]
-- [beschikbaar.collectief_maatwerk]
-- jaren   = { van = 2019 }
-- klassen = "grootteklasse_maatwerk"
-- sneden  = [["grootteklasse"]]
-- [beschikbaar.arbeidszorg]
-- jaren   = { van = 2020, tot = 2020 }
-- klassen = "grootteklasse_arbeidszorg"
-- sneden  = [["grootteklasse", "type_onderneming"]]
-- [relaties]
-- optelbaar = ["grootteklasse", "type_onderneming", "provincie"]
-- ///
WITH gevraagd AS (
    SELECT unnest($sneden::VARCHAR[][]) AS snede
),

klasse AS (
    SELECT unnest($klassen::STRUCT(maatregel VARCHAR, code VARCHAR, van DOUBLE, tot DOUBLE)[], recursive := true)
)

SELECT
    m.maatregel,
    CAST(m.jaar AS VARCHAR) AS periode,
    CASE WHEN list_contains(g.snede, 'grootteklasse') THEN k.code ELSE '_T' END AS grootteklasse,
    CASE
        WHEN list_contains(g.snede, 'type_onderneming') THEN coalesce(m.type_onderneming, '_U') ELSE '_T'
    END AS type_onderneming,
    CASE WHEN list_contains(g.snede, 'provincie') THEN coalesce(m.provincie, '_U') ELSE '_T' END AS provincie,
    count(*) AS aantal
FROM m_onderneming_jaar AS m
INNER JOIN klasse AS k
    ON m.maatregel = k.maatregel AND m.vte >= k.van AND (k.tot IS NULL OR m.vte < k.tot)
CROSS JOIN gevraagd AS g
WHERE
    list_contains($maatregel::VARCHAR[], m.maatregel)
    AND list_contains($jaren::INTEGER[], m.jaar)
    AND (len($provincie::VARCHAR[]) = 0 OR list_contains($provincie::VARCHAR[], m.provincie))
GROUP BY ALL
