-- /// item
-- titel        = "Vacatures naar activiteit en beroep"
-- indicator    = "vacatures"
-- omschrijving = "Vacatures voor doelgroepwerknemers die de VDAB ontving of die vervuld zijn, naar de activiteit van het bedrijf en naar het beroep, zoals een studie ze drukte: aantallen en aandelen, met de gedrukte totalen. Elke aangeboden job telt één keer."
-- bron         = "Gepubliceerde studies"
-- populatie    = "geen"
-- tijd         = "stroom"
-- trefwoorden  = ["vacatures in de sociale economie", "ontvangen vacatures naar beroep", "vervulde vacatures", "welke jobs worden aangeboden", "soort werk in de sociale werkplaatsen"]
-- gepubliceerd = true
-- [params]
-- maatregel      = { codelist = "maatregel" }
-- jaren          = { type = "years" }
-- sneden         = { type = "sneden", dimensies = ["activiteit", "beroep"] }
-- vacaturestatus = { codelist = "vacaturestatus", filter = "vacaturestatus", many = false }
-- [kolommen]
-- maatregel         = { rol = "maatregel", codelist = "maatregel" }
-- activiteit        = { rol = "dimensie", codelist = "activiteit", volledig = false }
-- beroep            = { rol = "dimensie", codelist = "beroep", volledig = false }
-- vacaturestatus    = { rol = "dimensie", codelist = "vacaturestatus", plaats = "kolom", volledig = false, totaal = false }
-- periode           = { rol = "periode", vrij = true }
-- aantal            = { rol = "waarde", eenheid = "vacatures", toelichting = "aantal_woord", leeg = "nb", titel = "Aantal vacatures" }
-- aantal_woord      = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- aandeel           = { rol = "waarde", eenheid = "procent", decimalen = "aandeel_decimalen", toelichting = "aandeel_woord", leeg = "nb", eenheid_in_cel = true, titel = "Aandeel in de vacatures" }
-- aandeel_decimalen = { rol = "decimalen" }
-- aandeel_woord     = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- deel              = { rol = "waarde", eenheid = "op_5", leeg = "nb", eenheid_in_cel = true, titel = "Deel van de vacatures" }
-- bron              = { rol = "bron" }
-- [beschikbaar.sociale_werkplaats]
-- jaren  = { van = 2004, tot = 2005 }
-- sneden = [["activiteit"], ["beroep"]]
-- [beschikbaar.arbeidszorg]
-- jaren  = { van = 2004, tot = 2005 }
-- sneden = [["activiteit"], ["beroep"]]
-- [beschikbaar.invoegbedrijf]
-- jaren  = { van = 2004, tot = 2005 }
-- sneden = [["activiteit"], ["beroep"]]
-- ///
WITH rij AS (
    SELECT
        c.*,
        {'waarde': c.waarde, 'decimalen': c.decimalen, 'woord': c.nauwkeurigheid} AS cijfer
    FROM m_cijfer AS c
    WHERE
        c.indicator = 'vacatures'
        AND c.soort = 'stand'
        AND list_contains($maatregel::VARCHAR[], c.maatregel)
        AND list_has_any($jaren::INTEGER[], c.jaren)
        AND list_contains($vacaturestatus::VARCHAR[], c.codes['vacaturestatus'])
        AND len(list_filter(
            $sneden::VARCHAR[][], lambda s: list_has_all(list_append(s, 'vacaturestatus'), c.kenmerken)
        )) > 0
),

cel AS (
    SELECT
        r.maatregel,
        r.periode,
        coalesce(r.codes['activiteit'], '_T') AS activiteit,
        coalesce(r.codes['beroep'], '_T') AS beroep,
        r.codes['vacaturestatus'] AS vacaturestatus,
        max(r.rang) FILTER (WHERE r.eenheid = 'vacatures') AS rang,
        -- A total that is printed below activities and below occupations is one figure.
        any_value(r.cijfer) FILTER (WHERE r.eenheid = 'vacatures') AS n,
        any_value(r.cijfer) FILTER (WHERE r.eenheid = 'procent') AS s,
        any_value(r.cijfer) FILTER (WHERE r.eenheid = 'op_5') AS d,
        list(DISTINCT r.bron ORDER BY r.bron) AS bron
    FROM rij AS r
    GROUP BY r.maatregel, r.periode, activiteit, beroep, r.codes['vacaturestatus']
)

SELECT
    c.maatregel,
    c.periode,
    c.activiteit,
    c.beroep,
    c.vacaturestatus,
    c.n.waarde AS aantal,
    c.n.woord AS aantal_woord,
    c.s.waarde AS aandeel,
    c.s.decimalen AS aandeel_decimalen,
    c.s.woord AS aandeel_woord,
    c.d.waarde AS deel,
    c.bron
FROM cel AS c
-- The rows stand as they are printed; a share without a number comes behind them.
ORDER BY c.rang NULLS LAST
