-- /// item
-- titel        = "Uitspraken van mensen uit de praktijk"
-- indicator    = "tewerkstelling"
-- omschrijving = "Cijfers die iemand in een interview over de eigen organisatie of de eigen praktijk noemde, zoals een studie ze drukte. Het zijn uitspraken van één persoon en geen statistiek: ze zeggen niets over andere organisaties."
-- bron         = "Interviews in gepubliceerde studies"
-- populatie    = "doelgroepwerknemer"
-- tijd         = "stand"
-- trefwoorden  = ["uitspraken in interviews", "getuigenissen over de sociale economie", "een voorbeeld uit de praktijk", "wat vertelden de geïnterviewden"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["organisatie", "functie", "grens"] }
-- [kolommen]
-- maatregel   = { rol = "maatregel", codelist = "maatregel", plaats = "rij" }
-- organisatie = { rol = "dimensie", codelist = "organisatie", volledig = false, totaal = false }
-- functie     = { rol = "dimensie", codelist = "functie", volledig = false, totaal = false }
-- grens       = { rol = "dimensie", codelist = "grens", plaats = "kolom", volledig = false, totaal = false }
-- periode     = { rol = "periode", vrij = true }
-- personen    = { rol = "waarde", eenheid = "personen", leeg = "nb", titel = "Personen aan het werk in één organisatie" }
-- vertrokken  = { rol = "waarde", indicator = "uitstroom", eenheid = "personen", leeg = "nb", titel = "Personen die uit één organisatie vertrokken of er ontslagen werden" }
-- kosten      = { rol = "waarde", indicator = "kosten", eenheid = "miljoen_euro", toelichting = "woord", leeg = "nb", titel = "Kosten van één organisatie" }
-- woord       = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- ervaring    = { rol = "waarde", indicator = "andere", eenheid = "jaar", leeg = "nb", titel = "Ervaring van één begeleider met moeilijke doelgroepen" }
-- gesprek     = { rol = "waarde", indicator = "andere", eenheid = "uren", leeg = "nb", titel = "Duur van een individueel gesprek volgens één begeleider" }
-- bron        = { rol = "bron" }
-- [beschikbaar.sociale_economie]
-- jaren  = { van = 2005, tot = 2005 }
-- sneden = [["organisatie", "functie"], ["organisatie"], ["functie"]]
-- [beschikbaar.sociale_werkplaats]
-- jaren  = { van = 2001, tot = 2005 }
-- sneden = [["organisatie"], ["grens"]]
-- ///
SELECT
    c.maatregel,
    c.periode,
    coalesce(c.codes['organisatie'], '_T') AS organisatie,
    coalesce(c.codes['functie'], '_T') AS functie,
    coalesce(c.codes['grens'], '_T') AS grens,
    any_value(c.waarde) FILTER (WHERE c.indicator = 'tewerkstelling') AS personen,
    any_value(c.waarde) FILTER (WHERE c.indicator = 'uitstroom') AS vertrokken,
    any_value(c.waarde) FILTER (WHERE c.indicator = 'kosten') AS kosten,
    any_value(c.nauwkeurigheid) FILTER (WHERE c.indicator = 'kosten') AS woord,
    any_value(c.waarde) FILTER (WHERE c.indicator = 'andere' AND c.eenheid = 'jaar') AS ervaring,
    any_value(c.waarde) FILTER (WHERE c.indicator = 'andere' AND c.eenheid = 'uren') AS gesprek,
    list(DISTINCT c.bron ORDER BY c.bron) AS bron
FROM m_cijfer AS c
WHERE
    -- The table of the publication tells an interview from its own figures.
    len(list_filter(c.tabellen, lambda t: starts_with(t, 'Interview'))) > 0
    AND c.soort = 'stand'
    AND list_contains($maatregel::VARCHAR[], c.maatregel)
    AND list_has_any($jaren::INTEGER[], c.jaren)
    AND len(list_filter($sneden::VARCHAR[][], lambda s: list_has_all(s, c.kenmerken))) > 0
GROUP BY c.maatregel, c.periode, c.codes
ORDER BY min(c.rang)
