-- /// item
-- titel        = "Kerncijfers van de arbeidsmarkt"
-- indicator    = "andere"
-- omschrijving = "Loontrekkenden, niet-beroepsactieven, invaliden en niet-werkende werkzoekenden in West-Vlaanderen (werkzoekenden ook in het Vlaams Gewest), met enkele aandelen en het streefcijfer voor de werkzaamheidsgraad, zoals de inventarissen van West-Vlaanderen ze vermelden."
-- bron         = "POM West-Vlaanderen"
-- populatie    = "geen"
-- tijd         = "stand"
-- trefwoorden  = ["loontrekkenden", "niet-beroepsactieven", "invaliden", "niet-werkende werkzoekenden uit de kansengroepen", "bezoldigde tewerkstelling", "werkzaamheidsgraad"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["regio"] }
-- regio     = { codelist = "regio", filter = "regio", verplicht = false }
-- [kolommen]
-- maatregel            = { rol = "maatregel", codelist = "maatregel" }
-- regio                = { rol = "dimensie", codelist = "regio", plaats = "kolom", volledig = false, totaal = false }
-- periode              = { rol = "periode", vrij = true }
-- loontrekkenden       = { rol = "waarde", indicator = "loontrekkenden", eenheid = "personen", leeg = "nb", tabel = "Kerncijfers van de arbeidsmarkt", plaats = "rij", titel = "Loontrekkenden" }
-- niet_beroepsactieven = { rol = "waarde", indicator = "niet_beroepsactieven", eenheid = "personen", leeg = "nb", tabel = "Kerncijfers van de arbeidsmarkt", plaats = "rij", titel = "Niet-beroepsactieven" }
-- invaliden            = { rol = "waarde", indicator = "invaliden", eenheid = "personen", leeg = "nb", tabel = "Kerncijfers van de arbeidsmarkt", plaats = "rij", titel = "Invaliden" }
-- werkzoekenden        = { rol = "waarde", indicator = "werkzoekenden", eenheid = "personen", leeg = "nb", tabel = "Kerncijfers van de arbeidsmarkt", plaats = "rij", titel = "Niet-werkende werkzoekenden" }
-- kansengroepen        = { rol = "waarde", indicator = "werkzoekenden_kansengroepen", eenheid = "procent", leeg = "nb", decimalen = 1, eenheid_in_cel = true, dimensies = { noemer = "nwwz" }, tabel = "Aandelen op de arbeidsmarkt", plaats = "rij", titel = "Werkzoekenden uit de kansengroepen, in alle niet-werkende werkzoekenden" }
-- bezoldigd            = { rol = "waarde", indicator = "bezoldigde_tewerkstelling", eenheid = "procent", leeg = "nb", decimalen = 1, eenheid_in_cel = true, dimensies = { noemer = "vlaams_gewest" }, tabel = "Aandelen op de arbeidsmarkt", plaats = "rij", titel = "Bezoldigde tewerkstelling, in die van het Vlaams Gewest" }
-- betaald_werk         = { rol = "waarde", indicator = "participatieladder", eenheid = "procent", leeg = "nb", decimalen = 1, eenheid_in_cel = true, dimensies = { noemer = "loontrekkenden", trede = "T6" }, tabel = "Aandelen op de arbeidsmarkt", plaats = "rij", titel = "Betaald werk zonder ondersteuning, in alle loontrekkenden" }
-- onverklaard          = { rol = "waarde", eenheid = "procent", leeg = "nb", decimalen = 1, eenheid_in_cel = true, dimensies = { noemer = "_U" }, tabel = "Aandelen op de arbeidsmarkt", plaats = "rij", titel = "Percentage dat de bron naast de treden drukt, zonder te zeggen waarvan" }
-- streefcijfer         = { rol = "waarde", indicator = "werkzaamheidsgraad", eenheid = "procent", leeg = "nb", eenheid_in_cel = true, titel = "Streefcijfer voor de werkzaamheidsgraad" }
-- bron                 = { rol = "bron" }
-- [beschikbaar.zonder_maatregel]
-- jaren  = { van = 2013, tot = 2020 }
-- sneden = [["regio"]]
-- ///
WITH gevraagd AS (
    SELECT
        snede,
        CASE WHEN len($regio::VARCHAR[]) = 1 THEN list_distinct(list_append(snede, 'regio')) ELSE snede END AS nodig
    FROM (SELECT unnest($sneden::VARCHAR[][]) AS snede)
)

SELECT
    c.maatregel,
    c.periode,
    CASE WHEN list_contains(g.snede, 'regio') THEN c.codes['regio'] ELSE '_T' END AS regio,
    max(c.waarde) FILTER (WHERE c.indicator = 'loontrekkenden') AS loontrekkenden,
    max(c.waarde) FILTER (WHERE c.indicator = 'niet_beroepsactieven') AS niet_beroepsactieven,
    max(c.waarde) FILTER (WHERE c.indicator = 'invaliden') AS invaliden,
    max(c.waarde) FILTER (WHERE c.indicator = 'werkzoekenden') AS werkzoekenden,
    max(c.waarde) FILTER (WHERE c.indicator = 'werkzoekenden_kansengroepen') AS kansengroepen,
    max(c.waarde) FILTER (WHERE c.indicator = 'bezoldigde_tewerkstelling') AS bezoldigd,
    max(c.waarde) FILTER (WHERE c.indicator = 'participatieladder') AS betaald_werk,
    max(c.waarde) FILTER (WHERE c.indicator = 'andere') AS onverklaard,
    max(c.waarde) FILTER (WHERE c.indicator = 'werkzaamheidsgraad') AS streefcijfer,
    list(DISTINCT c.bron ORDER BY c.bron) AS bron
FROM m_cijfer AS c
CROSS JOIN gevraagd AS g
-- The inventories of West-Flanders; other publications count job seekers by other characteristics.
WHERE
    list_contains(['pom-2013', 'ladder-2017'], c.bron)
    AND list_contains($maatregel::VARCHAR[], c.maatregel)
    AND list_has_any($jaren::INTEGER[], c.jaren)
    AND (len($regio::VARCHAR[]) = 0 OR list_contains($regio::VARCHAR[], c.codes['regio']))
    AND (c.codes['regio'] IS NOT NULL) = list_contains(g.nodig, 'regio')
GROUP BY ALL
ORDER BY regio, c.periode
