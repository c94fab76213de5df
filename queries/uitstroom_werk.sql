-- /// item
-- titel        = "Uitstroom naar werk"
-- indicator    = "uitstroom"
-- omschrijving = "Deelnemers aan een maatregel die in de periode naar werk uitstroomden, zoals gepubliceerd: het aantal personen of het aandeel van wie het traject beëindigde. De periode is die van de bron; soms loopt ze sinds de start van de maatregel."
-- bron         = "Gepubliceerde cijferreeksen"
-- populatie    = "werkzoekende"
-- tijd         = "stroom"
-- trefwoorden  = ["uitstroom naar werk", "uitstroom uit het wijk-werken", "uitstroom na tijdelijke werkervaring", "hoeveel wijk-werkers vinden werk"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- [kolommen]
-- maatregel         = { rol = "maatregel", codelist = "maatregel", plaats = "rij" }
-- periode           = { rol = "periode", plaats = "rij", titel = "Periode", vrij = true }
-- aantal            = { rol = "waarde", eenheid = "personen", leeg = "nb", titel = "Personen die naar werk uitstroomden" }
-- aandeel           = { rol = "waarde", eenheid = "procent", decimalen = "aandeel_decimalen", leeg = "nb", eenheid_in_cel = true, titel = "Aandeel dat naar werk uitstroomde" }
-- aandeel_decimalen = { rol = "decimalen" }
-- bron              = { rol = "bron" }
-- [beschikbaar.wijk_werken]
-- jaren = { van = 2018 }
-- [beschikbaar.twe_ocmw]
-- jaren = { van = 2024 }
-- ///
SELECT
    c.maatregel,
    c.periode,
    any_value(c.waarde) FILTER (WHERE c.eenheid = 'personen') AS aantal,
    any_value(c.waarde) FILTER (WHERE c.eenheid = 'procent') AS aandeel,
    any_value(c.decimalen) FILTER (WHERE c.eenheid = 'procent') AS aandeel_decimalen,
    list(DISTINCT c.bron ORDER BY c.bron) AS bron
FROM m_cijfer AS c
WHERE
    c.indicator = 'uitstroom'
    AND c.soort = 'stand'
    AND len(c.kenmerken) = 0
    AND list_contains($maatregel::VARCHAR[], c.maatregel)
    AND list_has_any($jaren::INTEGER[], c.jaren)
GROUP BY c.maatregel, c.periode
ORDER BY min(c.rang)
