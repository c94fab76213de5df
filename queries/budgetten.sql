-- /// item
-- titel        = "Budget voor de sociale economie"
-- indicator    = "budget"
-- omschrijving = "Bedragen voor een maatregel van de sociale economie zoals ze gepubliceerd zijn: het budget in euro of in miljoen euro, naar de fase van de begroting waar de bron die noemt, het bijkomende budget dat aangekondigd is en de kredieten die Hefboom verleende."
-- bron         = "Gepubliceerde begrotingsstukken en studies"
-- populatie    = "geen"
-- tijd         = "stroom"
-- trefwoorden  = ["budget sociale economie", "budget collectief maatwerk", "uitgaven voor de sociale economie", "kredieten", "bijkomende middelen", "vastleggingskredieten", "afgerekende subsidies"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["begrotingsfase"] }
-- [kolommen]
-- maatregel           = { rol = "maatregel", codelist = "maatregel", plaats = "rij" }
-- periode             = { rol = "periode", plaats = "rij", titel = "Jaar", vrij = true }
-- begrotingsfase      = { rol = "dimensie", codelist = "begrotingsfase", plaats = "kolom", volledig = false, totaal = false }
-- miljoen             = { rol = "waarde", eenheid = "miljoen_euro", decimalen = "miljoen_decimalen", leeg = "nb", titel = "Budget in miljoen euro" }
-- miljoen_decimalen   = { rol = "decimalen" }
-- euro                = { rol = "waarde", eenheid = "euro", decimalen = "euro_decimalen", leeg = "nb", titel = "Budget" }
-- euro_decimalen      = { rol = "decimalen" }
-- bijkomend           = { rol = "waarde", indicator = "bijkomend_budget", eenheid = "miljoen_euro", decimalen = "bijkomend_decimalen", leeg = "nb", titel = "Bijkomend budget" }
-- bijkomend_decimalen = { rol = "decimalen" }
-- kredieten           = { rol = "waarde", indicator = "kredieten", dimensies = { organisatie = "hefboom" }, eenheid = "miljoen_euro", decimalen = "kredieten_decimalen", toelichting = "kredieten_woord", leeg = "nb", titel = "Kredieten van Hefboom" }
-- kredieten_decimalen = { rol = "decimalen" }
-- kredieten_woord     = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- bron                = { rol = "bron" }
-- [beschikbaar.collectief_maatwerk]
-- jaren  = { van = 2019 }
-- sneden = [["begrotingsfase"]]
-- [beschikbaar.sociale_economie]
-- jaren = { van = 1999 }
-- [beschikbaar.sociale_werkplaats]
-- jaren = { van = 2006, tot = 2006 }
-- [beschikbaar.invoegbedrijf]
-- jaren = { van = 2005, tot = 2006 }
-- [beschikbaar.sociale_inschakeling_brussel]
-- jaren  = { van = 2025 }
-- sneden = [["begrotingsfase"]]
-- ///
WITH rij AS (
    SELECT
        c.*,
        {'waarde': c.waarde, 'decimalen': c.decimalen, 'woord': c.nauwkeurigheid} AS cijfer
    FROM m_cijfer AS c
    WHERE
        c.indicator IN ('budget', 'bijkomend_budget', 'kredieten')
        AND c.soort = 'stand'
        AND list_contains($maatregel::VARCHAR[], c.maatregel)
        AND list_has_any($jaren::INTEGER[], c.jaren)
        -- What one organisation lent is a figure of its own, not a part of the budget.
        AND coalesce(c.codes['organisatie'], 'hefboom') = 'hefboom'
        AND (c.indicator = 'kredieten') = (c.codes['organisatie'] IS NOT NULL)
        AND len(list_filter(
            $sneden::VARCHAR[][], lambda s: list_has_all(list_append(s, 'organisatie'), c.kenmerken)
        )) > 0
),

cel AS (
    SELECT
        r.maatregel,
        r.periode,
        coalesce(r.codes['begrotingsfase'], '_T') AS begrotingsfase,
        any_value(r.cijfer) FILTER (WHERE r.indicator = 'budget' AND r.eenheid = 'miljoen_euro') AS m,
        any_value(r.cijfer) FILTER (WHERE r.indicator = 'budget' AND r.eenheid = 'euro') AS e,
        any_value(r.cijfer) FILTER (WHERE r.indicator = 'bijkomend_budget') AS b,
        any_value(r.cijfer) FILTER (WHERE r.indicator = 'kredieten') AS k,
        list(DISTINCT r.bron ORDER BY r.bron) AS bron
    FROM rij AS r
    GROUP BY ALL
)

SELECT
    c.maatregel,
    c.periode,
    c.begrotingsfase,
    c.m.waarde AS miljoen,
    c.m.decimalen AS miljoen_decimalen,
    c.e.waarde AS euro,
    c.e.decimalen AS euro_decimalen,
    c.b.waarde AS bijkomend,
    c.b.decimalen AS bijkomend_decimalen,
    c.k.waarde AS kredieten,
    c.k.decimalen AS kredieten_decimalen,
    c.k.woord AS kredieten_woord,
    c.bron
FROM cel AS c
LEFT JOIN codelijst AS f ON f.lijst = 'begrotingsfase' AND f.code = c.begrotingsfase
ORDER BY f.volgorde, c.periode
