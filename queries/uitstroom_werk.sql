-- /// item
-- titel        = "Uitstroom naar werk"
-- indicator    = "uitstroom"
-- omschrijving = "Deelnemers aan een maatregel die werk vonden, zoals gepubliceerd: het aantal met werk na het traject, het aandeel dat negen maanden na het traject aan het werk was, of het aandeel dat naar werk uitstroomde. Van welk geheel een aandeel genomen is, zeggen de bronnen niet. De periode is die van de bron; soms loopt ze sinds de start van de maatregel."
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
-- aantal            = { rol = "waarde", eenheid = "personen", leeg = "nb", titel = "Personen met werk na het traject" }
-- aandeel           = { rol = "waarde", eenheid = "procent", decimalen = "aandeel_decimalen", leeg = "nb", eenheid_in_cel = true, titel = "Aandeel dat naar werk uitstroomde" }
-- aandeel_decimalen = { rol = "decimalen" }
-- later             = { rol = "waarde", eenheid = "procent", decimalen = "later_decimalen", leeg = "nb", eenheid_in_cel = true, dimensies = { uitstroommoment = "na_9_maanden" }, titel = "Aandeel dat negen maanden na het traject aan het werk was" }
-- later_decimalen   = { rol = "decimalen" }
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
    any_value(c.waarde) FILTER (WHERE c.eenheid = 'procent' AND len(c.kenmerken) = 0) AS aandeel,
    any_value(c.decimalen) FILTER (WHERE c.eenheid = 'procent' AND len(c.kenmerken) = 0) AS aandeel_decimalen,
    any_value(c.waarde) FILTER (WHERE c.eenheid = 'procent' AND c.codes['uitstroommoment'] = 'na_9_maanden') AS later,
    any_value(c.decimalen) FILTER (WHERE c.eenheid = 'procent' AND c.codes['uitstroommoment'] = 'na_9_maanden') AS later_decimalen,
    list(DISTINCT c.bron ORDER BY c.bron) AS bron
FROM m_cijfer AS c
WHERE
    c.indicator = 'uitstroom'
    AND c.soort = 'stand'
    AND list_has_all(['uitstroommoment'], c.kenmerken)
    AND list_contains($maatregel::VARCHAR[], c.maatregel)
    AND list_has_any($jaren::INTEGER[], c.jaren)
GROUP BY c.maatregel, c.periode
ORDER BY min(c.rang)
