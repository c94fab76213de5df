-- /// item
-- titel        = "Werkzoekenden met een advies volgens eerdere publicaties"
-- indicator    = "geindiceerden_advies"
-- omschrijving = "Werkzoekenden met een advies voor een maatregel van de sociale economie, zoals gepubliceerd na het antwoord op vraag 274 of buiten het parlement: per woonplaats en naar de status van het advies. In de reeks per woonplaats over collectief maatwerk gaat het om werkzoekenden zonder werk en zonder lager advies; dat is een andere telling dan die van de catalogusvraag geindiceerden_advies."
-- bron         = "VDAB en andere gepubliceerde cijferreeksen"
-- populatie    = "werkzoekende"
-- tijd         = "stand"
-- trefwoorden  = ["adviezen per provincie", "wachtlijst sociale economie", "werkzoekenden met een advies collectief maatwerk", "toegekende adviezen", "geïndiceerden per provincie"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["provincie", "gewest", "adviesstatus", "maatregelgroep"] }
-- [kolommen]
-- maatregel      = { rol = "maatregel", codelist = "maatregel" }
-- provincie      = { rol = "dimensie", codelist = "provincie", volledig = false }
-- gewest         = { rol = "dimensie", codelist = "gewest", volledig = false, totaal = false }
-- adviesstatus   = { rol = "dimensie", codelist = "adviesstatus", volledig = false, totaal = false }
-- maatregelgroep = { rol = "dimensie", codelist = "maatregelgroep", volledig = false, totaal = false }
-- periode        = { rol = "periode", vrij = true }
-- aantal         = { rol = "waarde", eenheid = "personen", toelichting = "aantal_woord", leeg = "nb", titel = "Werkzoekenden met een advies" }
-- aantal_woord   = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- adviezen       = { rol = "waarde", eenheid = "adviezen", leeg = "nb", titel = "Adviezen" }
-- bron           = { rol = "bron" }
-- [beschikbaar.collectief_maatwerk]
-- jaren = { van = 2019 }
-- [beschikbaar.arbeidszorg]
-- jaren = { van = 2019, tot = 2019 }
-- [beschikbaar.sociale_economie]
-- jaren  = { van = 2016, tot = 2019 }
-- sneden = [["adviesstatus"], ["adviesstatus", "maatregelgroep"]]
-- ///
SELECT
    c.maatregel,
    c.periode,
    coalesce(c.codes['provincie'], '_T') AS provincie,
    coalesce(c.codes['gewest'], '_T') AS gewest,
    coalesce(c.codes['adviesstatus'], '_T') AS adviesstatus,
    coalesce(c.codes['maatregelgroep'], '_T') AS maatregelgroep,
    any_value(c.waarde) FILTER (WHERE c.eenheid = 'personen') AS aantal,
    any_value(c.nauwkeurigheid) FILTER (WHERE c.eenheid = 'personen') AS aantal_woord,
    any_value(c.waarde) FILTER (WHERE c.eenheid = 'adviezen') AS adviezen,
    list(DISTINCT c.bron ORDER BY c.bron) AS bron
FROM m_cijfer AS c
WHERE
    c.indicator = 'geindiceerden_advies'
    AND c.soort = 'stand'
    -- The answer to question 274 counts in another way; the register gives its figures again.
    AND c.bron != 'sv-274'
    AND list_contains($maatregel::VARCHAR[], c.maatregel)
    AND list_has_any($jaren::INTEGER[], c.jaren)
    AND len(list_filter($sneden::VARCHAR[][], lambda s: list_has_all(s, c.kenmerken))) > 0
GROUP BY c.maatregel, c.periode, c.codes
ORDER BY min(c.rang)
