-- /// item
-- titel        = "Tewerkstelling naar functie en erkenning"
-- indicator    = "tewerkstelling"
-- omschrijving = "Wie er in een werkvorm van de sociale economie aan het werk was, zoals een studie het drukte: voltijdsequivalenten, personen en arbeidsplaatsen naar functie (doelgroep, begeleiding) en erkenning, met de gedrukte totalen, de aandelen naar profiel en het aantal personen per voltijdsequivalent. Een persoon telt één keer per werkvorm."
-- bron         = "Gepubliceerde studies"
-- populatie    = "doelgroepwerknemer"
-- tijd         = "stand"
-- trefwoorden  = ["tewerkstelling naar functie", "doelgroepwerknemers en begeleiders", "erkende arbeidsplaatsen", "aantal arbeidsplaatsen in de sociale economie", "profiel van de werknemers in beschutte werkplaatsen", "koppen per VTE"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["functie", "erkenning", "invoegvorm", "statuut", "geslacht", "leeftijdsgrens", "arbeidshandicap"] }
-- functie   = { codelist = "functie", filter = "functie", verplicht = false, many = false }
-- [kolommen]
-- maatregel            = { rol = "maatregel", codelist = "maatregel" }
-- functie              = { rol = "dimensie", codelist = "functie", volledig = false }
-- statuut              = { rol = "dimensie", codelist = "statuut", volledig = false, totaal = false }
-- geslacht             = { rol = "dimensie", codelist = "geslacht", volledig = false, totaal = false }
-- leeftijdsgrens       = { rol = "dimensie", codelist = "leeftijdsgrens", volledig = false, totaal = false }
-- arbeidshandicap      = { rol = "dimensie", codelist = "arbeidshandicap", volledig = false, totaal = false }
-- invoegvorm           = { rol = "dimensie", codelist = "invoegvorm", volledig = false, totaal = false }
-- erkenning            = { rol = "dimensie", codelist = "erkenning", plaats = "kolom", volledig = false }
-- periode              = { rol = "periode", vrij = true }
-- vte                  = { rol = "waarde", eenheid = "VTE", decimalen = "vte_decimalen", toelichting = "vte_woord", leeg = "nb", titel = "Tewerkstelling in voltijdsequivalenten" }
-- vte_decimalen        = { rol = "decimalen" }
-- vte_woord            = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- personen             = { rol = "waarde", eenheid = "personen", toelichting = "personen_woord", leeg = "nb", titel = "Tewerkstelling in personen" }
-- personen_woord       = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- belgie               = { rol = "waarde", eenheid = "personen", dimensies = { regio = "BE" }, toelichting = "belgie_woord", leeg = "nb", titel = "Tewerkstelling in personen (heel België)" }
-- belgie_woord         = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- plaatsen             = { rol = "waarde", eenheid = "arbeidsplaatsen", toelichting = "plaatsen_woord", leeg = "nb", titel = "Arbeidsplaatsen" }
-- plaatsen_woord       = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- aandeel              = { rol = "waarde", eenheid = "procent", decimalen = "aandeel_decimalen", leeg = "nb", eenheid_in_cel = true, titel = "Aandeel in de tewerkstelling" }
-- aandeel_decimalen    = { rol = "decimalen" }
-- deel                 = { rol = "waarde", eenheid = "op_5", leeg = "nb", eenheid_in_cel = true, titel = "Deel van de tewerkstelling" }
-- koppen               = { rol = "waarde", indicator = "koppen_per_vte", eenheid = "personen", decimalen = "koppen_decimalen", leeg = "nb", titel = "Aantal personen per voltijdsequivalent" }
-- koppen_decimalen     = { rol = "decimalen" }
-- bron                 = { rol = "bron" }
-- [beschikbaar.sociale_economie]
-- jaren = { van = 2005, tot = 2005 }
-- [beschikbaar.sociale_werkplaats]
-- jaren  = { van = 2005, tot = 2005 }
-- sneden = [["functie", "erkenning"], ["statuut"]]
-- [beschikbaar.arbeidszorg]
-- jaren  = { van = 2005, tot = 2005 }
-- sneden = [["functie", "erkenning"]]
-- [beschikbaar.beschutte_werkplaats]
-- jaren  = { van = 2003, tot = 2005 }
-- sneden = [["functie"], ["functie", "geslacht"], ["functie", "leeftijdsgrens"], ["functie", "arbeidshandicap"]]
-- [beschikbaar.invoegbedrijf]
-- jaren  = { van = 2003, tot = 2005 }
-- sneden = [["functie", "erkenning"], ["functie", "erkenning", "invoegvorm"], ["functie", "geslacht"]]
-- [beschikbaar.buurt_en_nabijheidsdienst]
-- jaren  = { van = 2004, tot = 2004 }
-- sneden = [["functie"]]
-- ///
WITH rij AS (
    SELECT
        c.*,
        f.volgorde AS plaats,
        {'waarde': c.waarde, 'decimalen': c.decimalen, 'woord': c.nauwkeurigheid} AS cijfer
    FROM m_cijfer AS c
    LEFT JOIN codelijst AS f ON f.lijst = 'functie' AND f.code = c.codes['functie']
    WHERE
        c.indicator IN ('tewerkstelling', 'koppen_per_vte')
        AND c.soort = 'stand'
        AND c.waarde IS NOT NULL
        AND list_contains($maatregel::VARCHAR[], c.maatregel)
        AND list_has_any($jaren::INTEGER[], c.jaren)
        AND (len($functie::VARCHAR[]) = 0 OR list_contains($functie::VARCHAR[], c.codes['functie']))
        -- A figure belongs to a breakdown that names all that it is broken down by, or to its margins.
        AND len(list_filter(
            $sneden::VARCHAR[][],
            lambda s: list_has_all(
                -- The whole country stands in a column of its own.
                list_append(CASE WHEN len($functie::VARCHAR[]) = 0 THEN s ELSE list_append(s, 'functie') END, 'regio'),
                c.kenmerken
            )
        )) > 0
        AND coalesce(c.codes['regio'], 'BE') = 'BE'
),

cel AS (
    SELECT
        r.maatregel,
        r.periode,
        coalesce(r.codes['functie'], '_T') AS functie,
        coalesce(r.codes['erkenning'], '_T') AS erkenning,
        coalesce(r.codes['invoegvorm'], '_T') AS invoegvorm,
        coalesce(r.codes['statuut'], '_T') AS statuut,
        coalesce(r.codes['geslacht'], '_T') AS geslacht,
        coalesce(r.codes['leeftijdsgrens'], '_T') AS leeftijdsgrens,
        coalesce(r.codes['arbeidshandicap'], '_T') AS arbeidshandicap,
        any_value(r.cijfer) FILTER (WHERE r.indicator = 'tewerkstelling' AND r.eenheid = 'VTE') AS v,
        any_value(r.cijfer) FILTER (
            WHERE r.indicator = 'tewerkstelling' AND r.eenheid = 'personen' AND NOT list_contains(r.kenmerken, 'regio')
        ) AS p,
        any_value(r.cijfer) FILTER (WHERE r.eenheid = 'personen' AND r.codes['regio'] = 'BE') AS b,
        any_value(r.cijfer) FILTER (WHERE r.eenheid = 'arbeidsplaatsen') AS a,
        any_value(r.cijfer) FILTER (WHERE r.eenheid = 'procent') AS s,
        any_value(r.cijfer) FILTER (WHERE r.eenheid = 'op_5') AS d,
        any_value(r.cijfer) FILTER (WHERE r.indicator = 'koppen_per_vte') AS k,
        list(DISTINCT r.bron ORDER BY r.bron) AS bron,
        min(r.plaats) AS plaats,
        min(r.rang) AS rang
    FROM rij AS r
    GROUP BY ALL
)

SELECT
    c.maatregel,
    c.periode,
    c.functie,
    c.erkenning,
    c.invoegvorm,
    c.statuut,
    c.geslacht,
    c.leeftijdsgrens,
    c.arbeidshandicap,
    c.v.waarde AS vte,
    c.v.decimalen AS vte_decimalen,
    c.v.woord AS vte_woord,
    c.p.waarde AS personen,
    c.p.woord AS personen_woord,
    c.b.waarde AS belgie,
    c.b.woord AS belgie_woord,
    c.a.waarde AS plaatsen,
    c.a.woord AS plaatsen_woord,
    c.s.waarde AS aandeel,
    c.s.decimalen AS aandeel_decimalen,
    c.d.waarde AS deel,
    c.k.waarde AS koppen,
    c.k.decimalen AS koppen_decimalen,
    c.bron
FROM cel AS c
ORDER BY c.plaats, c.rang
