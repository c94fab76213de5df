-- /// item
-- titel        = "Doorstroom naar het reguliere circuit"
-- indicator    = "doorstroom_resultaat"
-- omschrijving = "Doelgroepwerknemers die in de periode uit de maatregel naar het reguliere circuit doorstroomden, zoals gepubliceerd. De bron hanteert een andere definitie dan de catalogusvraag doorstroom_resultaat, waar de job aansluit op een doorstroomtraject; wat er precies meetelt, zegt ze niet."
-- bron         = "Gepubliceerde cijferreeksen"
-- populatie    = "doelgroepwerknemer"
-- tijd         = "stroom"
-- trefwoorden  = ["doorstroom naar het normale economische circuit", "doorstroom naar een reguliere job", "uitstroom uit collectief maatwerk naar werk"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- [kolommen]
-- maatregel = { rol = "maatregel", codelist = "maatregel" }
-- periode   = { rol = "periode", plaats = "rij", titel = "Periode", vrij = true }
-- aantal    = { rol = "waarde", eenheid = "personen", leeg = "nb", dimensies = { uitstroombestemming = "nec" }, titel = "Doorstroom naar het reguliere circuit" }
-- woord     = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- bron      = { rol = "bron" }
-- [beschikbaar.collectief_maatwerk]
-- jaren = { van = 2020 }
-- ///
SELECT
    c.maatregel,
    c.periode,
    c.waarde AS aantal,
    c.nauwkeurigheid AS woord,
    c.bron
FROM m_cijfer AS c
WHERE
    c.indicator = 'doorstroom_resultaat'
    AND c.soort = 'stand'
    AND c.eenheid = 'personen'
    AND c.kenmerken = ['uitstroombestemming']
    AND c.codes['uitstroombestemming'] = 'nec'
    AND list_contains($maatregel::VARCHAR[], c.maatregel)
    AND list_has_any($jaren::INTEGER[], c.jaren)
ORDER BY c.rang
