-- /// item
-- titel        = "Samenstelling van de treden van de participatieladder"
-- indicator    = "participatieladder"
-- omschrijving = "Personen met een afstand tot de arbeidsmarkt per maatregel of werkvorm binnen elke trede van de participatieladder, en op de trede met betaald werk ook of ze samen met anderen of individueel tewerkgesteld zijn, zoals de inventaris van West-Vlaanderen ze telde (bezette plaatsen)."
-- bron         = "POM West-Vlaanderen"
-- populatie    = "doelgroepwerknemer"
-- tijd         = "stand"
-- trefwoorden  = ["samenstelling van de participatieladder", "maatregelen op een trede", "collectieve en individuele tewerkstelling", "participatieslang Westhoek"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["trede", "werkvorm", "aard", "regio"] }
-- regio     = { codelist = "regio", filter = "regio", verplicht = false }
-- [kolommen]
-- maatregel = { rol = "maatregel", codelist = "maatregel" }
-- trede     = { rol = "dimensie", codelist = "trede", volledig = false }
-- werkvorm  = { rol = "dimensie", codelist = "werkvorm", volledig = false }
-- aard      = { rol = "dimensie", codelist = "aard", volledig = false }
-- regio     = { rol = "dimensie", codelist = "regio", plaats = "kolom", volledig = false, totaal = false }
-- periode   = { rol = "periode", vrij = true }
-- aantal    = { rol = "waarde", eenheid = "personen", leeg = "nb", status = "stand", titel = "Personen op de participatieladder" }
-- stand     = { rol = "status" }
-- trajecten = { rol = "waarde", eenheid = "trajecten", leeg = "nb", titel = "Trajecten op de participatieladder" }
-- aandeel   = { rol = "waarde", eenheid = "procent", leeg = "nb", decimalen = 1, eenheid_in_cel = true, dimensies = { noemer = "trede" }, titel = "Aandeel in de trede" }
-- bron      = { rol = "bron" }
-- [beschikbaar.kansengroepen_alle]
-- jaren  = { van = 2017, tot = 2021 }
-- sneden = [["trede", "werkvorm", "regio"], ["trede", "aard", "regio"]]
-- ///
WITH gevraagd AS (
    -- Every figure is about one region: one that is asked for apart, or the only one of the filter.
    SELECT
        snede,
        CASE WHEN len($regio::VARCHAR[]) = 1 THEN list_distinct(list_append(snede, 'regio')) ELSE snede END AS nodig
    FROM (SELECT unnest($sneden::VARCHAR[][]) AS snede)
),

-- A measure on a rung is a part of it like a form of work, unless the row says how people are employed.
rij AS (
    SELECT
        c.*,
        c.codes['noemer'] AS noemer,
        coalesce(
            c.codes['werkvorm'],
            CASE WHEN c.codes['aard'] IS NULL AND NOT list_contains($maatregel::VARCHAR[], c.maatregel) THEN c.maatregel END
        ) AS werkvorm
    FROM m_cijfer AS c
    WHERE
        c.indicator = 'participatieladder'
        AND c.soort = 'stand'
        AND c.maatregel != 'zonder_maatregel'
        -- "Eén op zeven" says less than the percentage that is printed beside it.
        AND c.eenheid IN ('personen', 'trajecten', 'procent')
        AND list_has_any($jaren::INTEGER[], c.jaren)
        AND (len($regio::VARCHAR[]) = 0 OR list_contains($regio::VARCHAR[], c.codes['regio']))
)

SELECT
    m.maatregel,
    r.periode,
    CASE WHEN list_contains(g.snede, 'trede') THEN r.codes['trede'] ELSE '_T' END AS trede,
    CASE WHEN list_contains(g.snede, 'werkvorm') THEN r.werkvorm ELSE '_T' END AS werkvorm,
    CASE WHEN list_contains(g.snede, 'aard') THEN r.codes['aard'] ELSE '_T' END AS aard,
    CASE WHEN list_contains(g.snede, 'regio') THEN r.codes['regio'] ELSE '_T' END AS regio,
    max(r.waarde) FILTER (WHERE r.eenheid = 'personen') AS aantal,
    max(r.status) FILTER (WHERE r.eenheid = 'personen') AS stand,
    max(r.waarde) FILTER (WHERE r.eenheid = 'trajecten') AS trajecten,
    max(r.waarde) FILTER (WHERE r.noemer = 'trede') AS aandeel,
    list(DISTINCT r.bron ORDER BY r.bron) AS bron
FROM rij AS r
CROSS JOIN gevraagd AS g
CROSS JOIN (SELECT unnest($maatregel::VARCHAR[]) AS maatregel) AS m
LEFT JOIN codelijst AS w ON w.lijst = 'werkvorm' AND w.code = r.werkvorm
WHERE
    (r.codes['trede'] IS NOT NULL) = list_contains(g.nodig, 'trede')
    AND (r.werkvorm IS NOT NULL) = list_contains(g.nodig, 'werkvorm')
    AND (r.codes['aard'] IS NOT NULL) = list_contains(g.nodig, 'aard')
    AND (r.codes['regio'] IS NOT NULL) = list_contains(g.nodig, 'regio')
GROUP BY m.maatregel, r.periode, r.codes, r.werkvorm, w.volgorde, g.snede, r.noemer
ORDER BY trede, w.volgorde, aard, regio, periode
