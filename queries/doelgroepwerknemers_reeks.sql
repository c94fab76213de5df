-- /// item
-- titel        = "Deelnemers volgens eerdere publicaties"
-- indicator    = "doelgroepwerknemers"
-- omschrijving = "Doelgroepwerknemers en andere deelnemers aan een maatregel zoals gepubliceerd, in personen of voltijdsequivalenten, met de mate van deelname en het statuut waar de bron die noemt. Hoe een bron telt, verschilt: op een dag, over een jaar of sinds de start van de maatregel."
-- bron         = "Gepubliceerde cijferreeksen"
-- populatie    = "doelgroepwerknemer"
-- tijd         = "stroom"
-- trefwoorden  = ["aantal wijk-werkers", "doelgroepwerknemers collectief maatwerk sinds eerdere antwoorden", "sociale inschakeling in Brussel", "evolutie van het aantal doelgroepwerknemers"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["deelname", "statuut"] }
-- [kolommen]
-- maatregel = { rol = "maatregel", codelist = "maatregel" }
-- periode   = { rol = "periode", plaats = "rij", titel = "Periode", vrij = true }
-- deelname  = { rol = "dimensie", codelist = "deelname", plaats = "kolom", volledig = false, totaal = false }
-- statuut   = { rol = "dimensie", codelist = "statuut", plaats = "kolom", volledig = false, totaal = false }
-- aantal    = { rol = "waarde", eenheid = "personen", leeg = "nb", titel = "Deelnemers" }
-- vte       = { rol = "waarde", eenheid = "VTE", leeg = "nb", titel = "Deelnemers in voltijdsequivalenten" }
-- bron      = { rol = "bron" }
-- [beschikbaar.collectief_maatwerk]
-- jaren = { van = 2019 }
-- [beschikbaar.wijk_werken]
-- jaren  = { van = 2018 }
-- sneden = [["deelname"], ["statuut"]]
-- [beschikbaar.sociale_inschakeling_brussel]
-- jaren  = { van = 2025 }
-- sneden = [["deelname"]]
-- ///
SELECT
    c.maatregel,
    c.periode,
    coalesce(c.codes['deelname'], '_T') AS deelname,
    coalesce(c.codes['statuut'], '_T') AS statuut,
    any_value(c.waarde) FILTER (WHERE c.eenheid = 'personen') AS aantal,
    any_value(c.waarde) FILTER (WHERE c.eenheid = 'VTE') AS vte,
    list(DISTINCT c.bron ORDER BY c.bron) AS bron
FROM m_cijfer AS c
WHERE
    c.indicator = 'doelgroepwerknemers'
    AND c.soort = 'stand'
    AND list_contains($maatregel::VARCHAR[], c.maatregel)
    AND list_has_any($jaren::INTEGER[], c.jaren)
    AND len(list_filter($sneden::VARCHAR[][], lambda s: list_has_all(s, c.kenmerken))) > 0
GROUP BY c.maatregel, c.periode, c.codes
ORDER BY min(c.rang)
