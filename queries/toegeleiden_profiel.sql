-- /// item
-- titel        = "Profiel van de toegeleide werkzoekenden en van de potentiële doelgroep"
-- indicator    = "toegeleiden"
-- omschrijving = "Werkzoekenden die de VDAB in het jaar naar een job in de sociale economie toeleidde, en de werkzoekenden die er in dat jaar gemiddeld voor in aanmerking kwamen: aantallen en aandelen naar profiel zoals een studie ze drukte, met een index waar beide aandelen gedrukt zijn. Een toegeleide werkzoekende telt één keer per werkvorm."
-- bron         = "Gepubliceerde studies"
-- populatie    = "doelgroepwerknemer"
-- tijd         = "stroom"
-- trefwoorden  = ["profiel van de toegeleide werkzoekenden", "potentiële doelgroep", "oververtegenwoordigd", "ondervertegenwoordigd", "kenmerken van de invoegwerknemers", "kenmerken van de doelgroepwerknemers"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- sneden    = { type = "sneden", dimensies = ["geslacht", "leeftijdsgrens", "opleidingsniveau", "etnie", "arbeidshandicap"] }
-- [kolommen]
-- maatregel            = { rol = "maatregel", codelist = "maatregel", plaats = "rij" }
-- geslacht             = { rol = "dimensie", codelist = "geslacht", volledig = false, totaal = false }
-- leeftijdsgrens       = { rol = "dimensie", codelist = "leeftijdsgrens", volledig = false, totaal = false }
-- opleidingsniveau     = { rol = "dimensie", codelist = "opleidingsniveau", volledig = false, totaal = false }
-- etnie                = { rol = "dimensie", codelist = "etnie", volledig = false, totaal = false }
-- arbeidshandicap      = { rol = "dimensie", codelist = "arbeidshandicap", volledig = false, totaal = false }
-- toegeleid            = { rol = "waarde", eenheid = "personen", toelichting = "toegeleid_woord", leeg = "nb", tabel = "Toegeleide werkzoekenden en potentiële doelgroep", plaats = "kolom", titel = "Toegeleid" }
-- toegeleid_woord      = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- potentieel           = { rol = "waarde", indicator = "potentiele_doelgroep", eenheid = "personen", toelichting = "potentieel_woord", leeg = "nb", tabel = "Toegeleide werkzoekenden en potentiële doelgroep", plaats = "kolom", titel = "Potentiële doelgroep (jaargemiddelde)" }
-- potentieel_woord     = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- aandeel              = { rol = "waarde", eenheid = "procent", decimalen = "aandeel_decimalen", leeg = "nb", eenheid_in_cel = true, tabel = "Aandeel in elke groep", plaats = "kolom", titel = "Toegeleid" }
-- aandeel_decimalen    = { rol = "decimalen" }
-- potentieel_aandeel   = { rol = "waarde", indicator = "potentiele_doelgroep", eenheid = "procent", decimalen = "potentieel_decimalen", leeg = "nb", eenheid_in_cel = true, tabel = "Aandeel in elke groep", plaats = "kolom", titel = "Potentiële doelgroep" }
-- potentieel_decimalen = { rol = "decimalen" }
-- drietal              = { rol = "waarde", eenheid = "op_3", toelichting = "drietal_woord", leeg = "nb", eenheid_in_cel = true, titel = "Aantal op drie toegeleide werkzoekenden" }
-- drietal_woord        = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- viertal              = { rol = "waarde", eenheid = "op_4", toelichting = "viertal_woord", leeg = "nb", eenheid_in_cel = true, titel = "Aantal op vier toegeleide werkzoekenden" }
-- viertal_woord        = { rol = "toelichting", titel = "hoe nauwkeurig de bron het cijfer geeft" }
-- index                = { rol = "waarde", eenheid = "index", decimalen = 2, leeg = "nb", titel = "Index van de vertegenwoordiging" }
-- periode              = { rol = "periode", plaats = "kolom", vrij = true }
-- bron                 = { rol = "bron" }
-- [beschikbaar.sociale_werkplaats]
-- jaren  = { van = 2005, tot = 2005 }
-- sneden = [["geslacht"], ["leeftijdsgrens"], ["etnie"], ["arbeidshandicap"]]
-- [beschikbaar.arbeidszorg]
-- jaren  = { van = 2005, tot = 2005 }
-- sneden = [["leeftijdsgrens"], ["opleidingsniveau"], ["etnie"], ["arbeidshandicap"]]
-- [beschikbaar.invoegbedrijf]
-- jaren  = { van = 2005, tot = 2005 }
-- sneden = [["leeftijdsgrens"], ["opleidingsniveau"], ["etnie"], ["arbeidshandicap"]]
-- ///
WITH rij AS (
    SELECT
        c.*,
        {'waarde': c.waarde, 'decimalen': c.decimalen, 'woord': c.nauwkeurigheid} AS cijfer
    FROM m_cijfer AS c
    WHERE
        c.indicator IN ('toegeleiden', 'potentiele_doelgroep')
        AND c.soort = 'stand'
        AND list_contains($maatregel::VARCHAR[], c.maatregel)
        AND list_has_any($jaren::INTEGER[], c.jaren)
        AND len(list_filter($sneden::VARCHAR[][], lambda s: list_has_all(s, c.kenmerken))) > 0
),

cel AS (
    SELECT
        r.maatregel,
        r.periode,
        coalesce(r.codes['geslacht'], '_T') AS geslacht,
        coalesce(r.codes['leeftijdsgrens'], '_T') AS leeftijdsgrens,
        coalesce(r.codes['opleidingsniveau'], '_T') AS opleidingsniveau,
        coalesce(r.codes['etnie'], '_T') AS etnie,
        coalesce(r.codes['arbeidshandicap'], '_T') AS arbeidshandicap,
        any_value(r.cijfer) FILTER (WHERE r.indicator = 'toegeleiden' AND r.eenheid = 'personen') AS t,
        any_value(r.cijfer) FILTER (WHERE r.indicator = 'potentiele_doelgroep' AND r.eenheid = 'personen') AS p,
        any_value(r.cijfer) FILTER (WHERE r.indicator = 'toegeleiden' AND r.eenheid = 'procent') AS ts,
        any_value(r.cijfer) FILTER (WHERE r.indicator = 'potentiele_doelgroep' AND r.eenheid = 'procent') AS ps,
        any_value(r.cijfer) FILTER (WHERE r.eenheid = 'op_3') AS d,
        any_value(r.cijfer) FILTER (WHERE r.eenheid = 'op_4') AS v,
        list(DISTINCT r.bron ORDER BY r.bron) AS bron,
        min(r.rang) AS rang
    FROM rij AS r
    GROUP BY ALL
)

SELECT
    c.maatregel,
    c.periode,
    c.geslacht,
    c.leeftijdsgrens,
    c.opleidingsniveau,
    c.etnie,
    c.arbeidshandicap,
    c.t.waarde AS toegeleid,
    c.t.woord AS toegeleid_woord,
    c.p.waarde AS potentieel,
    c.p.woord AS potentieel_woord,
    c.ts.waarde AS aandeel,
    c.ts.decimalen AS aandeel_decimalen,
    c.ps.waarde AS potentieel_aandeel,
    c.ps.decimalen AS potentieel_decimalen,
    c.d.waarde AS drietal,
    c.d.woord AS drietal_woord,
    c.v.waarde AS viertal,
    c.v.woord AS viertal_woord,
    -- Only what is printed exactly for both groups can be compared.
    CASE
        WHEN c.ts.woord IS NULL AND c.ps.woord IS NULL AND c.ps.waarde > 0
            THEN CAST(c.ts.waarde / c.ps.waarde AS DECIMAL(18, 2))
    END AS index,
    c.bron
FROM cel AS c
ORDER BY c.rang
