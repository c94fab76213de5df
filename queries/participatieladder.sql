-- /// item
-- titel        = "Personen op de participatieladder"
-- indicator    = "participatieladder"
-- omschrijving = "Personen met een afstand tot de arbeidsmarkt die werken of participeren, per trede van de participatieladder, zoals de inventaris van West-Vlaanderen ze telde (bezette plaatsen); met hun aandeel in het Vlaamse cijfer, in alle kansengroepen en tegenover de loontrekkenden, en de groei."
-- bron         = "POM West-Vlaanderen"
-- populatie    = "doelgroepwerknemer"
-- tijd         = "stand"
-- trefwoorden  = ["participatieladder", "participatieslang", "trede van de participatieladder", "tewerkstelling en participatie van kansengroepen"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["trede", "regio"] }
-- regio     = { codelist = "regio", filter = "regio", verplicht = false }
-- [kolommen]
-- maatregel       = { rol = "maatregel", codelist = "maatregel" }
-- trede           = { rol = "dimensie", codelist = "trede", volledig = false }
-- regio           = { rol = "dimensie", codelist = "regio", plaats = "kolom", volledig = false, totaal = false }
-- aantal          = { rol = "waarde", eenheid = "personen", leeg = "nb", titel = "Personen op de participatieladder" }
-- vlaanderen      = { rol = "waarde", eenheid = "procent", leeg = "nb", decimalen = "vl_decimalen", eenheid_in_cel = true, dimensies = { noemer = "vlaams_gewest" }, tabel = "Aandelen op de participatieladder", plaats = "kolom", titel = "In het Vlaamse cijfer" }
-- vl_decimalen    = { rol = "decimalen" }
-- kansengroepen   = { rol = "waarde", eenheid = "procent", leeg = "nb", decimalen = 1, eenheid_in_cel = true, dimensies = { noemer = "kansengroepen" }, tabel = "Aandelen op de participatieladder", plaats = "kolom", titel = "In alle treden samen" }
-- loontrekkenden  = { rol = "waarde", eenheid = "procent", leeg = "nb", decimalen = 1, eenheid_in_cel = true, dimensies = { noemer = "loontrekkenden" }, tabel = "Aandelen op de participatieladder", plaats = "kolom", titel = "Tegenover de loontrekkenden" }
-- west_vlaanderen = { rol = "waarde", eenheid = "procent", leeg = "nb", decimalen = 1, eenheid_in_cel = true, dimensies = { noemer = "west_vlaanderen" }, titel = "Aandeel in de participatieladder van West-Vlaanderen" }
-- groei           = { rol = "waarde", eenheid = "procent", leeg = "nb", decimalen = 1, eenheid_in_cel = true, teken = true, titel = "Groei van het aantal personen" }
-- periode         = { rol = "periode", vrij = true }
-- bron            = { rol = "bron" }
-- [beschikbaar.kansengroepen_alle]
-- jaren  = { van = 2016, tot = 2021 }
-- sneden = [["trede", "regio"]]
-- ///
WITH gevraagd AS (
    -- Every figure is about one region: one that is asked for apart, or the only one of the filter.
    SELECT
        snede,
        CASE WHEN len($regio::VARCHAR[]) = 1 THEN list_distinct(list_append(snede, 'regio')) ELSE snede END AS nodig
    FROM (SELECT unnest($sneden::VARCHAR[][]) AS snede)
),

rij AS (
    SELECT
        c.*,
        c.codes['noemer'] AS noemer,
        list_filter(map_keys(c.codes), lambda naam: naam != 'noemer') AS dimensies
    FROM m_cijfer AS c
    WHERE
        c.indicator = 'participatieladder'
        AND c.soort != 'constante'
        AND list_contains($maatregel::VARCHAR[], c.maatregel)
        AND list_has_any($jaren::INTEGER[], c.jaren)
        AND (len($regio::VARCHAR[]) = 0 OR list_contains($regio::VARCHAR[], c.codes['regio']))
)

SELECT
    r.maatregel,
    r.periode,
    CASE WHEN list_contains(g.snede, 'trede') THEN r.codes['trede'] ELSE '_T' END AS trede,
    CASE WHEN list_contains(g.snede, 'regio') THEN r.codes['regio'] ELSE '_T' END AS regio,
    max(r.waarde) FILTER (WHERE r.eenheid = 'personen') AS aantal,
    max(r.waarde) FILTER (WHERE r.noemer = 'vlaams_gewest') AS vlaanderen,
    max(r.decimalen) FILTER (WHERE r.noemer = 'vlaams_gewest') AS vl_decimalen,
    max(r.waarde) FILTER (WHERE r.noemer = 'kansengroepen') AS kansengroepen,
    max(r.waarde) FILTER (WHERE r.noemer = 'loontrekkenden') AS loontrekkenden,
    max(r.waarde) FILTER (WHERE r.noemer = 'west_vlaanderen') AS west_vlaanderen,
    max(r.waarde) FILTER (WHERE r.soort = 'groei') AS groei,
    list(DISTINCT r.bron ORDER BY r.bron) AS bron
FROM rij AS r
CROSS JOIN gevraagd AS g
WHERE list_sort(r.dimensies) = list_sort(g.nodig)
GROUP BY ALL
ORDER BY trede, regio, periode
