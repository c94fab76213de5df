-- /// item
-- titel        = "Indiceringen, geweigerde aanvragen en werkervaringstrajecten"
-- indicator    = "andere"
-- omschrijving = "Indiceringen, geweigerde aanvragen en lopende werkervaringstrajecten voor een maatregel, zoals gepubliceerd. Geteld zijn indiceringen, aanvragen en trajecten, geen personen."
-- bron         = "Gepubliceerde cijferreeksen"
-- populatie    = "geen"
-- tijd         = "stroom"
-- trefwoorden  = ["aantal indiceringen", "geweigerde aanvragen", "weigeringen collectief maatwerk", "werkervaringstrajecten artikel 60"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- [kolommen]
-- maatregel    = { rol = "maatregel", codelist = "maatregel", plaats = "rij" }
-- periode      = { rol = "periode", plaats = "rij", titel = "Periode", vrij = true }
-- indiceringen = { rol = "waarde", eenheid = "indiceringen", leeg = "nb", dimensies = { maatregelgroep = "imw_cmw" }, titel = "Indiceringen voor individueel en collectief maatwerk" }
-- geweigerd    = { rol = "waarde", eenheid = "aanvragen", leeg = "nb", dimensies = { adviesstatus = "geweigerd" }, titel = "Geweigerde adviesaanvragen" }
-- trajecten    = { rol = "waarde", eenheid = "werkervaringstrajecten", leeg = "nb", titel = "Lopende werkervaringstrajecten" }
-- bron         = { rol = "bron" }
-- [beschikbaar.sociale_economie]
-- jaren = { van = 2025 }
-- [beschikbaar.collectief_maatwerk]
-- jaren = { van = 2025 }
-- [beschikbaar.twe_ocmw]
-- jaren = { van = 2024 }
-- ///
SELECT
    c.maatregel,
    c.periode,
    any_value(c.waarde) FILTER (WHERE c.codes['maatregelgroep'] = 'imw_cmw' AND c.eenheid = 'indiceringen') AS indiceringen,
    any_value(c.waarde) FILTER (WHERE c.codes['adviesstatus'] = 'geweigerd' AND c.eenheid = 'aanvragen') AS geweigerd,
    any_value(c.waarde) FILTER (WHERE len(c.kenmerken) = 0 AND c.eenheid = 'werkervaringstrajecten') AS trajecten,
    list(DISTINCT c.bron ORDER BY c.bron) AS bron
FROM m_cijfer AS c
WHERE
    c.indicator = 'andere'
    AND c.soort = 'stand'
    AND c.eenheid IN ('indiceringen', 'aanvragen', 'werkervaringstrajecten')
    AND len(c.kenmerken) <= 1
    AND list_contains($maatregel::VARCHAR[], c.maatregel)
    AND list_has_any($jaren::INTEGER[], c.jaren)
GROUP BY c.maatregel, c.periode
ORDER BY min(c.rang)
