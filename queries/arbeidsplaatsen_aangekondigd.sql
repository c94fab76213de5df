-- /// item
-- titel        = "Aangekondigde bijkomende arbeidsplaatsen"
-- indicator    = "bijkomende_arbeidsplaatsen"
-- omschrijving = "Arbeidsplaatsen in de sociale economie die de overheid bovenop de bestaande aankondigde, zoals gepubliceerd; voor de invoegbedrijven naar activiteit. Een aankondiging is geen verwezenlijkt aantal."
-- bron         = "Gepubliceerde studies"
-- populatie    = "geen"
-- tijd         = "stroom"
-- trefwoorden  = ["bijkomende arbeidsplaatsen", "aangekondigde plaatsen", "uitbreiding van de sociale economie", "nieuwe jobs in de sociale economie"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["activiteit"] }
-- [kolommen]
-- maatregel  = { rol = "maatregel", codelist = "maatregel", plaats = "rij" }
-- activiteit = { rol = "dimensie", codelist = "activiteit", volledig = false, totaal = false }
-- periode    = { rol = "periode", vrij = true }
-- aantal     = { rol = "waarde", eenheid = "arbeidsplaatsen", leeg = "nb", titel = "Aangekondigde bijkomende arbeidsplaatsen" }
-- woord      = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- bron       = { rol = "bron" }
-- [beschikbaar.sociale_werkplaats]
-- jaren = { van = 2006, tot = 2006 }
-- [beschikbaar.arbeidszorg]
-- jaren = { van = 2006, tot = 2006 }
-- [beschikbaar.invoegbedrijf]
-- jaren  = { van = 2005, tot = 2006 }
-- sneden = [["activiteit"]]
-- ///
SELECT
    c.maatregel,
    coalesce(c.codes['activiteit'], '_T') AS activiteit,
    c.periode,
    c.waarde AS aantal,
    c.nauwkeurigheid AS woord,
    c.bron
FROM m_cijfer AS c
WHERE
    c.indicator = 'bijkomende_arbeidsplaatsen'
    AND c.soort = 'stand'
    AND list_contains($maatregel::VARCHAR[], c.maatregel)
    AND list_has_any($jaren::INTEGER[], c.jaren)
    AND len(list_filter($sneden::VARCHAR[][], lambda s: list_has_all(s, c.kenmerken))) > 0
ORDER BY c.rang
