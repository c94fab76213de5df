-- /// item
-- titel        = "Invulling van het contingent"
-- indicator    = "contingent"
-- omschrijving = "Voltijdsequivalenten (VTE) van het contingent op een meetmoment, zoals gepubliceerd: toegekend, ingevuld en niet ingevuld, met het gedrukte aandeel dat niet ingevuld is en de plaatsen van het groeipad. De invullingsgraad is berekend uit het ingevulde en het toegekende contingent. De jaargemiddelden staan in de catalogusvraag contingent."
-- bron         = "Gepubliceerde cijferreeksen"
-- populatie    = "onderneming"
-- tijd         = "stand"
-- trefwoorden  = ["invulling van het contingent", "niet ingevuld contingent", "invullingsgraad", "openstaande plaatsen", "groeipad collectief maatwerk", "onbenut contingent"]
-- gepubliceerd = true
-- [params]
-- maatregel = { codelist = "maatregel" }
-- jaren     = { type = "years" }
-- [kolommen]
-- maatregel         = { rol = "maatregel", codelist = "maatregel", plaats = "rij" }
-- periode           = { rol = "periode", plaats = "rij", titel = "Meetmoment", vrij = true }
-- toegekend         = { rol = "waarde", eenheid = "VTE", decimalen = "toegekend_dec", leeg = "nb", tabel = "Contingent", plaats = "kolom", titel = "Toegekend" }
-- toegekend_dec     = { rol = "decimalen" }
-- ingevuld          = { rol = "waarde", eenheid = "VTE", decimalen = "ingevuld_dec", leeg = "nb", dimensies = { contingentdeel = "ingevuld" }, tabel = "Contingent", plaats = "kolom", titel = "Ingevuld" }
-- ingevuld_dec      = { rol = "decimalen" }
-- niet_ingevuld     = { rol = "waarde", eenheid = "VTE", decimalen = "niet_ingevuld_dec", leeg = "nb", dimensies = { contingentdeel = "niet_ingevuld" }, tabel = "Contingent", plaats = "kolom", titel = "Niet ingevuld" }
-- niet_ingevuld_dec = { rol = "decimalen" }
-- graad             = { rol = "waarde", eenheid = "procent", decimalen = 1, leeg = "nb", eenheid_in_cel = true, dimensies = { contingentdeel = "ingevuld" }, tabel = "Aandeel in het toegekende contingent", plaats = "kolom", titel = "Invullingsgraad (berekend)" }
-- open_aandeel      = { rol = "waarde", eenheid = "procent", decimalen = "open_aandeel_dec", leeg = "nb", eenheid_in_cel = true, dimensies = { contingentdeel = "niet_ingevuld" }, tabel = "Aandeel in het toegekende contingent", plaats = "kolom", titel = "Niet ingevuld (gepubliceerd)" }
-- open_aandeel_dec  = { rol = "decimalen" }
-- groeipad          = { rol = "waarde", eenheid = "VTE", decimalen = "groeipad_dec", leeg = "nb", dimensies = { contingentdeel = "groeipad_fase_1" }, titel = "Contingent uit de eerste fase van het groeipad" }
-- groeipad_dec      = { rol = "decimalen" }
-- bron              = { rol = "bron" }
-- [beschikbaar.collectief_maatwerk]
-- jaren = { van = 2019 }
-- [beschikbaar.beschutte_werkplaats]
-- jaren = { van = 2017, tot = 2017 }
-- [beschikbaar.sociale_werkplaats]
-- jaren = { van = 2017, tot = 2017 }
-- [beschikbaar.lde]
-- jaren = { van = 2017, tot = 2017 }
-- [beschikbaar.sociale_economie]
-- jaren = { van = 2017, tot = 2017 }
-- ///
WITH rij AS (
    SELECT
        c.*,
        coalesce(c.codes['contingentdeel'], '_T') AS deel,
        {'waarde': c.waarde, 'decimalen': c.decimalen} AS cijfer
    FROM m_cijfer AS c
    WHERE
        c.indicator = 'contingent'
        AND c.soort = 'stand'
        AND list_has_all(['contingentdeel'], c.kenmerken)
        -- A period that is a whole year is the average of that year.
        AND len(c.periode) > 4
        AND list_contains($maatregel::VARCHAR[], c.maatregel)
        AND list_has_any($jaren::INTEGER[], c.jaren)
),

cel AS (
    SELECT
        r.maatregel,
        r.periode,
        any_value(r.cijfer) FILTER (WHERE r.deel = '_T' AND r.eenheid = 'VTE') AS t,
        any_value(r.cijfer) FILTER (WHERE r.deel = 'ingevuld' AND r.eenheid = 'VTE') AS i,
        any_value(r.cijfer) FILTER (WHERE r.deel = 'niet_ingevuld' AND r.eenheid = 'VTE') AS n,
        any_value(r.cijfer) FILTER (WHERE r.deel = 'niet_ingevuld' AND r.eenheid = 'procent') AS s,
        any_value(r.cijfer) FILTER (WHERE r.deel = 'groeipad_fase_1') AS g,
        list(DISTINCT r.bron ORDER BY r.bron) AS bron
    FROM rij AS r
    GROUP BY r.maatregel, r.periode
)

SELECT
    c.maatregel,
    c.periode,
    c.t.waarde AS toegekend,
    c.t.decimalen AS toegekend_dec,
    c.i.waarde AS ingevuld,
    c.i.decimalen AS ingevuld_dec,
    c.n.waarde AS niet_ingevuld,
    c.n.decimalen AS niet_ingevuld_dec,
    CASE WHEN c.t.waarde > 0 THEN CAST(100 * c.i.waarde / c.t.waarde AS DECIMAL(18, 1)) END AS graad,
    c.s.waarde AS open_aandeel,
    c.s.decimalen AS open_aandeel_dec,
    c.g.waarde AS groeipad,
    c.g.decimalen AS groeipad_dec,
    c.bron
FROM cel AS c
ORDER BY c.periode
