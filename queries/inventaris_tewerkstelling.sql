-- /// item
-- titel        = "Tewerkstelling van kansengroepen in de sociale economie"
-- indicator    = "doelgroepwerknemers"
-- omschrijving = "Personen uit kansengroepen die in West-Vlaanderen en in het Vlaams Gewest aan het werk waren, per werkvorm, zoals de provinciale inventaris ze telde; met het aandeel van West-Vlaanderen in het Vlaamse cijfer de evolutie tussen beide jaren en het deel dat aan geen streek binnen de provincie toegewezen kon worden."
-- bron         = "POM West-Vlaanderen"
-- populatie    = "doelgroepwerknemer"
-- tijd         = "stand"
-- trefwoorden  = ["tewerkstelling van kansengroepen", "inventaris sociale economie West-Vlaanderen", "tewerkstellingsinitiatieven", "werkvormen van de sociale economie"]
-- noten        = ["inventaris-werkvormen"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["werkvorm", "regio"] }
-- regio     = { codelist = "regio", filter = "regio", verplicht = false }
-- [kolommen]
-- maatregel      = { rol = "maatregel", codelist = "maatregel" }
-- werkvorm       = { rol = "dimensie", codelist = "werkvorm", volledig = false, totaal = false }
-- regio          = { rol = "dimensie", codelist = "regio", plaats = "kolom", volledig = false, totaal = false }
-- periode        = { rol = "periode", vrij = true }
-- aantal         = { rol = "waarde", eenheid = "personen", leeg = "nb", titel = "Tewerkstelling van kansengroepen" }
-- aandeel        = { rol = "waarde", eenheid = "procent", decimalen = 1, leeg = "nb", eenheid_in_cel = true, dimensies = { noemer = "vlaams_gewest" }, status = "aandeel_status", titel = "Aandeel van West-Vlaanderen in het Vlaamse cijfer" }
-- aandeel_status = { rol = "status" }
-- groei          = { rol = "waarde", eenheid = "procent", decimalen = 1, leeg = "nb", eenheid_in_cel = true, teken = true, status = "groei_status", titel = "Evolutie van de tewerkstelling" }
-- groei_status   = { rol = "status" }
-- zonder_streek  = { rol = "waarde", eenheid = "procent", leeg = "nb", eenheid_in_cel = true, dimensies = { noemer = "kansengroepen" }, titel = "Niet toegewezen deel van de tewerkstelling (zonder dienstencheques)" }
-- bron           = { rol = "bron" }
-- [beschikbaar.sociale_economie]
-- jaren  = { van = 2012, tot = 2013 }
-- sneden = [["werkvorm", "regio"]]
-- ///
WITH gevraagd AS (
    SELECT unnest($sneden::VARCHAR[][]) AS snede
),

-- A row of the inventory is a form of work, or a measure where the inventory means the measure itself.
rij AS (
    SELECT
        c.*,
        w.code AS werkvorm,
        w.volgorde AS plaats,
        c.codes['regio'] AS regio
    FROM m_cijfer AS c
    LEFT JOIN codelijst AS w ON w.lijst = 'werkvorm' AND w.code = coalesce(c.codes['werkvorm'], c.maatregel)
    WHERE
        c.bron = 'pom-2013'
        AND (
            (w.code IS NOT NULL AND list_contains(c.tabellen, 'tewerkstellingscreatie'))
            -- What no district could be given is printed for all forms of work together.
            OR (c.indicator = 'doelgroepwerknemers' AND c.codes['noemer'] = 'kansengroepen' AND c.codes['regio'] = '_U')
        )
        AND list_has_any($jaren::INTEGER[], c.jaren)
        AND (len($regio::VARCHAR[]) = 0 OR list_contains($regio::VARCHAR[], c.codes['regio']))
)

SELECT
    m.maatregel,
    r.periode,
    coalesce(r.werkvorm, '_T') AS werkvorm,
    CASE WHEN list_contains(g.snede, 'regio') THEN r.regio ELSE '_T' END AS regio,
    max(r.waarde) FILTER (WHERE r.eenheid = 'personen') AS aantal,
    max(r.waarde) FILTER (WHERE r.codes['noemer'] = 'vlaams_gewest') AS aandeel,
    max(r.status) FILTER (WHERE r.codes['noemer'] = 'vlaams_gewest') AS aandeel_status,
    max(r.waarde) FILTER (WHERE r.soort = 'groei') AS groei,
    max(r.status) FILTER (WHERE r.soort = 'groei') AS groei_status,
    max(r.waarde) FILTER (WHERE r.codes['noemer'] = 'kansengroepen') AS zonder_streek,
    any_value(r.bron) AS bron
FROM rij AS r
CROSS JOIN gevraagd AS g
CROSS JOIN (SELECT unnest($maatregel::VARCHAR[]) AS maatregel) AS m
-- The inventory gives every form of work for a region, and no sum over regions.
WHERE
    list_contains(g.snede, 'werkvorm') = (r.werkvorm IS NOT NULL)
    AND (list_contains(g.snede, 'regio') OR len($regio::VARCHAR[]) = 1)
GROUP BY m.maatregel, r.periode, r.werkvorm, r.regio, g.snede
ORDER BY min(r.plaats) NULLS LAST, r.regio, r.periode
