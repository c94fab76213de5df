-- /// item
-- titel        = "Werkzoekenden die moeilijk werk vinden"
-- indicator    = "werkzoekenden"
-- omschrijving = "Groepen werkzoekenden die moeilijk werk vinden, zoals een bron ze omschrijft: het aandeel in de niet-werkende of in de langdurig werkzoekenden, of het geraamde aantal niet-toeleidbaren. Het gaat om alle werkzoekenden, niet om wie in de sociale economie werkt."
-- bron         = "VDAB en RVA"
-- populatie    = "werkzoekende"
-- tijd         = "stand"
-- trefwoorden  = ["werkzoekenden uit de kansengroepen", "moeilijk bemiddelbare werkzoekenden", "niet-toeleidbare werklozen", "niet toeleidbaar"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["kenmerk"] }
-- [kolommen]
-- maatregel = { rol = "maatregel", codelist = "maatregel" }
-- kenmerk   = { rol = "dimensie", codelist = "kenmerk", volledig = false, totaal = false }
-- periode   = { rol = "periode", vrij = true }
-- aandeel   = { rol = "waarde", eenheid = "procent", decimalen = "decimalen", toelichting = "woord", leeg = "nb", eenheid_in_cel = true, titel = "Aandeel in de werkzoekenden" }
-- decimalen = { rol = "decimalen" }
-- aantal    = { rol = "waarde", indicator = "andere", eenheid = "personen", toelichting = "woord", leeg = "nb", titel = "Geraamd aantal werklozen" }
-- woord     = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- bron      = { rol = "bron" }
-- [beschikbaar.zonder_maatregel]
-- jaren  = { van = 2005 }
-- sneden = [["kenmerk"]]
-- ///
SELECT
    c.maatregel,
    c.codes['kenmerk'] AS kenmerk,
    c.periode,
    any_value(c.waarde) FILTER (WHERE c.indicator = 'werkzoekenden' AND c.eenheid = 'procent') AS aandeel,
    any_value(c.decimalen) FILTER (WHERE c.indicator = 'werkzoekenden' AND c.eenheid = 'procent') AS decimalen,
    any_value(c.waarde) FILTER (WHERE c.indicator = 'andere' AND c.eenheid = 'personen') AS aantal,
    any_value(c.nauwkeurigheid) AS woord,
    list(DISTINCT c.bron ORDER BY c.bron) AS bron
FROM m_cijfer AS c
WHERE
    c.indicator IN ('werkzoekenden', 'andere')
    AND c.soort = 'stand'
    AND c.kenmerken = ['kenmerk']
    AND list_contains($maatregel::VARCHAR[], c.maatregel)
    AND list_has_any($jaren::INTEGER[], c.jaren)
    AND list_contains($sneden::VARCHAR[][], ['kenmerk'])
GROUP BY c.maatregel, c.periode, c.codes
ORDER BY min(c.rang)
