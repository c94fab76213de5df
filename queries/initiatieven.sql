-- /// item
-- titel        = "Ondernemingen, initiatieven, projecten en vestigingen"
-- indicator    = "ondernemingen"
-- omschrijving = "Aantal ondernemingen, initiatieven, projecten of vestigingen per maatregel, zoals publicaties het vermelden; waar ze het zeggen ook naar erkenning, organisatie, activiteit of regio. Elke publicatie telt op haar eigen manier."
-- bron         = "gepubliceerde cijfers"
-- populatie    = "onderneming"
-- tijd         = "stand"
-- trefwoorden  = ["hoeveel sociale werkplaatsen", "aantal beschutte werkplaatsen", "aantal initiatieven", "aantal invoegbedrijven", "aantal vestigingen van maatwerkbedrijven"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["erkenning", "organisatie", "activiteit", "regio"] }
-- regio     = { codelist = "regio", filter = "regio", verplicht = false }
-- [kolommen]
-- maatregel       = { rol = "maatregel", codelist = "maatregel", plaats = "rij" }
-- erkenning       = { rol = "dimensie", codelist = "erkenning", volledig = false, totaal = false }
-- organisatie     = { rol = "dimensie", codelist = "organisatie", volledig = false, totaal = false }
-- activiteit      = { rol = "dimensie", codelist = "activiteit", volledig = false, totaal = false }
-- regio           = { rol = "dimensie", codelist = "regio", plaats = "kolom", volledig = false, totaal = false }
-- periode         = { rol = "periode", vrij = true }
-- ondernemingen   = { rol = "waarde", eenheid = "ondernemingen", leeg = "nb", toelichting = "nauwkeurigheid", titel = "Aantal ondernemingen" }
-- initiatieven    = { rol = "waarde", eenheid = "initiatieven", leeg = "nb", toelichting = "nauwkeurigheid", titel = "Aantal initiatieven" }
-- projecten       = { rol = "waarde", eenheid = "projecten", leeg = "nb", toelichting = "nauwkeurigheid", titel = "Aantal projecten" }
-- vestigingen     = { rol = "waarde", eenheid = "vestigingen", leeg = "nb", toelichting = "nauwkeurigheid", titel = "Aantal vestigingen" }
-- aandeel         = { rol = "waarde", eenheid = "procent", leeg = "nb", eenheid_in_cel = true, toelichting = "nauwkeurigheid", titel = "Aandeel van de ondernemingen" }
-- verhouding      = { rol = "waarde", eenheid = "op_3", leeg = "nb", eenheid_in_cel = true, toelichting = "nauwkeurigheid", titel = "Deel van de ondernemingen" }
-- nauwkeurigheid  = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- bron            = { rol = "bron" }
-- [beschikbaar.sociale_economie]
-- jaren = { van = 2004, tot = 2005 }
-- [beschikbaar.sociale_werkplaats]
-- jaren = { van = 2005, tot = 2013 }
-- [beschikbaar.beschutte_werkplaats]
-- jaren = { van = 2005, tot = 2013 }
-- [beschikbaar.collectief_maatwerk]
-- jaren = { van = 2013 }
-- [beschikbaar.invoegbedrijf]
-- jaren = { van = 2005, tot = 2005 }
-- [beschikbaar.arbeidszorg]
-- jaren = { van = 2005, tot = 2013 }
-- [beschikbaar.lde]
-- jaren = { van = 2013, tot = 2013 }
-- [beschikbaar.buurt_en_nabijheidsdienst]
-- jaren = { van = 2004, tot = 2004 }
-- [beschikbaar.sine]
-- jaren = { van = 2015, tot = 2015 }
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
    CASE WHEN list_contains(g.snede, 'erkenning') THEN c.codes['erkenning'] ELSE '_T' END AS erkenning,
    CASE WHEN list_contains(g.snede, 'organisatie') THEN c.codes['organisatie'] ELSE '_T' END AS organisatie,
    CASE WHEN list_contains(g.snede, 'activiteit') THEN c.codes['activiteit'] ELSE '_T' END AS activiteit,
    CASE WHEN list_contains(g.snede, 'regio') THEN c.codes['regio'] ELSE '_T' END AS regio,
    max(c.waarde) FILTER (WHERE c.eenheid = 'ondernemingen') AS ondernemingen,
    max(c.waarde) FILTER (WHERE c.eenheid = 'initiatieven') AS initiatieven,
    max(c.waarde) FILTER (WHERE c.eenheid = 'projecten') AS projecten,
    max(c.waarde) FILTER (WHERE c.eenheid = 'vestigingen') AS vestigingen,
    max(c.waarde) FILTER (WHERE c.eenheid = 'procent') AS aandeel,
    max(c.waarde) FILTER (WHERE c.eenheid = 'op_3') AS verhouding,
    max(c.nauwkeurigheid) AS nauwkeurigheid,
    list(DISTINCT c.bron ORDER BY c.bron) AS bron
FROM m_cijfer AS c
CROSS JOIN gevraagd AS g
WHERE
    c.indicator = 'ondernemingen'
    AND list_contains($maatregel::VARCHAR[], c.maatregel)
    AND list_has_any($jaren::INTEGER[], c.jaren)
    AND (len($regio::VARCHAR[]) = 0 OR list_contains($regio::VARCHAR[], c.codes['regio']))
    AND list_sort(map_keys(c.codes)) = list_sort(g.nodig)
GROUP BY ALL
ORDER BY c.periode, erkenning, organisatie, activiteit, regio
